#include "tools/gridtag/options.hpp"

#include "libgrid/core/error.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/shard_option.hpp"
#include "tools/common/usage.hpp"

#include <fmt/format.h>

#include <sstream>
#include <utility>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

po::options_description layer_group(GridtagOptions& o) {
    po::options_description group = option_group("The grids");
    auto add = group.add_options();
    add("grids", input_file(o.grids.path), "the grids, or an index of them; also as the first word without an option");
    add("layer", text_value(o.grids.layer, "NAME"), "layer of the grids (default: the only one, or grids)");
    add("where", text_value(o.grids.where, "SQL"), "only the grids that pass this filter");
    add("code-field", text_value(o.fields.code, "FIELD"), "code of the grid (default: by alias)");
    add("unit-field", text_value(o.fields.unit, "FIELD"), "code of its unit (default: by alias)");
    add("input-crs", text_value(o.input_crs, "CRS"), "CRS of the grids if they do not say theirs (EPSG:n, WKT, PROJ)");
    add("encoding", text_value(o.encoding, "NAME"), "encoding of the grids' text (default: as they say)");
    add("as-of", text_value(o.as_of, "DATE"),
        "the grids as they were on this day (YYYY-MM-DD), by valid_from and lineage");
    add("write-index", output_file(o.write_index), "save the grids ready for records, to be given instead of them");
    return group;
}

po::options_description record_group(GridtagOptions& o) {
    po::options_description group = option_group("The records");
    auto add = group.add_options();
    add("records", input_file(o.records.path)->default_value(o.records.path),
        "the records; -: standard input; also as the second word without an option");
    add("records-format", text_value(o.records_format, "FORM"),
        "csv, json (an object a line) or gis (default: by name, else by content)");
    add("records-layer", text_value(o.records.layer, "NAME"), "layer of the records, of a GIS file");
    add("records-where", text_value(o.records.where, "SQL"), "only the records that pass this filter, of a GIS file");
    add("records-encoding", text_value(o.records_encoding, "NAME"), "encoding of CSV (default: UTF-8, else GB18030)");
    add("separator", text_value(o.separator, "C"), "between cells of CSV; tab for a tab (default: by the first line)");
    add("no-header", po::bool_switch(&o.no_header), "CSV has no names: columns are called by their numbers from 1");
    add("x", text_value(o.x, "FIELD"), "longitude or easting of a record (default: by alias)");
    add("y", text_value(o.y, "FIELD"), "latitude or northing of a record (default: by alias)");
    add("wkt", text_value(o.wkt, "FIELD"), "point of a record as WKT (default: by alias)");
    add("crs", text_value(o.crs, "CRS"),
        "CRS of the records (default: as they say, WGS 84 for a stream of GeoJSON, else that of the grids)");
    add("datum", text_value(o.records.datum, "NAME"), datum_help);
    add("address-code", text_value(o.address_code, "FIELD"),
        "records have no place but a code: that of a site (--sites), else of a grid");
    add("shard", po::value<std::string>()->value_name("I/N")->notifier([&o](const std::string& shard) {
        o.shard = shard_of(shard);
    }),
        "only those in part I of N of a file of text, by bytes; parts one behind the other are the whole");
    return group;
}

po::options_description site_group(GridtagOptions& o) {
    po::options_description group = option_group("Sites");
    auto add = group.add_options();
    add("sites", input_file(o.sites.path),
        "points or polygons with the codes of --address-code, or of --counts-by site");
    add("sites-layer", text_value(o.sites.layer, "NAME"), "layer of them (default: the only one)");
    add("sites-where", text_value(o.sites.where, "SQL"), "only the sites that pass this filter");
    add("sites-datum", text_value(o.sites.datum, "NAME"), datum_help);
    add("site-id", text_value(o.site_id, "FIELD"), "code of a site (default: by alias)");
    add_place_columns(group, o.site_columns);
    return group;
}

po::options_description value_group(GridtagOptions& o) {
    po::options_description group = option_group("What is added");
    auto add = group.add_options();
    add("add", po::value(&o.add)->default_value(o.add)->value_name("LIST"),
        "grid_code, unit_code, micro_code, grid_name, distance_m, reason, with commas between them; name=NAME for "
        "another name");
    add("reach", po::value(&o.reach_m)->default_value(o.reach_m)->value_name("METRES"),
        "a record in no grid goes to the nearest one within this distance");
    add("counts", output_file(o.counts), "write how many records each grid has (CSV)");
    add("counts-by", po::value(&o.counts_by)->default_value(o.counts_by)->value_name("PLACE"),
        "of --counts: by grid, or by site, as gridify --events reads it");
    add("kind", text_value(o.kind, "FIELD"), "of --counts: by the values of this field, too");
    add("time", text_value(o.time, "FIELD"), "of --counts: by when the record was, too");
    add("period", text_value(o.period, "PERIOD"), "of --time: month, week or day (default: month)");
    return group;
}

po::options_description output_group(GridtagOptions& o) {
    po::options_description group = option_group("Output");
    auto add = group.add_options();
    add("output,o", output_file(o.output)->default_value(o.output),
        "where to write the records; -: standard output; .gz or .zst packs them");
    add("output-format,f", text_value(o.output_format, "NAME"), "format of a GIS file (default: by name)");
    add("overwrite,O", po::bool_switch(&o.overwrite), "replace existing output");
    add("output-layer", po::value(&o.output_layer)->default_value(o.output_layer)->value_name("NAME"),
        "layer of a GIS file to write; of a database TABLE or SCHEMA.TABLE");
    add("overwrite-layer", po::bool_switch(&o.overwrite_layer), overwrite_layer_help);
    return group;
}

OptionSet option_set(GridtagOptions& options) {
    OptionSet set{po::options_description(help_width, help_width - 40), "grids", {}, {}};
    set.second_positional = "records";
    set.groups.add(layer_group(options)).add(record_group(options)).add(site_group(options)).add(value_group(options));
    set.groups.add(output_group(options)).add(common_group(options.common));
    add_common_rivals(set);
    return set;
}

}  // namespace

Request parse_gridtag_options(int argc, const char* const* argv, GridtagOptions& options) {
    GridtagOptions fresh;
    const ParsedOptions parsed = parse_options(argc, argv, option_set(fresh));
    if (parsed.request != Request::run) return parsed.request;
    take_switches(parsed, fresh.common);
    check_options(fresh);
    options = std::move(fresh);
    return Request::run;
}

std::string gridtag_help() {
    GridtagOptions options;
    std::ostringstream help;
    help << "Usage: gridtag [options] GRIDS < RECORDS > TAGGED\n"
            "       gridtag [options] GRIDS RECORDS -o TAGGED\n"
            "       gridtag [options] GRIDS --write-index INDEX\n\n"
            "Puts records into grids: adds the code of its grid to each, and counts them.\n"
         << option_set(options).groups
         << "\nExit code: 0 done; 1 done, with findings; 2 bad command line or configuration; 3 could not do it.\n";
    return help.str();
}

std::string gridtag_usage() {
    GridtagOptions options;
    return usage_json("gridtag", option_set(options));
}

}  // namespace grid::tools
