#include "libgrid/layer/wish_choice.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/layer/exact_parts.hpp"

namespace grid {

namespace {

constexpr const char* reason =
    mark("it cannot be met together with wishes that come before it and the number of grids");

/// Looks at all divisions for each group of wishes that is taken.
class Choice {
public:
    Choice(WishedUnit unit, std::int32_t grids, const Limits& limits)
        : m_unit(std::move(unit)), m_grids(grids), m_limits(limits) {
        m_unit.is_loose = true;
    }

    std::optional<CellWishes> choose(const std::vector<std::vector<std::int32_t>>& groups) {
        const std::vector<std::int32_t> all = m_unit.chosen;
        std::vector<std::int32_t> taken;
        std::vector<std::int32_t> left;
        std::optional<CellWishes> best = met(taken);
        if (!best) return std::nullopt;
        for (const std::vector<std::int32_t>& group : groups) {
            std::vector<std::int32_t> more = taken;
            more.insert(more.end(), group.begin(), group.end());
            std::ranges::sort(more);
            if (auto cells = met(more)) {
                best = std::move(cells);
                taken = std::move(more);
            } else {
                left.insert(left.end(), group.begin(), group.end());
            }
        }
        for (const std::int32_t wish : left)
            best->missed.push_back({wish, marked(reason)});
        std::ranges::sort(best->missed, {}, &MissedWish::wish);
        return best;
    }

private:
    /// The cells if all these wishes can be met, with a division as their sets.
    std::optional<CellWishes> met(std::vector<std::int32_t> chosen) {
        m_unit.chosen = std::move(chosen);
        CellWishes cells = bind_wishes(m_unit);
        if (!cells.missed.empty()) return std::nullopt;
        const std::int32_t parts = m_grids - cells.lock_count;
        if (parts == 0 && !has_open_cells(cells)) return cells;
        const auto exact = exact_parts(m_unit.mesh, cells, parts, m_limits);
        if (!exact) return std::nullopt;
        // Each part is a set: what is left to be planned is which ground that counts nothing goes where.
        cells.set = *exact;
        cells.set_count = parts;
        return cells;
    }

    [[nodiscard]] bool has_open_cells(const CellWishes& cells) const {
        for (std::size_t c = 0; c < m_unit.mesh.cells.size(); ++c) {
            const bool is_dedicated = m_unit.mesh.cells[c].dedicated >= 0 && cells.is_released[c] == 0;
            if (!is_dedicated && cells.lock[c] < 0 && cells.is_left_over[c] == 0) return true;
        }
        return false;
    }

    WishedUnit m_unit;
    std::int32_t m_grids;
    Limits m_limits;
};

}  // namespace

std::optional<CellWishes> choose_wishes(const WishedUnit& unit, const std::vector<std::vector<std::int32_t>>& groups,
                                        std::int32_t grids, const Limits& limits) {
    return Choice(unit, grids, limits).choose(groups);
}

}  // namespace grid
