#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "libgrid/coverage/region_faults.hpp"

namespace grid {

namespace {

/// An end of a segment: the vertex that it became, whose it is, and where it was exactly.
struct End {
    std::int32_t vertex = 0;
    std::int32_t owner = 0;
    Point at;
    friend auto operator<=>(const End&, const End&) = default;
};

/// A vertex on a segment, but at neither end of it.
struct Passing {
    std::int32_t vertex = 0;
    std::int32_t segment = 0;
    friend auto operator<=>(const Passing&, const Passing&) = default;
};

template <typename T>
void sort_unique(std::vector<T>& items) {
    std::ranges::sort(items);
    const auto rest = std::ranges::unique(items);
    items.erase(rest.begin(), rest.end());
}

std::vector<End> ends_of(const LooseArrangement& ground) {
    std::vector<End> ends;
    ends.reserve(ground.segments().size() * 2);
    for (const LooseSegment& s : ground.segments()) {
        for (const Point& end : {s.a, s.b})
            ends.push_back({ground.vertex_of(end), s.owner, end});
    }
    sort_unique(ends);
    return ends;
}

std::vector<Passing> passings_of(const LooseArrangement& ground) {
    std::vector<Passing> passings;
    for (const LoosePiece& piece : ground.all_pieces()) {
        const LooseSegment& s = ground.segments()[static_cast<std::size_t>(piece.segment)];
        for (const std::int32_t vertex : {piece.from, piece.to}) {
            if (vertex != ground.vertex_of(s.a) && vertex != ground.vertex_of(s.b))
                passings.push_back({vertex, piece.segment});
        }
    }
    sort_unique(passings);
    return passings;
}

/// The corners of faulty regions, each with the owners of the borders that meet there: what they lack at such a vertex
/// is part of that fault.
std::vector<std::pair<std::int32_t, std::int32_t>> corners_of_faults(const LooseArrangement& ground) {
    std::vector<std::pair<std::int32_t, std::int32_t>> corners;
    const std::vector<char> faulty = faulty_regions(ground);
    for (std::int32_t r = 0; r < ground.region_count(); ++r) {
        if (faulty[static_cast<std::size_t>(r)] == 0) continue;
        for (const BorderEdge& edge : ground.border(r)) {
            for (const LoosePiece& piece : ground.pieces(edge.edge)) {
                const std::int32_t owner = ground.segments()[static_cast<std::size_t>(piece.segment)].owner;
                corners.emplace_back(edge.from, owner);
                corners.emplace_back(edge.to, owner);
            }
        }
    }
    sort_unique(corners);
    return corners;
}

CoverageDefect fault_at(const Point& at, std::int32_t lacking, std::int32_t having, std::string message,
                        MultiLineString lines) {
    CoverageDefect defect;
    defect.code = coverage_code::unmatched_vertex;
    defect.feature = lacking;
    defect.other = having;
    defect.at = at;
    defect.message = std::move(message);
    defect.lines = std::move(lines);
    defect.features = {std::min(lacking, having), std::max(lacking, having)};
    return defect;
}

}  // namespace

std::vector<CoverageDefect> vertex_faults(const LooseArrangement& ground) {
    std::vector<CoverageDefect> defects;
    const auto corners = corners_of_faults(ground);
    const auto at_fault = [&corners](std::int32_t vertex, std::int32_t owner) {
        return std::ranges::binary_search(corners, std::pair(vertex, owner));
    };
    const std::vector<End> ends = ends_of(ground);
    const auto ends_at = [&](std::int32_t vertex) { return std::ranges::equal_range(ends, vertex, {}, &End::vertex); };

    std::tuple<std::int32_t, std::int32_t> last{-1, -1};
    for (const Passing& passing : passings_of(ground)) {
        const LooseSegment& s = ground.segments()[static_cast<std::size_t>(passing.segment)];
        if (at_fault(passing.vertex, s.owner)) continue;
        const auto here = ends_at(passing.vertex);
        const auto having = std::ranges::find_if(here, [&](const End& end) { return end.owner != s.owner; });
        if (having == here.end() || std::tuple(passing.vertex, s.owner) == last) continue;
        if (std::ranges::find(here, s.owner, &End::owner) != here.end()) continue;  // it touches itself here
        last = {passing.vertex, s.owner};
        defects.push_back(fault_at(having->at, s.owner, having->owner,
                                   "the neighbour has a vertex inside a segment of this border", {{s.a, s.b}}));
    }
    // Ends that only the lattice takes for one.
    for (std::size_t first = 0, last_end = 0; first < ends.size(); first = last_end) {
        for (last_end = first; last_end < ends.size() && ends[last_end].vertex == ends[first].vertex;)
            ++last_end;
        const End& one = ends[first];
        for (std::size_t i = first + 1; i < last_end; ++i) {
            if (ends[i].owner == one.owner || ends[i].at == one.at || at_fault(one.vertex, ends[i].owner)) continue;
            defects.push_back(
                fault_at(ends[i].at, ends[i].owner, one.owner, "the neighbour's vertex is not quite here", {}));
            break;
        }
    }
    return defects;
}

}  // namespace grid
