#include "libgrid/io/crs.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/text.hpp"

namespace grid {

namespace io {

bool is_undefined(const OGRSpatialReference& crs) {
    const char* name = crs.GetName();
    const bool placeholder = name != nullptr && STARTS_WITH_CI(name, "undefined");
    return placeholder || (crs.IsGeographic() == 0 && crs.IsProjected() == 0);
}

Message fault_of(const OGRSpatialReference* crs) {
    if (crs == nullptr) return msg("no CRS is declared");
    const char* name = crs->GetName();  // null where there is nothing at all
    const bool has_name = name != nullptr && *name != '\0';
    return msg("no usable CRS is declared ({})", has_name ? fmt::format("'{}'", name) : msg("it has no name"));
}

std::string horizontal_wkt(const OGRSpatialReference& crs) {
    OGRSpatialReference flat(crs);
    if (flat.IsCompound() != 0) flat.StripVertical();
    if (flat.GetAxesCount() > 2) flat.DemoteTo2D(nullptr);
    const char* const options[] = {"FORMAT=WKT2_2019", nullptr};
    char* text = nullptr;
    const OGRErr status = flat.exportToWkt(&text, options);
    std::string wkt = text != nullptr ? text : "";
    CPLFree(text);
    if (status != OGRERR_NONE) throw ConfigError(msg("the CRS cannot be expressed as WKT2"));
    if (is_utf8(wkt)) return wkt;
    // Names in a .prj are in the encoding of the computer that wrote it.
    return Recoder("GB18030", "UTF-8")(wkt).value_or(replace_invalid_utf8(wkt));
}

OGRSpatialReference parse_wkt(const std::string& wkt) {
    init_gdal();
    const ErrorTrap trap;
    OGRSpatialReference crs;
    if (wkt.empty() || crs.importFromWkt(wkt.c_str()) != OGRERR_NONE) {
        throw ConfigError(trap.explain(msg("not the WKT of a CRS")));
    }
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return crs;
}

}  // namespace io

std::string crs_to_wkt(const std::string& definition) {
    io::init_gdal();
    const io::ErrorTrap trap;
    OGRSpatialReference crs;
    const Message advice = msg("give EPSG:n, WKT or a PROJ string");
    if (definition.empty() ||
        crs.SetFromUserInput(definition.c_str(), OGRSpatialReference::SET_FROM_USER_INPUT_LIMITATIONS) != OGRERR_NONE) {
        throw ConfigError(trap.explain(msg("'{}' is not understood as a CRS", definition)), {}, advice);
    }
    if (crs.IsGeographic() == 0 && crs.IsProjected() == 0) {
        throw ConfigError(msg("'{}' is neither a geographic nor a projected CRS", definition), {}, advice);
    }
    return io::horizontal_wkt(crs);
}

std::string planar_crs(const Box& extent) {
    io::init_gdal();
    const io::ErrorTrap trap;
    Point origin = extent.empty() ? Point{} : extent.middle();
    if (!std::isfinite(origin.x + origin.y)) origin = {};  // whoever reads the coordinates says which are impossible
    OGRSpatialReference crs;
    crs.SetProjCS("metres of a plane");
    if (crs.SetWellKnownGeogCS("WGS84") != OGRERR_NONE || crs.SetTM(0, 0, 1, origin.x, origin.y) != OGRERR_NONE)
        throw ConfigError(trap.explain("no CRS can be made for a plane"));
    return io::horizontal_wkt(crs);
}

std::string crs_name(const std::string& wkt) {
    const OGRSpatialReference crs = io::parse_wkt(wkt);
    const char* authority = crs.GetAuthorityName(nullptr);
    const char* code = crs.GetAuthorityCode(nullptr);
    if (authority != nullptr && code != nullptr) return fmt::format("{}:{}", authority, code);
    const char* name = crs.GetName();
    return name != nullptr && *name != '\0' ? name : "unnamed CRS";
}

bool same_crs(const std::string& wkt_a, const std::string& wkt_b) {
    if (wkt_a == wkt_b) return true;
    const OGRSpatialReference a = io::parse_wkt(wkt_a);
    const OGRSpatialReference b = io::parse_wkt(wkt_b);
    const io::ErrorTrap trap;
    const char* const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                   "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS", nullptr};
    return a.IsSame(&b, options) != 0;
}

bool is_geographic(const std::string& wkt) {
    return io::parse_wkt(wkt).IsGeographic() != 0;
}

std::string geographic_crs(const std::string& wkt) {
    const OGRSpatialReference crs = io::parse_wkt(wkt);
    const io::ErrorTrap trap;
    const std::unique_ptr<OGRSpatialReference> base(crs.CloneGeogCS());
    if (!base) throw ConfigError(trap.explain(msg("{} has no geographic base", crs_name(wkt))));
    return io::horizontal_wkt(*base);
}

double metres_per_unit(const std::string& wkt) {
    const double unit = io::parse_wkt(wkt).GetLinearUnits(nullptr);
    return unit > 0 && std::isfinite(unit) ? unit : 1;
}

Ellipsoid ellipsoid_of(const std::string& wkt) {
    const OGRSpatialReference crs = io::parse_wkt(wkt);
    const io::ErrorTrap trap;
    OGRErr status = OGRERR_NONE;
    const double semi_major = crs.GetSemiMajor(&status);
    if (status != OGRERR_NONE) throw ConfigError(msg("{} names no ellipsoid", crs_name(wkt)));
    const double inverse = crs.GetInvFlattening(&status);
    return {semi_major, inverse > 0 && std::isfinite(inverse) ? 1 / inverse : 0};
}

}  // namespace grid
