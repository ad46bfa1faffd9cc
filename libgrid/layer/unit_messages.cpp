#include "libgrid/layer/unit_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

constexpr const char* snap_hint = "; --snap-units closes what is as narrow as that";

std::string place_text(const Point& at) {
    return fmt::format(", at {:.9g},{:.9g}", at.x, at.y);
}

std::string size_text(double area_m2, double width_m) {
    return fmt::format("{}, mean width {:.4g} m", area_text(area_m2), width_m);
}

/// `A`, `A and B`, `A, B, C and 4 more`.
std::string list_of(const std::vector<std::string>& codes) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, codes.size()); ++i) {
        const bool is_last = i > 0 && i + 1 == codes.size();
        text += fmt::format("{}{}", i == 0 ? "" : is_last ? " and " : ", ", codes[i]);
    }
    if (codes.size() > most) text += fmt::format(" and {} more", codes.size() - most);
    return text;
}

Point inside(const MultiPolygon& area, const GroundScale& scale) {
    const auto largest = std::ranges::max_element(
        area, {}, [&](const Polygon& polygon) { return measure_ground(polygon, scale).area_m2; });
    return inside_point({*largest}).value_or(largest->shell.front());
}

}  // namespace

Finding overlap_finding(const std::string& owner, const std::string& loser, const CommonGround& common, bool same_area,
                        const GroundScale& scale) {
    const GroundMeasure ground = measure_ground(common.area, scale);
    const std::string size = size_text(ground.area_m2, ground.mean_width_m());
    const char* const why = same_area ? "whose code is the smaller one" : "the smaller one";
    std::string text;
    if (common.is_all_of_owner && common.is_all_of_loser) {
        text = fmt::format("units {} and {} have the same ground ({}); it belongs to {}, {}", owner, loser, size, owner,
                           why);
    } else if (common.is_all_of_owner) {
        text =
            fmt::format("unit {} lies in unit {} ({}); its ground belongs to {}, {}", owner, loser, size, owner, why);
    } else {
        text = fmt::format("units {} and {} overlap ({}); what both have belongs to {}, {}", owner, loser, size, owner,
                           why);
    }
    const Point at = inside(common.area, scale);
    text += place_text(at);
    if (ground.mean_width_m() < narrow_m) text += snap_hint;
    Finding finding{"units_overlap", loser, {}, text, at};
    finding.width_m = ground.mean_width_m();
    finding.area_m2 = ground.area_m2;
    finding.others = {owner};
    return finding;
}

Finding covered_finding(const Unit& unit, const std::vector<std::string>& owners, const SettledFeature& rest,
                        const Point& at) {
    const std::string left = rest.rest_width_m < settle_reach_m
                                 ? "nothing remains"
                                 : fmt::format("only strips remain ({})", size_text(rest.rest_m2, rest.rest_width_m));
    const std::string beside = owners.size() == 1 ? "unit " + owners.front() : "units " + list_of(owners);
    Finding finding{"unit_covered",
                    unit.code,
                    {},
                    fmt::format("of unit {} {} beside {}; it was left out (feature {})", unit.code, left, beside,
                                unit.place.fid.value_or(-1)),
                    at};
    finding.others = owners;
    return finding;
}

Finding gap_finding(const UnitGap& gap, const GapContents& contents) {
    const std::string places = gap.places == 1 ? "" : fmt::format(" at {} places", gap.places);
    const std::string size = fmt::format("{}{}, up to {:.4g} m wide", area_text(gap.area_m2), places, gap.width_m);
    std::string text;
    if (gap.area.empty()) {
        text = fmt::format("a gap between units {} is open to the outside: {}", list_of(gap.codes), size);
    } else if (gap.codes.size() == 1) {
        text = fmt::format("a hole of unit {} is in no unit: {}", gap.codes.front(), size);
    } else {
        text = fmt::format("ground between units {} is in no unit: {}", list_of(gap.codes), size);
    }
    text += place_text(gap.at);
    if (contents.items > 0) {
        text += fmt::format("; {} {} with {} households lie there", contents.items,
                            contents.are_cells ? "cells" : "sites", count_text(contents.households));
    }
    if (gap.width_m < narrow_m) text += snap_hint;
    Finding finding{"units_gap", {}, {}, text, gap.at};
    finding.width_m = gap.width_m;
    finding.area_m2 = gap.area_m2;
    finding.others = gap.codes;
    return finding;
}

Finding slit_finding(const std::string& code, const CoverageDefect& defect) {
    const bool is_hole = !defect.area.empty();
    Finding finding{"unit_slit",
                    code,
                    {},
                    fmt::format("the outline of unit {} has {}: {}, up to {:.4g} m wide{}{}", code,
                                is_hole ? "a hole that is a sliver" : "a slit", area_text(defect.area_m2),
                                defect.width_m, place_text(defect.at), snap_hint),
                    defect.at};
    finding.width_m = defect.width_m;
    finding.area_m2 = defect.area_m2;
    return finding;
}

Finding snapped_finding(const std::string& code, const std::string& what, const Point& at) {
    return {"unit_snapped",
            code,
            {},
            fmt::format("the outline of unit {} was mended (--snap-units): {}{}", code, what, place_text(at)),
            at};
}

}  // namespace grid
