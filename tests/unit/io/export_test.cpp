#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/pg_sql.hpp"

using namespace grid;

namespace {

FeatureTable table_of(const std::vector<std::string>& codes) {
    FeatureTable table;
    table.name = "grids";
    table.crs_wkt = crs_to_wkt("EPSG:4490");
    table.has_geometry = true;
    table.fields = {{.name = "grid_code", .title = "it's"}, {.name = "n\"", .type = FieldType::real}};
    for (const std::string& code : codes) {
        Feature feature;
        feature.values = {code, -0.5};
        feature.polygons = {{{{0, 0}, {1, 0}, {0, 1}, {0, 0}}, {}}};
        table.features.push_back(feature);
    }
    return table;
}

ExportOptions options_of(const std::string& layer) {
    ExportOptions options;
    options.path = "out.sql";
    options.format = ExportFormat::pgdump;
    options.layer = layer;
    options.key = "grid_code";
    return options;
}

}  // namespace

TEST_CASE("text becomes neither markup nor a formula nor SQL") {
    CHECK(io::xml_text("<a b='c'>&\"\x01\n]]>") == "&lt;a b=&#39;c&#39;&gt;&amp;&quot;\xEF\xBF\xBD\n]]&gt;");
    for (const char* text : {"=1", "+1", "-1+1", "-x", "-", "@x", "\tx", "\rx"}) {
        const std::string guarded = "'" + std::string(text);
        CHECK(csv_text_field(text) == csv_field(guarded));
        CHECK(from_csv(guarded, "a.CSV") == Value(text));
        CHECK(from_csv(guarded, "a.gpkg") == Value(guarded));
    }
    for (const char* text : {"1-1", "", "-12345", "-1.5", "'quoted'"}) {
        CHECK(csv_text_field(text) == text);
        CHECK(from_csv(text, "a.csv") == Value(text));
    }
    CHECK(io::pg_text("x'); drop table grids; --\\") == "'x''); drop table grids; --\\'");
    CHECK(io::pg_name("a\"b") == "\"a\"\"b\"");
}

TEST_CASE("numbers are text with the digits that it takes") {
    CHECK(io::text_of(0.1 + 0.2) == "0.30000000000000004");
    CHECK(io::text_of(-0.0) == "0");
    CHECK(io::text_of(std::int64_t{-9'007'199'254'740'993}) == "-9007199254740993");
    CHECK(io::text_of(std::nan("")).empty());
    CHECK(io::text_of(std::numeric_limits<double>::infinity()).empty());
    CHECK(io::text_of(Value()).empty());
    CHECK(io::text_of("\xFFx") == "\xEF\xBF\xBDx");
}

TEST_CASE("the name of an output says its format") {
    CHECK(choose_export_format("", "a.KML") == ExportFormat::kml);
    CHECK(choose_export_format("", "PG:dbname=x.gpkg") == ExportFormat::postgis);
    CHECK(choose_export_format("", "postgresql://h/d") == ExportFormat::postgis);
    CHECK(choose_export_format("", "tiles/") == ExportFormat::mvt);
    CHECK(choose_export_format("mvt", "tiles") == ExportFormat::mvt);
    CHECK(choose_export_format("ESRI Shapefile", "a.shp") == ExportFormat::shapefile);
    CHECK(choose_export_format("pgdump", "a.sql") == ExportFormat::pgdump);
    for (const auto& [name, path] : {std::pair("", "a"),
                                     {"", "a.doc"},
                                     {"kml", "a.kmz"},
                                     {"gpkg", "tiles/"},
                                     {"csv", "PG:x"},
                                     {"postgis", "a.sql"},
                                     {"mvt", "a.kml"},
                                     {"nonsense", "a.kml"}}) {
        CAPTURE(path);
        CHECK_THROWS_AS((void)choose_export_format(name, path), ConfigError);
    }
}

TEST_CASE("a table's name has at most a schema before it, and 63 bytes") {
    CHECK(io::pg_target("a.b", "_issues").quoted() == "\"a\".\"b_issues\"");
    CHECK(io::pg_target("b").quoted() == "\"b\"");
    CHECK(io::pg_target("a.b.c").quoted() == "\"a\".\"b.c\"");
    for (const std::string& name : {std::string(), std::string("."), std::string("a."), std::string(".b"),
                                    std::string(64, 'x'), std::string("网格网格网格网格网格网格网格网格网格网格网格")})
        CHECK_THROWS_AS((void)io::pg_target(name), ConfigError);
}

TEST_CASE("a script for the database has its statements in order") {
    const std::string script = io::pgdump_text({table_of({"1", "it's"})}, options_of("s.t"));
    std::size_t at = 0;
    for (const char* part : {"BEGIN;", "CREATE SCHEMA IF NOT EXISTS \"s\";", "CREATE TABLE \"s\".\"t\" (",
                             "\"grid_code\" text PRIMARY KEY", "\"n\"\"\" double precision",
                             "geometry(MultiPolygon,4490)", "COMMENT ON COLUMN \"s\".\"t\".\"grid_code\" IS 'it''s';",
                             "('1','-0.5',ST_SetSRID('0106", "('it''s','-0.5',", "USING gist", "COMMIT;"}) {
        CAPTURE(part);
        at = script.find(part, at);
        REQUIRE(at != std::string::npos);
    }
    CHECK_THROWS_AS((void)io::pgdump_text({table_of({"1", "1"})}, options_of("t")), InputError);
    CHECK_THROWS_AS((void)io::pgdump_text({table_of({""})}, options_of("t")), InputError);
    ExportOptions upsert = options_of("t");
    upsert.upsert = true;
    const std::string changes = io::pgdump_text({table_of({"1"})}, upsert);
    CHECK(changes.find("CREATE TABLE IF NOT EXISTS") != std::string::npos);
    CHECK(changes.find("ON CONFLICT (\"grid_code\") DO UPDATE SET \"n\"\"\" = EXCLUDED.\"n\"\"\", \"geom\" = "
                       "EXCLUDED.\"geom\"") != std::string::npos);
}

TEST_CASE("field names for a Shapefile are cut in its own encoding") {
    FeatureTable table;
    for (const char* name : {"单元网格的名称", "单元网格的编码", "Households", "HOUSEHOLDS2", "x"})
        table.fields.push_back({.name = name});
    const Findings findings = io::fit_names(table, "GBK");
    CHECK(table.fields[0].name == "单元网格的");
    CHECK(table.fields[1].name == "单元网格_1");
    CHECK(table.fields[2].name == "Households");
    CHECK(table.fields[3].name == "HOUSEHOL_1");
    CHECK(findings.size() == 3);
}
