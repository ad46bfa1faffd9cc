#include "libgrid/layer/wishes_of_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/layer/plan_limits.hpp"
#include "libgrid/layer/plan_wishes.hpp"
#include "libgrid/layer/wish_choice.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/trace/outline.hpp"
#include "libgrid/wishes/mesh_places.hpp"
#include "libgrid/wishes/plan_judge.hpp"
#include "libgrid/wishes/wish_groups.hpp"

namespace grid {

namespace {

/// The wish as the user knows it: `together (group Lin yard)`.
std::string title_of(const Wish& wish) {
    const auto with = [](const char* what, const std::string& value) {
        return value.empty() ? std::string() : fmt::format(" ({} {})", what, value);
    };
    return name_of(wish.kind) + with("group", wish.group) + with("grid", wish.grid_code) + with("name", wish.name);
}

/// A unit that stays as it was.
class KeptPlan : public LaidPlan {
    static constexpr double reach_m = 0.05;

public:
    KeptPlan(const Ground& ground, const PreviousUnit& previous, std::vector<Point> places, const MetricScale& scale)
        : m_ground(ground),
          m_previous(previous),
          m_places(std::move(places)),
          m_scale(scale),
          m_borders(previous.borders()) {
        for (const Point& place : m_places)
            m_place_grid.push_back(previous.find(place));
    }

    [[nodiscard]] Grids grids_of(const Wish& wish) const override {
        Grids grids;
        for (const Point& point : wish.points)
            grids.insert(m_previous.find(point));
        if (!wish.polygons.empty()) {
            const AreaLocator area(std::vector<MultiPolygon>{wish.polygons});
            for (std::size_t p = 0; p < m_places.size(); ++p) {
                if (wish.box.holds(m_places[p]) && area.find(m_places[p]) >= 0) grids.insert(m_place_grid[p]);
            }
        }
        grids.erase(-1);
        return grids;
    }

    [[nodiscard]] std::int32_t named_grid(const Wish& wish) const override { return wish.previous; }

    [[nodiscard]] bool has_name(std::int32_t /*grid*/, const Wish& /*wish*/) const override {
        return true;  // it gets it
    }

    /// A previous grid is, else an area that is one of the grids, point for point.
    [[nodiscard]] bool is_locked(const Wish& wish) const override {
        if (wish.previous >= 0) return true;
        MultiPolygon area = wish.polygons;
        order_rings(area);
        return std::ranges::any_of(m_previous.own(), [&](std::int32_t g) {
            MultiPolygon grid = m_ground.previous->grids[static_cast<std::size_t>(g)].output;
            order_rings(grid);
            return grid == area;
        });
    }

    [[nodiscard]] bool is_cut(const Wish& wish) const override {
        return std::ranges::any_of(m_borders, [&](const PreviousSegment& border) {
            return wish.polygons.empty() ? crosses(border.p, border.q, wish.lines)
                                         : runs_through(border.p, border.q, wish.polygons, m_scale, reach_m);
        });
    }

