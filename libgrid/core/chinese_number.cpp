#include "libgrid/core/chinese_number.hpp"

#include <algorithm>
#include <array>

namespace grid {

namespace {

constexpr std::size_t bytes = 3;  // of a numeral in UTF-8

constexpr std::array<std::string_view, 10> digits{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

struct Unit {
    std::int64_t value;
    std::string_view name;
};
constexpr std::array<Unit, 3> small_units{{{1000, "千"}, {100, "百"}, {10, "十"}}};
constexpr std::array<Unit, 2> large_units{{{100'000'000, "亿"}, {10'000, "万"}}};

/// Adds a number below 10,000, which is not 0. A zero is read where a place is empty between others.
void add_section(std::int64_t number, std::string& text) {
    bool is_empty_before = !text.empty() && number < small_units.front().value;
    for (const Unit& unit : small_units) {
        const auto digit = static_cast<std::size_t>(number / unit.value % 10);
        if (digit == 0) {
            is_empty_before = is_empty_before || !text.empty();
            continue;
        }
        if (is_empty_before) text += digits[0];
        is_empty_before = false;
        const bool is_plain_ten = unit.value == 10 && digit == 1 && text.empty();
        if (!is_plain_ten) text += digits[digit];
        text += unit.name;
    }
    const auto last = static_cast<std::size_t>(number % 10);
    if (last == 0) return;
    if (is_empty_before) text += digits[0];
    text += digits[last];
}

/// What a numeral stands for: a digit, or a unit as a negative number; nothing for another letter.
std::optional<std::int64_t> meaning(std::string_view letter) {
    for (std::size_t digit = 0; digit < digits.size(); ++digit) {
        if (digits[digit] == letter) return static_cast<std::int64_t>(digit);
    }
    const auto find_in = [letter](const auto& units) -> std::optional<std::int64_t> {
        for (const Unit& unit : units) {
            if (unit.name == letter) return -unit.value;
        }
        return std::nullopt;
    };
    const auto small = find_in(small_units);
    return small ? small : find_in(large_units);
}

}  // namespace

std::string chinese_number(std::int64_t number) {
    if (number == 0) return std::string(digits[0]);
    std::string text;
    for (const Unit& unit : large_units) {
        if (number >= unit.value) {
            add_section(number / unit.value, text);
            text += unit.name;
        }
        number %= unit.value;
    }
    if (number > 0) add_section(number, text);
    return text;
}

std::optional<std::int64_t> parse_chinese_number(std::string_view text) {
    constexpr std::size_t longest = 24;  // numerals of the longest number below a milliard, and some
    if (text.empty() || text.size() % bytes != 0 || text.size() / bytes > longest) return std::nullopt;
    std::int64_t sum = 0;
    std::int64_t section = 0;
    std::int64_t digit = 0;
    for (std::size_t i = 0; i < text.size(); i += bytes) {
        const auto numeral = meaning(text.substr(i, bytes));
        if (!numeral) return std::nullopt;
        if (*numeral >= 0) {
            digit = *numeral;
        } else if (*numeral > -large_units.back().value) {
            section += std::max<std::int64_t>(digit, 1) * -*numeral;
            digit = 0;
        } else {
            sum += (section + digit) * -*numeral;
            section = digit = 0;
        }
    }
    const std::int64_t number = sum + section + digit;
    constexpr std::int64_t greatest = 999'999'999;
    // What is written in another way than ours is none, so that there is one text for each number.
    if (number > greatest || chinese_number(number) != text) return std::nullopt;
    return number;
}

std::vector<std::int64_t> chinese_numbers_in(std::string_view text) {
    std::vector<std::int64_t> numbers;
    std::size_t from = 0;
    while (from + bytes <= text.size()) {
        std::size_t to = from;
        while (to + bytes <= text.size() && meaning(text.substr(to, bytes)))
            to += bytes;
        if (const auto number = parse_chinese_number(text.substr(from, to - from))) numbers.push_back(*number);
        from = to > from ? to : from + 1;
    }
    return numbers;
}

}  // namespace grid
