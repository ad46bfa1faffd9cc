#include "injector.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/predicates.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid::test {

namespace {

Box box_around(const std::vector<Point>& points) {
    Box box;
    for (const Point& p : points)
        box.add(p);
    return box;
}

bool covers(const MultiPolygon& outer, const MultiPolygon& inner) {
    const auto rest = difference(inner, outer);
    if (!rest) return false;
    double left = 0;
    double whole = 0;
    for (const Polygon& polygon : *rest)
        left += std::abs(doubled_area(polygon.shell));
    for (const Polygon& polygon : inner)
        whole += std::abs(doubled_area(polygon.shell));
    return left < 1e-6 * whole;
}

}  // namespace

Injector::Injector(std::vector<MultiPolygon> coverage, const GroundScale& scale, std::uint64_t seed)
    : m_features(std::move(coverage)), m_original(m_features.size()), m_scale(scale), m_random(seed) {
    for (std::size_t f = 0; f < m_features.size(); ++f) {
        for (Polygon& polygon : m_features[f]) {
            if (!runs_counter_clockwise(polygon.shell)) std::ranges::reverse(polygon.shell);
            for (Ring& hole : polygon.holes) {
                if (runs_counter_clockwise(hole)) std::ranges::reverse(hole);
            }
            const auto add = [&](const Ring& ring) {
                for (std::size_t i = 1; i < ring.size(); ++i) {
                    m_owner[{ring[i - 1], ring[i]}] = static_cast<std::int32_t>(f);
                    m_at[ring[i]].insert(static_cast<std::int32_t>(f));
                }
            };
            add(polygon.shell);
            std::ranges::for_each(polygon.holes, add);
        }
    }
    m_busy.assign(m_features.size(), 0);
}

double Injector::between(double low, double high) {
    return low + (high - low) * static_cast<double>(m_random.next() >> 11U) * 0x1p-53;
}

std::set<std::int32_t> Injector::around(const std::vector<std::int32_t>& features) const {
    std::set<std::int32_t> all;
    for (const std::int32_t f : features) {
        for (const Polygon& polygon : m_features[static_cast<std::size_t>(f)]) {
            for (const Point& p : polygon.shell) {
                const std::set<std::int32_t>& here = m_at.at(p);
                all.insert(here.begin(), here.end());
            }
        }
    }
    return all;
}

bool Injector::is_free(const std::set<std::int32_t>& features) const {
    return std::ranges::none_of(features, [this](std::int32_t f) { return m_busy[static_cast<std::size_t>(f)] != 0; });
}

std::optional<Injector::Border> Injector::find_border(double least_m) {
    for (int attempt = 0; attempt < 400; ++attempt) {
        Border border;
        border.feature = m_random.below(static_cast<std::int32_t>(m_original));
        const MultiPolygon& polygons = m_features[static_cast<std::size_t>(border.feature)];
        if (polygons.size() != 1 || m_busy[static_cast<std::size_t>(border.feature)] != 0) continue;
        const Ring& shell = polygons[0].shell;
        border.position = static_cast<std::size_t>(m_random.below(static_cast<std::int32_t>(shell.size()) - 1));
        const Point& p = shell[border.position];
        const Point& q = shell[border.position + 1];
        const auto found = m_owner.find({q, p});
        if (found == m_owner.end() || found->second == border.feature || m_scale.distance(p, q) < least_m) continue;
        border.other = found->second;
        if (is_free(around({border.feature}))) return border;
    }
    return std::nullopt;
}

/// A point beside the line from p to q: to its left (inside the feature) for positive offsets.
Point Injector::aside(const Point& p, const Point& q, double share, double offset_m) const {
    const double per_x = m_scale.metres_per_x(p.y);
    const double dx = (q.x - p.x) * per_x;
    const double dy = (q.y - p.y) * m_scale.metres_per_unit;
    const double length = std::hypot(dx, dy);
    return {p.x + (q.x - p.x) * share - dy / length * offset_m / per_x,
            p.y + (q.y - p.y) * share + dx / length * offset_m / m_scale.metres_per_unit};
}

