#include "libgrid/mesh/snap_lines.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "libgrid/mesh/near_points.hpp"
#include "libgrid/mesh/segment_math.hpp"

namespace grid {

namespace {

constexpr int most_rounds = 6;

std::vector<Segment> segments_of(const std::vector<TaggedSegment>& lines) {
    std::vector<Segment> segments;
    segments.reserve(lines.size());
    for (const TaggedSegment& line : lines)
        segments.push_back(line.segment);
    return segments;
}

std::vector<LatticePoint> corners_of(const std::vector<TaggedSegment>& lines) {
    std::vector<LatticePoint> corners;
    corners.reserve(2 * lines.size());
    for (const TaggedSegment& line : lines) {
        corners.push_back(line.segment.p);
        corners.push_back(line.segment.q);
    }
    std::sort(corners.begin(), corners.end());
    corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
    return corners;
}

/// Places within reach, in steps.
struct Reach {
    MetricScale metres;  ///< of a step
    double m = 0;
    LatticePoint steps;

    Reach(const MetricScale& scale, double reach_m)
        : metres(scale),
          m(reach_m),
          steps{static_cast<std::int64_t>(std::ceil(reach_m / scale.x)),
                static_cast<std::int64_t>(std::ceil(reach_m / scale.y))} {}

    [[nodiscard]] bool covers(const Segment& s) const {
        return std::hypot(static_cast<double>(s.q.x - s.p.x) * metres.x,
                          static_cast<double>(s.q.y - s.p.y) * metres.y) <= m;
    }
    /// Whether the box of the segment is out of reach.
    [[nodiscard]] bool is_beyond(const Segment& s, const LatticePoint& at) const {
        return at.x < std::min(s.p.x, s.q.x) - steps.x || at.x > std::max(s.p.x, s.q.x) + steps.x ||
               at.y < std::min(s.p.y, s.q.y) - steps.y || at.y > std::max(s.p.y, s.q.y) + steps.y;
    }
    /// Calls visit(segment) for those whose box is within reach; for some several times.
    template <typename Visit>
    void for_near(const SegmentGrid& index, const std::vector<Segment>& segments, const LatticePoint& at,
                  Visit&& visit) const {
        index.for_box({at.x - steps.x, at.y - steps.y}, {at.x + steps.x, at.y + steps.y}, [&](std::int32_t i) {
            if (!is_beyond(segments[static_cast<std::size_t>(i)], at)) visit(i);
        });
    }
};

/// What the last round changed: only what is near can change in the next one.
class Changes {
public:
    Changes(std::vector<Segment> segments, const Reach& reach)
        : m_segments(std::move(segments)), m_index(m_segments), m_reach(reach) {}

    [[nodiscard]] bool is_near(const LatticePoint& at) const {
        bool found = false;
        m_reach.for_near(m_index, m_segments, at, [&found](std::int32_t) { found = true; });
        return found;
    }
    /// Whether anything along the segment has a box within reach of its own.
    [[nodiscard]] bool is_near(const Segment& s) const {
        const LatticePoint low{std::min(s.p.x, s.q.x) - m_reach.steps.x, std::min(s.p.y, s.q.y) - m_reach.steps.y};
        const LatticePoint high{std::max(s.p.x, s.q.x) + m_reach.steps.x, std::max(s.p.y, s.q.y) + m_reach.steps.y};
        bool found = false;
        const auto look = [&](std::int64_t column, std::int64_t row) {
            if (found) return;
            const auto here = m_index.at(column, row);
            found = std::any_of(here.begin(), here.end(), [&](std::int32_t i) {
                return boxes_meet(m_segments[static_cast<std::size_t>(i)], {low, high});
            });
        };
        m_index.for_cells(s, look, std::max(m_reach.steps.x, m_reach.steps.y) + SegmentGrid::listed_within);
        return found;
    }

private:
    std::vector<Segment> m_segments;
    SegmentGrid m_index;
    const Reach& m_reach;
};

/// A point that a line is to pass through.
struct Via {
    std::int32_t line = 0;
    double share = 0;
    LatticePoint at;
};

/// What a line is now: as many pieces as it was divided into, none if it has no length any more.
struct Piece {
    Segment segment;
    std::int32_t line = 0;
};

/// The corners that lines which are in pieces lead through. Where corners lie closer together than the reach, each
/// piece passes those that the line has been led through before: without this they would be divided for ever, each
/// round into several times as many.
class Passed {
public:
    /// Pieces of a line have its tag, and follow each other.
    explicit Passed(const std::vector<TaggedSegment>& pieces) {
        for (std::size_t i = 1; i < pieces.size(); ++i) {
            if (pieces[i].tag != pieces[i - 1].tag) continue;
            for (const Segment& segment : {pieces[i - 1].segment, pieces[i].segment}) {
                m_corners.insert({pieces[i].tag, segment.p});
                m_corners.insert({pieces[i].tag, segment.q});
            }
        }
    }

