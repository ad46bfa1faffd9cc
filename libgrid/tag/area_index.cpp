#include "libgrid/tag/area_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libgrid/tag/border_path.hpp"

namespace grid {

namespace {

/// Of the segments through a point the area whose border the turning hand meets first, see AreaIndex.
class FirstBorder {
public:
    explicit FirstBorder(const Point& point) : m_point(point) {}

    void look(const BorderSegment& s) {
        const auto [west, east] = std::minmax(s.low.x, s.high.x);
        const Point& p = m_point;
        if (p.y < s.low.y || p.y > s.high.y || p.x < west || p.x > east) return;
        if (orientation(s.low, s.high, p) != 0) return;
        for (const std::int32_t area : {s.a, s.b}) {
            if (area < 0) continue;
            look(s.low, area);
            look(s.high, area);
        }
    }
    [[nodiscard]] std::int32_t area() const { return m_area; }

private:
    void look(const Point& direction, std::int32_t area) {
        if (direction == m_point) return;
        if (m_area >= 0) {
            if (counter_clockwise_before(m_point, m_first, direction)) return;
            const bool is_before = counter_clockwise_before(m_point, direction, m_first);
            if (!is_before && area > m_area) return;
        }
        m_area = area;
        m_first = direction;
    }

    const Point& m_point;
    Point m_first;
    std::int32_t m_area = -1;
};

}  // namespace

std::int32_t AreaIndex::find_at_border(std::uint32_t list, const Point& point) const {
    const BorderList border(m_arrays.lists, list);
    const AreaSet set = holding(m_arrays, border, point);
    if (!set.empty()) return *std::min_element(set.begin(), set.end());
    FirstBorder first(point);
    for (const std::uint32_t i : border.segments)
        first.look(m_arrays.segments[i]);
    return first.area();
}

std::int32_t AreaIndex::find_in(std::uint32_t cell, const Point& point) const {
    if (tag_of(cell) == CellTag::area) return static_cast<std::int32_t>(cell >> 2U) - 1;
    return find_at_border(cell >> 2U, point);
}

std::int32_t AreaIndex::find(const Point& point) const {
    return find_in(cell_of(m_arrays, point), point);
}

// What a point needs lies far apart in memory: while it is fetched for some points, others are worked at. So all points
// of a batch take each step together, and fetch what the next one needs.
void AreaIndex::find(std::span<const Point> points, std::span<std::int32_t> found) const {
    constexpr std::size_t batch = 32;
    std::array<CellWalk, batch> walks;
    for (std::size_t begin = 0; begin < points.size(); begin += batch) {
        const std::size_t count = std::min(batch, points.size() - begin);
        const std::span active(walks.data(), count);
        for (std::size_t i = 0; i < count; ++i)
            active[i] = CellWalk(m_arrays, points[begin + i]);
        for (CellWalk& walk : active)
            walk.enter(m_arrays);
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            for (CellWalk& walk : active)
                goes_on = walk.step(m_arrays) || goes_on;
        }
        for (const CellWalk& walk : active)
            walk.fetch_segments(m_arrays);
        for (std::size_t i = 0; i < count; ++i)
            found[begin + i] = find_in(active[i].cell(), points[begin + i]);
    }
}

namespace {

/// Goes through the squares that meet a box.
class NearSearch {
public:
    NearSearch(const IndexArrays& arrays, const Point& point, double reach_m, const GroundScale& scale)
        : m_arrays(arrays), m_point(point), m_scale(scale.at(point.y)), m_best_m(reach_m) {
        const Point reach{reach_m / m_scale.x, reach_m / m_scale.y};
        m_box = {point.x - reach.x, point.y - reach.y, point.x + reach.x, point.y + reach.y};
    }

    std::optional<AreaIndex::Nearest> run() {
        const CellLattice& lattice = m_arrays.lattice;
        const std::int64_t most = (std::int64_t{1} << lattice.top) - 1;
        const int level = lattice.levels - lattice.top;
        const auto top_of = [&](double steps) {
            const double squares = std::floor(std::clamp(steps, -1.0, 1e18) / static_cast<double>(side(level)));
            return static_cast<std::int64_t>(std::clamp(squares, 0.0, static_cast<double>(most)));
        };
        // A step more on each side, for rounding.
        for (std::int64_t r = top_of(lattice.row(m_box.min_y) - 1); r <= top_of(lattice.row(m_box.max_y) + 1); ++r) {
            const auto last = top_of(lattice.column(m_box.max_x) + 1);
            for (std::int64_t c = top_of(lattice.column(m_box.min_x) - 1); c <= last; ++c)
                visit(m_arrays.table[static_cast<std::size_t>(r << lattice.top | c)], {c << level, r << level, level});
        }
        if (m_area < 0) return std::nullopt;
        return AreaIndex::Nearest{m_area, m_best_m};
    }

private:
    static std::int64_t side(int level) { return std::int64_t{1} << level; }

