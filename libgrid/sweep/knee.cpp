#include <algorithm>
#include <utility>

#include "libgrid/core/text_number.hpp"
#include "libgrid/sweep/sweep.hpp"

namespace grid {

namespace {

struct CurvePoint {
    double x = 0;
    double y = 0;
    std::size_t point = 0;
};

/// Of several with the same x the lowest; by x.
std::vector<CurvePoint> curve_of(const Sweep& sweep) {
    std::vector<CurvePoint> curve;
    for (std::size_t p = 0; p < sweep.points.size(); ++p) {
        const SweepPoint& point = sweep.points[p];
        const SweepPoint::Figure& y = point.*sweep.knee_of;
        if (!y || !point.grids) continue;
        const double x = sweep.goal == SweepGoal::tolerance ? number_in(point.value).value
                         : sweep.goal == SweepGoal::workers ? *point.workers
                                                            : *point.grids;
        curve.push_back({x, *y, p});
    }
    std::ranges::stable_sort(curve, {}, [](const CurvePoint& at) { return std::pair(at.x, at.y); });
    const auto repeated = std::ranges::unique(curve, {}, &CurvePoint::x);
    curve.erase(repeated.begin(), repeated.end());
    return curve;
}

}  // namespace

void find_knee(Sweep& sweep) {
    sweep.knee.reset();
    const bool has_hours = !sweep.points.empty() && sweep.points.front().least_h.has_value();
    sweep.knee_of = sweep.goal == SweepGoal::tolerance ? &SweepPoint::border_m
                    : sweep.goal == SweepGoal::workers ? &SweepPoint::most_load
                    : has_hours                        ? &SweepPoint::mean_dev_wl
                                                       : &SweepPoint::mean_dev;
    const std::vector<CurvePoint> curve = curve_of(sweep);
    if (curve.size() < 3) return;
    const auto [lowest, highest] = std::ranges::minmax(curve, {}, &CurvePoint::y);
    const double height = highest.y - lowest.y;
    const double width = curve.back().x - curve.front().x;
    if (!(height > 0)) return;
    const bool falls = curve.back().y < curve.front().y;
    double farthest = 1 / static_cast<double>(curve.size() - 1);
    for (const CurvePoint& at : curve) {
        const double along = (at.x - curve.front().x) / width;
        const double below = (falls ? 1 - along : along) - (at.y - lowest.y) / height;
        if (!(below > farthest)) continue;
        farthest = below;
        sweep.knee = at.point;
    }
}

}  // namespace grid
