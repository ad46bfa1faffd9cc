#include <geodesic.h>

#include <array>
#include <cmath>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid {

namespace {

class IdentityProjection final : public Projection {
public:
    void to_work(std::span<Point>) const override {}
    void to_output(std::span<Point>) const override {}
    [[nodiscard]] std::unique_ptr<Projection> clone() const override { return std::make_unique<IdentityProjection>(); }
};

class CrsProjection final : public Projection {
public:
    CrsProjection(std::string output_wkt, std::string work_wkt)
        : m_output_wkt(std::move(output_wkt)),
          m_work_wkt(std::move(work_wkt)),
          m_to_work(m_output_wkt, m_work_wkt),
          m_to_output(m_work_wkt, m_output_wkt),
          m_steps_per_unit(is_geographic(m_output_wkt) ? 1e11 : 1e6) {}

    void to_work(std::span<Point> points) const override { run(m_to_work, points); }

    void to_output(std::span<Point> points) const override {
        run(m_to_output, points);
        // Dividing by a power of ten that is exact gives the double nearest to the decimal.
        for (Point& p : points) {
            p = {std::round(p.x * m_steps_per_unit) / m_steps_per_unit,
                 std::round(p.y * m_steps_per_unit) / m_steps_per_unit};
        }
    }

    [[nodiscard]] std::unique_ptr<Projection> clone() const override {
        return std::make_unique<CrsProjection>(m_output_wkt, m_work_wkt);
    }

private:
    static void run(const CrsTransform& transform, std::span<Point> points) {
        try {
            transform(points);
        } catch (const InputError& error) {
            throw GeometryError(msg("the point cannot be projected"), error.place(), error.advice());
        }
    }

    std::string m_output_wkt;
    std::string m_work_wkt;
    CrsTransform m_to_work;
    CrsTransform m_to_output;
    double m_steps_per_unit;
};

Point middle(const Box& box) {
    return {box.min_x + (box.max_x - box.min_x) / 2, box.min_y + (box.max_y - box.min_y) / 2};
}

/// Corners, centre and edge centres, from the corner of least x and y.
std::array<Point, 9> probes(const Box& box) {
    const Point m = middle(box);
    return {{{box.min_x, box.min_y},
             {m.x, box.min_y},
             {box.max_x, box.min_y},
             {box.min_x, m.y},
             m,
             {box.max_x, m.y},
             {box.min_x, box.max_y},
             {m.x, box.max_y},
             {box.max_x, box.max_y}}};
}

/// True if a kilometre in the plane is a kilometre on the ellipsoid, to 1 %, all over the extent. Better than the
/// declared area of use: that is often unknown, and Web Mercator's is the world.
bool is_true_to_scale(const std::string& wkt, const Box& extent) {
    const Ellipsoid ellipsoid = ellipsoid_of(wkt);
    geod_geodesic geodesic{};
    geod_init(&geodesic, ellipsoid.semi_major_m, ellipsoid.flattening);
    const CrsTransform to_degrees(wkt, geographic_crs(wkt));
    for (const Point& p : probes(extent)) {
        std::array<Point, 4> ends{{{p.x - 500, p.y}, {p.x + 500, p.y}, {p.x, p.y - 500}, {p.x, p.y + 500}}};
        try {
            to_degrees(ends);
        } catch (const InputError&) {
            return false;
        }
        for (const std::size_t i : {0U, 2U}) {
            double metres = 0;
            geod_inverse(&geodesic, ends[i].y, ends[i].x, ends[i + 1].y, ends[i + 1].x, &metres, nullptr, nullptr);
            if (!(std::abs(metres - 1000) <= 10)) return false;
        }
    }
    return true;
}

bool is_metric(const std::string& wkt) {
    const OGRSpatialReference crs = io::parse_wkt(wkt);
    return crs.IsProjected() != 0 && std::abs(crs.GetLinearUnits() - 1) < 1e-12;
}

Box extent_in_degrees(const std::string& wkt, const Box& extent) {
    const CrsTransform to_degrees(wkt, geographic_crs(wkt));
    auto points = probes(extent);
    to_degrees(points);
    Box box;
    for (const Point& p : points)
        box.add(p);
    return box;
}

}  // namespace

WorkPlane choose_work_plane(const std::string& output_wkt, const Box& extent) {
    if (extent.empty()) throw GeometryError(msg("there is no extent to choose a work plane for"));
    if (is_metric(output_wkt) && is_true_to_scale(output_wkt, extent)) {
        return {output_wkt, std::make_unique<IdentityProjection>()};
    }
    const Box degrees = extent_in_degrees(output_wkt, extent);
    const double lon = std::round(middle(degrees).x * 10) / 10;
    const double lat = std::round(middle(degrees).y * 10) / 10;
    OGRSpatialReference crs = io::parse_wkt(geographic_crs(output_wkt));
    const io::ErrorTrap trap;
    crs.SetProjCS("work plane");
    const OGRErr status =
        degrees.max_x - degrees.min_x < 6 ? crs.SetTM(lat, lon, 1, 0, 0) : crs.SetLAEA(lat, lon, 0, 0);
    if (status != OGRERR_NONE) throw GeometryError(trap.explain(msg("the work plane cannot be set up")));
    std::string work_wkt = io::horizontal_wkt(crs);
    auto projection = std::make_unique<CrsProjection>(output_wkt, work_wkt);
    return {std::move(work_wkt), std::move(projection)};
}

}  // namespace grid
