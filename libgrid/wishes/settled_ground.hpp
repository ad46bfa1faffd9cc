#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/wishes/unit_wishes.hpp"
#include "libgrid/wishes/wish_cells.hpp"

namespace grid {

/// The cells of a unit that are settled before anything is divided: those of dedicated areas and of locked grids, and
/// those that count nothing. Part of bind_wishes().
class SettledGround {
public:
    /// Binds the wishes `lock` and `no_grid`: fills CellWishes::lock, is_left_over and is_released, pins the locks of
    /// previous grids, and says which wishes are missed.
    SettledGround(const WishedUnit& unit, WishCells& where, CellWishes& cells);

    /// The dedicated area or locked grid that a cell is settled in; -1: none.
    [[nodiscard]] std::int32_t owner(std::int32_t cell) const { return m_owner[static_cast<std::size_t>(cell)]; }
    [[nodiscard]] bool is_left_over(std::int32_t cell) const {
        return m_cells.is_left_over[static_cast<std::size_t>(cell)] != 0;
    }
    /// Whether the cell takes part in the division.
    [[nodiscard]] bool is_open(std::int32_t cell) const { return owner(cell) < 0 && !is_left_over(cell); }
    /// Why cells cannot be in one grid: some of them are in a grid that is settled, and others are not in it.
    [[nodiscard]] std::optional<Message> split(const std::vector<std::int32_t>& cells) const;

private:
    void close_dedicated();
    void bind_lock(std::int32_t w);
    void bind_no_grid(std::int32_t w);
    void release_areas();
    [[nodiscard]] std::vector<std::int32_t> cells_of_lock(std::int32_t w);
    [[nodiscard]] std::optional<Message> lock_fault(std::int32_t w, const std::vector<std::int32_t>& cells);
    [[nodiscard]] bool leaves_a_grid(const std::vector<std::int32_t>& cells) const;
    void miss(std::int32_t w, Message reason) { m_cells.missed.push_back({w, std::move(reason)}); }

    const WishedUnit& m_unit;
    WishCells& m_where;
    CellWishes& m_cells;
    std::vector<std::int32_t> m_owner;  ///< by cell
};

}  // namespace grid
