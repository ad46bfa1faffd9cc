#include "libgrid/tag/lookup_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>

#include "libgrid/core/error.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/tag/border_path.hpp"

namespace grid {

namespace {

/// The place of a cell among all steps: bits of column and row in turn.
std::uint64_t morton(std::uint64_t column, std::uint64_t row) {
    std::uint64_t code = 0;
    for (unsigned bit = 0; bit < 32; ++bit)
        code |= (column >> bit & 1U) << (2 * bit) | (row >> bit & 1U) << (2 * bit + 1);
    return code;
}

struct UnitPoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
};

/// A border whose ends are rounded, running upward or level.
struct UnitSegment {
    UnitPoint low;
    UnitPoint high;
    std::int32_t a = -1;
    std::int32_t b = -1;
};

/// Whether a place may be within reach of a border; the same terms as in the SQL.
bool is_near(const UnitSegment& s, const UnitPoint& p, std::int64_t reach) {
    const std::int64_t dx = s.high.x - s.low.x;
    const std::int64_t dy = s.high.y - s.low.y;
    const auto [west, east] = std::minmax(s.low.x, s.high.x);
    if (p.x < west - reach || p.x > east + reach || p.y < s.low.y - reach || p.y > s.high.y + reach) return false;
    return std::abs(dx * (p.y - s.low.y) - dy * (p.x - s.low.x)) <= reach * (std::abs(dx) + std::abs(dy));
}

class TableMaker {
public:
    explicit TableMaker(const TagLayer& layer) : m_layer(layer), m_arrays(layer.index.arrays()) {}

    LookupTables run() {
        m_tables.cover_csv = "lo,hi,code,edge\n";
        m_tables.edges_csv = "edge,code,held,mx,my,x1,y1,x2,y2\n";
        const CellLattice& lattice = m_arrays.lattice;
        if (!m_arrays.table.empty()) visit_top({0, 0, lattice.levels});
        end_run();
        return std::move(m_tables);
    }

private:
    /// No cell with borders is larger, so that products of units are whole numbers of 64 bits.
    static constexpr std::int32_t most_level = 20;

    /// Squares of the table in the order of their Morton codes.
    void visit_top(const LatticeCell& cell) {
        const CellLattice& lattice = m_arrays.lattice;
        const int level = lattice.levels - lattice.top;
        if (cell.level > level) {
            for (unsigned q = 0; q < 4; ++q)
                visit_top(cell.quarter(q));
            return;
        }
        const auto place = static_cast<std::size_t>((cell.row >> level) << lattice.top | cell.column >> level);
        visit(m_arrays.table[place], cell);
    }

    void visit(std::uint32_t word, const LatticeCell& cell) {
        if (tag_of(word) == CellTag::nodes) {
            for (unsigned q = 0; q < 4; ++q)
                visit(m_arrays.nodes[word >> 2U][q], cell.quarter(q));
        } else if (tag_of(word) == CellTag::area) {
            add_inside(cell, static_cast<std::int32_t>(word >> 2U) - 1);
        } else {
            const BorderList list(m_arrays.lists, word >> 2U);
            visit_border(list, {list.segments.begin(), list.segments.end()}, cell);
        }
    }

    /// A cell, or a part of one, with the borders that meet it.
    void visit_border(const BorderList& list, const std::vector<std::uint32_t>& ids, const LatticeCell& cell) {
        std::vector<std::uint32_t> inside;
        const Box box = cell.box(m_arrays.lattice);
        std::ranges::copy_if(ids, std::back_inserter(inside),
                             [&](std::uint32_t i) { return meets(m_arrays.segments[i], box); });
        if (inside.empty()) return add_inside(cell, m_layer.index.find(cell.middle(m_arrays.lattice)));
        if (cell.level <= most_level) return add_edge(inside, cell);
        for (unsigned q = 0; q < 4; ++q)
            visit_border(list, inside, cell.quarter(q));
    }

    void add_inside(const LatticeCell& cell, std::int32_t area) {
        const std::uint64_t lo = first_code(cell);
        const std::uint64_t hi = last_code(cell);
        if (m_run && m_run->area == area && m_run->hi + 1 == lo) {
            m_run->hi = hi;
            return;
        }
        end_run();
        m_run = Run{lo, hi, area};
    }

    void end_run() {
        if (m_run && m_run->area >= 0) {
            m_tables.cover_csv += fmt::format("{},{},{},0\n", m_run->lo, m_run->hi, code_of(m_run->area));
            ++m_tables.inside;
        }
        m_run.reset();
    }

    void add_edge(const std::vector<std::uint32_t>& ids, const LatticeCell& cell) {
        end_run();
        const std::uint64_t lo = first_code(cell);
        const std::int64_t number = ++m_tables.edges;
        m_tables.cover_csv += fmt::format("{},{},,{}\n", lo, last_code(cell), number);
        std::vector<UnitSegment> segments;
        for (const std::uint32_t i : ids) {
            if (auto s = rounded(m_arrays.segments[i], cell)) segments.push_back(*s);
        }
        const auto middle = free_place(segments, cell);
        for (const UnitSegment& s : segments) {
            for (const std::int32_t area : {s.a, s.b}) {
                if (area >= 0) add_border(number, area, s, middle);
            }
        }
    }

