#include "libgrid/export/export_layer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <numbers>
#include <set>

#include "libgrid/core/error.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/coordinates.hpp"
#include "libgrid/export/office_fields.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/table_choice.hpp"
#include "libgrid/io/unique_names.hpp"
#include "libgrid/layer/code_tables.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

constexpr const char* wgs84 = "EPSG:4326";
constexpr int geojson_decimals = 7;  // RFC 7946, section 11.2, speaks of 6; this is a centimetre

std::size_t index_of(const FeatureTable& table, const std::string& field, const char* option) {
    if (const auto index = table.find(field)) return *index;
    std::vector<std::string> names;
    for (const TableField& known : table.fields)
        names.push_back(known.name);
    throw ConfigError(msg("there is no field '{}'; the fields are: {}", field, fmt::join(names, ", ")), {},
                      msg("choose among them with {}", option));
}

/// Leaves the wanted fields, in that order.
void select_fields(FeatureTable& table, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return;
    std::vector<std::size_t> indices;
    std::vector<TableField> fields;
    for (const std::string& name : wanted) {
        indices.push_back(index_of(table, name, "--fields"));
        fields.push_back(table.fields[indices.back()]);
    }
    for (Feature& feature : table.features) {
        std::vector<Value> values;
        for (const std::size_t index : indices)
            values.push_back(feature.values[index]);
        feature.values = std::move(values);
    }
    table.fields = std::move(fields);
}

void rename_fields(FeatureTable& table, const std::vector<std::pair<std::string, std::string>>& renames) {
    std::vector<std::size_t> indices;
    for (const auto& [from, to] : renames)
        indices.push_back(index_of(table, from, "--rename"));
    for (std::size_t i = 0; i < renames.size(); ++i)
        table.fields[indices[i]].name = renames[i].second;
}

/// Formats that know no case would take two names that differ in it only for one.
void check_names(const FeatureTable& table) {
    std::vector<std::string> names;
    for (const TableField& field : table.fields)
        names.push_back(field.name);
    const std::vector<std::string> unique = io::unique_names(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty()) throw ConfigError(msg("a field would have no name"));
        if (unique[i] != names[i])
            throw ConfigError(msg("two fields would be called '{}'", names[i]), {}, msg("change --fields or --rename"));
    }
}

/// What a field of the input is called in the output; empty if it is left out.
std::string output_name(const ExportRequest& request, const std::string& field) {
    if (request.schema) {
        for (const SchemaField& known : *request.schema) {
            if (known.from == field) return known.name;
        }
        return {};
    }
    const bool is_left = request.fields.empty() ||
                         std::find(request.fields.begin(), request.fields.end(), field) != request.fields.end();
    if (!is_left) return {};
    for (const auto& [from, to] : request.renames) {
        if (from == field) return to;
    }
    return field;
}

/// The fields as they are to be, with their titles.
FeatureTable with_wanted_fields(FeatureTable table, const ExportRequest& request) {
    if (!request.schema) {
        select_fields(table, request.fields);
        rename_fields(table, request.renames);
        check_names(table);
        return table;
    }
    std::vector<std::string> titles;
    for (const SchemaField& field : *request.schema) {
        const auto from = table.find(field.from);
        const std::string& own = request.language == Language::zh ? field.zh : field.en;
        titles.push_back(own.empty() && from ? table.fields[*from].title : own);
    }
    table = apply_schema(std::move(table), *request.schema, request.dates);
    for (std::size_t i = 0; i < titles.size(); ++i)
        table.fields[i].title = titles[i];
    return table;
}

std::string output_crs(const ExportRequest& request) {
    const bool fixed = needs_wgs84(request.output.format);
    if (fixed && !request.output_crs.empty() && !same_crs(crs_to_wkt(request.output_crs), crs_to_wkt(wgs84))) {
        throw ConfigError(msg("this format is always in WGS 84 (tiles in Web Mercator)"), {},
                          msg("leave --output-crs out, or choose another format"));
    }
    if (fixed) return crs_to_wkt(wgs84);
    return request.output_crs.empty() ? std::string() : crs_to_wkt(request.output_crs);
}

Box extent_of(const FeatureTable& table) {
    Box extent;
    for (const Feature& feature : table.features) {
        for (const Polygon& polygon : feature.polygons)
            std::ranges::for_each(polygon.shell, [&](const Point& p) { extent.add(p); });
    }
    return extent;
}

SimplifyCounts simplify_table(FeatureTable& table, double tolerance_m) {
    const Box extent = extent_of(table);
    std::vector<MultiPolygon*> polygons;
    for (Feature& feature : table.features)
        polygons.push_back(&feature.polygons);
    if (extent.empty()) return {};
    return simplify_coverage(polygons, tolerance_m, *choose_work_plane(table.crs_wkt, extent).projection);
}

