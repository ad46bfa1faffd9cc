#include "libgrid/mesh/fine_faces.hpp"

#include <tuple>

#include "libgrid/mesh/bucket_sort.hpp"
#include "libgrid/mesh/face_walk.hpp"
#include "libgrid/mesh/noder.hpp"

namespace grid {

namespace {

Owner owner_of_base_face(const BaseFaces& base, const FaceGenerators& generators, std::int32_t face) {
    const auto f = static_cast<std::size_t>(face);
    if (!base.inside[f]) return {Owner::outside, 0};
    if (base.dedicated[f] >= 0) return {Owner::dedicated, base.dedicated[f]};
    if (base.block[f] >= 0) return {Owner::label, base.block[f]};
    if (const auto only = generators.first_label(face)) return {Owner::label, *only};
    return {Owner::empty, face};
}

/// What one side of an edge says of the face there.
struct Claim {
    std::int32_t half_edge = 0;
    Owner owner;
};

struct Vote {
    std::int32_t face = 0;
    Owner owner;
    double length = 0;
};

/// Gives each face the owner that most of its border, by length, speaks for.
std::vector<Owner> count_votes(std::vector<Vote>& votes, std::size_t faces) {
    std::vector<Owner> owners(faces);
    const auto key = [](const Vote& v) { return std::tuple(v.face, v.owner.kind, v.owner.index); };
    bucket_sort(
        votes, faces, [](const Vote& v) { return v.face; },
        [&](const Vote& a, const Vote& b) { return std::tuple(key(a), a.length) < std::tuple(key(b), b.length); });
    std::vector<double> best(faces, -1);
    for (std::size_t first = 0, last = 0; first < votes.size(); first = last) {
        double sum = 0;
        for (last = first; last < votes.size() && key(votes[last]) == key(votes[first]); ++last)
            sum += votes[last].length;
        const auto face = static_cast<std::size_t>(votes[first].face);
        if (sum > best[face]) {
            best[face] = sum;
            owners[face] = votes[first].owner;
        }
    }
    return owners;
}

class Subdivider {
public:
    Subdivider(const BaseFaces& base, const FaceGenerators& generators)
        : m_base(base), m_generators(generators), m_borders(generators.borders()) {}

    FineFaces subdivide() {
        std::vector<Segment> segments;
        segments.reserve(m_base.edges.size() + m_borders.size());
        for (std::size_t e = 0; e < m_base.edges.size(); ++e)
            segments.push_back(m_base.arrangement.segment(static_cast<std::int32_t>(e)));
        for (const VoronoiEdge& border : m_borders)
            segments.push_back(border.line);
        NodedLines noded = node_segments(segments, m_base.edges.size());
        gather_claims(noded);
        std::vector<OutlineStep> walk = walk_outline(noded);
        FineFaces fine{Arrangement(std::move(noded.vertices), std::move(noded.edges)),
                       std::move(m_base_edge),
                       std::move(m_same_way),
                       {},
                       std::move(walk)};
        fine.owner = owners(fine);
        return fine;
    }

private:
    void gather_claims(const NodedLines& noded) {
        m_base_edge.assign(noded.edges.size(), -1);
        m_same_way.assign(noded.edges.size(), 0);
        m_claims.reserve(2 * noded.pieces.size());
        for (std::size_t s = 0; s + 1 < noded.first_piece.size(); ++s) {
            const bool is_base = s < m_base.edges.size();
            const auto along = static_cast<std::int32_t>(2 * s);
            const VoronoiEdge* border = is_base ? nullptr : &m_borders[s - m_base.edges.size()];
            const Owner left = is_base ? owner_of_base_face(m_base, m_generators, m_base.arrangement.left_face(along))
                                       : Owner{Owner::label, border->left_label};
            const Owner right = is_base ? owner_of_base_face(m_base, m_generators, m_base.arrangement.right_face(along))
                                        : Owner{Owner::label, border->right_label};
            for (const NodedPiece& piece : noded.pieces_of(s)) {
                const std::int32_t forward = 2 * piece.edge + (piece.reversed ? 1 : 0);
                if (is_base) {
                    m_base_edge[static_cast<std::size_t>(piece.edge)] = static_cast<std::int32_t>(s);
                    m_same_way[static_cast<std::size_t>(piece.edge)] = piece.reversed ? 0 : 1;
                }
                m_claims.push_back({forward, left});
                m_claims.push_back({forward ^ 1, right});
            }
        }
    }

    [[nodiscard]] std::vector<OutlineStep> walk_outline(const NodedLines& noded) const {
        std::vector<OutlineStep> walk;
        walk.reserve(m_base.walk.size());
        for (const OutlineStep& step : m_base.walk) {
            const auto pieces = noded.pieces_of(static_cast<std::size_t>(step.half_edge / 2));
            const bool backwards = step.half_edge % 2 != 0;
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                const NodedPiece& piece = pieces[backwards ? pieces.size() - 1 - i : i];
                walk.push_back({2 * piece.edge + (piece.reversed != backwards ? 1 : 0), step.outline_segment});
            }
        }
        return walk;
    }

    /// What is inside the outline decides; among the owners within, the votes.
    [[nodiscard]] std::vector<Owner> owners(const FineFaces& fine) const {
        std::vector<std::int32_t> inside_left(fine.arrangement.edges().size(), 0);
        for (const OutlineStep& step : fine.walk)
            inside_left[static_cast<std::size_t>(step.half_edge / 2)] += step.half_edge % 2 == 0 ? 1 : -1;
        const std::vector<char> inside =
            FaceWalk(fine.arrangement).inside([&inside_left](std::size_t edge) { return inside_left[edge]; });
        // A base edge knows the owner of a face only where the face has one owner; where Voronoi borders divide it,
        // they know.
        constexpr double base_weight = 1e-9;
        std::vector<Vote> votes;
        votes.reserve(m_claims.size());
        for (const Claim& claim : m_claims) {
            const std::int32_t face = fine.arrangement.left_face(claim.half_edge);
            if (claim.owner.kind == Owner::outside || inside[static_cast<std::size_t>(face)] == 0) continue;
            const Segment line = fine.arrangement.segment(claim.half_edge / 2);
            const double length =
                std::hypot(static_cast<double>(line.q.x - line.p.x), static_cast<double>(line.q.y - line.p.y));
            const bool from_base = fine.base_edge[static_cast<std::size_t>(claim.half_edge / 2)] >= 0;
            const bool weak = from_base && claim.owner.kind == Owner::label;
            votes.push_back({face, claim.owner, length * (weak ? base_weight : 1)});
        }
        std::vector<Owner> result = count_votes(votes, inside.size());
        for (std::size_t f = 0; f < inside.size(); ++f) {
            // No edge speaks for the face: noding has made it of what was outside.
            if (inside[f] != 0 && result[f].kind == Owner::outside) result[f] = {Owner::empty, -1};
        }
        return result;
    }

    const BaseFaces& m_base;
    const FaceGenerators& m_generators;
    std::vector<VoronoiEdge> m_borders;
    std::vector<std::int32_t> m_base_edge;
    std::vector<char> m_same_way;
    std::vector<Claim> m_claims;
};

}  // namespace

FineFaces subdivide(const BaseFaces& base, const FaceGenerators& generators) {
    return Subdivider(base, generators).subdivide();
}

}  // namespace grid
