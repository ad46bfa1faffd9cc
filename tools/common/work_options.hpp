#pragma once

#include "libgrid/layer/request.hpp"
#include "tools/common/input_options.hpp"
#include "tools/common/sources.hpp"

#include <boost/program_options.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace grid::tools {

/// How hours of work are reckoned. What is unset here is as the profile says.
struct WorkOptions {
    bool work = false;
    std::string service;
    std::string visits;
    std::optional<double> speed;        ///< kilometres an hour
    std::optional<double> off_network;  ///< factor

    /// Whether work is asked for, by any of the options; `ways`: the lines of --walk.
    [[nodiscard]] bool is_wanted(const std::vector<InputOption>& ways) const {
        return work || !service.empty() || !visits.empty() || !ways.empty();
    }
};

/// Adds --work, --service, --visits, --walk with what belongs to it, --speed and --off-network.
void add_work_options(boost::program_options::options_description& group, WorkOptions& options);

/// Throws ConfigError for figures that cannot be, and for those of walking where no work is asked for.
void check_work_options(const WorkOptions& options, const std::vector<InputOption>& ways);

/// Puts them into a request. `ways`: sources of --walk.
void set_work(const WorkOptions& options, std::vector<SourceRef> ways, GriddingRequest& request);

/// The same, with the files of --walk. `Options` as for source_ref().
template <typename Options>
void set_work(const WorkOptions& work, const std::vector<InputOption>& ways, const Options& options,
              GriddingRequest& request) {
    std::vector<SourceRef> sources;
    for (const InputOption& way : ways)
        sources.push_back(source_ref(way, options));
    set_work(work, std::move(sources), request);
}

/// For the record of the run.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> work_in_effect(const WorkOptions& options,
                                                                              const GriddingRequest& request);

}  // namespace grid::tools
