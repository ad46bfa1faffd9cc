#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/profile.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/sources.hpp"
#include "tools/gridtag/options.hpp"

#include <fmt/format.h>
#include <boost/algorithm/string.hpp>

#include <array>
#include <filesystem>

namespace grid::tools {

namespace {

constexpr std::array<std::pair<const char*, AddedKind>, 6> addable{{{"grid_code", AddedKind::grid_code},
                                                                    {"unit_code", AddedKind::unit_code},
                                                                    {"micro_code", AddedKind::micro_code},
                                                                    {"grid_name", AddedKind::grid_name},
                                                                    {"distance_m", AddedKind::distance_m},
                                                                    {"reason", AddedKind::reason}}};

/// How the name ends, in small letters, without what says that it is packed.
std::string extension_of(const std::string& path) {
    std::string name = boost::algorithm::to_lower_copy(path);
    for (const char* packed : {".gz", ".zst"}) {
        if (name.ends_with(packed)) boost::algorithm::erase_tail(name, static_cast<int>(std::string(packed).size()));
    }
    return std::filesystem::path(name).extension().string();
}

bool is_json_name(const std::string& path) {
    const std::string extension = extension_of(path);
    return extension == ".ndjson" || extension == ".jsonl" || extension == ".geojsonl" || extension == ".geojsons" ||
           extension == ".geojsonseq";
}

bool is_text_name(const std::string& path) {
    const std::string extension = extension_of(path);
    return path == standard_stream || extension == ".csv" || extension == ".tsv" || extension == ".tab" ||
           extension == ".txt" || is_json_name(path);
}

std::vector<AddedField> added_fields(const std::string& list) {
    std::vector<AddedField> fields;
    std::vector<std::string> items;
    boost::split(items, list, [](char c) { return c == ','; });
    for (std::string& item : items) {
        boost::trim(item);
        const std::size_t equals = item.find('=');
        const std::string what = item.substr(0, equals);
        const auto* const known = std::ranges::find_if(addable, [&](const auto& one) { return what == one.first; });
        if (known == addable.end())
            throw ConfigError(fmt::format("--add cannot add '{}'", what), {},
                              "it adds grid_code, unit_code, micro_code, grid_name, distance_m, reason");
        AddedField field{known->second, equals == std::string::npos ? what : item.substr(equals + 1)};
        if (field.name.empty()) throw ConfigError(fmt::format("--add gives {} no name", what));
        for (const AddedField& other : fields) {
            if (other.name == field.name) throw ConfigError(fmt::format("--add names '{}' twice", field.name));
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

char separator_of(const std::string& text) {
    if (text.empty()) return 0;
    if (text == "tab" || text == "\\t") return '\t';
    constexpr std::string_view never = "\"\r\n";
    if (text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80 && never.find(text[0]) == std::string::npos)
        return text[0];
    throw ConfigError(fmt::format("--separator is one character of ASCII, not '{}'", text), {}, "tab stands for a tab");
}

CountOptions count_options(const GridtagOptions& options) {
    CountOptions counts;
    counts.by_site = options.counts_by == "site";
    counts.by_kind = !options.kind.empty();
    if (options.time.empty()) return counts;
    counts.by_period = period_of(options.period.empty() ? "month" : options.period);
    if (!counts.by_period) throw ConfigError(fmt::format("--period is month, week or day, not '{}'", options.period));
    return counts;
}

/// What is said of sites.
void check_sites(const GridtagOptions& o) {
    if (o.counts_by != "grid" && o.counts_by != "site")
        throw ConfigError(fmt::format("--counts-by is grid or site, not '{}'", o.counts_by));
    const bool by_site = o.counts_by == "site";
    if (by_site && o.counts.empty()) throw ConfigError("--counts-by is given without --counts");
    if (by_site && o.sites.path.empty())
        throw ConfigError("--counts-by site needs the sites", {}, "give a layer of sites or cells with --sites");
    if (!o.sites.path.empty() && !by_site && o.address_code.empty())
        throw ConfigError("nothing is to be done with --sites", {},
                          "say --counts-by site with --counts FILE, or --address-code FIELD");
    if (!o.sites.path.empty() && !o.tags()) throw ConfigError("--sites is given without records");
    for (const auto& [name, value] : {std::pair("sites-layer", &o.sites.layer),
                                      {"sites-where", &o.sites.where},
                                      {"sites-datum", &o.sites.datum},
                                      {"site-id", &o.site_id}}) {
        if (!value->empty() && o.sites.path.empty())
            throw ConfigError(fmt::format("--{} is given without --sites", name));
    }
    check_site_columns(o.site_columns, o.sites, {}, {});
    if (!o.address_code.empty() && !(o.x + o.y + o.wkt + o.crs + o.records.datum).empty())
        throw ConfigError("--address-code excludes --x, --y, --wkt, --crs and --datum", {},
                          "a record either has a place or a code");
}

}  // namespace

bool GridtagOptions::adds(AddedKind what) const {
    return std::ranges::any_of(added_fields(add), [what](const AddedField& field) { return field.kind == what; });
}

bool GridtagOptions::is_stream() const {
    if (records_format == "gis") return false;
    const bool is_text = !records_format.empty() || is_text_name(records.path);
    return is_text && output_format.empty() && (is_text_name(output) || !records_format.empty());
}

void check_options(const GridtagOptions& o) {
    if (o.grids.path.empty()) throw ConfigError("there are no grids", {}, "give a file of grids");
    if (!o.records_format.empty() && o.records_format != "csv" && o.records_format != "json" &&
        o.records_format != "gis")
        throw ConfigError(fmt::format("--records-format is csv, json or gis, not '{}'", o.records_format));
    if (!o.wkt.empty() && !(o.x + o.y).empty())
        throw ConfigError("--wkt excludes --x and --y", {}, "a record is either at two coordinates or a geometry");
    constexpr double most_reach_m = 1e6;
    if (!(o.reach_m >= 0 && o.reach_m <= most_reach_m))
        throw ConfigError(fmt::format("--reach must be from 0 to {} metres, not {}", most_reach_m, o.reach_m));
    const std::pair<const char*, const std::string*> of_counts[] = {{"kind", &o.kind}, {"time", &o.time}};
    for (const auto& [name, value] : of_counts) {
        if (!value->empty() && o.counts.empty()) throw ConfigError(fmt::format("--{} is given without --counts", name));
    }
    check_sites(o);
    check_day("as-of", o.as_of);
    if (!o.as_of.empty() && o.adds(AddedKind::micro_code))
        throw ConfigError("--as-of knows nothing of micro-grids", {}, "leave micro_code out of --add");
    if (!o.period.empty() && o.time.empty()) throw ConfigError("--period is given without --time");
    if (!o.tags() && (!o.counts.empty() || o.output != standard_stream))
        throw ConfigError("there are no records to be tagged beside --write-index", {}, "name their file");
    const bool is_stream = o.is_stream();
    if (o.tags() && !is_stream && o.records.path == standard_stream && o.records_format != "gis")
        throw ConfigError("standard input is text, which cannot become a GIS file", {},
                          "write text (-o FILE.csv), say --records-format gis, or give the records as a file");
    if (o.tags() && !is_stream && o.output == standard_stream && o.output_format.empty())
        throw ConfigError("the format of a GIS file on standard output is not named", {},
                          "say -f GeoJSON, GeoJSONSeq, CSV or FlatGeobuf, or give -o FILE");
    if (o.tags() && o.grids.path == standard_stream && o.records.path == standard_stream)
        throw ConfigError("the grids and the records are both standard input", {}, "give one of them as a file");
    if (is_stream && !(o.records.layer + o.records.where).empty())
        throw ConfigError("--records-layer and --records-where are for GIS files", {}, "say --records-format gis");
    if (is_stream && o.overwrite_layer) refuse_overwrite_layer();
    if (!o.shard.is_whole() && (!is_stream || o.records.path == standard_stream))
        throw ConfigError("--shard is for files of text", {}, "name a file of CSV or of lines of JSON, not packed");
    if (o.common.json && o.tags() && o.output == standard_stream)
        throw ConfigError("--json prints its report where the records go", {}, "give -o FILE");
    (void)request_from_options(o);
}

TagRequest request_from_options(const GridtagOptions& options) {
    TagRequest request;
    request.input = options.records.path;
    const bool is_json = options.records_format == "json" || is_json_name(options.records.path);
    const bool is_csv = options.records_format == "csv" || (options.records.path != standard_stream && !is_json);
    if (is_json && options.records_format != "csv") {
        request.form = StreamForm::json;
    } else if (is_csv) {
        request.form = StreamForm::csv;
    }
    request.csv = {separator_of(options.separator), !options.no_header, options.records_encoding};
    const FieldAliases aliases = load_profile("default").fields;
    request.fields = {options.x,    options.y,      options.wkt,    options.address_code, options.kind,
                      options.time, aliases.site_x, aliases.site_y, aliases.site_wkt};
    if (options.no_header) request.fields.wkt_aliases.clear();
    request.added = added_fields(options.add);
    request.places.datum = datum_of(options.records);
    if (!options.crs.empty()) request.places.crs_wkt = crs_to_wkt(options.crs);
    request.places.reach_m = options.reach_m;
    if (!options.counts.empty()) request.counts = count_options(options);
    request.shard = options.shard;
    request.threads = options.common.thread_count();
    return request;
}

SourceRef records_source(const GridtagOptions& options, const std::string& grids_crs) {
    SourceRef ref;
    ref.path = options.records.path;
    ref.layer = options.records.layer;
    ref.where = options.records.where;
    ref.crs = options.crs;
    ref.default_crs = grids_crs;
    ref.encoding = options.records_encoding;
    take_layer_uri(ref);
    find_file(ref);
    if (!options.address_code.empty()) {
        ref.is_table = true;
        return ref;
    }
    ref.places.emplace();
    ref.places->x = options.x;
    ref.places->y = options.y;
    ref.places->wkt = options.wkt;
    const FieldAliases aliases = load_profile("default").fields;
    ref.places->x_aliases = aliases.site_x;
    ref.places->y_aliases = aliases.site_y;
    ref.places->wkt_aliases = aliases.site_wkt;
    return ref;
}

ExportOptions records_output(const GridtagOptions& options) {
    ExportOptions output;
    output.path = options.output;
    output.format = choose_export_format(options.output_format, options.output);
    output.overwrite = options.overwrite;
    output.overwrite_layer = options.overwrite_layer;
    output.layer = options.output_layer;
    output.is_numbered = true;
    return output;
}

}  // namespace grid::tools
