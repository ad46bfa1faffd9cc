#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::test {

/// Numbers for a town: from `low` to `high`.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : m_random(seed) {}
    double between(double low, double high) {
        constexpr int steps = 1 << 30;
        return low + (high - low) * m_random.below(steps) / steps;
    }
    int below(int n) { return m_random.below(n); }
    bool one_in(int n) { return m_random.below(n) == 0; }

private:
    partition::Random m_random;
};

/// How a town is made; lengths in metres, `unit` is a metre in the coordinates.
struct TownPlan {
    Point origin;
    double unit = 1;
    double size = 500;  ///< of a unit
    double error = 0;   ///< by which every unit has digitised its outline by itself
    int columns = 3;
    int rows = 3;
};

/// Units with wiggly borders, column by column.
inline std::vector<MultiPolygon> make_town(Chance& chance, const TownPlan& plan) {
    const double size = plan.size * plan.unit;
    const auto at = [&](int i, int k) { return static_cast<std::size_t>(i * (plan.rows + 1) + k); };
    std::vector<Point> corners;
    for (int i = 0; i <= plan.columns; ++i) {
        for (int k = 0; k <= plan.rows; ++k)
            corners.push_back({plan.origin.x + (i + chance.between(-.25, .25)) * size,
                               plan.origin.y + (k + chance.between(-.25, .25)) * size});
    }
    const auto line = [&](const Point& a, const Point& b) {
        std::vector<Point> points;
        const int n = chance.below(6);
        const double off = size / 20;
        for (int t = 1; t <= n; ++t)
            points.push_back({a.x + (b.x - a.x) * t / (n + 1) + chance.between(-off, off),
                              a.y + (b.y - a.y) * t / (n + 1) + chance.between(-off, off)});
        return points;
    };
    std::vector<std::vector<Point>> east(corners.size());
    std::vector<std::vector<Point>> north(corners.size());
    for (int i = 0; i <= plan.columns; ++i) {
        for (int k = 0; k <= plan.rows; ++k) {
            if (i < plan.columns) east[at(i, k)] = line(corners[at(i, k)], corners[at(i + 1, k)]);
            if (k < plan.rows) north[at(i, k)] = line(corners[at(i, k)], corners[at(i, k + 1)]);
        }
    }
    std::vector<MultiPolygon> units;
    const double error = plan.error * plan.unit;
    for (int i = 0; i < plan.columns; ++i) {
        for (int k = 0; k < plan.rows; ++k) {
            Ring ring;
            const auto add = [&](const Point& from, const std::vector<Point>& more, bool backwards) {
                ring.push_back(from);
                if (backwards)
                    ring.insert(ring.end(), more.rbegin(), more.rend());
                else
                    ring.insert(ring.end(), more.begin(), more.end());
            };
            add(corners[at(i, k)], east[at(i, k)], false);
            add(corners[at(i + 1, k)], north[at(i + 1, k)], false);
            add(corners[at(i + 1, k + 1)], east[at(i, k + 1)], true);
            add(corners[at(i, k + 1)], north[at(i, k)], true);
            if (error > 0) {
                for (Point& p : ring)
                    p = {p.x + chance.between(-error, error), p.y + chance.between(-error, error)};
            }
            ring.push_back(ring.front());
            units.push_back({{ring, {}}});
        }
    }
    return units;
}

/// One more unit that does not fit: a smaller or a shifted copy of one that is there, the same once more, a hair beside
/// it, a disc around a corner, or a copy with a hole that touches its shell.
inline MultiPolygon misfit(Chance& chance, const MultiPolygon& like, double unit) {
    MultiPolygon made = like;
    Ring& ring = made[0].shell;
    Point middle;
    for (std::size_t i = 1; i < ring.size(); ++i)
        middle = {middle.x + ring[i].x / static_cast<double>(ring.size() - 1),
                  middle.y + ring[i].y / static_cast<double>(ring.size() - 1)};
    const double share = chance.between(.1, .9);
    const auto shrunk = [&](const Point& p) {
        return Point{middle.x + (p.x - middle.x) * share, middle.y + (p.y - middle.y) * share};
    };
    const int kind = chance.below(6);
    const Point shift{chance.between(-300, 300) * unit, chance.between(-300, 300) * unit};
    const double hair = 1e-9 * unit;
    const Point corner = ring[static_cast<std::size_t>(chance.below(static_cast<int>(ring.size())))];
    const int points = 3 + chance.below(50);
    const double radius = chance.between(10, 300) * unit;
    if (kind == 0) {
        for (Point& p : ring)
            p = shrunk(p);
    } else if (kind == 1) {
        for (Point& p : ring)
            p = {p.x + shift.x, p.y + shift.y};
    } else if (kind == 2) {
        for (std::size_t i = 1; i + 1 < ring.size(); ++i)
            ring[i] = {ring[i].x + chance.between(-hair, hair), ring[i].y + chance.between(-hair, hair)};
    } else if (kind == 3) {
        ring.clear();
        for (int i = 0; i < points; ++i) {
            const double angle = 2 * std::numbers::pi * i / points;
            ring.push_back({corner.x + radius * std::cos(angle), corner.y + radius * std::sin(angle)});
        }
        ring.push_back(ring.front());
    } else if (kind == 4) {
        Ring hole;
        for (const Point& p : ring)
            hole.insert(hole.begin(), shrunk(p));
        hole.front() = ring.front();
        hole.back() = ring.front();
        made[0].holes.push_back(hole);
    }
    return made;  // kind 5: as it is
}

/// Vertices on the segments of a unit, as its neighbours lack them.
inline void add_vertices(Chance& chance, MultiPolygon& unit) {
    Ring ring;
    const Ring& shell = unit[0].shell;
    for (std::size_t i = 0; i + 1 < shell.size(); ++i) {
        ring.push_back(shell[i]);
        const double t = chance.between(0, 1);
        if (chance.one_in(3))
            ring.push_back(
                {shell[i].x + (shell[i + 1].x - shell[i].x) * t, shell[i].y + (shell[i + 1].y - shell[i].y) * t});
    }
    ring.push_back(ring.front());
    unit[0].shell = ring;
}

}  // namespace grid::test
