#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// A grid that was there before the run.
struct PreviousGrid {
    std::string code;
    std::string unit_code;  ///< of the unit that it was in
    bool dedicated = false;
    MultiPolygon output;  ///< output CRS
};

/// The layer that the run starts from.
struct PreviousGrids {
    std::vector<PreviousGrid> grids;   ///< by code
    std::vector<std::string> retired;  ///< codes that had been given up when the layer was made, ascending
    /// The units that came of an old one, where the user says so; the others kept their codes.
    std::map<std::string, std::vector<std::string>> successors;

    /// The units that a previous unit is now.
    [[nodiscard]] std::vector<std::string> units_now(const std::string& unit_code) const;
    /// The numbers ever used in a unit, ascending: those of the codes, in use or retired, that begin with its code.
    [[nodiscard]] std::vector<std::int64_t> used_numbers(const std::string& unit_code) const;

    /// To be called when `grids` and `retired` are complete.
    void index_numbers(int number_digits);

private:
    std::unordered_map<std::string, std::vector<std::int64_t>> m_numbers;  ///< by unit code
};

/// Reads the grids, the codes retired before (from the tables `lineage` and `grid_run` of the same file, or from
/// `<stem>_lineage.csv` beside it) and the map of units. Throws InputError (no such file, a code missing or twice, a
/// grid without geometry) and ConfigError (no field holds the codes).
[[nodiscard]] PreviousGrids read_previous(const PreviousSource& previous, Source& source, const CodeLayout& layout,
                                          const std::string& output_wkt);

/// A finding for each previous unit that has become none of `units` (codes, ascending), at its first grid. Where the
/// map says that it has become nothing (an empty code), there is none.
[[nodiscard]] Findings find_gone_units(const PreviousGrids& previous, const std::vector<std::string>& units);

/// The number at the end of a code, if what is before it is the unit's code; -1 if it is not.
[[nodiscard]] std::int64_t number_in_code(const std::string& code, const std::string& unit_code, int number_digits);

/// The key of `grid_run` that lists the codes retired so far, separated by spaces.
inline constexpr const char* retired_codes_key = "retired_codes";

}  // namespace grid
