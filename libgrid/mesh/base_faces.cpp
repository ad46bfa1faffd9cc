#include "libgrid/mesh/base_faces.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <span>
#include <tuple>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/mesh/face_walk.hpp"
#include "libgrid/mesh/noder.hpp"
#include "libgrid/mesh/unit_lines.hpp"

namespace grid {

namespace {

/// An edge of an area's border: the half-edge that has the area on its left.
struct AreaEdge {
    std::int32_t area;
    std::int32_t half_edge;
    std::int32_t net = 1;  ///< how many more times the border runs along it this way than the other way
};

/// Sorts by area, and takes out what an area has on both sides of an edge: its ring runs there and back.
void cancel_spikes(std::vector<AreaEdge>& borders) {
    const auto key = [](const AreaEdge& e) { return std::tuple(e.area, e.half_edge / 2, e.half_edge); };
    std::sort(borders.begin(), borders.end(), [&](const AreaEdge& a, const AreaEdge& b) { return key(a) < key(b); });
    std::vector<AreaEdge> kept;
    for (std::size_t first = 0, last = 0; first < borders.size(); first = last) {
        const AreaEdge edge = borders[first];
        std::int32_t net = 0;
        for (last = first; last < borders.size() && borders[last].area == edge.area &&
                           borders[last].half_edge / 2 == edge.half_edge / 2;
             ++last)
            net += borders[last].half_edge % 2 == 0 ? 1 : -1;
        if (net != 0) kept.push_back({edge.area, edge.half_edge / 2 * 2 + (net > 0 ? 0 : 1), std::abs(net)});
    }
    borders = std::move(kept);
}

/// The faces that the border of one area winds around. It looks at all faces, but a border may be folded.
std::vector<std::int32_t> faces_wound_around(const FaceWalk& walk, std::span<const AreaEdge> border,
                                             std::vector<std::int32_t>& winding_step) {
    for (const AreaEdge& e : border)
        winding_step[static_cast<std::size_t>(e.half_edge / 2)] = e.half_edge % 2 == 0 ? e.net : -e.net;
    const std::vector<char> inside = walk.inside([&](std::size_t edge) { return winding_step[edge]; });
    for (const AreaEdge& e : border)
        winding_step[static_cast<std::size_t>(e.half_edge / 2)] = 0;
    std::vector<std::int32_t> faces;
    for (std::size_t f = 1; f < inside.size(); ++f) {
        if (inside[f] != 0) faces.push_back(static_cast<std::int32_t>(f));
    }
    return faces;
}

/// Calls visit(area, faces) with the faces inside each area, areas ascending. Where lines were put onto each other, the
/// border of an area may be folded: there the outside lies on its left.
template <typename Visit>
void for_area_faces(const Arrangement& arrangement, const FaceWalk& walk, std::vector<AreaEdge> borders,
                    Visit&& visit) {
    cancel_spikes(borders);
    std::vector<std::int32_t> seen(static_cast<std::size_t>(arrangement.face_count()), -1);
    std::vector<std::int32_t> is_border(arrangement.edges().size(), -1);
    std::vector<std::int32_t> winding_step(arrangement.edges().size(), 0);
    for (std::size_t first = 0, last = 0; first < borders.size(); first = last) {
        const std::int32_t area = borders[first].area;
        std::vector<std::int32_t> seeds;
        for (last = first; last < borders.size() && borders[last].area == area; ++last) {
            is_border[static_cast<std::size_t>(borders[last].half_edge / 2)] = area;
            seeds.push_back(arrangement.left_face(borders[last].half_edge));
        }
        std::sort(seeds.begin(), seeds.end());
        seeds.erase(std::unique(seeds.begin(), seeds.end()), seeds.end());
        const auto faces = walk.flood(std::move(seeds), seen, area, [&](std::int32_t h) {
            return is_border[static_cast<std::size_t>(h / 2)] != area;
        });
        if (seen[0] != area)
            visit(area, faces);
        else
            visit(area, faces_wound_around(walk, std::span(borders).subspan(first, last - first), winding_step));
    }
}

/// What lies on each edge, and the borders of the areas.
class EdgeUses {
public:
    EdgeUses(const UnitGround& ground, const UnitLines& lines, const NodedLines& noded)
        : edges(noded.edges.size(), BaseEdge{.factor = std::numeric_limits<float>::max()}), m_ground(ground) {
        for (std::size_t s = 0; s < lines.segments.size(); ++s) {
            for (const LineUse& use : lines.uses_of(s)) {
                for (const NodedPiece& piece : noded.pieces_of(s))
                    add(use.tag, 2 * piece.edge + (piece.reversed != use.reversed ? 1 : 0));
            }
        }
    }

