#include "libgrid/coverage/line_noder.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <set>
#include <tuple>

#include "libgrid/coverage/line_frame.hpp"

namespace grid {

namespace {

std::size_t index(std::int32_t i) noexcept {
    return static_cast<std::size_t>(i);
}

bool are_apart(const Line& e, const Line& f, double reach) noexcept {
    if (f.a.x > e.b.x + reach || e.a.x > f.b.x + reach) return true;  // a is no farther to the east than b
    const auto [e0, e1] = std::minmax(e.a.y, e.b.y);
    const auto [f0, f1] = std::minmax(f.a.y, f.b.y);
    return f0 > e1 + reach || e0 > f1 + reach;
}

std::size_t count_different(std::span<const OwnedLine> lines) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
        count += i == 0 || lines[i].line != lines[i - 1].line ? 1 : 0;
    return count;
}

/// The cosine of the angle between the directions from `end` to `p` and to `q`.
double alignment(const Point& end, const Point& p, const Point& q) noexcept {
    const double dot = (p.x - end.x) * (q.x - end.x) + (p.y - end.y) * (q.y - end.y);
    return dot / std::sqrt(square(end, p) * square(end, q));
}

}  // namespace

std::size_t LineNoder::LineHash::operator()(const Line& line) const noexcept {
    std::uint64_t h = 0;
    for (const double value : {line.a.x, line.a.y, line.b.x, line.b.y}) {
        h = (h ^ std::bit_cast<std::uint64_t>(value + 0.0)) * 0x9e3779b97f4a7c15U;  // -0 equals 0
        h ^= h >> 32U;
    }
    return h;
}

LineNoder::LineNoder(std::span<const OwnedLine> lines, double reach)
    : m_given(count_different(lines)), m_reach(reach), m_is_divided(m_given, 0) {
    for (const auto& [line, owner, net] : lines) {
        if (m_lines.empty() || m_lines.back() != line) {
            m_fresh.push_back(static_cast<std::int32_t>(m_lines.size()));
            m_lines.push_back(line);
            m_owners.emplace_back();
        }
        m_owners.back().push_back(owner);
        m_corners.emplace_back(line.a, owner);
        m_corners.emplace_back(line.b, owner);
    }
    for (const Line& line : m_lines)
        m_origins.push_back({line, true, true});
    std::ranges::sort(m_corners);
    m_corners.erase(std::unique(m_corners.begin(), m_corners.end()), m_corners.end());
    double largest = 0;
    for (const auto& [end, owner] : m_corners)
        largest = std::max({largest, std::abs(end.x), std::abs(end.y)});
    constexpr double steps = 4;
    m_rounding = steps * (std::nextafter(largest, HUGE_VAL) - largest);
}

bool LineNoder::is_given(const Point& p) const {
    const auto found = std::ranges::lower_bound(m_corners, p, {}, &decltype(m_corners)::value_type::first);
    return found != m_corners.end() && found->first == p;
}

/// Whether a point is a corner of one whose border the line is.
bool LineNoder::has_corner(std::int32_t i, const Point& p) const {
    return std::ranges::any_of(m_owners[index(i)], [&](std::int32_t owner) {
        return std::ranges::binary_search(m_corners, std::pair(p, owner));
    });
}

bool LineNoder::passes_fixed(const Line& line) const {
    const double near = hair * m_reach;
    auto at = std::ranges::lower_bound(m_fixed, line.a.x - near, {}, &Point::x);
    for (; at != m_fixed.end() && at->x <= line.b.x + near; ++at) {
        if (lies_at_end(line, *at, m_reach) || lies_beside(line, *at, near)) return true;
    }
    return false;
}

/// Whether a line is to be led through a given end of another that lies beside it.
bool LineNoder::is_drawn(std::int32_t i, std::int32_t other, const Point& to) const {
    const Line& whole = m_origins[index(i)].whole;
    if (!lies_beside(line(i), to, m_reach) || !lies_beside(whole, to, m_reach)) return false;
    if (lies_at_end(whole, to, m_reach) || has_corner(i, to)) return false;
    const Line& of_other = m_origins[index(other)].whole;
    return (of_other.a == to || of_other.b == to) && run_together(whole, of_other, to, m_reach) && !passes_fixed(whole);
}

