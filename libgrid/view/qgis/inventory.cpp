#include "libgrid/view/qgis/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/io/styles.hpp"
#include "libgrid/layer/extra_fields.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/view/colours.hpp"
#include "libgrid/view/qgis/texts.hpp"
#include "libgrid/view/qgis/units.hpp"

namespace grid {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

template <typename Fields>
std::string free_name(const std::string& wanted, const Fields& fields) {
    std::string name = wanted;
    const auto is_taken = [&name](const auto& field) { return lower(field.name) == name; };
    for (int n = 2; std::ranges::any_of(fields, is_taken); ++n)
        name = fmt::format("{}_{}", wanted, n);
    return name;
}

FurtherColumn colour_column(const Plan& plan, const std::vector<std::int32_t>& colours) {
    FurtherColumn column{free_name("map_colour", plan.layer.extra_fields), {}, FieldType::integer64};
    for (const std::int32_t c : colours)
        column.values.emplace_back(std::int64_t{c} + 1);
    return column;
}

/// The titles of the fields that this table has of ours.
std::vector<std::pair<std::string, std::string>> aliases_of(const std::string& table,
                                                            const std::vector<std::string>& names, Language language) {
    FeatureTable fields;
    fields.name = table;
    for (const std::string& name : names)
        fields.fields.push_back({.name = name});
    set_titles(fields, language);
    std::vector<std::pair<std::string, std::string>> aliases;
    for (const TableField& field : fields.fields)
        aliases.emplace_back(field.name, field.title);
    return aliases;
}

FeatureTable previous_table(const Plan& plan) {
    FeatureTable table;
    table.name = "previous";
    table.has_geometry = true;
    table.fields = {{.name = "grid_code"}, {.name = "grid_name"}, {.name = "households", .type = FieldType::integer64}};
    for (const GridRow& grid : plan.previous) {
        Feature feature;
        feature.has_geometry = true;
        feature.polygons = grid.geometry;
        feature.values = {grid.code, grid.name, grid.households};
        table.features.push_back(std::move(feature));
    }
    return table;
}

std::string colours_label(Language language) {
    const std::string households =
        fmt::format(R"(concat(format_number("households", 0){}))", language == Language::zh ? ", '户'" : "");
    return label_that_fits(grid_name_expression, households, R"("area_m2")");
}

/// `number`: an expression; `deviation`: a field.
std::string balance_label(const std::string& number = R"(format_number("households", 0))",
                          const char* deviation = "dev_hh") {
    const std::string figures = fmt::format(
        R"(concat({0}, ' (', if(round(100 * "{1}") > 0, '+', ''), to_int(100 * "{1}"), '%)'))", number, deviation);
    return label_that_fits(grid_name_expression, figures, R"("area_m2")");
}

std::string hours_label(Language language) {
    return balance_label(fmt::format(R"(format_number("workload", 1), '{}')", language == Language::zh ? "小时" : " h"),
                         "dev_wl");
}

std::vector<double> areas_of(const std::vector<GridRow>& grids) {
    std::vector<double> areas;
    for (const GridRow& grid : grids)
        areas.push_back(grid.area_m2);
    return areas;
}

/// More grids than QGIS draws while one looks on: where they are too small to be seen, it draws their units.
constexpr std::size_t many_grids = 5000;

/// The field that names a unit, else the one that has its code.
std::string name_field(const FeatureTable& table) {
    const FieldAliases aliases = load_profile("default").fields;
    for (const auto& names : {aliases.name, aliases.code}) {
        for (const std::string& name : names) {
            for (const TableField& field : table.fields) {
                if (lower(field.name) == lower(name)) return field.name;
            }
        }
    }
    return {};
}

}  // namespace

QgisInventory::QgisInventory(const Plan& plan, Language language, int threads)
    : m_plan(plan), m_language(language), m_colours(colours_of(plan, threads)) {
    m_package.grids = &plan.layer;
    m_package.column = colour_column(plan, m_colours);
    add_issues();
    add_boundaries();
    if (plan.units.size() > 1 && (!plan.boundaries || plan.layer.grids.size() > many_grids)) add_units(threads);
    if (!plan.previous.empty()) add_previous();
    if (plan.sites) add_sites();
    if (plan.micro) add_micro();
    add_grids();
    add_barriers();
    add_tables();
    list_styles();
}

void QgisInventory::list_styles() {
    for (const QgisLayer& layer : m_layers) {
        for (const QgisStyle& style : layer.styles)
            m_package.styles.push_back({layer.table, style.name.empty() ? layer.table : style.name, style.description,
                                        style_file(style), &style == layer.styles.data()});
    }
}

