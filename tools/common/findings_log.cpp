#include "tools/common/findings_log.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

namespace grid::tools {

void log_findings(const Findings& findings, Log& log) {
    constexpr std::size_t examples = 3;
    std::map<std::string, std::vector<const Finding*>> by_code;
    for (const Finding& finding : findings)
        by_code[finding.code].push_back(&finding);
    for (const auto& [code, found] : by_code) {
        for (std::size_t i = 0; i < found.size() && i < examples; ++i)
            log.warning(fmt::format("{}: {}", code, found[i]->message));
        if (found.size() > examples) {
            log.warning(fmt::format("{}: {} more; all are in the layer 'issues'", code, found.size() - examples));
        }
    }
}

}  // namespace grid::tools
