#include "libgrid/io/csv.hpp"

#include <cpl_port.h>

#include <filesystem>
#include <string_view>

namespace grid {

namespace {

bool is_negative_number(std::string_view text) {
    return text.size() > 1 && text[0] == '-' && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

bool is_formula(std::string_view text) {
    constexpr std::string_view beginnings = "=+-@\t\r";
    return !text.empty() && beginnings.find(text.front()) != std::string_view::npos && !is_negative_number(text);
}

}  // namespace

std::string csv_text_field(const std::string& text) {
    return csv_field(without_formula(text));
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string without_formula(const std::string& text) {
    return is_formula(text) ? "'" + text : text;
}

Value from_csv(Value value, const std::string& path) {
    auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !text->starts_with('\'') || !is_formula(std::string_view(*text).substr(1))) return value;
    if (EQUAL(std::filesystem::path(path).extension().c_str(), ".csv")) text->erase(0, 1);
    return value;
}

}  // namespace grid
