#include "libgrid/core/message.hpp"

#include "libgrid/core/catalogue.hpp"
#include "libgrid/core/display_width.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using grid::Language;
using grid::Message;
using grid::msg;

TEST_CASE("a message is told in each language, its numbers written alike") {
    const Message said = msg("{} is {:.10g}, but the geometry has {:.10g}", "area_m2", 12.5, 1e6);
    CHECK(said.english() == "area_m2 is 12.5, but the geometry has 1000000");
    CHECK(said.in(Language::en) == said.english());
    CHECK(said.in(Language::zh) == "area_m2 为 12.5，而图形为 1000000");
}

TEST_CASE("a message within a message is told in the language of the whole, in the order of that language") {
    const Message count = msg("{} grids of {} units", 3, 2);
    CHECK(count.in(Language::zh) == "2 个单元的 3 个网格");
    const Message whole = msg("{}: {}", "a.gpkg", count);
    CHECK(whole.english() == "a.gpkg: 3 grids of 2 units");
    CHECK(whole.in(Language::zh) == "a.gpkg：2 个单元的 3 个网格");
    CHECK((count + msg("; ") + "x").in(Language::zh) == "2 个单元的 3 个网格；x");
    CHECK(grid::list_of_messages(std::vector<Message>{"a", "b", "c"}).in(Language::zh) == "a、b、c");
}

TEST_CASE("a plain text, also one with braces or one that is in the catalogue, is the same in all languages") {
    for (const char* const text : {"{}", "{{", "}", "", "households", "图层 {0}"}) {
        CHECK(Message(text).in(Language::zh) == text);
        CHECK(msg("{}: {}", text, 1).in(Language::zh) == std::string(text) + "：1");
    }
}

TEST_CASE("a marked text with braces is no format, and one without a translation stays as it is") {
    CHECK(grid::marked("date for {changed} in the schema").in(Language::zh) == "模式中 {changed} 的日期");
    CHECK(grid::marked("nobody has translated {this").in(Language::zh) == "nobody has translated {this");
    CHECK(grid::marked("").in(Language::zh).empty());
    CHECK(std::string(grid::translation("", Language::zh)).empty());
    CHECK(grid::marked("layer {}", {"a"}).in(Language::zh) == "图层 a");
}

TEST_CASE("an error is told with its place, and without the secrets of it, in each language") {
    const std::string source = "PG:host=h dbname=d password=geheim";
    const grid::InputError error(msg("the field '{}' {}", "geheim", msg("is empty")),
                                 {source, "l", 7, grid::Point{1, 2}});
    CHECK(std::string(error.what()) == error.message().english());
    const std::string told = error.message().in(Language::zh);
    CHECK(told.find("图层 l、要素 7、坐标 1,2") != std::string::npos);
    CHECK(told.find("geheim") == std::string::npos);
    CHECK(told.find("为空") != std::string::npos);
}

TEST_CASE("the width of a text is that by which fmt pads it") {
    for (const std::string text : {"", "abc", "网格", "a网b格", "，。", "é", "ｆｕｌｌ", "Ä-網", "𠀀x"}) {
        const std::string padded = fmt::format("{:>20}", text);
        CHECK(padded.size() - text.size() == 20 - grid::display_width(text));
    }
}
