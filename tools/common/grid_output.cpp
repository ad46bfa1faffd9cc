#include "tools/common/grid_output.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/write.hpp"
#include "tools/common/file_options.hpp"

#include <boost/algorithm/string.hpp>

#include <algorithm>
#include <array>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

OutputOptions file_options(const GridOutput& output) {
    OutputOptions options;
    options.path = output.path;
    options.format = choose_format(output.format, output.path);
    options.overwrite = output.overwrite;
    options.overwrite_layer = output.overwrite_layer;
    return options;
}

ExportOptions database_options(const GridOutput& output) {
    ExportOptions options;
    options.path = output.path;
    options.format = choose_export_format(output.format, output.path);
    options.overwrite_layer = output.overwrite_layer;
    options.layer = output.layer;
    options.key = "grid_code";
    return options;
}

/// CSV goes through a pipe only: a file has more to hold than grids.
bool is_piped_csv(const GridOutput& output) {
    return output.path == standard_stream && boost::algorithm::iequals(output.format, "CSV");
}

/// Whether the table of an input is the output's, or one of those beside it.
bool is_same_table(const GridOutput& output, const InputOption& input) {
    constexpr std::array suffixes{"", "_issues", "_lineage", "_run"};
    return std::any_of(suffixes.begin(), suffixes.end(),
                       [&](const char* suffix) { return input.layer == output.layer + suffix; });
}

}  // namespace

void add_grid_output(po::options_description& group, GridOutput& output) {
    auto add = group.add_options();
    add("output,o", output_file(output.path, OutputOptions{}.beside),
        "the grid layer: a file, a database as PG:..., or - for standard output");
    add("output-format,f", text_value(output.format, "NAME"),
        "GPKG, ESRI Shapefile, GeoJSON, GeoJSONSeq, FlatGeobuf, PostgreSQL; CSV for -o - (default: by name)");
    add("overwrite,O", po::bool_switch(&output.overwrite), "replace an existing file");
    add("output-layer", po::value(&output.layer)->default_value(output.layer)->value_name("NAME"),
        "of a database: TABLE or SCHEMA.TABLE to write");
    add("overwrite-layer", po::bool_switch(&output.overwrite_layer), overwrite_layer_help);
}

void check_grid_output(const GridOutput& output, const std::vector<std::pair<std::string, InputOption>>& inputs) {
    if (output.path.empty()) throw ConfigError(msg("there is no output"), {}, msg("give -o FILE"));
    const bool is_database = is_connection(output.path);
    if (!is_database && output.overwrite_layer && choose_format(output.format, output.path) != Format::geopackage)
        refuse_overwrite_layer();
    if (!is_database && output.layer != GridOutput{}.layer)
        throw ConfigError(msg("--output-layer is for tables of a database"), {},
                          msg("the layer of a file is called grids"));
    for (const auto& [name, input] : inputs) {
        if (is_database && output.overwrite_layer && input.path == output.path && is_same_table(output, input)) {
            throw ConfigError(msg("--overwrite-layer would replace the table of {}: {}", name, output.layer), {},
                              msg("choose another table with --output-layer"));
        }
    }
}

void check_writable(const GridOutput& output, const std::string& crs) {
    if (is_connection(output.path) || is_piped_csv(output)) {
        check_export(database_options(output));
        if (is_connection(output.path) && !crs.empty()) check_database_crs(crs_to_wkt(crs));
        return;
    }
    const OutputOptions options = file_options(output);
    check_output(options);
    if (!crs.empty()) check_output_crs(options.format, crs_to_wkt(crs));
}

void tell_what_was_left_out(const GridLayer& layer, const GridOutput& output, Log& log) {
    if (output.path != standard_stream) return;
    if (!layer.lineage.empty())
        log.warning(
            msg("standard output has the grids only, not which codes became which; -o FILE writes the lineage too"));
    if (!layer.below.empty())
        log.warning(msg("standard output has the grids only, no micro-grids; -o FILE writes them too"));
}

std::string crs_for(const GridOutput& output, const std::string& wanted) {
    if (!wanted.empty() || output.path.empty() || is_connection(output.path) || is_piped_csv(output)) return wanted;
    return choose_format(output.format, output.path) == Format::geojsonseq ? "EPSG:4326" : wanted;
}

std::optional<std::size_t> longest_text(const GridOutput& output) {
    if (is_connection(output.path) || is_piped_csv(output) ||
        choose_format(output.format, output.path) != Format::shapefile)
        return std::nullopt;
    constexpr std::size_t shapefile_text_bytes = 254;
    return shapefile_text_bytes;
}

Findings write_grids(const GridLayer& layer, const GridOutput& output, OutputSet& outputs) {
    if (!is_connection(output.path) && !is_piped_csv(output))
        return write_grid_layer(layer, file_options(output), outputs);
    std::vector<FeatureTable> tables = feature_tables(layer);
    if (is_piped_csv(output)) return write_export({tables.front()}, database_options(output), outputs);
    for (FeatureTable& table : tables)
        set_titles(table, Language::en);
    return write_export(tables, database_options(output));
}

}  // namespace grid::tools
