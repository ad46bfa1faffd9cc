#include "libgrid/core/error.hpp"
#include "tools/common/sources.hpp"
#include "tools/gridexport/options.hpp"

#include <fmt/format.h>
#include <boost/algorithm/string.hpp>

#include <filesystem>

namespace grid::tools {

namespace {

std::vector<std::string> names_of(const std::string& list) {
    std::vector<std::string> names;
    if (list.empty()) return names;
    boost::split(names, list, [](char c) { return c == ','; });
    for (std::string& name : names) {
        boost::trim(name);
        if (name.empty()) throw ConfigError(fmt::format("--fields has an empty name: '{}'", list));
    }
    return names;
}

std::vector<std::pair<std::string, std::string>> renames_of(const std::vector<std::string>& list) {
    std::vector<std::pair<std::string, std::string>> renames;
    for (const std::string& text : list) {
        const std::size_t sign = text.find('=');
        if (sign == std::string::npos || sign == 0 || sign + 1 == text.size())
            throw ConfigError(fmt::format("--rename is OLD=NEW, not '{}'", text));
        renames.emplace_back(text.substr(0, sign), text.substr(sign + 1));
        for (auto before = renames.begin(); before + 1 != renames.end(); ++before) {
            if (before->first == renames.back().first)
                throw ConfigError(fmt::format("--rename names '{}' twice", before->first));
        }
    }
    return renames;
}

std::string date_of(const char* option, const std::string& text) {
    if (text.empty()) return {};
    const auto date = parse_date(text);
    if (!date) throw ConfigError(fmt::format("--{} is a date as 2024-01-31, not '{}'", option, text));
    return *date;
}

CsvGeometry csv_geometry_of(const std::string& name) {
    if (name == "wkt") return CsvGeometry::wkt;
    if (name == "point") return CsvGeometry::point;
    if (name == "none") return CsvGeometry::none;
    throw ConfigError(fmt::format("--geometry is wkt, point or none, not '{}'", name));
}

bool is_same_file(const std::string& a, const std::string& b) {
    std::error_code error;
    return std::filesystem::path(a).lexically_normal() == std::filesystem::path(b).lexically_normal() ||
           std::filesystem::equivalent(a, b, error);
}

void check(const GridexportOptions& o, const ExportRequest& request) {
    if (o.schema.empty() && (!o.created.empty() || !o.changed.empty()))
        throw ConfigError("--created and --changed are given without --schema");
    if (!o.schema.empty() && (!o.fields.empty() || !o.renames.empty()))
        throw ConfigError("--schema excludes --fields and --rename", {}, "the schema says which fields there are");
    constexpr double most_m = 100'000;
    if (o.simplify_m && !(*o.simplify_m > 0 && *o.simplify_m <= most_m))
        throw ConfigError(
            fmt::format("--simplify must be above 0 and at most {} metres, not {}", most_m, *o.simplify_m));
    const ExportOptions& output = request.output;
    constexpr int most_zoom = 22;
    if (output.min_zoom < 0 || output.min_zoom > output.max_zoom || output.max_zoom > most_zoom)
        throw ConfigError(fmt::format("--min-zoom and --max-zoom must be from 0 to {}, in this order", most_zoom));
    if (output.upsert && output.overwrite_layer) throw ConfigError("--upsert and --overwrite-layer exclude each other");
    const bool is_sql = output.format == ExportFormat::postgis || output.format == ExportFormat::pgdump;
    if (!is_sql && (output.upsert || output.overwrite_layer))
        throw ConfigError("--upsert and --overwrite-layer are for tables of a database", {},
                          "a file is replaced with -O, --overwrite");
    if (output.format != ExportFormat::shapefile && !boost::iequals(output.encoding, "UTF-8"))
        throw ConfigError("--encoding is for a Shapefile; all other formats are in UTF-8");
    if (!is_sql && is_same_file(output.path, o.grids.path))
        throw ConfigError(fmt::format("the grids and --output are the same file: {}", output.path));
}

}  // namespace

ExportRequest request_from_options(const GridexportOptions& options) {
    if (options.grids.path.empty()) throw ConfigError("there are no grids", {}, "give a file of grids");
    if (options.output.path.empty()) throw ConfigError("there is no output", {}, "name one with -o, --output");
    ExportRequest request;
    request.grids = source_ref(options.grids, options);
    request.grids.usual_layer = "grids";
    request.key = options.key;
    request.fields = names_of(options.fields);
    request.renames = renames_of(options.renames);
    request.dates = {date_of("created", options.created), date_of("changed", options.changed)};
    request.simplify_m = options.simplify_m;
    request.output_crs = options.output_crs;
    request.language = language_of(options.language);
    request.output = options.output;
    request.output.csv_geometry = csv_geometry_of(options.csv_geometry);
    request.output.format = choose_export_format(options.output_format, options.output.path);
    check(options, request);
    if (!options.schema.empty()) request.schema = load_schema(options.schema);
    return request;
}

}  // namespace grid::tools
