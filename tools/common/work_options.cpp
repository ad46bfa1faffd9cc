#include "tools/common/work_options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/sizes.hpp"

#include <fmt/format.h>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

void check_range(const char* name, const std::optional<double>& value, double least, double most, const char* unit) {
    if (!value || (*value >= least && *value <= most)) return;
    throw ConfigError(msg("--{} must be from {} to {}{}, not {}", name, least, most, unit, *value));
}

}  // namespace

void add_work_options(po::options_description& group, WorkOptions& o) {
    const WorkProfile profile;
    auto add = group.add_options();
    add("work", po::bool_switch(&o.work), "the workload is hours a month: service at the sites, walking between them");
    add("service", text_value(o.service, "EXPR"),
        "minutes a month at a site (default: by its households, see --profile)");
    add("visits", text_value(o.visits, "EXPR"), "rounds a month to a site (default: see --profile)");
    add_way_options(group);
    add("speed", optional_value(o.speed, "KMH"), by_profile("kilometres an hour on foot", profile.speed_kmh).c_str());
    add("off-network", optional_value(o.off_network, "FACTOR"),
        by_profile("metres walked for one in a straight line off the ways", profile.off_network).c_str());
}

void add_event_options(po::options_description& group, EventOptions& o) {
    auto add = group.add_options();
    add("events", input_file(o.input.path),
        "points of events, each of which takes the minutes of its kind (--profile)");
    add("events-layer", text_value(o.input.layer, "NAME"), "layer of them (default: the only one)");
    add("events-where", text_value(o.input.where, "SQL"), "only the events that pass this filter");
    add("events-datum", text_value(o.input.datum, "NAME"), datum_help);
    add("events-kind", text_value(o.kind, "FIELD"), "kind of an event (default: kind)");
    add("events-count", text_value(o.count, "FIELD"), "events that a row stands for (default: count, else 1)");
    add("events-site", text_value(o.site, "FIELD"),
        "a table of counts: the identifier of their site or cell (--site-id)");
    add("events-months", po::value<double>(&o.months)->value_name("N")->default_value(o.months),
        "months that the events are of");
}

void check_work_options(const WorkOptions& o, const std::vector<InputOption>& ways) {
    check_range("speed", o.speed, 0.1, 100, " km/h");
    check_range("off-network", o.off_network, 1, 10, "");
    const EventOptions& events = o.events;
    if (!(events.months > 0 && events.months <= 1200))
        throw ConfigError(msg("--events-months must be above 0 and at most 1200, not {}", events.months));
    if (events.input.path.empty()) {
        for (const auto& [name, is_given] : {std::pair("layer", !events.input.layer.empty()),
                                             {"where", !events.input.where.empty()},
                                             {"datum", !events.input.datum.empty()},
                                             {"kind", !events.kind.empty()},
                                             {"count", !events.count.empty()},
                                             {"site", !events.site.empty()},
                                             {"months", events.months != EventOptions{}.months}}) {
            if (is_given) throw ConfigError(msg("--events-{} is given without --events", name));
        }
    }
    if (o.is_wanted(ways)) return;
    for (const auto& [name, is_given] :
         {std::pair("speed", o.speed.has_value()), {"off-network", o.off_network.has_value()}}) {
        if (is_given) throw ConfigError(msg("--{} is given, but no hours are reckoned", name), {}, msg("add --work"));
    }
}

void set_work(const WorkOptions& o, std::vector<SourceRef> ways, GriddingRequest& request) {
    request.work = WorkSource{o.service, o.visits, std::move(ways), {}, {}};
    if (o.speed) request.profile.work.speed_kmh = *o.speed;
    if (o.off_network) request.profile.work.off_network = *o.off_network;
}

std::vector<std::pair<std::string, std::string>> work_in_effect(const WorkOptions& o, const GriddingRequest& request) {
    if (!request.work) return {};
    const WorkProfile& rules = request.profile.work;
    return {{"work", "true"},
            {"service", o.service.empty() ? fmt::format("{} minutes a household", rules.service_min) : o.service},
            {"visits", o.visits.empty() ? fmt::format("{}", rules.visits) : o.visits},
            {"speed", fmt::format("{}", rules.speed_kmh)},
            {"off-network", fmt::format("{}", rules.off_network)},
            {"events-kind", o.events.kind},
            {"events-count", o.events.count},
            {"events-site", o.events.site},
            {"events-months", o.events.input.path.empty() ? "" : fmt::format("{}", o.events.months)}};
}

}  // namespace grid::tools
