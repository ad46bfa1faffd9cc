#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/io/output_files.hpp"

namespace grid {

namespace {

struct FormatNames {
    Format format;
    std::string_view driver;
    std::string_view short_name;
    std::string_view extension;
    std::string_view other_extension;
};

constexpr std::array<FormatNames, 4> formats{{
    {Format::geopackage, "GPKG", "gpkg", ".gpkg", ".gpkg"},
    {Format::shapefile, "ESRI Shapefile", "shp", ".shp", ".shp"},
    {Format::geojson, "GeoJSON", "geojson", ".geojson", ".json"},
    {Format::flatgeobuf, "FlatGeobuf", "fgb", ".fgb", ".fgb"},
}};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

const char* const advice =
    "the formats are GPKG (.gpkg), ESRI Shapefile (.shp), GeoJSON (.geojson, .json) and "
    "FlatGeobuf (.fgb)";

}  // namespace

Format choose_format(const std::string& name, const std::string& path) {
    const std::string extension = lower(std::filesystem::path(path).extension().string());
    for (const FormatNames& f : formats) {
        const bool extension_fits = extension == f.extension || extension == f.other_extension;
        if (name.empty()) {
            if (extension_fits) return f.format;
            continue;
        }
        if (lower(name) != lower(f.driver) && lower(name) != f.short_name) continue;
        if (!extension_fits) {
            throw ConfigError(fmt::format("a file of the format {} must end in {}, but the output is '{}'", f.driver,
                                          f.extension, path));
        }
        return f.format;
    }
    if (name.empty()) {
        throw ConfigError(fmt::format("the format of '{}' cannot be told from its extension", path), {}, advice);
    }
    throw ConfigError(fmt::format("there is no output format '{}'", name), {}, advice);
}

}  // namespace grid