/// Whether the other line, from an end of it, goes the way of line i (1) or the way back (-1).
std::int32_t LineNoder::direction(std::int32_t i, std::int32_t other, const Point& from) const {
    const Line& whole = m_origins[index(i)].whole;
    const Line& of_other = m_origins[index(other)].whole;
    const Point& far = of_other.a == from ? of_other.b : of_other.a;
    const double ahead = (far.x - from.x) * (whole.b.x - whole.a.x) + (far.y - from.y) * (whole.b.y - whole.a.y);
    return ahead < 0 ? -1 : 1;
}

bool LineNoder::run(int max_rounds) {
    constexpr int patience = 10;  // rounds: what settles does so earlier
    for (int round = 0; round < max_rounds && !m_fresh.empty(); ++round) {
        if (round >= patience) m_rounding = std::min(2 * m_rounding, std::max(m_reach, m_rounding));
        Meeting meeting = meet();
        drop_returns(meeting.splits);
        std::vector<Split> splits = meeting.splits;
        cross(meeting, splits);
        std::ranges::sort(splits);
        apply(splits);
    }
    return m_fresh.empty();
}

/// Makes one of the splits of a line at a point, which ascend. What lines run both ways from is towards neither.
void LineNoder::unite_ways(std::vector<Split>& splits) {
    std::vector<Split> united;
    for (const Split& split : splits) {
        if (!united.empty() && united.back().line == split.line && united.back().at == split.at)
            united.back().towards += split.towards;
        else
            united.push_back(split);
    }
    splits = std::move(united);
}

/// Compares the fresh lines with all others.
LineNoder::Meeting LineNoder::meet() const {
    std::vector<Line> fresh;
    std::vector<char> is_fresh(m_lines.size(), 0);
    for (const std::int32_t i : m_fresh) {
        fresh.push_back(line(i));
        is_fresh[index(i)] = 1;
    }
    const LineFrame frame(fresh, m_reach);
    std::vector<Segment> on_lattice;
    on_lattice.reserve(fresh.size());
    for (const Line& line : fresh)
        on_lattice.push_back(frame(line));
    const SegmentGrid grid(on_lattice);

    constexpr std::size_t block = 4096;
    std::vector<Meeting> found((m_lines.size() + block - 1) / block);
    tbb::parallel_for(std::size_t{0}, found.size(), [&](std::size_t b) {
        for (std::size_t i = b * block; i < std::min(m_lines.size(), (b + 1) * block); ++i) {
            if (m_is_divided[i] != 0) continue;
            const auto e = static_cast<std::int32_t>(i);
            grid.for_cells(frame(m_lines[i]), [&](std::int64_t column, std::int64_t row) {
                for (const std::int32_t item : grid.at(column, row)) {
                    const std::int32_t f = m_fresh[index(item)];
                    if (f == e || (is_fresh[i] != 0 && f < e)) continue;
                    if (!are_apart(m_lines[i], line(f), m_reach)) compare(e, f, found[b]);
                }
            });
        }
    });
    Meeting all;
    for (const Meeting& part : found) {
        all.splits.insert(all.splits.end(), part.splits.begin(), part.splits.end());
        all.crossings.insert(all.crossings.end(), part.crossings.begin(), part.crossings.end());
    }
    std::ranges::sort(all.splits);
    all.splits.erase(std::unique(all.splits.begin(), all.splits.end()), all.splits.end());
    unite_ways(all.splits);
    std::ranges::sort(all.crossings);
    all.crossings.erase(std::unique(all.crossings.begin(), all.crossings.end()), all.crossings.end());
    return all;
}

void LineNoder::compare(std::int32_t e, std::int32_t f, Meeting& found) const {
    if (line(f) < line(e)) std::swap(e, f);
    const auto look_at = [&](std::int32_t i, std::int32_t other, const Point& end, bool is_given) {
        if (lies_on(line(i), end))
            found.splits.push_back({i, end, false});
        else if (is_given && is_drawn(i, other, end))
            found.splits.push_back({i, end, true, direction(i, other, end)});
    };
    for (const auto& [one, other] : {std::pair(e, f), std::pair(f, e)}) {
        look_at(one, other, line(other).a, m_origins[index(other)].has_given_a);
        look_at(one, other, line(other).b, m_origins[index(other)].has_given_b);
    }
    if (do_cross(line(e), line(f))) found.crossings.emplace_back(e, f);
}

