#include "tools/gridexport/options.hpp"

#include "libgrid/core/error.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/usage.hpp"

#include <fmt/format.h>

#include <sstream>
#include <utility>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

po::options_description layer_group(GridexportOptions& o) {
    po::options_description group = option_group("The layer");
    auto add = group.add_options();
    add("grids", input_file(o.grids.path), "the grids to export; also as the word without an option");
    add("layer", text_value(o.grids.layer, "NAME"), "layer of the grids (default: the only one, or grids)");
    add("where", text_value(o.grids.where, "SQL"), "only the grids that pass this filter");
    add("key", po::value(&o.key)->default_value(o.key)->value_name("FIELD"), "field with the code of a grid");
    add("input-crs", text_value(o.input_crs, "CRS"), "CRS of the input if it does not say its own");
    add("input-encoding", text_value(o.encoding, "NAME"), "encoding of the input's text (default: as it says)");
    return group;
}

po::options_description field_group(GridexportOptions& o) {
    po::options_description group = option_group("Fields");
    auto add = group.add_options();
    add("fields", text_value(o.fields, "LIST"), "only these fields, in this order, with commas between them");
    add("rename", po::value(&o.renames)->value_name("OLD=NEW")->composing(), "another name for a field; repeatable");
    add("schema", input_file(o.schema, "NAME|FILE"),
        "fields as a schema says: platform, city-management, cjt-349, or a file");
    add("created", text_value(o.created, "DATE"), "date for {created} in the schema, as 2024-01-31");
    add("changed", text_value(o.changed, "DATE"), "date for {changed} in the schema");
    return group;
}

po::options_description office_group(GridexportOptions& o) {
    po::options_description group = option_group("What a grid office has of a grid");
    auto add = group.add_options();
    add("posts", input_file(o.posts.path), "table of who works in which grid: code, name, post, telephone");
    add("posts-layer", text_value(o.posts.layer, "NAME"), "table of them (default: the only one, or posts)");
    add("address", po::bool_switch(&o.address),
        "a field address in words, from names of --barriers and buildings (--sites)");
    add("publish", optional_value(o.publish, "K"),
        "for everybody: counts below K, and what would give them away, stay empty");
    add("with-contacts", po::bool_switch(&o.with_contacts),
        "names and telephone numbers also in what is for everybody");
    return group;
}

po::options_description geometry_group(GridexportOptions& o) {
    po::options_description group = option_group("Geometry");
    auto add = group.add_options();
    add("simplify", optional_value(o.simplify_m, "METRES"),
        "leave out vertices; no border moves farther than this, and both sides stay the same");
    add("output-crs", text_value(o.output_crs, "CRS"), "CRS of the output (default: as the input, or the format's)");
    return group;
}

po::options_description view_group(GridexportOptions& o) {
    po::options_description group = option_group("Views: to look at, instead of a layer");
    auto add = group.add_options();
    add("to", text_value(o.to, "VIEW"),
        "qgis: a project (.qgs, or PG:... with its tables); html: a page (.html); atlas: a page for each unit (.pdf); "
        "forms: for each grid; "
        "sld: a style for map servers (.sld); rounds; lookup: tables and SQL that put records into grids (.csv); "
        "postgis-tagging: the same in PostGIS (.sql)");
    add("title", text_value(o.title, "TEXT"), "title of the view (default: the unit, or how many there are)");
    add("paper", po::value(&o.paper)->default_value(o.paper)->value_name("a4|a3"),
        "what an atlas or forms are printed on");
    add("boundaries", input_file(o.boundaries.path), "outlines of the units, to show");
    add("boundaries-layer", text_value(o.boundaries.layer, "NAME"), "layer of the boundaries");
    add("boundaries-datum", text_value(o.boundaries.datum, "NAME"), datum_help);
    add("sites", input_file(o.sites.path), "sites to show: points or buildings");
    add("sites-layer", text_value(o.sites.layer, "NAME"), "layer of the sites");
    add("sites-where", text_value(o.sites.where, "SQL"), "only the sites that pass this filter");
    add("sites-datum", text_value(o.sites.datum, "NAME"), datum_help);
    add_place_columns(group, o.site_columns);
    add_barrier_lines(group, "lines of the background: roads, railways, rivers; repeatable");
    add("previous", input_file(o.previous.path), "the grids before, to compare with");
    add("previous-layer", text_value(o.previous.layer, "NAME"), "layer of the grids before");
    add("comparison", input_file(o.comparison),
        "plans side by side, on a page: what gridcheck --comparison FILE.json has written");
    add("unit-field", text_value(o.unit_field, "FIELD"), "field with the code of the unit (default: by alias)");
    add("households-field", text_value(o.households_field, "FIELD"), "field with the households (default: by alias)");
    return group;
}

