#include "libgrid/io/write.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/layer_styles.hpp"
#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/write_layers.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

void write_file(const std::vector<io::Table>& tables, const GridLayer& layer, const OutputOptions& options,
                const fs::path& part) {
    if (options.format == Format::geojson) {
        io::write_geojson(tables.front(), layer.crs_wkt, part.string(), options.path);
    } else if (options.format == Format::geojsonseq) {
        io::write_geojson_lines(tables.front(), layer.crs_wkt, part.string(), options.path);
    } else {
        io::write_with_ogr(tables, layer.crs_wkt, part.string(), options);
    }
}

std::string lineage_csv(const std::vector<LineageRow>& lineage) {
    const bool has_dates = std::ranges::any_of(lineage, [](const LineageRow& row) { return !row.date.empty(); });
    std::string csv =
        has_dates ? "old_code,new_code,households,share,change,date\n" : "old_code,new_code,households,share,change\n";
    for (const LineageRow& row : lineage) {
        csv += fmt::format("{},{},{},{},{}{}\n", csv_text_field(row.old_code), csv_text_field(row.new_code),
                           row.households, row.share, row.change, has_dates ? "," + row.date : "");
    }
    return csv;
}

/// The layer of micro-grids with its own lineage and record, by which their codes are carried on.
void add_below(const GridLayer& below, std::vector<io::Table>& tables) {
    tables.push_back(io::micro_table(below));
    tables.push_back(io::run_table(below));
    tables.back().name = "micro_run";
    tables.back().description = "How the micro-grids were made";
    if (below.lineage.empty()) return;
    tables.push_back(io::lineage_table(below));
    tables.back().name = "micro_lineage";
}

}  // namespace

std::vector<std::string> grid_tables(const std::string& layer) {
    std::vector<std::string> tables{layer};
    tables.insert(tables.end(), tables_beside_grids.begin(), tables_beside_grids.end());
    return tables;
}

void check_output_crs(Format format, const std::string& crs_wkt) {
    if (format == Format::geojsonseq && io::epsg_code(crs_wkt) != "4326") {
        throw ConfigError(msg("GeoJSONSeq is in WGS 84, not in '{}'", crs_name(crs_wkt)), {},
                          msg("say --output-crs EPSG:4326 where there is that option, or choose GeoJSON"));
    }
    if (format != Format::geojson || !io::epsg_code(crs_wkt).empty()) return;
    throw ConfigError(msg("GeoJSON cannot name the CRS '{}': it has no EPSG code", crs_name(crs_wkt)), {},
                      msg("choose another CRS with --output-crs, or another format"));
}

Findings write_grid_layer(const GridLayer& layer, const OutputOptions& options) {
    OutputSet outputs;
    Findings findings = write_grid_layer(layer, options, outputs);
    outputs.commit();
    return findings;
}

Findings write_grid_layer(const GridLayer& layer, const OutputOptions& options, OutputSet& outputs) {
    check_output(options);
    const fs::path output = io::resolve(options.path);
    Findings findings;
    io::UnfinishedOutput& unfinished = io::begin_output(outputs, options);
    std::vector<io::Table> tables{io::grids_table(layer)};
    findings = io::changed_types(tables.front(), options.format, options.path);
    // FlatGeobuf drops features without a geometry.
    io::Table issues = io::issues_table(layer, options.format != Format::flatgeobuf);
    if (options.format == Format::geopackage) {
        tables.push_back(std::move(issues));
        tables.push_back(io::run_table(layer));
        if (!layer.lineage.empty()) tables.push_back(io::lineage_table(layer));
        for (const GridLayer& below : layer.below)
            add_below(below, tables);
        tables.push_back(io::styles_table(layer));
        write_file(tables, layer, options, unfinished.path(output.filename().string()));
    } else {
        for (io::Table* table : {&tables.front(), &issues}) {
            if (options.format != Format::shapefile) break;
            const Findings cut = io::fit_to_shapefile(*table, options.encoding, options.path);
            findings.insert(findings.end(), cut.begin(), cut.end());
        }
        write_file(tables, layer, options, unfinished.path(output.filename().string()));
        if (issues.rows > 0) {
            write_file({issues}, layer, options,
                       unfinished.path(io::path_beside(output, "_issues").filename().string()));
        }
    }
    if (options.format == Format::geopackage) return findings;
    if (!layer.lineage.empty()) {
        unfinished.add_text(io::path_beside(output, "_lineage.csv").filename().string(), lineage_csv(layer.lineage));
    }
    for (const GridLayer& below : layer.below) {
        io::Table micro = io::micro_table(below);
        if (options.format == Format::shapefile) {
            const Findings cut = io::fit_to_shapefile(micro, options.encoding, options.path);
            findings.insert(findings.end(), cut.begin(), cut.end());
        }
        write_file({micro}, below, options, unfinished.path(io::path_beside(output, "_micro").filename().string()));
        if (below.lineage.empty()) continue;
        unfinished.add_text(io::path_beside(output, "_micro_lineage.csv").filename().string(),
                            lineage_csv(below.lineage));
    }
    return findings;
}

}  // namespace grid
