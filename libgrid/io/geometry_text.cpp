#include "libgrid/io/geometry_text.hpp"

#include <fmt/format.h>

#include <memory>

#include "libgrid/core/error.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/geometry_in.hpp"

namespace grid {

namespace {

OGRErr parse(std::string_view text, OGRGeometry*& made) {
    if (text.empty()) return OGRERR_NOT_ENOUGH_DATA;
    if (text.front() == '\0' || text.front() == '\1')
        return OGRGeometryFactory::createFromWkb(text.data(), nullptr, &made, text.size());
    const std::string whole(text);
    if (text.find_first_not_of(" \t\r\n") != std::string_view::npos && whole.find('{') != std::string::npos) {
        made = OGRGeometryFactory::createFromGeoJson(whole.c_str());
        return made != nullptr ? OGRERR_NONE : OGRERR_CORRUPT_DATA;
    }
    const char* rest = whole.c_str();
    const OGRErr status = OGRGeometryFactory::createFromWkt(&rest, nullptr, &made);
    if (status == OGRERR_NONE && std::string_view(rest).find_first_not_of(" \t\r\n") != std::string_view::npos)
        return OGRERR_CORRUPT_DATA;
    return status;
}

}  // namespace

Feature read_geometry(std::string_view text) {
    io::init_gdal();
    const io::ErrorTrap trap;
    OGRGeometry* made = nullptr;
    const OGRErr status = parse(text, made);
    const std::unique_ptr<OGRGeometry> geometry(made);
    if (status != OGRERR_NONE || !geometry) throw InputError(trap.explain("not a geometry as WKB, WKT or GeoJSON"));
    Feature feature;
    feature.has_geometry = true;
    if (geometry->IsEmpty() != 0) return feature;
    const auto kind = io::kind_of(*geometry);
    if (!kind || !io::take_geometry(*geometry, *kind, feature))
        throw InputError(fmt::format("a geometry of the type {} cannot be used", geometry->getGeometryName()));
    return feature;
}

std::string to_wkb(const MultiPolygon& polygons) {
    const std::unique_ptr<OGRMultiPolygon> all = io::to_ogr(polygons);
    std::string bytes(all->WkbSize(), '\0');
    all->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()), wkbVariantIso);
    return bytes;
}

}  // namespace grid
