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
    FaceGenerators(const UnitGround& ground, const BaseFaces& base, double wall_spacing_m);

    /// Label that draws the ground of a base face, if there is any; the only one where borders() is empty for the face.
    [[nodiscard]] std::optional<std::int32_t> first_label(std::int32_t face) const;

    /// The Voronoi borders of all faces, each within its face.
    [[nodiscard]] std::vector<VoronoiEdge> borders(const BaseFaces& base) const;

    /// The label of a site, or -1 if the site lies in a dedicated area (or nowhere).
    [[nodiscard]] std::int32_t label_of_site(std::size_t site) const { return m_site_label[site]; }

    /// One generator a place that has point sites in open ground.
    [[nodiscard]] const std::vector<Generator>& point_sites() const { return m_point_sites; }

private:
    void add_sites(const UnitGround& ground, const BaseFaces& base);
    void add_walls(const BaseFaces& base, double spacing_m);

    struct InFace {
        std::int32_t face = 0;
        Generator generator;
    };
    std::vector<InFace> m_generators;  ///< ascending by face
    std::vector<Generator> m_point_sites;
    std::vector<std::int32_t> m_site_label;
    std::vector<std::int32_t> m_first_label;  ///< face -> label, or -1
};

}  // namespace grid
