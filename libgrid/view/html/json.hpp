#pragma once

// For the files of this stage only: text of JSON and HTML.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace grid {

/// JSON that may stand in a <script> of an HTML page: `<`, `>`, `&`, U+2028 and U+2029 are written as \u escapes, which
/// in JSON they can be wherever they occur. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_for_page(const nlohmann::ordered_json& value);

/// An array of whole numbers, without going through a value for each.
[[nodiscard]] std::string json_numbers(const std::vector<std::int64_t>& numbers);

/// Text for the content of an element or a quoted attribute. Control characters become spaces.
[[nodiscard]] std::string html_escape(std::string_view text);

}  // namespace grid
