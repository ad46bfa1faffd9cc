#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/pg_sql.hpp"
#include "libgrid/tag/lookup_table.hpp"

namespace grid {

namespace {

/// What engines call differently.
struct Dialect {
    const char* name;
    const char* whole;      ///< type of whole numbers
    const char* text;       ///< type of texts
    const char* shifted;    ///< {0} times two to the power of {1}
    const char* both_bits;  ///< bits of {0} that {1} has too
    const char* any_bits;   ///< bits of {0} or {1}
    const char* rounded;    ///< {0}, a double, as the whole number next to it
    const char* join;       ///< of m and cover: the run that begins last, not behind a place
    bool is_tested;
};

constexpr const char* by_last_begin = "LEFT JOIN cover k ON k.lo = (SELECT max(lo) FROM cover WHERE lo <= m.m)";

Dialect dialect_of(SqlEngine engine) {
    constexpr const char* shift = "({0} << {1})";
    constexpr const char* conjunction = "({0} & {1})";
    constexpr const char* disjunction = "({0} | {1})";
    switch (engine) {
        case SqlEngine::postgresql:
            return {"PostgreSQL",         "bigint",      "text", shift, conjunction, disjunction,
                    "round({0})::bigint", by_last_begin, true};
        case SqlEngine::duckdb:
            return {"DuckDB",
                    "bigint",
                    "varchar",
                    shift,
                    conjunction,
                    disjunction,
                    "round({0})::bigint",
                    "ASOF LEFT JOIN cover k ON m.m >= k.lo",
                    true};
        case SqlEngine::sqlite:
            return {"SQLite",      "integer", "text", shift, conjunction, disjunction, "CAST(round({0}) AS integer)",
                    by_last_begin, true};
        case SqlEngine::clickhouse:
            return {"ClickHouse",
                    "Int64",
                    "String",
                    "bitShiftLeft({0}, {1})",
                    "bitAnd({0}, {1})",
                    "bitOr({0}, {1})",
                    "toInt64(round({0}))",
                    "ASOF LEFT JOIN cover k ON m.one = k.one AND m.m >= k.lo",
                    false};
        case SqlEngine::spark:
            break;
    }
    return {"Spark",
            "bigint",
            "string",
            "shiftleft({0}, {1})",
            conjunction,
            disjunction,
            "CAST(round({0}) AS bigint)",
            "LEFT JOIN cover k ON m.m BETWEEN k.lo AND k.hi",
            false};
}

/// Behind `--`: what the input says must not end the line.
std::string commented(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

std::string load_text(const LookupFiles& files, SqlEngine engine) {
    const std::string tables =
        "CREATE TABLE cover (lo {0}, hi {0}, code {1}, edge {0}{2});\n"
        "CREATE TABLE cover_edges (edge {0}, code {1}, held {0}, mx {0}, my {0}, x1 {0}, y1 {0}, x2 {0}, y2 {0}{2});\n";
    const Dialect d = dialect_of(engine);
    const std::string made = fmt::format(fmt::runtime(tables), d.whole, d.text, "");
    const std::string indexed =
        "CREATE UNIQUE INDEX cover_lo ON cover (lo);\nCREATE INDEX cover_edges_edge ON cover_edges (edge);\n";
    switch (engine) {
        case SqlEngine::postgresql:
            return made +
                   fmt::format("\\copy cover FROM {} CSV HEADER\n\\copy cover_edges FROM {} CSV HEADER\n",
                               io::pg_text(files.cover), io::pg_text(files.edges)) +
                   indexed + "ANALYZE cover;\nANALYZE cover_edges;\n";
        case SqlEngine::duckdb:
            return made + fmt::format("COPY cover FROM {} (HEADER);\nCOPY cover_edges FROM {} (HEADER);\n",
                                      io::pg_text(files.cover), io::pg_text(files.edges));
        case SqlEngine::sqlite:
            return made +
                   fmt::format(".mode csv\n.import --skip 1 {} cover\n.import --skip 1 {} cover_edges\n",
                               io::pg_text(files.cover), io::pg_text(files.edges)) +
                   indexed;
        case SqlEngine::clickhouse:
            return fmt::format(
                fmt::runtime("CREATE TABLE cover (lo Int64, hi Int64, code String, edge Int64, one UInt8 DEFAULT 1) "
                             "ENGINE = Memory;\n"
                             "CREATE TABLE cover_edges (edge Int64, code String, held Int64, mx Int64, my Int64, x1 "
                             "Int64, y1 Int64, x2 Int64, "
                             "y2 Int64) ENGINE = Memory;\n"
                             "INSERT INTO cover (lo, hi, code, edge) FROM INFILE {} FORMAT CSVWithNames;\n"
                             "INSERT INTO cover_edges FROM INFILE {} FORMAT CSVWithNames;\n"),
                io::pg_text(files.cover), io::pg_text(files.edges));
        case SqlEngine::spark:
            break;
    }
    return fmt::format(
        "CREATE TEMPORARY VIEW cover (lo bigint, hi bigint, code string, edge bigint) USING csv OPTIONS (path {}, "
        "header true);\n"
        "CREATE TEMPORARY VIEW cover_edges (edge bigint, code string, held bigint, mx bigint, my bigint, x1 bigint, y1 "
        "bigint, "
        "x2 bigint, y2 bigint) USING csv OPTIONS (path {}, header true);\n",
        io::pg_text(files.cover), io::pg_text(files.edges));
}

/// Five rounds that draw the bits of column and row apart (Morton 1966), each a common table.
std::string spread_text(const Dialect& d) {
    constexpr std::array<std::pair<int, const char*>, 5> rounds{{{16, "281470681808895"},
                                                                 {8, "71777214294589695"},
                                                                 {4, "1085102592571150095"},
                                                                 {2, "3689348814741910323"},
                                                                 {1, "6148914691236517205"}}};
    std::string text;
    std::string from = "inside";
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        const auto spread = [&](const char* value) {
            const std::string shifted = fmt::format(fmt::runtime(d.shifted), value, rounds[i].first);
            return fmt::format(fmt::runtime(d.both_bits), fmt::format(fmt::runtime(d.any_bits), value, shifted),
                               rounds[i].second);
        };
        text +=
            fmt::format("s{} AS (SELECT id, px, py, {} AS c, {} AS r FROM {}),\n", i, spread("c"), spread("r"), from);
        from = fmt::format("s{}", i);
    }
    const std::string rows = fmt::format(fmt::runtime(d.shifted), "r", 1);
    return text + fmt::format("m AS (SELECT id, px, py, {} AS m{} FROM {}),\n",
                              fmt::format(fmt::runtime(d.any_bits), "c", rows),
                              d.name == std::string("ClickHouse") ? ", toUInt8(1) AS one" : "", from);
}

/// The side of a place as the program has it (tag/border_path.hpp): a little to the east, and less to the north.
constexpr const char* edge_text =
    R"(-- Twice the area between a border and a place; positive to the left of it. q: on the level of the place, at the column of the middle.
sides AS (SELECT h.id, h.px, h.py, e.code, e.held, e.mx, e.my, e.x1, e.y1, e.x2, e.y2,
    (e.x2 - e.x1) * (h.py - e.y1) - (e.y2 - e.y1) * (h.px - e.x1) AS d,
    (e.x2 - e.x1) * (h.py - e.y1) - (e.y2 - e.y1) * (e.mx - e.x1) AS dq,
    (e.x2 - e.x1) * (e.my - e.y1) - (e.y2 - e.y1) * (e.mx - e.x1) AS dm
    FROM hit h JOIN cover_edges e ON e.edge = h.edge WHERE h.edge > 0),
crossed AS (SELECT id, code, held,
    CASE WHEN y1 <= py AND py < y2 AND ((d <= 0 AND dq > 0) OR (d > 0 AND dq <= 0)) THEN 1 ELSE 0 END
    + CASE WHEN x1 <= mx AND mx < x2 AND y1 < y2 AND ((dq > 0 AND dm <= 0) OR (dq <= 0 AND dm > 0)) THEN 1
           WHEN x1 <= mx AND mx < x2 AND y1 = y2 AND ((dq >= 0 AND dm < 0) OR (dq < 0 AND dm >= 0)) THEN 1
           WHEN x2 <= mx AND mx < x1 AND ((dq <= 0 AND dm > 0) OR (dq > 0 AND dm <= 0)) THEN 1 ELSE 0 END AS crossings,
    CASE WHEN held < 0 THEN 1
         WHEN py BETWEEN y1 - 3 AND y2 + 3 AND (px BETWEEN x1 - 3 AND x2 + 3 OR px BETWEEN x2 - 3 AND x1 + 3)
              AND abs(d) <= 3 * (abs(x2 - x1) + y2 - y1) THEN 1 ELSE 0 END AS near
    FROM sides),
of_grid AS (SELECT id, code, (max(held) + sum(crossings)) % 2 AS is_in, max(near) AS near FROM crossed GROUP BY id, code),
of_edge AS (SELECT id, min(CASE WHEN is_in = 1 THEN code END) AS code, max(near) AS near FROM of_grid GROUP BY id),
-- Every record has the last of these answers, and one of the others if it is in a run: joins with records would cost more.
answers AS (SELECT id, code, 1 AS decided FROM hit WHERE edge = 0
    UNION ALL SELECT id, CASE WHEN near = 0 THEN code END AS code, 1 - near AS decided FROM of_edge
    UNION ALL SELECT id, NULL AS code, 1 AS decided FROM records)
SELECT id, max(code) AS grid_code, min(decided) AS decided FROM answers GROUP BY id;
)";

}  // namespace

