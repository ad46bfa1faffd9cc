#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/mesh/base_faces.hpp"

namespace grid {

namespace {

constexpr double least_width_m = 1;  ///< a part that is narrower is what borders differ by

/// A grid that hard barriers divide.
struct Divided {
    std::unique_ptr<BaseFaces> faces;
    std::vector<std::int32_t> part;       ///< by face; -1: outside
    std::set<std::int32_t> wide_parts{};  ///< those that are wide enough to count
    LatticePoint at;                      ///< the middle of a piece of barrier between two of them
};

struct PartSize {
    double area = 0;  ///< square lattice steps
    double perimeter = 0;
};

/// Sizes of the faces that lie inside; a border between two parts counts for both.
std::map<std::int32_t, PartSize> sizes_of(const BaseFaces& faces) {
    std::map<std::int32_t, PartSize> sizes;
    const Arrangement& arrangement = faces.arrangement;
    const LatticePoint origin = arrangement.vertices().front();
    for (std::size_t e = 0; e < arrangement.edges().size(); ++e) {
        const auto half = static_cast<std::int32_t>(2 * e);
        const Segment s = arrangement.segment(static_cast<std::int32_t>(e));
        const auto cross_area = static_cast<double>(cross(origin, s.p, s.q)) / 2;
        const double length = std::hypot(static_cast<double>(s.q.x - s.p.x), static_cast<double>(s.q.y - s.p.y));
        const std::int32_t left = arrangement.left_face(half);
        const std::int32_t right = arrangement.right_face(half);
        if (left == right) continue;  // a barrier that ends there
        for (const auto& [face, sign] : {std::pair(left, 1.0), std::pair(right, -1.0)}) {
            if (faces.inside[static_cast<std::size_t>(face)] == 0) continue;
            sizes[face].area += sign * cross_area;
            sizes[face].perimeter += length;
        }
    }
    return sizes;
}

/// The parts into which the barriers divide a grid, if there are several wide ones.
std::unique_ptr<Divided> divide(const MultiPolygon& output, const MultiPolygon& work,
                                const std::vector<BarrierSegment>& barriers) {
    UnitGround ground;
    ground.output = output;
    ground.work = work;
    ground.barriers = barriers;
    auto divided = std::make_unique<Divided>();
    divided->faces = std::make_unique<BaseFaces>(make_base_faces(ground, true));
    const BaseFaces& faces = *divided->faces;
    divided->part.assign(faces.inside.size(), -1);
    for (const auto& [face, size] : sizes_of(faces)) {
        if (size.perimeter <= 0 || 2 * size.area / size.perimeter < least_width_m * lattice_per_metre) continue;
        divided->part[static_cast<std::size_t>(face)] = face;
        divided->wide_parts.insert(face);
    }
    bool found = false;
    for (std::size_t e = 0; e < faces.edges.size() && !found; ++e) {
        const auto half = static_cast<std::int32_t>(2 * e);
        const std::int32_t left = divided->part[static_cast<std::size_t>(faces.arrangement.left_face(half))];
        const std::int32_t right = divided->part[static_cast<std::size_t>(faces.arrangement.right_face(half))];
        found = left >= 0 && right >= 0 && left != right;
        if (!found) continue;
        const Segment s = faces.arrangement.segment(static_cast<std::int32_t>(e));
        divided->at = {(s.p.x + s.q.x) / 2, (s.p.y + s.q.y) / 2};
    }
    return found ? std::move(divided) : nullptr;
}

/// Where households were counted: the parts with at least one site. Nobody crosses a river to an empty bank.
std::vector<std::set<std::int32_t>> lived_in(const CheckContext& context,
                                             const std::vector<std::unique_ptr<Divided>>& divided) {
    std::vector<std::set<std::int32_t>> parts(divided.size());
    const Ground& ground = *context.ground;
    for (std::size_t i = 0; i < context.row_of_item.size(); ++i) {
        const std::int32_t row = context.row_of_item[i];
        if (row < 0 || !divided[static_cast<std::size_t>(row)]) continue;
        const bool is_site = i < ground.sites.size();
        const LatticePoint at = is_site ? ground.sites[i].site.at : ground.cells[i - ground.sites.size()].inside;
        const Divided& grid = *divided[static_cast<std::size_t>(row)];
        const std::int32_t part = grid.part[static_cast<std::size_t>(grid.faces->arrangement.locate(at))];
        if (part >= 0) parts[static_cast<std::size_t>(row)].insert(part);
    }
    return parts;
}

}  // namespace

void check_hard_barriers(CheckContext& context) {
    const GroundIndex index(*context.ground);
    const GridTable& grids = context.grids;
    std::vector<std::unique_ptr<Divided>> divided(grids.rows.size());
    tbb::enumerable_thread_specific<std::unique_ptr<Projection>> projections(
        [&] { return context.ground->plane.projection->clone(); });
    run_on_threads(context.request.against.threads, [&] {
        tbb::parallel_for(std::size_t{0}, grids.rows.size(), [&](std::size_t row) {
            if (context.areas[row].empty()) return;
            LatticeBox box = box_of(context.areas[row].front());
            for (const LatticeArea& area : context.areas[row]) {
                const LatticeBox other = box_of(area);
                box.add(other.min);
                box.add(other.max);
            }
            std::vector<BarrierSegment> barriers = index.barriers(box);
            std::erase_if(barriers, [](const BarrierSegment& barrier) { return !barrier.hard; });
            if (barriers.empty()) return;
            const MultiPolygon work = work_of(context, row, *projections.local());
            divided[row] = divide(grids.geometry[row], work, barriers);
        });
    });
    const bool counted = !context.row_of_item.empty();
    const std::vector<std::set<std::int32_t>> lived =
        counted ? lived_in(context, divided) : std::vector<std::set<std::int32_t>>(divided.size());
    for (std::size_t row = 0; row < divided.size(); ++row) {
        if (!divided[row]) continue;
        const std::size_t parts = counted ? lived[row].size() : divided[row]->wide_parts.size();
        if (parts < 2) continue;
        std::array<Point, 1> at{to_work(divided[row]->at)};
        context.ground->plane.projection->to_output(at);
        context.findings.add(
            "hard_barrier_spanned", static_cast<std::int64_t>(row), at[0],
            fmt::format("hard barriers divide the grid into {} parts{}", parts, counted ? " with sites" : ""));
    }
}

}  // namespace grid
