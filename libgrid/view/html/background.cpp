#include "libgrid/view/html/background.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/geometry/algorithms/simplify.hpp>
#include <boost/geometry/geometries/linestring.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/strategies/strategies.hpp>
#include <utility>

#include "libgrid/view/html/json.hpp"
#include "libgrid/view/html/topology.hpp"
#include "libgrid/view/line_kinds.hpp"

namespace grid {

namespace {

namespace bg = boost::geometry;
using BoostLine = bg::model::linestring<bg::model::d2::point_xy<double>>;

constexpr std::array kinds{"road", "rail", "water", "other"};
constexpr std::size_t road = 0;
constexpr std::size_t rail = 1;
constexpr std::size_t water = 2;
constexpr std::size_t other = 3;

struct Line {
    std::size_t kind = other;
    LineString metres;
};

Box box_of(const LineString& line) {
    Box box;
    for (const Point& p : line)
        box.add(p);
    return box;
}

std::size_t shown_kind(LineKind kind) {
    switch (kind) {
        case LineKind::stream:
        case LineKind::river:
            return water;
        case LineKind::railway:
            return rail;
        case LineKind::path:
        case LineKind::street:
        case LineKind::main_road:
            return road;
        case LineKind::other:
            break;
    }
    return other;
}

/// The lines that are shown; of areas their outlines.
std::vector<Line> shown_lines(const std::vector<FeatureTable>& tables, const PagePlane& plane) {
    std::vector<Line> lines;
    for (const FeatureTable& table : tables) {
        const std::vector<LineKind> line_kinds = kinds_of_lines(table);
        for (std::size_t i = 0; i < line_kinds.size(); ++i) {
            const Feature& feature = table.features[i];
            const std::size_t kind = shown_kind(line_kinds[i]);
            const auto add = [&](const LineString& line) {
                if (line.size() < 2 || !plane.shows(box_of(line))) return;
                lines.push_back({kind, line});
                plane.projection().to_work(lines.back().metres);
            };
            std::for_each(feature.lines.begin(), feature.lines.end(), add);
            for (const Polygon& polygon : feature.polygons) {
                add(polygon.shell);
                std::for_each(polygon.holes.begin(), polygon.holes.end(), add);
            }
        }
    }
    return lines;
}

/// By Douglas and Peucker, in pieces: how long that takes, and how deep it goes, grows with the square of the length.
LineString simplified(const LineString& line, double tolerance_m) {
    constexpr std::size_t piece = 500;
    LineString result{line.front()};
    for (std::size_t from = 0; from + 1 < line.size(); from += piece) {
        const std::size_t last = std::min(from + piece, line.size() - 1);
        BoostLine in;
        for (std::size_t i = from; i <= last; ++i)
            in.emplace_back(line[i].x, line[i].y);
        BoostLine out;
        bg::simplify(in, out, tolerance_m);
        for (std::size_t i = 1; i < out.size(); ++i)
            result.push_back({out[i].x(), out[i].y()});
    }
    return result;
}

/// Lines of no more than most_line_points points in all, simplified as far as that takes; the longest where even a
/// tolerance 32 times as large does not do.
struct FewerLines {
    std::vector<Line> lines;
    double tolerance_m = 0;
    std::size_t left_out = 0;

    FewerLines(std::vector<Line> all, double tolerance) : lines(std::move(all)), tolerance_m(tolerance) {
        constexpr int most_rounds = 6;
        for (int round = 1;; ++round) {
            std::size_t count = 0;
            for (Line& line : lines) {
                line.metres = simplified(line.metres, tolerance_m);
                count += line.metres.size();
            }
            if (count <= most_line_points) return;
            if (round == most_rounds) break;
            tolerance_m *= 2;
        }
        keep_longest();
    }

private:
    void keep_longest() {
        std::stable_sort(lines.begin(), lines.end(),
                         [](const Line& a, const Line& b) { return a.metres.size() > b.metres.size(); });
        std::size_t count = 0;
        std::size_t kept = 0;
        while (kept < lines.size() && count + lines[kept].metres.size() <= most_line_points)
            count += lines[kept++].metres.size();
        left_out = lines.size() - kept;
        lines.resize(kept);
    }
};

std::string lines_json(FewerLines& fewer, const PagePlane& plane) {
    std::array<std::vector<LineString>, kinds.size()> by_kind;
    for (Line& line : fewer.lines) {
        plane.to_steps(line.metres);
        line.metres.erase(std::unique(line.metres.begin(), line.metres.end()), line.metres.end());
        by_kind[line.kind].push_back(std::move(line.metres));
    }
    std::string json;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        json +=
            fmt::format("{}\"{}\":{}", kind == 0 ? "{" : ",", kinds[kind], json_numbers(packed_lines(by_kind[kind])));
    return json + "}";
}

/// Outlines of polygons, each line once.
std::string outlines_json(std::vector<MultiPolygon> polygons, const PagePlane& plane) {
    return polygons.empty() ? "null" : json_numbers(topology_of(plane.simplified(std::move(polygons))).arcs);
}

std::vector<MultiPolygon> polygons_of(const std::optional<FeatureTable>& table, const PagePlane& plane) {
    std::vector<MultiPolygon> polygons;
    if (!table) return polygons;
    for (const Feature& feature : table->features) {
        Box box;
        for (const Polygon& polygon : feature.polygons) {
            for (const Point& p : polygon.shell)
                box.add(p);
        }
        if (plane.shows(box)) polygons.push_back(feature.polygons);
    }
    return polygons;
}

/// A point for each site; of a building the middle of its extent.
std::string sites_json(const FeatureTable& table, const PagePlane& plane) {
    std::vector<std::int64_t> numbers;
    Point before;
    for (const Feature& feature : table.features) {
        std::vector<Point> points = feature.points;
        for (const Polygon& polygon : feature.polygons) {
            const Box box = box_of(polygon.shell);
            points.push_back({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
        }
        for (const Point& point : points) {
            const auto at = plane.steps_of(point);
            if (!at) continue;
            numbers.push_back(static_cast<std::int64_t>(at->x) - static_cast<std::int64_t>(before.x));
            numbers.push_back(static_cast<std::int64_t>(at->y) - static_cast<std::int64_t>(before.y));
            before = *at;
        }
    }
    return json_numbers(numbers);
}

}  // namespace

std::string background_json(const Plan& plan, const PagePlane& plane) {
    FewerLines fewer(shown_lines(plan.barriers, plane), plane.tolerance_m());
    std::vector<MultiPolygon> previous;
    for (const GridRow& grid : plan.previous)
        previous.push_back(grid.geometry);
    const std::size_t sites = plan.sites ? plan.sites->features.size() : 0;
    return fmt::format(
        R"({{"lines":{},"lines_tolerance_m":{},"lines_left_out":{},"boundaries":{},"previous":{},"micro":{},"sites":{},)"
        R"("sites_count":{},"most_sites":{}}})",
        lines_json(fewer, plane), fewer.tolerance_m, fewer.left_out,
        outlines_json(polygons_of(plan.boundaries, plane), plane), outlines_json(std::move(previous), plane),
        outlines_json(polygons_of(plan.micro, plane), plane),
        sites == 0 || sites > most_sites ? "null" : sites_json(*plan.sites, plane), sites, most_sites);
}

}  // namespace grid
