#include "libgrid/layer/raster_sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/raster.hpp"
#include "libgrid/io/unknown_shift.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/site_gatherer.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Box everywhere{-infinity, -infinity, infinity, infinity};

/// The box of all units and of what is in their reach.
Box reached_box(const std::vector<Unit>& units, double reach_m) {
    Box all;
    for (const Unit& unit : units) {
        Box box = box_of(unit.output);
        if (box.empty()) continue;
        const Point reach{reach_m / unit.plane.scale.x, reach_m / unit.plane.scale.y};
        box = {box.min_x - reach.x, box.min_y - reach.y, box.max_x + reach.x, box.max_y + reach.y};
        all.join(box);
    }
    return all;
}

/// Points along the outline of a box.
std::vector<Point> outline_of(const Box& box) {
    constexpr int steps = 32;
    std::vector<Point> points;
    for (int i = 0; i <= steps; ++i) {
        const double part = static_cast<double>(i) / steps;
        const double x = box.min_x + part * (box.max_x - box.min_x);
        const double y = box.min_y + part * (box.max_y - box.min_y);
        points.insert(points.end(), {{x, box.min_y}, {x, box.max_y}, {box.min_x, y}, {box.max_x, y}});
    }
    return points;
}

/// Where a pixel must have its centre to be in a unit, to touch one or to be in its reach: a box in the raster's CRS,
/// with a margin for edges that are not straight there. Everywhere if there is no telling.
Box window_of(const Box& units, const std::string& output_wkt, const RasterInfo& raster) {
    const bool is_round = is_geographic(raster.crs_wkt) && (raster.extent.max_x > 180 || raster.extent.min_x < -180);
    if (units.empty() || is_round) return everywhere;
    Box window;
    std::vector<Point> outline = outline_of(units);
    try {
        CrsTransform(output_wkt, raster.crs_wkt)(outline);
    } catch (const InputError&) {
        return everywhere;  // the units go farther than the raster's CRS
    }
    for (const Point& point : outline)
        window.add(point);
    const Point pixel{std::abs(raster.column.x) + std::abs(raster.row.x),
                      std::abs(raster.column.y) + std::abs(raster.row.y)};
    const double margin_x = pixel.x + (window.max_x - window.min_x) / 16;
    const double margin_y = pixel.y + (window.max_y - window.min_y) / 16;
    return {window.min_x - margin_x, window.min_y - margin_y, window.max_x + margin_x, window.max_y + margin_y};
}

/// Half of a pixel's edges, in the output CRS, where the window is.
void measure_pixel(const RasterInfo& raster, const Box& window, const CrsTransform& to_output, PixelsBeyond& beyond) {
    const Point at = std::isinf(window.max_x) ? raster.extent.middle() : window.middle();
    const auto half = [&](const Point& step) {
        std::vector<Point> edge{{at.x - step.x / 4, at.y - step.y / 4}, {at.x + step.x / 4, at.y + step.y / 4}};
        to_output(edge);
        return Point{edge[1].x - edge[0].x, edge[1].y - edge[0].y};
    };
    beyond.half_column = half(raster.column);
    beyond.half_row = half(raster.row);
}

/// Makes sites of the pixels that may be of a unit, and counts the others.
class PixelReader {
public:
    PixelReader(const GriddingRequest& request, const UnitFinder& units, bool keep_ids, Ground& ground)
        : m_request(request), m_units(units), m_keep_ids(keep_ids), m_ground(ground) {}

    void begin(const RasterInfo& raster) {
        const std::string& path = m_request.sites->source.path;
        auto shift = unknown_shift_finding(msg("sites in {}", shown_source(path)), raster.crs_wkt, m_ground.output_wkt,
                                           raster.extent.middle());
        if (shift && !m_request.allow_ballpark) m_ground.findings.push_back(std::move(*shift));
        m_window = window_of(reached_box(m_ground.units, m_request.site_reach_m), m_ground.output_wkt, raster);
        measure_pixel(raster, m_window, CrsTransform(raster.crs_wkt, m_ground.output_wkt), m_beyond);
        m_sites.emplace(m_request, m_units, raster.crs_wkt, m_ground);
    }

