#include "libgrid/core/msg.hpp"
#include "libgrid/layer/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "libgrid/core/finding_report.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;
using Line = std::pair<Message, Message>;

double households_of(Count count) {
    return static_cast<double>(count) / static_cast<double>(count_scale);
}

/// What the report calls a stage; further ones have the name of one of these behind `micro `.
constexpr std::array stage_names{mark("read"),
                                 mark("divide"),
                                 mark("match"),
                                 mark("number"),
                                 mark("write"),
                                 mark("tessellate"),
                                 mark("partition"),
                                 mark("trace"),
                                 mark("micro-grids"),
                                 mark("micro divide"),
                                 mark("micro tessellate"),
                                 mark("micro partition"),
                                 mark("micro trace")};

Message stage_title(const std::string& stage) {
    const auto* const known = std::ranges::find(stage_names, stage);
    return known == stage_names.end() ? Message(stage) : marked(*known);
}

/// 1234567 -> 1,234,567
std::string grouped(std::int64_t number) {
    const std::string digits = std::to_string(number);
    const std::size_t sign = number < 0 ? 1 : 0;
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > sign && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

/// Whole numbers without decimals, others with up to three.
Message quantity(double value) {
    if (!std::isfinite(value)) return msg("not a number");
    if (std::abs(value) < 1e15 && value == std::floor(value)) return grouped(static_cast<std::int64_t>(value));
    return fmt::format("{:.3f}", value);
}

std::string grouped_count(Count count) {
    if (count % count_scale == 0) return grouped(count / count_scale);
    return fmt::format("{:.3f}", households_of(count));
}

/// Three digits that say something: 0.041 %, 4.12 %, 41.2 %, 412 %.
std::string percent(double ratio) {
    const double value = 100 * ratio;
    const double size = std::abs(value);
    const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 || size == 0 ? 2 : 3;
    return fmt::format("{:.{}f} %", value, decimals);
}

Message deviation_text(const DeviationSummary& dev) {
    return msg("worst {}, mean {}, {} of {} grids within {}", percent(dev.worst), percent(dev.mean),
               grouped(dev.within_tolerance), grouped(dev.grids), percent(dev.tolerance));
}

double barrier_share(const RunReport& report) {
    return report.inner_border_m > 0 ? report.inner_border_on_barrier_m / report.inner_border_m : 0;
}

Message stages_text(const RunReport::Seconds& stages) {
    std::vector<Message> texts;
    for (const auto& [stage, seconds] : stages)
        texts.push_back(msg("{} {:.2f}", stage_title(stage), seconds));
    return list_of_messages(texts);
}

double total_of(const RunReport::Seconds& stages) {
    double total = 0;
    for (const auto& [stage, seconds] : stages)
        total += seconds;
    return total;
}

Json to_json(const DeviationSummary& dev) {
    return {{"worst", dev.worst},
            {"mean", dev.mean},
            {"within_tolerance", dev.within_tolerance},
            {"grids", dev.grids},
            {"tolerance", dev.tolerance}};
}

Json to_json(const ChangeReport& changes) {
    return {{"units_kept", changes.units_kept},
            {"grids_unchanged", changes.grids_unchanged},
            {"grids_changed", changes.grids_changed},
            {"grids_new", changes.grids_new},
            {"grids_split", changes.grids_split},
            {"grids_merged", changes.grids_merged},
            {"grids_retired", changes.grids_retired},
            {"households_moved", households_of(changes.households_moved)},
            {"households_new", households_of(changes.households_new)},
            {"households_deviation_before", to_json(changes.households_before)}};
}

void add_changes(const ChangeReport& changes, const RunReport& report, std::vector<Line>& lines) {
    const double all = static_cast<double>(report.households);
    const double moved = all > 0 ? static_cast<double>(changes.households_moved) / all : 0;
    lines.emplace_back(msg("households moved"),
                       msg("{} ({}), {} were in no grid before", grouped_count(changes.households_moved),
                           percent(moved), grouped_count(changes.households_new)));
    lines.emplace_back(msg("units as before"), msg("{} of {}", grouped(changes.units_kept), grouped(report.units)));
    lines.emplace_back(
        msg("grids since then"),
        msg("{} unchanged, {} changed, {} new ({} split), {} retired ({} merged)", grouped(changes.grids_unchanged),
            grouped(changes.grids_changed), grouped(changes.grids_new), grouped(changes.grids_split),
            grouped(changes.grids_retired), grouped(changes.grids_merged)));
    lines.emplace_back(msg("deviation before"), deviation_text(changes.households_before));
}

}  // namespace

