#include "libgrid/check/check_report.hpp"

#include "libgrid/check/plan_table.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/io/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace grid {

namespace {

using Json = nlohmann::ordered_json;
using Out = std::back_insert_iterator<std::string>;

/// `feature 12, grid 420106001001003, at 114.2,30.6: message`
std::string example_line(const Finding& finding) {
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (finding.fid >= 0) add(fmt::format("feature {}", finding.fid));
    if (!finding.grid_code.empty()) {
        add("grid " + finding.grid_code);
    } else if (!finding.unit_code.empty()) {
        add("unit " + finding.unit_code);
    }
    if (finding.at) add(fmt::format("at {:.9g},{:.9g}", finding.at->x, finding.at->y));
    return text.empty() ? finding.message : text + ": " + finding.message;
}

void add_findings(const Findings& findings, std::size_t examples, std::string& text) {
    std::vector<FindingsOfKind> kinds = by_kind(findings);
    std::ranges::stable_sort(kinds, {}, [](const FindingsOfKind& kind) { return check_index(kind.code); });
    const char* group = "";
    for (const FindingsOfKind& kind : kinds) {
        const FindingKind& check = all_checks()[check_index(kind.code)];
        if (group != group_title(check.group)) {
            group = group_title(check.group);
            fmt::format_to(Out(text), "{}\n", group);
        }
        const std::size_t count = kind.findings.size();
        const std::string amounts = amounts_text(kind);
        fmt::format_to(Out(text), "  {}: {} ({}): {}{}\n", severity_name(kind.severity), kind.code, count, check.title,
                       amounts.empty() ? "" : "; " + amounts);
        for (std::size_t i = 0; i < std::min(count, examples); ++i)
            fmt::format_to(Out(text), "    {}\n", example_line(*kind.findings[i]));
        if (count > examples && examples > 0) fmt::format_to(Out(text), "    and {} more\n", count - examples);
    }
}

void add_accepted(const Findings& accepted, std::string& text) {
    if (!accepted.empty()) text += "Accepted\n";
    for (const FindingsOfKind& kind : by_kind(accepted)) {
        const std::string amounts = amounts_text(kind);
        fmt::format_to(Out(text), "  {} ({}){}\n", kind.code, kind.findings.size(),
                       amounts.empty() ? "" : ": " + amounts);
    }
}

void add_trials(const std::vector<RepairTrial>& trials, std::string& text) {
    if (!trials.empty()) text += "Suggested\n";
    for (const RepairTrial& trial : trials) {
        fmt::format_to(Out(text), "  --repair with --gap-width {:g} and --snap {:g} would mend {} of {} findings",
                       trial.gap_width_m, trial.snap_m, trial.mended, trial.found);
        const char* separator = ": ";
        for (const RepairTrial::OfCode& of : trial.by_code) {
            fmt::format_to(Out(text), "{}{} {} of {}", separator, of.code, of.mended, of.found);
            separator = ", ";
        }
        if (trial.fresh > 0) fmt::format_to(Out(text), "; {} would be new", trial.fresh);
        text += "\n";
    }
}

Json trials_json(const std::vector<RepairTrial>& trials) {
    Json all = Json::array();
    for (const RepairTrial& trial : trials) {
        Json by_code = Json::object();
        for (const RepairTrial::OfCode& of : trial.by_code)
            by_code[of.code] = {{"found", of.found}, {"mended", of.mended}};
        all.push_back({{"gap_width", trial.gap_width_m},
                       {"snap", trial.snap_m},
                       {"found", trial.found},
                       {"mended", trial.mended},
                       {"new", trial.fresh},
                       {"by_code", by_code}});
    }
    return all;
}

void add_repaired(const std::vector<RepairedFeature>& repaired, std::string& text) {
    if (!repaired.empty()) text += "Repaired\n";
    for (const RepairedFeature& feature : repaired) {
        fmt::format_to(Out(text), "  feature {}{}: {}; {:.4f} m2 before, {:.4f} m2 after\n", feature.fid,
                       feature.grid_code.empty() ? std::string() : ", grid " + feature.grid_code, feature.what,
                       feature.old_area_m2, feature.new_area_m2);
    }
}

std::string before_text(const std::optional<double>& before) {
    return before ? fmt::format("{:.10g}", *before) : "nothing";
}

void add_recounted(const std::vector<RecountedValue>& recounted, std::string& text) {
    if (!recounted.empty()) text += "Recounted\n";
    for (const RecountedValue& value : recounted) {
        fmt::format_to(Out(text), "  feature {}{}: {} was {}, is {:.10g}\n", value.fid,
                       value.grid_code.empty() ? std::string() : ", grid " + value.grid_code, value.field,
                       before_text(value.before), value.now);
    }
}

}  // namespace

