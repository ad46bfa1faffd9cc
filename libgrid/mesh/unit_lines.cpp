#include "libgrid/mesh/unit_lines.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/ring_area.hpp"
#include "libgrid/mesh/noder.hpp"
#include "libgrid/mesh/snap_lines.hpp"

namespace grid {

namespace {

Box outline_box(const UnitGround& ground) {
    Box box;
    for (const Polygon& polygon : ground.outline) {
        for (const Point& p : polygon.shell)
            box.add(p);
    }
    return box;
}

/// The box with as much again on all sides: what is outside of it may be cut off, and nothing in the unit moves.
Box widened(const Box& box) {
    const double x = box.max_x - box.min_x;
    const double y = box.max_y - box.min_y;
    return {box.min_x - x, box.min_y - y, box.max_x + x, box.max_y + y};
}

struct Stretch {
    Point p;
    Point q;
};

/// The part of a line within the box, as it is where it is within; after Liang and Barsky.
std::optional<Stretch> clip(const Point& p, const Point& q, const Box& box) {
    if (box.holds(p) && box.holds(q)) return Stretch{p, q};
    double from = 0;
    double to = 1;
    const Point along{q.x - p.x, q.y - p.y};
    const auto cut = [&](double step, double room) {  // keeps what satisfies t * step <= room
        if (step == 0) return room >= 0;
        if (step < 0)
            from = std::max(from, room / step);
        else
            to = std::min(to, room / step);
        return from <= to;
    };
    if (!cut(-along.x, p.x - box.min_x) || !cut(along.x, box.max_x - p.x) || !cut(-along.y, p.y - box.min_y) ||
        !cut(along.y, box.max_y - p.y))
        return std::nullopt;
    const auto at = [&](double t) { return Point{p.x + t * along.x, p.y + t * along.y}; };
    return Stretch{from > 0 ? at(from) : p, to < 1 ? at(to) : q};
}

class Gatherer {
public:
    Gatherer(const UnitGround& ground, const Lattice& lattice, const TessellateOptions& options)
        : m_ground(ground), m_lattice(lattice), m_options(options), m_box(outline_box(ground)) {}

    UnitLines gather() {
        m_result.outline = make_outline(m_ground.outline, m_lattice);
        std::vector<TaggedSegment> fixed = m_result.outline.lines();
        if (fixed.empty()) throw GeometryError(msg("the outline of a unit encloses nothing"));
        for (std::size_t s = 0; s < m_result.outline.segments.size(); ++s)
            m_tags.push_back({LineTag::outline, static_cast<std::int32_t>(s)});
        // What is to stay as it is, but at the outline.
        std::vector<TaggedSegment> kept;
        const bool previous_gives_way = m_options.previous_snap_m > 0;
        if (!previous_gives_way) {
            add_previous(kept);
            keep_corners(kept);
        }
        if (m_options.cells_are_exact) add_areas(LineTag::block, cells(), kept);
        snap_lines(kept, fixed, m_lattice, {.reach_m = m_options.snap_m, .among_themselves = false});
        fixed.insert(fixed.end(), kept.begin(), kept.end());
        std::vector<TaggedSegment> lines;
        add_barriers(lines);
        if (previous_gives_way) {
            snap_lines(lines, fixed, m_lattice, {.reach_m = m_options.snap_m, .among_themselves = true});
            divide_where_they_cross(lines, fixed);
            fixed.insert(fixed.end(), lines.begin(), lines.end());
            lines.clear();
            add_previous(lines);
            snap_lines(lines, fixed, m_lattice, {.reach_m = m_options.previous_snap_m, .among_themselves = true});
            keep_corners(lines);
            fixed.insert(fixed.end(), lines.begin(), lines.end());
            lines.clear();
        }
        add_areas(LineTag::block, m_options.cells_are_exact ? blocks() : all_blocks(), lines);
        add_areas(LineTag::dedicated, {m_ground.dedicated, 0}, lines);
        snap_lines(lines, fixed, m_lattice, {.reach_m = m_options.snap_m, .among_themselves = true});
        unite(std::move(fixed), lines);
        return std::move(m_result);
    }

private:
    void add(const Point& p, const Point& q, std::int32_t tag, std::vector<TaggedSegment>& lines) const {
        const Segment segment{m_lattice.at(p), m_lattice.at(q)};
        if (segment.p != segment.q) lines.push_back({segment, tag});
    }

    std::int32_t new_tag(LineTag::Kind kind, std::size_t index) {
        m_tags.push_back({kind, static_cast<std::int32_t>(index)});
        return static_cast<std::int32_t>(m_tags.size()) - 1;
    }

    void keep_corners(const std::vector<TaggedSegment>& lines) {
        for (const TaggedSegment& line : lines) {
            m_result.kept.push_back(line.segment.p);
            m_result.kept.push_back(line.segment.q);
        }
    }

    void add_previous(std::vector<TaggedSegment>& lines) {
        for (std::size_t i = 0; i < m_ground.previous.size(); ++i) {
            const PreviousSegment& s = m_ground.previous[i];
            const auto part = clip(s.p, s.q, widened(m_box));
            if (part) add(part->p, part->q, new_tag(LineTag::previous, i), lines);
        }
    }

