#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/write.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/sources.hpp"
#include "tools/gridexport/options.hpp"
#include "tools/gridexport/tagging.hpp"

#include <boost/algorithm/string.hpp>

namespace grid::tools {

namespace {

constexpr const char* rounds_name = "rounds";

std::vector<std::string> names_of(const std::string& list) {
    std::vector<std::string> names;
    if (list.empty()) return names;
    boost::split(names, list, [](char c) { return c == ','; });
    for (std::string& name : names) {
        boost::trim(name);
        if (name.empty()) throw ConfigError(msg("--fields has an empty name: '{}'", list));
    }
    return names;
}

std::vector<std::pair<std::string, std::string>> renames_of(const std::vector<std::string>& list) {
    std::vector<std::pair<std::string, std::string>> renames;
    for (const std::string& text : list) {
        const std::size_t sign = text.find('=');
        if (sign == std::string::npos || sign == 0 || sign + 1 == text.size())
            throw ConfigError(msg("--rename is OLD=NEW, not '{}'", text));
        renames.emplace_back(text.substr(0, sign), text.substr(sign + 1));
        for (auto before = renames.begin(); before + 1 != renames.end(); ++before) {
            if (before->first == renames.back().first)
                throw ConfigError(msg("--rename names '{}' twice", before->first));
        }
    }
    return renames;
}

std::string date_of(const char* option, const std::string& text) {
    if (text.empty()) return {};
    const auto date = parse_date(text);
    if (!date) throw ConfigError(msg("--{} is a date as 2024-01-31, not '{}'", option, text));
    return *date;
}

CsvGeometry csv_geometry_of(const std::string& name) {
    if (name == "wkt") return CsvGeometry::wkt;
    if (name == "point") return CsvGeometry::point;
    if (name == "none") return CsvGeometry::none;
    throw ConfigError(msg("--geometry is wkt, point or none, not '{}'", name));
}

void check(const GridexportOptions& o, const ExportRequest& request) {
    if (o.schema.empty() && (!o.created.empty() || !o.changed.empty()))
        throw ConfigError(msg("--created and --changed are given without --schema"));
    if (!o.schema.empty() && (!o.fields.empty() || !o.renames.empty()))
        throw ConfigError(msg("--schema excludes --fields and --rename"), {},
                          msg("the schema says which fields there are"));
    constexpr double most_m = 100'000;
    if (o.simplify_m && !(*o.simplify_m > 0 && *o.simplify_m <= most_m))
        throw ConfigError(msg("--simplify must be above 0 and at most {} metres, not {}", most_m, *o.simplify_m));
    const ExportOptions& output = request.output;
    constexpr int most_zoom = 22;
    if (output.min_zoom < 0 || output.min_zoom > output.max_zoom || output.max_zoom > most_zoom)
        throw ConfigError(msg("--min-zoom and --max-zoom must be from 0 to {}, in this order", most_zoom));
    if (output.upsert && output.overwrite_layer)
        throw ConfigError(msg("--upsert and --overwrite-layer exclude each other"));
    const bool is_sql = output.format == ExportFormat::postgis || output.format == ExportFormat::pgdump;
    if (output.keep_retired && !output.upsert) throw ConfigError(msg("--keep-retired is for --upsert"));
    if (!is_sql && output.upsert) throw ConfigError(msg("--upsert is for tables of a database"));
    if (!is_sql && output.styles)
        throw ConfigError(msg("--styles is for tables of a database"), {},
                          msg("a GeoPackage has the styles in any case"));
    if (!is_sql && output.overwrite_layer && output.format != ExportFormat::geopackage) refuse_overwrite_layer();
    if (output.format != ExportFormat::shapefile && !boost::iequals(output.encoding, "UTF-8"))
        throw ConfigError(msg("--encoding is for a Shapefile; all other formats are in UTF-8"));
}

/// What is needed whatever is made of it.
SourceRef grids_from_options(const GridexportOptions& o) {
    if (o.grids.path.empty()) throw ConfigError(msg("there are no grids"), {}, msg("give a file of grids"));
    if (o.output.path.empty()) throw ConfigError(msg("there is no output"), {}, msg("name one with -o, --output"));
    SourceRef grids = source_ref(o.grids, o);
    grids.usual_layer = "grids";
    return grids;
}

void check_no_paper(const GridexportOptions& o) {
    if (o.paper != GridexportOptions().paper)
        throw ConfigError(msg("--paper is for an atlas and for forms"), {},
                          msg("choose one with --to atlas or --to forms"));
}

/// Options that say how a layer is written belong to no view, and the other way round.
void check_view(const GridexportOptions& o, View view) {
    if (view == View::qgis && (o.output.path == standard_stream || o.output.path.starts_with("/vsi")))
        throw ConfigError(msg("a project for QGIS is two files in a folder"), {}, msg("give -o FILE.qgs"));
    if (view != View::atlas && view != View::forms) check_no_paper(o);
    if (view != View::html && !o.comparison.empty())
        throw ConfigError(msg("--comparison is for a page"), {}, msg("choose one with --to html"));
    const bool shows_more = !o.boundaries.path.empty() || !o.sites.path.empty() || !o.barriers.empty() ||
                            !o.previous.path.empty() || !o.output_crs.empty();
    if (view == View::sld && shows_more)
        throw ConfigError(msg("an SLD draws the grids and nothing else"), {},
                          msg("leave out --boundaries, --sites, --barriers, --previous and --output-crs"));
    const bool is_database = view == View::qgis && is_connection(o.output.path);
    if (o.output.overwrite_layer && !is_database) refuse_overwrite_layer();
    const bool changes_fields = !o.fields.empty() || !o.renames.empty() || !o.schema.empty();
    if (changes_fields || !o.output_format.empty() || o.output.upsert || o.output.keep_retired || o.output.styles ||
        o.simplify_m)
        throw ConfigError(
            msg("a view shows the layer as it is: --fields, --rename, --schema, --simplify, --output-format, "
                "--upsert and --styles are for other outputs"));
    const auto path_view = view_of_path(o.output.path);
    if (o.output.path != standard_stream && !is_database && path_view != view &&
        !(view == View::forms && path_view == View::atlas)) {
        const char* const ending = view == View::qgis   ? ".qgs"
                                   : view == View::html ? ".html"
                                   : view == View::sld  ? ".sld"
                                                        : ".pdf";
        throw ConfigError(
            msg("the name of this view must end in {}, but the output is '{}'", ending, shown_source(o.output.path)));
    }
}

/// What offices have of a grid belongs to layers, but for the posts, which stand on forms as well.
void check_no_office_fields(const GridexportOptions& o, bool may_have_posts) {
    if (o.address || o.publish)
        throw ConfigError(msg("--address and --publish are for layers of grids"), {}, msg("leave them out, or --to"));
    if (may_have_posts) return;
    if (!(o.posts.path + o.posts.layer).empty() || o.with_contacts)
        throw ConfigError(msg("--posts and --with-contacts are for layers of grids and for forms"), {},
                          msg("leave them out, or choose another --to"));
}

bool wants_rounds(const GridexportOptions& o) {
    return o.to == rounds_name;
}

void check_no_rounds(const GridexportOptions& o) {
    if (!(o.cells.path + o.cells.layer + o.cells.where + o.cells.datum).empty() || o.work.is_wanted(o.ways) ||
        o.work.speed || o.work.off_network)
        throw ConfigError(msg("--cells, --work, --service, --visits, --walk, --speed and --off-network are for rounds"),
                          {}, msg("choose them with --to rounds"));
}

void check_no_view(const GridexportOptions& o) {
    check_no_paper(o);
    const bool shows = !o.title.empty() || !o.boundaries.path.empty() || !o.previous.path.empty() ||
                       !o.comparison.empty() || !o.households_field.empty();
    const bool names = o.address || wants_rounds(o);
    const bool walks = (!o.sites.path.empty() && !names) || (!o.barriers.empty() && !names) ||
                       (!o.unit_field.empty() && !o.publish && !wants_rounds(o));
    if (shows || walks)
        throw ConfigError(
            msg("--title, --boundaries, --sites, --barriers, --previous, --comparison, --unit-field and "
                "--households-field are for views"),
            {},
            msg("choose one with --to; --sites and --barriers are for --address, too, and --unit-field for --publish"));
}

std::optional<SourceRef> optional_source(const InputOption& input, const GridexportOptions& o, const char* option) {
    if (!input.path.empty()) return source_ref(input, o);
    if (!(input.layer + input.where + input.datum).empty())
        throw ConfigError(msg("--{0}-layer, --{0}-where and --{0}-datum need --{0}", option));
    return std::nullopt;
}

}  // namespace

void check_nothing_else(const GridexportOptions& o) {
    (void)grids_from_options(o);
    check_no_view(o);
    check_no_rounds(o);
    check_no_office_fields(o, false);
    const ExportOptions& out = o.output;
    if (!(o.fields + o.schema + o.output_format + o.output_crs).empty() || !o.renames.empty() || o.simplify_m ||
        out.upsert || out.keep_retired || out.overwrite_layer || out.styles)
        throw ConfigError(
            msg("--to {} takes the layer as it is: --fields, --rename, --schema, --simplify, --output-crs, "
                "--output-format, --upsert, --overwrite-layer and --styles are for other outputs",
                o.to));
}

std::optional<View> view_of(const GridexportOptions& options) {
    if (wants_rounds(options) || wants_tagging(options)) return std::nullopt;
    if (!options.to.empty()) return view_of_name(options.to);
    if (!options.output_format.empty()) return std::nullopt;
    return view_of_path(options.output.path);
}

ViewRequest view_request_from_options(const GridexportOptions& options, View view) {
    ViewRequest request;
    request.view = view;
    request.grids = grids_from_options(options);
    check_view(options, view);
    check_no_rounds(options);
    check_no_office_fields(options, view == View::forms);
    request.posts = optional_source(options.posts, options, "posts");
    request.with_contacts = options.with_contacts;
    request.fields.code = options.key == usual_key ? "" : options.key;
    request.fields.unit = options.unit_field;
    request.fields.households = options.households_field;
    request.boundaries = optional_source(options.boundaries, options, "boundaries");
    check_site_columns(options.site_columns, options.sites, {}, {});
    request.sites = optional_source(options.sites, options, "sites");
    if (request.sites) request.sites->places = place_columns(options.site_columns);
    for (const BarrierOption& barrier : options.barriers)
        request.barriers.push_back(source_ref(barrier.input, options));
    request.previous = optional_source(options.previous, options, "previous");
    if (request.previous) request.previous->usual_layer = "grids";
    request.comparison = options.comparison;
    request.title = options.title;
    request.output_crs = options.output_crs;
    request.allow_ballpark = options.common.allow_ballpark;
    request.language = options.common.file_language();
    request.paper = paper_of_name(options.paper);
    request.path = options.output.path;
    request.overwrite = options.output.overwrite;
    request.layer = options.output.layer;
    request.overwrite_layer = options.output.overwrite_layer;
    request.threads = options.common.thread_count();
    return request;
}

namespace {

RoundsSource rounds_from_options(const GridexportOptions& o) {
    if (o.sites.path.empty() == o.cells.path.empty())
        throw ConfigError(msg("rounds lead past sites or cells"), {}, msg("give --sites or --cells, and not both"));
    if (o.output.upsert || o.simplify_m)
        throw ConfigError(msg("--upsert and --simplify are for grids, not for their rounds"));
    check_site_columns(o.site_columns, o.sites, {}, {});
    check_work_options(o.work, o.ways);
    RoundsSource rounds;
    rounds.fields.unit = o.unit_field;
    GriddingRequest& ground = rounds.ground;
    ground.profile = load_profile(o.profile);
    if (const auto sites = optional_source(o.sites, o, "sites")) ground.sites = site_source(o.sites, o);
    if (const auto cells = optional_source(o.cells, o, "cells")) ground.cells = count_source(o.cells, o);
    for (const BarrierOption& barrier : o.barriers)
        ground.barriers.push_back({source_ref(barrier.input, o), barrier.hard_where});
    set_work(o.work, o.ways, o, ground);
    ground.allow_ballpark = o.common.allow_ballpark;
    ground.threads = o.common.thread_count();
    return rounds;
}

}  // namespace

namespace {

void set_office_fields(const GridexportOptions& o, ExportRequest& request) {
    request.posts = optional_source(o.posts, o, "posts");
    request.publish = o.publish.value_or(0);
    request.with_contacts = o.with_contacts;
    if (o.publish && *o.publish < 1) throw ConfigError(msg("--publish must be at least 1, not {}", *o.publish));
    if (o.with_contacts && !o.publish)
        throw ConfigError(msg("--with-contacts is given without --publish"), {},
                          msg("a layer that is not for everybody has all that --posts says"));
    if (!o.unit_field.empty()) request.unit_field = o.unit_field;
    if (!o.address) return;
    if (o.barriers.empty() && o.sites.path.empty())
        throw ConfigError(msg("--address needs names"), {},
                          msg("give lines with --barriers, or buildings with --sites"));
    AddressInputs& address = request.address.emplace();
    for (const BarrierOption& barrier : o.barriers)
        address.lines.push_back(source_ref(barrier.input, o));
    address.buildings = optional_source(o.sites, o, "sites");
    check_site_columns(o.site_columns, o.sites, {}, {});
    if (address.buildings) address.buildings->places = place_columns(o.site_columns);
}

}  // namespace

void check_output_of(const GridexportOptions& options) {
    if (const auto view = view_of(options)) {
        return check_view_output(view_request_from_options(options, *view));
    }
    ExportOptions output = options.output;
    output.format = choose_export_format(options.output_format, output.path);
    check_export(output);
}

ExportRequest request_from_options(const GridexportOptions& options) {
    ExportRequest request;
    request.grids = grids_from_options(options);
    check_no_view(options);
    request.output = options.output;
    if (wants_rounds(options)) {
        check_no_office_fields(options, false);
        request.rounds = rounds_from_options(options);
        if (request.output.layer == ExportOptions().layer) request.output.layer = rounds_name;
    } else {
        check_no_rounds(options);
        set_office_fields(options, request);
    }
    request.key = options.key;
    request.fields = names_of(options.fields);
    request.renames = renames_of(options.renames);
    request.dates = {date_of("created", options.created), date_of("changed", options.changed)};
    request.simplify_m = options.simplify_m;
    request.output_crs = options.output_crs;
    request.allow_ballpark = options.common.allow_ballpark;
    request.language = options.common.file_language();
    request.output.csv_geometry = csv_geometry_of(options.csv_geometry);
    request.output.format = choose_export_format(options.output_format, options.output.path);
    request.output.threads = options.common.thread_count();
    check(options, request);
    if (!options.schema.empty()) request.schema = load_schema(options.schema);
    return request;
}

}  // namespace grid::tools
