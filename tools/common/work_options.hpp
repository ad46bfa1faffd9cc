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

/// Events as work.
struct EventOptions {
    InputOption input;  ///< empty path: none
    std::string kind;
    std::string count;
    std::string site;  ///< empty: they are points
    double months = 1;
};

/// How hours of work are reckoned. What is unset here is as the profile says.
struct WorkOptions {
    bool work = false;
    std::string service;
    std::string visits;
    std::optional<double> speed;        ///< kilometres an hour
    std::optional<double> off_network;  ///< factor
    EventOptions events{};

    /// Whether work is asked for, by any of the options; `ways`: the lines of --walk.
    [[nodiscard]] bool is_wanted(const std::vector<InputOption>& ways) const {
        return work || !service.empty() || !visits.empty() || !ways.empty() || !events.input.path.empty();
    }
};

/// Adds --work, --service, --visits, --walk with what belongs to it, --speed and --off-network.
void add_work_options(boost::program_options::options_description& group, WorkOptions& options);

/// Adds --events and what belongs to it, for tools that reckon service.
void add_event_options(boost::program_options::options_description& group, EventOptions& options);

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
    const EventOptions& events = work.events;
    if (events.input.path.empty()) return;
    request.work->events.emplace();
    request.work->events->source = source_ref(events.input, options);
    request.work->events->kind_field = events.kind;
    request.work->events->count_field = events.count;
    request.work->events->site_field = events.site;
    request.work->events->months = events.months;
}

/// For the record of the run.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> work_in_effect(const WorkOptions& options,
                                                                              const GriddingRequest& request);

}  // namespace grid::tools
