#include "libgrid/io/crs_description.hpp"

#include <fmt/format.h>

#include "libgrid/io/crs.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid {

namespace {

std::string text_or_empty(const char* text) {
    return text != nullptr ? text : "";
}

std::string proj_string(const OGRSpatialReference& crs) {
    const io::ErrorTrap trap;
    char* text = nullptr;
    const OGRErr status = crs.exportToProj4(&text);
    std::string proj = status == OGRERR_NONE ? text_or_empty(text) : std::string();
    CPLFree(text);
    return proj;
}

/// The word after `+proj=`.
std::string projection_of(const std::string& proj) {
    const std::string key = "+proj=";
    const std::size_t start = proj.find(key);
    if (start == std::string::npos) return {};
    const std::size_t from = start + key.size();
    return proj.substr(from, proj.find(' ', from) - from);
}

/// WKT2 of a CRS with a code has no code of its ellipsoid; the register has.
std::string ellipsoid_name(const std::string& crs_code, const std::string& wkt) {
    const io::ErrorTrap trap;
    OGRSpatialReference known;
    const bool is_known = !crs_code.empty() && known.SetFromUserInput(crs_code.c_str()) == OGRERR_NONE;
    const std::string authority = is_known ? text_or_empty(known.GetAuthorityName("SPHEROID")) : std::string();
    const std::string code = is_known ? text_or_empty(known.GetAuthorityCode("SPHEROID")) : std::string();
    if (!authority.empty() && !code.empty()) return fmt::format("{}:{}", authority, code);
    const Ellipsoid ellipsoid = ellipsoid_of(wkt);
    return fmt::format("PARAMETER:{}:{}", ellipsoid.semi_major_m, ellipsoid.semi_major_m * (1 - ellipsoid.flattening));
}

}  // namespace

CrsDescription describe_crs(const std::string& wkt) {
    const OGRSpatialReference crs = io::parse_wkt(wkt);
    CrsDescription description;
    description.wkt = io::horizontal_wkt(crs);
    description.proj = proj_string(crs);
    description.authority = text_or_empty(crs.GetAuthorityName(nullptr));
    description.code = text_or_empty(crs.GetAuthorityCode(nullptr));
    if (description.authority.empty() || description.code.empty()) description.authority = description.code = "";
    description.name = text_or_empty(crs.GetName());
    if (description.name.empty()) description.name = "unnamed CRS";
    description.geographic = crs.IsGeographic() != 0;
    description.projection = description.geographic ? "longlat" : projection_of(description.proj);
    const bool has_code = !description.code.empty();
    description.ellipsoid =
        ellipsoid_name(has_code ? description.authority + ":" + description.code : std::string(), wkt);
    return description;
}

}  // namespace grid
