#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/wishes/wish.hpp"

namespace grid {

/// Wishes that are met or missed together, the more important ones first: by kind (see WishKind), then by the input.
/// Those of one group are one; indices of all wishes.
[[nodiscard]] std::vector<std::vector<std::int32_t>> wishes_by_priority(std::span<const Wish> wishes,
                                                                        std::span<const std::int32_t> chosen);

/// By such a group: whether one of it is among the `missed` wishes (ascending). Of two plans that is better which is
/// less.
[[nodiscard]] std::vector<char> missed_groups(const std::vector<std::vector<std::int32_t>>& groups,
                                              std::span<const std::int32_t> missed);

}  // namespace grid
