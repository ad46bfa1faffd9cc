#include "libgrid/check/grid_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/likely_crs.hpp"
#include "libgrid/io/local_crs.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

struct NumberColumn {
    int index = -1;
    std::optional<double> GridRecord::*member = nullptr;
    bool may_be_negative = false;
    bool is_whole = false;
};

/// Whether the layer has any field of a layer of grids beside names, which layers of all kinds have.
bool has_grid_fields(const GridFields& f) {
    const std::array all{&f.code,     &f.unit,           &f.kind,         &f.sites,   &f.households,  &f.persons,
                         &f.workload, &f.dev_households, &f.dev_workload, &f.area_m2, &f.perimeter_m, &f.compactness};
    return std::any_of(all.begin(), all.end(), [](const auto* field) { return field->has_value(); });
}

class TableReader {
public:
    TableReader(const CheckRequest& request, Source& source, FindingList& findings)
        : m_request(request), m_source(source), m_findings(findings) {}

    GridTable read() {
        m_table.file = m_source.ref().path;
        m_table.layer = m_source.layer_name();
        m_table.deleted = m_source.deleted_records();
        m_table.crs_wkt = m_source.crs_wkt();
        m_table.is_local = is_local_crs(m_table.crs_wkt);
        m_table.fields = find_grid_fields(m_source, m_request.fields, m_request.against.profile.fields);
        m_table.has_grid_fields = has_grid_fields(m_table.fields);
        choose_columns();
        if (m_findings.wants("text_invalid")) add_texts();
        const auto count = static_cast<std::size_t>(m_source.feature_count());
        m_table.rows.reserve(count);
        m_table.geometry.reserve(count);
        m_source.for_each(m_columns.names, [this](Feature&& feature) { take(std::move(feature)); });
        return std::move(m_table);
    }

private:
    void choose_columns() {
        const GridFields& f = m_table.fields;
        m_code = m_columns.add(f.code);
        if (!m_request.against.wishes.empty()) m_name = m_columns.add(f.name);
        m_unit = m_columns.add(f.unit);
        m_kind = m_columns.add(f.kind);
        m_sites = m_columns.add(f.sites);
        m_numbers = {{{m_columns.add(f.households), &GridRecord::households, false, true},
                      {m_columns.add(f.persons), &GridRecord::persons, false, true},
                      {m_columns.add(f.workload), &GridRecord::workload, false, false},
                      {m_columns.add(f.service_h), &GridRecord::service_h, false, false},
                      {m_columns.add(f.walk_h), &GridRecord::walk_h, false, false},
                      {m_columns.add(f.walk_km), &GridRecord::walk_km, false, false},
                      {m_columns.add(f.dev_households), &GridRecord::dev_households, true, false},
                      {m_columns.add(f.dev_workload), &GridRecord::dev_workload, true, false},
                      {m_columns.add(f.area_m2), &GridRecord::area_m2, false, false},
                      {m_columns.add(f.perimeter_m), &GridRecord::perimeter_m, false, false},
                      {m_columns.add(f.compactness), &GridRecord::compactness, false, false}}};
    }

    /// All other texts are read as well: whether they are valid is seen only then.
    void add_texts() {
        for (const FieldInfo& field : m_source.fields()) {
            const auto& names = m_columns.names;
            const bool is_there = std::find(names.begin(), names.end(), field.name) != names.end();
            if (is_plain_text(field.type) && !is_there) m_columns.add(field.name);
        }
    }

    void take(Feature&& feature) {
        const auto row = static_cast<std::int64_t>(m_table.rows.size());
        GridRecord record;
        record.fid = feature.fid;
        record.index = row;
        const auto value = [&feature](int column) -> const Value& {
            return feature.values[static_cast<std::size_t>(column)];
        };
        const auto invalid = [&](int column, const Message& what) {
            m_findings.add("value_invalid", row,
                           msg("the field '{}' {}", m_columns.names[static_cast<std::size_t>(column)], what));
        };
        const auto is_text_flaw = [](const Flaw& flaw) { return flaw.kind == FlawKind::bad_text; };
        const bool bad_text = std::any_of(feature.flaws.begin(), feature.flaws.end(), is_text_flaw);
        if (m_code >= 0) record.code = to_text(value(m_code));
        if (m_unit >= 0) record.unit = to_text(value(m_unit));
        if (m_name >= 0) record.name = to_text(value(m_name));
        if (m_kind >= 0) record.is_dedicated = to_text(value(m_kind)) == "dedicated";
        if (m_unit >= 0 && record.unit.empty() && !bad_text) invalid(m_unit, msg("has no unit code"));
        for (const NumberColumn& column : m_numbers) {
            if (column.index < 0) continue;
            const std::optional<double> number = to_number(value(column.index));
            if (!number && !bad_text) {
                invalid(column.index,
                        is_blank(value(column.index)) ? msg("has no value") : msg("is not a finite number"));
            } else if (number && *number < 0 && !column.may_be_negative) {
                invalid(column.index, msg("is negative"));
            } else {
                record.*column.member = number;
            }
        }
        if (m_sites >= 0) {
            if (const auto number = to_number(value(m_sites));
                number && *number >= 0 && *number == std::floor(*number)) {
                record.sites = static_cast<std::int64_t>(*number);
            } else if (!bad_text) {
                invalid(m_sites, msg("is not a whole number"));
            }
        }
        report_flaws(row, feature);
        for (const Polygon& polygon : feature.polygons) {
            for (const Point& point : polygon.shell)
                m_table.extent.add(point);
        }
        m_table.rows.push_back(std::move(record));
        m_table.geometry.push_back(std::move(feature.polygons));
    }