po::options_description rounds_group(GridexportOptions& o) {
    po::options_description group = option_group("Rounds: --to rounds, past the sites or cells of each grid");
    auto add = group.add_options();
    add_cells_input(group, o.cells, "polygons with counts, instead of sites");
    add_hard_barriers(group, "lines that nobody crosses off the ways, of the --barriers before it");
    add_work_options(group, o.work);
    add("profile", input_file(o.profile, "NAME|FILE")->default_value(o.profile), "how hours of work are reckoned");
    return group;
}

po::options_description output_group(GridexportOptions& o) {
    po::options_description group = option_group("Output");
    auto add = group.add_options();
    ExportOptions& out = o.output;
    add("output,o", output_file(out.path), "where to write: a file, a folder of tiles (tiles/), or PG:...");
    add("output-format,f", text_value(o.output_format, "NAME"), "format (default: by the name of the output)");
    add("overwrite,O", po::bool_switch(&out.overwrite), "replace an existing file or folder of tiles");
    add("output-layer", po::value(&out.layer)->default_value(out.layer)->value_name("NAME"),
        "layer or sheet to write; of a database TABLE or SCHEMA.TABLE");
    add("overwrite-layer", po::bool_switch(&out.overwrite_layer), overwrite_layer_help);
    add("upsert", po::bool_switch(&out.upsert), "update or add rows of a table of a database, by --key");
    add("keep-retired", po::bool_switch(&out.keep_retired), "--upsert leaves the rows of codes that were given up");
    add("styles", po::bool_switch(&out.styles), "styles for QGIS in a database too, in its table layer_styles");
    add("encoding", po::value(&out.encoding)->default_value(out.encoding)->value_name("NAME"),
        "encoding of a Shapefile: UTF-8, GBK, GB18030, ...");
    add("geometry", po::value(&o.csv_geometry)->default_value(o.csv_geometry)->value_name("KIND"),
        "of CSV: wkt, point (a label point in two columns), none");
    add("bom", po::bool_switch(&out.byte_order_mark), "begin CSV with a byte order mark, so that Excel reads UTF-8");
    add("titles", po::bool_switch(&out.titles), "titles instead of field names as heads of CSV and XLSX");
    add("min-zoom", po::value(&out.min_zoom)->default_value(out.min_zoom)->value_name("N"), "of tiles");
    add("max-zoom", po::value(&out.max_zoom)->default_value(out.max_zoom)->value_name("N"), "of tiles");
    return group;
}

OptionSet option_set(GridexportOptions& options) {
    OptionSet set{po::options_description(help_width, help_width - 40), "grids", {}, {}};
    set.groups.add(layer_group(options)).add(field_group(options)).add(office_group(options));
    set.groups.add(geometry_group(options));
    set.groups.add(view_group(options)).add(rounds_group(options));
    set.groups.add(output_group(options)).add(common_group(options.common));
    add_common_rivals(set);
    add_land_order(set);
    return set;
}

}  // namespace

Request parse_gridexport_options(int argc, const char* const* argv, GridexportOptions& options) {
    GridexportOptions fresh;
    const ParsedOptions parsed = parse_options(argc, argv, option_set(fresh));
    if (parsed.request != Request::run) return parsed.request;
    take_switches(parsed, fresh.common);
    LandOptions land = take_land_options(parsed.ordered);
    fresh.barriers = std::move(land.barriers);
    fresh.ways = std::move(land.ways);
    options = std::move(fresh);
    return Request::run;
}

std::string gridexport_help() {
    GridexportOptions options;
    std::ostringstream help;
    help << "Usage: gridexport [options] GRIDS -o OUTPUT\n\n"
         << mark("Writes a layer of grids in another format, into a database, or with other fields; or shows it.")
         << "\n"
         << option_set(options).groups << "\n"
         << done_codes << "\n";
    return help.str();
}

std::string gridexport_usage() {
    GridexportOptions options;
    return usage_json("gridexport", option_set(options));
}

}  // namespace grid::tools
