#include "honeycomb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace grid::test {

namespace {

double on_lattice(double v) {
    return std::round(v * 1e5) / 1e5;
}

class Builder {
public:
    explicit Builder(const HoneycombOptions& options) : m_options(options), m_random{options.seed} {}

    Lattice build() {
        const std::int32_t w = m_options.width;
        const std::int32_t h = m_options.height;
        m_l.mesh.plane = shifted;
        m_l.mesh.cells.resize(static_cast<std::size_t>(w * h));
        for (std::int32_t line = 0; line <= h; ++line)
            add_line(line);
        for (std::int32_t row = 0; row < h; ++row) {
            edge(vertex(0, row), vertex(0, row + 1), no_cell, cell(0, row), edge_outline);
            for (std::int32_t c = 1; c < w; ++c) {
                const std::int32_t x = 2 * c + row % 2;
                edge(vertex(x, row), vertex(x, row + 1), cell(x - 1, row), cell(x + 1, row), 0);
            }
            edge(vertex(2 * w, row), vertex(2 * w, row + 1), cell(2 * w, row), no_cell, edge_outline);
        }
        for (std::int32_t row = 0; row < h; ++row) {
            for (std::int32_t c = 0; c < w; ++c)
                add_sites(c, row);
        }
        make_plan();
        return std::move(m_l);
    }

private:
    // The cell of `row` around half-column x.
    [[nodiscard]] std::int32_t cell(std::int32_t x, std::int32_t row) const {
        if (row < 0 || row >= m_options.height) return no_cell;
        const std::int32_t c = (x - row % 2 - (x % 2 == row % 2 && x == 2 * m_options.width ? 1 : 0)) / 2;
        return row * m_options.width + std::clamp(x < row % 2 ? 0 : c, 0, m_options.width - 1);
    }

    std::int32_t vertex(std::int32_t x, std::int32_t line) {
        const auto [at, is_new] =
            m_vertices.try_emplace({x, line}, static_cast<std::int32_t>(m_l.mesh.vertices.size()));
        if (!is_new) return at->second;
        const bool side = x == 0 || x == 2 * m_options.width;
        const bool end = line == 0 || line == m_options.height;
        const double dx = side ? 0 : 0.22 * m_random.signed_unit();
        const double dy = end ? 0 : 0.35 * m_random.signed_unit();
        const Point output =
            shifted.tidy(shifted.to_output({(x / 2.0 + dx) * m_options.size_m, (line + dy) * m_options.size_m}));
        m_l.mesh.vertices.push_back({shifted.to_work(output), output, side && end});
        return at->second;
    }

    void edge(std::int32_t a, std::int32_t b, std::int32_t left, std::int32_t right, int flags) {
        MeshEdge e{.a = a, .b = b, .left = left, .right = right};
        e.flags = static_cast<std::uint8_t>(flags);
        m_l.mesh.edges.push_back(e);
    }

    void add_line(std::int32_t line) {
        std::set<std::int32_t> columns{0, 2 * m_options.width};
        for (std::int32_t c = 1; c < m_options.width; ++c) {
            if (line > 0) columns.insert(2 * c + (line - 1) % 2);
            if (line < m_options.height) columns.insert(2 * c + line % 2);
        }
        const bool end = line == 0 || line == m_options.height;
        const int barrier = edge_barrier | (m_options.hard ? edge_hard : 0);
        const int flags = end ? edge_outline : line == m_options.barrier_row ? barrier : 0;
        for (auto x = columns.begin(); std::next(x) != columns.end(); ++x) {
            // Between neighbouring columns the middle lies in one cell above and one below.
            const auto side = [&](std::int32_t row) {
                if (row < 0 || row >= m_options.height) return no_cell;
                const std::int32_t c = (*x + *std::next(x) - 2 * (row % 2)) / 4;
                return row * m_options.width + std::clamp(*x < row % 2 ? 0 : c, 0, m_options.width - 1);
            };
            edge(vertex(*x, line), vertex(*std::next(x), line), side(line), side(line - 1), flags);
        }
    }

