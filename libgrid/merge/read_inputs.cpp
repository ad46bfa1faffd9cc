#include "libgrid/merge/read_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/unknown_shift.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/extra_fields.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

/// Reads the grids of one input to the end of the set.
class GridReader {
public:
    GridReader(const MergeRequest& request, std::size_t input, Source& source, GridSet& set)
        : m_input(input),
          m_source(source),
          m_set(set),
          m_to_output(source.crs_wkt(), set.crs_wkt),
          m_fields(find_grid_fields(source, request.inputs[input].fields, request.aliases)) {
        const RollUp level = request.roll_up;
        InputLayer& layer = set.inputs[input];
        layer.has_counts = m_fields.households || m_fields.sites || m_fields.workload;
        if (level == RollUp::none) {
            demand(m_fields.code, msg("the codes of the grids"), "--code-field");
            demand(m_fields.households, msg("their households"), "--households-field");
        } else {
            take_plain_fields(request.inputs[input].fields);
        }
        layer.has_codes = m_fields.code.has_value();
        if (level != RollUp::field) demand(m_fields.unit, msg("the codes of their units"), "--unit-field");
        m_demands_unit = level != RollUp::field;
        if (m_fields.unit) set.unit_fields.push_back(*m_fields.unit);
    }

    void read() {
        choose_columns();
        m_source.for_each(m_columns.names, [this](Feature&& feature) { take(std::move(feature)); });
        InputLayer& input = m_set.inputs[m_input];
        input.transformed = !m_to_output.is_identity();
        if (m_rounded > 0) {
            m_set.notes.push_back(msg("{}: {} counts are no whole numbers and were rounded", input.file, m_rounded));
        }
        for (const auto& [column, what, instead] :
             {std::tuple(m_sites, "sites", msg("0 is written")),
              std::tuple(m_workload, "workload", msg("households are taken")),
              std::tuple(m_kind, "kind", msg("all grids are general")),
              std::tuple(m_deviations[0], "dev_hh", msg("the deviations are computed"))}) {
            if (column < 0 && input.grids > 0)
                m_set.notes.push_back(msg("{}: there is no field '{}'; {}", input.file, what, instead));
        }
    }

private:
    void demand(const std::optional<std::string>& field, const Message& what, const char* option) const {
        if (field) return;
        throw ConfigError(msg("no field holds {}; the fields are: {}", what, field_list(m_source)), m_source.place(),
                          msg("name it with {} after this input", option));
    }

    /// What is dissolved needs no codes of grids. So a field that is only like one is none: it may repeat, and is the
    /// code of the unit where there is no other.
    void take_plain_fields(const GridFieldNames& wanted) {
        const bool is_named = !wanted.code.empty() || (m_fields.code && *m_fields.code == "grid_code");
        if (!m_fields.code || is_named) return;
        if (!m_fields.unit) m_fields.unit = m_fields.code;
        m_fields.code.reset();
    }

    void choose_columns() {
        const GridFields& f = m_fields;
        m_code = m_columns.add(f.code);
        m_name = m_columns.add(f.name);
        m_unit = m_columns.add(f.unit);
        m_unit_name = m_columns.add(f.unit_name);
        m_kind = m_columns.add(f.kind);
        m_sites = m_columns.add(f.sites);
        m_households = m_columns.add(f.households);
        m_persons = m_columns.add(f.persons);
        m_workload = m_columns.add(f.workload);
        m_work[0] = m_columns.add(f.service_h);
        m_work[1] = m_columns.add(f.walk_h);
        m_work[2] = m_columns.add(f.walk_km);
        m_deviations[0] = m_columns.add(f.dev_households);
        m_deviations[1] = m_columns.add(f.dev_workload);
        m_measures[0] = m_columns.add(f.area_m2);
        m_measures[1] = m_columns.add(f.perimeter_m);
        m_measures[2] = m_columns.add(f.compactness);
        for (const FieldInfo& field : m_source.fields()) {
            if (std::ranges::find(m_columns.names, field.name) != m_columns.names.end()) continue;
            m_extra.emplace_back(static_cast<std::size_t>(m_columns.add(field.name)),
                                 add_extra_field(field, m_source.ref().path, m_set.extra_fields, m_set.notes));
        }
    }

