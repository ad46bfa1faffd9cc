#include "libgrid/trace/trace.hpp"

#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/trace/network.hpp"
#include "libgrid/trace/outline.hpp"
#include "libgrid/trace/rings.hpp"
#include "libgrid/trace/straighten.hpp"

namespace grid {

namespace {

void check_references(const Mesh& mesh, const std::vector<std::int32_t>& plan, std::int32_t grid_count) {
    const auto cells = static_cast<std::int32_t>(mesh.cells.size());
    const auto vertices = static_cast<std::int32_t>(mesh.vertices.size());
    const auto is_cell = [&](std::int32_t c) { return c == no_cell || (c >= 0 && c < cells); };
    const auto is_vertex = [&](std::int32_t v) { return v >= 0 && v < vertices; };
    bool good = plan.size() == mesh.cells.size();
    for (const std::int32_t grid : plan)
        good = good && grid >= 0 && grid < grid_count;
    for (const MeshEdge& e : mesh.edges) {
        good = good && is_cell(e.left) && is_cell(e.right) && is_vertex(e.a) && is_vertex(e.b);
        good = good && std::size_t{e.first_shape} + e.shape_count <= mesh.shape.size();
    }
    if (!good) throw GeometryError(msg("mesh and plan do not fit: a cell, vertex or grid is out of range"));
}

BorderLengths measure_borders(const Network& network) {
    BorderLengths lengths;
    for (const Chain& chain : network.chains) {
        if (chain.is_outline()) continue;
        for (std::size_t i = 0; i < chain.flags.size(); ++i) {
            const Point& p = chain.points[i].work;
            const Point& q = chain.points[i + 1].work;
            const double length = std::sqrt((q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y));
            lengths.inner_m += length;
            if ((chain.flags[i] & edge_barrier) != 0) lengths.inner_on_barrier_m += length;
        }
    }
    return lengths;
}

// Points that rounding made equal are written once. A ring of which fewer than three are left is empty.
Ring draw(const Network& network, const RingPath& path) {
    Ring ring;
    for (const Half h : path) {
        const std::size_t count = network.chain(h).points.size();
        for (std::size_t i = 0; i + 1 < count; ++i) {
            const Point& p = network.point(h, i).output;
            if (ring.empty() || ring.back() != p) ring.push_back(p);
        }
    }
    while (ring.size() > 1 && ring.front() == ring.back())
        ring.pop_back();
    if (ring.size() < 3) return {};
    ring.push_back(ring.front());
    return ring;
}

MultiPolygon draw(const Network& network, const std::vector<PolygonPath>& paths) {
    MultiPolygon polygons;
    for (const PolygonPath& path : paths) {
        Polygon polygon{draw(network, path.shell), {}};
        if (polygon.shell.empty()) continue;
        for (const RingPath& hole : path.holes) {
            if (Ring ring = draw(network, hole); !ring.empty()) polygon.holes.push_back(std::move(ring));
        }
        polygons.push_back(std::move(polygon));
    }
    order_rings(polygons);
    return polygons;
}

}  // namespace

TracedUnit trace_grids(const Mesh& mesh, const std::vector<std::int32_t>& plan, std::int32_t grid_count,
                       const TraceOptions& options) {
    check_references(mesh, plan, grid_count);
    Network network = build_network(mesh, plan);
    const auto paths = link_rings(network, mesh, plan, grid_count);
    if (options.straighten) straighten(network, mesh, plan, options.clearance_m);
    TracedUnit unit;
    unit.borders = measure_borders(network);
    drop_new_points(network);
    unit.splits = find_splits(network, mesh);
    for (const auto& polygons : paths) {
        unit.grids.push_back(draw(network, polygons));
        if (!polygons.empty() && unit.grids.back().empty()) throw GeometryError(msg("a grid has no area"));
    }
    return unit;
}

}  // namespace grid