bool Injector::change(std::int32_t feature, MultiPolygon geometry, std::int32_t other, const Box& place,
                      const std::string& kind, std::set<std::string> codes, bool single) {
    if (find_invalid(geometry)) return false;
    for (const std::int32_t f : around({feature}))
        m_busy[static_cast<std::size_t>(f)] = 1;
    m_features[static_cast<std::size_t>(feature)] = std::move(geometry);
    const double margin_y = 0.05 / m_scale.metres_per_unit;
    const double margin_x = 0.05 / m_scale.metres_per_x(place.min_y);
    m_injected.push_back(
        {kind,
         std::move(codes),
         single,
         feature,
         other,
         {place.min_x - margin_x, place.min_y - margin_y, place.max_x + margin_x, place.max_y + margin_y}});
    return true;
}

/// Takes points into a segment of one side only. The ground between the old and the new line must lie in the features
/// on both sides, so that nobody else is touched.
bool Injector::insert(const Border& border, const std::vector<Point>& points, const std::string& kind,
                      const std::string& code) {
    MultiPolygon geometry = m_features[static_cast<std::size_t>(border.feature)];
    Ring& shell = geometry[border.polygon].shell;
    const Point p = shell[border.position];
    const Point q = shell[border.position + 1];
    shell.insert(shell.begin() + static_cast<std::ptrdiff_t>(border.position) + 1, points.begin(), points.end());
    std::vector<Point> all{p, q};
    all.insert(all.end(), points.begin(), points.end());
    for (const Point& a : points) {
        const MultiPolygon triangle{{{p, a, q, p}, {}}};
        if (code == "unmatched_vertex") break;
        const bool inside = orientation(p, q, a) > 0;
        const std::int32_t ground = inside ? border.feature : border.other;
        if (!covers(m_features[static_cast<std::size_t>(ground)], triangle)) return false;
    }
    std::set<std::string> codes{code};
    if (code == "crossed_borders") codes = {"overlap", "gap"};  // so they are told where no --gap-width is given
    return change(border.feature, std::move(geometry), border.other, box_around(all), kind, codes,
                  code != "crossed_borders");
}

/// A thin feature between two others, all borders of it matched.
bool Injector::add_sliver(const Border& border) {
    MultiPolygon geometry = m_features[static_cast<std::size_t>(border.feature)];
    Ring& shell = geometry[0].shell;
    const Point p = shell[border.position];
    const Point q = shell[border.position + 1];
    const double width = between(0.05, 0.2);
    const Point a = aside(p, q, 0.02, width);
    const Point b = aside(p, q, 0.98, width);
    const MultiPolygon sliver{{{p, q, b, a, p}, {}}};
    if (!covers(geometry, sliver)) return false;
    shell.insert(shell.begin() + static_cast<std::ptrdiff_t>(border.position) + 1, {a, b});
    const auto added = static_cast<std::int32_t>(m_features.size());
    if (!change(border.feature, std::move(geometry), border.other, box_around({p, q, a, b}), "sliver", {"sliver"},
                true)) {
        return false;
    }
    m_injected.back().feature = added;
    m_features.push_back(sliver);
    return true;
}

bool Injector::move_vertex(const Border& border) {
    MultiPolygon geometry = m_features[static_cast<std::size_t>(border.feature)];
    Ring& shell = geometry[0].shell;
    if (border.position == 0) return false;
    const Point p = shell[border.position];
    const Point before = shell[border.position - 1];
    const Point after = shell[border.position + 1];
    if (!m_owner.contains({p, before})) return false;
    const Point moved = aside(p, after, 0, between(0.1, 0.4) * (between(0, 1) < 0.5 ? -1 : 1));
    shell[border.position] = moved;
    return change(border.feature, std::move(geometry), -1, box_around({before, p, after, moved}), "moved vertex",
                  {"overlap", "gap", "crossed_borders"}, false);
}

