#include "libgrid/layer/units_together.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/core/vertices.hpp"
#include "libgrid/coverage/coverage_search.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/settle.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/snap_units.hpp"
#include "libgrid/layer/unit_messages.hpp"

namespace grid {

namespace {

class Together {
public:
    Together(std::vector<Unit>& units, const GroundScale& scale, const UnitRules& rules, int threads,
             Findings& findings)
        : m_units(units), m_scale(scale), m_rules(rules), m_threads(threads), m_findings(findings) {}

    UnitsTogether run() {
        for (Unit& unit : m_units)
            m_outlines.push_back(std::move(unit.output));
        if (m_rules.snap_m > 0) snap();
        Settlement settled = settle(
            m_outlines, [this] { return rank(); }, m_scale);
        take(settled);
        look_for_gaps(std::move(settled.matches));
        give_back();
        return {std::move(m_gaps), std::move(m_added)};
    }

private:
    struct NarrowGap {
        UnitGap gap;
        double largest_m2 = 0;  ///< of a place
    };

    [[nodiscard]] const std::string& code(std::int32_t unit) const {
        return m_units[static_cast<std::size_t>(unit)].code;
    }

    void snap() {
        for (SnappedUnit& snapped : snap_units(m_outlines, m_rules.snap_m, m_scale, m_threads)) {
            const auto i = static_cast<std::size_t>(snapped.unit);
            m_outlines[i] = std::move(snapped.outline);
            m_findings.push_back(snapped_finding(m_units[i].code, snapped.what, snapped.at));
        }
    }

    /// The smaller unit goes before the larger one.
    std::vector<std::int32_t> rank() {
        std::vector<std::int32_t> order;  // units ascend by code
        for (std::size_t i = 0; i < m_outlines.size(); ++i) {
            m_area.push_back(rounded_area(m_outlines[i], m_scale));
            order.push_back(static_cast<std::int32_t>(i));
        }
        std::ranges::stable_sort(order, {}, [this](std::int32_t i) { return m_area[static_cast<std::size_t>(i)]; });
        std::vector<std::int32_t> rank(order.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
        return rank;
    }

    void take(Settlement& settled) {
        for (const CommonGround& common : settled.overlaps) {
            const bool same_area =
                m_area[static_cast<std::size_t>(common.owner)] == m_area[static_cast<std::size_t>(common.loser)];
            m_findings.push_back(overlap_finding(code(common.owner), code(common.loser), common, same_area, m_scale));
        }
        for (SettledFeature& changed : settled.changed) {
            const auto i = static_cast<std::size_t>(changed.feature);
            if (changed.geometry.empty()) {
                std::vector<std::string> owners;
                for (const CommonGround& common : settled.overlaps) {
                    if (common.loser == changed.feature) owners.push_back(code(common.owner));
                }
                m_findings.push_back(covered_finding(m_units[i], owners, changed, m_outlines[i].front().shell.front()));
            }
            note_added(m_outlines[i], changed.geometry);
            m_outlines[i] = std::move(changed.geometry);
        }
        std::ranges::sort(m_added);
        m_added.erase(std::unique(m_added.begin(), m_added.end()), m_added.end());
    }

    void note_added(const MultiPolygon& before, const MultiPolygon& now) {
        const std::vector<Point> had = vertices_of(before);
        std::ranges::set_difference(vertices_of(now), had, std::back_inserter(m_added));
    }

    void look_for_gaps(SegmentMatches matches) {
        CoverageOptions options;
        options.scale = m_scale;
        options.gap_width_m = narrow_m;
        options.slit_width_m = narrow_m;
        for (CoverageDefect& defect : find_coverage_defects(m_outlines, options, std::move(matches))) {
            if (defect.code == coverage_code::slit || defect.code == coverage_code::gap) tell(defect);
        }
        tell_narrow_gaps();
    }

    void tell(CoverageDefect& defect) {
        if (defect.width_m < settle_reach_m) return;
        const auto is_left_out = [this](std::int32_t unit) { return m_units[static_cast<std::size_t>(unit)].left_out; };
        if (std::ranges::all_of(defect.features, is_left_out)) return;
        const bool is_own = defect.features.size() == 1;
        if (is_own && defect.width_m < narrow_m) {
            m_findings.push_back(slit_finding(code(defect.features.front()), defect));
            return;
        }
        UnitGap gap{std::move(defect.area), {}, defect.at, defect.area_m2, defect.width_m};
        for (const std::int32_t unit : defect.features)
            gap.codes.push_back(code(unit));
        if (gap.width_m >= narrow_m) {
            m_gaps.push_back(std::move(gap));
            return;
        }
        const std::pair key(gap.area.empty(), gap.codes);
        const auto known = m_narrow.find(key);
        if (known == m_narrow.end())
            m_narrow.emplace(key, NarrowGap{gap, gap.area_m2});
        else
            add_place(known->second, gap);
    }

    /// Of what is narrow between the same units there may be very much.
    static void add_place(NarrowGap& narrow, UnitGap& gap) {
        UnitGap& all = narrow.gap;
        if (gap.area_m2 > narrow.largest_m2) {
            narrow.largest_m2 = gap.area_m2;
            all.at = gap.at;
        }
        std::ranges::move(gap.area, std::back_inserter(all.area));
        all.area_m2 += gap.area_m2;
        all.width_m = std::max(all.width_m, gap.width_m);
        ++all.places;
    }

    void tell_narrow_gaps() {
        for (auto& [key, narrow] : m_narrow) {
            if (narrow.gap.area.empty())
                m_findings.push_back(gap_finding(narrow.gap, {}));
            else
                m_gaps.push_back(std::move(narrow.gap));
        }
    }

    void give_back() {
        for (std::size_t i = 0; i < m_units.size(); ++i)
            m_units[i].output = std::move(m_outlines[i]);
        std::erase_if(m_units, [](const Unit& unit) { return unit.output.empty(); });
    }

    std::vector<Unit>& m_units;
    GroundScale m_scale;
    const UnitRules& m_rules;
    int m_threads;
    Findings& m_findings;
    std::vector<MultiPolygon> m_outlines;
    std::vector<std::int64_t> m_area;  ///< in hundredths of a square metre, once they have been compared
    std::map<std::pair<bool, std::vector<std::string>>, NarrowGap> m_narrow;  ///< by: is it open; the units
    std::vector<UnitGap> m_gaps;
    std::vector<Point> m_added;
};

}  // namespace

UnitsTogether bring_units_together(std::vector<Unit>& units, const GroundScale& scale, const UnitRules& rules,
                                   int threads, Findings& findings) {
    UnitsTogether together;
    const Place first = units.front().place;
    try {
        run_on_threads(threads, [&] { together = Together(units, scale, rules, threads, findings).run(); });
    } catch (const GeometryError& error) {
        throw GeometryError(msg("the outlines of units that overlap cannot be taken apart"),
                            {first.file, first.layer, {}, error.place().at}, error.advice());
    }
    return together;
}

GroundScale ground_scale_of(const std::string& crs_wkt) {
    if (is_geographic(crs_wkt)) return {metres_per_degree, true};
    return {metres_per_unit(crs_wkt), false};
}

}  // namespace grid
