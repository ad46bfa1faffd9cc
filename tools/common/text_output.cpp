#include "tools/common/text_output.hpp"

#include "libgrid/core/error.hpp"

#include <filesystem>

namespace grid::tools {

void check_text_output(const std::string& path, bool overwrite) {
    if (path.empty()) return;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder))
        throw InputError("the folder does not exist", {folder.string(), {}, {}, {}});
    if (!overwrite && std::filesystem::exists(path)) {
        throw InputError("the file exists", {path, {}, {}, {}}, "overwrite it with -O/--overwrite");
    }
}

}  // namespace grid::tools
