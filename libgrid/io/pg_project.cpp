#include "libgrid/io/pg_project.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/pg_connection.hpp"
#include "libgrid/io/pg_sql.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid::io {

namespace {

constexpr const char* projects_table = "qgis_projects";

/// As QGIS makes it (QgsPostgresProjectStorage, provider postgres).
std::string create_projects_table(const PgTarget& projects) {
    return fmt::format("CREATE TABLE IF NOT EXISTS {} (name text PRIMARY KEY, metadata jsonb, content bytea)",
                       projects.quoted());
}

/// Keys and values of the connection; libpq's own, so that each spelling is understood as when it is opened.
std::map<std::string, std::string> parsed(const std::string& path) {
    using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;
    constexpr std::string_view prefix = "PG:";
    const std::string text = path.starts_with(prefix) ? path.substr(prefix.size()) : path;
    char* error = nullptr;
    const Options given(PQconninfoParse(text.c_str(), &error), &PQconninfoFree);
    if (!given) {
        const std::string why = error == nullptr ? "" : without_secrets_of(path, error);
        PQfreemem(error);
        throw ConfigError(msg("the connection cannot be read: {}", why.substr(0, why.find('\n'))),
                          {.file = path, .layer = {}, .fid = {}, .at = {}},
                          msg("write PG:host=... dbname=..., and a schema with --output-layer SCHEMA.TABLE"));
    }
    std::map<std::string, std::string> values;
    for (const PQconninfoOption* option = given.get(); option->keyword != nullptr; ++option)
        values[option->keyword] = option->val == nullptr ? "" : option->val;
    // Of the environment only what says where the server is; a service has its own.
    const Options usual(PQconndefaults(), &PQconninfoFree);
    for (const PQconninfoOption* option = usual.get(); option != nullptr && option->keyword != nullptr; ++option) {
        const std::string_view key = option->keyword;
        std::string& value = values[option->keyword];
        const bool is_open = value.empty() && values["service"].empty() && option->val != nullptr;
        if (is_open && (key == "host" || key == "service")) value = option->val;
        if (is_open && key == "port" && std::string_view(option->val) != option->compiled) value = option->val;
    }
    return values;
}

/// A value of a source, as QgsDataSourceUri reads it.
std::string quoted_for_qgis(const std::string& text, char quote) {
    std::string result(1, quote);
    for (const char c : text) {
        if (c == quote || c == '\\') result += '\\';
        result += c;
    }
    return result + quote;
}

/// A value in the address of a project. QGIS gives `/` and the like back only where they are not encoded, and never a
/// percent sign or a control character.
std::string percent_encoded(const std::string& text) {
    constexpr std::string_view kept = "/:;?@[]-._~!*()+,$'";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        encoded += is_word || kept.find(c) != std::string_view::npos ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return encoded;
}

void check_name(const PgTarget& grids) {
    constexpr unsigned char first_visible = 0x20;
    for (const std::string* name : {&grids.schema, &grids.table}) {
        const bool is_readable = std::ranges::none_of(
            *name, [](char c) { return c == '%' || static_cast<unsigned char>(c) < first_visible; });
        if (is_readable) continue;
        throw ConfigError(
            msg("QGIS cannot open a project whose name or schema has a '%' or a control character: {}", *name), {},
            msg("choose another --output-layer"));
    }
}

/// The archive of a project (`.qgz`), in hexadecimal.
std::string archive_of(const std::string& text, const std::string& shown) {
    const std::string path = fmt::format("/vsimem/project-{}.zip", static_cast<const void*>(&text));
    write_zip("project.qgs", text, path, shown);
    vsi_l_offset size = 0;
    const std::unique_ptr<GByte, decltype(&VSIFree)> bytes(VSIGetMemFileBuffer(path.c_str(), &size, TRUE), &VSIFree);
    const std::unique_ptr<char, decltype(&VSIFree)> digits(CPLBinaryToHex(static_cast<int>(size), bytes.get()),
                                                           &VSIFree);
    return digits.get();
}

PgTarget target_of(const std::string& layer, const std::vector<FeatureTable>& tables, std::size_t index) {
    return pg_target(layer, index == 0 ? "" : pg_suffix(tables[index].name));
}

/// The tables of barriers that are there, however many an earlier project had.
std::vector<PgTarget> barriers_there(PgConnection& connection, const PgTarget& grids) {
    std::vector<PgTarget> found;
    for (int number = 1;; ++number) {
        const PgTarget target{grids.schema,
                              grids.table + (number == 1 ? "_barriers" : fmt::format("_barriers_{}", number))};
        if (!connection.has(target)) return found;
        found.push_back(target);
    }
}

}  // namespace

const std::vector<std::string>& project_tables() {
    static const std::vector<std::string> names{"issues", "lineage",  "grid_run", "boundaries",
                                                "units",  "previous", "sites",    "micro"};
    return names;
}

PgProject::PgProject(std::string path, std::string layer) : m_path(std::move(path)), m_layer(std::move(layer)) {
    (void)pg_target(m_layer, pg_suffix("boundaries"));
    check_name(pg_target(m_layer));
    (void)parsed(m_path);
}

