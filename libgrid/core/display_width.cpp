#include "libgrid/core/display_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace grid {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

// East Asian width W and F of Unicode, in the coarse ranges that terminals and fmt go by.
constexpr std::array wide{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3040, 0xA4CF},
                          Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},
                          Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
                          Range{0x1F300, 0x1F64F}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
constexpr std::array no_width{Range{0x300, 0x36F}, Range{0x200B, 0x200F}, Range{0xFE00, 0xFE0F}};

bool is_in(std::uint32_t character, std::span<const Range> ranges) {
    return std::ranges::any_of(ranges, [=](const Range& r) { return r.first <= character && character <= r.last; });
}

/// Bytes of the character that begins with this one.
std::size_t length_of(unsigned char first) {
    return first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
}

std::uint32_t code_of(std::string_view character) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i]));
    };
    if (character.size() == 1) return byte(0);
    std::uint32_t code = byte(0) & (0xFFU >> (character.size() + 1));
    for (std::size_t i = 1; i < character.size(); ++i)
        code = code << 6U | (byte(i) & 0x3FU);
    return code;
}

}  // namespace

std::string_view first_character(std::string_view text) {
    if (text.empty()) return text;
    const std::size_t length = length_of(static_cast<unsigned char>(text.front()));
    const auto goes_on = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    const bool is_whole = length <= text.size() && std::ranges::all_of(text.substr(1, length - 1), goes_on);
    return text.substr(0, is_whole ? length : 1);
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const std::string_view character = first_character(text);
        const std::uint32_t code = code_of(character);
        width += is_in(code, wide) ? 2 : is_in(code, no_width) ? 0 : 1;
        text.remove_prefix(character.size());
    }
    return width;
}

}  // namespace grid
