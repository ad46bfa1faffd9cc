#include "libgrid/mesh/base_faces.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/mesh/box_index.hpp"
#include "libgrid/mesh/noder.hpp"

namespace grid {

namespace {

enum class Kind : std::uint8_t { outline, barrier, previous, block, dedicated };

struct Tag {
    Kind kind;
    std::int32_t index;
};

struct Tagged {
    std::vector<Segment> segments;
    std::vector<Tag> tags;

    void add(const Segment& segment, Kind kind, std::size_t index) {
        if (segment.p == segment.q) return;
        segments.push_back(segment);
        tags.push_back({kind, static_cast<std::int32_t>(index)});
    }

    void add_ring(const std::vector<LatticePoint>& ring, Kind kind, std::size_t index) {
        for (std::size_t i = 0; i < ring.size(); ++i)
            add({ring[i], ring[(i + 1) % ring.size()]}, kind, index);
    }
};

LatticeBox box_of(const Segment& s) {
    LatticeBox box{s.p, s.p};
    box.add(s.q);
    return box;
}

Tagged gather(const UnitGround& ground) {
    Tagged tagged;
    for (const LatticeArea& area : lattice_areas(ground.work)) {
        for (const auto& ring : area.rings)
            tagged.add_ring(ring, Kind::outline, 0);
    }
    if (tagged.segments.empty()) throw GeometryError("the outline of a unit encloses nothing");
    LatticeBox box{tagged.segments.front().p, tagged.segments.front().p};
    for (const Segment& s : tagged.segments)
        box.add(s.p);
    for (std::size_t i = 0; i < ground.barriers.size(); ++i) {
        if (box.meets(box_of(ground.barriers[i].line))) tagged.add(ground.barriers[i].line, Kind::barrier, i);
    }
    const auto add_areas = [&](std::span<const LatticeArea> areas, Kind kind) {
        for (std::size_t i = 0; i < areas.size(); ++i) {
            if (areas[i].rings.empty() || !box.meets(box_of(areas[i]))) continue;
            for (const auto& ring : areas[i].rings)
                tagged.add_ring(ring, kind, i);
        }
    };
    add_areas(ground.blocks, Kind::block);
    add_areas(ground.dedicated, Kind::dedicated);
    return tagged;
}

/// Adds the previous borders, led through the vertices of all other lines that are beside them. A border along a
/// barrier was written without the points where others meet the barrier; these are not quite on the straight line, and
/// between the two lines would be slivers of ground.
void add_previous(Tagged& tagged, const UnitGround& ground) {
    if (ground.previous.empty()) return;
    constexpr std::int64_t near = 12;  // lattice steps; points within 10 of the straight line were left out
    const std::vector<LatticePoint> vertices = node_segments(tagged.segments).vertices;  // ascending
    for (std::size_t s = 0; s < ground.previous.size(); ++s) {
        const auto& [p, q] = ground.previous[s].line;
        const LatticePoint low{std::min(p.x, q.x) - near, std::min(p.y, q.y) - near};
        const LatticePoint high{std::max(p.x, q.x) + near, std::max(p.y, q.y) + near};
        const auto dx = static_cast<double>(q.x - p.x);
        const auto dy = static_cast<double>(q.y - p.y);
        const double length = std::hypot(dx, dy);
        std::vector<std::pair<double, LatticePoint>> points{{0, p}, {length, q}};
        for (auto at = std::lower_bound(vertices.begin(), vertices.end(), low); at != vertices.end() && at->x <= high.x;
             ++at) {
            if (at->y < low.y || at->y > high.y) continue;
            const auto ex = static_cast<double>(at->x - p.x);
            const auto ey = static_cast<double>(at->y - p.y);
            const double along = (dx * ex + dy * ey) / length;
            const bool is_beside = std::abs(dx * ey - dy * ex) <= static_cast<double>(near) * length;
            if (is_beside && along > near && along < length - near) points.emplace_back(along, *at);
        }
        std::sort(points.begin(), points.end());
        for (std::size_t i = 1; i < points.size(); ++i)
            tagged.add({points[i - 1].second, points[i].second}, Kind::previous, s);
    }
}

/// An edge of an area's border: the half-edge that has the area on its left.
struct AreaEdge {
    std::int32_t area;
    std::int32_t half_edge;
};

/// Walks faces across edges.
class FaceWalk {
public:
    explicit FaceWalk(const Arrangement& arrangement) : m_arrangement(arrangement) {
        const auto half_edges = static_cast<std::int32_t>(arrangement.edges().size() * 2);
        m_offsets.assign(static_cast<std::size_t>(arrangement.face_count()) + 1, 0);
        for (std::int32_t h = 0; h < half_edges; ++h)
            ++m_offsets[static_cast<std::size_t>(arrangement.left_face(h)) + 1];
        std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
        m_half_edges.resize(static_cast<std::size_t>(half_edges));
        std::vector<std::int32_t> cursor(m_offsets.begin(), m_offsets.end() - 1);
        for (std::int32_t h = 0; h < half_edges; ++h) {
            m_half_edges[static_cast<std::size_t>(cursor[static_cast<std::size_t>(arrangement.left_face(h))]++)] = h;
        }
    }

