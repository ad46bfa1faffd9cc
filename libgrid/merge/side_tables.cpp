#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iterator>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/layer/lineage.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/merge/read_inputs.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

/// An input, and all layers of its file.
struct Input {
    const SourceRef& grids;
    std::vector<std::string> layers;
};

/// Opens the table `name` of the input's file, or the file that stands for it beside the input.
std::optional<Source> open_table(const Input& input, const char* name, const char* suffix, bool is_table) {
    const SourceRef& grids = input.grids;
    // What is said of grids is not said of micro-grids, whose tables begin with their name.
    const bool is_micro = grids.layer == micro_layer || grids.layer.ends_with(std::string("_") + micro_layer);
    SourceRef ref = grids;
    ref.where.clear();
    ref.is_table = is_table;
    ref.may_be_empty = true;
    ref.tolerant = true;
    if (!is_micro && std::ranges::find(input.layers, name) != input.layers.end()) {
        ref.layer = name;
        return Source::open(ref);
    }
    const std::string& layer = grids.layer.empty() ? grids.usual_layer : grids.layer;
    if (const auto table = find_side_table(grids.path, layer, name); table && (!is_micro || *table != name)) {
        ref.layer = *table;
        return Source::open(ref);
    }
    if (*suffix == '\0') return std::nullopt;
    fs::path beside = fs::path(grids.path);
    const bool is_csv = fs::path(suffix).extension() == ".csv";
    const std::string extension = is_csv ? "" : beside.extension().string();
    beside.replace_filename(beside.stem().string() + suffix + extension);
    std::error_code error;
    if (!fs::is_regular_file(beside, error)) return std::nullopt;
    ref.path = beside.string();
    ref.layer.clear();
    if (is_csv) ref.encoding.clear();
    return Source::open(ref);
}

bool has_fields(const Source& source, const std::vector<std::string>& names, GridSet& set) {
    for (const std::string& name : names) {
        if (source.find_field({}, {name}, "")) continue;
        if (source.feature_count() > 0)
            set.notes.push_back(msg("{} (layer {}): there is no field '{}'; the table was left out", source.ref().path,
                                    source.layer_name(), name));
        return false;
    }
    return true;
}

/// What an issue may have besides, as the layers written before these fields have not.
constexpr std::array<std::pair<const char*, std::optional<double> Finding::*>, 3> issue_sizes{
    {{"width_m", &Finding::width_m}, {"area_m2", &Finding::area_m2}, {"length_m", &Finding::length_m}}};

std::optional<double> Finding::*size_called(const std::string& field) {
    return std::ranges::find(issue_sizes, field, [](const auto& size) { return std::string(size.first); })->second;
}

void read_issues(const Input& grids, GridSet& set) {
    std::optional<Source> source = open_table(grids, "issues", "_issues", false);
    std::vector<std::string> fields{"code", "severity", "unit_code", "grid_code", "message"};
    if (!source || !has_fields(*source, fields, set)) return;
    const std::size_t needed = fields.size();
    for (const auto& [name, size] : issue_sizes)
        if (source->find_field({}, {name}, "")) fields.emplace_back(name);
    const CrsTransform to_output(source->crs_wkt().empty() ? set.crs_wkt : source->crs_wkt(), set.crs_wkt);
    source->for_each(fields, [&](Feature&& feature) {
        Finding finding;
        finding.code = to_text(feature.values[0]);
        finding.severity = severity_of(to_text(feature.values[1])).value_or(Severity::warning);
        finding.unit_code = to_text(feature.values[2]);
        finding.grid_code = to_text(feature.values[3]);
        finding.message = to_text(feature.values[4]);
        for (std::size_t i = needed; i < fields.size(); ++i)
            finding.*size_called(fields[i]) = to_number(feature.values[i]);
        if (!feature.points.empty()) {
            finding.at = feature.points.front();
            to_output({&*finding.at, 1});
        }
        set.issues.push_back(std::move(finding));
    });
}

void read_lineage(const Input& grids, GridSet& set) {
    std::optional<Source> source = open_table(grids, "lineage", "_lineage.csv", true);
    const std::vector<std::string> fields{"old_code", "new_code", "households", "share"};
    if (!source || !has_fields(*source, fields, set)) return;
    std::vector<std::string> columns = fields;
    const auto more = [&](const char* name) -> std::optional<std::size_t> {
        const auto field = source->find_field({}, {name}, "");
        if (!field) return std::nullopt;
        columns.push_back(*field);
        return columns.size() - 1;
    };
    const auto change = more("change");
    const auto date = more("date");
    std::vector<LineageRow> rows;
    source->for_each(columns, [&](Feature&& feature) {
        const Place place = source->place(feature.fid);
        const auto text = [&](const std::optional<std::size_t>& column) {
            return column ? to_text(feature.values[*column]) : std::string();
        };
        const auto amount = [&](std::size_t i) { return to_amount(feature.values[i], fields[i], place); };
        const auto code = [&](std::size_t i) { return to_text(from_csv(feature.values[i], source->ref().path)); };
        rows.push_back({code(0), code(1), static_cast<std::int64_t>(std::llround(amount(2))), amount(3), text(change),
                        text(date)});
    });
    name_changes({}, rows);
    std::ranges::move(rows, std::back_inserter(set.lineage));
}

void read_run(const Input& grids, std::size_t input, GridSet& set) {
    std::optional<Source> source = open_table(grids, "grid_run", "", true);
    const std::vector<std::string> fields{"key", "value"};
    if (!source || !has_fields(*source, fields, set)) return;
    source->for_each(fields, [&](Feature&& feature) {
        set.run.emplace_back(fmt::format("{}.{}", input + 1, to_text(feature.values[0])),
                             redact(to_text(feature.values[1])));
    });
}

}  // namespace

void read_side_tables(const MergeRequest& request, std::size_t input, GridSet& set) {
    const SourceRef& ref = request.inputs[input].source;
    const Input grids{ref, layer_names(ref)};
    read_issues(grids, set);
    read_lineage(grids, set);
    read_run(grids, input, set);
}

}  // namespace grid