bool LineNoder::have_common_owner(std::int32_t e, std::int32_t f) const {
    const std::vector<std::int32_t>& of_e = m_owners[index(e)];
    const std::vector<std::int32_t>& of_f = m_owners[index(f)];
    return std::ranges::any_of(of_e, [&](std::int32_t owner) { return std::ranges::binary_search(of_f, owner); });
}

/// Leaves out points beside a line to which an owner of it goes from an end of it anyway, or is to go with another line
/// from that end that leads nearer to their direction.
void LineNoder::drop_returns(std::vector<Split>& splits) const {
    struct AtEnd {
        Point at;
        Point end;
        double away = 0;  ///< 0 for a line that runs towards the point
        std::int32_t line = 0;
    };
    std::vector<AtEnd> near;
    std::set<std::pair<std::int32_t, Point>> dropped;
    for (const Split& split : splits) {
        if (!split.is_beside) continue;
        const Line& whole = line(split.line);
        for (const Point& end : {whole.a, whole.b}) {
            const std::optional<std::int32_t> other = find(line_between(end, split.at));
            if (other && have_common_owner(split.line, *other)) dropped.emplace(split.line, split.at);
            near.push_back(
                {split.at, end, 1 - alignment(end, split.at, end == whole.a ? whole.b : whole.a), split.line});
        }
    }
    std::ranges::sort(near, [this](const AtEnd& p, const AtEnd& q) {
        return std::tie(p.at, p.end, p.away, line(p.line)) < std::tie(q.at, q.end, q.away, line(q.line));
    });
    for (std::size_t first = 0, last = 0; first < near.size(); first = last) {
        for (last = first; last < near.size() && near[last].at == near[first].at && near[last].end == near[first].end;)
            ++last;
        for (std::size_t i = first + 1; i < last; ++i) {
            for (std::size_t k = first; k < i; ++k) {
                if (!dropped.contains({near[k].line, near[k].at}) && have_common_owner(near[i].line, near[k].line))
                    dropped.emplace(near[i].line, near[i].at);
            }
        }
    }
    std::erase_if(splits, [&](const Split& s) { return s.is_beside && dropped.contains({s.line, s.at}); });
}

/// Lines that cross get a common point there, unless one of them is divided elsewhere: then its parts are looked at.
void LineNoder::cross(const Meeting& meeting, std::vector<Split>& splits) const {
    const auto is_split = [&](std::int32_t i) {
        const auto found = std::ranges::lower_bound(meeting.splits, i, {}, &Split::line);
        return found != meeting.splits.end() && found->line == i;
    };
    for (const auto& [e, f] : meeting.crossings) {
        if (is_split(e) || is_split(f)) continue;
        const Point at = crossing(line(e), line(f));
        if (meet_at_end(e, f, at, splits)) continue;
        if (lies_between(line(e), at)) splits.push_back({e, at, false});
        if (lies_between(line(f), at)) splits.push_back({f, at, false});
    }
}

/// Where lines cross as near to an end of one of them as rounding goes, the other one is led through that end: with a
/// point of their own beside it they would cross again, and so on. Of three lines that all but coincide, two may go on
/// to cross the third by turns, each time a step farther on: so what is near grows with the rounds.
bool LineNoder::meet_at_end(std::int32_t e, std::int32_t f, const Point& at, std::vector<Split>& splits) const {
    std::optional<std::pair<double, Split>> best;
    for (const auto& [one, other] : {std::pair(e, f), std::pair(f, e)}) {
        for (const Point& end : {line(other).a, line(other).b}) {
            const double away = square(end, at);
            if (away > m_rounding * m_rounding || !lies_between(line(one), end)) continue;
            if (!best || away < best->first) best.emplace(away, Split{one, end, false});
        }
    }
    if (best) splits.push_back(best->second);
    return best.has_value();
}