    [[nodiscard]] bool has(std::int32_t line, const LatticePoint& corner) const {
        return m_corners.contains({line, corner});
    }

private:
    using Key = std::pair<std::int32_t, LatticePoint>;
    struct Hash {
        std::size_t operator()(const Key& key) const noexcept {
            return LatticeHash()(key.second) ^ (static_cast<std::size_t>(key.first) * 0x9E3779B97F4A7C15ULL);
        }
    };

    std::unordered_set<Key, Hash> m_corners;
};

/// One round over some of the lines.
class Round {
public:
    Round(std::vector<TaggedSegment> lines, std::vector<TaggedSegment> fixed, const Reach& reach, bool among_themselves,
          const Changes* last)
        : m_lines(std::move(lines)),
          m_fixed(std::move(fixed)),
          m_reach(reach),
          m_among_themselves(among_themselves),
          m_last(last),
          m_fixed_points(reach.metres, reach.m, 2 * (m_fixed.size() + m_lines.size())),
          m_free_points(reach.metres, reach.m, 2 * m_lines.size()) {
        for (const LatticePoint& corner : corners_of(m_fixed))
            m_fixed_points.add(corner);
        move_corners();
        fixed_pieces = divide(m_fixed, std::move(m_splits));
        lead_lines();
    }

    std::vector<Piece> line_pieces;   ///< by line
    std::vector<Piece> fixed_pieces;  ///< by fixed line
    std::vector<Segment> changes;

private:
    void move_corners() {
        const std::vector<Segment> segments = segments_of(m_fixed);
        const SegmentGrid fixed_index(segments);
        std::unordered_map<LatticePoint, LatticePoint, LatticeHash> moved;
        for (const LatticePoint& corner : corners_of(m_lines)) {  // ascending: the smallest of those that meet stays
            if (m_last != nullptr && !m_last->is_near(corner)) {
                m_free_points.add(corner);
                continue;
            }
            const LatticePoint to = place_of(corner, fixed_index, segments);
            if (to != corner) moved.emplace(corner, to);
        }
        if (moved.empty()) return;
        for (TaggedSegment& line : m_lines) {
            const Segment before = line.segment;
            for (LatticePoint* end : {&line.segment.p, &line.segment.q}) {
                if (const auto known = moved.find(*end); known != moved.end()) *end = known->second;
            }
            if (line.segment != before) changes.push_back(line.segment);
        }
    }

    LatticePoint place_of(const LatticePoint& corner, const SegmentGrid& index, const std::vector<Segment>& segments) {
        if (const auto near = m_fixed_points.nearest(corner)) return *near;
        if (const auto foot = foot_on_fixed(corner, index, segments)) return *foot;
        if (m_among_themselves) {
            if (const auto near = m_free_points.nearest(corner)) return *near;
            m_free_points.add(corner);
        }
        return corner;
    }

    /// The nearest place on a fixed line, which is divided there.
    std::optional<LatticePoint> foot_on_fixed(const LatticePoint& corner, const SegmentGrid& index,
                                              const std::vector<Segment>& segments) {
        std::optional<Via> best;
        double best_m = m_reach.m;
        m_reach.for_near(index, segments, corner, [&](std::int32_t i) {
            const Segment& s = segments[static_cast<std::size_t>(i)];
            const Foot foot = foot_on(s, corner, m_reach.metres);
            if (foot.metres > best_m) return;
            const Via via{i, foot.share, point_at(s, foot.share)};
            if (best && foot.metres == best_m && best->at <= via.at) return;
            best_m = foot.metres;
            best = via;
        });
        if (!best) return std::nullopt;
        m_splits.push_back(*best);
        m_fixed_points.add(best->at);
        changes.push_back({best->at, best->at});
        return best->at;
    }