bool Injector::shift() {
    const std::optional<Border> border = find_border(1);
    if (!border) return false;
    MultiPolygon geometry = m_features[static_cast<std::size_t>(border->feature)];
    const double angle = between(0, 6.28);
    const double offset = between(0.05, 0.45);
    std::vector<Point> all;
    for (Polygon& polygon : geometry) {
        const auto move = [&](Ring& ring) {
            for (Point& p : ring) {
                all.push_back(p);
                p = {p.x + std::cos(angle) * offset / m_scale.metres_per_x(p.y),
                     p.y + std::sin(angle) * offset / m_scale.metres_per_unit};
                all.push_back(p);
            }
        };
        move(polygon.shell);
        std::ranges::for_each(polygon.holes, move);
    }
    return change(border->feature, std::move(geometry), -1, box_around(all), "shift",
                  {"overlap", "gap", "crossed_borders"}, false);
}

bool Injector::duplicate() {
    const std::optional<Border> border = find_border(1);
    if (!border) return false;
    MultiPolygon copy = m_features[static_cast<std::size_t>(border->feature)];
    Ring& shell = copy[0].shell;
    shell.pop_back();
    std::rotate(shell.begin(), shell.begin() + static_cast<std::ptrdiff_t>(border->position), shell.end());
    shell.push_back(shell.front());
    if (between(0, 1) < 0.5) std::ranges::reverse(shell);
    const Box place = box_around(shell);
    if (!change(border->feature, m_features[static_cast<std::size_t>(border->feature)], border->feature, place,
                "duplicate", {"duplicate"}, true)) {
        return false;
    }
    m_injected.back().feature = static_cast<std::int32_t>(m_features.size());
    m_features.push_back(std::move(copy));
    return true;
}

bool Injector::inject(const std::string& kind) {
    for (int attempt = 0; attempt < 30; ++attempt) {
        if (kind == "shift" || kind == "duplicate") {
            if (kind == "shift" ? shift() : duplicate()) return true;
            continue;
        }
        const std::optional<Border> border = find_border(5);
        if (!border) return false;
        const Ring& shell = m_features[static_cast<std::size_t>(border->feature)][0].shell;
        const Point p = shell[border->position];
        const Point q = shell[border->position + 1];
        const double share = between(0.3, 0.7);
        const double depth = between(0.02, 0.45);
        bool done = false;
        if (kind == "gap") done = insert(*border, {aside(p, q, share, depth)}, kind, "gap");
        if (kind == "overlap") done = insert(*border, {aside(p, q, share, -depth)}, kind, "overlap");
        if (kind == "unmatched vertex") done = insert(*border, {aside(p, q, share, 0)}, kind, "unmatched_vertex");
        if (kind == "crossing") {
            done = insert(*border, {aside(p, q, 0.3, depth), aside(p, q, 0.7, -depth)}, kind, "crossed_borders");
        }
        if (kind == "sliver") done = add_sliver(*border);
        if (kind == "moved vertex") done = move_vertex(*border);
        if (done) return true;
    }
    return false;
}

std::vector<MultiPolygon> brick_wall(int columns, int rows, std::uint64_t seed) {
    const auto vertex = [seed](int i, int j) {
        partition::Random random(seed + static_cast<std::uint64_t>(i) * 1000003U + static_cast<std::uint64_t>(j));
        const auto move = [&random] { return static_cast<double>(random.next() >> 11U) * 0x1p-53 * 10; };
        const double x = 30.0 * i + move();
        return Point{x, 30.0 * j + move()};
    };
    std::vector<MultiPolygon> cells;
    for (int j = 0; j < rows; ++j) {
        for (int c = 0; c < columns; ++c) {
            const int i = 2 * c + j % 2;
            const Ring ring{vertex(i, j),         vertex(i + 1, j), vertex(i + 2, j), vertex(i + 2, j + 1),
                            vertex(i + 1, j + 1), vertex(i, j + 1), vertex(i, j)};
            cells.push_back({{ring, {}}});
        }
    }
    return cells;
}

}  // namespace grid::test