    void visit(std::uint32_t word, const LatticeCell& cell) {
        if (tag_of(word) == CellTag::area || !m_box.meets(cell.box(m_arrays.lattice))) return;
        if (tag_of(word) == CellTag::nodes) {
            for (unsigned q = 0; q < 4; ++q)
                visit(m_arrays.nodes[word >> 2U][q], cell.quarter(q));
            return;
        }
        for (const std::uint32_t i : BorderList(m_arrays.lists, word >> 2U).segments)
            look(m_arrays.segments[i]);
    }

    void look(const BorderSegment& s) {
        const double distance = m_scale.distance(m_point, s.low, s.high);
        if (distance > m_best_m) return;
        for (const std::int32_t area : {s.a, s.b}) {
            if (area < 0 || (distance == m_best_m && m_area >= 0 && m_area <= area)) continue;
            m_area = area;
            m_best_m = distance;
        }
    }

    const IndexArrays& m_arrays;
    const Point& m_point;
    MetricScale m_scale;
    double m_best_m;
    Box m_box;
    std::int32_t m_area = -1;
};

}  // namespace

std::optional<AreaIndex::Nearest> AreaIndex::nearest(const Point& point, double reach_m,
                                                     const GroundScale& scale) const {
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || m_arrays.table.empty()) return std::nullopt;
    return NearSearch(m_arrays, point, reach_m, scale).run();
}

bool check_arrays(const IndexArrays& arrays, std::size_t areas) {
    const CellLattice& lattice = arrays.lattice;
    constexpr std::int32_t most_levels = 40;
    constexpr std::int32_t most_top = 13;
    if (!(lattice.step > 0) || !std::isfinite(lattice.step) || !std::isfinite(lattice.origin.x + lattice.origin.y))
        return false;
    if (lattice.levels < 0 || lattice.levels > most_levels || lattice.top < 0 || lattice.top > most_top ||
        lattice.top > lattice.levels)
        return false;
    if (arrays.table.size() != std::size_t{1} << static_cast<unsigned>(2 * lattice.top)) return false;
    const auto is_area = [&](std::int32_t area) { return area >= 0 && static_cast<std::size_t>(area) < areas; };
    for (const BorderSegment& s : arrays.segments) {
        if (!is_area(s.a) || (s.b != -1 && !is_area(s.b))) return false;
    }
    // Nodes stand behind those that they are quarters of, so that no way goes on for ever, and `below[i]` levels are
    // left under the quarters of node i.
    std::vector<std::int32_t> below(arrays.nodes.size(), lattice.levels);
    const auto is_list = [&](std::size_t begin) {
        if (begin + 3 > arrays.lists.size()) return false;
        const auto list = arrays.lists.subspan(begin);
        if (list[0] > static_cast<std::uint32_t>(lattice.levels)) return false;
        if (std::uint64_t{list[1]} + list[2] > list.size() - 3) return false;
        return std::ranges::all_of(list.subspan(3, list[1]), [&](std::uint32_t area) { return area < areas; }) &&
               std::ranges::all_of(list.subspan(3 + list[1], list[2]),
                                   [&](std::uint32_t i) { return i < arrays.segments.size(); });
    };
    const auto is_good = [&](std::uint32_t cell, std::size_t least_node, std::int32_t level) {
        const std::size_t value = cell >> 2U;
        if (tag_of(cell) == CellTag::area) return value <= areas;
        if (tag_of(cell) == CellTag::border) return is_list(value);
        if (tag_of(cell) != CellTag::nodes || value >= below.size() || value < least_node || level < 1) return false;
        below[value] = std::min(below[value], level - 1);
        return true;
    };
    const auto are_good = [&](std::span<const std::uint32_t> cells, std::size_t least_node, std::int32_t level) {
        return std::ranges::all_of(cells, [&](std::uint32_t cell) { return is_good(cell, least_node, level); });
    };
    if (!are_good(arrays.table, 0, lattice.levels - lattice.top)) return false;
    for (std::size_t i = 0; i < arrays.nodes.size(); ++i) {
        if (!are_good(arrays.nodes[i], i + 1, below[i])) return false;
    }
    return true;
}

}  // namespace grid
