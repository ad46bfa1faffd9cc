
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/facing.hpp"
#include "libgrid/coverage/region_faults.hpp"

namespace grid {

namespace {

/// Whose a piece of the border to the outside is, and its vertices.
struct OuterPiece {
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t owner = 0;
};

class NarrowGapSearch {
public:
    /// `within`: between stretches of one feature's outline, else of two.
    NarrowGapSearch(const LooseArrangement& ground, const GroundScale& scale, double width_m, bool within)
        : m_ground(ground), m_scale(scale), m_width_m(width_m), m_within(within) {}

    std::vector<CoverageDefect> run() {
        gather();
        find_facing_pieces();
        return unite();
    }

    /// By the features on both sides.
    std::vector<OpenStrips> strips() {
        gather();
        find_facing_pieces();
        std::map<std::pair<std::int32_t, std::int32_t>, MultiPolygon> by_owners;
        for (const Facing& facing : m_facing) {
            const Point p0 = along(facing.first, facing.on_first.first);
            const Point p1 = along(facing.first, facing.on_first.second);
            const Point q0 = along(facing.second, facing.on_second.second);  // opposite to p0
            const Point q1 = along(facing.second, facing.on_second.first);
            by_owners[owners(facing)].push_back({.shell = {p0, p1, q1, q0, p0}, .holes = {}});
        }
        std::vector<OpenStrips> all;
        for (auto& [features, area] : by_owners)
            all.push_back({features.first, features.second, std::move(area)});
        return all;
    }

private:
    /// A point of a piece; its ends exactly.
    [[nodiscard]] Point along(std::int32_t piece, double share) const {
        const Point& a = m_ground.at(m_pieces[static_cast<std::size_t>(piece)].from);
        const Point& b = m_ground.at(m_pieces[static_cast<std::size_t>(piece)].to);
        if (share == 1) return b;
        return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
    }

    void gather() {
        const auto border = m_ground.border(m_ground.outside());
        if (border.empty()) return;
        const MetricFrame frame{m_ground.at(border.front().from), m_scale};
        for (const BorderEdge& edge : border) {
            const OutlinePiece line(frame(m_ground.at(edge.to)), frame(m_ground.at(edge.from)));
            if (std::hypot(line.second.x - line.first.x, line.second.y - line.first.y) <= m_width_m) continue;
            for (const LoosePiece& piece : m_ground.pieces(edge.edge)) {
                if (LooseArrangement::covers(piece, edge)) continue;
                m_lines.push_back(line);
                m_pieces.push_back(
                    {edge.to, edge.from, m_ground.segments()[static_cast<std::size_t>(piece.segment)].owner});
            }
        }
    }

    void find_facing_pieces() {
        m_facing = find_facing(m_lines, m_width_m, [this](std::int32_t i, std::int32_t j) {
            const bool same =
                m_pieces[static_cast<std::size_t>(i)].owner == m_pieces[static_cast<std::size_t>(j)].owner;
            return same == m_within;
        });
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
            defect.area_m2 += m_facing[i].area_m2;
            for (const std::int32_t piece : {m_facing[i].first, m_facing[i].second}) {
                const OuterPiece& p = m_pieces[static_cast<std::size_t>(piece)];
                const LineString line{m_ground.at(p.from), m_ground.at(p.to)};
                if (std::ranges::find(defect.lines, line) == defect.lines.end()) defect.lines.push_back(line);
            }
        }
        std::vector<CoverageDefect> result;
        for (auto& [root, defect] : defects) {
            defect.code = m_within ? coverage_code::slit : coverage_code::gap;
            defect.features = {defect.feature};
            if (m_within)
                defect.other = -1;
            else
                defect.features.push_back(defect.other);
            const LineString& line = defect.lines.front();
            defect.at = {(line[0].x + line[1].x) / 2, (line[0].y + line[1].y) / 2};
            defect.message = m_within ? msg("narrow slit that is open, up to {:.4g} m wide", defect.width_m)
                                      : msg("narrow gap that is open, up to {:.4g} m wide", defect.width_m);
            result.push_back(std::move(defect));
        }
        return result;
    }

    const LooseArrangement& m_ground;
    GroundScale m_scale;
    double m_width_m = 0;
    bool m_within = false;
    std::vector<OutlinePiece> m_lines;
    std::vector<OuterPiece> m_pieces;  ///< of the lines
    std::vector<Facing> m_facing;
};

}  // namespace

std::vector<CoverageDefect> narrow_gaps(const LooseArrangement& ground, const GroundScale& scale, double width_m) {
    return NarrowGapSearch(ground, scale, width_m, false).run();
}

std::vector<OpenStrips> open_strips(const LooseArrangement& ground, const GroundScale& scale, double width_m) {
    return NarrowGapSearch(ground, scale, width_m, false).strips();
}

std::vector<CoverageDefect> slits(const LooseArrangement& ground, const GroundScale& scale, double width_m) {
    return NarrowGapSearch(ground, scale, width_m, true).run();
}

}  // namespace grid
