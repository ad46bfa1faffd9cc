#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libgrid/mesh/base_faces.hpp"
#include "libgrid/mesh/voronoi.hpp"

namespace grid {

/// What draws the ground of each open face of a unit: its point sites, and samples of the walls of the blocks at it.
/// Labels: a block's root index, or (number of blocks + index) of the first point site at a place.
class FaceGenerators {
public:
    /// All arguments must outlive the object.
    FaceGenerators(const UnitGround& ground, const BaseFaces& base, const Lattice& lattice, double wall_spacing_m);

    /// Label that draws the ground of a base face, if there is any; the only one where borders() is empty for the face.
    [[nodiscard]] std::optional<std::int32_t> first_label(std::int32_t face) const;

    /// The Voronoi borders of all faces, each within its face. One that ends on the border of the face nearer than 1 mm
    /// to a vertex ends at that vertex.
    [[nodiscard]] std::vector<VoronoiEdge> borders() const;

    /// The label of a site, or -1 if the site lies in a dedicated area (or nowhere).
    [[nodiscard]] std::int32_t label_of_site(std::size_t site) const { return m_site_label[site]; }

    /// One generator a place that has point sites in open ground.
    [[nodiscard]] const std::vector<Generator>& point_sites() const { return m_point_sites; }

private:
    void add_sites(const UnitGround& ground);
    void add_walls(double spacing_m);

    struct InFace {
        std::int32_t face = 0;
        Generator generator;
    };
    const BaseFaces& m_base;
    const Lattice& m_lattice;
    std::vector<InFace> m_generators;  ///< ascending by face
    std::vector<Generator> m_point_sites;
    std::vector<std::int32_t> m_site_label;
    std::vector<std::int32_t> m_first_label;  ///< face -> label, or -1
};

/// The face within the unit that a place belongs to: of those that touch it the one that a hand which turns
/// counter-clockwise from the east meets first; for a place outside (by rounding) one at the nearest edge of the unit.
[[nodiscard]] std::int32_t face_within(const BaseFaces& base, const LatticePoint& at, const Lattice& lattice);

}  // namespace grid
