#include "libgrid/layer/previous_unit.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "libgrid/layer/unit_finder.hpp"

namespace grid {

namespace {

std::vector<DirectedSegment> outline_of(std::span<const LocatedCell> cells) {
    std::vector<DirectedSegment> segments;
    for (const LocatedCell& located : cells) {
        const std::vector<DirectedSegment> more = directed_segments(located.cell.output);
        segments.insert(segments.end(), more.begin(), more.end());
    }
    return share_segments(std::move(segments)).outline;
}

}  // namespace

PreviousUnit::PreviousUnit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                           const Projection& projection)
    : m_previous(*ground.previous),
      m_unit(ground.units[unit]),
      m_projection(projection),
      m_output(m_unit.output),
      m_work(m_unit.work) {
    const auto own = index.previous_of(unit);
    m_own.assign(own.begin(), own.end());
    if (m_unit.output.empty()) {  // a group of cells: its grids are all that there was
        m_near = m_own;
        m_same_outline = !m_own.empty() && outline_of_own() == outline_of(index.cells(unit));
    } else {
        m_near = index.previous(box_of(m_unit));
        follow_outline();
    }
    std::vector<std::vector<LatticeArea>> areas;
    for (const std::int32_t g : m_near)
        areas.push_back(lattice_areas(grid(g).work));
    if (!areas.empty()) m_locator.emplace(areas);
}

std::vector<DirectedSegment> PreviousUnit::outline_of_own() const {
    std::vector<DirectedSegment> segments;
    for (const std::int32_t g : m_own) {
        const std::vector<DirectedSegment> more = directed_segments(grid(g).output);
        segments.insert(segments.end(), more.begin(), more.end());
    }
    return share_segments(std::move(segments)).outline;
}

void PreviousUnit::follow_outline() {
    FollowedOutline followed = grid::follow_outline(m_unit.output, outline_of_own());
    m_same_outline = followed.is_same && !m_own.empty();
    m_added = std::move(followed.added);
    if (m_added.empty()) return;
    m_output = std::move(followed.polygons);
    place_added();
    m_work = m_output;
    for (Polygon& polygon : m_work) {
        to_work(polygon.shell);
        for (Ring& hole : polygon.holes)
            to_work(hole);
    }
}

void PreviousUnit::place_added() {
    for (const OutlineSplit& split : m_added) {
        Ring ends{split.a, split.b};
        m_projection.to_work(ends);
        const Point along{split.b.x - split.a.x, split.b.y - split.a.y};
        const double squared = along.x * along.x + along.y * along.y;
        for (const Point& node : split.nodes) {
            const double t = ((node.x - split.a.x) * along.x + (node.y - split.a.y) * along.y) / squared;
            m_work_of_added.emplace(
                node, Point{ends[0].x + t * (ends[1].x - ends[0].x), ends[0].y + t * (ends[1].y - ends[0].y)});
        }
    }
}

void PreviousUnit::to_work(Ring& points) const {
    const Ring output = points;
    m_projection.to_work(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (const auto added = m_work_of_added.find(output[i]); added != m_work_of_added.end())
            points[i] = added->second;
    }
}

std::vector<OutlineSplit> PreviousUnit::on_plain_outline(std::vector<OutlineSplit> splits) const {
    std::map<std::pair<Point, Point>, const OutlineSplit*> plain;
    for (const OutlineSplit& added : m_added) {
        Point from = added.a;
        for (std::size_t i = 0; i <= added.nodes.size(); ++i) {
            const Point& to = i < added.nodes.size() ? added.nodes[i] : added.b;
            plain.emplace(std::minmax(from, to), &added);
            from = to;
        }
    }
    for (OutlineSplit& split : splits) {
        const auto known = plain.find({split.a, split.b});
        if (known == plain.end()) continue;
        split.a = known->second->a;
        split.b = known->second->b;
    }
    splits.insert(splits.end(), m_added.begin(), m_added.end());
    return splits;
}

