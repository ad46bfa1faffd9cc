#include <tbb/parallel_for.h>

#include <map>
#include <memory>
#include <set>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/mesh/base_faces.hpp"
#include "libgrid/mesh/segment_math.hpp"
#include "libgrid/mesh/unit_lines.hpp"

namespace grid {

namespace {

constexpr double least_width_m = 1;  ///< a part that is narrower is what borders differ by

/// A grid that hard barriers divide.
struct Divided {
    Lattice lattice;
    BaseFaces faces;
    std::vector<std::int32_t> part{};     ///< by face; -1: outside
    std::set<std::int32_t> wide_parts{};  ///< those that are wide enough to count
    Point at{};                           ///< the middle of a piece of barrier between two of them
};

struct PartSize {
    double area_m2 = 0;
    double perimeter_m = 0;
};

/// Sizes of the faces that lie inside; a border between two parts counts for both.
std::map<std::int32_t, PartSize> sizes_of(const Divided& grid) {
    std::map<std::int32_t, PartSize> sizes;
    const Arrangement& arrangement = grid.faces.arrangement;
    const LatticePoint origin = arrangement.vertices().front();
    const double step_m2 = grid.lattice.metres().x * grid.lattice.metres().y;
    for (std::size_t e = 0; e < arrangement.edges().size(); ++e) {
        const auto half = static_cast<std::int32_t>(2 * e);
        const Segment s = arrangement.segment(static_cast<std::int32_t>(e));
        const double cross_m2 = static_cast<double>(cross(origin, s.p, s.q)) / 2 * step_m2;
        const std::int32_t left = arrangement.left_face(half);
        const std::int32_t right = arrangement.right_face(half);
        if (left == right) continue;  // a barrier that ends there
        for (const auto& [face, sign] : {std::pair(left, 1.0), std::pair(right, -1.0)}) {
            if (grid.faces.inside[static_cast<std::size_t>(face)] == 0) continue;
            sizes[face].area_m2 += sign * cross_m2;
            sizes[face].perimeter_m += grid.lattice.length_m(s.p, s.q);
        }
    }
    return sizes;
}

/// The parts into which the barriers divide a grid, if there are several wide ones.
std::unique_ptr<Divided> divide(const MultiPolygon& grid, const Plane& plane,
                                const std::vector<BarrierSegment>& barriers) {
    UnitGround ground;
    ground.outline = grid;
    ground.plane = plane;
    ground.barriers = barriers;
    const Lattice lattice = lattice_of(ground);
    auto divided = std::make_unique<Divided>(Divided{lattice, make_base_faces(ground, lattice, {})});
    const BaseFaces& faces = divided->faces;
    divided->part.assign(faces.inside.size(), -1);
    for (const auto& [face, size] : sizes_of(*divided)) {
        if (size.perimeter_m <= 0 || 2 * size.area_m2 / size.perimeter_m < least_width_m) continue;
        divided->part[static_cast<std::size_t>(face)] = face;
        divided->wide_parts.insert(face);
    }
    bool found = false;
    for (std::size_t e = 0; e < faces.edges.size() && !found; ++e) {
        const auto half = static_cast<std::int32_t>(2 * e);
        const std::int32_t left = divided->part[static_cast<std::size_t>(faces.arrangement.left_face(half))];
        const std::int32_t right = divided->part[static_cast<std::size_t>(faces.arrangement.right_face(half))];
        found = left >= 0 && right >= 0 && left != right;
        if (found) divided->at = lattice.output(point_at(faces.arrangement.segment(static_cast<std::int32_t>(e)), 0.5));
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
        const Point& at = is_site ? ground.sites[i].site.at : ground.cells[i - ground.sites.size()].inside;
        const Divided& grid = *divided[static_cast<std::size_t>(row)];
        const std::int32_t part =
            grid.part[static_cast<std::size_t>(grid.faces.arrangement.locate(grid.lattice.at(at)))];
        if (part >= 0) parts[static_cast<std::size_t>(row)].insert(part);
    }
    return parts;
}

}  // namespace

void check_hard_barriers(CheckContext& context) {
    const GroundIndex index(*context.ground);
    const GridTable& grids = context.grids;
    std::vector<std::unique_ptr<Divided>> divided(grids.rows.size());
    run_on_threads(context.request.against.threads, [&] {
        tbb::parallel_for(std::size_t{0}, grids.rows.size(), [&](std::size_t row) {
            const Box box = box_of(grids.geometry[row]);
            if (box.empty()) return;
            std::vector<BarrierSegment> barriers = index.barriers(box);
            std::erase_if(barriers, [](const BarrierSegment& barrier) { return !barrier.hard; });
            if (barriers.empty()) return;
            divided[row] = divide(grids.geometry[row], plane_of(box, context.scale.at(box.middle().y)), barriers);
        });
    });
    const bool counted = !context.row_of_item.empty();
    const std::vector<std::set<std::int32_t>> lived =
        counted ? lived_in(context, divided) : std::vector<std::set<std::int32_t>>(divided.size());
    for (std::size_t row = 0; row < divided.size(); ++row) {
        if (!divided[row]) continue;
        const std::size_t parts = counted ? lived[row].size() : divided[row]->wide_parts.size();
        if (parts < 2) continue;
        context.findings.add(
            "hard_barrier_spanned", static_cast<std::int64_t>(row), divided[row]->at,
            msg("hard barriers divide the grid into {} parts{}", parts, counted ? msg(" with sites") : Message()));
    }
}

}  // namespace grid
