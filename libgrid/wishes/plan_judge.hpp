#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "libgrid/wishes/unit_wishes.hpp"
#include "libgrid/wishes/wish.hpp"

namespace grid {

/// A plan that is there, whoever made it, as far as wishes ask. Grids are any numbers from 0 on.
class LaidPlan {
public:
    using Grids = std::set<std::int32_t>;

    virtual ~LaidPlan() = default;

    /// The grids that hold what a wish is about: what is counted in its areas, and its points.
    [[nodiscard]] virtual Grids grids_of(const Wish& wish) const = 0;
    /// The grid with the code that a wish names; -1: none.
    [[nodiscard]] virtual std::int32_t named_grid(const Wish& wish) const = 0;
    /// Whether a grid has the name that the wish gives it.
    [[nodiscard]] virtual bool has_name(std::int32_t grid, const Wish& wish) const = 0;
    /// Whether the ground of a wish `lock` is a grid.
    [[nodiscard]] virtual bool is_locked(const Wish& wish) const = 0;
    /// Whether a border passes through the place of a wish `no_border`.
    [[nodiscard]] virtual bool is_cut(const Wish& wish) const = 0;
    /// Whether grids end where a wish `border` says, as far as it lies in them.
    [[nodiscard]] virtual bool is_border(const Wish& wish) const = 0;

protected:
    LaidPlan() = default;
    LaidPlan(const LaidPlan&) = default;
    LaidPlan(LaidPlan&&) = default;
    LaidPlan& operator=(const LaidPlan&) = default;
    LaidPlan& operator=(LaidPlan&&) = default;
};

/// The wishes (indices, ascending: `chosen`) that a plan does not meet, in their order, each with the reason.
[[nodiscard]] std::vector<BrokenWish> judge_plan(const LaidPlan& plan, std::span<const Wish> wishes,
                                                 std::span<const std::int32_t> chosen);

}  // namespace grid