FindingCounts count_findings(const CheckResult& result) {
    FindingCounts counts;
    for (const Finding& finding : result.findings) {
        switch (finding.severity) {
            case Severity::error:
                ++counts.errors;
                break;
            case Severity::warning:
                ++counts.warnings;
                break;
            case Severity::note:
                ++counts.notes;
        }
    }
    return counts;
}

std::string check_report_text(const CheckResult& result, std::size_t examples) {
    std::string text = result.plans.size() > 1 ? plans_text(result.plans) : std::string();
    if (result.work) {
        for (const auto& [key, value] : work_lines(*result.work))
            fmt::format_to(Out(text), "{:<21} {}\n", key, value);
    }
    add_repaired(result.repaired, text);
    add_recounted(result.recounted, text);
    add_findings(result.findings, examples, text);
    add_accepted(result.accepted, text);
    add_trials(result.trials, text);
    const FindingCounts counts = count_findings(result);
    const std::string accepted =
        result.has_exceptions ? fmt::format(" accepted={}", result.accepted.size()) : std::string();
    fmt::format_to(Out(text), "result={} grids={} errors={} warnings={} notes={} checks={} not_run={} repaired={}{}\n",
                   result.findings.empty() ? "clean" : "findings", result.grids, counts.errors, counts.warnings,
                   counts.notes, result.checks_run.size(), result.checks_not_run.size(), result.repaired.size(),
                   accepted);
    return text;
}

std::string check_report_json(const CheckResult& result) {
    const FindingCounts counts = count_findings(result);
    Json json{{"tool", "gridcheck"},
              {"result", result.findings.empty() ? "clean" : "findings"},
              {"grids", result.grids},
              {"errors", counts.errors},
              {"warnings", counts.warnings},
              {"notes", counts.notes},
              {"checks_run", result.checks_run}};
    if (!result.plans.empty()) json["plans"] = plans_json(result.plans, true);
    if (result.work) {
        json["work"] = Json::object();
        for (const auto& [key, value] : work_figures(*result.work))
            json["work"][key] = value;
    }
    json["checks_not_run"] = Json::array();
    for (const auto& [code, lacking] : result.checks_not_run)
        json["checks_not_run"].push_back({{"code", code}, {"needs", lacking}});
    json["findings"] = to_json(result.findings);
    if (result.has_exceptions) json["accepted"] = to_json(result.accepted);
    if (!result.trials.empty()) json["suggested"] = trials_json(result.trials);
    json["repaired"] = Json::array();
    for (const RepairedFeature& feature : result.repaired) {
        json["repaired"].push_back({{"feature", feature.fid},
                                    {"grid_code", feature.grid_code},
                                    {"what", feature.what},
                                    {"old_area_m2", feature.old_area_m2},
                                    {"new_area_m2", feature.new_area_m2}});
    }
    json["recounted"] = Json::array();
    for (const RecountedValue& value : result.recounted) {
        json["recounted"].push_back({{"feature", value.fid},
                                     {"grid_code", value.grid_code},
                                     {"field", value.field},
                                     {"before", value.before ? Json(*value.before) : Json(nullptr)},
                                     {"now", value.now}});
    }
    json["seconds"] = Json::object();
    for (const auto& [stage, seconds] : result.seconds)
        json["seconds"][stage] = seconds;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary_csv(const CheckResult& result) {
    std::string text = "unit_code,grids,households,min,max,mean,cv,worst_dev,compactness,gini_households,gini_workload";
    text += result.work ? ",service_h,walk_h,walk_km,min_h,mean_h,max_h\n" : "\n";
    for (const UnitSummary& unit : result.units) {
        fmt::format_to(Out(text), "{},{},{},{},{},{:.1f},{:.4f},{:.4f},{:.4f},{:.4f},{:.4f}",
                       csv_text_field(unit.unit_code), unit.grids, unit.households, unit.min, unit.max, unit.mean,
                       unit.cv, unit.worst_deviation, unit.compactness, unit.gini_households, unit.gini_workload);
        if (result.work) {
            const WorkReport work = unit.work.value_or(WorkReport{});
            fmt::format_to(Out(text), ",{:.2f},{:.2f},{:.3f},{:.2f},{:.2f},{:.2f}", work.service_h, work.walk_h,
                           work.walk_km, work.least_h, work.mean_h, work.most_h);
        }
        text += "\n";
    }
    return text;
}

std::string comparison_csv(const CheckResult& result) {
    return plans_csv(result.plans);
}

std::string comparison_json(const CheckResult& result) {
    const Json json{{"plans", plans_json(result.plans, false)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string list_of_checks() {
    std::string text;
    for (const FindingKind& check : all_checks()) {
        const std::string needs = *check.needs == '\0' ? std::string() : fmt::format(" (needs {})", check.needs);
        fmt::format_to(Out(text), "{:<21} {:<8} {}{}\n", check.code, severity_name(check.severity), check.title, needs);
    }
    return text;
}

}  // namespace grid
