#include "libgrid/view/loose_borders.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace grid {

namespace {

using Corner = boost::geometry::model::d2::point_xy<double>;
using TreeBox = boost::geometry::model::box<Corner>;
using Item = std::pair<TreeBox, std::size_t>;
using Tree = boost::geometry::index::rtree<Item, boost::geometry::index::quadratic<16>>;

/// Vertices that were rounded, each on its side, miss each other by no more.
constexpr double rounding_m = 0.001;
/// Two lines that meet at an angle are near each other for a while, too.
constexpr double lengths_of_gap = 4;

TreeBox box_of(const LooseSegment& s, double margin_x = 0, double margin_y = 0) {
    return {Corner(std::min(s.a.x, s.b.x) - margin_x, std::min(s.a.y, s.b.y) - margin_y),
            Corner(std::max(s.a.x, s.b.x) + margin_x, std::max(s.a.y, s.b.y) + margin_y)};
}

/// How two segments lie to each other.
struct Contact {
    std::int32_t low = 0;  ///< the owners
    std::int32_t high = 0;
    double touching_m = 0;  ///< length over which they are one line but for rounding
    double beside_m = 0;    ///< length over which they are no farther apart than the gap
    bool crossing = false;
};

/// The second segment as the first one sees it, in metres: along it from its start, and to its left.
struct View {
    double length = 0;
    Point from;
    Point to;
};

View view_of(const LooseSegment& s, const LooseSegment& t, const GroundScale& scale) {
    const double x_m = scale.metres_per_x((s.a.y + s.b.y) / 2);
    const double y_m = scale.metres_per_unit;
    const Point d{(s.b.x - s.a.x) * x_m, (s.b.y - s.a.y) * y_m};
    View view;
    view.length = std::hypot(d.x, d.y);
    if (view.length == 0) return view;
    const auto see = [&](const Point& p) {
        const Point q{(p.x - s.a.x) * x_m, (p.y - s.a.y) * y_m};
        return Point{(q.x * d.x + q.y * d.y) / view.length, (d.x * q.y - d.y * q.x) / view.length};
    };
    view.from = see(t.a);
    view.to = see(t.b);
    return view;
}

/// The length along the first segment over which the second one is within `gap_m` of it.
double length_beside(const View& view, double gap_m) {
    double first = 0;
    double last = 1;
    const auto clip = [&](double from, double to, double lowest, double highest) {
        if (from == to) {
            if (from < lowest || from > highest) last = -1;
            return;
        }
        const double enter = (lowest - from) / (to - from);
        const double leave = (highest - from) / (to - from);
        first = std::max(first, std::min(enter, leave));
        last = std::min(last, std::max(enter, leave));
    };
    clip(view.from.x, view.to.x, 0, view.length);
    clip(view.from.y, view.to.y, -gap_m, gap_m);
    return last > first ? (last - first) * std::abs(view.to.x - view.from.x) : 0;
}

/// Both ends of each lie on either side of the other one, and not just by a bad fit.
bool is_crossing(const View& a, const View& b, double gap_m) {
    const auto parts = [gap_m](const View& view) {
        return std::min(view.from.y, view.to.y) < -gap_m && std::max(view.from.y, view.to.y) > gap_m;
    };
    return parts(a) && parts(b);
}

}  // namespace

std::vector<std::pair<std::int32_t, std::int32_t>> bordering_owners(std::span<const LooseSegment> segments,
                                                                    const GroundScale& scale, double gap_m) {
    std::vector<Item> items;
    items.reserve(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i)
        items.emplace_back(box_of(segments[i]), i);
    const Tree tree(items);
    tbb::enumerable_thread_specific<std::vector<Contact>> found;
    tbb::parallel_for(std::size_t{0}, segments.size(), [&](std::size_t i) {
        const LooseSegment& s = segments[i];
        const double x_m = std::min(scale.metres_per_x(s.a.y), scale.metres_per_x(s.b.y));
        const TreeBox near = box_of(s, gap_m / x_m, gap_m / scale.metres_per_unit);
        for (auto it = tree.qbegin(boost::geometry::index::intersects(near)); it != tree.qend(); ++it) {
            const LooseSegment& t = segments[it->second];
            if (t.owner <= s.owner) continue;
            const View view = view_of(s, t, scale);
            Contact contact{s.owner, t.owner, length_beside(view, rounding_m), length_beside(view, gap_m), false};
            contact.crossing = is_crossing(view, view_of(t, s, scale), gap_m);
            if (contact.beside_m > 0 || contact.crossing) found.local().push_back(contact);
        }
    });
    std::vector<Contact> all;
    for (const std::vector<Contact>& some : found)
        all.insert(all.end(), some.begin(), some.end());
    // By all members, so that sums do not depend on which thread found what.
    std::ranges::sort(all, {},
                      [](const Contact& c) { return std::tie(c.low, c.high, c.crossing, c.touching_m, c.beside_m); });
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
        Contact sum = all[first];
        for (last = first + 1; last < all.size() && all[last].low == sum.low && all[last].high == sum.high; ++last) {
            sum.touching_m += all[last].touching_m;
            sum.beside_m += all[last].beside_m;
            sum.crossing = sum.crossing || all[last].crossing;
        }
        if (sum.crossing || sum.touching_m > lengths_of_gap * rounding_m || sum.beside_m > lengths_of_gap * gap_m)
            pairs.emplace_back(sum.low, sum.high);
    }
    return pairs;
}

}  // namespace grid
