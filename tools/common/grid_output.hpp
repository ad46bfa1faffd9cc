#pragma once

#include "libgrid/core/finding.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/output_set.hpp"
#include "tools/common/input_options.hpp"
#include "tools/common/log.hpp"

#include <boost/program_options.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace grid::tools {

/// Where a layer of grids goes: into a file, through a pipe, or into tables of PostGIS.
struct GridOutput {
    std::string path;    ///< of a database: `PG:...`
    std::string format;  ///< empty: by the path
    bool overwrite = false;
    std::string layer = "grids";   ///< of a database: TABLE or SCHEMA.TABLE
    bool overwrite_layer = false;  ///< of a database or a GeoPackage
};

/// Adds --output, --output-format, --overwrite, --output-layer and --overwrite-layer.
void add_grid_output(boost::program_options::options_description& group, GridOutput& output);

/// Throws ConfigError for options that do not belong together, and if the output is a table of one of the inputs (what
/// it is called, and what it is) that would be replaced. Files are for parse_options() to tell apart. Touches no file.
void check_grid_output(const GridOutput& output, const std::vector<std::pair<std::string, InputOption>>& inputs);

/// Throws ConfigError and InputError if the output exists and may not be replaced, or cannot be written to, or cannot
/// hold the CRS (EPSG:n, WKT; empty: not known). To be called before any work.
void check_writable(const GridOutput& output, const std::string& crs);

/// A pipe takes the grids alone: says which tables of the layer it did not take.
void tell_what_was_left_out(const GridLayer& layer, const GridOutput& output, Log& log);

/// The CRS to write in: as wanted, or where nothing is, that of the format if it has only one; else empty.
[[nodiscard]] std::string crs_for(const GridOutput& output, const std::string& wanted);

/// Bytes that a text field of the output holds; nullopt if any number.
[[nodiscard]] std::optional<std::size_t> longest_text(const GridOutput& output);

/// A file comes into place when the set is committed, tables of a database at once: what can fail goes before. Throws
/// InputError and ConfigError. Returns findings.
[[nodiscard]] Findings write_grids(const GridLayer& layer, const GridOutput& output, OutputSet& outputs);

}  // namespace grid::tools
