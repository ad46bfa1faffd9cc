#include "libgrid/io/layer_name.hpp"

#include <cpl_port.h>

#include <algorithm>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/write.hpp"

namespace grid::io {

namespace {

/// What GDAL takes for reserved, and SQLite.
bool is_reserved(const std::string& name) {
    constexpr std::string_view no_beginnings = "`~!@#$%^&*()+-={}|[]\\:\";'<>?,./";
    return name.empty() || no_beginnings.find(name.front()) != std::string_view::npos ||
           STARTS_WITH_CI(name.c_str(), "gpkg") || STARTS_WITH_CI(name.c_str(), "sqlite_");
}

}  // namespace

void check_package_layer(const std::string& name) {
    const bool is_ours = std::ranges::any_of(
        tables_beside_grids, [&](const std::string& other) { return EQUAL(other.c_str(), name.c_str()); });
    if (!is_ours && !is_reserved(name)) return;
    throw ConfigError(msg("the layer of the grids cannot be called '{}' in a GeoPackage", name), {},
                      is_ours ? msg("choose another --output-layer: that is the name of a table beside the grids")
                              : msg("choose another --output-layer: names beginning with a sign, gpkg or sqlite_ are "
                                    "reserved"));
}

std::string package_layer_name(const std::string& name) {
    return is_reserved(name) ? "_" + name : name;
}

}  // namespace grid::io
