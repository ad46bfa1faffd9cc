#include <tbb/parallel_for.h>

#include <algorithm>
#include <tuple>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/geometry_checks.hpp"

namespace grid {

namespace {

/// A segment whatever its direction, and the part of a grid that it bounds.
struct PartSegment {
    Point a;
    Point b;
    std::int32_t part = 0;
};

void add_segments(const Ring& ring, std::int32_t part, std::vector<PartSegment>& segments) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
        if (ring[i - 1] != ring[i])
            segments.push_back({std::min(ring[i - 1], ring[i]), std::max(ring[i - 1], ring[i]), part});
    }
}

/// The rows of a unit that have two parts in one connected part of the unit. Parts hang together where they have a
/// segment in common.
std::vector<std::size_t> needless_parts(const GridTable& grids, const std::vector<std::size_t>& rows) {
    std::vector<PartSegment> segments;
    std::vector<std::pair<std::size_t, std::int32_t>> parts;  // row, part
    std::int32_t next = 0;
    for (const std::size_t row : rows) {
        for (const Polygon& polygon : grids.geometry[row]) {
            parts.emplace_back(row, next);
            add_segments(polygon.shell, next, segments);
            for (const Ring& hole : polygon.holes)
                add_segments(hole, next, segments);
            ++next;
        }
    }
    std::sort(segments.begin(), segments.end(), [](const PartSegment& x, const PartSegment& y) {
        return std::tie(x.a, x.b, x.part) < std::tie(y.a, y.b, y.part);
    });
    DisjointSets sets(parts.size());
    for (std::size_t i = 1; i < segments.size(); ++i) {
        if (segments[i].a == segments[i - 1].a && segments[i].b == segments[i - 1].b)
            sets.unite(segments[i].part, segments[i - 1].part);
    }
    std::vector<std::pair<std::size_t, std::int32_t>> places;  // row, connected part of the unit
    for (const auto& [row, part] : parts)
        places.emplace_back(row, sets.find(part));
    std::sort(places.begin(), places.end());
    std::vector<std::size_t> found;
    for (std::size_t i = 1; i < places.size(); ++i) {
        if (places[i] == places[i - 1] && (found.empty() || found.back() != places[i].first))
            found.push_back(places[i].first);
    }
    return found;
}

void check_parts(CheckContext& context, const std::vector<char>& has_parts) {
    for (const std::vector<std::size_t>& rows : rows_of_units(context.grids)) {
        if (std::none_of(rows.begin(), rows.end(), [&](std::size_t row) { return has_parts[row] != 0; })) continue;
        for (const std::size_t row : needless_parts(context.grids, rows)) {
            context.findings.add(
                "multipart", static_cast<std::int64_t>(row),
                msg("the grid has {} parts, but its unit is not divided there", context.grids.geometry[row].size()));
        }
    }
}

}  // namespace

void check_geometries(CheckContext& context) {
    GeometryOptions options;
    options.scale = context.scale;
    options.sliver_width_m = context.request.sliver_width_m;
    const std::vector<MultiPolygon>& geometry = context.grids.geometry;
    std::vector<std::vector<GeometryDefect>> defects(geometry.size());
    run_on_threads(context.request.against.threads, [&] {
        tbb::parallel_for(std::size_t{0}, geometry.size(), [&](std::size_t row) {
            if (!geometry[row].empty()) defects[row] = check_geometry(geometry[row], options);
        });
    });
    std::vector<char> has_parts(geometry.size(), 0);
    context.invalid.emplace();
    for (std::size_t row = 0; row < defects.size(); ++row) {
        for (GeometryDefect& defect : defects[row]) {
            if (defect.code == geometry_code::invalid) context.invalid->push_back(static_cast<std::int32_t>(row));
            if (defect.code == geometry_code::multipart) {
                has_parts[row] = 1;
            } else {
                context.findings.add(defect.code, static_cast<std::int64_t>(row), defect.at, std::move(defect.message));
            }
        }
    }
    if (context.findings.wants("multipart")) check_parts(context, has_parts);
}

}  // namespace grid
