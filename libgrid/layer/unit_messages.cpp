#include "libgrid/layer/unit_messages.hpp"

#include <algorithm>
#include <cstddef>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

constexpr const char* snap_hint = mark("; --snap-units closes what is as narrow as that");

Message place_text(const Point& at) {
    return msg(", at {:.9g},{:.9g}", at.x, at.y);
}

Message size_text(double area_m2, double width_m) {
    return msg("{}, mean width {:.4g} m", area_text(area_m2), width_m);
}

/// `A`, `A and B`, `A, B, C and 4 more`.
Message list_of(const std::vector<std::string>& codes) {
    constexpr std::size_t most = 3;
    Message text;
    for (std::size_t i = 0; i < std::min(most, codes.size()); ++i) {
        const bool is_last = i > 0 && i + 1 == codes.size();
        if (i > 0) text += is_last ? msg(" and ") : msg(", ");
        text += codes[i];
    }
    if (codes.size() > most) text += msg(" and {} more", codes.size() - most);
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
    const Message size = size_text(ground.area_m2, ground.mean_width_m());
    const Message why = same_area ? msg("whose code is the smaller one") : msg("the smaller one");
    Message text;
    if (common.is_all_of_owner && common.is_all_of_loser) {
        text = msg("units {} and {} have the same ground ({}); it belongs to {}, {}", owner, loser, size, owner, why);
    } else if (common.is_all_of_owner) {
        text = msg("unit {} lies in unit {} ({}); its ground belongs to {}, {}", owner, loser, size, owner, why);
    } else {
        text = msg("units {} and {} overlap ({}); what both have belongs to {}, {}", owner, loser, size, owner, why);
    }
    const Point at = inside(common.area, scale);
    text += place_text(at);
    if (ground.mean_width_m() < narrow_m) text += marked(snap_hint);
    Finding finding{"units_overlap", loser, {}, text, at};
    finding.width_m = ground.mean_width_m();
    finding.area_m2 = ground.area_m2;
    finding.others = {owner};
    return finding;
}

Finding covered_finding(const Unit& unit, const std::vector<std::string>& owners, const SettledFeature& rest,
                        const Point& at) {
    const Message left = rest.rest_width_m < settle_reach_m
                             ? msg("nothing remains")
                             : msg("only strips remain ({})", size_text(rest.rest_m2, rest.rest_width_m));
    const Message beside = owners.size() == 1 ? msg("unit {}", owners.front()) : msg("units {}", list_of(owners));
    Finding finding{"unit_covered",
                    unit.code,
                    {},
                    msg("of unit {} {} beside {}; it was left out (feature {})", unit.code, left, beside,
                        unit.place.fid.value_or(-1)),
                    at};
    finding.others = owners;
    return finding;
}

Finding gap_finding(const UnitGap& gap, const GapContents& contents) {
    const Message places = gap.places == 1 ? Message() : msg(" at {} places", gap.places);
    const Message size = msg("{}{}, up to {:.4g} m wide", area_text(gap.area_m2), places, gap.width_m);
    Message text;
    if (gap.area.empty()) {
        text = msg("a gap between units {} is open to the outside: {}", list_of(gap.codes), size);
    } else if (gap.codes.size() == 1) {
        text = msg("a hole of unit {} is in no unit: {}", gap.codes.front(), size);
    } else {
        text = msg("ground between units {} is in no unit: {}", list_of(gap.codes), size);
    }
    text += place_text(gap.at);
    if (contents.items > 0) {
        text += msg("; {} {} with {} households lie there", contents.items,
                    contents.are_cells ? msg("cells") : msg("sites"), count_text(contents.households));
    }
    if (gap.width_m < narrow_m) text += marked(snap_hint);
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
                    msg("the outline of unit {} has {}: {}, up to {:.4g} m wide{}{}", code,
                        is_hole ? msg("a hole that is a sliver") : msg("a slit"), area_text(defect.area_m2),
                        defect.width_m, place_text(defect.at), marked(snap_hint)),
                    defect.at};
    finding.width_m = defect.width_m;
    finding.area_m2 = defect.area_m2;
    return finding;
}

Finding snapped_finding(const std::string& code, const Message& what, const Point& at) {
    return {"unit_snapped",
            code,
            {},
            msg("the outline of unit {} was mended (--snap-units): {}{}", code, what, place_text(at)),
            at};
}

}  // namespace grid
