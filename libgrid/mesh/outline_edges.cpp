#include "libgrid/mesh/outline_edges.hpp"

#include <cmath>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

OutlineEdges::OutlineEdges(const Outline& outline, const FineFaces& fine, const CellMaker& cells,
                           const Lattice& lattice, Mesh& mesh)
    : m_outline(outline),
      m_fine(fine),
      m_cells(cells),
      m_lattice(lattice),
      m_mesh(mesh),
      m_on_edge(fine.arrangement.edges().size(), {-1, -1}) {
    find_passes();
    label_steps();
    for (std::size_t pass = 0; pass < m_walk.size(); ++pass) {
        if (m_walk[m_walk[pass].before].cell != no_cell) visit_sector(pass);
    }
    draw();
}

void OutlineEdges::fail(std::int32_t half_edge, const Message& what) const {
    Place place;
    place.at =
        m_lattice.output(m_fine.arrangement.vertices()[static_cast<std::size_t>(m_fine.arrangement.origin(half_edge))]);
    throw GeometryError(what, place);
}

const OutlineRing& OutlineEdges::ring_of(const Step& step) const {
    const OutlineSegment& segment = m_outline.segments[static_cast<std::size_t>(step.outline_segment)];
    return m_outline.rings[static_cast<std::size_t>(segment.ring)];
}

void OutlineEdges::find_passes() {
    m_walk.reserve(m_fine.walk.size());
    for (const OutlineStep& step : m_fine.walk) {
        auto& here = m_on_edge[static_cast<std::size_t>(step.half_edge / 2)];
        auto& free = here[0] < 0 ? here[0] : here[1];
        const bool same_way = here[0] >= 0 && m_walk[static_cast<std::size_t>(here[0])].half_edge == step.half_edge;
        if (free >= 0 || same_way) fail(step.half_edge, msg("the outline lies several times on one line"));
        free = static_cast<std::int32_t>(m_walk.size());
        m_walk.push_back({.half_edge = step.half_edge, .outline_segment = step.outline_segment, .points = {}});
    }
    std::size_t first = 0;
    for (std::size_t r = 0; r < m_outline.rings.size(); ++r) {
        const auto ring = static_cast<std::int32_t>(r);
        std::size_t last = first;
        while (last < m_walk.size() &&
               m_outline.segments[static_cast<std::size_t>(m_walk[last].outline_segment)].ring == ring)
            ++last;
        link_ring(ring, first, last);
        first = last;
    }
}

/// Says which points of the ring lie at which pass: a point at the beginning of its segment; those whose segment has no
/// length on the lattice at the next pass.
void OutlineEdges::link_ring(std::int32_t ring, std::size_t first, std::size_t last) {
    if (first == last) {
        Place place;
        place.at = m_outline.rings[static_cast<std::size_t>(ring)].points.front();
        throw GeometryError(msg("a ring of the outline has no extent"), place);
    }
    m_first_of_ring.push_back(first);
    const auto points = static_cast<std::int32_t>(m_outline.rings[static_cast<std::size_t>(ring)].points.size());
    std::int32_t next = 0;  // point
    for (std::size_t s = first; s < last; ++s) {
        Step& step = m_walk[s];
        step.before = s == first ? last - 1 : s - 1;
        step.after = s + 1 == last ? first : s + 1;
        const std::int32_t index = m_outline.segments[static_cast<std::size_t>(step.outline_segment)].index;
        for (; next <= index; ++next)
            step.points.push_back(next);
    }
    std::vector<std::int32_t> rest;
    for (; next < points; ++next)
        rest.push_back(next);
    std::vector<std::int32_t>& start = m_walk[first].points;
    start.insert(start.begin(), rest.begin(), rest.end());
}

void OutlineEdges::label_steps() {
    DisjointSets regions(m_walk.size());
    const auto is_collapsed = [this](std::size_t s) { return m_walk[s].cell == no_cell; };
    for (Step& step : m_walk)
        step.final_cell = step.cell = m_cells.cell(m_fine.arrangement.left_face(step.half_edge));
    for (std::size_t s = 0; s < m_walk.size(); ++s) {
        if (!is_collapsed(s)) continue;
        if (is_collapsed(m_walk[s].after))
            regions.unite(static_cast<std::int32_t>(s), static_cast<std::int32_t>(m_walk[s].after));
        for (const std::int32_t other : m_on_edge[static_cast<std::size_t>(m_walk[s].half_edge / 2)]) {
            if (other >= 0 && is_collapsed(static_cast<std::size_t>(other)))
                regions.unite(static_cast<std::int32_t>(s), other);
        }
    }
    std::unordered_map<std::int32_t, std::int32_t> cell_of;  // region -> cell
    for (std::size_t s = 0; s < m_walk.size(); ++s) {
        if (is_collapsed(s) && !is_collapsed(m_walk[s].after))
            cell_of.try_emplace(regions.find(static_cast<std::int32_t>(s)), m_walk[m_walk[s].after].cell);
    }
    for (std::size_t s = 0; s < m_walk.size(); ++s) {
        if (!is_collapsed(s)) continue;
        const auto known = cell_of.find(regions.find(static_cast<std::int32_t>(s)));
        if (known == cell_of.end())
            fail(m_walk[s].half_edge, msg("a part of the unit is narrower than can be written"));
        m_walk[s].final_cell = known->second;
    }
}

