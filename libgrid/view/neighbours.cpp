#include "libgrid/view/neighbours.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/view/loose_borders.hpp"

namespace grid {

namespace {

using Pair = std::pair<std::int32_t, std::int32_t>;

/// Those that lie in, on or over another one: a point inside each polygon whose border is not matched throughout.
std::vector<Pair> overlapping(std::span<const MultiPolygon> polygons, const std::vector<LooseSegment>& loose) {
    std::vector<std::int32_t> owners;
    for (const LooseSegment& segment : loose) {
        if (owners.empty() || owners.back() != segment.owner) owners.push_back(segment.owner);
    }
    std::ranges::sort(owners);
    owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
    std::vector<Pair> pairs;
    if (owners.empty()) return pairs;
    const PolygonIndex index(polygons);
    tbb::enumerable_thread_specific<std::vector<Pair>> found;
    tbb::parallel_for(std::size_t{0}, owners.size(), [&](std::size_t i) {
        const std::int32_t owner = owners[i];
        const std::optional<Point> point = inside_point(polygons[static_cast<std::size_t>(owner)]);
        if (!point) return;
        for (const std::int32_t other : index.holding(*point)) {
            if (other != owner) found.local().emplace_back(owner, other);
        }
    });
    for (const std::vector<Pair>& some : found)
        pairs.insert(pairs.end(), some.begin(), some.end());
    return pairs;
}

/// A polygon that repeats another one lies beside it and beside all that the other one lies beside.
void add_duplicates(std::size_t size, const std::vector<Pair>& duplicates, std::vector<Pair>& pairs) {
    if (duplicates.empty()) return;
    const NeighbourGraph graph(size, pairs);
    std::vector<std::vector<std::int32_t>> copies(size);
    std::vector<std::int32_t> original(size);
    std::iota(original.begin(), original.end(), 0);
    for (const auto& [later, earlier] : duplicates) {
        const std::int32_t first = original[static_cast<std::size_t>(earlier)];  // itself a copy, maybe
        original[static_cast<std::size_t>(later)] = first;
        auto& known = copies[static_cast<std::size_t>(first)];
        if (known.empty()) known.push_back(first);
        for (const std::int32_t copy : known)
            pairs.emplace_back(later, copy);
        known.push_back(later);
    }
    for (std::size_t i = 0; i < size; ++i) {
        for (const std::int32_t copy : copies[i]) {
            for (const std::int32_t other : graph.of(static_cast<std::int32_t>(i))) {
                pairs.emplace_back(copy, other);
                for (const std::int32_t copy_of_other : copies[static_cast<std::size_t>(other)])
                    pairs.emplace_back(copy, copy_of_other);
            }
        }
    }
}

}  // namespace

NeighbourGraph::NeighbourGraph(std::size_t size, const std::vector<std::pair<std::int32_t, std::int32_t>>& pairs) {
    std::vector<Pair> both;
    both.reserve(2 * pairs.size());
    for (const auto& [a, b] : pairs) {
        if (a == b) continue;
        both.emplace_back(a, b);
        both.emplace_back(b, a);
    }
    std::ranges::sort(both);
    both.erase(std::unique(both.begin(), both.end()), both.end());
    m_offsets.assign(size + 1, 0);
    m_others.reserve(both.size());
    for (const auto& [a, b] : both) {
        ++m_offsets[static_cast<std::size_t>(a) + 1];
        m_others.push_back(b);
    }
    for (std::size_t i = 0; i < size; ++i)
        m_offsets[i + 1] += m_offsets[i];
}

NeighbourGraph find_neighbours(std::span<const MultiPolygon> polygons, const GroundScale& scale, double gap_m) {
    SegmentMatches matches = match_neighbours(polygons);
    std::vector<Pair> pairs = std::move(matches.matched);
    const std::vector<Pair> beside = bordering_owners(matches.loose, scale, gap_m);
    pairs.insert(pairs.end(), beside.begin(), beside.end());
    const std::vector<Pair> over = overlapping(polygons, matches.loose);
    pairs.insert(pairs.end(), over.begin(), over.end());
    add_duplicates(polygons.size(), matches.duplicates, pairs);
    return {polygons.size(), pairs};
}

}  // namespace grid