void LineNoder::apply(const std::vector<Split>& splits) {
    m_fresh.clear();
    for (std::size_t first = 0, last = 0; first < splits.size(); first = last) {
        for (last = first; last < splits.size() && splits[last].line == splits[first].line;)
            ++last;
        divide(splits[first].line, {splits.data() + first, splits.data() + last});
    }
    std::ranges::sort(m_fresh);
    m_fresh.erase(std::unique(m_fresh.begin(), m_fresh.end()), m_fresh.end());
    std::erase_if(m_fresh, [this](std::int32_t i) { return m_is_divided[index(i)] != 0; });
}

/// Divides a line at all the points, or at the middle one where two of them are farther from each other than the ends.
/// The others then will be found to lie beside the parts. Of points at one place along the line those come first whose
/// line leads back from there: so it does not pass the other one.
void LineNoder::divide(std::int32_t i, std::span<const Split> splits) {
    const Line whole = line(i);
    const auto ahead = [&whole](const Point& p) {
        return (p.x - whole.a.x) * (whole.b.x - whole.a.x) + (p.y - whole.a.y) * (whole.b.y - whole.a.y);
    };
    std::vector<std::tuple<double, std::int32_t, Point>> order;
    for (const Split& split : splits)
        order.emplace_back(ahead(split.at), split.towards, split.at);
    std::ranges::sort(order);
    order.erase(std::unique(order.begin(), order.end()), order.end());
    std::vector<Point> points{whole.a};
    for (const auto& [along, way, at] : order)
        points.push_back(at);
    points.push_back(whole.b);
    for (std::size_t p = 1; p < points.size(); ++p) {
        if (square(points[p - 1], points[p]) < square(whole.a, whole.b)) continue;
        points = {whole.a, std::get<Point>(order[order.size() / 2]), whole.b};
        break;
    }
    m_touched.insert(m_touched.end(), points.begin() + 1, points.end() - 1);
    std::vector<LinePart> parts;
    for (std::size_t p = 1; p < points.size(); ++p) {
        parts.push_back({take(line_between(points[p - 1], points[p]), i), points[p] < points[p - 1]});
        m_fresh.push_back(parts.back().line);
    }
    m_parts.emplace(i, std::move(parts));
    m_is_divided[index(i)] = 1;
}

std::optional<std::int32_t> LineNoder::find(const Line& line) const {
    const auto given = m_lines.begin() + static_cast<std::ptrdiff_t>(m_given);
    const auto found = std::lower_bound(m_lines.begin(), given, line);
    if (found != given && *found == line) return static_cast<std::int32_t>(found - m_lines.begin());
    const auto added = m_added.find(line);
    return added == m_added.end() ? std::nullopt : std::optional(added->second);
}

/// The index of a line, which is added if it is a new one.
std::int32_t LineNoder::take(const Line& line, std::int32_t part_of) {
    const std::vector<std::int32_t> owners = m_owners[index(part_of)];
    if (const auto known = find(line)) {
        std::vector<std::int32_t> all;
        std::ranges::set_union(m_owners[index(*known)], owners, std::back_inserter(all));
        m_owners[index(*known)] = std::move(all);
        Line& whole = m_origins[index(*known)].whole;
        if (index(*known) >= m_given) whole = std::min(whole, m_origins[index(part_of)].whole);
        return *known;
    }
    const auto added = static_cast<std::int32_t>(m_lines.size());
    m_added.emplace(line, added);
    m_lines.push_back(line);
    m_owners.push_back(owners);
    m_origins.push_back({m_origins[index(part_of)].whole, is_given(line.a), is_given(line.b)});
    m_is_divided.push_back(0);
    return added;
}

std::vector<Point> LineNoder::touched() const {
    std::vector<Point> points = m_touched;
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

void LineNoder::append_parts(LinePart part, std::vector<LinePart>& parts) const {
    if (m_is_divided[index(part.line)] == 0) {
        parts.push_back(part);
        return;
    }
    const std::vector<LinePart>& own = m_parts.at(part.line);
    for (std::size_t i = 0; i < own.size(); ++i) {
        const LinePart& next = own[part.backwards ? own.size() - 1 - i : i];
        append_parts({next.line, next.backwards != part.backwards}, parts);
    }
}

}  // namespace grid
