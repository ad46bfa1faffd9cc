#include "libgrid/partition/effort_name.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

Effort effort_of_name(const std::string& name) {
    for (const Effort effort : {Effort::fast, Effort::normal, Effort::best})
        if (name == effort_name(effort)) return effort;
    throw ConfigError(msg("--effort is fast, normal or best, not '{}'", name));
}

const char* effort_name(Effort effort) {
    return effort == Effort::fast ? "fast" : effort == Effort::normal ? "normal" : "best";
}

}  // namespace grid
