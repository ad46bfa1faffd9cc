#include "libgrid/coverage/share_ground.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/lost_vertices.hpp"
#include "libgrid/coverage/plane_graph.hpp"
#include "libgrid/coverage/polygon_index.hpp"

namespace grid {

namespace {

std::size_t index(std::int32_t i) noexcept {
    return static_cast<std::size_t>(i);
}

std::vector<DirectedSegment> border_of(const MultiPolygon& polygons) {
    std::vector<BorderPiece> pieces;
    add_border(polygons, 0, pieces);
    std::vector<DirectedSegment> border;
    border.reserve(pieces.size());
    for (const BorderPiece& piece : pieces)
        border.push_back(piece.at);
    cancel_opposites(border);
    return border;
}

class Sharing {
public:
    Sharing(std::span<const MultiPolygon> features, std::span<const std::int32_t> chosen,
            std::span<const std::int32_t> rank, const GroundScale& scale, ValidShapes& shapes)
        : m_features(features), m_chosen(chosen), m_rank(rank), m_scale(scale), m_shapes(shapes) {}

    /// `fixed`: see LineNoder::fix.
    SharedGround run(std::span<const Point> fixed) {
        std::vector<BorderPiece> border;
        for (std::size_t i = 0; i < m_chosen.size(); ++i)
            add_border(m_shapes.of(m_chosen[i]), static_cast<std::int32_t>(i), border);
        m_graph = make_plane_graph(border, settle_reach_m / m_scale.metres_per_unit, false, fixed);
        const CoverLabels labels(m_graph.edges, m_graph.owners);
        find_overlaps(labels);
        draw_borders(labels);
        assemble();
        find_gone();
        if (!m_result.gone.empty()) return std::move(m_result);
        give_away_slivers();
        for (std::size_t i = 0; i < m_chosen.size(); ++i) {
            if (m_is_changed[i] != 0) m_result.changed.push_back({m_chosen[i], std::move(m_geometry[i])});
        }
        return std::move(m_result);
    }

private:
    [[nodiscard]] std::int32_t rank(std::int32_t i) const { return m_rank[index(m_chosen[index(i)])]; }
    [[nodiscard]] const MultiPolygon& before(std::size_t i) const { return m_features[index(m_chosen[i])]; }

    /// All features that cover a place, the owner first.
    [[nodiscard]] std::vector<std::int32_t> covering(const Cover& cover) const {
        std::vector<std::int32_t> found;
        for (const auto& [feature, winding] : cover) {
            if (winding > 0) found.push_back(feature);
        }
        std::ranges::sort(found, {}, [this](std::int32_t i) { return rank(i); });
        return found;
    }

    /// The ground of each pair: its border is where both cover one side only. Of ground that very many features cover,
    /// only what each has in common with the owner.
    void find_overlaps(const CoverLabels& labels) {
        constexpr std::size_t pile = 16;
        std::vector<std::vector<std::pair<std::int32_t, std::int32_t>>> pairs;  // by cover, ascending
        for (const Cover& cover : labels.covers()) {
            const std::vector<std::int32_t> all = covering(cover);
            auto& of_cover = pairs.emplace_back();
            for (std::size_t i = 0; i + 1 < all.size(); ++i) {
                for (std::size_t j = i + 1; j < all.size() && (i == 0 || all.size() <= pile); ++j)
                    of_cover.emplace_back(all[i], all[j]);
            }
            std::ranges::sort(of_cover);
        }
        std::map<std::pair<std::int32_t, std::int32_t>, std::vector<DirectedSegment>> borders;
        for (std::size_t e = 0; e < m_graph.edges.size(); ++e) {
            const auto& left = pairs[index(labels.left(e))];
            const auto& right = pairs[index(labels.right(e))];
            const Line& edge = m_graph.edges[e];
            for (const auto& pair : left) {
                if (!std::ranges::binary_search(right, pair)) borders[pair].emplace_back(edge.a, edge.b);
            }
            for (const auto& pair : right) {
                if (!std::ranges::binary_search(left, pair)) borders[pair].emplace_back(edge.b, edge.a);
            }
        }
        for (auto& [pair, border] : borders) {
            MultiPolygon area = assemble_polygons(std::move(border));
            const GroundMeasure size = measure_ground(area, m_scale);
            if (size.mean_width_m() < settle_reach_m) continue;
            const auto is_all = [&](std::int32_t i) {
                const GroundMeasure whole = measure_ground(m_shapes.of(m_chosen[index(i)]), m_scale);
                return whole.area_m2 - size.area_m2 <= settle_reach_m * whole.perimeter_m;
            };
            m_result.overlaps.push_back({m_chosen[index(pair.first)], m_chosen[index(pair.second)], std::move(area),
                                         is_all(pair.first), is_all(pair.second)});
        }
        std::ranges::sort(m_result.overlaps, {}, [](const CommonGround& c) { return std::pair(c.owner, c.loser); });
    }

