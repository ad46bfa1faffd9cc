#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/field.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// What a spreadsheet, or a program that took a code for a number, has done to it.
struct CodeDamage {
    Message what;               ///< for a message: `is a number as spreadsheets write it`
    Message remedy;             ///< what to do
    bool loses_digits = false;  ///< different codes may have become the same
};

/// Recognises `="4201..."`, a leading apostrophe, ASCII in full-width form, spaces that are not those of ASCII at the
/// ends; `4.20106E+11` and `420106001001.0`; one digit fewer than `digits` (a leading zero); and a number of more than
/// 15 digits, if `is_number`: a spreadsheet keeps no more. `digits`: how many digits the code has to have; 0: any text
/// is a code. Whole codes give nothing, and so does what is no code at all, as an empty text.
[[nodiscard]] std::optional<CodeDamage> find_damage(std::string_view code, int digits, bool is_number = false);

/// Throws InputError if the value, as it was read from a field, is damaged. `what` is what it should be: `the unit
/// code`.
void refuse_damage(const Value& value, int digits, const Message& what, const Place& place);

/// Whether the code is a number of more than 15 digits that ends in zeros behind the 15th, as spreadsheets leave it.
[[nodiscard]] bool may_be_cut_off(std::string_view code);

/// Sees whether all long numbers of a column end in zeros where a spreadsheet cuts them off, behind the 15th digit. A
/// single one may be so by chance; the identity numbers of China have 18 digits.
class CutOffDigits {
public:
    void look_at(std::string_view code);
    /// Whether there are ten or more codes of 16 or more digits, all of them so.
    [[nodiscard]] bool found() const;

private:
    std::int64_t m_long = 0;
    std::int64_t m_cut = 0;
};

}  // namespace grid
