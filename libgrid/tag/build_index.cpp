#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "libgrid/core/error.hpp"
#include "libgrid/tag/area_index.hpp"
#include "libgrid/tag/border_path.hpp"

namespace grid {

namespace {

constexpr std::uint32_t most_value = (std::uint32_t{1} << 30U) - 1;
/// So many segments a square may hold: more makes points on borders slower, fewer makes the index larger.
constexpr std::size_t few = 3;

struct OwnArrays {
    std::vector<BorderSegment> segments;
    std::vector<std::uint32_t> table;
    std::vector<std::array<std::uint32_t, 4>> nodes;
    std::vector<std::uint32_t> lists;
};

/// The sides of all areas; sides that two areas have in common once.
std::vector<BorderSegment> segments_of(std::span<const MultiPolygon> areas) {
    std::vector<BorderSegment> sides;
    const auto add = [&sides](const Ring& ring, std::int32_t area) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const Point& p = ring[i - 1];
            const Point& q = ring[i];
            if (p == q) continue;
            const bool upward = std::tie(p.y, p.x) < std::tie(q.y, q.x);
            sides.push_back({upward ? p : q, upward ? q : p, area, -1});
        }
    };
    for (std::size_t i = 0; i < areas.size(); ++i) {
        for (const Polygon& polygon : areas[i]) {
            add(polygon.shell, static_cast<std::int32_t>(i));
            for (const Ring& hole : polygon.holes)
                add(hole, static_cast<std::int32_t>(i));
        }
    }
    if (sides.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw GeometryError("the grids have more than 2147483647 segments");
    tbb::parallel_sort(sides.begin(), sides.end(), [](const BorderSegment& s, const BorderSegment& t) {
        return std::tie(s.low, s.high, s.a) < std::tie(t.low, t.high, t.a);
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < sides.size(); ++i) {
        if (kept > 0) {
            BorderSegment& last = sides[kept - 1];
            if (last.b < 0 && last.a != sides[i].a && last.low == sides[i].low && last.high == sides[i].high) {
                last.b = sides[i].a;
                continue;
            }
        }
        sides[kept++] = sides[i];
    }
    sides.resize(kept);
    sides.shrink_to_fit();
    return sides;
}

/// So that all areas lie in the square of the upper level, a step from its border or more.
CellLattice lattice_over(std::span<const BorderSegment> segments, double step) {
    constexpr std::int32_t most_levels = 31;  // two coordinates in one number of 64 bits
    constexpr std::int32_t most_top = 11;
    Box box;
    for (const BorderSegment& s : segments) {
        box.add(s.low);
        box.add(s.high);
    }
    CellLattice lattice;
    if (box.empty()) return lattice;
    for (lattice.step = step;; lattice.step *= 2) {
        lattice.per_unit = 1 / lattice.step;
        lattice.origin = {(std::floor(box.min_x / lattice.step) - 1) * lattice.step,
                          (std::floor(box.min_y / lattice.step) - 1) * lattice.step};
        const double side = std::max(lattice.column(box.max_x), lattice.row(box.max_y)) + 2;
        lattice.levels = std::max(1, std::ilogb(side) + 1);
        // Beside numbers that are large the step must not drown in their rounding.
        const double largest =
            std::max({std::abs(box.min_x), std::abs(box.max_x), std::abs(box.min_y), std::abs(box.max_y)});
        if (lattice.levels <= most_levels && largest / lattice.step < 0x1p48) break;
    }
    // Some sixteen squares of the table for each segment: most are then inside of a grid, or need no further step.
    const auto wanted = static_cast<std::int32_t>(std::ilogb(static_cast<double>(segments.size()) + 1) / 2) + 2;
    lattice.top = std::clamp(wanted, 0, std::min(most_top, lattice.levels));
    return lattice;
}

/// Refines the quadtree from the square of all ground downward. What is known of a square is the segments that meet its
/// box, and the areas that hold its middle; those of a quarter follow by the way from the one middle to the other.
class IndexBuilder {
public:
    IndexBuilder(std::vector<BorderSegment> segments, const CellLattice& lattice, OwnArrays& arrays)
        : m_segments(std::move(segments)), m_lattice(lattice), m_arrays(arrays) {}

    void run() {
        constexpr std::uint32_t unused = std::numeric_limits<std::uint32_t>::max();
        m_number.assign(m_segments.size(), unused);
        m_order.reserve(m_segments.size());
        m_arrays.table.assign(std::size_t{1} << static_cast<unsigned>(2 * m_lattice.top), cell_word(CellTag::area, 0));
        std::vector<std::uint32_t> all(m_segments.size());
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<std::uint32_t>(i);
        const LatticeCell root{0, 0, m_lattice.levels};
        const Point middle = root.middle(m_lattice);
        const Point outside{m_lattice.origin.x - m_lattice.step, middle.y};
        refine_top(root, all, walked({}, all, outside, middle));
        m_arrays.segments.reserve(m_order.size());
        for (const std::uint32_t i : m_order)
            m_arrays.segments.push_back(m_segments[i]);
    }

private:
    using Ids = std::vector<std::uint32_t>;

    /// The areas at the end of a way, by those at its beginning.
    AreaSet walked(AreaSet held, const Ids& ids, const Point& from, const Point& to) const {
        for (const std::uint32_t i : ids) {
            if (crosses(m_segments[i], from, to)) cross(m_segments[i], held);
        }
        return held;
    }

    /// Where all segments end in one point smaller squares would not have fewer of them.
    [[nodiscard]] bool is_leaf(const LatticeCell& cell, const Ids& ids) const {
        if (ids.size() <= few || cell.level == 0) return true;
        constexpr std::size_t usual_degree = 8;
        const auto all_end_in = [&](const Point& p) {
            return std::ranges::all_of(
                ids, [&](std::uint32_t i) { return m_segments[i].low == p || m_segments[i].high == p; });
        };
        return ids.size() <= usual_degree &&
               (all_end_in(m_segments[ids[0]].low) || all_end_in(m_segments[ids[0]].high));
    }

    template <typename Visit>
    void for_quarters(const LatticeCell& cell, const Ids& ids, const AreaSet& held, Visit&& visit) {
        const Point middle = cell.middle(m_lattice);
        for (unsigned q = 0; q < 4; ++q) {
            const LatticeCell quarter = cell.quarter(q);
            const Box box = quarter.box(m_lattice);
            Ids inside;
            std::ranges::copy_if(ids, std::back_inserter(inside),
                                 [&](std::uint32_t i) { return meets(m_segments[i], box); });
            visit(q, quarter, inside, walked(held, ids, middle, quarter.middle(m_lattice)));
        }
    }

    /// A square that is as large as those of the table, or larger.
    void refine_top(const LatticeCell& cell, const Ids& ids, const AreaSet& held) {
        const std::int32_t table_level = m_lattice.levels - m_lattice.top;
        if (cell.level > table_level && !is_leaf(cell, ids)) {
            for_quarters(cell, ids, held,
                         [&](unsigned /*q*/, const LatticeCell& quarter, const Ids& inside, const AreaSet& there) {
                             refine_top(quarter, inside, there);
                         });
            return;
        }
        const std::uint32_t word = refine(cell, ids, held);
        const std::int64_t side = std::int64_t{1} << (cell.level - table_level);
        const std::int64_t column = cell.column >> table_level;
        const std::int64_t row = cell.row >> table_level;
        for (std::int64_t r = row; r < row + side; ++r)
            std::fill_n(m_arrays.table.begin() + (r << m_lattice.top | column), side, word);
    }

    std::uint32_t refine(const LatticeCell& cell, const Ids& ids, const AreaSet& held) {
        if (ids.empty()) {
            const std::int32_t area = held.empty() ? -1 : *std::min_element(held.begin(), held.end());
            return cell_word(CellTag::area, static_cast<std::uint32_t>(area + 1));
        }
        if (is_leaf(cell, ids)) return border_list(cell, ids, held);
        const std::size_t node = m_arrays.nodes.size();
        m_arrays.nodes.emplace_back();
        for_quarters(cell, ids, held,
                     [&](unsigned q, const LatticeCell& quarter, const Ids& inside, const AreaSet& there) {
                         const std::uint32_t word = refine(quarter, inside, there);
                         m_arrays.nodes[node][q] = word;
                     });
        return cell_word(CellTag::nodes, counted(node));
    }

    std::uint32_t border_list(const LatticeCell& cell, const Ids& ids, const AreaSet& held) {
        std::vector<std::uint32_t>& lists = m_arrays.lists;
        const std::size_t begin = lists.size();
        lists.insert(lists.end(), {static_cast<std::uint32_t>(cell.level), static_cast<std::uint32_t>(held.size()),
                                   static_cast<std::uint32_t>(ids.size())});
        for (const std::int32_t area : held)
            lists.push_back(static_cast<std::uint32_t>(area));
        // Segments are numbered as squares come to them, so that those of a place are together in memory.
        for (const std::uint32_t i : ids) {
            if (m_number[i] == std::numeric_limits<std::uint32_t>::max()) {
                m_number[i] = static_cast<std::uint32_t>(m_order.size());
                m_order.push_back(i);
            }
            lists.push_back(m_number[i]);
        }
        return cell_word(CellTag::border, counted(begin));
    }

    static std::uint32_t counted(std::size_t number) {
        if (number > most_value) throw GeometryError("the borders of the grids are too long for an index");
        return static_cast<std::uint32_t>(number);
    }

    std::vector<BorderSegment> m_segments;
    const CellLattice& m_lattice;
    OwnArrays& m_arrays;
    std::vector<std::uint32_t> m_number;  ///< by segment: in the index
    std::vector<std::uint32_t> m_order;
};

}  // namespace

AreaIndex::AreaIndex(std::span<const MultiPolygon> areas, double step) {
    if (areas.size() >= most_value) throw GeometryError("there are too many grids for an index");
    std::vector<BorderSegment> segments = segments_of(areas);
    m_arrays.lattice = lattice_over(segments, step);
    const auto own = std::make_shared<OwnArrays>();
    IndexBuilder(std::move(segments), m_arrays.lattice, *own).run();
    m_arrays.segments = own->segments;
    m_arrays.table = own->table;
    m_arrays.nodes = own->nodes;
    m_arrays.lists = own->lists;
    m_owner = own;
}

}  // namespace grid
