#include "libgrid/layer/damaged_code.hpp"

#include <algorithm>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/text_number.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

constexpr std::size_t exact_digits = 15;  // what a spreadsheet keeps of a number

constexpr const char* import_as_text = mark(
    "format the column as text before the codes are typed in or imported, and take them from their source again: the "
    "digits that are lost cannot be restored");
constexpr const char* make_text = mark("write the codes as plain text");

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `4.20106E+11`, `4E+11`, `420106001001.0`; but not `12E5`, a code of digits and letters.
bool is_spreadsheet_number(std::string_view code) {
    const std::size_t e = code.find_first_of("eE");
    const std::string_view mantissa = code.substr(0, e);
    const std::size_t point = mantissa.find_first_of(".,");
    const bool has_point = point != std::string_view::npos;
    const bool is_decimal = is_digits(mantissa) || (has_point && is_digits(mantissa.substr(0, point)) &&
                                                    is_digits(mantissa.substr(point + 1)));
    if (!is_decimal) return false;
    if (e == std::string_view::npos)
        return has_point && mantissa.find_first_not_of('0', point + 1) == std::string_view::npos;
    std::string_view exponent = code.substr(e + 1);
    const bool has_sign = exponent.starts_with('+') || exponent.starts_with('-');
    if (has_sign) exponent.remove_prefix(1);
    return (has_point || has_sign) && is_digits(exponent);
}

}  // namespace

std::optional<CodeDamage> find_damage(std::string_view code, int digits, bool is_number) {
    if (is_digits(code)) {
        if (digits > 0 && code.size() + 1 == static_cast<std::size_t>(digits)) {
            return CodeDamage{msg("has {} digits, not {}: a leading zero may be lost", code.size(), digits),
                              marked(import_as_text)};
        }
        if (is_number && code.size() > exact_digits)
            return CodeDamage{msg("was kept as a number and is cut off"), marked(import_as_text), true};
        return std::nullopt;
    }
    if (code.starts_with('='))
        return CodeDamage{msg("is a formula by which a spreadsheet was to keep it as text"), marked(make_text)};
    if (code.starts_with('\'') || code.starts_with("\xE2\x80\x99"))
        return CodeDamage{msg("begins with the apostrophe by which spreadsheets mark a text"), marked(make_text)};
    if (const std::string half = half_width(code); half != code && is_ascii(half))
        return CodeDamage{msg("has full-width characters"), msg("write the codes in ASCII digits")};
    const bool has_ascii_space = code.starts_with(' ') || code.ends_with(' ');
    if (!has_ascii_space && without_spaces(code) != code)
        return CodeDamage{msg("has no-break or other wide spaces around it"), msg("remove them")};
    if (is_spreadsheet_number(code)) {
        const bool is_whole = code.find_first_of("eE") == std::string_view::npos;
        return CodeDamage{msg("is a number as spreadsheets write it"), marked(is_whole ? make_text : import_as_text),
                          !is_whole};
    }
    return std::nullopt;
}

void refuse_damage(const Value& value, int digits, const Message& what, const Place& place) {
    const std::string code = to_text(value);
    if (const auto damage = find_damage(code, digits, std::holds_alternative<double>(value)))
        throw InputError(msg("{} '{}' {}", what, code, damage->what), place, damage->remedy);
}

bool may_be_cut_off(std::string_view code) {
    return code.size() > exact_digits && is_digits(code) &&
           code.find_first_not_of('0', exact_digits) == std::string_view::npos;
}

void CutOffDigits::look_at(std::string_view code) {
    if (code.size() <= exact_digits || !is_digits(code)) return;
    ++m_long;
    m_cut += may_be_cut_off(code) ? 1 : 0;
}

bool CutOffDigits::found() const {
    constexpr std::int64_t enough = 10;
    return m_long >= enough && m_cut == m_long;
}

}  // namespace grid
