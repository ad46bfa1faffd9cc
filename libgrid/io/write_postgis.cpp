#include <cpl_string.h>
#include <fmt/format.h>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/pg_sql.hpp"
#include "libgrid/io/pg_styles.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid::io {

namespace {

std::string suffix_of(std::size_t index, const FeatureTable& table) {
    return index == 0 ? "" : "_" + (table.name == "grid_run" ? std::string("run") : table.name);
}

/// What the tables beside the grids end in.
constexpr const char* beside[] = {"_issues", "_lineage", "_run", "_micro", "_micro_lineage", "_micro_run"};

/// What table `index` is to become.
PgWriting writing_of(const std::vector<FeatureTable>& tables, std::size_t index, const ExportOptions& options) {
    const FeatureTable& table = tables[index];
    PgWriting writing;
    writing.target = pg_target(options.layer, suffix_of(index, table));
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

/// A connection for one call. Whatever is not committed when it ends has not happened.
class Connection {
public:
    explicit Connection(const ExportOptions& options) : m_shown(options.path) {
        init_gdal();
        const char* const drivers[] = {"PostgreSQL", nullptr};
        m_dataset.reset(
            GDALDataset::Open(options.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR, drivers));
        if (!m_dataset)
            fail(msg("no connection to the database"), msg("see that it is as PG:host=... dbname=... user=..."));
        m_trap.clear();
    }

    void run(const std::string& sql) {
        OGRLayer* result = m_dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
        if (result != nullptr) m_dataset->ReleaseResultSet(result);
        if (m_trap.message().find("lock timeout") != std::string::npos) fail_for_lock();
        if (m_trap.failed()) fail(msg("the database refuses"), advice_on_refusal());
    }

    /// The first value of the first row, as text; empty if there is none.
    [[nodiscard]] std::string ask(const std::string& sql, const Message& failure = msg("the database cannot be asked"),
                                  const Message& advice = "") {
        std::string answer;
        OGRLayer* result = m_dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
        if (result != nullptr) {
            const std::unique_ptr<OGRFeature> row(result->GetNextFeature());
            if (row && row->GetFieldCount() > 0 && row->IsFieldSetAndNotNull(0)) answer = row->GetFieldAsString(0);
            m_dataset->ReleaseResultSet(result);
        }
        if (m_trap.message().find("lock timeout") != std::string::npos) fail_for_lock();
        if (m_trap.failed()) fail(failure, advice);
        return answer;
    }

    [[nodiscard]] bool has(const PgTarget& target) {
        return !ask(fmt::format("SELECT to_regclass({})::text", pg_text(target.quoted()))).empty();
    }

    [[nodiscard]] std::int64_t count(const PgTarget& target, const std::string& condition) {
        return std::stoll(ask(fmt::format("SELECT count(*) FROM {} WHERE {}", target.quoted(), condition)));
    }

    /// Returns how many rows there were.
    std::int64_t remove(const PgTarget& target, const std::string& condition) {
        const std::string sql =
            fmt::format("WITH gone AS (DELETE FROM {} WHERE {} RETURNING 1) SELECT count(*) AS n FROM gone",
                        target.quoted(), condition);
        return std::stoll(ask(sql, msg("rows of codes that were given up cannot be removed"),
                              msg("--keep-retired leaves them; nothing has changed")));
    }

    /// The columns of a table that is there, those of a domain as what it is made of.
    [[nodiscard]] std::map<std::string, PgColumn> columns(const PgTarget& target) {
        const std::string sql = fmt::format(
            "SELECT attname::text, CASE WHEN t.typcategory = 'A' THEN 'array' WHEN t.oid = 'bytea'::regtype THEN "
            "'bytes' ELSE 'plain' END FROM pg_attribute JOIN pg_type d ON d.oid = atttypid JOIN pg_type t ON t.oid = "
            "CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END WHERE attrelid = to_regclass({}) AND attnum > "
            "0 "
            "AND NOT attisdropped",
            pg_text(target.quoted()));
        std::map<std::string, PgColumn> columns;
        OGRLayer* const rows = m_dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
        while (rows != nullptr) {
            const std::unique_ptr<OGRFeature> row(rows->GetNextFeature());
            if (!row) break;
            const std::string_view kind = row->GetFieldAsString(1);
            columns[row->GetFieldAsString(0)] = kind == "array"   ? PgColumn::array
                                                : kind == "bytes" ? PgColumn::bytes
                                                                  : PgColumn::plain;
        }
        if (rows != nullptr) m_dataset->ReleaseResultSet(rows);
        if (m_trap.failed()) fail(msg("the columns of the table cannot be read"), "");
        return columns;
    }

    void begin() {
        if (m_dataset->StartTransaction(FALSE) != OGRERR_NONE) fail(msg("no transaction can be started"), "");
        run("SET LOCAL lock_timeout = '10s'");
    }
    void commit() {
        if (m_dataset->CommitTransaction() != OGRERR_NONE) fail(msg("the transaction cannot be completed"), "");
    }
    void roll_back() { m_dataset->RollbackTransaction(); }

    [[noreturn]] void fail(const Message& what, const Message& advice) const {
        throw InputError(m_trap.explain(what), {.file = m_shown, .layer = {}, .fid = {}, .at = {}}, advice);
    }

private:
    /// What would help against an error of the server: of these, the user can do something about some.
    [[nodiscard]] Message advice_on_refusal() const {
        const std::string& message = m_trap.message();
        const std::string before = "does not match column SRID (";
        const std::size_t at = message.find(before);
        if (at == std::string::npos) return msg("nothing in it has changed");
        const std::size_t number = at + before.size();
        return msg("--output-crs EPSG:{} gives the grids the CRS of the table; nothing in it has changed",
                   message.substr(number, message.find(')', number) - number));
    }

    [[noreturn]] void fail_for_lock() const {
        fail(msg("another program holds the table ({})", holders()),
             msg("end or save the edits there (in QGIS), or wait until it has ended; nothing has changed"));
    }

    /// Who else has locked a table of this database, by another connection: the transaction of this one is over.
    [[nodiscard]] std::string holders() const {
        const std::string failure = m_trap.message();
        const char* const drivers[] = {"PostgreSQL", nullptr};
        const ErrorTrap quiet;
        const GDALDatasetUniquePtr other(GDALDataset::Open(m_shown.c_str(), GDAL_OF_VECTOR, drivers));
        OGRLayer* const rows =
            !other ? nullptr
                   : other->ExecuteSQL(
                         "SELECT DISTINCT format('%s of %s, process %s', coalesce(nullif(application_name, "
                         "''), 'a program'), usename, a.pid) FROM pg_locks l JOIN pg_stat_activity a ON "
                         "a.pid = l.pid JOIN pg_class c ON c.oid = l.relation WHERE l.granted AND c.relkind "
                         "= 'r' AND c.relnamespace <> 'pg_catalog'::regnamespace AND a.pid <> "
                         "pg_backend_pid() ORDER BY 1 LIMIT 3",
                         nullptr, nullptr);
        std::string names;
        while (rows != nullptr) {
            const std::unique_ptr<OGRFeature> row(rows->GetNextFeature());
            if (!row) break;
            names += (names.empty() ? "" : "; ") + std::string(row->GetFieldAsString(0));
        }
        if (rows != nullptr) other->ReleaseResultSet(rows);
        return names.empty() ? failure : names;
    }

    std::string m_shown;
    ErrorTrap m_trap;
    GDALDatasetUniquePtr m_dataset;
};

void check_database(Connection& connection, const ExportOptions& options, const std::vector<PgTarget>& targets) {
    if (connection.ask("SELECT extname FROM pg_extension WHERE extname = 'postgis'").empty()) {
        connection.fail(msg("the database has no PostGIS"), msg("run CREATE EXTENSION postgis in it, as its owner"));
    }
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
std::int64_t remove_rows(Connection& connection, const PgTarget& target, const std::vector<std::string>& conditions) {
    std::int64_t removed = 0;
    for (const std::string& condition : conditions) {
        if (connection.count(target, condition) > 0) removed += connection.remove(target, condition);
    }
    return removed;
}

/// Updates, adds and removes rows of a table that is there.
UpsertCounts upsert_rows(Connection& connection, const FeatureTable& table, const PgWriting& writing,
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
    Connection connection(options);
    check_database(connection, options, targets);
}

UpsertCounts write_postgis(const std::vector<FeatureTable>& tables, const ExportOptions& options) {
    check_pg_table(tables.front(), options);
    std::vector<PgWriting> writings = writings_of(tables, options);
    UpsertCounts counts;
    Connection connection(options);
    connection.begin();
    try {
        connection.run("SET LOCAL standard_conforming_strings = on");
        connection.run("SET LOCAL client_min_messages = warning");
        const std::string& epsg = writings.front().epsg;
        if (connection.ask(fmt::format("SELECT srid FROM spatial_ref_sys WHERE srid = {}", epsg)).empty())
            connection.fail(msg("the database does not know EPSG:{}", epsg),
                            msg("choose another CRS with --output-crs"));
        const std::string& schema = writings.front().target.schema;
        const std::string known = fmt::format("SELECT nspname FROM pg_namespace WHERE nspname = {}", pg_text(schema));
        if (!schema.empty() && connection.ask(known).empty())
            connection.run(fmt::format("CREATE SCHEMA {}", pg_name(schema)));
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