    /// Visits faces from the seeds: `cross(h)` says whether to step over half-edge h (from its left to its right), and
    /// is called once per half-edge of each face reached. Faces are marked in `seen` with `mark`.
    template <typename Cross>
    std::vector<std::int32_t> flood(std::vector<std::int32_t> reached, std::vector<std::int32_t>& seen,
                                    std::int32_t mark, Cross&& cross) const {
        for (const std::int32_t face : reached)
            seen[static_cast<std::size_t>(face)] = mark;
        for (std::size_t i = 0; i < reached.size(); ++i) {
            const auto face = static_cast<std::size_t>(reached[i]);
            for (std::int32_t k = m_offsets[face]; k < m_offsets[face + 1]; ++k) {
                const std::int32_t h = m_half_edges[static_cast<std::size_t>(k)];
                const std::int32_t other = m_arrangement.right_face(h);
                if (seen[static_cast<std::size_t>(other)] == mark || !cross(h)) continue;
                seen[static_cast<std::size_t>(other)] = mark;
                reached.push_back(other);
            }
        }
        return reached;
    }

private:
    const Arrangement& m_arrangement;
    std::vector<std::int32_t> m_offsets;
    std::vector<std::int32_t> m_half_edges;
};

/// Calls visit(area, faces) with the faces inside each area, areas ascending. An area whose ring is so broken that its
/// inside is not enclosed is passed over.
template <typename Visit>
void for_area_faces(const Arrangement& arrangement, const FaceWalk& walk, std::vector<AreaEdge> borders,
                    Visit&& visit) {
    std::sort(borders.begin(), borders.end(), [](const AreaEdge& a, const AreaEdge& b) {
        return std::tie(a.area, a.half_edge) < std::tie(b.area, b.half_edge);
    });
    std::vector<std::int32_t> seen(static_cast<std::size_t>(arrangement.face_count()), -1);
    std::vector<std::int32_t> is_border(arrangement.edges().size(), -1);
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
        if (seen[0] != area) visit(area, faces);
    }
}

}  // namespace