/// What a level of tiles shows of a coverage: a tile is a whole of 4,096 steps, and borders may be off by four of them,
/// a quarter of a pixel where a tile is drawn with 256.
std::function<void(std::vector<MultiPolygon>&, int)> thinning(const FeatureTable& table) {
    const Box extent = extent_of(table);
    if (table.kind != GeometryKind::polygons || extent.empty()) return {};
    constexpr double equator_m = 40'075'016.7;
    constexpr double steps = 4096;
    constexpr double most_off = 4;
    constexpr double radians = std::numbers::pi / 180;
    const double farthest = std::min(std::max(std::abs(extent.min_y), std::abs(extent.max_y)), 85.0);
    const double step_m = equator_m / steps * std::cos(farthest * radians);  // of the level 0
    const std::shared_ptr<const Projection> projection = choose_work_plane(table.crs_wkt, extent).projection;
    return [projection, step_m](std::vector<MultiPolygon>& polygons, int zoom) {
        std::vector<MultiPolygon*> all;
        for (MultiPolygon& polygon : polygons)
            all.push_back(&polygon);
        simplify_coverage(all, most_off * std::ldexp(step_m, -zoom), *projection);
    };
}

/// A table of a name of ours that the source has, without rows.
std::optional<std::string> empty_side_table(const ExportRequest& request, const std::string& layer,
                                            const std::string& name) {
    const std::string beside = fmt::format("{}_{}", layer, name == "grid_run" ? "run" : name);
    for (const std::string& wanted : {beside, name}) {
        if (has_layer(request.grids, wanted)) return wanted;
    }
    return std::nullopt;
}

/// The tables beside the layer that the source has with rows in them, and for an upsert those without.
std::vector<FeatureTable> tables_beside(const ExportRequest& request, const std::string& layer,
                                        const std::string& crs_wkt) {
    std::vector<FeatureTable> tables;
    for (const char* const name : {"issues", "lineage", "grid_run"}) {
        auto found = find_side_table(request.grids.path, layer, name);
        // What an earlier upsert said there, and this one does not say, is no longer so.
        if (!found && request.output.upsert) found = empty_side_table(request, layer, name);
        if (!found) continue;
        SourceRef ref = request.grids;
        ref.layer = *found;
        ref.where.clear();
        ref.is_table = std::string(name) != "issues";
        ref.may_be_empty = true;
        FeatureTable table = read_table(ref);
        table.name = name;
        if (table.has_geometry) transform_table(table, crs_wkt);
        tables.push_back(std::move(table));
    }
    return tables;
}

/// The layer of micro-grids with its tables: those of the grids that are exported.
void add_levels(const ExportRequest& request, const std::set<std::string>& codes, const std::string& crs_wkt,
                std::vector<FeatureTable>& tables) {
    const auto micro = find_micro_layer(request.grids);
    if (!micro) return;
    FeatureTable table = read_table(*micro);
    const auto parent = table.find(parent_field);
    std::erase_if(table.features,
                  [&](const Feature& feature) { return !codes.contains(to_text(feature.values[*parent])); });
    for (const char* const name : {"lineage", "run"}) {
        SourceRef side = *micro;
        side.layer = fmt::format("{}_{}", micro->layer, name);
        side.is_table = side.may_be_empty = true;
        if (!has_layer(side, side.layer)) continue;
        tables.push_back(read_table(side));
        tables.back().name = fmt::format("{}_{}", micro_layer, name);
    }
    table.name = micro_layer;
    transform_table(table, crs_wkt);
    orient_table(table);
    tables.push_back(std::move(table));
}

/// With fewer vertices grids are not the ground of their micro-grids any more.
void drop_levels(const ExportRequest& request, Findings& findings) {
    if (!find_micro_layer(request.grids)) return;
    findings.push_back(
        {"micro_dropped",
         {},
         {},
         msg("the micro-grids were left out: with --simplify the grids are not exactly their ground; export "
             "them by themselves with --layer micro")});
}

/// The codes of a column; of all features of the layer, whatever the filter, if the filter left some out.
std::set<std::string> codes_in(const ExportRequest& request, const FeatureTable& table, std::size_t column) {
    std::set<std::string> codes;
    for (const Feature& feature : table.features)
        codes.insert(to_text(feature.values[column]));
    if (request.grids.where.empty()) return codes;
    SourceRef all = request.grids;
    all.where.clear();
    Source source = Source::open(all);
    source.for_each({table.fields[column].name},
                    [&codes](Feature&& feature) { codes.insert(to_text(feature.values.front())); });
    return codes;
}

