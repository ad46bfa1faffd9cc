
#include <algorithm>
#include <numeric>
#include <set>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/table_choice.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/used_codes.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_control_character(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 127; });
}

/// What is wrong with the form of a code; empty if nothing is. `damaged` if a spreadsheet may have done it.
Message fault_of(const std::string& code, const CodeLayout& layout, bool is_real, bool& damaged) {
    const int digits = layout.code_digits();
    const auto damage = find_damage(code, digits, is_real);
    damaged = damage.has_value();
    if (damage) return msg("the code '{}' {}", code, damage->what);
    if (has_control_character(code)) return msg("the code holds control characters");
    if (code.front() == ' ' || code.back() == ' ') return msg("the code '{}' has spaces around it", code);
    if (digits > 0 && (code.size() != static_cast<std::size_t>(digits) || !is_digits(code)))
        return msg("the code '{}' is not {} digits", code, digits);
    return {};
}

void check_forms(CheckContext& context, std::vector<char>& is_good) {
    const CodeLayout& layout = context.request.against.profile.code;
    const GridTable& grids = context.grids;
    CutOffDigits digits;
    for (const GridRecord& record : grids.rows)
        digits.look_at(record.code);
    if (digits.found()) {
        context.findings.add(
            "code_damaged", -1,
            msg("all long codes end in zeros behind the 15th digit: a spreadsheet may have cut them off"));
    }
    for (std::size_t row = 0; row < grids.rows.size(); ++row) {
        const GridRecord& record = grids.rows[row];
        if (record.code.find_first_not_of(" \t") == std::string::npos) {
            context.findings.add("code_missing", static_cast<std::int64_t>(row), msg("the grid has no code"));
            continue;
        }
        bool damaged = false;
        const Message fault = fault_of(record.code, layout, grids.fields.code_is_real, damaged);
        if (!fault.empty()) {
            context.findings.add(damaged ? "code_damaged" : "code_malformed", static_cast<std::int64_t>(row), fault);
            continue;
        }
        is_good[row] = 1;
        const std::string& unit = record.unit;
        if (!unit.empty() && !record.code.starts_with(layout.prefix + unit)) {
            context.findings.add(
                "code_prefix", static_cast<std::int64_t>(row),
                msg("the code {} does not begin with the {}unit code {}", record.code,
                    layout.prefix.empty() ? Message() : msg("prefix {} and the ", layout.prefix), unit));
        } else if (grids.fields.unit && grids.fields.kind && !unit.empty() &&
                   number_in_code(record.code, unit, layout) < 0) {
            // Only a layer that is made like ours promises a number behind the unit.
            context.findings.add(
                "code_malformed", static_cast<std::int64_t>(row),
                msg("the code {} is not the unit code {} and {} digits", record.code, unit, layout.number_digits));
        }
    }
}

void check_unique(CheckContext& context, const std::vector<char>& is_good) {
    const auto& rows = context.grids.rows;
    std::vector<std::size_t> order;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (is_good[row] != 0) order.push_back(row);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rows[a].code < rows[b].code; });
    for (std::size_t i = 0, first = 0; i < order.size(); ++i) {
        if (rows[order[i]].code != rows[order[first]].code) first = i;
        if (i == first) continue;
        context.findings.add(
            "code_duplicate", static_cast<std::int64_t>(order[i]),
            msg("the code {} is also that of feature {}", rows[order[i]].code, rows[order[first]].fid));
    }
}

void check_ranges(CheckContext& context) {
    const CodeLayout& layout = context.request.against.profile.code;
    const GridTable& grids = context.grids;
    std::vector<std::int64_t> first_row(grids.units.size(), -1);
    for (std::size_t row = grids.rows.size(); row-- > 0;) {
        if (grids.unit_of[row] >= 0)
            first_row[static_cast<std::size_t>(grids.unit_of[row])] = static_cast<std::int64_t>(row);
    }
    for (std::size_t unit = 0; unit < grids.units.size(); ++unit) {
        if (const auto damage = find_damage(grids.units[unit], layout.unit_digits)) {
            context.findings.add("code_damaged", first_row[unit],
                                 msg("the unit code '{}' {}", grids.units[unit], damage->what));
            continue;
        }
        try {
            for (const Finding& finding : check_unit_code(grids.units[unit], layout, {}, {}, "--unit-field"))
                context.findings.add("area_code_range", first_row[unit], finding.message);
        } catch (const InputError& error) {
            context.findings.add("code_malformed", first_row[unit], error.message());
        }
    }
}

}  // namespace

void check_codes(CheckContext& context) {
    if (!context.grids.fields.code) return;
    std::vector<char> is_good(context.grids.rows.size(), 0);
    check_forms(context, is_good);
    check_unique(context, is_good);
    check_ranges(context);
}

void check_retired_codes(CheckContext& context) {
    SourceRef ref = *context.lineage;
    ref.is_table = true;
    ref.usual_layer = "lineage";
    ref.layer = choose_table(ref, "choose one with --lineage-layer");
    Source source = Source::open(ref);
    const auto old_code = source.find_field("old_code", {}, "--lineage");
    const auto new_code = source.find_field("new_code", {}, "--lineage");
    std::set<std::string> retired;
    std::set<std::string> kept;
    source.for_each({*old_code, *new_code}, [&](Feature&& feature) {
        for (Value& value : feature.values)
            value = from_csv(std::move(value), ref.path);
        refuse_damage(feature.values[0], 0, msg("the old code"), source.place(feature.fid));
        refuse_damage(feature.values[1], 0, msg("the new code"), source.place(feature.fid));
        std::string from = to_text(feature.values[0]);
        if (from == to_text(feature.values[1])) kept.insert(from);
        retired.insert(std::move(from));
    });
    const CodeLayout& layout = context.request.against.profile.code;
    for (std::size_t row = 0; row < context.grids.rows.size(); ++row) {
        const std::string& code = context.grids.rows[row].code;
        if (code.empty() || !retired.contains(code) || kept.contains(code)) continue;
        // The number of an only grid says that its unit is not divided, and may say so again.
        if (layout.only_number && number_in_code(code, unit_in_code(code, layout), layout) == *layout.only_number)
            continue;
        context.findings.add("code_reused", static_cast<std::int64_t>(row),
                             msg("the code {} was retired and may not be used again", code));
    }
}

}  // namespace grid