std::string QgisInventory::text(const char* english) const {
    return qgis_text(english, m_language);
}

void QgisInventory::add_issues() {
    if (m_plan.layer.issues.empty()) return;
    QgisLayer layer{.table = "issues", .title = text("Findings"), .group = QgisGroup::findings};
    layer.kind = GeometryKind::points;
    layer.styles = {style_of_file(io::issues_style, m_language)};
    layer.display = "\"message\"";
    layer.tip_fields = {"severity", "message", "grid_code"};
    layer.aliases = aliases_of(
        "issues",
        {"code", "severity", "unit_code", "grid_code", "feature", "message", "width_m", "area_m2", "length_m", "other"},
        m_language);
    m_layers.push_back(std::move(layer));
}

void QgisInventory::add_boundaries() {
    if (!m_plan.boundaries) return;
    const FeatureTable& table = *m_plan.boundaries;
    QgisLayer layer{.table = "boundaries", .title = text("Units")};
    layer.kind = table.kind;
    if (!name_field(table).empty()) layer.display = quoted_field(name_field(table));
    if (table.kind == GeometryKind::polygons) {
        layer.styles = {outlines_style(m_plan.units.size() > 1 ? name_field(table) : "", unit_label_scale(m_plan))};
    } else {
        layer.styles = {plain_style(table.kind)};
    }
    m_layers.push_back(std::move(layer));
    m_package.layers.push_back({"boundaries", table.title, &table});
}

void QgisInventory::add_units(int threads) {
    m_units = units_table(m_plan, threads, m_unit_colours);
    QgisLayer layer{.table = "units", .title = text("Units by their grids")};
    layer.kind = GeometryKind::polygons;
    const double overview_scale =
        m_plan.layer.grids.size() > many_grids ? scale_of_width(areas_of(m_plan.layer.grids), room_for_outline_mm) : 0;
    layer.styles = {units_style("map_colour", overview_scale, !m_plan.boundaries, unit_label_scale(m_plan))};
    layer.display = R"("unit_name")";
    layer.tip_fields = {"unit_name", "grids", "households", "mean_hh"};
    layer.aliases = aliases_of(
        "units", {"unit_code", "unit_name", "grids", "households", "mean_hh", "worst_hh", "area_m2", "map_colour"},
        m_language);
    m_layers.push_back(std::move(layer));
    m_package.layers.push_back(
        {"units", text("Units by their grids"), &m_units, FurtherColumn{"map_colour", m_unit_colours}});
}

QgisStyle QgisInventory::plain_style(GeometryKind kind) const {
    return kind == GeometryKind::points ? style_of_file(io::sites_style, m_language)
                                        : lines_style(kind, {}, {}, m_language);
}

void QgisInventory::add_previous() {
    m_previous = previous_table(m_plan);
    QgisLayer layer{.table = "previous", .title = text("Grids before")};
    layer.kind = GeometryKind::polygons;
    layer.styles = {style_of_file(io::previous_style, m_language)};
    layer.display = grid_name_expression;
    layer.aliases = aliases_of("previous", {"grid_code", "grid_name", "households"}, m_language);
    m_layers.push_back(std::move(layer));
    m_package.layers.push_back({"previous", text("Grids before"), &m_previous});
}

void QgisInventory::add_sites() {
    const FeatureTable& table = *m_plan.sites;
    QgisLayer layer{.table = "sites", .title = text("Sites")};
    layer.kind = table.kind;
    constexpr double room_for_sites_mm = 12;
    layer.lowest_scale = scale_of_width(areas_of(m_plan.layer.grids), room_for_sites_mm);
    if (table.kind == GeometryKind::polygons) {
        layer.styles = {style_of_file(io::buildings_style, m_language)};
    } else {
        layer.styles = {plain_style(table.kind)};
    }
    m_layers.push_back(std::move(layer));
    m_package.layers.push_back({"sites", table.title, &table});
}

void QgisInventory::add_micro() {
    const FeatureTable& table = *m_plan.micro;
    QgisLayer layer{.table = micro_layer, .title = text("Micro-grids")};
    layer.kind = GeometryKind::polygons;
    layer.styles = {style_of_file(io::micro_style, m_language)};
    layer.lowest_scale = scale_of_width(areas_m2(table), room_for_outline_mm);
    layer.display = grid_name_expression;
    layer.tip_fields = {"grid_name", "grid_code", "households"};
    std::vector<std::string> fields;
    for (const TableField& field : table.fields)
        fields.push_back(field.name);
    layer.aliases = aliases_of(micro_layer, fields, m_language);
    std::erase_if(layer.aliases, [](const auto& alias) { return alias.second.empty(); });
    m_layers.push_back(std::move(layer));
    m_package.layers.push_back({micro_layer, text("Micro-grids"), &table});
}