    void draw_borders(const CoverLabels& labels) {
        std::vector<std::int32_t> owner;  // by cover, or -1
        for (const Cover& cover : labels.covers()) {
            const std::vector<std::int32_t> all = covering(cover);
            owner.push_back(all.empty() ? -1 : all.front());
        }
        m_border.resize(m_chosen.size());
        for (std::size_t e = 0; e < m_graph.edges.size(); ++e) {
            const Sides& sides =
                m_sides.emplace_back(Sides{owner[index(labels.left(e))], owner[index(labels.right(e))]});
            if (sides.left == sides.right) continue;
            const Line& edge = m_graph.edges[e];
            if (sides.left >= 0) m_border[index(sides.left)].emplace_back(edge.a, edge.b);
            if (sides.right >= 0) m_border[index(sides.right)].emplace_back(edge.b, edge.a);
        }
    }

    void assemble() {
        m_is_changed.assign(m_chosen.size(), 0);
        m_geometry.resize(m_chosen.size());
        tbb::parallel_for(std::size_t{0}, m_chosen.size(), [this](std::size_t i) {
            std::ranges::sort(m_border[i]);
            if (m_border[i] != border_of(before(i))) assemble(i);
        });
    }

    void assemble(std::size_t i) {
        m_is_changed[i] = 1;
        m_geometry[i] = assemble_polygons(m_border[i]);
    }

    /// Features that lost their ground, or most of it and the rest is strips.
    void find_gone() {
        for (std::size_t i = 0; i < m_chosen.size(); ++i) {
            if (m_is_changed[i] == 0 || before(i).empty()) continue;
            const GroundMeasure now = measure_ground(m_geometry[i], m_scale);
            if (now.mean_width_m() >= least_rest_m) continue;
            if (now.area_m2 >= measure_ground(m_shapes.of(m_chosen[i]), m_scale).area_m2 / 2) continue;
            m_result.gone.push_back({m_chosen[i], {}, now.area_m2, now.mean_width_m()});
        }
    }

    /// Parts that are too thin to be ground of their own go to neighbours: those of the first feature by rank first. A
    /// vertex that no other has does not change hands.
    void give_away_slivers() {
        std::vector<std::int32_t> order;
        for (std::size_t i = 0; i < m_chosen.size(); ++i) {
            if (m_is_changed[i] != 0) order.push_back(static_cast<std::int32_t>(i));
        }
        std::ranges::sort(order, {}, [this](std::int32_t i) { return rank(i); });
        for (const std::int32_t i : order) {
            const MultiPolygon parts = m_geometry[index(i)];
            for (const Polygon& part : parts) {
                if (parts.size() > 1 && measure_ground(part, m_scale).mean_width_m() < settle_reach_m &&
                    !has_vertex_of_its_own(i, part))
                    give_away(i, part);
            }
        }
    }

    /// Whether a part of a feature has a vertex that the feature came with, and no other did.
    [[nodiscard]] bool has_vertex_of_its_own(std::int32_t i, const Polygon& part) {
        if (m_vertices.empty()) find_vertices();
        return std::ranges::any_of(part.shell, [&](const Point& p) {
            const auto [first, last] = std::ranges::equal_range(m_vertices, p, {}, &Vertex::first);
            return first != last && std::all_of(first, last, [i](const Vertex& v) { return v.second == i; });
        });
    }

