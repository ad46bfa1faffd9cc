#include <fmt/format.h>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/pg_connection.hpp"
#include "libgrid/io/pg_sql.hpp"
#include "libgrid/io/pg_styles.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid::io {

namespace {

/// What the tables beside the grids end in.
constexpr const char* beside[] = {"_issues", "_lineage", "_run", "_micro", "_micro_lineage", "_micro_run"};

/// What table `index` is to become.
PgWriting writing_of(const std::vector<FeatureTable>& tables, std::size_t index, const ExportOptions& options) {
    const FeatureTable& table = tables[index];
    PgWriting writing;
    writing.target = pg_target(options.layer, index == 0 ? "" : pg_suffix(table.name));
    writing.mode = options.upsert ? PgMode::upsert : options.overwrite_layer ? PgMode::replace : PgMode::create;
    if (index == 0) writing.key = options.key;
    if (index == 0 && !options.keep_retired) {
        writing.retired = options.retired;
        writing.lapsed = options.lapsed;
    }
    if (!table.has_geometry) return writing;
    check_database_crs(table.crs_wkt);
    writing.epsg = epsg_code(table.crs_wkt);
    return writing;
}

std::vector<PgWriting> writings_of(const std::vector<FeatureTable>& tables, const ExportOptions& options) {
    std::vector<PgWriting> writings;
    for (std::size_t i = 0; i < tables.size(); ++i)
        writings.push_back(writing_of(tables, i, options));
    return writings;
}

/// The styles of the tables, if they are asked for.
std::vector<PgStyle> styles_of(const std::vector<FeatureTable>& tables, const std::vector<PgWriting>& writings,
                               const ExportOptions& options) {
    if (!options.styles) return {};
    PlanLayers layers{tables.front().name};
    std::map<std::string, PgTarget> targets;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (tables[i].name == "issues" && !tables[i].features.empty()) layers.issues = tables[i].name;
        if (tables[i].name == micro_layer) layers.micro = tables[i].name;
        targets.emplace(tables[i].name, writings[i].target);
    }
    std::vector<PgStyle> styles;
    for (LayerStyle& style : layer_styles(layers, styles_of_grids(tables.front()))) {
        const PgTarget& table = targets.at(style.layer);
        styles.push_back({table, std::move(style)});
    }
    return styles;
}

void check_database(PgConnection& connection, const ExportOptions& options, const std::vector<PgTarget>& targets) {
    connection.need_postgis();
    if (options.upsert || options.overwrite_layer) return;
    for (const PgTarget& target : targets) {
        if (connection.has(target)) {
            connection.fail(
                msg("the table {} exists already", target.quoted()),
                msg("replace it with --overwrite-layer; gridexport --upsert changes its rows by their code"));
        }
    }
}

/// Removes the rows for which the conditions hold and returns how many. Who may not remove rows can upsert as long as
/// there are none to remove.
std::int64_t remove_rows(PgConnection& connection, const PgTarget& target, const std::vector<std::string>& conditions) {
    std::int64_t removed = 0;
    for (const std::string& condition : conditions) {
        if (connection.count(target, condition) > 0) removed += connection.remove(target, condition);
    }
    return removed;
}

/// Updates, adds and removes rows of a table that is there.
UpsertCounts upsert_rows(PgConnection& connection, const FeatureTable& table, const PgWriting& writing,
                         const ExportOptions& options) {
    UpsertCounts counts;
    counts.removed = remove_rows(connection, writing.target, pg_conditions(writing, writing.retired));
    PgWriting rows = writing;
    rows.retired.clear();
    rows.lapsed.clear();
    pg_statements(table, rows, [&connection](const std::string& sql) { connection.run(sql); });
    counts.removed += remove_rows(connection, writing.target, pg_covered_conditions(table, writing, writing.lapsed));
    for (const std::vector<std::string>* codes : {&options.retired, &options.lapsed}) {
        for (const std::string& condition : pg_conditions(writing, *codes))
            counts.retired_kept += connection.count(writing.target, condition);
    }
    counts.not_in_layer = connection.count(writing.target, "true") - static_cast<std::int64_t>(table.features.size());
    return counts;
}

}  // namespace

std::string pgdump_text(const std::vector<FeatureTable>& tables, const ExportOptions& options) {
    check_pg_table(tables.front(), options);
    std::string script =
        "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nBEGIN;\n"
        "SET LOCAL client_min_messages = warning;\n"
        "CREATE EXTENSION IF NOT EXISTS postgis;\n";
    const auto add = [&script](const std::string& sql) { script += sql + ";\n"; };
    const std::vector<PgWriting> writings = writings_of(tables, options);
    const std::string& schema = writings.front().target.schema;
    if (!schema.empty()) add(fmt::format("CREATE SCHEMA IF NOT EXISTS {}", pg_name(schema)));
    for (std::size_t i = 0; i < tables.size(); ++i)
        pg_statements(tables[i], writings[i], add);
    pg_style_statements(styles_of(tables, writings, options), options.upsert, add);
    return script + "COMMIT;\n";
}

void check_postgis(const ExportOptions& options) {
    std::vector<PgTarget> targets{pg_target(options.layer)};
    for (const char* suffix : beside)
        targets.push_back(pg_target(options.layer, suffix));
    PgConnection connection(options.path);
    check_database(connection, options, targets);
}

UpsertCounts write_postgis(const std::vector<FeatureTable>& tables, const ExportOptions& options) {
    check_pg_table(tables.front(), options);
    std::vector<PgWriting> writings = writings_of(tables, options);
    UpsertCounts counts;
    PgConnection connection(options.path);
    connection.begin();
    try {
        connection.need_crs(writings.front().epsg);
        connection.make_schema(writings.front().target.schema);
        for (const char* suffix : beside) {
            // What an earlier export left beside the table, and this one may have nothing for.
            const PgTarget target = pg_target(options.layer, suffix);
            if (options.overwrite_layer) connection.run(fmt::format("DROP TABLE IF EXISTS {}", target.quoted()));
        }
        for (std::size_t i = 0; i < tables.size(); ++i) {
            // Who may only change rows can still upsert.
            writings[i].exists = options.upsert && connection.has(writings[i].target);
            if (writings[i].exists) writings[i].columns = connection.columns(writings[i].target);
            if (options.upsert && i > 0 && tables[i].features.empty() && !writings[i].exists) continue;
            if (i == 0 && writings[i].exists) {
                counts = upsert_rows(connection, tables[i], writings[i], options);
            } else {
                pg_statements(tables[i], writings[i], [&](const std::string& sql) { connection.run(sql); });
            }
        }
        pg_style_statements(styles_of(tables, writings, options), options.upsert,
                            [&](const std::string& sql) { connection.run(sql); });
        connection.commit();
    } catch (...) {
        connection.roll_back();
        throw;
    }
    return counts;
}

}  // namespace grid::io
