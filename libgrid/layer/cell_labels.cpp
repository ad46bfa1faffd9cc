#include "libgrid/layer/cell_labels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/layer/read_counts.hpp"

namespace grid {

namespace {

/// Calls visit(edge, one side, other side) for both sides of the edges between two cells.
template <typename Visit>
void for_neighbours(const Mesh& mesh, Visit&& visit) {
    for (const MeshEdge& edge : mesh.edges) {
        if (edge.left == no_cell || edge.right == no_cell || edge.left == edge.right) continue;
        visit(edge, static_cast<std::size_t>(edge.left), static_cast<std::size_t>(edge.right));
        visit(edge, static_cast<std::size_t>(edge.right), static_cast<std::size_t>(edge.left));
    }
}

}  // namespace

DisjointSets parts_of_labels(const Mesh& mesh, const CellLabels& label, bool over_hard) {
    DisjointSets parts(mesh.cells.size());
    for_neighbours(mesh, [&](const MeshEdge& edge, std::size_t one, std::size_t other) {
        if (label[one] == label[other] && (over_hard || (edge.flags & edge_hard) == 0))
            parts.unite(static_cast<std::int32_t>(one), static_cast<std::int32_t>(other));
    });
    return parts;
}

std::map<std::int32_t, Point> points_inside(const Mesh& mesh, const std::vector<char>& is_chosen) {
    std::map<std::int32_t, std::vector<DirectedSegment>> segments;
    for (const MeshEdge& edge : mesh.edges) {
        if (edge.left == edge.right) continue;
        std::vector<Point> line{mesh.vertices[static_cast<std::size_t>(edge.a)].output};
        for (std::uint32_t i = 0; i < edge.shape_count; ++i)
            line.push_back(mesh.shape[edge.first_shape + i].output);
        line.push_back(mesh.vertices[static_cast<std::size_t>(edge.b)].output);
        const auto add = [&](std::int32_t cell, bool forward) {
            if (cell == no_cell || is_chosen[static_cast<std::size_t>(cell)] == 0) return;
            for (std::size_t i = 1; i < line.size(); ++i)
                segments[cell].emplace_back(line[forward ? i - 1 : i], line[forward ? i : i - 1]);
        };
        add(edge.left, true);
        add(edge.right, false);
    }
    std::map<std::int32_t, Point> points;
    for (auto& [cell, border] : segments) {
        if (const auto area = block_area(assemble_polygons(std::move(border)))) points[cell] = area->inside;
    }
    return points;
}

void release_crumbs(const Mesh& mesh, double width_m, CellLabels& label) {
    struct Part {
        double area_m2 = 0;
        double around_m = 0;
        bool has_sites = false;
    };
    DisjointSets sets = parts_of_labels(mesh, label, true);
    std::map<std::int32_t, Part> parts;
    std::map<std::int32_t, int> count;  // of the parts of each label
    for (std::size_t c = 0; c < label.size(); ++c) {
        const auto cell = static_cast<std::int32_t>(c);
        if (sets.find(cell) == cell) count[label[c]] += 1;
        Part& part = parts[sets.find(cell)];
        part.area_m2 += mesh.cells[c].area_m2;
        part.has_sites = part.has_sites || mesh.cells[c].sites > 0;
    }
    for (const MeshEdge& edge : mesh.edges) {
        const std::int32_t left = edge.left == no_cell ? -1 : sets.find(edge.left);
        const std::int32_t right = edge.right == no_cell ? -1 : sets.find(edge.right);
        if (left == right) continue;
        if (left >= 0) parts[left].around_m += edge.length_m;
        if (right >= 0) parts[right].around_m += edge.length_m;
    }
    for (std::size_t c = 0; c < label.size(); ++c) {
        const Part& part = parts[sets.find(static_cast<std::int32_t>(c))];
        const bool is_narrow = 2 * part.area_m2 < width_m * part.around_m;
        if (label[c] >= 0 && !part.has_sites && is_narrow && count[label[c]] > 1) label[c] = -1;
    }
}

void label_large_gaps(const Mesh& mesh, Count least, std::int32_t first, CellLabels& label) {
    DisjointSets sets = parts_of_labels(mesh, label, false);
    std::map<std::int32_t, Count> households;  // of the gaps, by their first cell
    for (std::size_t c = 0; c < label.size(); ++c) {
        if (label[c] == no_label) households[sets.find(static_cast<std::int32_t>(c))] += mesh.cells[c].households;
    }
    const bool says_something = std::ranges::any_of(label, [](std::int32_t known) { return known >= 0; });
    for (std::size_t c = 0; c < label.size(); ++c) {
        if (label[c] != no_label) continue;
        const std::int32_t gap = sets.find(static_cast<std::int32_t>(c));
        if (!says_something)
            label[c] = first;
        else if (households[gap] >= std::max<Count>(1, least))
            label[c] = first + gap;
    }
}

namespace {

/// One round: what touches a label. False if nothing does.
bool fill_from_beside(const Mesh& mesh, CellLabels& label) {
    using Rank = std::pair<int, double>;  // not over a hard barrier, metres in common
    std::map<std::size_t, std::map<std::int32_t, Rank>> around;
    for_neighbours(mesh, [&](const MeshEdge& edge, std::size_t one, std::size_t other) {
        if (label[one] != no_label || label[other] < 0) return;
        Rank& rank = around[one][label[other]];
        rank.first = std::max(rank.first, (edge.flags & edge_hard) == 0 ? 1 : 0);
        rank.second += edge.length_m;
    });
    for (const auto& [cell, labels] : around)
        label[cell] = std::ranges::max_element(labels, {}, [](const auto& known) { return known.second; })->first;
    return !around.empty();
}

/// Gives the cell without a label that lies nearest to one with a label that label. False if there are no two such.
bool fill_nearest(const Mesh& mesh, CellLabels& label) {
    double least = std::numeric_limits<double>::infinity();
    std::pair<std::size_t, std::int32_t> best;
    for (std::size_t c = 0; c < label.size(); ++c) {
        if (label[c] != no_label) continue;
        for (std::size_t k = 0; k < label.size(); ++k) {
            if (label[k] < 0) continue;
            const Point& a = mesh.cells[c].at;
            const Point& b = mesh.cells[k].at;
            const double distance = std::hypot(b.x - a.x, b.y - a.y);
            if (distance >= least) continue;
            least = distance;
            best = {c, label[k]};
        }
    }
    if (!std::isfinite(least)) return false;
    label[best.first] = best.second;
    return true;
}

}  // namespace

void fill_gaps(const Mesh& mesh, CellLabels& label) {
    do {
        while (fill_from_beside(mesh, label)) {
        }
    } while (fill_nearest(mesh, label));
}

}  // namespace grid
