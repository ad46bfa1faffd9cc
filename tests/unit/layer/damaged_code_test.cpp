#include "libgrid/layer/damaged_code.hpp"

#include <fmt/format.h>

#include <doctest/doctest.h>

#include <string>

namespace {

/// What is found in a code; empty: nothing.
std::string damage(const std::string& code, int digits = 0, bool is_number = false) {
    const auto found = grid::find_damage(code, digits, is_number);
    if (found) CHECK(!found->remedy.empty());
    return found ? found->what.english() : std::string();
}

bool loses_digits(const std::string& code, bool is_number = false) {
    const auto found = grid::find_damage(code, 0, is_number);
    return found && found->loses_digits;
}

}  // namespace

TEST_CASE("Whole codes are no damage") {
    for (const std::string code : {"420106001001", "0420106001001", "44007000101", "A-17.5", "12E5", "E12", "1.5",
                                   "武昌（东）", "N°5", "", "-", "e", ".", "1.", ".0", "420106199001010000"}) {
        CAPTURE(code);
        CHECK(damage(code).empty());
    }
    CHECK(damage("420106001001", 12).empty());
    CHECK(damage("420106001001", 12, true).empty());
    CHECK(damage("4201060010010011", 12).empty());  // another length is no damage, but an error elsewhere
}

TEST_CASE("Each kind of damage is told from the others") {
    const std::string number = "is a number as spreadsheets write it";
    CHECK(damage("4.20106E+11") == number);
    CHECK(damage("4,20106e+11") == number);
    CHECK(damage("4E+11") == number);
    CHECK(damage("420106001001.0") == number);
    CHECK(damage("420106001001,00") == number);
    CHECK(damage("=\"420106001001\"") == "is a formula by which a spreadsheet was to keep it as text");
    CHECK(damage("=420106001001") == "is a formula by which a spreadsheet was to keep it as text");
    CHECK(damage("'420106001001") == "begins with the apostrophe by which spreadsheets mark a text");
    CHECK(damage("’420106001001") == "begins with the apostrophe by which spreadsheets mark a text");
    CHECK(damage("４２０１０６００１００１") == "has full-width characters");
    CHECK(damage("420106\u00A0") == "has no-break or other wide spaces around it");
    CHECK(damage("\u3000420106") == "has no-break or other wide spaces around it");
    CHECK(damage("\uFEFF420106") == "has no-break or other wide spaces around it");
}

TEST_CASE("A leading zero can be missed only where the length is known") {
    CHECK(damage("20106001001", 12) == "has 11 digits, not 12: a leading zero may be lost");
    CHECK(damage("20106001001").empty());
    CHECK(damage("2010600100", 12).empty());
}

TEST_CASE("A number has 15 digits that can be trusted") {
    CHECK(damage("420106001001001", 0, true).empty());
    CHECK(damage("4201060010010010", 0, true) == "was kept as a number and is cut off");
    CHECK(damage("4201060010010010").empty());
}

TEST_CASE("Only where digits are lost may different codes have become the same") {
    CHECK(loses_digits("4.20106E+11"));
    CHECK(loses_digits("4201060010010010", true));
    CHECK(!loses_digits("420106001001.0"));
    CHECK(!loses_digits("'420106001001"));
    CHECK(!loses_digits("420106001001"));
}

TEST_CASE("A damaged value is refused with what to do, and a real number that holds a whole code is not") {
    const grid::Place place{"units.xlsx", "Sheet1", 3, {}};
    CHECK_NOTHROW(grid::refuse_damage(420106001001.0, 12, "the unit code", place));
    CHECK_NOTHROW(grid::refuse_damage(std::int64_t{420106001001}, 12, "the unit code", place));
    CHECK_NOTHROW(grid::refuse_damage(std::monostate{}, 12, "the unit code", place));
    try {
        grid::refuse_damage(4.20106199001011e17, 0, "the unit code", place);
        FAIL("no error");
    } catch (const grid::InputError& error) {
        CHECK(std::string(error.what()).find("units.xlsx (layer Sheet1, feature 3): the unit code '4.2010619900101") ==
              0);
        CHECK(error.advice().english().find("format the column as text") == 0);
    }
}

TEST_CASE("Long numbers are cut off if all of many end in zeros") {
    grid::CutOffDigits few;
    grid::CutOffDigits all;
    grid::CutOffDigits mixed;
    for (int i = 0; i < 10; ++i) {
        const std::string cut = fmt::format("42010619900101{}000", i);
        if (i < 9) few.look_at(cut);
        all.look_at(cut);
        all.look_at("short");
        all.look_at("420106001001000");
        mixed.look_at(cut);
    }
    mixed.look_at("420106199001010012");
    CHECK(!few.found());
    CHECK(all.found());
    CHECK(!mixed.found());
}
