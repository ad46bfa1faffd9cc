#include "libgrid/check/check_report.hpp"

#include "libgrid/check/plan_table.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
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
Message example_line(const Finding& finding) {
    std::vector<Message> where;
    if (finding.fid >= 0) where.push_back(msg("feature {}", finding.fid));
    if (!finding.grid_code.empty()) {
        where.push_back(msg("grid {}", finding.grid_code));
    } else if (!finding.unit_code.empty()) {
        where.push_back(msg("unit {}", finding.unit_code));
    }
    if (finding.at) where.push_back(msg("at {:.9g},{:.9g}", finding.at->x, finding.at->y));
    return where.empty() ? finding.message : msg("{}: {}", list_of_messages(where), finding.message);
}

/// Lines of a report in one language.
class Lines {
public:
    explicit Lines(Language language) : m_language(language) {}

    void add(int indent, const Message& line) { m_text += std::string(indent, ' ') + line.in(m_language) + "\n"; }
    void add_text(const std::string& text) { m_text += text; }
    [[nodiscard]] Language language() const { return m_language; }
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    Language m_language;
    std::string m_text;
};

Message title_of(const FindingKind& check, Language language) {
    return language == Language::zh ? check.title_zh : check.title;
}

void add_findings(const Findings& findings, std::size_t examples, Lines& lines) {
    std::vector<FindingsOfKind> kinds = by_kind(findings);
    std::ranges::stable_sort(kinds, {}, [](const FindingsOfKind& kind) { return check_index(kind.code); });
    const char* group = "";
    for (const FindingsOfKind& kind : kinds) {
        const FindingKind& check = all_checks()[check_index(kind.code)];
        if (group != group_title(check.group)) {
            group = group_title(check.group);
            lines.add(0, marked(group));
        }
        const std::size_t count = kind.findings.size();
        const Message amounts = amounts_text(kind);
        lines.add(2, msg("{}: {} ({}): {}{}", severity_title(kind.severity), kind.code, count,
                         title_of(check, lines.language()), amounts.empty() ? amounts : msg("; ") + amounts));
        for (std::size_t i = 0; i < std::min(count, examples); ++i)
            lines.add(4, example_line(*kind.findings[i]));
        if (count > examples && examples > 0) lines.add(4, msg("and {} more", count - examples));
    }
}

void add_accepted(const Findings& accepted, Lines& lines) {
    if (!accepted.empty()) lines.add(0, msg("Accepted"));
    for (const FindingsOfKind& kind : by_kind(accepted)) {
        const Message amounts = amounts_text(kind);
        const Message count(fmt::format("{} ({})", kind.code, kind.findings.size()));
        lines.add(2, amounts.empty() ? count : msg("{}: {}", count, amounts));
    }
}

void add_trials(const std::vector<RepairTrial>& trials, Lines& lines) {
    if (!trials.empty()) lines.add(0, msg("Suggested"));
    for (const RepairTrial& trial : trials) {
        Message line = msg("--repair with --gap-width {:g} and --snap {:g} would mend {} of {} findings",
                           trial.gap_width_m, trial.snap_m, trial.mended, trial.found);
        std::vector<Message> codes;
        for (const RepairTrial::OfCode& of : trial.by_code)
            codes.push_back(msg("{} {} of {}", of.code, of.mended, of.found));
        if (!codes.empty()) line = msg("{}: {}", line, list_of_messages(codes));
        if (trial.fresh > 0) line += msg("; {} would be new", trial.fresh);
        lines.add(2, line);
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

/// `feature 12, grid 420106001001003`
Message feature_text(std::int64_t fid, const std::string& grid_code) {
    return grid_code.empty() ? msg("feature {}", fid) : msg("feature {}, grid {}", fid, grid_code);
}

void add_repaired(const std::vector<RepairedFeature>& repaired, Lines& lines) {
    if (!repaired.empty()) lines.add(0, msg("Repaired"));
    for (const RepairedFeature& feature : repaired)
        lines.add(2, msg("{}: {}; {:.4f} m2 before, {:.4f} m2 after", feature_text(feature.fid, feature.grid_code),
                         feature.what, feature.old_area_m2, feature.new_area_m2));
}

Message before_text(const std::optional<double>& before) {
    return before ? Message(fmt::format("{:.10g}", *before)) : msg("nothing");
}

void add_recounted(const std::vector<RecountedValue>& recounted, Lines& lines) {
    if (!recounted.empty()) lines.add(0, msg("Recounted"));
    for (const RecountedValue& value : recounted)
        lines.add(2, msg("{}: {} was {}, is {:.10g}", feature_text(value.fid, value.grid_code), value.field,
                         before_text(value.before), value.now));
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

std::string check_report_text(const CheckResult& result, std::size_t examples, Language language) {
    Lines lines(language);
    if (result.plans.size() > 1) lines.add_text(plans_text(result.plans, language));
    if (result.work) {
        for (const auto& [key, value] : work_lines(*result.work))
            lines.add(0, fmt::format("{:<21} {}", key.in(language), value.in(language)));
    }
    add_repaired(result.repaired, lines);
    add_recounted(result.recounted, lines);
    add_findings(result.findings, examples, lines);
    add_accepted(result.accepted, lines);
    add_trials(result.trials, lines);
    const FindingCounts counts = count_findings(result);
    const std::string accepted =
        result.has_exceptions ? fmt::format(" accepted={}", result.accepted.size()) : std::string();
    lines.add(0, fmt::format("result={} grids={} errors={} warnings={} notes={} checks={} not_run={} repaired={}{}",
                             result.findings.empty() ? "clean" : "findings", result.grids, counts.errors,
                             counts.warnings, counts.notes, result.checks_run.size(), result.checks_not_run.size(),
                             result.repaired.size(), accepted));
    return lines.text();
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
        json["checks_not_run"].push_back({{"code", code}, {"needs", lacking.english()}});
    json["findings"] = to_json(result.findings);
    if (result.has_exceptions) json["accepted"] = to_json(result.accepted);
    if (!result.trials.empty()) json["suggested"] = trials_json(result.trials);
    json["repaired"] = Json::array();
    for (const RepairedFeature& feature : result.repaired) {
        json["repaired"].push_back({{"feature", feature.fid},
                                    {"grid_code", feature.grid_code},
                                    {"what", feature.what.english()},
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

std::string list_of_checks(Language language) {
    std::string text;
    for (const FindingKind& check : all_checks()) {
        const Message needs = *check.needs == '\0' ? Message() : msg(" (needs {})", marked(check.needs));
        fmt::format_to(Out(text), "{:<21} {:<8} {}{}\n", check.code, severity_title(check.severity).in(language),
                       title_of(check, language).in(language), needs.in(language));
    }
    return text;
}

}  // namespace grid