std::vector<std::pair<Message, Message>> work_lines(const WorkReport& work) {
    return {{msg("hours a month"), msg("{:.0f}: {:.0f} of service, {:.0f} of walking (rounds of {:.1f} km in all)",
                                       work.service_h + work.walk_h, work.service_h, work.walk_h, work.walk_km)},
            {msg("hours of a grid"),
             msg("{:.1f} to {:.1f}, mean {:.1f}, Gini {:.3f}", work.least_h, work.most_h, work.mean_h, work.gini)}};
}

std::vector<std::pair<std::string, double>> work_figures(const WorkReport& work) {
    return {
        {"service_h", work.service_h}, {"walk_h", work.walk_h}, {"walk_km", work.walk_km}, {"least_h", work.least_h},
        {"mean_h", work.mean_h},       {"most_h", work.most_h}, {"gini", work.gini}};
}

std::string report_text(const RunReport& report, std::size_t examples, Language language) {
    std::vector<Line> lines;
    const auto add = [&lines](Message key, Message value) { lines.emplace_back(std::move(key), std::move(value)); };
    add(msg("units"), grouped(report.units));
    add(msg("grids"), report.dedicated_grids == 0
                          ? Message(grouped(report.grids))
                          : msg("{} ({} dedicated)", grouped(report.grids), grouped(report.dedicated_grids)));
    add(msg("sites"), report.sites_outside == 0
                          ? Message(grouped(report.sites))
                          : msg("{} ({} outside all units)", grouped(report.sites), grouped(report.sites_outside)));
    add(msg("households"), grouped_count(report.households));
    if (report.has_workload && !report.work) add(msg("workload"), quantity(report.workload));
    if (report.work) {
        for (const auto& [key, value] : work_lines(*report.work))
            add(key, value);
    }
    if (const auto& micro = report.micro) {
        add(msg("micro-grids"), msg("{}, {} of {} with {} to {} households", grouped(micro->grids),
                                    grouped(micro->within), grouped(micro->general), micro->min, micro->max));
        if (micro->unchanged)
            add(msg("  since before"),
                msg("{} unchanged, {} retired", grouped(*micro->unchanged), grouped(micro->retired.value_or(0))));
    }
    if (report.plan) {
        add(msg("plan"), msg("{} grids {}, {} households in another grid than it says", grouped(report.plan->grids),
                             report.plan->improved ? msg("to start from") : msg("taken over"),
                             grouped_count(report.plan->households_moved)));
    }
    if (report.changes) add_changes(*report.changes, report, lines);
    add(msg("household deviation"), deviation_text(report.households_dev));
    if (report.has_workload) add(msg("workload deviation"), deviation_text(report.workload_dev));
    add(msg("compactness"), msg("{:.3f} (mean, Polsby-Popper)", report.mean_compactness));
    add(msg("inner borders"),
        msg("{:.1f} km, {} on barriers", report.inner_border_m / 1000, percent(barrier_share(report))));
    if (report.improvements) {
        const auto& [moves, exchanges] = *report.improvements;
        add(msg("improvements"), moves + exchanges == 0 ? msg("none: no move and no exchange of two cells would help")
                                                        : msg("{} moves of a cell and {} exchanges of two would help",
                                                              grouped(moves), grouped(exchanges)));
    }
    if (report.tries) {
        add(msg("tries"), msg("{} for each unit: borders and unevenness cost {:.1f} km, {:.1f} with the first "
                              "alone, {:.1f} with the worst",
                              report.tries->tries, report.tries->best / 1000, report.tries->first / 1000,
                              report.tries->worst / 1000));
    }
    if (!report.seconds.empty())
        add(msg("seconds"), msg("{:.2f} ({})", total_of(report.seconds), stages_text(report.seconds)));
    if (!report.divided_seconds.empty()) add(msg("  divide, all threads"), stages_text(report.divided_seconds));
    if (report.peak_memory_bytes > 0)
        add(msg("peak memory"), msg("{:.0f} MiB", static_cast<double>(report.peak_memory_bytes) / (1 << 20)));
    add(msg("findings"),
        report.findings.empty() ? msg("none") : Message(grouped(static_cast<std::int64_t>(report.findings.size()))));

    std::string text;
    for (const auto& [key, value] : lines)
        text += fmt::format("{:<21} {}\n", key.in(language), value.in(language));
    for (const FindingsOfKind& kind : by_kind(report.findings)) {
        const auto& findings = kind.findings;
        const Message amounts = amounts_text(kind);
        text += fmt::format("  {:<18} {}{}\n", kind.code, grouped(static_cast<std::int64_t>(findings.size())),
                            amounts.empty() ? "" : (msg("; ") + amounts).in(language));
        const std::size_t shown = std::min(examples, findings.size());
        for (std::size_t i = 0; i < shown; ++i)
            text +=
                "    " + msg("{}: {}", severity_title(findings[i]->severity), findings[i]->message).in(language) + "\n";
        if (shown < findings.size())
            text += "    " + msg("... and {} more", findings.size() - shown).in(language) + "\n";
    }
    return text;
}

