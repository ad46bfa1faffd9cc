#include "libgrid/core/finding_report.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// Codes that are not in the table, as old files may have, come last.
std::size_t place_in_table(const std::string& code) {
    const FindingKind* const kind = find_finding_kind(code);
    return kind == nullptr ? finding_kinds().size() : static_cast<std::size_t>(kind - finding_kinds().data());
}

std::tuple<Severity, double, double, double> badness(const Finding* finding) {
    return {finding->severity, finding->area_m2.value_or(0), finding->length_m.value_or(0),
            finding->width_m.value_or(0)};
}

}  // namespace

Json to_json(const Finding& finding) {
    return {{"code", finding.code},
            {"severity", severity_name(finding.severity)},
            {"unit_code", finding.unit_code},
            {"grid_code", finding.grid_code},
            {"feature", finding.fid < 0 ? Json(nullptr) : Json(finding.fid)},
            {"message", redact(finding.message.english())},
            {"message_zh", redact(finding.message.in(Language::zh))},
            {"at", finding.at ? Json({finding.at->x, finding.at->y}) : Json(nullptr)},
            {"width_m", or_null(finding.width_m)},
            {"area_m2", or_null(finding.area_m2)},
            {"length_m", or_null(finding.length_m)},
            {"other", finding.others}};
}

Json to_json(const Findings& findings) {
    Json list = Json::array();
    for (const Finding& finding : findings)
        list.push_back(to_json(finding));
    return list;
}

std::vector<FindingsOfKind> by_kind(const Findings& findings) {
    std::map<std::string, FindingsOfKind> groups;
    for (const Finding& finding : findings) {
        FindingsOfKind& group = groups[finding.code];
        group.code = finding.code;
        group.severity = group.findings.empty() ? finding.severity : std::max(group.severity, finding.severity);
        group.findings.push_back(&finding);
        group.area_m2 += finding.area_m2.value_or(0);
        group.length_m += finding.length_m.value_or(0);
        group.widest_m = std::max(group.widest_m, finding.width_m.value_or(0));
    }
    std::vector<FindingsOfKind> result;
    for (auto& [code, group] : groups) {
        std::ranges::stable_sort(group.findings, std::ranges::greater(), badness);
        result.push_back(std::move(group));
    }
    std::ranges::stable_sort(result, [](const FindingsOfKind& a, const FindingsOfKind& b) {
        return a.severity != b.severity ? a.severity > b.severity : place_in_table(a.code) < place_in_table(b.code);
    });
    return result;
}

Message amounts_text(const FindingsOfKind& kind) {
    if (kind.findings.size() < 2) return {};
    std::vector<Message> amounts;
    if (kind.area_m2 > 0)
        amounts.push_back(msg("{} in all", area_text(kind.area_m2)));
    else if (kind.length_m > 0)
        amounts.push_back(msg("{:.4g} m in all", kind.length_m));
    if (kind.widest_m > 0) amounts.push_back(msg("up to {:.4g} m wide", kind.widest_m));
    return list_of_messages(amounts);
}

Message severity_title(Severity severity) {
    switch (severity) {
        case Severity::note:
            return msg("note");
        case Severity::warning:
            return msg("warning");
        case Severity::error:
            break;
    }
    return msg("error");
}

void tell_in(Language language, Findings& findings) {
    for (Finding& finding : findings)
        finding.message = finding.message.in(language);
}

Json counts_json(const Findings& findings) {
    Json counts = Json::object();
    for (const FindingsOfKind& kind : by_kind(findings))
        counts[kind.code] = kind.findings.size();
    return counts;
}

}  // namespace grid
