#include "libgrid/core/text_number.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using grid::NumberFault;

NumberFault fault(std::string_view text) {
    return grid::number_in(text).fault;
}

/// The value of a text that must be a number.
double value(std::string_view text) {
    const grid::TextNumber number = grid::number_in(text);
    CHECK_MESSAGE(number.fault == NumberFault::none, std::string(text));
    return number.value;
}

}  // namespace

TEST_CASE("Numbers are read whatever the width of their digits and the spaces around them") {
    CHECK(value("114.305") == 114.305);
    CHECK(value(" \t-0.5\r\n") == -0.5);
    CHECK(value("+3") == 3);
    CHECK(value("1e3") == 1000);
    CHECK(value("１１４．３０５") == 114.305);
    CHECK(value("－３") == -3);
    CHECK(value("\u3000７\u00A0") == 7);
    CHECK(value("\uFEFF12") == 12);
    CHECK(value("0012") == 12);
}

TEST_CASE("Spaces only are empty and no number") {
    CHECK(fault("") == NumberFault::empty);
    CHECK(fault(" \t\u3000\u00A0\u200B") == NumberFault::empty);
}

TEST_CASE("A comma is not guessed at") {
    CHECK(fault("114,305") == NumberFault::comma);
    CHECK(fault("1,234") == NumberFault::comma);
    CHECK(fault("1,234,567.5") == NumberFault::comma);
    CHECK(fault("１，２３４") == NumberFault::comma);
    CHECK(fault("114.3,30.5") == NumberFault::comma);
    CHECK(fault(",") == NumberFault::other);
}

TEST_CASE("Degrees, minutes and seconds, and sides of the world, are recognised") {
    for (const std::string text :
         {"114°18'20\"", "114° 18.5′", "114度18分20秒", "E114.3", "30.5N", "114:18:20", "30.5 n"}) {
        CAPTURE(text);
        CHECK(fault(text) == NumberFault::sexagesimal);
    }
}

TEST_CASE("Everything else is no number") {
    for (const std::string text :
         {"east", "3户", "12 a", "--3", "+-3", "'114.3", "0x10", "1.2.3", "N", "°", "５-", "\xFF"}) {
        CAPTURE(text);
        CHECK(fault(text) == NumberFault::other);
    }
}

TEST_CASE("Full-width text becomes ASCII, and other text stays") {
    CHECK(grid::half_width("Ａ－１（东）　") == "A-1(东)\u3000");
    CHECK(grid::half_width("\xEF\xBC") == "\xEF\xBC");  // cut off
    CHECK(grid::half_width("户ｱ") == "户ｱ");
}
