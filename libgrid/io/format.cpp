
#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/destination.hpp"
#include "libgrid/io/write.hpp"

namespace grid {

namespace {

struct FormatNames {
    Format format;
    std::string_view driver;
    std::string_view short_name;
    std::string_view extension;
    std::string_view other_extension;
};

constexpr std::array<FormatNames, 5> formats{{
    {Format::geopackage, "GPKG", "gpkg", ".gpkg", ".gpkg"},
    {Format::shapefile, "ESRI Shapefile", "shp", ".shp", ".shp"},
    {Format::geojson, "GeoJSON", "geojson", ".geojson", ".json"},
    {Format::geojsonseq, "GeoJSONSeq", "geojsonl", ".geojsonl", ".geojsons"},
    {Format::flatgeobuf, "FlatGeobuf", "fgb", ".fgb", ".fgb"},
}};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

constexpr const char* advice = mark(
    "the formats are GPKG (.gpkg), ESRI Shapefile (.shp), GeoJSON (.geojson, .json), "
    "GeoJSONSeq (.geojsonl) and FlatGeobuf (.fgb)");

/// Those that are one file of one layer.
bool can_be_piped(Format format) {
    return format != Format::geopackage && format != Format::shapefile;
}

}  // namespace

Format choose_format(const std::string& name, const std::string& path) {
    const bool is_piped = io::carrier_of(path) == io::Carrier::standard_output;
    if (is_piped && name.empty()) return Format::geojson;
    const std::string extension = lower(std::filesystem::path(io::name_with_extension(path)).extension().string());
    for (const FormatNames& f : formats) {
        const bool extension_fits = extension == f.extension || extension == f.other_extension;
        if (name.empty()) {
            if (extension_fits) return f.format;
            continue;
        }
        if (lower(name) != lower(f.driver) && lower(name) != f.short_name) continue;
        if (is_piped && can_be_piped(f.format)) return f.format;
        if (is_piped) {
            throw ConfigError(msg("{} cannot be written to standard output", f.driver), {},
                              msg("GeoJSON, GeoJSONSeq, FlatGeobuf and CSV can; or give -o FILE"));
        }
        if (!extension_fits) {
            throw ConfigError(
                msg("a file of the format {} must end in {}, but the output is '{}'", f.driver, f.extension, path));
        }
        return f.format;
    }
    if (name.empty()) {
        throw ConfigError(msg("the format of '{}' cannot be told from its extension", path), {}, marked(advice));
    }
    throw ConfigError(msg("there is no output format '{}'", name), {}, marked(advice));
}

}  // namespace grid