std::int32_t OutlineEdges::step_along(std::int32_t half_edge) const {
    for (const std::int32_t step : m_on_edge[static_cast<std::size_t>(half_edge / 2)]) {
        if (step >= 0 && m_walk[static_cast<std::size_t>(step)].half_edge == half_edge) return step;
    }
    return -1;
}

/// Turns clockwise from the incoming step of a pass, through the unit, to the next step that leaves.
void OutlineEdges::visit_sector(std::size_t pass) {
    const Arrangement& a = m_fine.arrangement;
    bool has_border = false;
    for (std::int32_t h = a.next(m_walk[m_walk[pass].before].half_edge);; h = a.next(h ^ 1)) {
        if (const std::int32_t step = step_along(h); step >= 0)
            return end_sector(pass, static_cast<std::size_t>(step), has_border);
        if (is_on_outline(h / 2)) fail(h, msg("the sides of the outline cannot be told apart"));
        if (m_cells.cell(a.left_face(h)) == m_cells.cell(a.right_face(h))) continue;
        m_vertex_of_half[h] = vertex_at(pass);
        has_border = true;
    }
}

bool OutlineEdges::changes_cell(std::size_t pass) const {
    return m_walk[m_walk[pass].before].final_cell != m_walk[pass].final_cell;
}

void OutlineEdges::end_sector(std::size_t from, std::size_t to, bool has_border) {
    if (from == to) {
        if (!has_border && changes_cell(from)) fail(m_walk[from].half_edge, msg("a border between cells ends"));
        return;
    }
    if (output_of(from) == output_of(to)) {  // the outline touches itself
        if (!has_border && !changes_cell(from) && !changes_cell(to)) return;
        (void)vertex_at(from);
        (void)vertex_at(to);
        return;
    }
    if (m_walk[from].final_cell == m_walk[to].cell) {
        if (changes_cell(from)) (void)vertex_at(from);
        return;
    }
    MeshEdge door;
    door.a = vertex_at(from);
    door.b = vertex_at(to);
    door.left = m_walk[to].cell;
    door.right = m_walk[from].final_cell;
    m_mesh.edges.push_back(door);
}

Point OutlineEdges::output_of(std::size_t pass) const {
    const Step& step = m_walk[pass];
    if (!step.points.empty()) return ring_of(step).points[static_cast<std::size_t>(step.points.front())];
    return m_lattice.output(
        m_fine.arrangement.vertices()[static_cast<std::size_t>(m_fine.arrangement.origin(step.half_edge))]);
}

std::int32_t OutlineEdges::vertex_at(std::size_t pass) {
    Step& step = m_walk[pass];
    if (step.vertex >= 0) return step.vertex;
    const Point output = output_of(pass);
    const auto [known, is_new] = m_vertex_at.try_emplace(output, static_cast<std::int32_t>(m_mesh.vertices.size()));
    step.vertex = known->second;
    if (!is_new) return step.vertex;
    MeshVertex vertex{m_lattice.plane().to_work(output), output, !step.points.empty()};
    if (step.points.empty()) {
        const std::vector<Point>& points = ring_of(step).points;
        const auto i =
            static_cast<std::size_t>(m_outline.segments[static_cast<std::size_t>(step.outline_segment)].index);
        vertex.outline_segment = static_cast<std::int32_t>(m_mesh.outline_segments.size());
        m_mesh.outline_segments.emplace_back(points[i], points[(i + 1) % points.size()]);
    }
    m_mesh.vertices.push_back(vertex);
    return step.vertex;
}

void OutlineEdges::draw() {
    for (std::size_t r = 0; r < m_first_of_ring.size(); ++r) {
        const std::size_t first = m_first_of_ring[r];
        const std::size_t last = r + 1 < m_first_of_ring.size() ? m_first_of_ring[r + 1] : m_walk.size();
        bool has_vertex = false;
        for (std::size_t s = first; s < last; ++s)
            has_vertex = has_vertex || m_walk[s].vertex >= 0;
        if (!has_vertex) (void)vertex_at(first);  // a point of the ring lies there
        for (std::size_t s = first; s < last; ++s) {
            if (m_walk[s].vertex >= 0) draw_edge(s);
        }
    }
}

/// From one pass with a vertex to the next one.
void OutlineEdges::draw_edge(std::size_t from) {
    MeshEdge edge;
    edge.a = m_walk[from].vertex;
    edge.left = m_walk[from].final_cell;
    edge.flags = edge_outline;
    edge.first_shape = static_cast<std::uint32_t>(m_mesh.shape.size());
    add_points(m_walk[from], 1);
    std::size_t s = m_walk[from].after;
    for (; m_walk[s].vertex < 0; s = m_walk[s].after) {
        if (m_walk[s].final_cell != edge.left) fail(m_walk[s].half_edge, msg("a border between cells ends"));
        add_points(m_walk[s], 0);
    }
    edge.b = m_walk[s].vertex;
    edge.shape_count = static_cast<std::uint32_t>(m_mesh.shape.size()) - edge.first_shape;
    m_mesh.edges.push_back(edge);
}

void OutlineEdges::add_points(const Step& step, std::size_t from) {
    const std::vector<Point>& points = ring_of(step).points;
    for (std::size_t i = from; i < step.points.size(); ++i) {
        const Point& output = points[static_cast<std::size_t>(step.points[i])];
        m_mesh.shape.push_back({m_lattice.plane().to_work(output), output, true});
    }
}

}  // namespace grid
