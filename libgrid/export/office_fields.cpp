#include "libgrid/export/office_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/export/address.hpp"
#include "libgrid/export/coordinates.hpp"
#include "libgrid/export/posts.hpp"
#include "libgrid/export/publish.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

constexpr std::size_t most_buildings = 20;

std::size_t column(const FeatureTable& grids, const std::string& name, const Message& what, const char* option) {
    if (const auto found = grids.find(name)) return *found;
    std::vector<std::string> names;
    for (const TableField& field : grids.fields)
        names.push_back(field.name);
    throw ConfigError(msg("no field '{}' holds {}; the fields are: {}", name, what, fmt::join(names, ", ")), {},
                      msg("name it with {}", option));
}

std::vector<std::string> codes_of(const FeatureTable& grids, std::size_t code) {
    std::vector<std::string> codes;
    for (const Feature& feature : grids.features)
        codes.push_back(to_text(feature.values[code]));
    return codes;
}

/// Lines or buildings with names, in the CRS of the grids. Those without a field of names are told.
FeatureTable read_named(const SourceRef& ref, GeometryKind kind, const std::string& crs_wkt, Findings& findings) {
    FeatureTable table = read_table(ref);
    const bool are_lines = kind == GeometryKind::lines;
    if (table.kind != kind) {
        throw InputError(
            msg("the names of an address come from {}, and these are none",
                are_lines ? msg("lines") : msg("buildings, which are polygons")),
            {.file = ref.path, .layer = table.name, .fid = {}, .at = {}},
            are_lines ? msg("choose another --barriers") : msg("leave --sites out, or name a layer of buildings"));
    }
    if (!name_column(table)) {
        findings.push_back({"address_unknown",
                            {},
                            {},
                            msg("the {} in {} have no field with names, as `name` or 名称: none is in an address",
                                are_lines ? msg("lines") : msg("buildings"), shown_source(ref.path))});
    }
    transform_table(table, crs_wkt);
    return table;
}

void add_addresses(const ExportRequest& request, FeatureTable& grids, Findings& findings) {
    std::vector<FeatureTable> lines;
    for (const SourceRef& ref : request.address->lines)
        lines.push_back(read_named(ref, GeometryKind::lines, grids.crs_wkt, findings));
    std::optional<FeatureTable> buildings;
    if (request.address->buildings)
        buildings = read_named(*request.address->buildings, GeometryKind::polygons, grids.crs_wkt, findings);
    AddressSources sources;
    for (const FeatureTable& table : lines)
        sources.lines.push_back(&table);
    if (buildings) sources.buildings = &*buildings;
    sources.crs_wkt = grids.crs_wkt;
    const auto text_of = [&grids](const Feature& feature, const std::string& field) {
        const auto at = grids.find(field);
        return at ? to_text(feature.values[*at]) : std::string();
    };
    for (const Feature& feature : grids.features) {
        sources.called.push_back(
            {text_of(feature, "grid_name"), text_of(feature, request.unit_field), text_of(feature, "unit_name")});
    }
    std::vector<const MultiPolygon*> shapes;
    for (const Feature& feature : grids.features)
        shapes.push_back(&feature.polygons);
    const std::vector<GridAddress> addresses = find_addresses(shapes, sources);
    const auto known = grids.find("address");
    const std::size_t at = known.value_or(grids.fields.size());
    if (!known) grids.fields.push_back({.name = "address"});
    std::size_t unknown = 0;
    for (std::size_t g = 0; g < addresses.size(); ++g) {
        std::vector<Value>& values = grids.features[g].values;
        values.resize(grids.fields.size());
        const std::string text = address_text(addresses[g], request.language, most_buildings);
        values[at] = text.empty() ? Value() : Value(text);
        if (text.empty()) ++unknown;
    }
    if (unknown == 0) return;
    findings.push_back({"address_unknown",
                        {},
                        {},
                        msg("{} of {} grids have no address in words: neither a line of --barriers "
                            "with a name nor a neighbour runs along them, and no building of --sites with a "
                            "name is in them",
                            unknown, addresses.size())});
}

}  // namespace

std::vector<FeatureTable> add_office_fields(const ExportRequest& request, FeatureTable& grids,
                                            const std::function<void(const Message&)>& say, Findings& findings) {
    std::vector<FeatureTable> tables;
    const auto code = [&] { return column(grids, request.key, msg("the codes of the grids"), "--key"); };
    if (request.posts) {
        say(msg("joining posts"));
        const std::vector<Post> posts = read_posts(*request.posts);
        const std::vector<std::string> codes = codes_of(grids, code());
        for (Finding& finding : check_posts(posts, codes))
            findings.push_back(std::move(finding));
        add_posts(grids, code(), posts);
        if (request.publish == 0 || request.with_contacts) tables.push_back(posts_table(posts, codes));
    }
    if (request.address) {
        say(msg("naming bounds"));
        add_addresses(request, grids, findings);
    }
    if (request.publish > 0) {
        const std::size_t unit = column(grids, request.unit_field, msg("the codes of their units"), "--unit-field");
        PublishRules rules{request.publish, request.with_contacts, request.fields};
        for (const auto& [name, ignored] : request.renames)
            rules.asked_for.push_back(name);
        for (const SchemaField& field : request.schema.value_or(Schema()))
            rules.asked_for.push_back(field.from);
        for (Finding& finding : publish_counts(grids, unit, code(), rules))
            findings.push_back(std::move(finding));
    }
    return tables;
}

}  // namespace grid
