#include "libgrid/export/border_lines.hpp"

#include <algorithm>
#include <tuple>

namespace grid {

namespace {

/// An undirected segment and the features that have it: `first` and `second`, or several (`second` is -2), which no
/// other segment counts as equal to.
struct Border {
    std::int32_t a = 0;
    std::int32_t b = 0;
    std::int32_t first = -1;
    std::int32_t second = -1;

    [[nodiscard]] bool same_sides(const Border& o) const {
        return first == o.first && second == o.second && second != -2;
    }
    [[nodiscard]] std::int32_t other(std::int32_t v) const { return v == a ? b : a; }
};

template <typename Visit>
void each_ring(std::span<MultiPolygon* const> features, Visit&& visit) {
    for (std::size_t f = 0; f < features.size(); ++f) {
        for (const Polygon& polygon : *features[f]) {
            visit(static_cast<std::int32_t>(f), polygon.shell);
            for (const Ring& hole : polygon.holes)
                visit(static_cast<std::int32_t>(f), hole);
        }
    }
}

std::vector<Point> distinct_vertices(std::span<MultiPolygon* const> features) {
    std::vector<Point> vertices;
    each_ring(features, [&](std::int32_t, const Ring& ring) {
        if (ring.size() > 1) vertices.insert(vertices.end(), ring.begin() + 1, ring.end());
    });
    std::sort(vertices.begin(), vertices.end());
    vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
    return vertices;
}

std::vector<Border> distinct_borders(std::span<MultiPolygon* const> features, const BorderLines& lines) {
    std::vector<Border> borders;
    each_ring(features, [&](std::int32_t feature, const Ring& ring) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const auto [a, b] = std::minmax({lines.number_of(ring[i - 1]), lines.number_of(ring[i])});
            if (a != b) borders.push_back({a, b, feature, -1});
        }
    });
    std::sort(borders.begin(), borders.end(), [](const Border& p, const Border& q) {
        return std::tie(p.a, p.b, p.first) < std::tie(q.a, q.b, q.first);
    });
    std::size_t kept = 0;
    for (const Border& border : borders) {
        if (kept > 0 && borders[kept - 1].a == border.a && borders[kept - 1].b == border.b) {
            Border& before = borders[kept - 1];
            before.second = before.second == -1 ? border.first : -2;
        } else {
            borders[kept++] = border;
        }
    }
    borders.resize(kept);
    return borders;
}

/// Walks the borders from node to node.
class Walk {
public:
    Walk(const std::vector<Border>& borders, std::size_t vertex_count)
        : m_borders(borders), m_start(vertex_count + 1, 0), m_at(2 * borders.size()), m_used(borders.size(), 0) {
        for (const Border& border : borders) {
            ++m_start[static_cast<std::size_t>(border.a) + 1];
            ++m_start[static_cast<std::size_t>(border.b) + 1];
        }
        for (std::size_t v = 0; v < vertex_count; ++v)
            m_start[v + 1] += m_start[v];
        std::vector<std::int32_t> next(m_start.begin(), m_start.end() - 1);
        for (std::size_t i = 0; i < borders.size(); ++i) {
            for (const std::int32_t v : {borders[i].a, borders[i].b})
                m_at[static_cast<std::size_t>(next[static_cast<std::size_t>(v)]++)] = static_cast<std::int32_t>(i);
        }
    }

    [[nodiscard]] std::vector<std::vector<std::int32_t>> lines() {
        std::vector<std::vector<std::int32_t>> all;
        for (const bool rings : {false, true}) {
            for (std::int32_t v = 0; v + 1 < static_cast<std::int32_t>(m_start.size()); ++v) {
                if (!rings && !is_node(v)) continue;
                for (const std::int32_t border : at(v)) {
                    if (m_used[static_cast<std::size_t>(border)] == 0) all.push_back(line_from(v, border));
                }
            }
        }
        return all;
    }

private:
    [[nodiscard]] std::span<const std::int32_t> at(std::int32_t v) const {
        const auto from = static_cast<std::size_t>(m_start[static_cast<std::size_t>(v)]);
        return {&m_at[from], static_cast<std::size_t>(m_start[static_cast<std::size_t>(v) + 1]) - from};
    }
    [[nodiscard]] const Border& border(std::int32_t index) const { return m_borders[static_cast<std::size_t>(index)]; }
    [[nodiscard]] bool is_node(std::int32_t v) const {
        const auto around = at(v);
        return around.size() != 2 || !border(around[0]).same_sides(border(around[1]));
    }
    [[nodiscard]] std::vector<std::int32_t> line_from(std::int32_t v, std::int32_t index) {
        std::vector<std::int32_t> line{v};
        while (m_used[static_cast<std::size_t>(index)] == 0) {
            m_used[static_cast<std::size_t>(index)] = 1;
            v = border(index).other(v);
            line.push_back(v);
            if (is_node(v)) break;
            const auto around = at(v);
            index = around[0] == index ? around[1] : around[0];
        }
        return line;
    }

    const std::vector<Border>& m_borders;
    std::vector<std::int32_t> m_start;  ///< of a vertex in m_at
    std::vector<std::int32_t> m_at;     ///< borders at each vertex
    std::vector<std::uint8_t> m_used;
};

}  // namespace

std::int32_t BorderLines::number_of(const Point& p) const {
    return static_cast<std::int32_t>(std::lower_bound(vertices.begin(), vertices.end(), p) - vertices.begin());
}

BorderLines border_lines(std::span<MultiPolygon* const> features) {
    BorderLines result;
    result.vertices = distinct_vertices(features);
    const std::vector<Border> borders = distinct_borders(features, result);
    result.lines = Walk(borders, result.vertices.size()).lines();
    return result;
}

}  // namespace grid
