#include "lattice.hpp"

#include <fmt/format.h>
#include <geos_c.h>

#include <algorithm>
#include <map>
#include <set>

namespace grid::test {

namespace {

std::string valid_reason(const Polygon& polygon) {
    GEOSContextHandle_t geos = GEOS_init_r();
    const auto ring = [&](const Ring& points) {
        GEOSCoordSequence* seq = GEOSCoordSeq_create_r(geos, static_cast<unsigned>(points.size()), 2);
        for (unsigned i = 0; i < points.size(); ++i)
            GEOSCoordSeq_setXY_r(geos, seq, i, points[i].x, points[i].y);
        return GEOSGeom_createLinearRing_r(geos, seq);
    };
    std::vector<GEOSGeometry*> holes;
    for (const Ring& hole : polygon.holes)
        holes.push_back(ring(hole));
    GEOSGeometry* geometry =
        GEOSGeom_createPolygon_r(geos, ring(polygon.shell), holes.data(), static_cast<unsigned>(holes.size()));
    std::string result;
    if (GEOSisValid_r(geos, geometry) != 1) {
        char* reason = GEOSisValidReason_r(geos, geometry);
        result = reason;
        GEOSFree_r(geos, reason);
    }
    GEOSGeom_destroy_r(geos, geometry);
    GEOS_finish_r(geos);
    return result;
}

double ring_area(const Ring& ring) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        sum += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
               (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
    }
    return sum / 2;
}

}  // namespace

Lattice lattice(const std::vector<std::string>& rows, const std::function<bool(const Point&)>& is_input) {
    Lattice result;
    Mesh& mesh = result.mesh;
    mesh.plane = shifted;
    const auto height = static_cast<std::int32_t>(rows.size());
    const auto width = static_cast<std::int32_t>(rows.front().size());
    std::vector<std::int32_t> cells(static_cast<std::size_t>(width * height), no_cell);
    const auto cell = [&](std::int32_t x, std::int32_t y) {
        return x < 0 || y < 0 || x >= width || y >= height ? no_cell : cells[static_cast<std::size_t>(y * width + x)];
    };
    for (std::int32_t y = 0; y < height; ++y) {
        for (std::int32_t x = 0; x < width; ++x) {
            const char label = rows[static_cast<std::size_t>(height - 1 - y)][static_cast<std::size_t>(x)];
            if (label == '.') continue;
            cells[static_cast<std::size_t>(y * width + x)] = static_cast<std::int32_t>(mesh.cells.size());
            mesh.cells.push_back({.at = {x + 0.5, y + 0.5}});
            result.plan.push_back(label - 'A');
            result.grid_count = std::max(result.grid_count, label - 'A' + 1);
        }
    }
    const auto vertex = [&](std::int32_t x, std::int32_t y) { return y * (width + 1) + x; };
    for (std::int32_t y = 0; y <= height; ++y) {
        for (std::int32_t x = 0; x <= width; ++x) {
            const Point work{double(x), double(y)};
            mesh.vertices.push_back({work, shifted.to_output(work), !is_input || is_input(work)});
        }
    }
    const auto edge = [&](std::int32_t a, std::int32_t b, std::int32_t left, std::int32_t right) {
        if (left == right) return;
        MeshEdge e{.a = a, .b = b, .left = left, .right = right, .length_m = 1};
        if (left == no_cell || right == no_cell) e.flags = edge_outline;
        mesh.edges.push_back(e);
    };
    for (std::int32_t y = 0; y <= height; ++y) {
        for (std::int32_t x = 0; x <= width; ++x) {
            if (x < width) edge(vertex(x, y), vertex(x + 1, y), cell(x, y), cell(x, y - 1));
            if (y < height) edge(vertex(x, y), vertex(x, y + 1), cell(x - 1, y), cell(x, y));
        }
    }
    return result;
}

std::string text(const MultiPolygon& grid) {
    std::string result;
    const auto ring = [&](const Ring& points) {
        std::string line;
        for (const Point& p : points)
            line += fmt::format("{}{} {}", line.empty() ? "" : ",", p.x - 1000, p.y - 2000);
        return fmt::format("({})", line);
    };
    for (const Polygon& polygon : grid) {
        std::string rings = ring(polygon.shell);
        for (const Ring& hole : polygon.holes)
            rings += "," + ring(hole);
        result += fmt::format("{}POLYGON({})", result.empty() ? "" : " ", rings);
    }
    return result;
}

