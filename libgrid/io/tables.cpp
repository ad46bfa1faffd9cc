#include "libgrid/io/tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "libgrid/io/issue_table.hpp"
#include "libgrid/io/text.hpp"

namespace grid::io {

namespace {

template <typename Row>
struct Field {
    TableColumn column;
    Cell (*value)(const Row& row);
};

Cell number(double value) {
    if (!std::isfinite(value)) return {};
    return value == 0 ? 0.0 : value;  // no negative zero
}

Cell optional(const std::optional<double>& value) {
    return value ? number(*value) : Cell();
}

Cell text(const std::string& value) {
    return replace_invalid_utf8(value);
}

Cell date(const std::string& day) {
    return day.empty() ? Cell() : Cell(day);
}

const std::vector<Field<GridRow>>& grid_fields() {
    using T = ColumnType;
    static const std::vector<Field<GridRow>> fields{
        {{"grid_code", T::text, 15}, [](const GridRow& g) { return text(g.code); }},
        {{"grid_name", T::text}, [](const GridRow& g) { return text(g.name); }},
        {{"unit_code", T::text}, [](const GridRow& g) { return text(g.unit_code); }},
        {{"unit_name", T::text}, [](const GridRow& g) { return text(g.unit_name); }},
        {{"kind", T::text}, [](const GridRow& g) { return text(g.kind); }},
        {{"sites", T::integer}, [](const GridRow& g) -> Cell { return g.sites; }},
        {{"households", T::integer64}, [](const GridRow& g) -> Cell { return g.households; }},
        {{"persons", T::integer64}, [](const GridRow& g) { return g.persons ? Cell(*g.persons) : Cell(); }},
        {{"workload", T::real, 0, 6}, [](const GridRow& g) { return number(g.workload); }},
        {{"service_h", T::real, 0, 6}, [](const GridRow& g) { return optional(g.service_h); }},
        {{"walk_h", T::real, 0, 6}, [](const GridRow& g) { return optional(g.walk_h); }},
        {{"walk_km", T::real, 0, 6}, [](const GridRow& g) { return optional(g.walk_km); }},
        {{"dev_hh", T::real, 0, 15}, [](const GridRow& g) { return number(g.dev_households); }},
        {{"dev_wl", T::real, 0, 15}, [](const GridRow& g) { return number(g.dev_workload); }},
        {{"area_m2", T::real, 0, 6}, [](const GridRow& g) { return number(g.area_m2); }},
        {{"perim_m", T::real, 0, 6}, [](const GridRow& g) { return number(g.perimeter_m); }},
        {{"compact", T::real, 0, 15}, [](const GridRow& g) { return number(g.compactness); }},
        {{"valid_from", T::date}, [](const GridRow& g) { return date(g.valid_from); }},
    };
    return fields;
}

const std::vector<Field<LineageRow>>& lineage_fields() {
    using T = ColumnType;
    static const std::vector<Field<LineageRow>> fields{
        {{"old_code", T::text}, [](const LineageRow& l) { return text(l.old_code); }},
        {{"new_code", T::text}, [](const LineageRow& l) { return text(l.new_code); }},
        {{"households", T::integer64}, [](const LineageRow& l) -> Cell { return l.households; }},
        {{"share", T::real, 0, 15}, [](const LineageRow& l) { return number(l.share); }},
        {{"change", T::text}, [](const LineageRow& l) { return text(l.change); }},
        {{"date", T::date}, [](const LineageRow& l) { return date(l.date); }},
    };
    return fields;
}

template <typename Row>
void drop_unless(bool is_wanted, std::string_view name, std::vector<Field<Row>>& fields) {
    if (!is_wanted)
        std::erase_if(fields, [name](const Field<Row>& f) { return std::string_view(f.column.name) == name; });
}

bool is_count(std::string_view name) {
    constexpr std::array<std::string_view, 5> counts{"sites", "households", "workload", "dev_hh", "dev_wl"};
    return std::ranges::find(counts, name) != counts.end();
}

template <typename Row>
void fill(Table& table, const std::vector<Row>& rows, std::vector<Field<Row>> fields) {
    for (const Field<Row>& field : fields)
        table.columns.push_back(field.column);
    table.rows = rows.size();
    table.cell = [&rows, fields = std::move(fields)](std::size_t row, std::size_t column) {
        return fields[column].value(rows[row]);
    };
}

/// The decimals of a real number of any size that a Shapefile's 24 characters leave room for.
int decimals_of(const GridLayer& layer, std::size_t field) {
    double most = 1;
    for (const GridRow& row : layer.grids) {
        const auto* real = field < row.extra.size() ? std::get_if<double>(&row.extra[field]) : nullptr;
        if (real != nullptr && std::isfinite(*real)) most = std::max(most, std::abs(*real));
    }
    constexpr int room = 24 - 2 - 1;
    return std::clamp(room - static_cast<int>(std::log10(most)) - 1, 0, 15);
}

void add_extra_fields(const GridLayer& layer, Table& table) {
    if (layer.extra_fields.empty()) return;
    const std::size_t own = table.columns.size();
    for (std::size_t i = 0; i < layer.extra_fields.size(); ++i) {
        const FieldInfo& field = layer.extra_fields[i];
        table.columns.push_back({field.name.c_str(), field.type, 0, is_real(field.type) ? decimals_of(layer, i) : 0});
    }
    table.cell = [&layer, own, inner = std::move(table.cell)](std::size_t row, std::size_t column) -> Cell {
        if (column < own) return inner(row, column);
        const std::vector<Value>& extra = layer.grids[row].extra;
        if (column - own >= extra.size()) return {};
        const Value& value = extra[column - own];
        if (const auto* real = std::get_if<double>(&value)) return number(*real);
        if (const auto* words = std::get_if<std::string>(&value)) return text(*words);
        return value;
    };
}

}  // namespace

Table grids_table(const GridLayer& layer) {
    Table table;
    table.name = "grids";
    table.description = "Grids balanced by households and workload";
    std::vector<Field<GridRow>> fields = grid_fields();
    drop_unless(std::ranges::any_of(layer.grids, [](const GridRow& g) { return g.persons.has_value(); }), "persons",
                fields);
    drop_unless(std::ranges::any_of(layer.grids, [](const GridRow& g) { return !g.valid_from.empty(); }), "valid_from",
                fields);
    for (const auto& [name, value] :
         {std::pair("service_h", &GridRow::service_h), {"walk_h", &GridRow::walk_h}, {"walk_km", &GridRow::walk_km}}) {
        drop_unless(std::ranges::any_of(layer.grids, [value](const GridRow& g) { return (g.*value).has_value(); }),
                    name, fields);
    }
    if (layer.is_uncounted) std::erase_if(fields, [](const auto& f) { return is_count(f.column.name); });
    fill(table, layer.grids, std::move(fields));
    add_extra_fields(layer, table);
    table.polygons = [&layer](std::size_t row) -> const MultiPolygon& { return layer.grids[row].geometry; };
    table.grid_code = [&layer](std::size_t row) { return layer.grids[row].code; };
    return table;
}

Table micro_table(const GridLayer& below) {
    Table table = grids_table(below);
    table.name = micro_layer;
    table.description = "Micro-grids: the grids divided again";
    return table;
}

Table issues_table(const GridLayer& layer, bool placeless) {
    std::vector<const Finding*> findings = pointers_to(layer.issues);
    if (!placeless) std::erase_if(findings, [](const Finding* finding) { return !finding->at; });
    return issue_table("issues", "What was found in the data or in the result", std::move(findings));
}

Table run_table(const GridLayer& layer) {
    Table table;
    table.name = "grid_run";
    table.description = "How the grids were made";
    table.columns = {{"key", ColumnType::text}, {"value", ColumnType::text}};
    table.rows = layer.run.size();
    table.cell = [&layer](std::size_t row, std::size_t column) {
        return text(column == 0 ? layer.run[row].first : layer.run[row].second);
    };
    return table;
}

Table lineage_table(const GridLayer& layer) {
    Table table;
    table.name = "lineage";
    table.description = "Which old grids became which grids, with their households";
    std::vector<Field<LineageRow>> fields = lineage_fields();
    drop_unless(std::ranges::any_of(layer.lineage, [](const LineageRow& l) { return !l.date.empty(); }), "date",
                fields);
    fill(table, layer.lineage, std::move(fields));
    return table;
}

}  // namespace grid::io
