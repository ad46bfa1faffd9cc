#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grid {

/// A whole number from 0 to 999,999,999 in Chinese numerals, as they are read: 12 十二, 20 二十, 103 一百零三, 110
/// 一百一十, 10,010 一万零一十.
[[nodiscard]] std::string chinese_number(std::int64_t number);

/// The number that these numerals are, written as chinese_number() writes it; nothing if they are none.
[[nodiscard]] std::optional<std::int64_t> parse_chinese_number(std::string_view text);

/// All runs of numerals in a text that are such a number.
[[nodiscard]] std::vector<std::int64_t> chinese_numbers_in(std::string_view text);

}  // namespace grid
