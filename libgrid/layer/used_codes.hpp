#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

/// Numbers that are given out apart: where a layout keeps those from CodeLayout::first_dedicated on for dedicated
/// grids, they are the second range; else there is but one.
enum class NumberRange : std::uint8_t { usual, dedicated };
inline constexpr std::size_t number_ranges = 2;

/// The range of a number of a layout.
[[nodiscard]] NumberRange range_of(std::int64_t number, const CodeLayout& layout);

/// The codes of grids that were ever given, as far as they are known: those in use and those that were given up.
class UsedCodes {
public:
    explicit UsedCodes(CodeLayout layout = {}) : m_layout(std::move(layout)) {}

    /// A grid has this code.
    void add_living(const std::string& code);
    /// A grid had this code. It counts as given up unless one has it. `date`: since when, if that is known.
    void add_retired(const std::string& code, const std::string& date = {});

    /// Whether a grid has or had this code.
    [[nodiscard]] bool has(const std::string& code) const;
    /// The codes that were given up, ascending.
    [[nodiscard]] std::vector<std::string> retired() const;
    /// The first date that add_retired() was told of a code; empty if it was told none.
    [[nodiscard]] std::string retired_on(const std::string& code) const;
    /// The greatest number of a range that was ever used in a unit: of the codes that are its code and a number;
    /// nothing if there is none.
    [[nodiscard]] std::optional<std::int64_t> greatest(const std::string& unit_code, NumberRange range) const;
    /// The greatest number of each range in which one was used.
    [[nodiscard]] std::vector<std::int64_t> last_numbers(const std::string& unit_code) const;

private:
    void note(const std::string& code);

    CodeLayout m_layout;
    std::unordered_set<std::string> m_living;
    std::map<std::string, std::string> m_retired;  ///< code -> date, or empty
    /// By unit code: the greatest number of each range; -1: none.
    std::unordered_map<std::string, std::array<std::int64_t, number_ranges>> m_greatest;
};

/// The number at the end of a code, if what is before it is the prefix and the unit's code; -1 if it is not.
[[nodiscard]] std::int64_t number_in_code(const std::string& code, std::string_view unit_code,
                                          const CodeLayout& layout);

/// What a code has between prefix and number; empty if it is too short, or has another prefix.
[[nodiscard]] std::string unit_in_code(const std::string& code, const CodeLayout& layout);

/// Adds the codes of a table or layer that begin with the code of one of `units` (ascending). `wanted_field`: see
/// UsedCodesSource. Returns a finding if it has codes and none of them does. Throws InputError for damaged codes,
/// ConfigError if no field holds the codes.
[[nodiscard]] std::optional<Finding> read_used_codes(Source& source, const std::string& wanted_field,
                                                     const CodeLayout& layout, const std::vector<std::string>& units,
                                                     UsedCodes& used);

/// The keys of `grid_run` that list the codes retired so far, and of each unit the code with the greatest number ever
/// given, both separated by spaces. Where grids are joined by hand, only the latter tells that there were more.
inline constexpr const char* retired_codes_key = "retired_codes";
inline constexpr const char* last_codes_key = "last_codes";

}  // namespace grid