    /// Leads each line through the corners that it passes within reach, through each of them once. One that is no
    /// longer than the reach is a place among them already.
    void lead_lines() {
        const std::vector<Segment> segments = segments_of(m_lines);
        const SegmentGrid index(segments);
        const Passed passed(m_lines);
        std::vector<Via> vias;
        const auto look = [&](const LatticePoint& corner) {
            m_reach.for_near(index, segments, corner, [&](std::int32_t i) {
                const Segment& s = segments[static_cast<std::size_t>(i)];
                if (corner == s.p || corner == s.q || m_reach.covers(s)) return;
                const Foot foot = foot_on(s, corner, m_reach.metres);
                if (foot.metres > m_reach.m || foot.share <= 0 || foot.share >= 1) return;
                if (passed.has(m_lines[static_cast<std::size_t>(i)].tag, corner)) return;
                vias.push_back({i, foot.share, corner});
            });
        };
        m_fixed_points.for_each(look);
        if (m_among_themselves) m_free_points.for_each(look);
        line_pieces = divide(m_lines, std::move(vias));
        for (std::size_t i = 0; i < line_pieces.size(); ++i) {
            const bool is_piece = (i > 0 && line_pieces[i - 1].line == line_pieces[i].line) ||
                                  (i + 1 < line_pieces.size() && line_pieces[i + 1].line == line_pieces[i].line);
            if (is_piece) changes.push_back(line_pieces[i].segment);
        }
    }

    /// Divides lines at points, which may repeat.
    static std::vector<Piece> divide(const std::vector<TaggedSegment>& lines, std::vector<Via> vias) {
        std::sort(vias.begin(), vias.end(), [](const Via& a, const Via& b) {
            return std::tie(a.line, a.share, a.at) < std::tie(b.line, b.share, b.at);
        });
        std::vector<Piece> pieces;
        pieces.reserve(lines.size() + vias.size());
        auto via = vias.begin();
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(lines.size()); ++i) {
            const Segment& segment = lines[static_cast<std::size_t>(i)].segment;
            LatticePoint from = segment.p;
            const auto add = [&](const LatticePoint& to) {
                if (to != from) pieces.push_back({{from, to}, i});
                from = to;
            };
            for (; via != vias.end() && via->line == i; ++via)
                add(via->at);
            add(segment.q);
        }
        return pieces;
    }

    std::vector<TaggedSegment> m_lines;
    std::vector<TaggedSegment> m_fixed;
    const Reach& m_reach;
    bool m_among_themselves;
    const Changes* m_last;  ///< null: everything may change
    NearPoints m_fixed_points;
    NearPoints m_free_points;
    std::vector<Via> m_splits;  ///< of fixed lines
};

/// The lines near what has changed, and where they come from.
struct Choice {
    std::vector<TaggedSegment> lines;
    std::vector<std::size_t> from;
};

Choice choose(const std::vector<TaggedSegment>& lines, const Changes* last) {
    Choice choice;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (last != nullptr && !last->is_near(lines[i].segment)) continue;
        choice.lines.push_back(lines[i]);
        choice.from.push_back(i);
    }
    return choice;
}

/// Puts pieces in the places of the lines that they are pieces of.
void replace(std::vector<TaggedSegment>& lines, const Choice& choice, const std::vector<Piece>& pieces) {
    std::vector<TaggedSegment> result;
    result.reserve(lines.size() + pieces.size());
    std::size_t next = 0;
    auto piece = pieces.begin();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (next == choice.from.size() || choice.from[next] != i) {
            result.push_back(lines[i]);
            continue;
        }
        for (; piece != pieces.end() && piece->line == static_cast<std::int32_t>(next); ++piece)
            result.push_back({piece->segment, lines[i].tag});
        ++next;
    }
    lines = std::move(result);
}

void snap_in_rounds(std::vector<TaggedSegment>& lines, std::vector<TaggedSegment>& fixed, const Reach& reach,
                    bool among_themselves) {
    std::optional<Changes> last;
    for (int round = 0; round < most_rounds && !lines.empty(); ++round) {
        const Changes* near = last ? &*last : nullptr;
        const Choice some = choose(lines, near);
        const Choice some_fixed = choose(fixed, near);
        Round result(some.lines, some_fixed.lines, reach, among_themselves, near);
        if (result.changes.empty()) return;
        replace(lines, some, result.line_pieces);
        replace(fixed, some_fixed, result.fixed_pieces);
        last.emplace(std::move(result.changes), reach);
    }
}

}  // namespace

void snap_lines(std::vector<TaggedSegment>& lines, std::vector<TaggedSegment>& fixed, const Lattice& lattice,
                const SnapOptions& options) {
    std::vector<std::int32_t> tags;  // while it works, a piece's tag is the line that it comes from
    tags.reserve(lines.size());
    for (TaggedSegment& line : lines) {
        tags.push_back(line.tag);
        line.tag = static_cast<std::int32_t>(tags.size()) - 1;
    }
    snap_in_rounds(lines, fixed, Reach(lattice.metres(), options.reach_m), options.among_themselves);
    for (TaggedSegment& line : lines)
        line.tag = tags[static_cast<std::size_t>(line.tag)];
}

}  // namespace grid