    void add_border(std::int64_t number, std::int32_t area, const UnitSegment& s,
                    const std::optional<UnitPoint>& middle) {
        int held = -1;
        if (middle) held = holder_of(*middle) == area ? 1 : 0;
        const UnitPoint m = middle.value_or(UnitPoint{});
        m_tables.edges_csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", number, code_of(area), held, m.x, m.y,
                                          s.low.x, s.low.y, s.high.x, s.high.y);
        ++m_tables.borders;
    }

    [[nodiscard]] std::int32_t holder_of(const UnitPoint& place) const {
        const CellLattice& lattice = m_arrays.lattice;
        const double unit = lattice.step / static_cast<double>(units_per_step);
        return m_layer.index.find({lattice.origin.x + static_cast<double>(place.x) * unit,
                                   lattice.origin.y + static_cast<double>(place.y) * unit});
    }

    [[nodiscard]] static std::uint64_t first_code(const LatticeCell& cell) {
        return morton(static_cast<std::uint64_t>(cell.column), static_cast<std::uint64_t>(cell.row));
    }
    [[nodiscard]] static std::uint64_t last_code(const LatticeCell& cell) {
        return first_code(cell) + (std::uint64_t{1} << static_cast<unsigned>(2 * cell.level)) - 1;
    }
    [[nodiscard]] std::string code_of(std::int32_t area) const {
        return csv_field(m_layer.codes[static_cast<std::size_t>(area)]);
    }

    /// What of a segment lies in the cell or near it, as far as the way to the middle can meet it.
    [[nodiscard]] std::optional<UnitSegment> rounded(const BorderSegment& s, const LatticeCell& cell) const {
        const CellLattice& lattice = m_arrays.lattice;
        const double side = cell.side();
        const Point low{lattice.column(s.low.x), lattice.row(s.low.y)};
        const Point along{lattice.column(s.high.x) - low.x, lattice.row(s.high.y) - low.y};
        double first = 0;
        double last = 1;
        const auto clip = [&](double from, double change, double least, double most) {
            if (change == 0) return;
            const auto [begin, end] = std::minmax({(least - from) / change, (most - from) / change});
            first = std::max(first, begin);
            last = std::min(last, end);
        };
        const auto column = static_cast<double>(cell.column);
        const auto row = static_cast<double>(cell.row);
        // Twice the side keeps cut ends away from all that is asked in the cell.
        clip(low.x, along.x, column - 2 * side - 2, column + 3 * side + 2);
        clip(low.y, along.y, row - 2 * side - 2, row + 3 * side + 2);
        if (first >= last) return std::nullopt;
        const auto unit = [](double steps) {
            return static_cast<std::int64_t>(std::llround(steps * static_cast<double>(units_per_step)));
        };
        const auto at = [&](double share) {
            return UnitPoint{unit(low.x + share * along.x), unit(low.y + share * along.y)};
        };
        UnitSegment result{at(first), at(last), s.a, s.b};
        if (std::tie(result.high.y, result.high.x) < std::tie(result.low.y, result.low.x))
            std::swap(result.low, result.high);
        if (result.low.x == result.high.x && result.low.y == result.high.y) return std::nullopt;
        return result;
    }

    /// A place in the cell that rounding moves over no border.
    [[nodiscard]] static std::optional<UnitPoint> free_place(const std::vector<UnitSegment>& segments,
                                                             const LatticeCell& cell) {
        const std::int64_t side = (std::int64_t{1} << cell.level) * units_per_step;
        constexpr std::int64_t parts = 16;
        constexpr std::array<std::int64_t, 7> order{8, 4, 12, 2, 14, 6, 10};
        for (const std::int64_t up : order) {
            for (const std::int64_t right : order) {
                const UnitPoint p{cell.column * units_per_step + side * right / parts,
                                  cell.row * units_per_step + side * up / parts};
                const bool is_free = std::ranges::none_of(
                    segments, [&](const UnitSegment& s) { return is_near(s, p, 2 * undecided_units); });
                if (is_free) return p;
            }
        }
        return std::nullopt;
    }

    struct Run {
        std::uint64_t lo = 0;
        std::uint64_t hi = 0;
        std::int32_t area = -1;
    };

    const TagLayer& m_layer;
    const IndexArrays& m_arrays;
    LookupTables m_tables;
    std::optional<Run> m_run;
};

}  // namespace

LookupTables make_lookup_tables(const TagLayer& layer) {
    for (const Finding& finding : layer.findings) {
        if (finding.severity != Severity::error) continue;
        throw InputError(finding.message, {}, "mend the layer first: gridcheck tells what is wrong with it");
    }
    return TableMaker(layer).run();
}

}  // namespace grid
