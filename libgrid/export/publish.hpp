#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

/// What may be shown to everybody.
struct PublishRules {
    std::int64_t least = 0;  ///< counts below it stay empty
    bool with_contacts = false;
    std::vector<std::string> asked_for{};  ///< fields that are not ours, but are to be in it
};

/// Makes a layer of grids fit to be shown to everybody.
///
/// A count is a whole number of people or of what is theirs: sites, households, persons, and fields of the user's own
/// that are asked for. Of a grid with a count below `least` (0 as well) all counts, and all that follows from them
/// (workload, hours, deviations), are empty: it is *withheld*. Who knows the sum of a unit would find a single empty
/// count by subtraction, and from several that are all small and as large as they can be, each; so one more grid of the
/// unit is withheld, that which follows the first small one by its code, whatever it has. Who knows this rule would
/// learn from a choice by size, or from grids that are added until it suffices, and learns nothing from this one. (It
/// is complementary cell suppression in rows; see Willenborg and de Waal, Elements of Statistical Disclosure Control,
/// 2001, and for what rules give away Wong et al., "Minimality attack in privacy preserving data publishing", 2007.)
/// Where sums tell more of a small count than that it is below `least`, a finding says so (`count_exposed`).
///
/// Fields that say who somebody is (is_personal()) are left out unless `with_contacts`, and fields that are not ours,
/// whatever they hold, unless they are asked for. `unit_column`: the code of the unit; rows of one unit belong
/// together.
[[nodiscard]] Findings publish_counts(FeatureTable& grids, std::size_t unit_column, std::size_t code_column,
                                      const PublishRules& rules);

}  // namespace grid