    std::vector<BaseEdge> edges;
    std::vector<AreaEdge> block_borders;
    std::vector<AreaEdge> dedicated_borders;

private:
    void add(const LineTag& tag, std::int32_t half_edge) {
        BaseEdge& edge = edges[static_cast<std::size_t>(half_edge / 2)];
        switch (tag.kind) {
            case LineTag::outline:
                edge.flags |= edge_outline;
                edge.inside_left = static_cast<std::int8_t>(edge.inside_left + (half_edge % 2 == 0 ? 1 : -1));
                break;
            case LineTag::barrier: {
                const BarrierSegment& barrier = m_ground.barriers[static_cast<std::size_t>(tag.index)];
                edge.flags |= static_cast<std::uint8_t>(edge_barrier | (barrier.hard ? edge_hard : 0));
                edge.factor = std::min(edge.factor, barrier.factor);
                break;
            }
            case LineTag::previous:
                edge.flags |= edge_previous;
                break;
            case LineTag::block:
                edge.flags |= edge_block;
                block_borders.push_back({tag.index, half_edge});
                break;
            case LineTag::dedicated:
                edge.flags |= edge_dedicated;
                dedicated_borders.push_back({tag.index, half_edge});
                break;
        }
    }

    const UnitGround& m_ground;
};

std::vector<OutlineStep> walk_outline(const UnitLines& lines, const NodedLines& noded) {
    std::vector<OutlineStep> walk;
    for (const UnitLines::OutlineStep& step : lines.walk) {
        const auto pieces = noded.pieces_of(static_cast<std::size_t>(step.segment));
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const NodedPiece& piece = pieces[step.reversed ? pieces.size() - 1 - i : i];
            walk.push_back({2 * piece.edge + (piece.reversed != step.reversed ? 1 : 0), step.outline_segment});
        }
    }
    return walk;
}

/// Twice the area of each face by its perimeter, metres: the width of a strip.
std::vector<double> widths_of(const Arrangement& arrangement, const Lattice& lattice) {
    std::vector<double> area(static_cast<std::size_t>(arrangement.face_count()), 0);
    std::vector<double> perimeter(area.size(), 0);
    const LatticePoint origin = arrangement.vertices().front();
    for (std::int32_t h = 0; h < static_cast<std::int32_t>(2 * arrangement.edges().size()); ++h) {
        const auto face = static_cast<std::size_t>(arrangement.left_face(h));
        const Segment s = arrangement.segment(h / 2);
        area[face] += (h % 2 == 0 ? 1 : -1) * static_cast<double>(cross(origin, s.p, s.q)) / 2 * lattice.metres().x *
                      lattice.metres().y;
        perimeter[face] += lattice.length_m(s.p, s.q);
    }
    for (std::size_t f = 0; f < area.size(); ++f)
        area[f] = perimeter[f] > 0 ? 2 * area[f] / perimeter[f] : 0;
    return area;
}

/// The block of each face; blocks that overlap become one, and take in the cells that they reach into.
void find_blocks(const UnitGround& ground, const Lattice& lattice, const FaceWalk& walk, std::vector<AreaEdge> borders,
                 std::size_t first_cell, BaseFaces& base) {
    constexpr double least_width_m = 0.05;  // blocks and cells that are drawn so far apart do not overlap
    const bool has_cells = first_cell < ground.blocks.size();
    const std::vector<double> width = has_cells ? widths_of(base.arrangement, lattice) : std::vector<double>();
    base.block.assign(base.inside.size(), -1);
    DisjointSets sets(ground.blocks.size());
    for_area_faces(base.arrangement, walk, std::move(borders),
                   [&](std::int32_t area, const std::vector<std::int32_t>& within) {
                       const bool is_cell = static_cast<std::size_t>(area) >= first_cell;
                       for (const std::int32_t face : within) {
                           std::int32_t& owner = base.block[static_cast<std::size_t>(face)];
                           if (owner < 0) owner = area;
                           const bool owner_is_cell = static_cast<std::size_t>(owner) >= first_cell;
                           const bool is_strip = is_cell && width[static_cast<std::size_t>(face)] < least_width_m;
                           if (!owner_is_cell && is_strip && base.inside[static_cast<std::size_t>(face)] != 0)
                               owner = area;  // the cell keeps it
                           else if (!owner_is_cell)
                               sets.unite(owner, area);
                       }
                   });
    base.block_root.resize(ground.blocks.size());
    for (std::size_t b = 0; b < ground.blocks.size(); ++b)
        base.block_root[b] = sets.find(static_cast<std::int32_t>(b));
    for (std::int32_t& block : base.block) {
        if (block >= 0) block = base.block_root[static_cast<std::size_t>(block)];
    }
}

/// The dedicated area of each face; one takes in the blocks whose inside point it holds.
void find_dedicated(const UnitGround& ground, const Lattice& lattice, const FaceWalk& walk,
                    std::vector<AreaEdge> borders, BaseFaces& base) {
    base.dedicated.assign(base.inside.size(), -1);
    for_area_faces(base.arrangement, walk, std::move(borders),
                   [&](std::int32_t area, const std::vector<std::int32_t>& within) {
                       for (const std::int32_t face : within) {
                           std::int32_t& owner = base.dedicated[static_cast<std::size_t>(face)];
                           if (owner < 0) owner = area;
                       }
                   });
    base.block_dedicated.assign(ground.blocks.size(), -1);
    if (ground.dedicated.empty()) return;
    for (std::size_t b = 0; b < ground.blocks.size(); ++b) {
        const std::int32_t face = base.arrangement.locate(lattice.at(ground.blocks[b].inside));
        const std::int32_t area = base.dedicated[static_cast<std::size_t>(face)];
        std::int32_t& taken = base.block_dedicated[static_cast<std::size_t>(base.block_root[b])];
        if (area >= 0 && (taken < 0 || area < taken)) taken = area;
    }
    for (std::size_t f = 0; f < base.block.size(); ++f) {
        if (base.block[f] >= 0) base.dedicated[f] = base.block_dedicated[static_cast<std::size_t>(base.block[f])];
    }
}

}  // namespace

BaseFaces make_base_faces(const UnitGround& ground, const Lattice& lattice, const TessellateOptions& options) {
    UnitLines lines = gather_lines(ground, lattice, options);
    NodedLines noded = node_segments(lines.segments);
    EdgeUses uses(ground, lines, noded);
    std::vector<OutlineStep> outline_walk = walk_outline(lines, noded);
    BaseFaces base{Arrangement(std::move(noded.vertices), std::move(noded.edges)),
                   std::move(uses.edges),
                   {},
                   {},
                   {},
                   {},
                   {},
                   std::move(lines.outline),
                   std::move(outline_walk),
                   std::move(lines.kept)};
    const FaceWalk walk(base.arrangement);
    base.inside = walk.inside([&base](std::size_t edge) { return base.edges[edge].inside_left; });
    find_blocks(ground, lattice, walk, std::move(uses.block_borders), options.first_cell, base);
    find_dedicated(ground, lattice, walk, std::move(uses.dedicated_borders), base);
    return base;
}

}  // namespace grid
