#include "libgrid/tag/tag_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/tag/tag_report.hpp"

namespace grid {

namespace {

Record record_of(const Feature& feature) {
    Record record;
    const auto fail = [&record](RecordFate fate, const char* why) {
        record.fate = fate;
        record.why = why;
        return record;
    };
    if (feature.points.empty()) return fail(RecordFate::without_place, "there is no geometry");
    if (feature.points.size() > 1) return fail(RecordFate::unreadable, "the geometry has several points");
    record.at = feature.points.front();
    return record;
}

Value value_of(const AddedField& field, const Record& record, const TagLayer& layer) {
    const auto text = [&](const std::vector<std::string>& texts) {
        const std::string value = record.grid < 0 ? "" : texts[static_cast<std::size_t>(record.grid)];
        return value.empty() ? Value() : Value(value);
    };
    switch (field.kind) {
        case AddedKind::grid_code:
            return text(layer.codes);
        case AddedKind::unit_code:
            return text(layer.units);
        case AddedKind::grid_name:
            return text(layer.names);
        case AddedKind::micro_code:
            return record.micro < 0 ? Value() : Value(layer.micro->codes[static_cast<std::size_t>(record.micro)]);
        case AddedKind::distance_m:
            return record.grid < 0 ? Value() : Value(std::round(100 * record.distance_m) / 100);
        case AddedKind::reason:
            break;
    }
    return record.fate == RecordFate::inside ? Value() : Value(std::string(name_of(record.fate)));
}

/// The place of a field among the values of a feature; -1 for no field.
std::ptrdiff_t column_of(const FeatureTable& table, const std::string& field, const char* option) {
    if (field.empty()) return -1;
    if (const auto column = table.find(field)) return static_cast<std::ptrdiff_t>(*column);
    throw ConfigError(fmt::format("there is no field '{}'", field), {}, fmt::format("choose another with {}", option));
}

}  // namespace

TagResult tag_table(const TagLayer& layer, const TagRequest& request, FeatureTable& table) {
    const std::string shown = shown_source(request.input);
    if (table.has_geometry && table.kind != GeometryKind::points)
        throw InputError("records must be points, but the layer holds lines or polygons", {shown, {}, {}, {}});
    for (const AddedField& field : request.added) {
        if (table.find(field.name))
            throw ConfigError(fmt::format("there is a field '{}' already", field.name), {shown, {}, {}, {}},
                              fmt::format("choose another name: --add {0}=NAME", field.name));
        TableField added{.name = field.name};
        if (field.kind == AddedKind::distance_m) added.type = FieldType::real;
        table.fields.push_back(std::move(added));
    }
    const std::ptrdiff_t kind = column_of(table, request.fields.kind, "--kind");
    const std::ptrdiff_t time = column_of(table, request.fields.time, "--time");
    const std::ptrdiff_t code = column_of(table, request.fields.code, "--address-code");
    const RequestPlacer placer(layer, request, request.places, shown);
    const bool by_site = request.counts && request.counts->by_site;
    const std::vector<std::string>& places = by_site ? request.sites->ids : layer.codes;
    std::optional<TagCounts> counts;
    if (request.counts) counts.emplace(*request.counts, places.size());
    FateTally tally;
    for (Feature& feature : table.features) {
        const auto text = [&](std::ptrdiff_t column) {
            return column < 0 ? std::string() : to_text(feature.values[static_cast<std::size_t>(column)]);
        };
        Record record = request.by_code() ? Record() : record_of(feature);
        placer.place({&record, 1}, [&](const Record&) { return text(code); });
        tally.add(record, record.at, feature.fid);
        if (by_site && record.grid >= 0 && record.site < 0) tally.add_siteless(record.at, feature.fid);
        if (counts && !counts->add(record, text(kind), text(time))) tally.add_undated(feature.fid);
        for (const AddedField& field : request.added)
            feature.values.push_back(value_of(field, record, layer));
    }
    TagResult result;
    for (std::size_t fate = 0; fate < result.records.size(); ++fate)
        result.records[fate] = tally.count_of(static_cast<RecordFate>(fate));
    result.findings = tally.findings(placer.placer(), shown, "feature");
    if (counts) result.counts_csv = counts->csv(places);
    return result;
}

}  // namespace grid
