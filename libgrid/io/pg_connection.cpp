#include "libgrid/io/pg_connection.hpp"

#include <fmt/format.h>

#include <memory>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid::io {

PgConnection::PgConnection(const std::string& path) : m_shown(path) {
    init_gdal();
    const char* const drivers[] = {"PostgreSQL", nullptr};
    m_dataset.reset(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE | GDAL_OF_VERBOSE_ERROR, drivers));
    if (!m_dataset)
        fail(msg("no connection to the database"), msg("see that it is as PG:host=... dbname=... user=..."));
    m_trap.clear();
}

void PgConnection::run(const std::string& sql) {
    OGRLayer* result = m_dataset->ExecuteSQL(sql.c_str(), nullptr, nullptr);
    if (result != nullptr) m_dataset->ReleaseResultSet(result);
    if (m_trap.message().find("lock timeout") != std::string::npos) fail_for_lock();
    if (m_trap.failed()) fail(msg("the database refuses"), advice_on_refusal());
}

Message PgConnection::default_failure() {
    return msg("the database cannot be asked");
}

std::string PgConnection::ask(const std::string& sql, const Message& failure, const Message& advice) {
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

bool PgConnection::has(const PgTarget& target) {
    return !ask(fmt::format("SELECT to_regclass({})::text", pg_text(target.quoted()))).empty();
}

std::int64_t PgConnection::count(const PgTarget& target, const std::string& condition) {
    return std::stoll(ask(fmt::format("SELECT count(*) FROM {} WHERE {}", target.quoted(), condition)));
}

std::int64_t PgConnection::remove(const PgTarget& target, const std::string& condition) {
    const std::string sql =
        fmt::format("WITH gone AS (DELETE FROM {} WHERE {} RETURNING 1) SELECT count(*) AS n FROM gone",
                    target.quoted(), condition);
    return std::stoll(ask(sql, msg("rows of codes that were given up cannot be removed"),
                          msg("--keep-retired leaves them; nothing has changed")));
}

std::map<std::string, PgColumn> PgConnection::columns(const PgTarget& target) {
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

void PgConnection::need_postgis() {
    if (ask("SELECT extname FROM pg_extension WHERE extname = 'postgis'").empty())
        fail(msg("the database has no PostGIS"), msg("run CREATE EXTENSION postgis in it, as its owner"));
}

void PgConnection::need_crs(const std::string& epsg) {
    if (ask(fmt::format("SELECT srid FROM spatial_ref_sys WHERE srid = {}", epsg)).empty())
        fail(msg("the database does not know EPSG:{}", epsg), msg("choose another CRS with --output-crs"));
}

void PgConnection::make_schema(const std::string& schema) {
    const std::string known = fmt::format("SELECT nspname FROM pg_namespace WHERE nspname = {}", pg_text(schema));
    if (!schema.empty() && ask(known).empty()) run(fmt::format("CREATE SCHEMA {}", pg_name(schema)));
}

void PgConnection::begin() {
    if (m_dataset->StartTransaction(FALSE) != OGRERR_NONE) fail(msg("no transaction can be started"), "");
    run("SET LOCAL lock_timeout = '10s'");
    run("SET LOCAL standard_conforming_strings = on");
    run("SET LOCAL client_min_messages = warning");
}

void PgConnection::commit() {
    if (m_dataset->CommitTransaction() != OGRERR_NONE) fail(msg("the transaction cannot be completed"), "");
}

void PgConnection::fail(const Message& what, const Message& advice) const {
    throw InputError(m_trap.explain(what), {.file = m_shown, .layer = {}, .fid = {}, .at = {}}, advice);
}

/// What would help against an error of the server: of these, the user can do something about some.
Message PgConnection::advice_on_refusal() const {
    const std::string& message = m_trap.message();
    const std::string before = "does not match column SRID (";
    const std::size_t at = message.find(before);
    if (at == std::string::npos) return msg("nothing in it has changed");
    const std::size_t number = at + before.size();
    return msg("--output-crs EPSG:{} gives the grids the CRS of the table; nothing in it has changed",
               message.substr(number, message.find(')', number) - number));
}

void PgConnection::fail_for_lock() const {
    fail(msg("another program holds the table ({})", holders()),
         msg("end or save the edits there (in QGIS), or wait until it has ended; nothing has changed"));
}

/// Who else has locked a table of this database, by another connection: the transaction of this one is over.
std::string PgConnection::holders() const {
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

}  // namespace grid::io
