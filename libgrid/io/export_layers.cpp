#include "libgrid/io/export_layers.hpp"

#include <algorithm>
#include <filesystem>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/layer_name.hpp"
#include "libgrid/io/layer_styles.hpp"
#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/write_layers.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

/// The format of gridify, for those that it writes too; the others are one file each, as a GeoPackage is.
Format file_format(ExportFormat format) {
    switch (format) {
        case ExportFormat::shapefile:
            return Format::shapefile;
        case ExportFormat::geojson:
            return Format::geojson;
        case ExportFormat::geojsonseq:
            return Format::geojsonseq;
        case ExportFormat::flatgeobuf:
            return Format::flatgeobuf;
        default:
            return Format::geopackage;
    }
}

/// Of formats that hold several layers: those that are written.
std::vector<std::string> replaced_tables(const ExportOptions& options) {
    if (options.format == ExportFormat::geopackage) return grid_tables(options.layer);
    if (options.format == ExportFormat::xlsx) return {io::sheet_name(options.layer)};
    return {};
}

OutputOptions file_options(const ExportOptions& options) {
    OutputOptions output;
    output.path = options.path;
    output.format = file_format(options.format);
    output.overwrite = options.overwrite;
    output.overwrite_layer = options.overwrite_layer;
    output.can_share = options.format == ExportFormat::geopackage;
    output.tables = replaced_tables(options);
    output.tables.insert(output.tables.end(), options.more_tables.begin(), options.more_tables.end());
    output.encoding = options.encoding;
    output.beside.clear();
    return output;
}

/// A folder, without the slash at its end.
std::string folder_path(const std::string& path) {
    const std::size_t last = path.find_last_not_of('/');
    return last == std::string::npos ? path : path.substr(0, last + 1);
}

/// A folder of tiles: what is there is replaced only if it is one.
void check_folder(const ExportOptions& options) {
    const fs::path folder = io::resolve(folder_path(options.path));
    const Place place{.file = options.path, .layer = {}, .fid = {}, .at = {}};
    if (io::carrier_of(options.path) != io::Carrier::none)
        throw ConfigError(msg("a folder of tiles is made on a disk only"), place,
                          msg("name a folder, or a file with .mbtiles"));
    std::error_code error;
    if (!fs::exists(folder, error)) return io::check_place(folder);
    if (!options.overwrite)
        throw InputError(msg("the output exists already"), place, msg("replace it with -O, --overwrite"));
    if (!fs::is_directory(folder, error)) throw InputError(msg("the output is not a folder"), place);
    if (!fs::is_empty(folder, error) && !fs::exists(folder / "metadata.json", error))
        throw InputError(msg("the folder is not one of tiles (it has no metadata.json)"), place,
                         msg("name another folder"));
}

/// A Shapefile or FlatGeobuf would lose a feature without geometry, and tiles of nothing cannot be read.
void check_geometries(const FeatureTable& table, const ExportOptions& options) {
    if (is_tiled(options.format) && table.features.empty()) {
        throw InputError(msg("there are no grids to make tiles of"),
                         {.file = options.path, .layer = {}, .fid = {}, .at = {}}, msg("change --where"));
    }
    if (options.format != ExportFormat::shapefile && options.format != ExportFormat::flatgeobuf) return;
    const auto it = std::find_if(table.features.begin(), table.features.end(), [](const Feature& feature) {
        return feature.polygons.empty() && feature.lines.empty() && feature.points.empty();
    });
    if (it == table.features.end()) return;
    throw InputError(msg("feature {} has no geometry, which this format cannot hold", it->fid),
                     {.file = options.path, .layer = {}, .fid = {}, .at = {}},
                     msg("leave such features out with --where, or write another format"));
}

/// The styles that QGIS finds, where the fields that they look at are there.
void add_styles(std::vector<io::Table>& tables, const FeatureTable& grids, const ExportOptions& options) {
    io::PlanLayers layers{options.layer};
    for (const io::Table& table : tables) {
        if (table.name == "issues" && table.point) layers.issues = table.name;
        if (table.name == micro_layer) layers.micro = table.name;
    }
    const std::vector<io::LayerStyle> styles = io::layer_styles(layers, io::styles_of_grids(grids));
    if (!styles.empty()) tables.push_back(io::styles_table(styles));
}