void PgProject::check(bool replace) const {
    PgConnection connection(m_path);
    connection.need_postgis();
    if (replace) return;
    const Message advice =
        msg("replace it with --overwrite-layer, or give the project another name with --output-layer");
    const PgTarget grids = pg_target(m_layer);
    const PgTarget projects{grids.schema, projects_table};
    const std::string name = fmt::format("name = {}", pg_text(grids.table));
    if (connection.has(projects) && connection.count(projects, name) > 0)
        connection.fail(msg("the project '{}' exists already", grids.table), advice);
    std::vector<PgTarget> targets{grids};
    for (const std::string& table : project_tables())
        targets.push_back(pg_target(m_layer, pg_suffix(table)));
    targets.push_back(pg_target(m_layer, pg_suffix("barriers")));
    for (const PgTarget& target : targets) {
        if (connection.has(target)) connection.fail(msg("the table {} exists already", target.quoted()), advice);
    }
}

PgProject::Login PgProject::login() const {
    std::map<std::string, std::string> values = parsed(m_path);
    PgConnection connection(m_path);
    Login login{.service = values["service"],
                .host = values["host"].empty() ? values["hostaddr"] : values["host"],
                .port = values["port"],
                .database = connection.ask("SELECT current_database()"),
                .ssl_mode = values["sslmode"],
                .schema = pg_target(m_layer).schema};
    if (login.schema.empty()) login.schema = connection.ask("SELECT current_schema()");
    return login;
}

std::vector<std::string> PgProject::sources(const std::vector<FeatureTable>& tables, const std::string& key) const {
    const Login where = login();
    std::string connection;
    const std::array<std::pair<const char*, const std::string*>, 5> words{{{"service", &where.service},
                                                                           {"dbname", &where.database},
                                                                           {"host", &where.host},
                                                                           {"port", &where.port},
                                                                           {"sslmode", &where.ssl_mode}}};
    for (const auto& [word, value] : words) {
        if (value->empty()) continue;
        const bool is_plain = value == &where.port || value == &where.ssl_mode;
        connection += fmt::format("{}={} ", word, is_plain ? *value : quoted_for_qgis(*value, '\''));
    }
    std::vector<std::string> sources;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const FeatureTable& table = tables[i];
        const std::string column = i == 0 ? key : pg_number_column(table);
        std::string source = fmt::format("{}key={} ", connection, quoted_for_qgis(column, '\''));
        if (table.has_geometry)
            source += fmt::format("srid={} type={} ", epsg_code(table.crs_wkt), pg_geometry_type(table.kind));
        source += fmt::format("checkPrimaryKeyUnicity='1' table={}.{}", quoted_for_qgis(where.schema, '"'),
                              quoted_for_qgis(target_of(m_layer, tables, i).table, '"'));
        if (table.has_geometry) source += fmt::format(" ({})", pg_geometry_column(table));
        sources.push_back(std::move(source));
    }
    return sources;
}

std::string PgProject::uri() const {
    const Login where = login();
    // The folder of a socket is no host of a URL; QGIS then asks libpq.
    std::string uri = "postgresql:";
    if (where.service.empty() && !where.host.empty() && where.host.front() != '/') {
        uri += "//" + where.host;
        if (!where.port.empty()) uri += ":" + where.port;
    }
    char sign = '?';
    const auto add = [&](const char* key, const std::string& value) {
        if (value.empty()) return;
        uri += fmt::format("{}{}={}", sign, key, percent_encoded(value));
        sign = '&';
    };
    add("service", where.service);
    add("sslmode", where.ssl_mode);
    add("dbname", where.database);
    add("schema", where.schema);
    add("project", pg_target(m_layer).table);
    return uri;
}

void PgProject::write(const std::vector<FeatureTable>& tables, const std::string& key, const std::string& text,
                      bool replace) const {
    ExportOptions options;
    options.path = m_path;
    options.key = key;
    check_pg_table(tables.front(), options);
    const PgTarget grids = pg_target(m_layer);
    const PgTarget projects{grids.schema, projects_table};
    check_database_crs(tables.front().crs_wkt);
    PgConnection connection(m_path);
    const auto run = [&connection](const std::string& sql) { connection.run(sql); };
    connection.begin();
    try {
        connection.need_crs(epsg_code(tables.front().crs_wkt));
        connection.make_schema(grids.schema);
        if (replace) {
            for (const std::string& name : project_tables())
                run(fmt::format("DROP TABLE IF EXISTS {}", pg_target(m_layer, pg_suffix(name)).quoted()));
            for (const PgTarget& target : barriers_there(connection, grids))
                run(fmt::format("DROP TABLE {}", target.quoted()));
        }
        for (std::size_t i = 0; i < tables.size(); ++i) {
            PgWriting writing;
            writing.target = target_of(m_layer, tables, i);
            writing.mode = replace ? PgMode::replace : PgMode::create;
            if (i == 0) writing.key = key;
            if (tables[i].has_geometry) writing.epsg = epsg_code(tables[i].crs_wkt);
            pg_statements(tables[i], writing, run);
        }
        run(create_projects_table(projects));
        const std::string row = fmt::format(
            "INSERT INTO {} AS p (name, metadata, content) VALUES ({}, jsonb_build_object('last_modified_time', (now() "
            "AT TIME ZONE 'utc')::text, 'last_modified_user', current_user), '\\x{}')",
            projects.quoted(), pg_text(grids.table), archive_of(text, m_path));
        const char* const on_conflict =
            " ON CONFLICT (name) DO UPDATE SET metadata = EXCLUDED.metadata, content = EXCLUDED.content";
        run(replace ? row + on_conflict : row);
        connection.commit();
    } catch (...) {
        connection.roll_back();
        throw;
    }
}

}  // namespace grid::io
