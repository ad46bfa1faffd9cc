
#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/destination.hpp"
#include "libgrid/io/export_layers.hpp"

namespace grid {

namespace {

struct FormatNames {
    ExportFormat format;
    std::string_view driver;
    std::string_view extension;  ///< empty: no file with an extension
    std::string_view other_extension;
};

constexpr std::array<FormatNames, 13> formats{{
    {ExportFormat::geopackage, "GPKG", ".gpkg", ""},
    {ExportFormat::shapefile, "ESRI Shapefile", ".shp", ""},
    {ExportFormat::geojson, "GeoJSON", ".geojson", ".json"},
    {ExportFormat::geojsonseq, "GeoJSONSeq", ".geojsonl", ".geojsons"},
    {ExportFormat::flatgeobuf, "FlatGeobuf", ".fgb", ""},
    {ExportFormat::kml, "KML", ".kml", ""},
    {ExportFormat::kmz, "KMZ", ".kmz", ""},
    {ExportFormat::csv, "CSV", ".csv", ""},
    {ExportFormat::xlsx, "XLSX", ".xlsx", ""},
    {ExportFormat::mvt, "MVT", "", ""},
    {ExportFormat::mbtiles, "MBTiles", ".mbtiles", ""},
    {ExportFormat::pgdump, "PGDump", ".sql", ""},
    {ExportFormat::postgis, "PostgreSQL", "", ""},
}};

constexpr const char* advice = mark(
    "the formats are GPKG (.gpkg), ESRI Shapefile (.shp), GeoJSON (.geojson, .json), GeoJSONSeq "
    "(.geojsonl), FlatGeobuf (.fgb), KML (.kml), KMZ (.kmz), CSV (.csv), XLSX (.xlsx), MVT (a folder, written with a / "
    "at its end), MBTiles (.mbtiles), PGDump "
    "(.sql) and PostgreSQL (PG:...)");

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

bool fits(const FormatNames& names, const std::string& path) {
    if (is_connection(path)) return names.format == ExportFormat::postgis;
    if (names.format == ExportFormat::postgis) return false;
    if (path.ends_with('/')) return names.format == ExportFormat::mvt;
    const std::string extension = lower(std::filesystem::path(io::name_with_extension(path)).extension().string());
    return !extension.empty() && (extension == names.extension || extension == names.other_extension);
}

/// Those that are one file of one layer, or text.
bool can_be_piped(ExportFormat format) {
    switch (format) {
        case ExportFormat::geojson:
        case ExportFormat::geojsonseq:
        case ExportFormat::flatgeobuf:
        case ExportFormat::kml:
        case ExportFormat::csv:
        case ExportFormat::pgdump:
            return true;
        default:
            return false;
    }
}

}  // namespace

bool is_connection(const std::string& path) {
    const std::string start = lower(path.substr(0, 13));
    return start.starts_with("pg:") || start.starts_with("postgresql://") || start.starts_with("postgres://");
}

ExportFormat choose_export_format(const std::string& name, const std::string& path) {
    const std::string wanted = lower(name);
    const bool is_piped = io::carrier_of(path) == io::Carrier::standard_output;
    if (is_piped && name.empty()) return ExportFormat::geojson;
    for (const FormatNames& f : formats) {
        const bool is_folder_of_tiles =
            f.format == ExportFormat::mvt && !is_connection(path) && std::filesystem::path(path).extension().empty();
        if (name.empty()) {
            if (fits(f, path)) return f.format;
            continue;
        }
        const bool is_short = !f.extension.empty() && (wanted == f.extension.substr(1));
        const bool is_other = f.format == ExportFormat::postgis && (wanted == "postgis" || wanted == "pg");
        if (wanted != lower(f.driver) && !is_short && !is_other) continue;
        if (is_piped && can_be_piped(f.format)) return f.format;
        if (is_piped) {
            throw ConfigError(msg("{} cannot be written to standard output", f.driver), {},
                              msg("GeoJSON, GeoJSONSeq, FlatGeobuf, CSV, KML and PGDump can; or give -o FILE"));
        }
        if (fits(f, path) || is_folder_of_tiles) return f.format;
        if (f.format == ExportFormat::postgis)
            throw ConfigError(msg("the output '{}' is no connection", path), {}, msg("write it as PG:dbname=..."));
        if (f.format == ExportFormat::mvt)
            throw ConfigError(msg("tiles go to a folder, but the output is '{}'", path), {},
                              msg("name a folder, with a / at its end, or a file with .mbtiles"));
        throw ConfigError(
            msg("a file of the format {} must end in {}, but the output is '{}'", f.driver, f.extension, path));
    }
    if (name.empty())
        throw ConfigError(msg("the format of '{}' cannot be told from its name", path), {}, marked(advice));
    throw ConfigError(msg("there is no output format '{}'", name), {}, marked(advice));
}

bool needs_wgs84(ExportFormat format) {
    switch (format) {
        case ExportFormat::geojson:
        case ExportFormat::geojsonseq:
        case ExportFormat::kml:
        case ExportFormat::kmz:
        case ExportFormat::mvt:
        case ExportFormat::mbtiles:
            return true;
        default:
            return false;
    }
}

bool is_tiled(ExportFormat format) {
    return format == ExportFormat::mvt || format == ExportFormat::mbtiles;
}

bool holds_tables(ExportFormat format) {
    return format == ExportFormat::geopackage || format == ExportFormat::postgis || format == ExportFormat::pgdump;
}

}  // namespace grid
