#include "libgrid/merge/fit_grids.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/core/vertices.hpp"
#include "libgrid/coverage/coverage_search.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/settle.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

namespace {

constexpr const char* repair_advice =
    mark("mend them there; gridcheck says what is wrong, and its --repair mends what is narrow");
constexpr const char* repair_hint = mark("; gridcheck --repair closes what is as narrow as that");
constexpr const char* snap_hint = mark("; --snap makes one of borders as near as that");

std::size_t index(std::int32_t i) noexcept {
    return static_cast<std::size_t>(i);
}

class Fitting {
public:
    Fitting(GridSet& set, bool base_keeps) : m_set(set), m_base_keeps(base_keeps), m_scale(scale_of(set)) {}

    Findings run() {
        Settlement settled = settle_all();
        refuse_lost(settled);
        for (const CommonGround& common : settled.overlaps)
            m_findings.push_back(overlap_finding(common));
        note_vertices(settled);
        for (SettledFeature& changed : settled.changed)
            take(changed);
        note_changes(settled);
        look_for_gaps(std::move(settled.matches));
        return std::move(m_findings);
    }

private:
    [[nodiscard]] Message grid(std::int32_t i) const {
        return msg("{} of {}", m_set.rows[index(i)].code, describe(place_of(m_set, index(i))));
    }
    [[nodiscard]] bool is_of_base(std::int32_t i) const { return m_base_keeps && m_set.origins[index(i)].input == 0; }

    Settlement settle_all() {
        try {
            return settle(
                m_set.geometry, [this] { return rank(); }, m_scale);
        } catch (const GeometryError& error) {
            const InputLayer& first = m_set.inputs.front();
            throw GeometryError(msg("grids that overlap cannot be taken apart"),
                                {first.file, first.layer, {}, error.place().at}, marked(repair_advice));
        }
    }

    std::vector<std::int32_t> rank() {
        std::vector<std::int32_t> order;
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            m_area.push_back(rounded_area(m_set.geometry[i], m_scale));
            order.push_back(static_cast<std::int32_t>(i));
        }
        std::ranges::stable_sort(order, {}, [this](std::int32_t i) {
            return std::tuple(!is_of_base(i), m_area[index(i)], std::string_view(m_set.rows[index(i)].code));
        });
        std::vector<std::int32_t> rank(order.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            rank[index(order[i])] = static_cast<std::int32_t>(i);
        return rank;
    }

    /// Its households would be nowhere.
    void refuse_lost(const Settlement& settled) const {
        for (const SettledFeature& changed : settled.changed) {
            if (!changed.geometry.empty()) continue;
            const auto owner = std::ranges::find(settled.overlaps, changed.feature, &CommonGround::loser);
            Place place = place_of(m_set, index(changed.feature));
            place.at = point_of(m_set.geometry[index(changed.feature)]);
            throw InputError(msg("the grid {} has no ground of its own, only strips {:.3g} m wide{}",
                                 m_set.rows[index(changed.feature)].code, changed.rest_width_m,
                                 owner == settled.overlaps.end() ? Message() : msg(" beside {}", grid(owner->owner))),
                             place, msg("leave one of them out with --where, or give each its own ground"));
        }
    }

    [[nodiscard]] Message reason(const CommonGround& common) const {
        if (is_of_base(common.owner) && !is_of_base(common.loser)) return msg("which is of the base");
        const bool same = m_area[index(common.owner)] == m_area[index(common.loser)];
        return same ? msg("whose code is the smaller one") : msg("the smaller one");
    }

    [[nodiscard]] Finding overlap_finding(const CommonGround& common) const {
        const GroundMeasure ground = measure_ground(common.area, m_scale);
        const auto& largest = std::ranges::max_element(
            common.area, {}, [this](const Polygon& part) { return measure_ground(part, m_scale).area_m2; });
        const Point at = inside_point({*largest}).value_or(largest->shell.front());
        const GridRow& row = m_set.rows[index(common.loser)];
        const bool is_foreign = m_set.origins[index(common.owner)].input != m_set.origins[index(common.loser)].input;
        const Message hint = is_foreign && ground.mean_width_m() < narrow_gap_m ? marked(snap_hint) : Message();
        Finding finding{"inputs_overlap", row.unit_code, row.code,
                        msg("between {} and {}: {}, mean width {:.4g} m, at {:.9g},{:.9g}; the ground is that of "
                            "{} now, {}{}",
                            grid(common.owner), grid(common.loser), area_text(ground.area_m2), ground.mean_width_m(),
                            at.x, at.y, m_set.rows[index(common.owner)].code, reason(common), hint),
                        at};
        finding.width_m = ground.mean_width_m();
        finding.area_m2 = ground.area_m2;
        finding.others = {m_set.rows[index(common.owner)].code};
        return finding;
    }

    /// Vertices that are nobody's any more, of grids that neither gave nor took ground that was told of.
    void note_vertices(const Settlement& settled) {
        const std::vector<Point> gone = vertices_gone(settled);
        if (gone.empty()) return;
        for (const SettledFeature& changed : settled.changed) {
            const bool is_told = std::ranges::any_of(settled.overlaps, [&](const CommonGround& common) {
                return common.owner == changed.feature || common.loser == changed.feature;
            });
            if (is_told) continue;
            std::vector<Point> lost;
            std::ranges::set_intersection(vertices_of(m_set.geometry[index(changed.feature)]), gone,
                                          std::back_inserter(lost));
            if (!lost.empty()) m_findings.push_back(vertices_finding(changed.feature, lost));
        }
    }