/// Notes which codes the layer has given up. Where a filter leaves grids out, those whose households are in one of them
/// are not among them: the table has their ground in their rows only.
void note_former_codes(const ExportRequest& request, const FeatureTable& table, ExportOptions& output) {
    const auto column = table.find(request.key);
    if (!column) return;
    std::set<std::string> written;
    for (const Feature& feature : table.features)
        written.insert(to_text(feature.values[*column]));
    const std::set<std::string> living = codes_in(request, table, *column);
    const auto is_written = [&written](const std::string& code) { return written.contains(code); };
    for (const auto& [code, heirs] : read_former_codes(request.grids, table.name)) {
        if (living.contains(code) || heirs.contains(code)) continue;
        if (std::ranges::none_of(heirs, [&living](const auto& heir) { return living.contains(heir); })) {
            output.lapsed.push_back(code);
        } else if (std::ranges::all_of(heirs, is_written)) {
            output.retired.push_back(code);
        }
    }
}

/// The CRS in which the output shows the grids: GDAL carries tiles into Web Mercator, by way of WGS 84.
std::string shown_in(const ExportOptions& output, const std::string& crs_wkt) {
    return needs_wgs84(output.format) ? crs_to_wkt("EPSG:4326") : crs_wkt;
}

}  // namespace

ExportResult export_layer(const ExportRequest& request, const std::function<void(const Message&)>& stage) {
    const auto say = [&stage](const Message& what) {
        if (stage) stage(what);
    };
    ExportOptions output = request.output;
    const std::string wanted_crs = output_crs(request);
    output.key = output_name(request, request.key);
    output.label = output_name(request, "grid_name");
    if (output.label.empty()) output.label = output.key;
    if (request.posts) output.more_tables = {"posts"};
    check_export(output);

    say(msg("reading"));
    FeatureTable table = read_table(request.grids);
    if (table.kind != GeometryKind::polygons) {
        throw InputError(msg("the layer holds no polygons"),
                         {.file = request.grids.path, .layer = table.name, .fid = {}, .at = {}},
                         msg("choose another layer with --layer"));
    }
    if (!wanted_crs.empty()) check_extent(table.crs_wkt, extent_of(table), request.grids.path);
    const std::string layer = table.name;
    std::set<std::string> codes;
    if (const auto key = table.find(request.key)) {
        for (const Feature& feature : table.features)
            codes.insert(to_text(feature.values[*key]));
    }
    if (output.upsert) note_former_codes(request, table, output);
    ExportResult result;
    std::vector<FeatureTable> own_tables;
    if (request.rounds) {
        say(msg("walking"));
        table = rounds_table(table, request.grids, request.key, *request.rounds, result.findings);
    } else {
        table.name = "grids";
        own_tables = add_office_fields(request, table, say, result.findings);
    }
    set_titles(table, request.language);
    table = with_wanted_fields(std::move(table), request);
    result.features = table.features.size();
    result.deleted = table.deleted;
    if (request.simplify_m) {
        say(msg("simplifying"));
        result.simplified = simplify_table(table, *request.simplify_m);
    }
    result.crs_wkt = wanted_crs.empty() ? table.crs_wkt : wanted_crs;
    auto shift =
        request.allow_ballpark ? std::nullopt : shift_of_table(table, "grids", shown_in(output, result.crs_wkt));
    transform_table(table, result.crs_wkt);
    if (output.format == ExportFormat::geojson || output.format == ExportFormat::geojsonseq)
        round_table(table, geojson_decimals);
    orient_table(table);
    if (is_tiled(output.format)) output.thin = thinning(table);

    std::vector<FeatureTable> tables{std::move(table)};
    if (holds_tables(output.format) && !request.rounds) {
        if (request.publish == 0) {
            // Findings and lineage tell of counts, the record of files.
            std::ranges::move(tables_beside(request, layer, result.crs_wkt), std::back_inserter(own_tables));
            if (request.simplify_m)
                drop_levels(request, result.findings);
            else
                add_levels(request, codes, result.crs_wkt, own_tables);
        }
        for (FeatureTable& other : own_tables) {
            set_titles(other, request.language);
            result.tables.push_back(other.name);
            tables.push_back(std::move(other));
        }
    }
    say(msg("writing"));
    if (output.upsert && output.format == ExportFormat::postgis) {
        result.upserted = upsert_into_database(tables, output);
    } else {
        std::ranges::move(write_export(tables, output), std::back_inserter(result.findings));
    }
    if (shift) result.findings.push_back(std::move(*shift));
    return result;
}

}  // namespace grid
