#include "libgrid/mesh/face_generators.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>

#include "libgrid/mesh/near_points.hpp"
#include "libgrid/mesh/segment_math.hpp"
#include "libgrid/mesh/wall_samples.hpp"

namespace grid {

namespace {

constexpr double snap_m = 0.001;

/// Where a Voronoi edge meets the border of a face.
struct Cut {
    double share = 0;  ///< of the edge
    LatticePoint at;
};

LatticePoint snapped(const LatticePoint& at, const Segment& wall, const Lattice& lattice) {
    const double to_p = lattice.length_m(at, wall.p);
    const double to_q = lattice.length_m(at, wall.q);
    if (std::min(to_p, to_q) > snap_m) return at;
    return to_p <= to_q ? wall.p : wall.q;
}

std::vector<Cut> cuts_of(const Arrangement& arrangement, const Segment& line, const Lattice& lattice) {
    std::vector<Cut> cuts;
    arrangement.index().for_cells(line, [&](std::int64_t column, std::int64_t row) {
        for (const std::int32_t e : arrangement.index().at(column, row)) {
            const Segment wall = arrangement.segment(e);
            if (!boxes_meet(wall, line)) continue;
            const Int128 side_p = cross(wall.p, wall.q, line.p);
            const Int128 side_q = cross(wall.p, wall.q, line.q);
            if ((side_p > 0 && side_q > 0) || (side_p < 0 && side_q < 0)) continue;
            if (orientation(line.p, line.q, wall.p) * orientation(line.p, line.q, wall.q) > 0) continue;
            if (side_p == side_q) continue;  // collinear: its end points cut where other walls meet them
            const double share =
                static_cast<double>(static_cast<long double>(side_p) / static_cast<long double>(side_p - side_q));
            cuts.push_back({share, snapped(crossing_point(line, wall), wall, lattice)});
        }
    });
    return cuts;
}

LatticePoint near(const Segment& line, double share) {
    return {line.p.x + std::llround(share * static_cast<double>(line.q.x - line.p.x)),
            line.p.y + std::llround(share * static_cast<double>(line.q.y - line.p.y))};
}

/// The parts of a Voronoi edge that lie in the face that it was made for.
void clip_to_face(const Arrangement& arrangement, std::int32_t face, const VoronoiEdge& edge, const Lattice& lattice,
                  std::vector<VoronoiEdge>& result) {
    const Segment& line = edge.line;
    std::vector<Cut> cuts = cuts_of(arrangement, line, lattice);
    if (cuts.empty()) {
        if (arrangement.locate(line.p) == face) result.push_back(edge);
        return;
    }
    cuts.push_back({0, line.p});
    cuts.push_back({1, line.q});
    std::sort(cuts.begin(), cuts.end(),
              [](const Cut& a, const Cut& b) { return std::tie(a.share, a.at) < std::tie(b.share, b.at); });
    for (std::size_t i = 1; i < cuts.size(); ++i) {
        const LatticePoint& from = cuts[i - 1].at;
        const LatticePoint& to = cuts[i].at;
        if (from == to || arrangement.locate(near(line, (cuts[i - 1].share + cuts[i].share) / 2)) != face) continue;
        result.push_back({{from, to}, edge.left_label, edge.right_label});
    }
}

}  // namespace

std::int32_t face_within(const BaseFaces& base, const LatticePoint& at, const Lattice& lattice) {
    const Arrangement& arrangement = base.arrangement;
    const auto is_inside = [&base](std::int32_t face) { return base.inside[static_cast<std::size_t>(face)] != 0; };
    if (const std::int32_t face = arrangement.locate(at); is_inside(face)) return face;
    for (const std::int32_t face : arrangement.faces_around(at)) {
        if (is_inside(face)) return face;
    }
    std::int32_t best = 0;
    double best_m = std::numeric_limits<double>::infinity();
    for (std::int32_t e = 0; e < static_cast<std::int32_t>(arrangement.edges().size()); ++e) {
        const std::int32_t left = arrangement.left_face(2 * e);
        const std::int32_t right = arrangement.right_face(2 * e);
        if (is_inside(left) == is_inside(right)) continue;
        const double far = foot_on(arrangement.segment(e), at, lattice.metres()).metres;
        if (far >= best_m) continue;
        best_m = far;
        best = is_inside(left) ? left : right;
    }
    return best;
}

FaceGenerators::FaceGenerators(const UnitGround& ground, const BaseFaces& base, const Lattice& lattice,
                               double wall_spacing_m)
    : m_base(base), m_lattice(lattice) {
    add_sites(ground);
    add_walls(wall_spacing_m);
    std::sort(m_generators.begin(), m_generators.end(), [](const InFace& a, const InFace& b) {
        return std::tie(a.face, a.generator.at, a.generator.label) <
               std::tie(b.face, b.generator.at, b.generator.label);
    });
    m_first_label.assign(static_cast<std::size_t>(base.arrangement.face_count()), -1);
    for (const InFace& g : m_generators) {
        std::int32_t& label = m_first_label[static_cast<std::size_t>(g.face)];
        if (label < 0) label = g.generator.label;
    }
}

void FaceGenerators::add_sites(const UnitGround& ground) {
    m_site_label.assign(ground.sites.size(), -1);
    std::unordered_map<LatticePoint, std::int32_t, LatticeHash> label_at;
    for (std::size_t s = 0; s < ground.sites.size(); ++s) {
        const MeshSite& site = ground.sites[s];
        if (site.block >= 0) {  // a building: wherever its root block is at home
            const std::int32_t root = m_base.block_root[static_cast<std::size_t>(site.block)];
            if (m_base.block_dedicated[static_cast<std::size_t>(root)] < 0) m_site_label[s] = root;
            continue;
        }
        const LatticePoint at = m_lattice.at(site.at);
        const std::int32_t face = face_within(m_base, at, m_lattice);
        if (m_base.dedicated[static_cast<std::size_t>(face)] >= 0) continue;
        if (const std::int32_t block = m_base.block[static_cast<std::size_t>(face)]; block >= 0) {
            m_site_label[s] = block;
            continue;
        }
        const auto label = static_cast<std::int32_t>(ground.blocks.size() + s);
        const auto [known, is_new] = label_at.try_emplace(at, label);
        m_site_label[s] = known->second;
        if (!is_new) continue;
        m_generators.push_back({face, {at, label}});
        m_point_sites.push_back({at, label});
    }
}

void FaceGenerators::add_walls(double spacing_m) {
    const BaseFaces& base = m_base;
    const Arrangement& arrangement = base.arrangement;
    std::vector<Wall> walls;
    for (std::size_t e = 0; e < base.edges.size(); ++e) {
        if ((base.edges[e].flags & edge_block) == 0) continue;
        for (const std::int32_t side : {0, 1}) {
            const auto half_edge = static_cast<std::int32_t>(2 * e) + side;
            const auto open = static_cast<std::size_t>(arrangement.left_face(half_edge));
            const auto walled = static_cast<std::size_t>(arrangement.right_face(half_edge));
            const std::int32_t block = base.block[walled];
            if (block < 0 || base.dedicated[walled] >= 0 || !base.inside[walled]) continue;
            if (base.block[open] >= 0 || base.dedicated[open] >= 0 || !base.inside[open]) continue;
            walls.push_back(
                {arrangement.segment(static_cast<std::int32_t>(e)), static_cast<std::int32_t>(open), block});
        }
    }
    const auto samples = sample_walls(walls, m_lattice, spacing_m);
    for (std::size_t w = 0; w < walls.size(); ++w) {
        for (const LatticePoint& at : samples[w])
            m_generators.push_back({walls[w].open, {at, walls[w].block}});
    }
}

std::optional<std::int32_t> FaceGenerators::first_label(std::int32_t face) const {
    const std::int32_t label = m_first_label[static_cast<std::size_t>(face)];
    return label < 0 ? std::nullopt : std::optional(label);
}

std::vector<VoronoiEdge> FaceGenerators::borders() const {
    const Arrangement& arrangement = m_base.arrangement;
    LatticeBox box{arrangement.vertices().front(), arrangement.vertices().front()};
    for (const LatticePoint& v : arrangement.vertices())
        box.add(v);
    constexpr double margin_m = 1;
    const LatticePoint margin{std::llround(margin_m / m_lattice.metres().x),
                              std::llround(margin_m / m_lattice.metres().y)};
    box.add({box.min.x - margin.x, box.min.y - margin.y});
    box.add({box.max.x + margin.x, box.max.y + margin.y});

    std::vector<VoronoiEdge> result;
    std::vector<Generator> here;
    for (std::size_t first = 0, last = 0; first < m_generators.size(); first = last) {
        here.clear();
        bool several = false;
        for (last = first; last < m_generators.size() && m_generators[last].face == m_generators[first].face; ++last) {
            here.push_back(m_generators[last].generator);
            several = several || here.back().label != here.front().label;
        }
        if (!several) continue;
        for (const VoronoiEdge& edge : voronoi_borders(here, box, m_lattice))
            clip_to_face(arrangement, m_generators[first].face, edge, m_lattice, result);
    }
    return result;
}

}  // namespace grid