    void take(Feature&& feature) {
        const auto at = [&](int column) -> const Value& {
            static const Value null;
            return column < 0 ? null : feature.values[static_cast<std::size_t>(column)];
        };
        const Place place = m_source.place(feature.fid);
        GridRow row;
        row.code = m_code < 0 ? fmt::format("{}", feature.fid) : to_text(at(m_code));
        row.name = to_text(at(m_name));
        row.unit_code = to_text(at(m_unit));
        row.unit_name = to_text(at(m_unit_name));
        refuse_damage(at(m_code), 0, msg("the code of the grid"), place);
        refuse_damage(at(m_unit), 0, msg("the unit code of the grid"), place);
        if (row.code.empty())
            throw InputError(msg("the grid has no code"), place, msg("choose the field with --code-field"));
        if (row.unit_code.empty() && m_demands_unit)
            throw InputError(msg("the grid has no unit code"), place, msg("choose the field with --unit-field"));
        if (feature.polygons.empty())
            throw InputError(msg("the grid {} has no geometry", row.code), place,
                             msg("leave it out with --where, or mend it"));
        if (std::string kind = to_text(at(m_kind)); !kind.empty()) row.kind = std::move(kind);
        row.households = whole(at(m_households), "households", place);
        row.sites = whole(at(m_sites), "sites", place);
        if (!is_null(at(m_persons))) row.persons = whole(at(m_persons), "persons", place);
        row.workload =
            m_workload < 0 ? static_cast<double>(row.households) : to_amount(at(m_workload), "workload", place);
        std::optional<double>* const work[] = {&row.service_h, &row.walk_h, &row.walk_km};
        for (std::size_t i = 0; i < 3; ++i)
            *work[i] = to_number(at(m_work[i]));
        const auto deviation = [&](int column) { return to_number(at(column)); };
        if (deviation(m_deviations[0]) && deviation(m_deviations[1])) {
            row.dev_households = *deviation(m_deviations[0]);
            row.dev_workload = *deviation(m_deviations[1]);
        } else {
            m_set.uncounted_units.push_back(row.unit_code);
        }
        double* const measures[] = {&row.area_m2, &row.perimeter_m, &row.compactness};
        bool is_stale = !m_to_output.is_identity();
        for (std::size_t i = 0; i < 3; ++i) {
            const std::optional<double> number = to_number(at(m_measures[i]));
            is_stale = is_stale || !number;
            *measures[i] = number.value_or(0);
        }
        for (const auto& [column, field] : m_extra) {
            if (row.extra.size() <= field) row.extra.resize(field + 1);
            row.extra[field] = std::move(feature.values[column]);
        }
        transform(feature.polygons, place);
        m_set.rows.push_back(std::move(row));
        m_set.geometry.push_back(std::move(feature.polygons));
        m_set.origins.push_back({static_cast<std::int32_t>(m_input), feature.fid});
        m_set.stale.push_back(is_stale ? 1 : 0);
        ++m_set.inputs[m_input].grids;
    }

    std::int64_t whole(const Value& value, const Message& what, const Place& place) {
        const double amount = to_amount(value, what, place);
        const double rounded = std::floor(amount + 0.5);
        if (rounded != amount) ++m_rounded;
        return static_cast<std::int64_t>(rounded);
    }

    void transform(MultiPolygon& polygons, const Place& place) const {
        if (m_to_output.is_identity()) return;
        try {
            for (Polygon& polygon : polygons) {
                m_to_output(polygon.shell);
                for (Ring& hole : polygon.holes)
                    m_to_output(hole);
            }
        } catch (const InputError& error) {
            Place at = place;
            at.at = error.place().at;
            throw InputError(error.message(), at, error.advice());
        }
    }

    std::size_t m_input;
    Source& m_source;
    GridSet& m_set;
    CrsTransform m_to_output;
    GridFields m_fields;
    FieldColumns m_columns;
    int m_code = -1;
    int m_name = -1;
    int m_unit = -1;
    int m_unit_name = -1;
    int m_kind = -1;
    int m_sites = -1;
    int m_households = -1;
    int m_persons = -1;
    int m_workload = -1;
    int m_deviations[2] = {-1, -1};
    int m_work[3] = {-1, -1, -1};
    int m_measures[3] = {-1, -1, -1};
    std::vector<std::pair<std::size_t, std::size_t>> m_extra;  ///< column of the values, further field of the set
    std::int64_t m_rounded = 0;
    bool m_demands_unit = true;
};

/// Values of further fields in the type that the field has at last.
void widen_values(GridSet& set) {
    for (std::size_t field = 0; field < set.extra_fields.size(); ++field) {
        for (GridRow& row : set.rows) {
            if (field < row.extra.size()) widen_value(set.extra_fields[field].type, row.extra[field]);
        }
    }
}

Source open_grids(const MergeInput& input) {
    SourceRef ref = input.source;
    ref.usual_layer = "grids";
    ref.may_be_empty = true;
    Source source = Source::open(ref);
    if (source.geometry_kind() != GeometryKind::polygons)
        throw InputError(msg("grids must be polygons, but the layer holds points or lines"), source.place());
    check_extent(source.crs_wkt(), source.extent(), ref.path);
    return source;
}

}  // namespace

GridSet read_inputs(const MergeRequest& request) {
    GridSet set;
    if (!request.output_crs.empty()) set.crs_wkt = crs_to_wkt(request.output_crs);
    for (std::size_t i = 0; i < request.inputs.size(); ++i) {
        Source source = open_grids(request.inputs[i]);
        if (set.crs_wkt.empty()) set.crs_wkt = source.crs_wkt();
        const std::string& path = request.inputs[i].source.path;
        auto shift = unknown_shift_finding(shown_source(path), source.crs_wkt(), set.crs_wkt, source.extent().middle());
        if (shift && !request.allow_ballpark) set.findings.push_back(std::move(*shift));
        set.inputs.push_back({.file = shown_source(path), .layer = source.layer_name()});
        set.run.emplace_back(fmt::format("input {}", i + 1),
                             fmt::format("{} layer={} {}", recorded_source(path), source.layer_name(), checksum(path)));
        if (const Message note = deleted_note(path, source.deleted_records()); !note.empty()) set.notes.push_back(note);
        if (source.feature_count() > 0) GridReader(request, i, source, set).read();  // an empty GeoJSON has no fields
        read_side_tables(request, i, set);
        set.inputs[i].issues_end = set.issues.size();
        set.inputs[i].lineage_end = set.lineage.size();
        if (i > 0) continue;
        set.issues_of_base = set.issues.size();
        set.lineage_of_base = set.lineage.size();
    }
    widen_values(set);
    return set;
}

}  // namespace grid
