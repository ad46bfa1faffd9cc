#include "libgrid/mesh/face_generators.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>

namespace grid {

namespace {

struct PointHash {
    std::size_t operator()(const LatticePoint& p) const noexcept {
        const auto x = static_cast<std::uint64_t>(p.x) * 0x9E3779B97F4A7C15ULL;
        const auto y = static_cast<std::uint64_t>(p.y) * 0xC2B2AE3D27D4EB4FULL;
        return static_cast<std::size_t>((x ^ (x >> 29)) + (y ^ (y >> 31)));
    }
};

/// A face within the unit at a point; a point on the outline may be located outside, then its surroundings are asked.
std::int32_t locate_inside(const BaseFaces& base, const LatticePoint& at) {
    const std::int32_t face = base.arrangement.locate(at);
    if (base.inside[static_cast<std::size_t>(face)]) return face;
    for (const std::int64_t reach : {1, 4, 16, 64}) {
        for (const std::int64_t dx : {-reach, std::int64_t{0}, reach}) {
            for (const std::int64_t dy : {-reach, std::int64_t{0}, reach}) {
                const std::int32_t near = base.arrangement.locate({at.x + dx, at.y + dy});
                if (base.inside[static_cast<std::size_t>(near)]) return near;
            }
        }
    }
    return -1;
}

/// The parts of a Voronoi edge that lie in the face that it was made for.
void clip_to_face(const BaseFaces& base, std::int32_t face, const VoronoiEdge& edge, std::vector<VoronoiEdge>& result) {
    const Segment& line = edge.line;
    const Arrangement& arrangement = base.arrangement;
    const LatticePoint low{std::min(line.p.x, line.q.x), std::min(line.p.y, line.q.y)};
    const LatticePoint high{std::max(line.p.x, line.q.x), std::max(line.p.y, line.q.y)};
    std::vector<double> cuts;
    arrangement.index().for_cells(line, [&](std::int64_t column, std::int64_t row) {
        for (const std::int32_t e : arrangement.index().at(column, row)) {
            const Segment wall = arrangement.segment(e);
            if (std::max(wall.p.x, wall.q.x) < low.x || std::min(wall.p.x, wall.q.x) > high.x ||
                std::max(wall.p.y, wall.q.y) < low.y || std::min(wall.p.y, wall.q.y) > high.y) {
                continue;
            }
            const Int128 side_p = cross(wall.p, wall.q, line.p);
            const Int128 side_q = cross(wall.p, wall.q, line.q);
            if ((side_p > 0 && side_q > 0) || (side_p < 0 && side_q < 0)) continue;
            if (orientation(line.p, line.q, wall.p) * orientation(line.p, line.q, wall.q) > 0) continue;
            if (side_p == side_q) continue;  // collinear: its end points cut where other walls meet them
            cuts.push_back(
                static_cast<double>(static_cast<long double>(side_p) / static_cast<long double>(side_p - side_q)));
        }
    });
    const auto at = [&line](double t) -> LatticePoint {
        if (t <= 0) return line.p;
        if (t >= 1) return line.q;
        return {line.p.x + std::llround(t * static_cast<double>(line.q.x - line.p.x)),
                line.p.y + std::llround(t * static_cast<double>(line.q.y - line.p.y))};
    };
    if (cuts.empty()) {
        if (arrangement.locate(line.p) == face) result.push_back(edge);
        return;
    }
    cuts.push_back(0);
    cuts.push_back(1);
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 1; i < cuts.size(); ++i) {
        const LatticePoint from = at(cuts[i - 1]);
        const LatticePoint to = at(cuts[i]);
        if (from == to || arrangement.locate(at((cuts[i - 1] + cuts[i]) / 2)) != face) continue;
        result.push_back({{from, to}, edge.left_label, edge.right_label});
    }
}

}  // namespace

