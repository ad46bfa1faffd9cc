#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "libgrid/core/language.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

// A pattern is text with {n}, the number; {nn}, with leading zeros; {zh}, in Chinese numerals; {unit}, the name of the
// unit; {code}, its code; {parent}, the name of what was divided: of a grid that is the unit.

/// The pattern filled in; spaces at both ends (of a unit without a name) are cut off.
[[nodiscard]] std::string grid_name(const std::string& pattern, const std::string& unit_name,
                                    const std::string& unit_code, std::int64_t number, const CodeLayout& layout);

/// The name of a grid of a divided unit: a dedicated one is called as its area is, if that has a name.
[[nodiscard]] std::string name_of_grid(const Ground& ground, const Profile& profile, const Unit& unit,
                                       const DividedUnit& divided, const DividedGrid& grid);

/// Bytes that a name by a pattern of the profile can have at most.
[[nodiscard]] std::size_t longest_name_bytes(const Profile& profile, const std::string& unit_name,
                                             const std::string& unit_code);

/// Throws ConfigError if `pattern` has a `{...}` that is unknown, or if names made from it would not hold the number,
/// but for that of an only grid, which needs none.
void check_name_pattern(const std::string& pattern, const std::string& source, bool needs_number);

/// The usual patterns of a language: of grids, and of micro-grids.
[[nodiscard]] NamePatterns usual_names(Language language);
[[nodiscard]] NamePatterns usual_micro_names(Language language);

/// Has a profile name grids in another language; patterns of its own stay.
void set_language(Profile& profile, Language language);

}  // namespace grid
