#include "libgrid/wishes/settled_ground.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

constexpr std::int32_t first_lock = 1 << 30;  // above all dedicated areas
constexpr const char* overlap_text = mark("it overlaps another locked grid, or a dedicated area");

}  // namespace

SettledGround::SettledGround(const WishedUnit& unit, WishCells& where, CellWishes& cells)
    : m_unit(unit), m_where(where), m_cells(cells), m_owner(unit.mesh.cells.size(), -1) {
    m_cells.lock.assign(m_owner.size(), -1);
    m_cells.is_left_over.assign(m_owner.size(), 0);
    close_dedicated();
    for (const WishKind kind : {WishKind::lock, WishKind::no_grid}) {
        for (const std::int32_t w : unit.chosen) {
            if (unit.wishes[static_cast<std::size_t>(w)].kind != kind) continue;
            kind == WishKind::lock ? bind_lock(w) : bind_no_grid(w);
        }
    }
    release_areas();
}

/// Cells of dedicated areas are nobody else's; those that wishes made are not dedicated areas.
void SettledGround::close_dedicated() {
    for (std::size_t c = 0; c < m_owner.size(); ++c) {
        const std::int32_t area = m_unit.mesh.cells[c].dedicated;
        if (area >= 0 && m_where.wish_of_area(area) < 0) m_owner[c] = area;
    }
}

std::vector<std::int32_t> SettledGround::cells_of_lock(std::int32_t w) {
    const Wish& wish = m_unit.wishes[static_cast<std::size_t>(w)];
    if (wish.previous < 0) return wish.polygons.empty() ? std::vector<std::int32_t>{} : m_where.of_area(w);
    std::vector<std::int32_t> cells;
    for (std::size_t c = 0; c < m_unit.previous.size(); ++c) {
        if (m_unit.previous[c] == wish.previous) cells.push_back(static_cast<std::int32_t>(c));
    }
    if (!cells.empty()) m_where.note_bound(w);
    return cells;
}

/// Where the number of grids is given: whether a grid is left for the rest if these cells are locked as well.
bool SettledGround::leaves_a_grid(const std::vector<std::int32_t>& cells) const {
    if (m_unit.count == 0 || m_cells.lock_count + 1 < m_unit.count) return true;
    const auto open = std::count(m_owner.begin(), m_owner.end(), -1);
    return m_cells.lock_count + 1 == m_unit.count && open == static_cast<std::ptrdiff_t>(cells.size());
}

std::optional<Message> SettledGround::lock_fault(std::int32_t w, const std::vector<std::int32_t>& cells) {
    const auto is_settled = [this](std::int32_t c) { return owner(c) >= 0; };
    const bool is_taken = std::ranges::any_of(cells, is_settled);
    // Of areas that overlap the mesh gives what they have in common to one of them.
    const bool is_cut_off = m_unit.wishes[static_cast<std::size_t>(w)].previous < 0 &&
                            std::ranges::any_of(m_where.of(w), [&](std::int32_t c) {
                                return is_settled(c) && !std::ranges::binary_search(cells, c);
                            });
    if (is_taken || is_cut_off) return marked(overlap_text);
    if (!leaves_a_grid(cells))
        return msg("the unit is to have {} grids, and none would be left for the rest", m_unit.count);
    return std::nullopt;
}

void SettledGround::bind_lock(std::int32_t w) {
    const std::vector<std::int32_t> cells = cells_of_lock(w);
    if (cells.empty()) {
        const Wish& wish = m_unit.wishes[static_cast<std::size_t>(w)];
        const bool is_said_before = std::ranges::any_of(m_unit.chosen, [&](std::int32_t other) {
            const Wish& known = m_unit.wishes[static_cast<std::size_t>(other)];
            return other < w && known.kind == WishKind::lock && known.polygons == wish.polygons;
        });
        // Its ground went to an area that it overlaps; or it is of another unit.
        if (!m_where.of(w).empty() && !is_said_before) miss(w, marked(overlap_text));
        return;
    }
    const std::int32_t owner_now = owner(cells.front());
    if (owner_now >= first_lock && !split(cells) &&
        std::ranges::count(m_owner, owner_now) == static_cast<std::ptrdiff_t>(cells.size()))
        return;  // the same once more
    if (auto fault = lock_fault(w, cells)) {
        miss(w, std::move(*fault));
        return;
    }
    const std::int32_t number = m_cells.lock_count++;
    for (const std::int32_t c : cells) {
        m_cells.lock[static_cast<std::size_t>(c)] = number;
        m_owner[static_cast<std::size_t>(c)] = first_lock + number;
    }
    const std::int32_t previous = m_unit.wishes[static_cast<std::size_t>(w)].previous;
    if (previous >= 0) m_cells.pinned.push_back({cells.front(), previous, w});
}

void SettledGround::bind_no_grid(std::int32_t w) {
    const std::vector<std::int32_t> cells = m_where.of_area(w);
    if (cells.empty() && !m_where.of(w).empty()) miss(w, msg("it lies in a locked grid or in a dedicated area"));
    for (const std::int32_t c : cells) {
        if (owner(c) < 0) m_cells.is_left_over[static_cast<std::size_t>(c)] = 1;
    }
}

/// The area of a wish that was not taken is ground as any other.
void SettledGround::release_areas() {
    m_cells.is_released.assign(m_owner.size(), 0);
    for (std::size_t c = 0; c < m_owner.size(); ++c) {
        const std::int32_t area = m_unit.mesh.cells[c].dedicated;
        if (area < 0 || m_where.wish_of_area(area) < 0) continue;
        m_cells.is_released[c] = m_cells.lock[c] < 0 && m_cells.is_left_over[c] == 0 ? 1 : 0;
    }
}

std::optional<Message> SettledGround::split(const std::vector<std::int32_t>& cells) const {
    const bool is_one = std::ranges::all_of(cells, [&](std::int32_t c) { return owner(c) == owner(cells.front()); });
    if (is_one) return std::nullopt;
    return msg("a part of it lies in a locked grid or in a dedicated area");
}

}  // namespace grid
