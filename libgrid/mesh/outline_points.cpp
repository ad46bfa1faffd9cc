#include "libgrid/mesh/outline_points.hpp"

#include <algorithm>

#include "libgrid/core/ring_area.hpp"

namespace grid {

OutlinePoints::OutlinePoints(const UnitGround& ground) {
    const auto add_ring = [this](Ring output, Ring work, bool counter_clockwise) {
        if ((doubled_area(work) > 0) != counter_clockwise) {
            std::reverse(output.begin(), output.end());
            std::reverse(work.begin(), work.end());
        }
        for (std::size_t i = 0; i + 1 < output.size(); ++i) {
            const LatticePoint at = to_lattice(work[i]);
            const auto [known, is_new] = m_output.try_emplace(at, output[i]);
            if (is_new || known->second == output[i]) continue;
            m_hidden[at].push_back(known->second);
            known->second = output[i];
        }
    };
    for (std::size_t p = 0; p < ground.output.size(); ++p) {
        add_ring(ground.output[p].shell, ground.work[p].shell, true);
        for (std::size_t h = 0; h < ground.output[p].holes.size(); ++h) {
            add_ring(ground.output[p].holes[h], ground.work[p].holes[h], false);
        }
    }
    for (const PreviousSegment& segment : ground.previous) {
        m_previous.try_emplace(segment.line.p, segment.p);
        m_previous.try_emplace(segment.line.q, segment.q);
    }
}

MeshVertex OutlinePoints::vertex(const LatticePoint& at, bool on_outline) const {
    MeshVertex vertex{to_work(at), {}, false};
    const auto take = [&](const auto& points) {
        const auto known = points.find(at);
        if (known == points.end()) return;
        vertex.output = known->second;
        vertex.is_input = true;
    };
    take(m_output);
    if (!on_outline && !vertex.is_input) take(m_previous);
    return vertex;
}

void OutlinePoints::add_shape(Mesh& mesh, MeshEdge& edge, const Segment& line) const {
    const bool forward = edge.left != no_cell;  // walking a -> b with the unit on the left
    const LatticePoint& head = forward ? line.q : line.p;
    const auto hidden = m_hidden.find(head);
    if (hidden == m_hidden.end()) return;
    edge.first_shape = static_cast<std::uint32_t>(mesh.shape.size());
    edge.shape_count = static_cast<std::uint32_t>(hidden->second.size());
    for (const Point& output : hidden->second)
        mesh.shape.push_back({to_work(head), output, true});
    if (!forward) std::reverse(mesh.shape.begin() + edge.first_shape, mesh.shape.end());
}

}  // namespace grid
