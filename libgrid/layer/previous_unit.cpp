#include "libgrid/layer/previous_unit.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "libgrid/layer/cell_labels.hpp"
#include "libgrid/mesh/validity.hpp"

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

PreviousUnit::PreviousUnit(const Ground& ground, const GroundIndex& index, std::size_t unit)
    : m_grids(ground.previous->grids), m_unit(ground.units[unit]), m_output(m_unit.output) {
    const auto own = index.previous_of(unit);
    m_own.assign(own.begin(), own.end());
    if (m_unit.output.empty()) {  // a group of cells: its grids are all that there was
        m_near = m_own;
        m_same_outline = !m_own.empty() && outline_of_own() == outline_of(index.cells(unit));
    } else {
        m_near = index.previous(box_of(m_unit.output));
        follow_outline();
    }
    make_locator();
}

PreviousUnit::PreviousUnit(const Unit& unit, const std::vector<PreviousGrid>& grids, std::span<const std::int32_t> own,
                           std::vector<std::int32_t> near)
    : m_grids(grids), m_unit(unit), m_own(own.begin(), own.end()), m_near(std::move(near)), m_output(unit.output) {
    follow_outline();
    make_locator();
}

void PreviousUnit::make_locator() {
    std::vector<std::reference_wrapper<const MultiPolygon>> areas;
    for (const std::int32_t g : m_near)
        areas.emplace_back(grid(g).output);
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
    // What is thinner than rounding may cross itself with vertices put onto it; then it has none of them.
    if (!followed.added.empty() && find_invalid(followed.polygons)) return;
    m_same_outline = followed.is_same && !m_own.empty();
    m_added = std::move(followed.added);
    m_moved = std::move(followed.moved);
    if (!m_added.empty()) m_output = std::move(followed.polygons);
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

MultiPolygon PreviousUnit::geometry(std::int32_t index) const {
    MultiPolygon result = grid(index).output;
    if (m_moved.empty()) return result;
    const auto put_back = [this](Ring& ring) {
        for (Point& p : ring) {
            if (const auto moved = m_moved.find(p); moved != m_moved.end()) p = moved->second;
        }
    };
    for (Polygon& polygon : result) {
        put_back(polygon.shell);
        for (Ring& hole : polygon.holes)
            put_back(hole);
    }
    return result;
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
    const auto on_outline = [this](const Point& p) {
        const auto moved = m_moved.find(p);
        return moved == m_moved.end() ? p : moved->second;
    };
    for (const auto& [p, q] : shared.inner)
        result.push_back({on_outline(p), on_outline(q)});
    return result;
}

std::int32_t PreviousUnit::find(const Point& point) const {
    const std::int32_t found = m_locator ? m_locator->find(point) : -1;
    return found < 0 ? -1 : m_near[static_cast<std::size_t>(found)];
}

bool PreviousUnit::is_elsewhere(const Point& point, std::int32_t grid, double reach_m) const {
    if (!m_locator) return false;
    bool elsewhere = false;
    for (const AreaLocator::Hit& hit : m_locator->find_all(point, reach_m, m_unit.plane.scale)) {
        const std::int32_t found = m_near[static_cast<std::size_t>(hit.area)];
        if (found == grid) return false;
        elsewhere = elsewhere || std::binary_search(m_own.begin(), m_own.end(), found);
    }
    return elsewhere;
}

bool PreviousUnit::is_at_border(const Point& point, double reach_m) const {
    return m_locator && m_locator->find_all(point, reach_m, m_unit.plane.scale).size() > 1;
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
        votes[{mesh.site_cell[s], find(mesh.plane.to_output(mesh.sites[s]))}] += 1;
    std::vector<std::int32_t> result(mesh.cells.size(), -1);
    std::vector<std::int64_t> most(mesh.cells.size(), 0);
    for (const auto& [pair, count] : votes) {
        const auto cell = static_cast<std::size_t>(pair.first);
        if (count <= most[cell]) continue;
        most[cell] = count;
        result[cell] = pair.second;
    }
    std::vector<char> is_empty;
    for (const std::int64_t count : most)
        is_empty.push_back(count == 0 ? 1 : 0);
    for (const auto& [cell, point] : points_inside(mesh, is_empty))
        result[static_cast<std::size_t>(cell)] = find(point);
    return result;
}

}  // namespace grid