    /// All of it, as far as it lies in grids of the unit.
    [[nodiscard]] bool is_border(const Wish& wish) const override {
        return std::ranges::all_of(points_along(wish.lines, m_scale, 5), [&](const auto& piece) {
            const Point& at = piece.first;
            return !std::ranges::binary_search(m_previous.own(), m_previous.find(at)) ||
                   std::ranges::any_of(m_borders, [&](const PreviousSegment& border) {
                       return m_scale.distance(at, border.p, border.q) <= reach_m;
                   });
        });
    }

private:
    const Ground& m_ground;
    const PreviousUnit& m_previous;
    std::vector<Point> m_places;
    std::vector<std::int32_t> m_place_grid;
    MetricScale m_scale;
    std::vector<PreviousSegment> m_borders;
};

/// Wishes that are not met, ascending.
std::vector<std::int32_t> missed_wishes(const CellWishes& cells, const UnitPlan& plan) {
    std::set<std::int32_t> missed;
    for (const MissedWish& wish : cells.missed)
        missed.insert(wish.wish);
    for (const ApartCells& pair : cells.apart) {
        if (plan.grid[static_cast<std::size_t>(pair.one)] == plan.grid[static_cast<std::size_t>(pair.other)])
            missed.insert(pair.wish);
    }
    return {missed.begin(), missed.end()};
}

std::size_t count_lacking(const UnitPlan& plan, const PlanOptions& options) {
    const std::int32_t lacking = options.count ? *options.count - plan.general_count : 0;
    return static_cast<std::size_t>(std::max(0, lacking)) + (plan.disconnected ? 1 : 0);
}

/// Wishes that are not met, and grids that are lacking.
std::size_t count_missed(const CellWishes& cells, const UnitPlan& plan, const PlanOptions& options) {
    return missed_wishes(cells, plan).size() + count_lacking(plan, options);
}

Box box_of_unit(const Ground& ground, const GroundIndex& index, std::size_t unit) {
    Box box = box_of(ground.units[unit].output);
    for (const LocatedCell& cell : index.cells(unit))
        box.join(box_of(cell.cell.output));
    return box;
}

}  // namespace

Finding missed_wish(const Wish& wish, const std::string& unit, const std::string& grid, const Message& reason) {
    const Message where = unit.empty() ? Message() : msg(" in unit {}", unit);
    Finding finding{"wish_missed", unit, grid,
                    msg("the wish {} is not met{}: {} ({}, feature {})", title_of(wish), where, reason,
                        recorded_source(wish.place.file), wish.place.fid.value_or(-1)),
                    wish.at()};
    finding.fid = wish.place.fid.value_or(-1);
    return finding;
}

WishesOfUnit::WishesOfUnit(const Ground& ground, const GroundIndex& index, std::size_t unit, Count most,
                           std::int32_t count)
    : m_ground(ground), m_index(index), m_unit(unit), m_most(most), m_count(count) {
    if (!ground.wishes.empty()) m_chosen = index.wishes(unit, box_of_unit(ground, index, unit));
}

bool WishesOfUnit::name_previous() const {
    return std::ranges::any_of(m_chosen, [this](std::int32_t w) { return wish(w).previous >= 0; });
}

bool WishesOfUnit::hold_in(DividedUnit& kept, const PreviousUnit& previous) {
    std::vector<Point> places;
    for (const LocatedSite& located : m_index.sites(m_unit))
        places.push_back(located.site.at);
    for (const LocatedCell& located : m_index.cells(m_unit))
        places.push_back(located.inside);
    const MetricScale& scale = m_ground.units[m_unit].plane.scale;
    const KeptPlan plan(m_ground, previous, std::move(places), scale);
    if (!judge_plan(plan, m_ground.wishes, m_chosen).empty()) return false;
    kept.wishes = m_chosen;
    for (const std::int32_t w : m_chosen) {
        if (wish(w).kind != WishKind::centre || wish(w).name.empty()) continue;
        const std::int32_t old = previous.find(wish(w).points.front());
        for (DividedGrid& grid : kept.grids) {
            if (grid.heir_of == old) grid.wanted_name = wish(w).name;
        }
    }
    return true;
}

WishedUnit WishesOfUnit::wished(const UnitMesh& made) const {
    return {made.mesh,    m_places,   m_ground.wishes, m_chosen, m_ground.counts_on_cells,
            made.area_of, m_previous, m_most,          m_count};
}

void WishesOfUnit::find_places(const UnitMesh& made) {
    m_places.clear();
    if (made.cells_are_given) {
        for (const LocatedCell& located : m_index.cells(m_unit))
            m_places.push_back({located.inside, static_cast<std::int32_t>(m_places.size())});
    } else {
        // The sites of the mesh, cells that were fitted after them.
        for (const LocatedSite& located : m_index.sites(m_unit))
            m_places.push_back({located.site.at, made.mesh.site_cell[m_places.size()]});
        for (const LocatedCell& located : m_index.cells(m_unit))
            m_places.push_back({located.inside, made.mesh.site_cell[m_places.size()]});
    }
}

UnitPlan WishesOfUnit::plan(UnitMesh& made, std::vector<std::int32_t> previous, const PlanOptions& options) {
    constexpr std::size_t work = 4000;  // cells to be planned, in all variants
    constexpr std::size_t most = 32;
    const std::size_t variants = std::clamp<std::size_t>(work / made.mesh.cells.size(), 1, most);
    find_places(made);
    m_previous = std::move(previous);
    UnitPlan best;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (std::uint32_t variant = 0; variant < variants && least > 0; ++variant) {
        WishedUnit unit = wished(made);
        unit.variant = variant;
        CellWishes cells = bind_wishes(unit);
        UnitPlan plan = plan_unit(made.mesh, options, cells);
        const std::size_t missed = count_missed(cells, plan, options);
        const bool may_vary = cells.has_links;
        if (missed < least) {
            least = missed;
            best = std::move(plan);
            m_cells = std::move(cells);
        }
        if (!may_vary) break;
    }
    if (least > 0) plan_exactly(made, options, best);
    for (const std::int32_t e : m_cells.held_edges)
        made.mesh.edges[static_cast<std::size_t>(e)].flags |= edge_given;
    return best;
}

void WishesOfUnit::plan_exactly(const UnitMesh& made, const PlanOptions& options, UnitPlan& best) {
    const std::int32_t grids = options.count ? *options.count : best.general_count;
    Count households = 0;
    for (std::size_t c = 0; c < made.mesh.cells.size(); ++c)
        households += m_cells.lock[c] < 0 && made.mesh.cells[c].dedicated < 0 ? made.mesh.cells[c].households : 0;
    const std::int32_t parts = std::max(1, grids - m_cells.lock_count);
    const Limits limits = options.count ? limits_around(static_cast<double>(households) / parts, options.tolerance)
                                        : Limits{options.size.min, options.size.max};
    const auto groups = wishes_by_priority(m_ground.wishes, m_chosen);
    auto cells = choose_wishes(wished(made), groups, grids, limits);
    if (!cells) return;
    cells->bound = m_cells.bound;
    UnitPlan plan = plan_unit(made.mesh, options, *cells);
    const auto rank = [&](const CellWishes& wishes, const UnitPlan& planned) {
        return std::pair(count_lacking(planned, options), missed_groups(groups, missed_wishes(wishes, planned)));
    };
    if (rank(*cells, plan) >= rank(m_cells, best)) return;
    best = std::move(plan);
    m_cells = std::move(*cells);
}

std::vector<std::pair<std::int32_t, std::int32_t>> WishesOfUnit::heirs(const UnitPlan& plan) const {
    std::vector<std::pair<std::int32_t, std::int32_t>> result;
    for (const PinnedCell& pinned : m_cells.pinned)
        result.emplace_back(plan.grid[static_cast<std::size_t>(pinned.cell)], pinned.previous);
    return result;
}

std::vector<char> WishesOfUnit::bound_cells(std::size_t cells) const {
    std::vector<char> bound(cells, 0);
    const auto bind = [&bound](std::int32_t cell) { bound[static_cast<std::size_t>(cell)] = 1; };
    for (std::size_t c = 0; c < cells; ++c) {
        if (m_cells.lock[c] >= 0 || m_cells.set[c] >= 0 || m_cells.is_left_over[c] != 0) bound[c] = 1;
    }
    for (const PinnedCell& pinned : m_cells.pinned)
        bind(pinned.cell);
    for (const NamedCell& named : m_cells.named)
        bind(named.cell);
    for (const ApartCells& pair : m_cells.apart) {
        bind(pair.one);
        bind(pair.other);
    }
    return bound;
}

void WishesOfUnit::settle(const UnitMesh& made, const UnitPlan& plan, std::span<const std::int32_t> place_grid,
                          DividedUnit& divided) {
    for (std::size_t i = 0; i < m_chosen.size(); ++i) {
        if (m_cells.bound[i] != 0) divided.wishes.push_back(m_chosen[i]);
    }
    for (const NamedCell& named : m_cells.named) {
        const auto grid = static_cast<std::size_t>(plan.grid[static_cast<std::size_t>(named.cell)]);
        if (divided.grids[grid].wanted_name.empty()) divided.grids[grid].wanted_name = wish(named.wish).name;
    }
    const std::string& unit = m_ground.units[m_unit].code;
    for (const MissedWish& missed : m_cells.missed)
        divided.findings.push_back(missed_wish(wish(missed.wish), unit, {}, missed.reason));
    for (const PinnedCell& pinned : m_cells.pinned) {
        const std::int32_t grid = plan.grid[static_cast<std::size_t>(pinned.cell)];
        if (divided.grids[static_cast<std::size_t>(grid)].heir_of == pinned.previous) continue;
        divided.findings.push_back(missed_wish(wish(pinned.wish), unit, fmt::format("{}", grid),
                                               msg("the grid that it is in carries on another code")));
    }
    const std::span<const std::int32_t> where = made.cells_are_given ? std::span(plan.grid) : place_grid;
    for (const BrokenWish& broken : find_broken_wishes(wished(made), m_cells, plan.grid, where)) {
        divided.findings.push_back(missed_wish(wish(broken.missed.wish), unit,
                                               broken.grid < 0 ? std::string() : fmt::format("{}", broken.grid),
                                               broken.missed.reason));
    }
}

void WishesOfUnit::give_up(DividedUnit& divided) const {
    divided.wishes = m_chosen;
    for (const std::int32_t w : m_chosen) {
        divided.findings.push_back(
            missed_wish(wish(w), m_ground.units[m_unit].code, {}, msg("the unit could not be divided")));
    }
}

}  // namespace grid
