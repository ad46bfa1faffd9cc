#pragma once

#include <string>
#include <vector>

#include "libgrid/check/check_context.hpp"

/// A small layer in memory: rows with squares, for checks of attributes.
class SmallLayer {
public:
    grid::CheckRequest request;
    grid::GridTable table;

    SmallLayer();

    /// A square of 0.01 degrees in this column and row, with a code, a unit and households.
    grid::GridRecord& add(const std::string& code, const std::string& unit, double households, int column = 0,
                          int row = 0);

    /// Runs a check and returns `code grid_code` of each finding, in order. Units are taken from the rows.
    std::vector<std::string> found_by(void (*check)(grid::CheckContext& context));

    /// Those of the last run as a whole.
    grid::Findings findings;
    std::vector<grid::CountRange> counts;  ///< what a recount found, if there was one
};