std::string coverage_fault(const std::vector<MultiPolygon>& grids, const std::vector<Ring>& outline) {
    using Segment = std::pair<Point, Point>;
    std::map<Segment, int> used;
    const auto add = [&](const Ring& ring, int owner) -> std::string {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            const auto [at, is_new] = used.try_emplace({ring[i], ring[i + 1]}, owner);
            if (!is_new) return fmt::format("segment {},{} used by {} and {}", ring[i].x, ring[i].y, at->second, owner);
        }
        return {};
    };
    for (std::size_t g = 0; g < grids.size(); ++g) {
        for (const Polygon& polygon : grids[g]) {
            if (std::string reason = valid_reason(polygon); !reason.empty())
                return fmt::format("grid {}: {}", g, reason);
            if (ring_area(polygon.shell) <= 0) return "a shell is not counter-clockwise";
            if (std::string fault = add(polygon.shell, static_cast<int>(g)); !fault.empty()) return fault;
            for (const Ring& hole : polygon.holes) {
                if (ring_area(hole) >= 0) return "a hole is not clockwise";
                if (std::string fault = add(hole, static_cast<int>(g)); !fault.empty()) return fault;
            }
        }
    }
    std::vector<Segment> single;
    for (const auto& [segment, owner] : used) {
        const auto opposite = used.find({segment.second, segment.first});
        if (opposite == used.end()) {
            single.push_back(segment);
        } else if (opposite->second == owner) {
            return "a grid lies on both sides of a border";
        }
    }
    // What is used once must be the outline: follow it from input vertex to input vertex.
    std::map<Point, std::vector<Point>> next;
    std::size_t left = single.size();
    for (const auto& [a, b] : single)
        next[a].push_back(b);
    std::set<Point> input;
    for (const Ring& ring : outline)
        input.insert(ring.begin(), ring.end());
    for (const Ring& ring : outline) {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            const auto reach = [&](Point p) {
                for (std::size_t steps = 1;; ++steps) {
                    if (p == ring[i + 1]) return steps;
                    if (input.contains(p) || !next.contains(p) || next[p].size() != 1) return std::size_t{0};
                    p = next[p].front();
                }
            };
            std::size_t steps = 0;
            for (const Point& p : next[ring[i]])
                steps = std::max(steps, reach(p));
            if (steps == 0) return fmt::format("outline vertex {},{} is lost", ring[i].x, ring[i].y);
            left -= std::min(steps, left);
        }
    }
    return left == 0 ? "" : fmt::format("{} segments are neither shared nor on the outline", left);
}

std::vector<Ring> outline_of(const Mesh& mesh) {
    // Only the union of the rings matters to the check: each segment between input vertices is one "ring".
    struct Link {
        std::int32_t to;
        std::vector<Point> input;
    };
    std::multimap<std::int32_t, Link> links;
    for (const MeshEdge& e : mesh.edges) {
        if ((e.flags & edge_outline) == 0) continue;
        std::vector<Point> input;
        for (std::uint32_t i = 0; i < e.shape_count; ++i) {
            const MeshVertex& v = mesh.shape[e.first_shape + i];
            if (v.is_input) input.push_back(v.output);
        }
        if (e.left == no_cell) std::ranges::reverse(input);
        links.emplace(e.left == no_cell ? e.b : e.a, Link{e.left == no_cell ? e.a : e.b, input});
    }
    std::vector<Ring> pieces;
    for (const auto& [from, link] : links) {
        const MeshVertex& start = mesh.vertices[static_cast<std::size_t>(from)];
        if (!start.is_input) continue;
        Ring piece{start.output};
        const Link* at = &link;
        for (;;) {
            piece.insert(piece.end(), at->input.begin(), at->input.end());
            const MeshVertex& end = mesh.vertices[static_cast<std::size_t>(at->to)];
            if (end.is_input) {
                piece.push_back(end.output);
                break;
            }
            at = &links.find(at->to)->second;
        }
        pieces.push_back(piece);
    }
    return pieces;
}

double area(const MultiPolygon& grid) {
    double sum = 0;
    for (const Polygon& polygon : grid) {
        sum += ring_area(polygon.shell);
        for (const Ring& hole : polygon.holes)
            sum += ring_area(hole);
    }
    return sum;
}

bool contains(const MultiPolygon& grid, const Point& p) {
    bool inside = false;
    const auto cross = [&](const Ring& ring) {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            const Point& a = ring[i];
            const Point& b = ring[i + 1];
            if ((a.y <= p.y) != (b.y <= p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
        }
    };
    for (const Polygon& polygon : grid) {
        cross(polygon.shell);
        for (const Ring& hole : polygon.holes)
            cross(hole);
    }
    return inside;
}

}  // namespace grid::test
