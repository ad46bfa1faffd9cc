#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/package.hpp"
#include "libgrid/io/pg_project.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/view/plan.hpp"
#include "libgrid/view/qgis/inventory.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

void append(FeatureTable& table, const FurtherColumn& column) {
    table.fields.push_back({.name = column.name, .type = column.type});
    for (std::size_t row = 0; row < table.features.size(); ++row)
        table.features[row].values.push_back(column.values[row]);
}

/// What a GeoPackage beside the project would hold, for a database: the grids first.
std::vector<FeatureTable> tables_of(const GridPackage& package, Language language) {
    std::vector<FeatureTable> tables;
    for (FeatureTable& table : feature_tables(*package.grids)) {
        const bool is_beside = std::ranges::any_of(
            package.layers, [&table](const PackageLayer& layer) { return layer.name == table.name; });
        if (!is_beside) tables.push_back(std::move(table));
    }
    append(tables.front(), package.column);
    for (const PackageLayer& layer : package.layers) {
        FeatureTable& table = tables.emplace_back(*layer.features);
        table.name = layer.name;
        table.title = layer.title;
        if (layer.column) append(table, *layer.column);
    }
    for (FeatureTable& table : tables)
        set_titles(table, language);
    return tables;
}

constexpr const char* code_field = "grid_code";

std::vector<std::string> write_into_database(const Plan& plan, const QgisInventory& inventory,
                                             const ViewRequest& request) {
    const std::vector<FeatureTable> tables = tables_of(inventory.package(), request.language);
    const io::PgProject project(request.path, request.layer);
    const std::vector<std::string> sources = project.sources(tables, code_field);
    const auto source_of = [&](const QgisLayer& layer) {
        const auto table = std::ranges::find(tables, layer.table, &FeatureTable::name);
        return sources[static_cast<std::size_t>(std::distance(tables.begin(), table))];
    };
    const std::string text =
        qgis_document(plan, inventory.layers(), {.provider = "postgres", .source = source_of}, request.language);
    project.write(tables, code_field, text, request.overwrite_layer);
    return {project.uri()};
}

}  // namespace

void check_qgis_project(const ViewRequest& request) {
    if (is_connection(request.path)) return io::PgProject(request.path, request.layer).check(request.overwrite_layer);
    const std::string package = package_path(request.path);
    const std::string name = fs::path(package).filename().string();
    if (!io::is_utf8(request.path)) {
        throw ConfigError(
            msg("the name of the project or of its folder is not in UTF-8, so that QGIS could not find its data"), {},
            msg("write to a folder with another name"));
    }
    // QGIS ends the name of a file at the one, and SQLite decodes the other.
    if (name.find_first_of("|%") != std::string::npos) {
        throw ConfigError(msg("QGIS cannot open a GeoPackage whose name has a '|' or a '%': {}", name), {},
                          msg("name the project otherwise with -o, --output"));
    }
    OutputOptions output;
    output.path = package;
    output.overwrite = request.overwrite;
    output.can_share = false;
    for (const char* layer : {"boundaries", "units", "sites", "previous", "barriers", "barriers_*"})
        output.tables.emplace_back(layer);
    check_output(output);
}

std::vector<std::string> write_qgis_project(const Plan& plan, const ViewRequest& request) {
    const QgisInventory inventory(plan, request.language, request.threads);
    if (is_connection(request.path)) return write_into_database(plan, inventory, request);
    const std::string package = fs::path(package_path(request.path)).filename().string();
    const auto source_of = [&package](const QgisLayer& layer) {
        return fmt::format("./{}|layername={}", package, layer.table);
    };
    write_package(inventory.package(),
                  qgis_document(plan, inventory.layers(), {.provider = "ogr", .source = source_of}, request.language),
                  request.path, request.overwrite);
    return {request.path, package_path(request.path)};
}

}  // namespace grid
