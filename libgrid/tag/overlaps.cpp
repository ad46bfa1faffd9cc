#include <algorithm>
#include <map>
#include <optional>

#include "libgrid/tag/border_path.hpp"

namespace grid {

namespace {

/// Goes through the squares on borders and looks beside each piece of a segment between its crossings with the others
/// there: ground in two areas has such a piece on its border.
class OverlapSearch {
public:
    explicit OverlapSearch(const IndexArrays& arrays) : m_arrays(arrays) {}

    std::vector<AreaIndex::Overlap> run() {
        const CellLattice& lattice = m_arrays.lattice;
        const int level = lattice.levels - lattice.top;
        const std::int64_t side = std::int64_t{1} << lattice.top;
        for (std::int64_t r = 0; r < side; ++r) {
            for (std::int64_t c = 0; c < side; ++c)
                visit(m_arrays.table[static_cast<std::size_t>(r << lattice.top | c)], {c << level, r << level, level});
        }
        std::vector<AreaIndex::Overlap> found;
        for (const auto& [pair, at] : m_found)
            found.push_back({pair.first, pair.second, at});
        return found;
    }

private:
    void visit(std::uint32_t word, LatticeCell cell) {
        if (tag_of(word) == CellTag::nodes) {
            for (unsigned q = 0; q < 4; ++q)
                visit(m_arrays.nodes[word >> 2U][q], cell.quarter(q));
        }
        if (tag_of(word) != CellTag::border) return;
        const BorderList list(m_arrays.lists, word >> 2U);
        // A square that is larger than those of the table stands there several times.
        cell.level = static_cast<std::int32_t>(list.level);
        const std::int64_t rest = (std::int64_t{1} << cell.level) - 1;
        if ((cell.column & rest) != 0 || (cell.row & rest) != 0) return;
        for (const std::uint32_t i : list.segments)
            look(list, cell, m_arrays.segments[i]);
    }

    void look(const BorderList& list, const LatticeCell& cell, const BorderSegment& s) {
        const Box box = cell.box(m_arrays.lattice);
        std::vector<double> shares{0, 1};
        clip(s, box, shares);
        if (shares.size() < 2) return;
        const double first = shares[0];
        const double last = shares[1];
        for (const std::uint32_t i : list.segments) {
            const auto share = crossing(s, m_arrays.segments[i]);
            if (share && *share > first && *share < last) shares.push_back(*share);
        }
        std::ranges::sort(shares);
        const Point along{s.high.x - s.low.x, s.high.y - s.low.y};
        for (std::size_t i = 1; i < shares.size(); ++i) {
            const double t = (shares[i - 1] + shares[i]) / 2;
            // Beside the piece, not on it: what is told of these very places is exact.
            for (const double share_beside : {1e-3, 1e-6}) {
                const double d = (shares[i] - shares[i - 1]) * share_beside;
                const Point at{s.low.x + t * along.x, s.low.y + t * along.y};
                note({at.x - d * along.y, at.y + d * along.x});
                note({at.x + d * along.y, at.y - d * along.x});
            }
        }
    }

    /// The shares of a segment between which it is in the box; none if it is not.
    static void clip(const BorderSegment& s, const Box& box, std::vector<double>& shares) {
        const auto cut = [&shares](double from, double to, double low, double high) {
            if (shares.empty()) return;
            if (from == to) {
                if (from < low || from > high) shares.clear();
                return;
            }
            const auto [begin, end] = std::minmax({(low - from) / (to - from), (high - from) / (to - from)});
            shares = {std::max(shares[0], begin), std::min(shares[1], end)};
            if (shares[0] >= shares[1]) shares.clear();
        };
        cut(s.low.x, s.high.x, box.min_x, box.max_x);
        cut(s.low.y, s.high.y, box.min_y, box.max_y);
    }

    /// The share of the first segment at which the line of the second meets it, or that of an end of the second.
    static std::optional<double> crossing(const BorderSegment& s, const BorderSegment& t) {
        const Point along{s.high.x - s.low.x, s.high.y - s.low.y};
        const Point across{t.high.x - t.low.x, t.high.y - t.low.y};
        const Point between{t.low.x - s.low.x, t.low.y - s.low.y};
        const double turn = along.x * across.y - along.y * across.x;
        if (turn != 0) return (between.x * across.y - between.y * across.x) / turn;
        // Side by side: where it begins, on the way along the first.
        const double length = along.x * along.x + along.y * along.y;
        return (between.x * along.x + between.y * along.y) / length;
    }

    void note(const Point& at) {
        const std::uint32_t cell = cell_of(m_arrays, at);
        if (tag_of(cell) != CellTag::border || m_found.size() >= most) return;
        AreaSet set = holding(m_arrays, BorderList(m_arrays.lists, cell >> 2U), at);
        std::ranges::sort(set);
        for (std::size_t i = 1; i < set.size(); ++i)
            m_found.try_emplace({set[0], set[i]}, at);
    }

    static constexpr std::size_t most = 10'000;  ///< pairs: who has more has a layer of another kind

    const IndexArrays& m_arrays;
    std::map<std::pair<std::int32_t, std::int32_t>, Point> m_found;
};

}  // namespace

std::vector<AreaIndex::Overlap> AreaIndex::overlaps() const {
    return OverlapSearch(m_arrays).run();
}

}  // namespace grid
