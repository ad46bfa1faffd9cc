#include "libgrid/coverage/lines.hpp"

#include <algorithm>

#include "libgrid/core/predicates.hpp"

namespace grid {

namespace {

/// How far to the left of the way from one point to another a place is, times the length of that way.
double times_aside(const Point& from, const Point& to, const Point& p) noexcept {
    return (to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x);
}

}  // namespace

double square(const Point& p, const Point& q) noexcept {
    const double x = p.x - q.x;
    const double y = p.y - q.y;
    return x * x + y * y;
}

bool lies_between(const Line& line, const Point& p) noexcept {
    const double whole = square(line.a, line.b);
    return p != line.a && p != line.b && square(line.a, p) < whole && square(p, line.b) < whole;
}

bool lies_beside(const Line& line, const Point& p, double reach) noexcept {
    if (!lies_between(line, p)) return false;
    const double aside = times_aside(line.a, line.b, p);
    return aside * aside <= reach * reach * square(line.a, line.b);
}

bool lies_at_end(const Line& line, const Point& p, double reach) noexcept {
    return std::min(square(line.a, p), square(line.b, p)) < hair * hair * reach * reach;
}

bool run_together(const Line& line, const Line& other, const Point& end, double reach) noexcept {
    const Point& far = other.a == end ? other.b : other.a;
    const double along = (far.x - line.a.x) * (line.b.x - line.a.x) + (far.y - line.a.y) * (line.b.y - line.a.y);
    const bool both_go_far = along >= 0 && along <= square(line.a, line.b);
    const Point& last = both_go_far ? far : along < 0 ? line.a : line.b;
    const double aside = both_go_far ? times_aside(line.a, line.b, last) : times_aside(end, far, last);
    const double length = both_go_far ? square(line.a, line.b) : square(end, far);
    return aside * aside <= reach * reach * length && square(end, last) > hair * hair * reach * reach;
}

bool lies_on(const Line& line, const Point& p) noexcept {
    return line.a < p && p < line.b && orientation(line.a, line.b, p) == 0;
}

Line line_between(const Point& p, const Point& q) noexcept {
    return p < q ? Line{p, q} : Line{q, p};
}

bool do_cross(const Line& e, const Line& f) noexcept {
    return orientation(e.a, e.b, f.a) * orientation(e.a, e.b, f.b) < 0 &&
           orientation(f.a, f.b, e.a) * orientation(f.a, f.b, e.b) < 0;
}

Point crossing(const Line& e, const Line& f) noexcept {
    const double ex = e.b.x - e.a.x;
    const double ey = e.b.y - e.a.y;
    const double fx = f.b.x - f.a.x;
    const double fy = f.b.y - f.a.y;
    const double share = ((f.a.x - e.a.x) * fy - (f.a.y - e.a.y) * fx) / (ex * fy - ey * fx);
    const double t = share >= 0 && share <= 1 ? share : 0.5;  // nearly parallel: wherever it is, the lines are as near
    const auto [y0, y1] = std::minmax(e.a.y, e.b.y);
    return {std::clamp(e.a.x + t * ex, e.a.x, e.b.x), std::clamp(e.a.y + t * ey, y0, y1)};
}

}  // namespace grid
