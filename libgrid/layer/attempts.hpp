#pragma once

#include <array>
#include <limits>

#include "libgrid/core/message.hpp"

namespace grid {

/// How a unit is divided. What is written is proven; where the proof fails the next way is tried.
struct Attempt {
    double coarser = 1;  ///< times the snapping distance of the request
    bool straighten = true;
    double avoid_m = 0;  ///< lines so near to a fault are left out
    bool is_one_grid = false;
    const char* what = "";
};
inline constexpr std::array<Attempt, 5> attempts{{
    {},
    {.coarser = 10, .what = mark("it was divided again with lines put onto each other within ten times --snap")},
    {.coarser = 10,
     .straighten = false,
     .avoid_m = 2,
     .what = mark("it was divided again without the barriers, blocks and old borders within 2 m of there, borders not "
                  "straightened")},
    {.straighten = false,
     .avoid_m = std::numeric_limits<double>::infinity(),
     .what = mark("it was divided again without barriers, blocks and old borders, borders not straightened")},
    {.is_one_grid = true, .what = mark("it was left as one grid")},
}};
inline constexpr const char* as_it_is =
    mark("it was left as one grid with its boundary as it is, which may not be valid; look at it with gridcheck");

}  // namespace grid
