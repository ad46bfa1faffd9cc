#include "libgrid/core/chinese_number.hpp"

#include <doctest/doctest.h>

TEST_CASE("numbers are written in Chinese numerals as they are read") {
    // The other numbers up to 999 are held against ICU by tests/cli/test_names.py.
    const std::pair<std::int64_t, const char*> known[] = {{0, "零"},
                                                          {1, "一"},
                                                          {10, "十"},
                                                          {12, "十二"},
                                                          {20, "二十"},
                                                          {103, "一百零三"},
                                                          {110, "一百一十"},
                                                          {999, "九百九十九"},
                                                          {1000, "一千"},
                                                          {1010, "一千零一十"},
                                                          {10'001, "一万零一"},
                                                          {100'010, "十万零一十"},
                                                          {123'456'789, "一亿二千三百四十五万六千七百八十九"}};
    for (const auto& [number, text] : known) {
        CHECK(grid::chinese_number(number) == text);
        CHECK(grid::parse_chinese_number(text) == number);
    }
}

TEST_CASE("every number up to 12,000 is read back from its numerals, and no two have the same") {
    for (std::int64_t number = 0; number <= 12'000; ++number)
        REQUIRE(grid::parse_chinese_number(grid::chinese_number(number)) == number);
}

TEST_CASE("what is written in another way is no number") {
    for (const char* const text : {"", "一十", "十零", "一百三", "零一", "二二", "第一", "1", "一\xE4\xBA", "十十"})
        CHECK(!grid::parse_chinese_number(text));
}

TEST_CASE("numbers are found within a name, among letters of one, two and four bytes") {
    using Numbers = std::vector<std::int64_t>;
    CHECK(grid::chinese_numbers_in("三里屯第十二网格") == Numbers{3, 12});
    CHECK(grid::chinese_numbers_in("é𠮷x一百零三") == Numbers{103});
    CHECK(grid::chinese_numbers_in("十十").empty());
    CHECK(grid::chinese_numbers_in("").empty());
}