    void find_vertices() {
        for (std::size_t i = 0; i < m_chosen.size(); ++i) {
            for (const DirectedSegment& segment : border_of(before(i)))
                m_vertices.emplace_back(segment.first, static_cast<std::int32_t>(i));
        }
        std::ranges::sort(m_vertices);
    }

    /// Ground that has no neighbour is given up.
    void give_away(std::int32_t from, const Polygon& part) {
        std::vector<DirectedSegment> border = border_of({part});
        const std::int32_t to = neighbour_along(from, border);
        for (const DirectedSegment& segment : border)
            side(segment.first, segment.second) = to;
        if (to >= 0) add_to(to, border);
        for (DirectedSegment& segment : border)
            std::swap(segment.first, segment.second);
        add_to(from, border);
    }

    void add_to(std::int32_t i, const std::vector<DirectedSegment>& more) {
        std::vector<DirectedSegment>& border = m_border[index(i)];
        border.insert(border.end(), more.begin(), more.end());
        cancel_opposites(border);
        assemble(index(i));
    }

    /// Whose ground lies to the left of an edge.
    [[nodiscard]] std::int32_t& side(const Point& from, const Point& to) {
        const Line edge = from < to ? Line{from, to} : Line{to, from};
        const auto e = std::ranges::lower_bound(m_graph.edges, edge) - m_graph.edges.begin();
        Sides& sides = m_sides[static_cast<std::size_t>(e)];
        return from < to ? sides.left : sides.right;
    }

    /// The one with the longest common border; of several the first by rank. -1: there is none.
    [[nodiscard]] std::int32_t neighbour_along(std::int32_t from, const std::vector<DirectedSegment>& border) {
        std::map<std::int32_t, double> lengths;
        for (const auto& [a, b] : border) {
            const std::int32_t beyond = side(b, a);
            if (beyond >= 0 && beyond != from) lengths[beyond] += m_scale.distance(a, b);
        }
        std::int32_t best = -1;
        for (const auto& [neighbour, length] : lengths) {
            if (best < 0 || length > lengths[best] || (length == lengths[best] && rank(neighbour) < rank(best)))
                best = neighbour;
        }
        return best;
    }

    std::span<const MultiPolygon> m_features;
    std::span<const std::int32_t> m_chosen;
    std::span<const std::int32_t> m_rank;
    GroundScale m_scale;
    ValidShapes& m_shapes;
    struct Sides {
        std::int32_t left = -1;
        std::int32_t right = -1;
    };

    using Vertex = std::pair<Point, std::int32_t>;  ///< with one of those that came with it

    PlaneGraph m_graph;
    std::vector<Vertex> m_vertices;                      ///< ascending; found when first needed
    std::vector<Sides> m_sides;                          ///< the owners of the ground to both sides of each edge
    std::vector<std::vector<DirectedSegment>> m_border;  ///< by chosen feature, ascending
    std::vector<char> m_is_changed;
    std::vector<MultiPolygon> m_geometry;  ///< of those that are changed
    SharedGround m_result;
};

}  // namespace

SharedGround share_ground(std::span<const MultiPolygon> features, std::span<const std::int32_t> chosen,
                          std::span<const std::int32_t> rank, const GroundScale& scale) {
    constexpr int most_rounds = 10;  // the second is needed where borders all but coincide
    ValidShapes shapes(features);
    std::vector<Point> fixed;
    for (int round = 1;; ++round) {
        SharedGround shared = Sharing(features, chosen, rank, scale, shapes).run(fixed);
        std::vector<Point> lost = lost_vertices(shapes, chosen, shared.changed);
        std::erase_if(lost, [&fixed](const Point& p) { return std::ranges::binary_search(fixed, p); });
        if (lost.empty() || round == most_rounds) return shared;
        fixed.insert(fixed.end(), lost.begin(), lost.end());
        std::ranges::sort(fixed);
    }
}

}  // namespace grid
