#include "libgrid/coverage/plane_graph.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

constexpr int most_rounds = 100;  // three are usual, ten are a lot

Line line_of(const DirectedSegment& s) {
    return s.first < s.second ? Line{s.first, s.second} : Line{s.second, s.first};
}

/// Sums up what equal keys have, and leaves out what sums up to nothing.
template <typename Item, typename Key>
void sum_up(std::vector<Item>& items, Key key) {
    std::size_t kept = 0;
    for (std::size_t first = 0, last = 0; first < items.size(); first = last) {
        Item sum = items[first];
        for (last = first + 1; last < items.size() && key(items[last]) == key(sum); ++last)
            sum.net += items[last].net;
        if (sum.net != 0) items[kept++] = sum;
    }
    items.resize(kept);
}

std::vector<OwnedLine> lines_of(std::span<const BorderPiece> border) {
    std::vector<OwnedLine> lines;
    lines.reserve(border.size());
    for (const BorderPiece& piece : border) {
        if (piece.at.first == piece.at.second) continue;
        lines.push_back({line_of(piece.at), piece.owner, piece.at.first < piece.at.second ? 1 : -1});
    }
    std::ranges::sort(lines);
    sum_up(lines, [](const OwnedLine& line) { return std::tie(line.line, line.owner); });
    return lines;
}

/// A few rounding steps of the largest coordinate.
double least_reach(const std::vector<OwnedLine>& lines) {
    double largest = 0;
    for (const auto& [line, owner, net] : lines) {
        for (const double value : {line.a.x, line.a.y, line.b.x, line.b.y})
            largest = std::max(largest, std::abs(value));
    }
    constexpr double steps = 8;
    return steps * (std::nextafter(largest, HUGE_VAL) - largest);
}

/// The lines that were not divided, and whose they are.
PlaneGraph graph_of(const LineNoder& noder, std::span<const OwnedLine> given, bool as_one) {
    const std::vector<Line>& lines = noder.lines();
    std::vector<std::int32_t> order;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!noder.is_divided(i)) order.push_back(static_cast<std::int32_t>(i));
    }
    std::ranges::sort(order, {}, [&](std::int32_t i) { return lines[static_cast<std::size_t>(i)]; });
    std::vector<std::int32_t> place(lines.size(), -1);
    for (std::size_t i = 0; i < order.size(); ++i)
        place[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);

    std::vector<EdgeOwner> owners;
    std::vector<LinePart> parts;
    std::int32_t number = -1;
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (i == 0 || given[i].line != given[i - 1].line) {
            parts.clear();
            noder.append_parts({++number, false}, parts);
        }
        for (const LinePart& part : parts) {
            owners.push_back({place[static_cast<std::size_t>(part.line)], as_one ? 0 : given[i].owner,
                              part.backwards ? -given[i].net : given[i].net});
        }
    }
    std::ranges::sort(owners);
    sum_up(owners, [](const EdgeOwner& owner) { return std::tie(owner.edge, owner.owner); });

    PlaneGraph graph;
    std::int32_t last = -1;
    for (EdgeOwner& owner : owners) {  // edges that are nobody's are left out
        if (owner.edge != last) {
            last = owner.edge;
            graph.edges.push_back(lines[static_cast<std::size_t>(order[static_cast<std::size_t>(last)])]);
        }
        owner.edge = static_cast<std::int32_t>(graph.edges.size()) - 1;
    }
    graph.owners = std::move(owners);
    graph.touched = noder.touched();
    return graph;
}

}  // namespace

void add_border(const MultiPolygon& polygons, std::int32_t owner, std::vector<BorderPiece>& border) {
    std::vector<DirectedSegment> segments;
    for (const Polygon& polygon : polygons) {
        add_segments(polygon.shell, false, segments);
        for (const Ring& hole : polygon.holes)
            add_segments(hole, true, segments);
    }
    for (const DirectedSegment& segment : segments)
        border.push_back({segment, owner});
}

PlaneGraph make_plane_graph(std::span<const BorderPiece> border, double reach, bool as_one,
                            std::span<const Point> fixed) {
    const std::vector<OwnedLine> lines = lines_of(border);
    if (lines.empty()) return {};
    LineNoder noder(lines, reach);
    noder.fix(fixed);
    if (!noder.run(most_rounds)) {
        noder = LineNoder(lines, std::min(reach, least_reach(lines)));
        noder.fix(fixed);
        if (!noder.run(most_rounds)) {
            throw GeometryError(msg("borders that overlap cannot be taken apart"),
                                {{}, {}, {}, noder.touched().front()},
                                msg("mend the polygons there, or close what is narrow with --snap-units"));
        }
    }
    return graph_of(noder, lines, as_one);
}

}  // namespace grid
