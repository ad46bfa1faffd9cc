#pragma once

// For the files of this stage only: PROJ's objects, given back when they go out of scope.

#include <proj.h>

#include <memory>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid::io {

struct ProjCloser {
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
    void operator()(PJ* object) const { proj_destroy(object); }
    void operator()(PJ_OBJ_LIST* list) const { proj_list_destroy(list); }
    void operator()(PJ_OPERATION_FACTORY_CONTEXT* factory) const { proj_operation_factory_context_destroy(factory); }
};
using ProjContext = std::unique_ptr<PJ_CONTEXT, ProjCloser>;
using ProjObject = std::unique_ptr<PJ, ProjCloser>;

/// Off the network, and silent.
[[nodiscard]] inline ProjContext make_proj_context() {
    ProjContext context(proj_context_create());
    if (!context) throw InputError(msg("PROJ cannot be initialised"));
    proj_context_set_enable_network(context.get(), 0);
    proj_log_func(context.get(), nullptr, [](void*, int, const char*) {});
    return context;
}

}  // namespace grid::io
