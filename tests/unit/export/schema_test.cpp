#include "libgrid/export/schema.hpp"

#include <doctest/doctest.h>

#include <string>

#include "libgrid/core/error.hpp"
#include "libgrid/export/coordinates.hpp"

using namespace grid;

namespace {

FeatureTable two_grids() {
    FeatureTable table;
    table.fields = {{.name = "grid_code"}, {.name = "area_m2", .type = FieldType::real}};
    for (int i = 1; i <= 2; ++i) {
        Feature feature;
        feature.fid = i;
        feature.values = {std::to_string(i), 1234.5678 * i};
        table.features.push_back(feature);
    }
    return table;
}

template <typename Error>
std::string error_of(const std::string& schema, const std::string& value = "x") {
    FeatureTable table = two_grids();
    table.features[1].values[0] = value;
    try {
        (void)apply_schema(table, parse_schema(schema, "own"), {});
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

TEST_CASE("the schema of city management gives its five fields") {
    const FeatureTable table = apply_schema(two_grids(), load_schema("city-management"), {"2024-01-31", ""});
    std::string names;
    for (const TableField& field : table.fields)
        names += field.name + " ";
    CHECK(names == "BGCode Area ORDate CHDate Note ");
    CHECK(table.features[1].values == std::vector<Value>{"2", 2469.14, "2024-01-31", {}, {}});
    CHECK(table.fields[2].type == FieldType::date);
}

TEST_CASE("a schema that is wrong is refused with its place") {
    CHECK(error_of<ConfigError>("") == "own: there are no fields");
    CHECK(error_of<ConfigError>("a = b") == "own: 'a' is outside a field, or a field without keys");
    CHECK(error_of<ConfigError>("[a]\nnonsense") == "own: line 2: '=' character not found in line");
    CHECK(error_of<ConfigError>("[a]\ntype = float") == "own: [a] type = 'float' is not text, integer, real or date");
    CHECK(error_of<ConfigError>("[a]\ndecimals = 16") == "own: [a] decimals = '16' is not a number from 0 to 15");
    CHECK(error_of<ConfigError>("[a]\nfrom = b\nvalue = c") == "own: [a] has both from and value");
    CHECK(error_of<ConfigError>("[a]\nen = \xFF") == "own: not a text file in UTF-8");
    CHECK_THROWS_AS((void)load_schema("./no such.schema"), ConfigError);
}

TEST_CASE("values that cannot be converted are refused with their feature") {
    const std::string integer = "[n]\nfrom = grid_code\ntype = integer";
    CHECK(error_of<InputError>(integer) == "feature 2: the field 'n': 'x' is not an integer");
    CHECK(error_of<InputError>(integer, "1e30") == "feature 2: the field 'n': '1e30' is not an integer");
    CHECK(error_of<InputError>(integer, " 17 ").empty());
    CHECK(error_of<InputError>(integer, "").empty());
    const std::string date = "[d]\nfrom = grid_code\ntype = date\noptional = yes";
    CHECK(error_of<InputError>(date, "2024-02-30") == "feature 1: the field 'd': '1' is not a date");
    CHECK(error_of<InputError>("[t]\nfrom = grid_code\nwidth = 2", "网格").empty());
    CHECK(error_of<InputError>("[t]\nfrom = grid_code\nwidth = 2", "网格网") ==
          "feature 2: the field 't': '网格网' has more than 2 characters");
}

TEST_CASE("dates are days that exist") {
    CHECK(parse_date("2024-02-29") == "2024-02-29");
    CHECK(parse_date("2024/2/9") == "2024-02-09");
    CHECK(parse_date(" 20240131 ") == "2024-01-31");
    for (const char* text : {"", "2023-02-29", "2024-13-01", "24-01-01", "2024-1", "2024-01-01-01", "20240001", "now",
                             "2024--1", "-2024-1-1", "2024-1-+1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date(text).has_value());
    }
}

TEST_CASE("rounding leaves out what becomes nothing, and rings turn the right way") {
    FeatureTable table;
    table.has_geometry = true;
    Feature feature;
    feature.polygons = {{{{0, 0}, {0, 1}, {1e-9, 1.00000000001}, {1, 1}, {1, 0}, {0, 0}},
                         {{{0.1, 0.1}, {0.1 + 1e-9, 0.1}, {0.1, 0.1 + 1e-9}, {0.1, 0.1}},
                          {{0.2, 0.2}, {0.4, 0.2}, {0.2, 0.4}, {0.2, 0.2}}}},
                        {{{5, 5}, {5 + 1e-9, 5}, {5, 5 + 1e-9}, {5, 5}}, {}}};
    table.features.push_back(feature);
    round_table(table, 7);
    orient_table(table);
    const MultiPolygon& polygons = table.features[0].polygons;
    REQUIRE(polygons.size() == 1);
    CHECK(polygons[0].shell == Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}});
    REQUIRE(polygons[0].holes.size() == 1);
    CHECK(polygons[0].holes[0] == Ring{{0.2, 0.2}, {0.2, 0.4}, {0.4, 0.2}, {0.2, 0.2}});
}
