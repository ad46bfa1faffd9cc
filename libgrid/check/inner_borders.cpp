#include "libgrid/check/inner_borders.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/mesh/box_index.hpp"
#include "libgrid/trace/geodesic.hpp"

namespace grid {

namespace {

/// A segment of a grid, which lies to the left of it from `a` to `b`, if `forward`, else from `b` to `a`.
struct Side {
    Point a;  ///< the smaller one
    Point b;
    bool forward = true;
    std::int32_t row = -1;

    [[nodiscard]] Stretch directed() const { return forward ? Stretch(a, b) : Stretch(b, a); }
};

/// A piece of a border; of one whose sides differ each side is one, and counts for half.
struct Piece {
    Stretch ends;
    double weight = 1;
};

/// The borders within one unit.
class UnitBorders {
public:
    UnitBorders(const CheckContext& context, const std::vector<std::size_t>& rows) : m_context(context) {
        for (const std::size_t row : rows)
            add_sides(row);
        std::ranges::sort(m_sides, [](const Side& p, const Side& q) {
            return std::tie(p.a, p.b, p.row, p.forward) < std::tie(q.a, q.b, q.row, q.forward);
        });
    }

    [[nodiscard]] std::vector<Piece> run() {
        for (auto first = m_sides.begin(); first != m_sides.end();) {
            const auto last = std::find_if(first, m_sides.end(),
                                           [&](const Side& side) { return side.a != first->a || side.b != first->b; });
            if (has_two_sides({first, last})) {
                m_pieces.push_back({{first->a, first->b}, 1});
            } else {
                m_loose.insert(m_loose.end(), first, last);
            }
            first = last;
        }
        add_loose_pieces();
        return std::move(m_pieces);
    }

private:
    void add_sides(std::size_t row) {
        const auto add = [&](const Ring& ring, bool is_hole) {
            const bool inside_left = runs_counter_clockwise(ring) != is_hole;
            for (std::size_t i = 1; i < ring.size(); ++i) {
                if (ring[i] == ring[i - 1]) continue;
                const auto [a, b] = std::minmax(ring[i - 1], ring[i]);
                m_sides.push_back({a, b, (ring[i - 1] == a) == inside_left, static_cast<std::int32_t>(row)});
            }
        };
        for (const Polygon& polygon : m_context.grids.geometry[row]) {
            add(polygon.shell, false);
            for (const Ring& hole : polygon.holes)
                add(hole, true);
        }
    }

    /// Whether two grids have the segment in opposite directions.
    [[nodiscard]] static bool has_two_sides(std::span<const Side> equal) {
        return std::ranges::any_of(equal, [&equal](const Side& side) {
            return side.row != equal.front().row && side.forward != equal.front().forward;
        });
    }

    void add_loose_pieces() {
        std::vector<BoxIndex::Entry> boxes;
        for (std::size_t i = 0; i < m_loose.size(); ++i)
            boxes.emplace_back(box_around(m_loose[i], 0), static_cast<std::int32_t>(i));
        const BoxIndex index(boxes);
        for (const Side& side : m_loose) {
            const double share =
                covered_share(beside(side, index.find(box_around(side, m_context.request.gap_width_m))));
            if (share > 0) m_pieces.push_back({side.directed(), share / 2});
        }
    }

    [[nodiscard]] std::vector<std::pair<double, double>> beside(const Side& side,
                                                                const std::vector<std::int32_t>& near) const {
        const Plane plane{side.a, m_context.scale.at((side.a.y + side.b.y) / 2)};
        const auto in_plane = [&plane](const Side& s) {
            const Stretch ends = s.directed();
            return Stretch(plane.to_work(ends.first), plane.to_work(ends.second));
        };
        std::vector<std::pair<double, double>> intervals;
        for (const std::int32_t i : near) {
            const Side& other = m_loose[static_cast<std::size_t>(i)];
            if (other.row == side.row) continue;
            const auto part = stretch_beside(in_plane(side), in_plane(other), m_context.request.gap_width_m, true);
            if (part) intervals.push_back(*part);
        }
        return intervals;
    }

    [[nodiscard]] Box box_around(const Side& side, double reach_m) const {
        const MetricScale scale = m_context.scale.at(side.a.y);
        Box box;
        box.add({std::min(side.a.x, side.b.x) - reach_m / scale.x, std::min(side.a.y, side.b.y) - reach_m / scale.y});
        box.add({std::max(side.a.x, side.b.x) + reach_m / scale.x, std::max(side.a.y, side.b.y) + reach_m / scale.y});
        return box;
    }

    const CheckContext& m_context;
    std::vector<Side> m_sides;
    std::vector<Side> m_loose;
    std::vector<Piece> m_pieces;
};

/// What a thread needs to measure.
struct Measurer {
    explicit Measurer(const std::string& crs_wkt)
        : to_lon_lat(crs_wkt, geographic_crs(crs_wkt)), ellipsoid(ellipsoid_of(crs_wkt)), scales(crs_wkt) {}