std::string report_json(const RunReport& report) {
    Json json = {{"tool", report.tool},
                 {"version", report.version},
                 {"units", report.units},
                 {"grids", report.grids},
                 {"dedicated_grids", report.dedicated_grids},
                 {"sites", report.sites},
                 {"sites_outside", report.sites_outside}};
    if (report.households % count_scale == 0) {
        json["households"] = report.households / count_scale;
    } else {
        json["households"] = households_of(report.households);
    }
    json["workload"] = report.workload;
    json["households_deviation"] = to_json(report.households_dev);
    json["workload_deviation"] = to_json(report.workload_dev);
    if (const auto& micro = report.micro) {
        json["micro"] = {{"grids", micro->grids},
                         {"general", micro->general},
                         {"within", micro->within},
                         {"min", micro->min},
                         {"max", micro->max}};
        if (micro->unchanged) {
            json["micro"]["unchanged"] = *micro->unchanged;
            json["micro"]["retired"] = micro->retired.value_or(0);
        }
    }
    if (report.plan) {
        json["plan"] = {{"grids", report.plan->grids},
                        {"households_moved", households_of(report.plan->households_moved)},
                        {"improved", report.plan->improved}};
    }
    if (report.work) {
        json["work"] = Json::object();
        for (const auto& [key, value] : work_figures(*report.work))
            json["work"][key] = value;
    }
    if (report.changes) json["changes"] = to_json(*report.changes);
    json["mean_compactness"] = report.mean_compactness;
    json["inner_border_m"] = report.inner_border_m;
    json["inner_border_on_barrier_m"] = report.inner_border_on_barrier_m;
    json["inner_border_barrier_share"] = barrier_share(report);
    if (report.improvements) {
        json["improvements"] = {{"moves", report.improvements->moves}, {"exchanges", report.improvements->exchanges}};
    }
    if (report.tries) {
        json["tries"] = {{"tries", report.tries->tries},
                         {"best", report.tries->best},
                         {"first", report.tries->first},
                         {"worst", report.tries->worst}};
    }
    json["options"] = Json::object();
    for (const auto& [key, value] : report.options) {
        // An option that was given several times is a list.
        Json& there = json["options"][key];
        if (there.is_null()) {
            there = value;
        } else if (there.is_array()) {
            there.push_back(value);
        } else {
            there = Json::array({there, value});
        }
    }
    json["seconds"] = Json::object();
    for (const auto& [stage, seconds] : report.seconds)
        json["seconds"][stage] = seconds;
    json["divided_seconds"] = Json::object();
    for (const auto& [stage, seconds] : report.divided_seconds)
        json["divided_seconds"][stage] = seconds;
    json["peak_memory_bytes"] = report.peak_memory_bytes;
    json["finding_counts"] = counts_json(report.findings);
    json["findings"] = grid::to_json(report.findings);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace grid