    void add_sites(std::int32_t c, std::int32_t row) {
        const std::int32_t index = row * m_options.width + c;
        const double from = c == 0 ? 0 : c + row % 2 / 2.0;
        const double to = c == m_options.width - 1 ? m_options.width : c + 1 + row % 2 / 2.0;
        const Point middle{(from + to) / 2, row + 0.5};
        const bool is_narrow = to - from < 1;
        const auto place = [&](double dx, double dy) {
            return Point{on_lattice((middle.x + dx) * m_options.size_m),
                         on_lattice((middle.y + dy) * m_options.size_m)};
        };
        for (int i = 0; i < 3; ++i) {
            const double dx = (is_narrow ? 0.01 : 0.1) * m_random.signed_unit();
            m_l.mesh.sites.push_back(place(dx, 0.1 * m_random.signed_unit()));
            m_l.mesh.site_cell.push_back(index);
        }
        if (is_narrow || m_options.block_every == 0 || index % m_options.block_every != 0) return;
        const auto first = static_cast<std::int32_t>(m_l.mesh.vertices.size());
        for (const auto& [dx, dy] : {std::pair{-0.2, -0.12}, {0.2, -0.12}, {0.2, 0.12}, {-0.2, 0.12}}) {
            m_l.mesh.vertices.push_back({place(dx, dy), shifted.to_output(place(dx, dy)), false});
        }
        for (std::int32_t i = 0; i < 4; ++i)
            edge(first + i, first + (i + 1) % 4, index, index, edge_block);
    }

    // Grids grow from random cells by one random neighbour after the other.
    void make_plan() {
        const auto cells = m_l.mesh.cells.size();
        m_l.grid_count = m_options.grids;
        m_l.plan.assign(cells, -1);
        std::size_t left = cells;
        for (std::int32_t g = 0; g < m_options.grids;) {
            std::int32_t& grid = m_l.plan[m_random() % cells];
            if (grid >= 0) continue;
            grid = g++;
            --left;
        }
        while (left > 0) {
            const MeshEdge& e = m_l.mesh.edges[m_random() % m_l.mesh.edges.size()];
            if (e.left == no_cell || e.right == no_cell) continue;
            std::int32_t& a = m_l.plan[static_cast<std::size_t>(e.left)];
            std::int32_t& b = m_l.plan[static_cast<std::size_t>(e.right)];
            if ((a < 0) == (b < 0)) continue;
            (a < 0 ? a : b) = std::max(a, b);
            --left;
        }
    }

    HoneycombOptions m_options;
    Random m_random;
    Lattice m_l;
    std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> m_vertices;
};

// Signed distance of c from the line a-b; 0 within what is lost by moving coordinates to the output plane and back.
double side(const Point& a, const Point& b, const Point& c) {
    const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    const double distance = area / std::hypot(b.x - a.x, b.y - a.y);
    return std::abs(distance) < 1e-6 ? 0 : distance;
}

}  // namespace

Lattice honeycomb(const HoneycombOptions& options) {
    return Builder(options).build();
}

std::string crossed_edge(const Lattice& l, const std::vector<MultiPolygon>& grids, std::uint8_t flags) {
    for (const MeshEdge& e : l.mesh.edges) {
        if ((e.flags & flags) != flags || e.left == no_cell || e.right == no_cell) continue;
        if (l.plan[static_cast<std::size_t>(e.left)] != l.plan[static_cast<std::size_t>(e.right)]) continue;
        const Point& a = l.mesh.vertices[static_cast<std::size_t>(e.a)].work;
        const Point& b = l.mesh.vertices[static_cast<std::size_t>(e.b)].work;
        for (const MultiPolygon& grid : grids) {
            for (const Polygon& polygon : grid) {
                const auto& ring = polygon.shell;
                for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
                    const Point p{ring[i].x - 1000, ring[i].y - 2000};
                    const Point q{ring[i + 1].x - 1000, ring[i + 1].y - 2000};
                    if (side(a, b, p) * side(a, b, q) < 0 && side(p, q, a) * side(p, q, b) < 0) {
                        return fmt::format("{} {} - {} {}", p.x, p.y, q.x, q.y);
                    }
                }
            }
        }
    }
    return {};
}

}  // namespace grid::test
