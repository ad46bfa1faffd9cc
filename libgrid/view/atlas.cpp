#include "libgrid/core/error.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

std::vector<std::string> write_atlas(const Plan& plan, const ViewRequest& request) {
    (void)plan;
    throw InputError("not there yet", {.file = request.path, .layer = {}, .fid = {}, .at = {}});
}

}  // namespace grid
