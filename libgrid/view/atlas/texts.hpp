#pragma once

// For the files of this stage only: the words of the atlas.

#include <cstdint>
#include <string>

#include "libgrid/export/titles.hpp"

namespace grid {

struct AtlasTexts {
    const char* number;
    const char* name;
    const char* code;
    const char* page_column;
    const char* grids;
    const char* households;
    const char* persons;
    const char* workload;
    const char* hours;
    const char* round_km;
    const char* deviation;
    const char* dedicated;
    const char* total;
    const char* north;
    const char* unit_boundary;
    const char* grid_border;
    const char* micro_border;
    const char* unit_area;
    const char* neighbour;
    const char* main_road;
    const char* street;
    const char* railway;
    const char* river;
    const char* site;
    const char* detail_frame;
    const char* overview;
    const char* count_of_units;  ///< {} units
    const char* one_grid;
    const char* count_of_grids;  ///< {} grids
    const char* count_of_homes;  ///< {} households
    const char* mean_of_homes;   ///< {} on average
    const char* area_km2;        ///< {} km2
    const char* page_of;         ///< page {} of {}
    const char* page_short;      ///< p. {}
    const char* detail_of;       ///< {}: detail {}
    const char* table_of;        ///< {}: grids
    const char* units_of;        ///< {}: units
    const char* separator;       ///< between the parts of a line
};

[[nodiscard]] const AtlasTexts& atlas_texts(Language language);

/// With a comma between groups of three digits.
[[nodiscard]] std::string grouped(std::int64_t number);
/// The same; without decimals where there are none to show.
[[nodiscard]] std::string grouped(double number);
/// `+4.9 %`; a dash where it is not a number.
[[nodiscard]] std::string percent(double share);
/// Three digits that count, in square kilometres.
[[nodiscard]] std::string square_km(double area_m2);

}  // namespace grid