    /// Vertices that grids had, and that none has now; ascending.
    [[nodiscard]] std::vector<Point> vertices_gone(const Settlement& settled) const {
        std::vector<Point> had;
        std::vector<Point> have;
        std::set<std::int32_t> features;
        for (const SettledFeature& changed : settled.changed) {
            features.insert(changed.feature);
            std::ranges::copy(vertices_of(m_set.geometry[index(changed.feature)]), std::back_inserter(had));
            std::ranges::copy(vertices_of(changed.geometry), std::back_inserter(have));
        }
        std::ranges::sort(had);
        had.erase(std::unique(had.begin(), had.end()), had.end());
        std::ranges::sort(have);
        std::vector<Point> gone;
        std::ranges::set_difference(had, have, std::back_inserter(gone));
        for (std::size_t i = 0; i < m_set.size() && !gone.empty(); ++i) {
            if (features.contains(static_cast<std::int32_t>(i))) continue;
            const std::vector<Point> kept = vertices_of(m_set.geometry[i]);
            std::erase_if(gone, [&](const Point& p) { return std::ranges::binary_search(kept, p); });
        }
        return gone;
    }

    [[nodiscard]] Finding vertices_finding(std::int32_t feature, const std::vector<Point>& lost) const {
        const GridRow& row = m_set.rows[index(feature)];
        return {"grid_mended", row.unit_code, row.code,
                msg("{} vertices of {} gave way to what is less than {:g} m beside them, the first at "
                    "{:.10g},{:.10g}",
                    lost.size(), grid(feature), settle_reach_m, lost.front().x, lost.front().y),
                lost.front()};
    }

    void take(SettledFeature& changed) {
        const std::size_t i = index(changed.feature);
        order_rings(changed.geometry);
        if (const auto invalid = find_invalid(changed.geometry)) {
            Place place = place_of(m_set, i);
            place.at = invalid->at;
            throw GeometryError(
                msg("the grid {} cannot be fitted to its neighbours: {}", m_set.rows[i].code, invalid->reason), place,
                marked(repair_advice));
        }
        m_set.geometry[i] = std::move(changed.geometry);
        m_set.stale[i] = 1;
    }

    void note_changes(const Settlement& settled) {
        if (settled.changed.empty()) return;
        constexpr std::size_t most = 3;
        Message codes;
        for (std::size_t k = 0; k < std::min(most, settled.changed.size()); ++k)
            codes += (k == 0 ? Message() : msg(", ")) + m_set.rows[index(settled.changed[k].feature)].code;
        if (settled.changed.size() > most) codes += msg(" and {} more", settled.changed.size() - most);
        m_set.notes.push_back(msg("grids that got vertices of their neighbours, or lost ground to them: {}", codes));
    }

    void look_for_gaps(SegmentMatches matches) {
        CoverageOptions options;
        options.scale = m_scale;
        options.gap_width_m = narrow_gap_m;
        for (const CoverageDefect& defect : find_coverage_defects(m_set.geometry, options, std::move(matches))) {
            if (defect.code == coverage_code::gap) tell(defect);
        }
    }

    void tell(const CoverageDefect& gap) {
        if (gap.width_m < settle_reach_m || gap.features.size() < 2) return;
        const std::int32_t first = gap.features.front();
        const auto input = [this](std::int32_t f) { return m_set.origins[index(f)].input; };
        const auto foreign = std::ranges::find_if(gap.features, [&](auto f) { return input(f) != input(first); });
        const bool is_narrow = gap.width_m < narrow_gap_m;
        if (foreign == gap.features.end() && !is_narrow) return;  // a lake, as far as we know
        const std::int32_t second = foreign == gap.features.end() ? gap.features[1] : *foreign;
        const GridRow& row = m_set.rows[index(first)];
        Finding finding{
            "inputs_gap", row.unit_code, row.code,
            msg("between {} and {}: {}, at {:.9g},{:.9g}{}", grid(first), grid(second), gap.message, gap.at.x, gap.at.y,
                !is_narrow                      ? Message()
                : foreign == gap.features.end() ? marked(repair_hint)
                                                : marked(snap_hint)),
            gap.at};
        finding.width_m = gap.width_m;
        finding.area_m2 = gap.area_m2;
        for (const std::int32_t feature : gap.features)
            if (feature != first) finding.others.push_back(m_set.rows[index(feature)].code);
        m_findings.push_back(std::move(finding));
    }

    GridSet& m_set;
    bool m_base_keeps;
    GroundScale m_scale;
    std::vector<std::int64_t> m_area;  ///< in hundredths of a square metre, once they have been compared
    Findings m_findings;
};

}  // namespace

Findings fit_grids(GridSet& set, bool base_keeps, int threads) {
    Findings findings;
    if (set.size() > 0) run_on_threads(threads, [&] { findings = Fitting(set, base_keeps).run(); });
    return findings;
}

}  // namespace grid