    /// Divides lines at their crossings with each other and with `others`, so that what is put onto them can turn
    /// there.
    static void divide_where_they_cross(std::vector<TaggedSegment>& lines, const std::vector<TaggedSegment>& others) {
        std::vector<Segment> segments;
        for (const auto& all : {std::cref(lines), std::cref(others)}) {
            for (const TaggedSegment& line : all.get())
                segments.push_back(line.segment);
        }
        const NodedLines noded = node_segments(segments);
        std::vector<TaggedSegment> pieces;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            for (const NodedPiece& piece : noded.pieces_of(i)) {
                const LatticeEdge& edge = noded.edges[static_cast<std::size_t>(piece.edge)];
                const Segment segment{noded.vertices[static_cast<std::size_t>(edge.from)],
                                      noded.vertices[static_cast<std::size_t>(edge.to)]};
                pieces.push_back({piece.reversed ? Segment{segment.q, segment.p} : segment, lines[i].tag});
            }
        }
        lines = std::move(pieces);
    }

    void add_barriers(std::vector<TaggedSegment>& lines) {
        const Box reach = widened(m_box);
        for (std::size_t i = 0; i < m_ground.barriers.size(); ++i) {
            const BarrierSegment& s = m_ground.barriers[i];
            Box own;
            own.add(s.p);
            own.add(s.q);
            if (!own.meets(m_box)) continue;
            const auto part = clip(s.p, s.q, reach);
            if (part) add(part->p, part->q, new_tag(LineTag::barrier, i), lines);
        }
    }

    struct Numbered {
        std::span<const Area> areas;
        std::size_t first = 0;  ///< number of the first one
    };
    [[nodiscard]] Numbered all_blocks() const { return {m_ground.blocks, 0}; }
    [[nodiscard]] Numbered blocks() const {
        return {m_ground.blocks.first(std::min(m_options.first_cell, m_ground.blocks.size())), 0};
    }
    [[nodiscard]] Numbered cells() const {
        const std::size_t first = std::min(m_options.first_cell, m_ground.blocks.size());
        return {m_ground.blocks.subspan(first), first};
    }

    /// The interior of each area on the left of its lines.
    void add_areas(LineTag::Kind kind, const Numbered& numbered, std::vector<TaggedSegment>& lines) {
        const auto& areas = numbered.areas;
        for (std::size_t i = 0; i < areas.size(); ++i) {
            if (!areas[i].box.meets(m_box)) continue;
            const std::int32_t tag = new_tag(kind, numbered.first + i);
            const auto add_ring = [&](const Ring& ring, bool is_shell) {
                const bool forward = runs_counter_clockwise(ring) == is_shell;
                for (std::size_t k = 1; k < ring.size(); ++k) {
                    if (forward)
                        add(ring[k - 1], ring[k], tag, lines);
                    else
                        add(ring[k], ring[k - 1], tag, lines);
                }
            };
            for (const Polygon& polygon : areas[i].polygons) {
                add_ring(polygon.shell, true);
                for (const Ring& hole : polygon.holes)
                    add_ring(hole, false);
            }
        }
    }

    /// Each segment once, with all that lies on it.
    void unite(std::vector<TaggedSegment> all, const std::vector<TaggedSegment>& more) {
        all.insert(all.end(), more.begin(), more.end());
        std::vector<std::size_t> order(all.size());
        std::vector<char> reversed(all.size(), 0);
        for (std::size_t i = 0; i < all.size(); ++i) {
            order[i] = i;
            Segment& s = all[i].segment;
            if (s.p < s.q) continue;
            std::swap(s.p, s.q);
            reversed[i] = 1;
        }
        std::sort(order.begin(), order.end(), [&all](std::size_t a, std::size_t b) {
            return std::tie(all[a].segment.p, all[a].segment.q, a) < std::tie(all[b].segment.p, all[b].segment.q, b);
        });
        std::vector<std::int32_t> segment_of(all.size());
        for (const std::size_t i : order) {
            if (m_result.segments.empty() || m_result.segments.back() != all[i].segment) {
                m_result.first_use.push_back(m_result.uses.size());
                m_result.segments.push_back(all[i].segment);
            }
            segment_of[i] = static_cast<std::int32_t>(m_result.segments.size()) - 1;
            m_result.uses.push_back({m_tags[static_cast<std::size_t>(all[i].tag)], reversed[i] != 0});
        }
        m_result.first_use.push_back(m_result.uses.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const LineTag& tag = m_tags[static_cast<std::size_t>(all[i].tag)];
            if (tag.kind == LineTag::outline) m_result.walk.push_back({segment_of[i], reversed[i] != 0, tag.index});
        }
    }

    const UnitGround& m_ground;
    const Lattice& m_lattice;
    const TessellateOptions& m_options;
    Box m_box;  ///< of the outline
    std::vector<LineTag> m_tags;
    UnitLines m_result;
};

}  // namespace

UnitLines gather_lines(const UnitGround& ground, const Lattice& lattice, const TessellateOptions& options) {
    return Gatherer(ground, lattice, options).gather();
}

Lattice lattice_of(const UnitGround& ground) {
    const Box unit = outline_box(ground);
    Box box = unit;
    for (const auto& areas : {ground.blocks, ground.dedicated}) {
        for (const Area& area : areas) {
            if (area.box.meets(unit)) box.join(area.box);
        }
    }
    return {box, ground.plane};
}

}  // namespace grid
