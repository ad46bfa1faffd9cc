#include "libgrid/layer/carry_over.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace grid {

void carry_over(const PreviousGrid& old, const std::string& unit_name, const GivenNames& names, GridRow& row) {
    row.extra = old.extra;
    if (names.is_given(old.given_name, {unit_name}, old.unit_code, old.code)) row.name = old.given_name;
}

std::optional<Finding> find_dropped_values(const ChangedRun& run) {
    constexpr std::size_t most = 100;
    std::vector<std::string> codes;
    const PreviousGrid* first = nullptr;
    for (const PreviousGrid* grid : retired_grids(run)) {
        if (!grid->has_own_values()) continue;
        if (first == nullptr) first = grid;
        codes.push_back(grid->code);
    }
    if (first == nullptr) return std::nullopt;
    const std::size_t count = codes.size();
    if (count > most) codes.resize(most);
    return Finding{"own_values_dropped",
                   {},
                   {},
                   fmt::format("{} carried on by no grid, so that what was entered for {} (a name, or further fields) "
                               "is in the previous layer only: {}{}",
                               count == 1 ? "a previous grid is" : fmt::format("{} previous grids are", count),
                               count == 1 ? "it" : "them", fmt::join(codes, ", "),
                               count > most ? fmt::format(" and {} more", count - most) : ""),
                   first->output.front().shell.front()};
}

}  // namespace grid