BaseFaces make_base_faces(const UnitGround& ground, bool unite_overlapping) {
    Tagged tagged = gather(ground);
    add_previous(tagged, ground);
    NodedLines noded = node_segments(tagged.segments);

    std::vector<ArrangementEdge> edges;
    std::vector<BaseEdge> attributes;
    std::vector<AreaEdge> block_borders;
    std::vector<AreaEdge> dedicated_borders;
    for (const NodedPiece& piece : noded.pieces) {
        if (edges.empty() || edges.back().from != piece.from || edges.back().to != piece.to) {
            edges.push_back({piece.from, piece.to});
            attributes.push_back({.factor = std::numeric_limits<float>::max()});
        }
        BaseEdge& edge = attributes.back();
        const Tag& tag = tagged.tags[static_cast<std::size_t>(piece.segment)];
        const auto half_edge = static_cast<std::int32_t>(2 * (edges.size() - 1)) + (piece.reversed ? 1 : 0);
        switch (tag.kind) {
            case Kind::outline:
                edge.flags |= edge_outline;
                edge.inside_left = static_cast<std::int8_t>(edge.inside_left + (piece.reversed ? -1 : 1));
                break;
            case Kind::barrier: {
                const BarrierSegment& barrier = ground.barriers[static_cast<std::size_t>(tag.index)];
                edge.flags |= static_cast<std::uint8_t>(edge_barrier | (barrier.hard ? edge_hard : 0));
                edge.factor = std::min(edge.factor, barrier.factor);
                break;
            }
            case Kind::previous:
                edge.flags |= edge_previous;
                break;
            case Kind::block:
                edge.flags |= edge_block;
                block_borders.push_back({tag.index, half_edge});
                break;
            case Kind::dedicated:
                edge.flags |= edge_dedicated;
                dedicated_borders.push_back({tag.index, half_edge});
                break;
        }
    }

    BaseFaces base{Arrangement(std::move(noded.vertices), std::move(edges)), std::move(attributes), {}, {}, {}, {}, {}};
    const Arrangement& arrangement = base.arrangement;
    const auto faces = static_cast<std::size_t>(arrangement.face_count());
    const FaceWalk walk(arrangement);

    // Winding number of the outline around each face, from the unbounded face inwards.
    std::vector<std::int32_t> winding(faces, 0);
    std::vector<std::int32_t> seen(faces, -1);
    (void)walk.flood({0}, seen, 0, [&](std::int32_t h) {
        const std::int32_t step = base.edges[static_cast<std::size_t>(h / 2)].inside_left * (h % 2 == 0 ? 1 : -1);
        winding[static_cast<std::size_t>(arrangement.right_face(h))] =
            winding[static_cast<std::size_t>(arrangement.left_face(h))] - step;
        return true;
    });
    base.inside.resize(faces);
    for (std::size_t f = 0; f < faces; ++f)
        base.inside[f] = winding[f] != 0;

    // Blocks: those that overlap become one.
    base.block.assign(faces, -1);
    DisjointSets sets(ground.blocks.size());
    for_area_faces(arrangement, walk, std::move(block_borders),
                   [&](std::int32_t area, const std::vector<std::int32_t>& within) {
                       for (const std::int32_t face : within) {
                           std::int32_t& owner = base.block[static_cast<std::size_t>(face)];
                           if (owner < 0) owner = area;
                           if (unite_overlapping) sets.unite(owner, area);
                       }
                   });
    base.block_root.resize(ground.blocks.size());
    for (std::size_t b = 0; b < ground.blocks.size(); ++b)
        base.block_root[b] = sets.find(static_cast<std::int32_t>(b));
    for (std::int32_t& block : base.block) {
        if (block >= 0) block = base.block_root[static_cast<std::size_t>(block)];
    }

    base.dedicated.assign(faces, -1);
    for_area_faces(arrangement, walk, std::move(dedicated_borders),
                   [&](std::int32_t area, const std::vector<std::int32_t>& within) {
                       for (const std::int32_t face : within) {
                           std::int32_t& owner = base.dedicated[static_cast<std::size_t>(face)];
                           if (owner < 0) owner = area;
                       }
                   });
    base.block_dedicated.assign(ground.blocks.size(), -1);
    if (!ground.dedicated.empty()) {
        for (std::size_t b = 0; b < ground.blocks.size(); ++b) {
            const std::int32_t face = arrangement.locate(ground.blocks[b].inside);
            const std::int32_t area = base.dedicated[static_cast<std::size_t>(face)];
            std::int32_t& taken = base.block_dedicated[static_cast<std::size_t>(base.block_root[b])];
            if (area >= 0 && (taken < 0 || area < taken)) taken = area;
        }
        for (std::size_t f = 0; f < faces; ++f) {
            if (base.block[f] >= 0) base.dedicated[f] = base.block_dedicated[static_cast<std::size_t>(base.block[f])];
        }
    }
    return base;
}

}  // namespace grid
