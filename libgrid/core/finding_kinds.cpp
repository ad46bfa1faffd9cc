#include "libgrid/core/finding_kinds.hpp"

namespace grid {

namespace {

constexpr std::array severities{Severity::note, Severity::warning, Severity::error};

}  // namespace

const char* severity_name(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            break;
    }
    return "error";
}

std::optional<Severity> severity_of(std::string_view name) {
    for (const Severity severity : severities)
        if (name == severity_name(severity)) return severity;
    return std::nullopt;
}

}  // namespace grid