FaceGenerators::FaceGenerators(const UnitGround& ground, const BaseFaces& base, double wall_spacing_m) {
    add_sites(ground, base);
    add_walls(base, wall_spacing_m);
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

void FaceGenerators::add_sites(const UnitGround& ground, const BaseFaces& base) {
    m_site_label.assign(ground.sites.size(), -1);
    std::unordered_map<LatticePoint, std::int32_t, PointHash> label_at;
    for (std::size_t s = 0; s < ground.sites.size(); ++s) {
        const MeshSite& site = ground.sites[s];
        if (site.block >= 0) {  // a building: wherever its root block is at home
            const std::int32_t root = base.block_root[static_cast<std::size_t>(site.block)];
            if (base.block_dedicated[static_cast<std::size_t>(root)] < 0) m_site_label[s] = root;
            continue;
        }
        const std::int32_t face = locate_inside(base, site.at);
        if (face < 0 || base.dedicated[static_cast<std::size_t>(face)] >= 0) continue;
        if (const std::int32_t block = base.block[static_cast<std::size_t>(face)]; block >= 0) {
            m_site_label[s] = block;
            continue;
        }
        const auto label = static_cast<std::int32_t>(ground.blocks.size() + s);
        const auto [known, is_new] = label_at.try_emplace(site.at, label);
        m_site_label[s] = known->second;
        if (!is_new) continue;
        m_generators.push_back({face, {site.at, label}});
        m_point_sites.push_back({site.at, label});
    }
}

void FaceGenerators::add_walls(const BaseFaces& base, double spacing_m) {
    const Arrangement& arrangement = base.arrangement;
    for (std::size_t e = 0; e < base.edges.size(); ++e) {
        if ((base.edges[e].flags & edge_block) == 0) continue;
        for (const std::int32_t side : {0, 1}) {
            const auto half_edge = static_cast<std::int32_t>(2 * e) + side;
            const auto open = static_cast<std::size_t>(arrangement.left_face(half_edge));
            const auto walled = static_cast<std::size_t>(arrangement.right_face(half_edge));
            const std::int32_t block = base.block[walled];
            if (block < 0 || base.dedicated[walled] >= 0 || !base.inside[walled]) continue;
            if (base.block[open] >= 0 || base.dedicated[open] >= 0 || !base.inside[open]) continue;
            const Segment wall = arrangement.segment(static_cast<std::int32_t>(e));
            // Not at the ends: a corner may belong to two blocks.
            const auto samples = static_cast<std::int64_t>(std::ceil(length_m(wall.p, wall.q) / spacing_m));
            for (std::int64_t i = 0; i < samples; ++i) {
                const double t = (static_cast<double>(i) + 0.5) / static_cast<double>(samples);
                const LatticePoint at{wall.p.x + std::llround(t * static_cast<double>(wall.q.x - wall.p.x)),
                                      wall.p.y + std::llround(t * static_cast<double>(wall.q.y - wall.p.y))};
                m_generators.push_back({static_cast<std::int32_t>(open), {at, block}});
            }
        }
    }
}

std::optional<std::int32_t> FaceGenerators::first_label(std::int32_t face) const {
    const std::int32_t label = m_first_label[static_cast<std::size_t>(face)];
    return label < 0 ? std::nullopt : std::optional(label);
}

std::vector<VoronoiEdge> FaceGenerators::borders(const BaseFaces& base) const {
    LatticePoint box_min = base.arrangement.vertices().front();
    LatticePoint box_max = box_min;
    for (const LatticePoint& v : base.arrangement.vertices()) {
        box_min = {std::min(box_min.x, v.x), std::min(box_min.y, v.y)};
        box_max = {std::max(box_max.x, v.x), std::max(box_max.y, v.y)};
    }
    box_min = {box_min.x - 100, box_min.y - 100};
    box_max = {box_max.x + 100, box_max.y + 100};

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
        for (const VoronoiEdge& edge : voronoi_borders(here, box_min, box_max)) {
            clip_to_face(base, m_generators[first].face, edge, result);
        }
    }
    return result;
}

}  // namespace grid
