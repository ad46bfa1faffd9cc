#include "libgrid/view/html/topology.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/export/border_lines.hpp"

namespace grid {

namespace {

using Numbers = std::vector<std::int64_t>;

/// Puts lines one after another, each relative to the one before.
class Packer {
public:
    void add(const LineString& line) {
        m_numbers.push_back(static_cast<std::int64_t>(line.size()));
        Point before = m_start;
        for (const Point& p : line) {
            m_numbers.push_back(static_cast<std::int64_t>(p.x) - static_cast<std::int64_t>(before.x));
            m_numbers.push_back(static_cast<std::int64_t>(p.y) - static_cast<std::int64_t>(before.y));
            before = p;
        }
        m_start = line.front();
    }
    [[nodiscard]] Numbers take() { return std::move(m_numbers); }

private:
    Numbers m_numbers;
    Point m_start;
};

/// Which arc begins, one way or the other, with the segment from one vertex to another.
class ArcStarts {
public:
    explicit ArcStarts(const BorderLines& borders) {
        for (std::size_t i = 0; i < borders.lines.size(); ++i) {
            const auto& line = borders.lines[i];
            const auto arc = static_cast<std::int64_t>(i);
            m_starts.push_back({line[0], line[1], arc});
            m_starts.push_back({line[line.size() - 1], line[line.size() - 2], -1 - arc});
        }
        std::sort(m_starts.begin(), m_starts.end());
    }

    /// Null: none does.
    [[nodiscard]] const std::int64_t* find(std::int32_t from, std::int32_t to) const {
        const Start wanted{from, to, INT64_MIN};
        const auto found = std::lower_bound(m_starts.begin(), m_starts.end(), wanted);
        return found != m_starts.end() && found->from == from && found->to == to ? &found->arc : nullptr;
    }

private:
    struct Start {
        std::int32_t from = 0;
        std::int32_t to = 0;
        std::int64_t arc = 0;
        friend auto operator<=>(const Start&, const Start&) = default;
    };
    std::vector<Start> m_starts;
};

std::size_t length_of(const BorderLines& borders, std::int64_t arc) {
    return borders.lines[static_cast<std::size_t>(arc < 0 ? -1 - arc : arc)].size() - 1;
}

/// The arcs along a ring. Every node of the ring begins one, and a ring without nodes is one.
Numbers arcs_along(const Ring& ring, const BorderLines& borders, const ArcStarts& starts) {
    std::vector<std::int32_t> vertices;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i)
        vertices.push_back(borders.number_of(ring[i]));
    const std::size_t n = vertices.size();
    std::size_t begin = 0;
    while (begin < n && starts.find(vertices[begin], vertices[(begin + 1) % n]) == nullptr)
        ++begin;
    Numbers arcs;
    for (std::size_t gone = 0; begin < n && gone < n;) {
        const std::size_t at = begin + gone;
        const std::int64_t* arc = starts.find(vertices[at % n], vertices[(at + 1) % n]);
        if (arc == nullptr) break;
        arcs.push_back(*arc);
        gone += length_of(borders, *arc);
    }
    return arcs;
}

}  // namespace

Topology topology_of(std::vector<MultiPolygon> features) {
    std::vector<MultiPolygon*> pointers;
    for (MultiPolygon& feature : features)
        pointers.push_back(&feature);
    const BorderLines borders = border_lines(pointers);
    Packer packer;
    LineString points;
    for (const auto& line : borders.lines) {
        points.clear();
        for (const std::int32_t vertex : line)
            points.push_back(borders.vertices[static_cast<std::size_t>(vertex)]);
        packer.add(points);
    }
    Topology result;
    result.arcs = packer.take();
    const ArcStarts starts(borders);
    for (const MultiPolygon& feature : features) {
        const std::size_t count_at = result.rings.size();
        result.rings.push_back(0);
        const auto add = [&](const Ring& ring) {
            const Numbers arcs = arcs_along(ring, borders, starts);
            ++result.rings[count_at];
            result.rings.push_back(static_cast<std::int64_t>(arcs.size()));
            result.rings.insert(result.rings.end(), arcs.begin(), arcs.end());
        };
        for (const Polygon& polygon : feature) {
            add(polygon.shell);
            std::for_each(polygon.holes.begin(), polygon.holes.end(), add);
        }
    }
    return result;
}

std::vector<std::int64_t> packed_lines(const std::vector<LineString>& lines) {
    Packer packer;
    for (const LineString& line : lines) {
        if (line.size() >= 2) packer.add(line);
    }
    return packer.take();
}

}  // namespace grid
