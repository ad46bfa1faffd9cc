#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

/// Where the wishes of a unit are: in which of its cells. Remembers which wishes have to do with the unit.
class WishCells {
public:
    explicit WishCells(const WishedUnit& unit) : m_unit(unit), m_bound(unit.chosen.size(), 0) {}

    /// The cells that hold what a wish names: the places in its areas, or the cells at its points. Ascending.
    [[nodiscard]] std::vector<std::int32_t> of(std::int32_t wish);
    /// The cells that the area of a wish was cut into; those of the places in it where nothing was cut. Ascending. None
    /// where only its edge reaches into the unit.
    [[nodiscard]] std::vector<std::int32_t> of_area(std::int32_t wish);
    /// The wish whose area it is, by MeshCell::dedicated; -1: a dedicated area.
    [[nodiscard]] std::int32_t wish_of_area(std::int32_t area) const;

    void note_bound(std::int32_t wish);
    /// By WishedUnit::chosen.
    [[nodiscard]] const std::vector<std::int32_t>& bound() const { return m_bound; }

private:
    [[nodiscard]] double whole_area_m2(std::int32_t wish) const;

    const WishedUnit& m_unit;
    std::vector<std::int32_t> m_bound;
};

/// Sorts, and leaves each once.
void make_unique(std::vector<std::int32_t>& cells);

}  // namespace grid
