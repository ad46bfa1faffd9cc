#include <fmt/format.h>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/coverage.hpp"

namespace grid {

namespace {

/// `grid 420106001001003 (feature 17)`, or what of it is known.
Message name_of(const GridTable& grids, std::int32_t row) {
    const GridRecord& record = grids.rows[static_cast<std::size_t>(row)];
    return record.code.empty() ? msg("feature {}", record.fid) : msg("grid {} (feature {})", record.code, record.fid);
}

bool is_about_unit(const CoverageDefect& defect) {
    return defect.code == coverage_code::uncovered || defect.code == coverage_code::outside_unit;
}

/// Who else is at it: of a gap all that have a border there.
std::vector<std::int32_t> others_at(const CoverageDefect& defect) {
    std::vector<std::int32_t> others;
    if (defect.other >= 0) others.push_back(defect.other);
    for (const std::int32_t f : defect.features) {
        if (defect.code == coverage_code::gap && f != defect.feature && f != defect.other) others.push_back(f);
    }
    return others;
}

Message with_others(const GridTable& grids, const std::vector<std::int32_t>& others) {
    Message text;
    for (std::size_t i = 0; i < others.size(); ++i) {
        text += i == 0 ? msg(", with ") : i + 1 < others.size() ? msg(", ") : msg(" and ");
        text += name_of(grids, others[i]);
    }
    return text;
}

double length_of(const MultiLineString& lines, const GroundScale& scale) {
    double length = 0;
    for (const LineString& line : lines)
        for (std::size_t i = 1; i < line.size(); ++i)
            length += scale.distance(line[i - 1], line[i]);
    return length;
}

/// What can be sorted by: how large it is, and with whom.
void measure(const CoverageDefect& defect, const CheckContext& context, Finding& found) {
    if (defect.width_m > 0) found.width_m = defect.width_m;
    if (defect.area_m2 > 0) found.area_m2 = defect.area_m2;
    if (!defect.lines.empty()) found.length_m = length_of(defect.lines, context.scale);
    for (const std::int32_t other : others_at(defect)) {
        const GridRecord& record = context.grids.rows[static_cast<std::size_t>(other)];
        found.others.push_back(record.code.empty() ? fmt::format("feature {}", record.fid) : record.code);
    }
}

}  // namespace

void check_grid_coverage(CheckContext& context) {
    CoverageOptions options;
    options.scale = context.scale;
    options.gap_width_m = context.request.gap_width_m;
    options.invalid = context.invalid;
    options.threads = context.request.against.threads;
    std::vector<MultiPolygon> units;
    std::vector<char> has_grids;
    if (context.ground != nullptr && !context.ground->units.empty()) {
        units.reserve(context.ground->units.size());
        for (const Unit& unit : context.ground->units)
            units.push_back(unit.output);
        has_grids.assign(units.size(), 0);
        for (const std::int32_t home : context.home) {
            if (home >= 0) has_grids[static_cast<std::size_t>(home)] = 1;
        }
        options.units = units;
        options.unit_of = context.home;
    }
    for (CoverageDefect& defect : check_coverage(context.grids.geometry, options)) {
        if (defect.code == coverage_code::uncovered && defect.unit >= 0 &&
            has_grids[static_cast<std::size_t>(defect.unit)] == 0)
            continue;  // a finding of its own: unit_without_grids
        Message message = std::move(defect.message);
        message += with_others(context.grids, others_at(defect));
        const bool uncovered = defect.code == coverage_code::uncovered;
        Finding& found =
            context.findings.add(defect.code, uncovered ? -1 : defect.feature, defect.at, std::move(message));
        if (is_about_unit(defect) && defect.unit >= 0)
            found.unit_code = context.ground->units[static_cast<std::size_t>(defect.unit)].code;
        measure(defect, context, found);
        found.lines = std::move(defect.lines);
        found.area = std::move(defect.area);
    }
}

}  // namespace grid
