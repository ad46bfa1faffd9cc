#include "libgrid/io/field_value.hpp"

#include <doctest/doctest.h>

#include "libgrid/io/pg_sql.hpp"

using namespace grid;

TEST_CASE("a moment in UTC is the same moment, over the ends of days, months and years") {
    CHECK(io::in_utc("2026-01-31T08:15:30+08:00") == "2026-01-31T00:15:30Z");
    CHECK(io::in_utc("2026-01-01T00:15:30.125+05:45") == "2025-12-31T18:30:30.125Z");
    CHECK(io::in_utc("2024-02-28T22:30:00-03:30") == "2024-02-29T02:00:00Z");
    CHECK(io::in_utc("2026-01-31T08:15:30Z") == "2026-01-31T08:15:30Z");
    CHECK(io::in_utc("2026-01-31T08:15:30") == "2026-01-31T08:15:30");
    CHECK(io::in_utc("no moment, but with a sign + and more") == "no moment, but with a sign + and more");
}

TEST_CASE("a JSON array is written as PostgreSQL writes an array") {
    CHECK(io::pg_array(R"(["a","b, c","\"","\\",null])") == R"({"a","b, c","\"","\\",NULL})");
    CHECK(io::pg_array("[1,2.5,true]") == R"({"1","2.5","true"})");
    CHECK(io::pg_array("[[1,2],[3,4]]") == R"({{"1","2"},{"3","4"}})");
    CHECK(io::pg_array("[]") == "{}");
    CHECK(io::pg_array("no list") == "no list");
}

TEST_CASE("a value that is set is read as it was") {
    OGRFieldDefn fields[] = {{"day", OFTDate},    {"at", OFTTime},          {"seen", OFTDateTime},
                             {"raw", OFTBinary},  {"tags", OFTStringList},  {"ns", OFTIntegerList},
                             {"rs", OFTRealList}, {"bs", OFTInteger64List}, {"n", OFTInteger64},
                             {"x", OFTReal},      {"t", OFTString}};
    auto& definition = *new OGRFeatureDefn("layer");
    definition.Reference();
    for (OGRFieldDefn& field : fields)
        definition.AddFieldDefn(&field);
    const Value values[] = {std::string("2024-02-29"),
                            std::string("23:59:59.125"),
                            std::string("2026-01-31T08:15:30.5+05:45"),
                            std::string("00FF27"),
                            std::string(R"(["a,b","\"",""])"),
                            std::string("[1,-2]"),
                            std::string("[0.1,2.0]"),
                            std::string("[9007199254740993]"),
                            std::int64_t{-9007199254740993},
                            0.1,
                            std::string("网格")};
    {
        OGRFeature feature(&definition);
        for (int i = 0; i < definition.GetFieldCount(); ++i) {
            CHECK(io::value_of_field(feature, i) == Value());
            io::set_field(feature, i, values[i]);
            CHECK(io::value_of_field(feature, i) == values[i]);
            io::set_field(feature, i, {});
            CHECK(io::value_of_field(feature, i) == Value());
        }
    }
    definition.Release();
}
