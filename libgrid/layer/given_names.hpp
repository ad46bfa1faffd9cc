#pragma once

#include <string>
#include <vector>

#include "libgrid/layer/profile.hpp"

namespace grid {

/// Tells the names that people gave to grids from those that follow from their codes.
class GivenNames {
public:
    /// The patterns of this profile and of those that are built in.
    explicit GivenNames(const Profile& profile);

    /// One more pattern by which names were made.
    void add_pattern(const std::string& pattern);
    void add_patterns(const NamePatterns& names);

    /// Whether no pattern gives the grid this name, under any of the names that its unit may have had. An empty name
    /// is not given.
    [[nodiscard]] bool is_given(const std::string& name, const std::vector<std::string>& unit_names,
                                const std::string& unit_code, const std::string& code) const;

    /// Whether some pattern gives this name to a grid of the unit, whatever its number.
    [[nodiscard]] bool is_made(const std::string& name, const std::string& unit_name,
                               const std::string& unit_code) const;

private:
    CodeLayout m_layout;
    std::vector<std::string> m_patterns;
};

/// The key of `grid_run` under which the pattern stands by which the names of the layer were made; that of only grids
/// ends in it.
inline constexpr const char* name_pattern_key = "name-pattern";
inline constexpr const char* only_name_pattern_key = "only-name-pattern";

}  // namespace grid
