#include "libgrid/core/text_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

/// Spaces in UTF-8: no-break, zero-width, ideographic, byte order mark.
constexpr std::array<std::string_view, 8> spaces{" ",        "\t",           "\r",           "\n",
                                                 "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80", "\xEF\xBB\xBF"};

constexpr std::array<std::string_view, 9> angle_signs{"°", "º", "′", "″", "'", "\"", "度", "分", "秒"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool has_digit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_digit);
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// `E114.3` and `30.5N`, and everything with the signs of degrees, minutes and seconds.
bool is_sexagesimal(std::string_view text) {
    if (!has_digit(text) || text.starts_with('\'')) return false;  // the apostrophe is how spreadsheets mark a text
    if (std::any_of(angle_signs.begin(), angle_signs.end(), [&](auto sign) { return contains(text, sign); }))
        return true;
    constexpr std::string_view sides = "NSEWnsew";
    const bool has_side = contains(sides, text.substr(0, 1)) || contains(sides, text.substr(text.size() - 1));
    const auto is_part = [](char c) { return is_digit(c) || c == '.' || c == ' ' || c == ':'; };
    const std::string_view inner = text.substr(1, text.size() - 2);
    const bool has_colon = contains(text, ":") && std::all_of(text.begin(), text.end(), is_part);
    return has_colon || (has_side && std::all_of(inner.begin(), inner.end(), is_part));
}

NumberFault fault_of(std::string_view text) {
    if (is_sexagesimal(text)) return NumberFault::sexagesimal;
    const auto is_part = [](char c) { return is_digit(c) || c == '.' || c == ',' || c == '-' || c == '+'; };
    const bool is_grouped = contains(text, ",") && has_digit(text) && std::all_of(text.begin(), text.end(), is_part);
    return is_grouped ? NumberFault::comma : NumberFault::other;
}

}  // namespace

std::string_view without_spaces(std::string_view text) {
    const auto cut = [&](auto is_at, auto remove) {
        for (bool found = true; found && !text.empty();) {
            found = false;
            for (const std::string_view space : spaces) {
                if (!is_at(space)) continue;
                remove(space.size());
                found = true;
            }
        }
    };
    cut([&](auto space) { return text.starts_with(space); }, [&](auto bytes) { text.remove_prefix(bytes); });
    cut([&](auto space) { return text.ends_with(space); }, [&](auto bytes) { text.remove_suffix(bytes); });
    return text;
}

std::string half_width(std::string_view text) {
    std::string half;
    half.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        // U+FF01 to U+FF5E are U+0021 to U+007E.
        const auto lead = static_cast<unsigned char>(text[i]);
        const auto second = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        const auto third = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0U;
        const unsigned code = 0xF000U + ((second & 0x3FU) << 6U) + (third & 0x3FU);
        if (lead == 0xEF && code >= 0xFF01 && code <= 0xFF5E) {
            half += static_cast<char>(code - 0xFF01 + 0x21);
            i += 2;
        } else {
            half += text[i];
        }
    }
    return half;
}

TextNumber number_in(std::string_view text) {
    text = without_spaces(text);
    if (text.empty()) return {0, NumberFault::empty};
    double value = 0;
    const auto read = [&value](std::string_view from) {
        if (from.starts_with('+') && from.size() > 1 && from[1] != '-') from.remove_prefix(1);
        const auto [stop, status] = std::from_chars(from.data(), from.data() + from.size(), value);
        return status == std::errc{} && stop == from.data() + from.size();
    };
    if (read(text)) return {value, NumberFault::none};
    const std::string half = half_width(text);
    if (half != text && read(half)) return {value, NumberFault::none};
    return {0, fault_of(half)};
}

Message describe(NumberFault fault) {
    switch (fault) {
        case NumberFault::comma:
            return msg("has a comma, so that it is not sure which number is meant");
        case NumberFault::sexagesimal:
            return msg("is in degrees, minutes and seconds or names a side of the world");
        case NumberFault::empty:
            return msg("is empty");
        default:
            return msg("is not a number");
    }
}

}  // namespace grid