    void report_flaws(std::int64_t row, const Feature& feature) {
        bool geometry_is_bad = false;
        for (const Flaw& flaw : feature.flaws) {
            switch (flaw.kind) {
                case FlawKind::other_geometry:
                    m_findings.add("mixed_geometry", row, flaw.message);
                    geometry_is_bad = true;
                    break;
                case FlawKind::bad_coordinate:
                    m_findings.add("bad_coordinate", row, flaw.message);
                    geometry_is_bad = true;
                    break;
                case FlawKind::bad_text:
                    m_findings.add("text_invalid", row, flaw.message);
                    break;
            }
        }
        if (geometry_is_bad) return;
        if (!feature.has_geometry) {
            m_findings.add("null_geometry", row, msg("the feature has no geometry"));
        } else if (feature.polygons.empty()) {
            m_findings.add("empty_geometry", row, msg("the geometry is empty"));
        }
    }

    const CheckRequest& m_request;
    Source& m_source;
    FindingList& m_findings;
    GridTable m_table;
    FieldColumns m_columns;
    int m_code = -1;
    int m_unit = -1;
    int m_name = -1;
    int m_kind = -1;
    int m_sites = -1;
    std::array<NumberColumn, 11> m_numbers;
};

/// The unit of a code as the profile makes it.
std::string unit_of_code(const std::string& code, const CodeLayout& layout) {
    const bool fits = layout.unit_digits > 0 && code.size() == static_cast<std::size_t>(layout.code_digits());
    return fits ? unit_in_code(code, layout) : std::string();
}

void find_units(const CodeLayout& layout, GridTable& table) {
    std::vector<std::string> of_rows;
    of_rows.reserve(table.rows.size());
    for (const GridRecord& record : table.rows)
        of_rows.push_back(record.unit.empty() ? unit_of_code(record.code, layout) : record.unit);
    table.units = of_rows;
    std::sort(table.units.begin(), table.units.end());
    table.units.erase(std::unique(table.units.begin(), table.units.end()), table.units.end());
    std::erase(table.units, std::string());
    table.unit_of.assign(table.rows.size(), -1);
    for (std::size_t row = 0; row < of_rows.size(); ++row) {
        if (of_rows[row].empty()) continue;
        const auto found = std::lower_bound(table.units.begin(), table.units.end(), of_rows[row]);
        table.unit_of[row] = static_cast<std::int32_t>(found - table.units.begin());
    }
}

void check_fields(const CheckRequest& request, const Source& source, const GridTable& table, FindingList& findings) {
    const auto missing = [&](const Message& what, const char* option) {
        findings.add("field_missing", -1,
                     msg("no field holds {}; name one of {} with {}", what, field_list(source), option));
    };
    const bool has_counts = request.against.sites || request.against.cells;
    if (!table.has_grid_fields && !has_counts) return;  // a layer of others: only what needs no fields is looked at
    if (!table.fields.code) missing(msg("the codes of the grids"), "--code-field");
    if (has_counts && !table.fields.households) missing(msg("the households of the grids"), "--households-field");
}

/// Whether the coordinates can be in the CRS; a finding says why not. Those of a local CRS can be anything.
bool check_crs(GridTable& table, FindingList& findings) {
    if (table.is_local) return false;
    if (table.crs_wkt.empty()) {
        findings.add("no_crs", -1, msg("the layer names no coordinate reference system: {}", crs_advice(table.extent)));
        return false;
    }
    try {
        check_extent(table.crs_wkt, table.extent, table.file);
    } catch (const InputError& error) {
        const bool swapped = error.message().english().find("x and y are swapped") != std::string::npos;
        findings.add(swapped ? "axes_swapped" : "wrong_crs", -1, error.message());
        return false;
    }
    return true;
}

}  // namespace

GridTable read_grid_table(const CheckRequest& request, FindingList& findings) {
    SourceRef ref = request.grids;
    ref.tolerant = true;
    Source source = Source::open(ref);
    if (source.geometry_kind() != GeometryKind::polygons)
        throw InputError(msg("the grids must be polygons, but the layer holds points or lines"), source.place());
    if (source.feature_count() == 0)
        throw InputError(msg("the filter '{}' leaves no grid", ref.where), source.place(), msg("change --where"));
    GridTable table = TableReader(request, source, findings).read();
    find_units(request.against.profile.code, table);
    check_fields(request, source, table, findings);
    table.is_measurable = check_crs(table, findings);
    return table;
}

void drop_empty_rows(GridTable& grids, const std::vector<char>& is_empty, FindingList& findings) {
    std::vector<std::int64_t> now(grids.rows.size(), -1);
    std::size_t kept = 0;
    for (std::size_t row = 0; row < grids.rows.size(); ++row) {
        if (is_empty[row] != 0) continue;
        now[row] = static_cast<std::int64_t>(kept);
        if (kept != row) {
            grids.rows[kept] = std::move(grids.rows[row]);
            grids.geometry[kept] = std::move(grids.geometry[row]);
            grids.unit_of[kept] = grids.unit_of[row];
        }
        ++kept;
    }
    grids.rows.resize(kept);
    grids.geometry.resize(kept);
    grids.unit_of.resize(kept);
    findings.renumber(now);
}

}  // namespace grid
