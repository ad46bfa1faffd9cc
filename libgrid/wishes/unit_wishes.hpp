#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/wishes/wish.hpp"

namespace grid {

/// A place of a unit where something is counted, a site or the inside of a given cell (output CRS), and its cell.
struct CountedPlace {
    Point at;
    std::int32_t cell = 0;
};

/// A unit, as far as its wishes are concerned. Refers to what it is made from.
struct WishedUnit {
    const Mesh& mesh;
    std::span<const CountedPlace> places;
    std::span<const Wish> wishes;        ///< of the whole run
    std::vector<std::int32_t> chosen;    ///< those that have to do with the unit: indices, in the order of the input
    bool cells_are_given = false;        ///< nothing was cut: areas are the cells in them, lines lie between cells
    std::vector<std::int32_t> area_of;   ///< by MeshCell::dedicated: the wish whose area it is; -1: a dedicated area
    std::vector<std::int32_t> previous;  ///< by cell: the previous grid, or -1; empty: there were none
    Count most = 0;                      ///< households that a grid may have; 0: no limit
    std::int32_t count = 0;              ///< of grids that the unit gets, where it is given; 0: it is free
    std::uint32_t variant = 0;           ///< another one ties sets together by other cells
    bool is_loose = false;               ///< sets need not hang together: whoever plans sees to that
    double reach_m = 0.02;               ///< what is so near is at the place
};

/// Two cells that are to be in different grids.
struct ApartCells {
    std::int32_t one = 0;
    std::int32_t other = 0;
    std::int32_t wish = 0;
};

/// A cell whose grid carries on a previous one.
struct PinnedCell {
    std::int32_t cell = 0;
    std::int32_t previous = 0;
    std::int32_t wish = 0;
};

/// A cell whose grid gets a name.
struct NamedCell {
    std::int32_t cell = 0;
    std::int32_t wish = 0;
};

/// What the wishes are to the cells of a unit.
struct CellWishes {
    std::vector<std::int32_t> lock;  ///< by cell: number of the locked grid that it makes up with others; -1: none
    std::int32_t lock_count = 0;
    std::vector<char> is_left_over;  ///< by cell: counts nothing, and goes to a neighbour in the end
    std::vector<char> is_released;   ///< by cell: of the area of a wish that was not taken, see WishedUnit::area_of
    std::vector<std::int32_t> set;   ///< by cell: number of a set of cells that go to one grid; -1: it is free
    std::int32_t set_count = 0;
    bool has_links = false;  ///< some set takes in cells that nobody asked for
    std::vector<ApartCells> apart;
    std::vector<PinnedCell> pinned;
    std::vector<NamedCell> named;
    std::vector<std::int32_t> held_edges;  ///< of the mesh: borders there are not to be redrawn
    std::int32_t centres = 0;              ///< cells with a centre that no lock holds
    std::vector<MissedWish> missed;        ///< those that cannot be met
    std::vector<std::int32_t> bound;       ///< by WishedUnit::chosen: 1 if the wish has a cell of the unit

    /// Whether there is nothing that a plan has to look at.
    [[nodiscard]] bool empty() const;
};

/// Says what the wishes mean for the cells. First locks and ground that counts nothing; then what is to be together,
/// each set made to hang together by the cells between its parts; then what is to be apart. A wish that contradicts one
/// before it (see WishKind), or the limit of a grid, is missed; the others do not suffer.
[[nodiscard]] CellWishes bind_wishes(const WishedUnit& unit);

/// A wish that the plan has not met, with the grid concerned; -1: none.
struct BrokenWish {
    MissedWish missed;
    std::int32_t grid = -1;
};

/// Holds a plan against the wishes: `cell_grid` by cell, `place_grid` by place of the unit (where it counts).
[[nodiscard]] std::vector<BrokenWish> find_broken_wishes(const WishedUnit& unit, const CellWishes& cells,
                                                         std::span<const std::int32_t> cell_grid,
                                                         std::span<const std::int32_t> place_grid);

}  // namespace grid