Findings write_layer_file(const std::vector<FeatureTable>& all, const ExportOptions& options, const std::string& path) {
    Findings findings;
    FeatureTable main = all.front();
    main.name = options.layer;
    if (options.format == ExportFormat::shapefile) findings = io::fit_names(main, options.encoding);
    std::vector<io::Table> tables{io::as_table(main)};
    if (const auto key = main.find(options.key)) {
        tables.front().grid_code = [&main, key](std::size_t row) {
            return io::text_of(main.features[row].values[*key]);
        };
    }
    const Findings changed = io::changed_types(tables.front(), file_format(options.format), options.path);
    findings.insert(findings.end(), changed.begin(), changed.end());
    if (options.format == ExportFormat::geopackage) {
        for (std::size_t i = 1; i < all.size(); ++i)
            tables.push_back(io::as_table(all[i]));
        add_styles(tables, main, options);
    }
    if (options.format == ExportFormat::shapefile) {
        const Findings cut = io::fit_to_shapefile(tables.front(), options.encoding, options.path);
        findings.insert(findings.end(), cut.begin(), cut.end());
    }
    if (options.format == ExportFormat::geojson) {
        io::write_geojson(tables.front(), main.crs_wkt, path, options.path);
    } else if (options.format == ExportFormat::geojsonseq) {
        io::write_geojson_lines(tables.front(), main.crs_wkt, path, options.path);
    } else {
        io::write_with_ogr(tables, main.crs_wkt, path, file_options(options));
    }
    return findings;
}

}  // namespace

void check_export(const ExportOptions& options) {
    if (options.path.empty()) throw InputError(msg("no output is named"));
    if (options.layer.empty() || !io::is_utf8(options.layer))
        throw ConfigError(msg("'{}' is no name for a layer", options.layer));
    if (options.format == ExportFormat::postgis) return io::check_postgis(options);
    if (options.format == ExportFormat::mvt) return check_folder(options);
    if (options.format == ExportFormat::geopackage) io::check_package_layer(options.layer);
    check_output(file_options(options));
}

UpsertCounts upsert_into_database(const std::vector<FeatureTable>& tables, const ExportOptions& options) {
    check_export(options);
    return io::write_postgis(tables, options);
}

Findings write_export(const std::vector<FeatureTable>& tables, const ExportOptions& options) {
    check_export(options);
    if (options.format == ExportFormat::postgis) {
        io::write_postgis(tables, options);
        return {};
    }
    OutputSet outputs;
    Findings findings = write_export(tables, options, outputs);
    outputs.commit();
    return findings;
}

Findings write_export(const std::vector<FeatureTable>& tables, const ExportOptions& options, OutputSet& outputs) {
    const FeatureTable& main = tables.front();
    check_geometries(main, options);
    const fs::path output = io::resolve(folder_path(options.path));
    const std::string name = output.filename().string();
    io::UnfinishedOutput& unfinished = options.format == ExportFormat::mvt
                                           ? outputs.impl().add(output, {}, options.overwrite, options.path)
                                           : io::begin_output(outputs, file_options(options));
    Findings findings;
    switch (options.format) {
        case ExportFormat::kml:
            unfinished.add_text(name, io::kml_text(main, options));
            break;
        case ExportFormat::kmz:
            io::write_zip("doc.kml", io::kml_text(main, options), unfinished.path(name).string(), options.path);
            break;
        case ExportFormat::csv:
            unfinished.add_text(name, io::csv_text(main, options));
            break;
        case ExportFormat::pgdump:
            unfinished.add_text(name, io::pgdump_text(tables, options));
            break;
        case ExportFormat::xlsx:
            unfinished.add_text(name, io::xlsx_bytes(main, options));
            break;
        case ExportFormat::mvt:
        case ExportFormat::mbtiles: {
            FeatureTable tiled = main;
            findings = io::fit_names_to_tiles(tiled);
            io::write_tiles(tiled, options, unfinished.path(name).string());
            break;
        }
        default:
            findings = write_layer_file(tables, options, unfinished.path(name).string());
    }
    return findings;
}

}  // namespace grid
