#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

namespace {

/// A piece of the border to the outside, in metres around some point; its owner to the left.
struct OuterPiece {
    Point a;
    Point b;
    std::int32_t from = 0;  ///< vertices
    std::int32_t to = 0;
    std::int32_t owner = 0;
};

/// Two pieces that face each other, where they do.
struct Facing {
    std::int32_t first = 0;
    std::int32_t second = 0;
    double width_m = 0;
};

double length(const Point& a, const Point& b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

/// The part of a -> b onto which c -> d projects, as shares of its length; nothing if that is a point.
std::optional<std::pair<double, double>> projection(const OuterPiece& on, const OuterPiece& of) {
    const double dx = on.b.x - on.a.x;
    const double dy = on.b.y - on.a.y;
    const double square = dx * dx + dy * dy;
    const auto share = [&](const Point& p) {
        return std::clamp(((p.x - on.a.x) * dx + (p.y - on.a.y) * dy) / square, 0.0, 1.0);
    };
    const auto [low, high] = std::minmax({share(of.a), share(of.b)});
    if (low == high) return std::nullopt;
    return std::pair(low, high);
}

Point along(const OuterPiece& piece, double share) {
    return {piece.a.x + (piece.b.x - piece.a.x) * share, piece.a.y + (piece.b.y - piece.a.y) * share};
}

/// How far apart two pieces are that run side by side in opposite directions, each to the right of the other, for
/// longer than they are apart (JTS InvalidSegmentDetector, isNearlyParallel).
std::optional<double> facing_width(const OuterPiece& p, const OuterPiece& q, double width_m) {
    const double dx = p.b.x - p.a.x;
    const double dy = p.b.y - p.a.y;
    if (dx * (q.b.x - q.a.x) + dy * (q.b.y - q.a.y) >= 0) return std::nullopt;
    const auto on_p = projection(p, q);
    const auto on_q = projection(q, p);
    if (!on_p || !on_q) return std::nullopt;
    const Point p0 = along(p, on_p->first);
    const Point p1 = along(p, on_p->second);
    const Point q0 = along(q, on_q->second);  // opposite to p0
    const Point q1 = along(q, on_q->first);
    if (length(p0, p1) <= width_m || length(q0, q1) <= width_m) return std::nullopt;
    const Point middle{(q0.x + q1.x) / 2, (q0.y + q1.y) / 2};
    if (dx * (middle.y - p.a.y) - dy * (middle.x - p.a.x) > 0) return std::nullopt;  // behind the border
    const double width = std::max(length(p0, q0), length(p1, q1));
    return width <= width_m ? std::optional(width) : std::nullopt;
}

class NarrowGapSearch {
public:
    NarrowGapSearch(const LooseArrangement& ground, const GroundScale& scale, double width_m)
        : m_ground(ground), m_scale(scale), m_width_m(width_m) {}

    std::vector<CoverageDefect> run() {
        gather();
        find_facing();
        return unite();
    }

private:
    void gather() {
        const auto border = m_ground.border(m_ground.outside());
        if (border.empty()) return;
        m_origin = m_ground.at(border.front().from);
        for (const BorderEdge& edge : border) {
            const Point a = to_metres(m_ground.at(edge.to));
            const Point b = to_metres(m_ground.at(edge.from));
            if (length(a, b) <= m_width_m) continue;
            for (const LoosePiece& piece : m_ground.pieces(edge.edge)) {
                if (LooseArrangement::covers(piece, edge)) continue;
                m_pieces.push_back(
                    {a, b, edge.to, edge.from, m_ground.segments()[static_cast<std::size_t>(piece.segment)].owner});
            }
        }
    }

    // One scale for x at each height: the shear between two heights that are some metres apart is far below the width.
    [[nodiscard]] Point to_metres(const Point& p) const {
        return {(p.x - m_origin.x) * m_scale.metres_per_x(p.y), (p.y - m_origin.y) * m_scale.metres_per_unit};
    }

    void find_facing() {
        const auto box_of = [&](const OuterPiece& piece, double margin) {
            const auto [x0, x1] = std::minmax(piece.a.x, piece.b.x);
            const auto [y0, y1] = std::minmax(piece.a.y, piece.b.y);
            return Box{x0 - margin, y0 - margin, x1 + margin, y1 + margin};
        };
        std::vector<BoxIndex::Entry> entries;
        entries.reserve(m_pieces.size());
        for (std::size_t i = 0; i < m_pieces.size(); ++i)
            entries.emplace_back(box_of(m_pieces[i], 0), static_cast<std::int32_t>(i));
        const BoxIndex index(entries);
        for (std::size_t i = 0; i < m_pieces.size(); ++i) {
            for (const std::int32_t j : index.find(box_of(m_pieces[i], m_width_m))) {
                if (static_cast<std::size_t>(j) <= i) continue;
                const OuterPiece& other = m_pieces[static_cast<std::size_t>(j)];
                if (other.owner == m_pieces[i].owner) continue;
                if (const auto width = facing_width(m_pieces[i], other, m_width_m))
                    m_facing.push_back({static_cast<std::int32_t>(i), j, *width});
            }
        }
    }

    [[nodiscard]] std::pair<std::int32_t, std::int32_t> owners(const Facing& facing) const {
        return std::minmax({m_pieces[static_cast<std::size_t>(facing.first)].owner,
                            m_pieces[static_cast<std::size_t>(facing.second)].owner});
    }

    /// One defect for all facing pieces of two features that hang together.
    std::vector<CoverageDefect> unite() {
        DisjointSets sets(m_facing.size());
        std::map<std::tuple<std::pair<std::int32_t, std::int32_t>, std::int32_t>, std::int32_t> at;
        for (std::size_t i = 0; i < m_facing.size(); ++i) {
            for (const std::int32_t piece : {m_facing[i].first, m_facing[i].second}) {
                const OuterPiece& p = m_pieces[static_cast<std::size_t>(piece)];
                for (const std::int32_t vertex : {p.from, p.to}) {
                    const auto known = static_cast<std::int32_t>(i);
                    sets.unite(at.try_emplace({owners(m_facing[i]), vertex}, known).first->second, known);
                }
            }
        }
        std::map<std::int32_t, CoverageDefect> defects;
        for (std::size_t i = 0; i < m_facing.size(); ++i) {
            CoverageDefect& defect = defects[sets.find(static_cast<std::int32_t>(i))];
            std::tie(defect.feature, defect.other) = owners(m_facing[i]);
            defect.width_m = std::max(defect.width_m, m_facing[i].width_m);
            for (const std::int32_t piece : {m_facing[i].first, m_facing[i].second}) {
                const OuterPiece& p = m_pieces[static_cast<std::size_t>(piece)];
                const LineString line{m_ground.at(p.from), m_ground.at(p.to)};
                if (std::ranges::find(defect.lines, line) == defect.lines.end()) defect.lines.push_back(line);
            }
        }
        std::vector<CoverageDefect> result;
        for (auto& [root, defect] : defects) {
            defect.code = coverage_code::gap;
            defect.features = {defect.feature, defect.other};
            const LineString& line = defect.lines.front();
            defect.at = {(line[0].x + line[1].x) / 2, (line[0].y + line[1].y) / 2};
            defect.message = fmt::format("narrow gap that is open, up to {:.4g} m wide", defect.width_m);
            result.push_back(std::move(defect));
        }
        return result;
    }

    const LooseArrangement& m_ground;
    GroundScale m_scale;
    double m_width_m = 0;
    Point m_origin;
    std::vector<OuterPiece> m_pieces;
    std::vector<Facing> m_facing;
};

}  // namespace

std::vector<CoverageDefect> narrow_gaps(const LooseArrangement& ground, const GroundScale& scale, double width_m) {
    return NarrowGapSearch(ground, scale, width_m).run();
}

}  // namespace grid
