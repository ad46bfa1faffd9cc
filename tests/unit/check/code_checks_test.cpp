#include <doctest/doctest.h>

#include "tables.hpp"

namespace {

using Found = std::vector<std::string>;
const std::string unit = "420106001001";

}  // namespace

TEST_CASE("Codes that are made as gridify makes them are good") {
    SmallLayer layer;
    layer.request.against.profile.code = {12, true, 3, 1};
    layer.add(unit + "001", unit, 400);
    layer.add(unit + "002", unit, 400);
    CHECK(layer.found_by(&grid::check_codes).empty());
}

TEST_CASE("A grid without a code is found, and one whose code is only spaces") {
    SmallLayer layer;
    layer.add("", unit, 400);
    layer.add("  ", unit, 400);
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_missing ", "code_missing   "});
}

TEST_CASE("Damage by a spreadsheet is told from other malformed codes") {
    SmallLayer layer;
    layer.request.against.profile.code = {12, false, 3, 1};
    layer.add("4.20106E+14", "", 400);
    layer.add("420106001001001.0", "", 400);
    layer.add("42010600100100", "", 400);    // a leading zero is gone, or a digit
    layer.add("4201060010010010", "", 400);  // one digit too many
    layer.add("42010600100100X", "", 400);
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_damaged 4.20106E+14", "code_damaged 420106001001001.0",
                                                      "code_damaged 42010600100100", "code_malformed 4201060010010010",
                                                      "code_malformed 42010600100100X"});
}

TEST_CASE("With a profile that allows any text only numbers of spreadsheets are damage") {
    SmallLayer layer;
    layer.table.fields.unit.reset();
    layer.add("44007000101", "", 400);
    layer.add("A-17.5", "", 400);
    layer.add("12E5", "", 400);  // a code of letters and digits
    layer.add("1.23E+14", "", 400);
    layer.add("17.0", "", 400);
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_damaged 1.23E+14", "code_damaged 17.0"});
}

TEST_CASE("Zeros behind the 15th digit of all long codes are damage") {
    SmallLayer layer;
    layer.table.fields.unit.reset();
    for (int i = 0; i < 10; ++i)
        layer.add("4201060010010" + std::to_string(10 + i) + "000", "", 400);
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_damaged "});
    layer.add("420106001001099001", "", 400);
    CHECK(layer.found_by(&grid::check_codes).empty());
}

TEST_CASE("Every repetition of a code is a finding that names the first feature") {
    SmallLayer layer;
    layer.add("b", "", 1);
    layer.add("a", "", 1);
    layer.add("b", "", 1);
    layer.add("b", "", 1);
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_duplicate b", "code_duplicate b"});
    CHECK(layer.findings[0].fid == 3);
    CHECK(layer.findings[1].fid == 4);
    CHECK(layer.findings[0].message == "the code b is also that of feature 1");
}

TEST_CASE("A code that does not begin with that of its unit is found") {
    SmallLayer layer;
    layer.add(unit + "001", unit, 400);
    layer.add("420106001002001", unit, 400);
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_prefix 420106001002001"});
    CHECK(layer.findings[0].unit_code == unit);
}

TEST_CASE("An area code outside the ranges in use is a note, once for a unit") {
    SmallLayer layer;
    layer.request.against.profile.code = {12, true, 3, 1};
    layer.add("420106601001001", "420106601001", 400);
    layer.add("420106601001002", "420106601001", 400);
    CHECK(layer.found_by(&grid::check_codes) == Found{"area_code_range 420106601001001"});
    CHECK(layer.findings[0].severity == grid::Severity::note);
}

TEST_CASE("A check that is off finds nothing, and a severity that was set is the finding's") {
    SmallLayer layer;
    layer.add("", unit, 400);
    layer.add("b", "c", 400);
    layer.request.selection.set_severity("code_prefix=warning");
    layer.request.selection.skip({"code_missing"});
    CHECK(layer.found_by(&grid::check_codes) == Found{"code_prefix b"});
    CHECK(layer.findings[0].severity == grid::Severity::warning);
}
