#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/mesh/fine_faces.hpp"

namespace grid {

/// How far a stray piece of ground may have to go to a cell: over open ground, over a line, into a dedicated area.
enum class Way : std::uint8_t { open, line, dedicated };

/// Faces grouped into cells: each cell is connected through edges, but for the cells that the user gave, which stay
/// whole even if they have several parts; but shreds that the boundary of the unit, or another cell, cuts off from such
/// a cell go to a neighbour.
class CellMaker {
public:
    /// All arguments must outlive the object. Faces of nobody that are narrower than `options.snap_m` are no cells of
    /// their own.
    CellMaker(const UnitGround& ground, const BaseFaces& base, const FaceGenerators& generators, const FineFaces& fine,
              const Lattice& lattice, const TessellateOptions& options);

    [[nodiscard]] std::int32_t cell_count() const { return static_cast<std::int32_t>(m_dedicated.size()); }
    /// The cell of a face, no_cell outside.
    [[nodiscard]] std::int32_t cell(std::int32_t face) const { return m_cell[static_cast<std::size_t>(face)]; }
    /// The dedicated area of a cell, or -1.
    [[nodiscard]] std::int32_t dedicated(std::int32_t cell) const {
        return m_dedicated[static_cast<std::size_t>(cell)];
    }
    /// Pieces that no edge connects.
    [[nodiscard]] std::int32_t parts(std::int32_t cell) const { return m_parts[static_cast<std::size_t>(cell)]; }

    /// The cell of a site: the one that it lies in, as a recount will find. Of several that touch it its label's home,
    /// else the one that a hand which turns counter-clockwise from the east meets first. If it lies in none, its
    /// label's home, else the nearest.
    [[nodiscard]] std::int32_t cell_of_site(std::size_t site);

private:
    /// A cell that the user gave, by its root block.
    struct Given {
        std::vector<std::size_t> blocks;
        std::size_t polygons = 0;                     ///< of all of them; 0: it is no given cell
        std::map<std::int32_t, std::int32_t> pieces;  ///< pieces of ground inside it, by root, with a face of each
        std::vector<std::int32_t> homes;              ///< faces of those where it is at home
    };
    struct Size {
        double area_m2 = 0;
        double perimeter_m = 0;
    };

    [[nodiscard]] const Owner& face_owner(std::int32_t face) const {
        return m_fine.owner[static_cast<std::size_t>(face)];
    }
    template <typename Visit>
    void for_inner_edges(Visit&& visit) const;
    void find_given(std::size_t first_cell);
    [[nodiscard]] bool is_given(const Owner& owner) const;
    void unite_same_owner();
    void find_homes(double sliver_m);
    void settle_empty(double sliver_m);
    template <typename Meant>
    [[nodiscard]] std::map<std::int32_t, Size> sizes_of(const Meant& is_meant);
    void settle_blocks();
    void settle_given();
    [[nodiscard]] bool counts_in(const Given& given, std::int32_t root);
    void settle(std::int32_t label, std::int32_t face);
    void unite_strays();
    bool unite_strays(Way most);
    [[nodiscard]] bool is_home(std::int32_t root) const { return m_is_home[static_cast<std::size_t>(root)] != 0; }
    std::vector<std::int32_t> unite_given();
    void number_cells(const std::vector<std::int32_t>& pieces);
    [[nodiscard]] std::int32_t nearest_cell(const LatticePoint& point) const;

    const UnitGround& m_ground;
    const BaseFaces& m_base;
    const FaceGenerators& m_generators;
    const FineFaces& m_fine;
    const Lattice& m_lattice;
    DisjointSets m_sets;
    std::vector<Given> m_given;  ///< by root block
    std::vector<char> m_is_home;
    std::unordered_map<std::int32_t, std::int32_t> m_home;  ///< label -> a face of its home
    std::vector<std::int32_t> m_cell;
    std::vector<std::int32_t> m_dedicated;  ///< by cell
    std::vector<std::int32_t> m_parts;      ///< by cell
};

}  // namespace grid
