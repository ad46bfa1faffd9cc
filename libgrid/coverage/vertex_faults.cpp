
#include <algorithm>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/msg.hpp"
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

/// Which ends are ends of open lines only.
class OpenEnds {
public:
    OpenEnds(const LooseArrangement& ground, const std::function<bool(const LooseSegment&)>& is_open)
        : m_segments(ground.segments()), m_is_open(is_open) {
        m_by_end.reserve(2 * m_segments.size());
        for (std::size_t i = 0; i < m_segments.size(); ++i) {
            for (const Point& end : {m_segments[i].a, m_segments[i].b})
                m_by_end.emplace_back(m_segments[i].owner, end, i);
        }
        std::ranges::sort(m_by_end);
    }

    [[nodiscard]] bool hold(const End& end) const {
        auto at = std::ranges::lower_bound(m_by_end, std::tuple(end.owner, end.at, std::size_t{0}));
        for (; at != m_by_end.end() && std::get<0>(*at) == end.owner && std::get<1>(*at) == end.at; ++at) {
            if (!m_is_open(m_segments[std::get<2>(*at)])) return false;
        }
        return true;
    }

private:
    std::span<const LooseSegment> m_segments;
    const std::function<bool(const LooseSegment&)>& m_is_open;
    std::vector<std::tuple<std::int32_t, Point, std::size_t>> m_by_end;  ///< owner, end, segment; ascending
};

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
std::vector<std::pair<std::int32_t, std::int32_t>> corners_of_faults(const LooseArrangement& ground,
                                                                     const std::vector<char>& faulty) {
    std::vector<std::pair<std::int32_t, std::int32_t>> corners;
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

CoverageDefect fault_at(const Point& at, std::int32_t lacking, std::int32_t having, Message message,
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

/// The ends at a vertex that no owner ties to the first of them: an owner that has two points here has what lies
/// between them as an edge, and so do its neighbours.
std::vector<End> not_tied_to_first(std::span<const End> here) {
    if (std::ranges::all_of(here, [&](const End& end) { return end.at == here.front().at; })) return {};
    DisjointSets sets(here.size());
    for (std::size_t i = 0; i < here.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (here[i].owner == here[k].owner || here[i].at == here[k].at)
                sets.unite(static_cast<std::int32_t>(i), static_cast<std::int32_t>(k));
        }
    }
    std::vector<End> found;
    for (std::size_t i = 1; i < here.size(); ++i) {
        if (sets.find(static_cast<std::int32_t>(i)) != sets.find(0)) found.push_back(here[i]);
    }
    return found;
}

}  // namespace

std::vector<CoverageDefect> vertex_faults(const LooseArrangement& ground, const std::vector<char>& faulty,
                                          const std::function<bool(const LooseSegment&)>& is_open) {
    std::vector<CoverageDefect> defects;
    const auto corners = corners_of_faults(ground, faulty);
    const auto at_fault = [&corners](std::int32_t vertex, std::int32_t owner) {
        return std::ranges::binary_search(corners, std::pair(vertex, owner));
    };
    const std::vector<End> ends = ends_of(ground);
    const auto ends_at = [&](std::int32_t vertex) { return std::ranges::equal_range(ends, vertex, {}, &End::vertex); };
    const OpenEnds open(ground, is_open);

    std::tuple<std::int32_t, std::int32_t> last{-1, -1};
    for (const Passing& passing : passings_of(ground)) {
        const LooseSegment& s = ground.segments()[static_cast<std::size_t>(passing.segment)];
        if (at_fault(passing.vertex, s.owner)) continue;
        const auto here = ends_at(passing.vertex);
        if (std::tuple(passing.vertex, s.owner) == last) continue;
        const auto having = std::ranges::find_if(
            here, [&](const End& end) { return end.owner != s.owner && !(is_open(s) && open.hold(end)); });
        if (having == here.end()) continue;
        if (std::ranges::find(here, s.owner, &End::owner) != here.end()) continue;  // it touches itself here
        last = {passing.vertex, s.owner};
        defects.push_back(fault_at(having->at, s.owner, having->owner,
                                   msg("the neighbour has a vertex inside a segment of this border"), {{s.a, s.b}}));
    }
    // Ends that only the lattice takes for one.
    for (std::size_t first = 0, last_end = 0; first < ends.size(); first = last_end) {
        for (last_end = first; last_end < ends.size() && ends[last_end].vertex == ends[first].vertex;)
            ++last_end;
        const End& one = ends[first];
        const std::span<const End> here(ends.data() + first, ends.data() + last_end);
        for (const End& other : not_tied_to_first(here)) {
            if (other.owner == one.owner || at_fault(one.vertex, other.owner)) continue;
            if (open.hold(one) && open.hold(other)) continue;
            defects.push_back(
                fault_at(other.at, other.owner, one.owner, msg("the neighbour's vertex is not quite here"), {}));
            break;
        }
    }
    return defects;
}

}  // namespace grid