    void visit(const Pixel& pixel) {
        if (!m_window.holds(pixel.at)) {
            ++m_beyond.pixels;
            m_beyond.households += pixel.value;
            return;
        }
        LocatedSite site;
        site.fid = pixel.index;
        const Place place{m_request.sites->source.path, {}, pixel.index, pixel.at};
        site.site.households = to_count(Value(pixel.value), msg("the pixel"), place);
        m_total += site.site.households;
        if (m_total > most_count) throw InputError(msg("the households add up to more than can be counted"), place);
        site.site.workload = pixel.value;
        if (m_request.work) {
            m_ground.has_workload = true;
            site.site.workload = service_hours(m_request.profile.work, site.site.households, std::nullopt);
            site.visits = static_cast<float>(m_request.profile.work.visits);
        }
        std::optional<std::string> id;
        if (m_keep_ids) id = fmt::format("{}", pixel.index);
        m_sites->add_point(site, pixel.at, std::move(id));
    }

    PixelsBeyond finish() {
        m_sites->finish();
        return m_beyond;
    }

private:
    const GriddingRequest& m_request;
    const UnitFinder& m_units;
    bool m_keep_ids;
    Ground& m_ground;
    Box m_window;
    std::optional<SiteGatherer> m_sites;
    PixelsBeyond m_beyond;
    Count m_total = 0;
};

}  // namespace

PixelsBeyond read_raster_sites(const GriddingRequest& request, const UnitFinder& units, bool keep_ids,
                               bool with_checksum, Ground& ground) {
    const SourceRef& ref = request.sites->source;
    PixelReader reader(request, units, keep_ids, ground);
    read_raster(
        ref, [&reader](const RasterInfo& raster) { reader.begin(raster); },
        [&reader](const Pixel& pixel) { reader.visit(pixel); });
    if (with_checksum) {
        const std::string name = recorded_source(ref.path);
        ground.inputs.emplace_back("sites", fmt::format("{}{} {}", name, datum_note(ref), checksum(ref.path)));
    }
    return reader.finish();
}

void leave_out_beyond(const GriddingRequest& request, const UnitFinder& units, const std::vector<UnitGap>& gaps,
                      PixelsBeyond beyond, Ground& ground) {
    std::vector<MultiPolygon> enclosed;
    for (const UnitGap& gap : gaps)
        enclosed.push_back(gap.area);
    const PolygonIndex enclosed_index(enclosed);
    const auto touches_unit = [&](const Point& at) {
        for (const double i : {-1.0, 1.0}) {
            for (const double j : {-1.0, 1.0}) {
                if (units.find({at.x + i * beyond.half_column.x + j * beyond.half_row.x,
                                at.y + i * beyond.half_column.y + j * beyond.half_row.y}) >= 0)
                    return true;
            }
        }
        return false;
    };
    const auto is_beyond = [&](const LocatedSite& site) {
        return site.unit < 0 && !touches_unit(site.site.at) && enclosed_index.holding(site.site.at).empty();
    };
    std::size_t kept = 0;
    for (std::size_t i = 0; i < ground.sites.size(); ++i) {
        const LocatedSite& site = ground.sites[i];
        if (is_beyond(site)) {
            ++beyond.pixels;
            beyond.households += static_cast<double>(site.site.households) / count_scale;
            continue;
        }
        ground.sites[kept] = site;
        if (!ground.site_ids.empty() && kept != i) ground.site_ids[kept] = std::move(ground.site_ids[i]);
        ++kept;
    }
    ground.sites.resize(kept);
    if (!ground.site_ids.empty()) ground.site_ids.resize(kept);
    if (beyond.pixels == 0) return;
    const std::string name = shown_source(request.sites->source.path);
    const std::string households = number_text(beyond.households);
    // Foreign sites, of other shards, are in the totals only.
    const auto is_empty = [](const UnitTotals& total) { return total.items == 0; };
    const bool is_elsewhere = ground.sites.empty() && std::ranges::all_of(ground.totals, is_empty);
    if (is_elsewhere) {
        ground.findings.push_back({"site_outside",
                                   {},
                                   {},
                                   msg("none of the {} pixels of {} touches a unit; their {} households are in no grid",
                                       beyond.pixels, name, households),
                                   {}});
        return;
    }
    ground.findings.push_back(
        {"raster_beyond",
         {},
         {},
         msg("{} pixels of {} with {} households touch no unit and are not counted", beyond.pixels, name, households),
         {}});
}

}  // namespace grid