    CrsTransform to_lon_lat;
    Ellipsoid ellipsoid;
    ScaleFinder scales;
};

/// The share of a piece beside which barriers run.
double share_on_barriers(const Stretch& ends, const ScaleFinder& scales, const GroundIndex& index) {
    const Point middle{(ends.first.x + ends.second.x) / 2, (ends.first.y + ends.second.y) / 2};
    const Plane plane{ends.first, scales.at(middle)};
    const Stretch line(plane.to_work(ends.first), plane.to_work(ends.second));
    Box box;
    for (const Point& p : {ends.first, ends.second}) {
        box.add({p.x - barrier_reach_m / plane.scale.x, p.y - barrier_reach_m / plane.scale.y});
        box.add({p.x + barrier_reach_m / plane.scale.x, p.y + barrier_reach_m / plane.scale.y});
    }
    std::vector<std::pair<double, double>> intervals;
    for (const BarrierSegment& barrier : index.barriers(box)) {
        const Stretch other(plane.to_work(barrier.p), plane.to_work(barrier.q));
        if (const auto part = stretch_beside(line, other, barrier_reach_m, false)) intervals.push_back(*part);
    }
    return covered_share(std::move(intervals));
}

/// Geodesic lengths of the pieces, their weights not looked at.
std::vector<double> lengths_of(const std::vector<Piece>& pieces, const Measurer& measurer) {
    std::vector<Point> points;
    for (const Piece& piece : pieces) {
        points.push_back(piece.ends.first);
        points.push_back(piece.ends.second);
    }
    measurer.to_lon_lat(points);
    std::vector<Stretch> lon_lat;
    for (std::size_t i = 0; i < points.size(); i += 2)
        lon_lat.emplace_back(points[i], points[i + 1]);
    return geodesic_lengths(lon_lat, measurer.ellipsoid.semi_major_m, measurer.ellipsoid.flattening);
}

}  // namespace

std::optional<std::pair<double, double>> stretch_beside(const Stretch& line, const Stretch& other, double reach,
                                                        bool opposite) {
    constexpr double least_cosine = 0.8660254037844386;  // of 30 degrees
    const double dx = line.second.x - line.first.x;
    const double dy = line.second.y - line.first.y;
    const double ex = other.second.x - other.first.x;
    const double ey = other.second.y - other.first.y;
    const double size = std::hypot(ex, ey);
    const double dot = dx * ex + dy * ey;
    if (!(size > 0) || (opposite ? -dot : std::abs(dot)) < least_cosine * std::hypot(dx, dy) * size)
        return std::nullopt;
    double from = 0;
    double to = 1;
    // Where start + t * slope is from least to most.
    const auto keep = [&](double start, double slope, double least, double most) {
        if (slope == 0) {
            if (start < least || start > most) to = -1;
            return;
        }
        const auto [enter, leave] = std::minmax({(least - start) / slope, (most - start) / slope});
        from = std::max(from, enter);
        to = std::min(to, leave);
    };
    const double px = line.first.x - other.first.x;
    const double py = line.first.y - other.first.y;
    keep((px * ex + py * ey) / size, dot / size, 0, size);
    keep((px * ey - py * ex) / size, (dx * ey - dy * ex) / size, -reach, reach);
    if (to <= from) return std::nullopt;
    return std::pair(from, to);
}

double covered_share(std::vector<std::pair<double, double>> intervals) {
    std::ranges::sort(intervals);
    double share = 0;
    double end = 0;
    for (const auto& [from, to] : intervals) {
        share += std::max(0.0, to - std::max(from, end));
        end = std::max(end, to);
    }
    return share;
}

InnerBorders measure_inner_borders(const CheckContext& context, bool barriers) {
    const std::vector<std::vector<std::size_t>> units = rows_of_units(context.grids);
    std::optional<GroundIndex> index;
    if (barriers) index.emplace(*context.ground);
    std::vector<InnerBorders> of_units(units.size());
    tbb::enumerable_thread_specific<Measurer> measurers([&] { return Measurer(context.grids.crs_wkt); });
    run_on_threads(context.request.against.threads, [&] {
        tbb::parallel_for(std::size_t{0}, units.size(), [&](std::size_t unit) {
            const std::vector<Piece> pieces = UnitBorders(context, units[unit]).run();
            const std::vector<double> lengths = lengths_of(pieces, measurers.local());
            InnerBorders& sum = of_units[unit];
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                const double length = pieces[i].weight * lengths[i];
                sum.length_m += length;
                if (index)
                    sum.on_barrier_m += length * share_on_barriers(pieces[i].ends, measurers.local().scales, *index);
            }
        });
    });
    InnerBorders all;
    for (const InnerBorders& unit : of_units) {
        all.length_m += unit.length_m;
        all.on_barrier_m += unit.on_barrier_m;
    }
    return all;
}

}  // namespace grid
