#include "libgrid/coverage/settle.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/plane_graph.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/share_ground.hpp"

namespace grid {

namespace {

/// The boxes of connected edges of ground that is covered twice, or less than not at all (by rings that cross).
void add_bad_ground(const PlaneGraph& graph, std::vector<Box>& boxes) {
    const CoverLabels labels(graph.edges, graph.owners);
    std::vector<char> is_bad;  // by cover
    for (const Cover& cover : labels.covers())
        is_bad.push_back(!cover.empty() && cover.front().second != 1 ? 1 : 0);
    if (std::ranges::find(is_bad, 1) == is_bad.end()) return;
    std::map<Point, std::int32_t> place;  // ends of bad edges
    std::vector<std::pair<std::int32_t, std::int32_t>> bad;
    const auto end = [&place](const Point& p) {
        return place.try_emplace(p, static_cast<std::int32_t>(place.size())).first->second;
    };
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        if (is_bad[static_cast<std::size_t>(labels.left(e))] != 0 ||
            is_bad[static_cast<std::size_t>(labels.right(e))] != 0)
            bad.emplace_back(end(graph.edges[e].a), end(graph.edges[e].b));
    }
    DisjointSets sets(place.size());
    for (const auto& [a, b] : bad)
        sets.unite(a, b);
    std::map<std::int32_t, Box> box_of;
    for (const auto& [point, i] : place)
        box_of[sets.find(i)].add(point);
    for (const auto& [root, box] : box_of)
        boxes.push_back(box);
}

/// Where features are not settled. The borders that all have in common cancel, so those without a partner tell.
std::vector<Box> unsettled(const SegmentMatches& matches, double reach) {
    std::vector<BorderPiece> border;
    border.reserve(matches.loose.size());
    for (const LooseSegment& segment : matches.loose)
        border.push_back({{segment.a, segment.b}, segment.owner});
    const PlaneGraph graph = make_plane_graph(border, reach, true);
    std::vector<Box> boxes;
    constexpr std::size_t many = 8;
    if (many * graph.touched.size() > border.size()) {  // it is everywhere, and not worth a closer look
        Box all;
        for (const Line& edge : graph.edges) {
            all.add(edge.a);
            all.add(edge.b);
        }
        return {all};
    }
    for (const Point& point : graph.touched)
        boxes.push_back({point.x - reach, point.y - reach, point.x + reach, point.y + reach});
    if (!graph.edges.empty()) add_bad_ground(graph, boxes);
    return boxes;
}

/// Adds the features whose boxes meet one of these. Returns whether there were any new ones.
bool choose(std::span<const MultiPolygon> features, const SegmentMatches& matches, const std::vector<Box>& boxes,
            std::set<std::int32_t>& chosen) {
    const std::size_t before = chosen.size();
    for (const auto& [feature, earlier] : matches.duplicates)
        chosen.insert({feature, earlier});
    if (!boxes.empty()) {
        const PolygonIndex index(features);
        for (const Box& box : boxes) {
            const std::vector<std::int32_t> meeting = index.meeting(box);
            chosen.insert(meeting.begin(), meeting.end());
        }
        // An invalid one may cover ground with a winding number that hides another.
        ValidShapes shapes(features);
        std::set<std::int32_t> near;
        for (const std::int32_t f : chosen) {
            if (shapes.is_valid(f)) continue;
            Box whole;
            for (const Polygon& polygon : features[static_cast<std::size_t>(f)]) {
                for (const Point& p : polygon.shell)
                    whole.add(p);
            }
            const std::vector<std::int32_t> meeting = index.meeting(whole);
            near.insert(meeting.begin(), meeting.end());
        }
        chosen.merge(near);
    }
    return chosen.size() > before;
}

/// Features of which nothing is left take no part any more.
SharedGround share_without_gone(std::span<const MultiPolygon> features, const std::set<std::int32_t>& chosen,
                                std::span<const std::int32_t> rank, const GroundScale& scale) {
    std::vector<std::int32_t> list(chosen.begin(), chosen.end());
    SharedGround shared = share_ground(features, list, rank, scale);
    const std::vector<CommonGround> overlaps = shared.overlaps;
    std::vector<SettledFeature> gone;
    while (!shared.gone.empty()) {
        std::ranges::move(shared.gone, std::back_inserter(gone));
        std::erase_if(
            list, [&](std::int32_t f) { return std::ranges::find(gone, f, &SettledFeature::feature) != gone.end(); });
        shared = share_ground(features, list, rank, scale);
    }
    std::ranges::move(gone, std::back_inserter(shared.changed));
    std::ranges::sort(shared.changed, {}, &SettledFeature::feature);
    shared.overlaps = overlaps;
    return shared;
}

}  // namespace

Settlement settle(std::span<const MultiPolygon> features, const std::function<std::vector<std::int32_t>()>& rank_of_all,
                  const GroundScale& scale) {
    const double reach = settle_reach_m / scale.metres_per_unit;
    Settlement result;
    result.matches = match_segments(features, {}, {});
    std::set<std::int32_t> chosen;
    if (!choose(features, result.matches, unsettled(result.matches, reach), chosen)) return result;
    const std::vector<std::int32_t> rank = rank_of_all();
    std::vector<MultiPolygon> now(features.begin(), features.end());
    while (true) {
        SharedGround shared = share_without_gone(features, chosen, rank, scale);
        for (const std::int32_t f : chosen)
            now[static_cast<std::size_t>(f)] = features[static_cast<std::size_t>(f)];
        for (const SettledFeature& changed : shared.changed)
            now[static_cast<std::size_t>(changed.feature)] = changed.geometry;
        result.matches = match_segments(now, {}, {});
        const std::vector<Box> left = unsettled(result.matches, 0);  // what lies beside each other is as near as it was
        if (left.empty() && result.matches.duplicates.empty()) {
            result.changed = std::move(shared.changed);
            result.overlaps = std::move(shared.overlaps);
            return result;
        }
        if (!choose(now, result.matches, left, chosen)) {
            const Point at = left.empty() ? Point{} : Point{left.front().min_x, left.front().min_y};
            throw GeometryError(msg("polygons that overlap cannot be taken apart"), {{}, {}, {}, at},
                                msg("mend them there, or close what is narrow with --snap-units"));
        }
    }
}

bool is_settled(std::span<const MultiPolygon> features) {
    const SegmentMatches matches = match_segments(features, {}, {});
    return matches.duplicates.empty() && unsettled(matches, 0).empty();
}

MultiPolygon unite(std::span<const MultiPolygon> parts, const GroundScale& scale, MultiPolygon& twice) {
    ValidShapes shapes(parts);
    std::vector<BorderPiece> border;
    for (std::size_t i = 0; i < parts.size(); ++i)
        add_border(shapes.of(static_cast<std::int32_t>(i)), static_cast<std::int32_t>(i), border);
    const PlaneGraph graph = make_plane_graph(border, settle_reach_m / scale.metres_per_unit, true);
    const CoverLabels labels(graph.edges, graph.owners);
    const auto ground = [&](std::int32_t least) {
        std::vector<DirectedSegment> outline;
        const auto covered = [&](std::int32_t cover) {
            const Cover& c = labels.covers()[static_cast<std::size_t>(cover)];
            return !c.empty() && c.front().second >= least;
        };
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            const Line& edge = graph.edges[e];
            const bool left = covered(labels.left(e));
            if (left == covered(labels.right(e))) continue;
            outline.emplace_back(left ? edge.a : edge.b, left ? edge.b : edge.a);
        }
        return assemble_polygons(std::move(outline));
    };
    twice = ground(2);
    return ground(1);
}

}  // namespace grid
