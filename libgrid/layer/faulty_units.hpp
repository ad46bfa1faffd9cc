#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

// Units that cannot be divided for what their features say, such as their codes or sizes. One of them does not hide the
// others: each step looks at all units, and then settle_faulty() ends the run or leaves them out.

struct Unit;

struct FaultyUnit {
    std::string code;  ///< may be the fault
    Place place;       ///< of its feature; without one where the unit is a group of cells
    Message problem;   ///< a clause: `the unit code is empty`
    Message advice;
    Point at;                            ///< of its outline, output CRS
    std::optional<std::int64_t> twin{};  ///< the feature that has its code as well
};

/// The unit of which `error` says what is wrong, with a point of its outline.
[[nodiscard]] FaultyUnit faulty_unit(const Error& error, const Unit& unit, const Point& at);

/// Does nothing without faulty units. Those that are to be skipped become findings `unit_skipped`, in the order of
/// their features; else this throws InputError: with one of them its problem and place, with several their number, the
/// first ten, and what would help. `also` is more advice; empty: none.
void settle_faulty(std::vector<FaultyUnit> faulty, bool skip, const Message& also, Findings& findings);

}  // namespace grid
