#include "libgrid/io/unknown_shift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/proj.hpp"

namespace grid {

namespace {

using io::ProjContext;
using io::ProjObject;

bool is_of_the_earth(const Ellipsoid& ellipsoid) {
    constexpr double semi_major_m = 6378137;
    constexpr double flattening = 1 / 298.257223563;
    constexpr double near = 1e-10;  // GRS 80 and WGS 84 differ by 2e-11
    return std::abs(ellipsoid.semi_major_m - semi_major_m) < 0.01 && std::abs(ellipsoid.flattening - flattening) < near;
}

/// Degrees, longitude first. Nothing if it cannot be.
std::optional<Point> transformed(PJ* operation, const Point& at) {
    const PJ_COORD result = proj_trans(operation, PJ_FWD, proj_coord(at.x, at.y, 0, 0));
    if (!std::isfinite(result.xy.x) || !std::isfinite(result.xy.y)) return std::nullopt;
    return Point{result.xy.x, result.xy.y};
}

double metres_between(const Point& a, const Point& b) {
    constexpr double metres_in_degree = 111'320;
    const double east = (a.x - b.x) * std::cos(a.y * std::numbers::pi / 180);
    return std::hypot(east, a.y - b.y) * metres_in_degree;
}

/// Longitude and latitude in two geographic CRS, and what PROJ takes from the one to the other there.
class Pair {
public:
    Pair(const std::string& from_wkt, const std::string& to_wkt)
        : m_context(io::make_proj_context()),
          m_from(proj_create(m_context.get(), from_wkt.c_str())),
          m_to(proj_create(m_context.get(), to_wkt.c_str())) {}

    /// PROJ chooses for each place.
    [[nodiscard]] bool is_ballpark(const Point& at) const {
        if (!m_from || !m_to) return false;
        const ProjObject all(
            proj_create_crs_to_crs_from_pj(m_context.get(), m_from.get(), m_to.get(), nullptr, nullptr));
        const ProjObject ordered(all ? proj_normalize_for_visualization(m_context.get(), all.get()) : nullptr);
        if (!ordered || !transformed(ordered.get(), at)) return false;
        const ProjObject used(proj_trans_get_last_used_operation(ordered.get()));
        return used && proj_coordoperation_has_ballpark_transformation(m_context.get(), used.get()) != 0;
    }

    /// How far the transformations between the two that are no ballpark ones move a place, wherever they were made for.
    [[nodiscard]] std::optional<double> largest_shift(const Point& at) const {
        if (!m_from || !m_to) return std::nullopt;
        PJ_CONTEXT* const context = m_context.get();
        const std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, io::ProjCloser> factory(
            proj_create_operation_factory_context(context, nullptr));
        proj_operation_factory_context_set_allow_ballpark_transformations(context, factory.get(), 0);
        proj_operation_factory_context_set_spatial_criterion(context, factory.get(),
                                                             PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
        proj_operation_factory_context_set_grid_availability_use(
            context, factory.get(), PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
        const std::unique_ptr<PJ_OBJ_LIST, io::ProjCloser> list(
            proj_create_operations(context, m_from.get(), m_to.get(), factory.get()));
        std::optional<double> largest;
        for (int i = 0; list && i < proj_list_get_count(list.get()); ++i) {
            const ProjObject one(proj_list_get(context, list.get(), i));
            const ProjObject ordered(proj_normalize_for_visualization(context, one.get()));
            const std::optional<Point> moved = ordered ? transformed(ordered.get(), at) : std::nullopt;
            if (moved) largest = std::max(largest, std::optional(metres_between(at, *moved)));
        }
        return largest;
    }

    /// `Beijing 1954`
    [[nodiscard]] std::pair<std::string, std::string> names() const {
        const auto name = [](const ProjObject& crs) { return crs ? std::string(proj_get_name(crs.get())) : ""; };
        return {name(m_from), name(m_to)};
    }

private:
    ProjContext m_context;
    ProjObject m_from;
    ProjObject m_to;
};

}  // namespace

std::optional<UnknownShift> find_unknown_shift(const std::string& from_wkt, const std::string& to_wkt,
                                               const Point& at) {
    if (from_wkt.empty() || to_wkt.empty()) return std::nullopt;
    const std::string from = geographic_crs(from_wkt);
    const std::string to = geographic_crs(to_wkt);
    const bool from_earth = is_of_the_earth(ellipsoid_of(from));
    const bool to_earth = is_of_the_earth(ellipsoid_of(to));
    if (same_crs(from, to) || (from_earth && to_earth)) return std::nullopt;
    Point degrees = at;
    try {
        CrsTransform(from_wkt, from)({&degrees, 1});
    } catch (const InputError&) {
        return std::nullopt;  // another check tells
    }
    const Pair pair(from, to);
    if (!pair.is_ballpark(degrees)) return std::nullopt;
    UnknownShift shift;
    std::tie(shift.from, shift.to) = pair.names();
    // Transformations are mostly told to WGS 84, which any other datum of the Earth stands near.
    const std::string wgs84 = crs_to_wkt("EPSG:4326");
    if (to_earth) shift.about_m = Pair(from, wgs84).largest_shift(degrees);
    if (from_earth) shift.about_m = Pair(to, wgs84).largest_shift(degrees);
    return shift;
}

std::optional<Finding> unknown_shift_finding(const Message& what, const std::string& from_wkt,
                                             const std::string& to_wkt, const Point& at) {
    const auto shift = find_unknown_shift(from_wkt, to_wkt, at);
    if (!shift) return std::nullopt;
    const Message size = shift->about_m ? msg("some {:.0f} m", std::ceil(*shift->about_m / 10) * 10)
                                        : msg("metres to hundreds of metres");
    return Finding{"datum_shift_unknown",
                   {},
                   {},
                   msg("{}: no transformation is known from {} to {}, so the coordinates were carried over as if "
                       "the two were one; places may be off by {}. Convert the data with the parameters of the "
                       "surveying office; --allow-ballpark accepts this",
                       what, shift->from, shift->to, size),
                   {}};
}

}  // namespace grid