void QgisInventory::add_grids() {
    const GridLayer& grids = m_plan.layer;
    QgisLayer layer{.table = "grids", .title = text("Grids")};
    layer.kind = GeometryKind::polygons;
    const std::int32_t count = m_colours.empty() ? 0 : *std::ranges::max_element(m_colours) + 1;
    const bool has_dedicated =
        std::ranges::any_of(grids.grids, [](const GridRow& grid) { return grid.kind == "dedicated"; });
    const std::vector<double> areas = areas_of(grids.grids);
    const double outline_scale = scale_of_width(areas, room_for_outline_mm);
    const double label_scale = scale_of_width(areas, room_for_label_mm);
    if (m_plan.units.size() > 1 && grids.grids.size() > many_grids) layer.lowest_scale = outline_scale;
    layer.styles = {colours_style(m_package.column.name, count, has_dedicated, m_language),
                    deviation_style("dev_hh", "balance", "Deviation from the mean number of households", outline_scale,
                                    m_language)};
    layer.styles[0].body += labelling(colours_label(m_language), {}, label_scale);
    layer.styles[1].body += labelling(balance_label(), {}, label_scale);
    if (m_plan.has_hours) {
        layer.styles.push_back(
            deviation_style("dev_wl", "hours", "Deviation from the mean hours of work", outline_scale, m_language));
        layer.styles.back().body += labelling(hours_label(m_language), {}, label_scale);
    }
    for (QgisStyle& style : layer.styles)
        style.has_labels = true;
    layer.display = grid_name_expression;
    layer.aliases = aliases_of("grids",
                               {"grid_code", "grid_name", "unit_code", "unit_name", "kind", "sites", "households",
                                "workload", "dev_hh", "dev_wl", "area_m2", "perim_m", "compact"},
                               m_language);
    if (m_plan.has_hours) {
        for (auto& alias : aliases_of("grids", {"service_h", "walk_h", "walk_km"}, m_language))
            layer.aliases.push_back(std::move(alias));
    }
    if (m_plan.has_persons) layer.aliases.push_back(aliases_of("grids", {"persons"}, m_language).front());
    const auto since = std::ranges::find_if(grids.extra_fields, is_valid_from);
    if (since != grids.extra_fields.end()) {
        layer.valid_from = since->name;
        layer.aliases.push_back(aliases_of("grids", {layer.valid_from}, m_language).front());
    }
    layer.tip_fields = {"grid_name", "grid_code", "unit_name", "households", "workload", "sites"};
    layer.aliases.emplace_back(m_package.column.name, aliases_of("grids", {"map_colour"}, m_language).front().second);
    m_layers.push_back(std::move(layer));
}

void QgisInventory::add_barriers() {
    int number = 0;
    for (const FeatureTable& table : m_plan.barriers) {
        ++number;
        const std::string name = number == 1 ? "barriers" : fmt::format("barriers_{}", number);
        PackageLayer written{name, table.title, &table};
        QgisLayer layer{.table = name, .title = table.title, .group = QgisGroup::background};
        if (layer.title.empty()) layer.title = text("Lines");
        layer.kind = table.kind;
        layer.styles = {plain_style(table.kind)};
        const auto classes = table.kind == GeometryKind::points ? std::nullopt : line_classes(table);
        if (classes) {
            written.column = FurtherColumn{free_name("map_class", table.fields), *classes, FieldType::text};
            layer.styles = {lines_style(table.kind, written.column->name, *classes, m_language)};
            layer.aliases = {{written.column->name, aliases_of(name, {"map_class"}, m_language).front().second}};
        }
        m_layers.push_back(std::move(layer));
        m_package.layers.push_back(std::move(written));
    }
}

void QgisInventory::add_tables() {
    const auto add = [this](const char* table, const char* title, const std::vector<std::string>& fields) {
        QgisLayer layer{.table = table, .title = text(title), .group = QgisGroup::tables};
        layer.aliases = aliases_of(table, fields, m_language);
        m_layers.push_back(std::move(layer));
    };
    if (!m_plan.layer.lineage.empty())
        add("lineage", "Lineage", {"old_code", "new_code", "households", "share", "change"});
    if (!m_plan.layer.run.empty()) add("grid_run", "Run", {"key", "value"});
}

}  // namespace grid