std::string lookup_sql(const TagLayer& layer, const LookupFiles& files, SqlEngine engine) {
    const Dialect d = dialect_of(engine);
    const CellLattice& lattice = layer.index.arrays().lattice;
    const auto steps = [&](const char* name, double origin) {
        return fmt::format("({} - ({}))  * {}", name, origin, lattice.per_unit);
    };
    const auto whole = [&](const std::string& value) { return fmt::format(fmt::runtime(d.rounded), value); };
    const std::string x = steps("x", lattice.origin.x);
    const std::string y = steps("y", lattice.origin.y);
    std::string text = fmt::format(
        "-- Records into grids with integers and ranges only, for {}{}.\n"
        "-- Needs a table records (id, x, y) with unique id, and x and y as doubles in the coordinates of the grids:\n"
        "-- {}. The view tagged has for each record its grid_code, null outside of all grids.\n"
        "-- decided is 0, and grid_code null, for a place less than {} of a step of {} from a border: ask gridtag.\n",
        d.name, d.is_tested ? "" : " (not tested)", commented(crs_name(layer.crs_wkt)),
        static_cast<double>(undecided_units + 1) / static_cast<double>(units_per_step), lattice.step);
    text += load_text(files, engine);
    text += "CREATE VIEW tagged AS WITH\n";
    text += fmt::format(
        "inside AS (SELECT id, {} AS px, {} AS py, {} AS c, {} AS r FROM records\n"
        "    WHERE {} >= 0 AND {} < {} AND {} >= 0 AND {} < {}),\n",
        whole(fmt::format("({}) * {}", x, units_per_step)), whole(fmt::format("({}) * {}", y, units_per_step)),
        whole(fmt::format("floor({})", x)), whole(fmt::format("floor({})", y)), x, x, lattice.side(), y, y,
        lattice.side());
    text += spread_text(d);
    text += fmt::format(
        "hit AS (SELECT m.id AS id, m.px AS px, m.py AS py, k.code AS code, k.edge AS edge FROM m {}\n"
        "    WHERE k.hi >= m.m),\n",
        d.join);
    text += edge_text;
    return engine == SqlEngine::spark ? "-- The views are temporary: run all of it in one session.\n" + text : text;
}