std::vector<PreviousSegment> PreviousUnit::borders() const {
    std::vector<DirectedSegment> output;
    for (const std::int32_t g : m_same_outline ? m_own : m_near) {
        const std::vector<DirectedSegment> more = directed_segments(grid(g).output);
        output.insert(output.end(), more.begin(), more.end());
    }
    SharedSegments shared = share_segments(std::move(output));
    if (!m_same_outline) shared.inner.insert(shared.inner.end(), shared.outline.begin(), shared.outline.end());
    std::vector<PreviousSegment> result;
    for (const auto& [p, q] : shared.inner) {
        Ring work{p, q};
        to_work(work);
        const PreviousSegment segment{{to_lattice(work[0]), to_lattice(work[1])}, p, q};
        if (segment.line.p != segment.line.q) result.push_back(segment);
    }
    return result;
}

std::int32_t PreviousUnit::find(const LatticePoint& point) const {
    const std::int32_t found = m_locator ? m_locator->find(point) : -1;
    return found < 0 ? -1 : m_near[static_cast<std::size_t>(found)];
}

bool PreviousUnit::is_elsewhere(const LatticePoint& point, std::int32_t grid, std::int64_t reach) const {
    if (!m_locator) return false;
    bool elsewhere = false;
    for (const AreaLocator::Hit& hit : m_locator->find_all(point, reach)) {
        const std::int32_t found = m_near[static_cast<std::size_t>(hit.area)];
        if (found == grid) return false;
        elsewhere = elsewhere || std::binary_search(m_own.begin(), m_own.end(), found);
    }
    return elsewhere;
}

std::vector<std::int32_t> PreviousUnit::grid_of_cells(std::span<const LocatedCell> given) const {
    std::vector<std::int32_t> result;
    for (const LocatedCell& cell : given)
        result.push_back(find(cell.inside));
    return result;
}

std::vector<std::int32_t> PreviousUnit::grid_of_cells(const Mesh& mesh) const {
    // Cell, grid, sites: most sites win.
    std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> votes;
    for (std::size_t s = 0; s < mesh.sites.size(); ++s)
        votes[{mesh.site_cell[s], find(to_lattice(mesh.sites[s]))}] += 1;
    std::vector<std::int32_t> result(mesh.cells.size(), -1);
    std::vector<std::int64_t> most(mesh.cells.size(), 0);
    for (const auto& [pair, count] : votes) {
        const auto cell = static_cast<std::size_t>(pair.first);
        if (count <= most[cell]) continue;
        most[cell] = count;
        result[cell] = pair.second;
    }
    // Of the others a point beside the middle of the longest edge.
    std::vector<double> longest(mesh.cells.size(), 0);
    std::vector<LatticePoint> beside(mesh.cells.size());
    for (const MeshEdge& edge : mesh.edges) {
        if (edge.left == edge.right) continue;
        const Point& a = mesh.vertices[static_cast<std::size_t>(edge.a)].work;
        const Point& b = mesh.vertices[static_cast<std::size_t>(edge.b)].work;
        const double length = std::hypot(b.x - a.x, b.y - a.y);
        if (!(length > 0)) continue;
        for (const auto& [c, side] : {std::pair{edge.left, 1.0}, std::pair{edge.right, -1.0}}) {
            if (c == no_cell || most[static_cast<std::size_t>(c)] > 0 || length <= longest[static_cast<std::size_t>(c)])
                continue;
            const double off = side * std::min(0.001, length / 10) / length;
            longest[static_cast<std::size_t>(c)] = length;
            beside[static_cast<std::size_t>(c)] =
                to_lattice({(a.x + b.x) / 2 - off * (b.y - a.y), (a.y + b.y) / 2 + off * (b.x - a.x)});
        }
    }
    for (std::size_t c = 0; c < result.size(); ++c) {
        if (most[c] == 0 && longest[c] > 0) result[c] = find(beside[c]);
    }
    return result;
}

}  // namespace grid
