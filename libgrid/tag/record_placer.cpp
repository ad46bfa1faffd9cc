#include "libgrid/tag/record_placer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "libgrid/core/error.hpp"
#include "libgrid/io/unknown_shift.hpp"

namespace grid {

namespace {

RecordPlaces with_crs(RecordPlaces places, const TagLayer& layer) {
    if (places.crs_wkt.empty()) places.crs_wkt = layer.crs_wkt;
    return places;
}

}  // namespace

RecordPlacer::Carrier::Carrier(const RecordPlaces& places, const std::string& to_wkt, const std::string& shown)
    : shift(places.crs_wkt, places.datum, {shown, {}, {}, {}}), transform(places.crs_wkt, to_wkt) {}

void RecordPlacer::Carrier::operator()(std::span<Point> points) const {
    shift(points);
    transform(points);
}

RecordPlacer::RecordPlacer(const TagLayer& layer, const RecordPlaces& places, const std::string& shown,
                           const SiteFinder* sites)
    : m_layer(layer),
      m_places(with_crs(places, layer)),
      m_shown(shown),
      m_is_geographic(is_geographic(m_places.crs_wkt)),
      m_is_identity(Carrier(m_places, layer.crs_wkt, shown).is_identity()),
      m_scale(scale_of(layer.crs_wkt)),
      m_sites(sites),
      m_carriers([this] { return Carrier(m_places, m_layer.crs_wkt, m_shown); }) {}

void RecordPlacer::carry(std::span<Record*> records, std::vector<Point>& points) const {
    if (m_is_identity) return;
    const Carrier& carrier = m_carriers.local();
    const std::vector<Point> before = points;
    try {
        carrier(points);
        return;
    } catch (const InputError&) {
        points = before;
    }
    // Some cannot be carried over: each by itself, so that it is known which.
    for (std::size_t i = 0; i < points.size(); ++i) {
        try {
            carrier({&points[i], 1});
        } catch (const InputError&) {
            points[i] = {std::numeric_limits<double>::quiet_NaN(), 0};
            records[i]->fate = RecordFate::unreadable;
            records[i]->why = "the place cannot be carried into the CRS of the grids";
        }
    }
}

void RecordPlacer::place(std::span<Record> records) const {
    std::vector<Record*> placed;
    std::vector<Point> points;
    placed.reserve(records.size());
    points.reserve(records.size());
    for (Record& record : records) {
        if (record.fate != RecordFate::inside) continue;
        constexpr double most_latitude = 90;
        constexpr double most_longitude = 360;
        if (m_is_geographic && (std::abs(record.at.y) > most_latitude || std::abs(record.at.x) > most_longitude)) {
            record.fate = RecordFate::unreadable;
            record.why = "the coordinates are no longitude and latitude";
            continue;
        }
        placed.push_back(&record);
        points.push_back(record.at);
    }
    carry(placed, points);
    std::vector<std::int32_t> grids(points.size());
    m_layer.index.find(points, grids);
    for (std::size_t i = 0; i < placed.size(); ++i)
        settle(*placed[i], points[i], grids[i]);
    if (m_layer.micro) {
        m_layer.micro->index.find(points, grids);
        for (std::size_t i = 0; i < placed.size(); ++i) {
            Record& record = *placed[i];
            if (record.grid < 0) continue;
            record.micro = grids[i];
            if (record.fate != RecordFate::reached) continue;
            const auto nearest = m_layer.micro->index.nearest(points[i], m_places.reach_m, m_scale);
            record.micro = nearest ? nearest->area : -1;
        }
    }
    if (m_sites == nullptr) return;
    for (std::size_t i = 0; i < placed.size(); ++i) {
        if (placed[i]->grid >= 0) placed[i]->site = m_sites->find(points[i], placed[i]->grid);
    }
}

void RecordPlacer::settle(Record& record, const Point& at, std::int32_t grid) const {
    if (record.fate != RecordFate::inside) return;
    record.grid = grid;
    if (grid < 0) {
        record.fate = RecordFate::outside;
        if (m_places.reach_m <= 0) return;
        const auto nearest = m_layer.index.nearest(at, m_places.reach_m, m_scale);
        if (!nearest) return;
        record.fate = RecordFate::reached;
        record.grid = nearest->area;
        record.distance_m = nearest->distance_m;
    }
    if (m_layer.has_undecided && m_layer.codes[static_cast<std::size_t>(record.grid)].empty()) {
        record.fate = RecordFate::undecided;
        record.grid = -1;
    }
}

double RecordPlacer::share_inside(std::vector<Point> points, const RecordPlaces& places) const {
    try {
        const Carrier carrier(places, m_layer.crs_wkt, m_shown);
        std::int64_t inside = 0;
        for (Point& point : points) {
            try {
                carrier({&point, 1});
            } catch (const InputError&) {
                continue;
            }
            if (m_layer.index.find(point) >= 0) ++inside;
        }
        return static_cast<double>(inside) / static_cast<double>(points.size());
    } catch (const Error&) {
        return 0;
    }
}

std::string RecordPlacer::hint(std::span<const Point> outside) const {
    constexpr std::size_t enough = 10;
    constexpr double most = 0.75;
    if (outside.size() < enough) return {};
    const std::vector<Point> points(outside.begin(), outside.end());
    std::vector<Point> swapped = points;
    for (Point& point : swapped)
        std::swap(point.x, point.y);
    const auto percent = [](double share) { return fmt::format("{:.0f} %", std::floor(100 * share)); };
    if (const double share = share_inside(swapped, m_places); share >= most)
        return fmt::format("{} of them would be inside with x and y the other way round: name them with --x and --y",
                           percent(share));
    for (const MapDatum datum : {MapDatum::gcj02, MapDatum::bd09, MapDatum::wgs84}) {
        if (datum == m_places.datum || (datum == MapDatum::wgs84 && m_places.datum == MapDatum::unset)) continue;
        RecordPlaces other = m_places;
        other.datum = datum;
        if (const double share = share_inside(points, other); share >= most)
            return fmt::format("{} of them would be inside in {}: --datum {}", percent(share), name_of(datum),
                               option_name(datum));
    }
    if (m_is_geographic) return {};
    RecordPlaces degrees = m_places;
    degrees.crs_wkt = crs_to_wkt("EPSG:4326");
    if (const double share = share_inside(points, degrees); share >= most)
        return fmt::format("{} of them would be inside in degrees: --crs EPSG:4326", percent(share));
    return {};
}

Findings RecordPlacer::unknown_shift() const {
    const IndexArrays& arrays = m_layer.index.arrays();
    if (arrays.segments.empty()) return {};
    Point at = arrays.segments.front().low;
    try {
        CrsTransform(m_layer.crs_wkt, m_places.crs_wkt)({&at, 1});
    } catch (const InputError&) {
        return {};
    }
    auto finding = unknown_shift_finding("records", m_places.crs_wkt, m_layer.crs_wkt, at);
    if (!finding) return {};
    return {std::move(*finding)};
}

}  // namespace grid