std::string postgis_tagging_sql(const std::string& table, const std::string& key, const std::string& crs_wkt) {
    const std::string full = io::pg_target(table).quoted();
    return fmt::format(
        R"(-- Records into grids with PostGIS: the grids of {3} in pieces of at most 32 vertices, and one index on them.
-- Needs that table as gridexport writes it, and a table records (id, x, y) with unique id, and x and y in its coordinates:
-- {2}. Run this again when the grids have changed.
-- On a border a record is in several grids: the least code has it. gridtag decides by the ground to the east.
BEGIN;
DROP TABLE IF EXISTS grid_pieces CASCADE;
CREATE TABLE grid_pieces AS SELECT {1} AS grid_code, ST_Subdivide(geom, 32) AS geom FROM {0};
CREATE INDEX grid_pieces_geom ON grid_pieces USING gist (geom);
CREATE VIEW tagged AS SELECT r.id, p.grid_code FROM records r LEFT JOIN LATERAL (
    SELECT grid_code FROM grid_pieces g
    WHERE ST_Intersects(g.geom, ST_SetSRID(ST_MakePoint(r.x, r.y), (SELECT ST_SRID(geom) FROM grid_pieces LIMIT 1)))
    ORDER BY grid_code LIMIT 1) p ON true;
COMMIT;
ANALYZE grid_pieces;
)",
        full, io::pg_name(key), commented(crs_name(crs_wkt)), commented(full));
}

}  // namespace grid
