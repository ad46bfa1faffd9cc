#include "libgrid/core/error.hpp"
#include "tools/gridmerge/options.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace grid::tools {

void check_options(const GridmergeOptions& options) {
    const MergeRequest& merge = options.merge;
    if (merge.inputs.empty()) throw ConfigError("there are no inputs", {}, "give files with layers of grids");
    if (options.output.empty()) throw ConfigError("there is no output", {}, "give -o FILE");
    if (merge.replace && merge.inputs.size() < 2)
        throw ConfigError("--replace needs a base and what replaces its units", {}, "give two inputs or more");
    const auto normal = [](const std::string& path) { return std::filesystem::path(path).lexically_normal(); };
    std::vector<std::pair<std::string, std::string>> files{{"--config", options.common.config}};
    for (const MergeInput& input : merge.inputs)
        files.emplace_back("an input", input.source.path);
    for (const auto& [name, path] : files) {
        if (!path.empty() && normal(path) == normal(options.output))
            throw ConfigError(fmt::format("--output and {} are the same file: {}", name, options.output));
    }
}

RunRecord options_in_effect(const GridmergeOptions& options) {
    const MergeRequest& merge = options.merge;
    RunRecord record;
    if (merge.replace) record.emplace_back("replace", "true");
    if (merge.on_duplicate != OnDuplicate::error)
        record.emplace_back("on-duplicate", merge.on_duplicate == OnDuplicate::first ? "first" : "last");
    if (!merge.output_crs.empty()) record.emplace_back("output-crs", merge.output_crs);
    return record;
}

}  // namespace grid::tools
