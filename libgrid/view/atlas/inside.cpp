#include "libgrid/view/atlas/inside.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <queue>
#include <utility>

namespace grid {

namespace {

void add_ring(const Ring& ring, AreaBorders& borders) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
        if (ring[i - 1] != ring[i]) borders.push_back({ring[i - 1], ring[i]});
    }
}

/// max(|x|, |y|) of the point of the segment a-b that is nearest to the origin by this measure.
double square_distance(const Point& a, const Point& b) {
    const Point d{b.x - a.x, b.y - a.y};
    const auto at = [&](double t) { return std::max(std::abs(a.x + t * d.x), std::abs(a.y + t * d.y)); };
    double least = std::min(at(0), at(1));
    // The measure is convex along the segment; it has its least value at an end or where one of these is zero.
    const std::array<std::array<double, 2>, 4> zeros{
        {{a.x, d.x}, {a.y, d.y}, {a.x - a.y, d.x - d.y}, {a.x + a.y, d.x + d.y}}};
    for (const auto& [value, slope] : zeros) {
        if (slope == 0) continue;
        const double t = -value / slope;
        if (t > 0 && t < 1) least = std::min(least, at(t));
    }
    return least;
}

/// The area in units in which the box is a square of side 1.
class Search {
public:
    Search(std::span<const PageSegment> borders, const Rect& frame, const Size& size) : m_size(size) {
        Box box;
        for (const PageSegment& s : borders) {
            m_borders.push_back({scaled(s.a), scaled(s.b)});
            box.add(m_borders.back().a);
            box.add(m_borders.back().b);
        }
        const Point low = scaled({frame.x, frame.y});
        const Point high = scaled({frame.right(), frame.bottom()});
        m_frame = {low.x, low.y, high.x, high.y};
        m_box = {std::max(box.min_x, low.x), std::max(box.min_y, low.y), std::min(box.max_x, high.x),
                 std::min(box.max_y, high.y)};
    }

    std::optional<BoxPlace> run() {
        const double width = m_box.max_x - m_box.min_x;
        const double height = m_box.max_y - m_box.min_y;
        if (m_borders.empty() || !(width > 0 && height > 0)) return std::nullopt;
        constexpr double most_cells = 24;
        const double side = std::max(std::min(width, height), std::max(width, height) / most_cells);
        for (double x = m_box.min_x; x < m_box.max_x; x += side) {
            for (double y = m_box.min_y; y < m_box.max_y; y += side)
                add({x + side / 2, y + side / 2}, side / 2);
        }
        constexpr int most_steps = 3000;
        constexpr double precision = 0.02;
        for (int step = 0; step < most_steps && !m_queue.empty(); ++step) {
            const Cell cell = m_queue.top();
            if (cell.most <= std::max(m_best * (1 + precision), 1e-6)) break;
            m_queue.pop();
            const double half = cell.half / 2;
            for (const double dx : {-half, half}) {
                for (const double dy : {-half, half})
                    add({cell.at.x + dx, cell.at.y + dy}, half);
            }
        }
        if (!(m_best > 0)) return std::nullopt;
        return BoxPlace{{m_best_at.x * m_size.width, m_best_at.y * m_size.height}, 2 * m_best};
    }

private:
    struct Cell {
        Point at;
        double half = 0;
        double most = 0;  ///< no point of the cell is farther from the border
        int number = 0;   ///< so that equal cells have an order
        friend bool operator<(const Cell& a, const Cell& b) {
            return a.most != b.most ? a.most < b.most : a.number > b.number;
        }
    };

    [[nodiscard]] Point scaled(const Point& p) const { return {p.x / m_size.width, p.y / m_size.height}; }

    void add(const Point& at, double half) {
        double distance = std::min({std::abs(at.x - m_frame.min_x), std::abs(m_frame.max_x - at.x),
                                    std::abs(at.y - m_frame.min_y), std::abs(m_frame.max_y - at.y)});
        for (const PageSegment& s : m_borders)
            distance = std::min(distance, square_distance({s.a.x - at.x, s.a.y - at.y}, {s.b.x - at.x, s.b.y - at.y}));
        if (distance + half <= m_best) return;  // neither here nor near here is more room
        const bool in_frame =
            at.x > m_frame.min_x && at.x < m_frame.max_x && at.y > m_frame.min_y && at.y < m_frame.max_y;
        if (!in_frame || !is_inside(m_borders, at)) distance = -distance;
        if (distance > m_best) {
            m_best = distance;
            m_best_at = at;
        }
        if (distance + half > m_best) m_queue.push({at, half, distance + half, m_count++});
    }

    Size m_size;
    AreaBorders m_borders;
    Box m_frame;
    Box m_box;
    std::priority_queue<Cell> m_queue;
    double m_best = 0;
    Point m_best_at;
    int m_count = 0;
};

/// How far a box may move to either side along y before it meets a border or leaves the frame.
std::pair<double, double> room_along_y(std::span<const PageSegment> borders, const Rect& frame, const Rect& box) {
    double up = box.y - frame.y;
    double down = frame.bottom() - box.bottom();
    const double middle = box.centre().y;
    for (const PageSegment& s : borders) {
        const Point& left = s.a.x <= s.b.x ? s.a : s.b;
        const Point& right = s.a.x <= s.b.x ? s.b : s.a;
        const double from = std::max(left.x, box.x);
        const double to = std::min(right.x, box.right());
        if (from > to) continue;
        const double slope = right.x > left.x ? (right.y - left.y) / (right.x - left.x) : 0;
        double high = left.y + slope * (from - left.x);
        double low = left.y + slope * (to - left.x);
        if (right.x == left.x) low = right.y;
        if (high > low) std::swap(high, low);
        if (low <= middle) up = std::min(up, box.y - low);
        if (high > middle) down = std::min(down, high - box.bottom());
    }
    return {std::max(up, 0.0), std::max(down, 0.0)};
}

}  // namespace

Rect centred(std::span<const PageSegment> borders, const Rect& frame, Rect box) {
    const auto [up, down] = room_along_y(borders, frame, box);
    box.y += (down - up) / 2;
    AreaBorders turned;
    for (const PageSegment& s : borders)
        turned.push_back({{s.a.y, s.a.x}, {s.b.y, s.b.x}});
    const auto [left, right] =
        room_along_y(turned, {frame.y, frame.x, frame.height, frame.width}, {box.y, box.x, box.height, box.width});
    box.x += (right - left) / 2;
    return box;
}

AreaBorders borders_of(const MultiPolygon& polygons) {
    AreaBorders borders;
    for (const Polygon& polygon : polygons) {
        add_ring(polygon.shell, borders);
        for (const Ring& hole : polygon.holes)
            add_ring(hole, borders);
    }
    return borders;
}

bool is_inside(std::span<const PageSegment> borders, const Point& p) {
    bool inside = false;
    for (const auto& [a, b] : borders) {
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) inside = !inside;
    }
    return inside;
}

std::optional<BoxPlace> largest_box(std::span<const PageSegment> borders, const Rect& frame, const Size& size) {
    if (!(size.width > 0 && size.height > 0)) return std::nullopt;
    return Search(borders, frame, size).run();
}

}  // namespace grid
