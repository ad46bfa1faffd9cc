#pragma once

#include <set>
#include <string>
#include <vector>

#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/layer/unit_codes.hpp"

namespace grid {

// Where grids are divided anew, the filter of the boundaries, or --units, chooses some units of a layer whose other
// units stay as they are. These are read as well, but only looked at: they have sites, which so lie in no chosen unit
// and are not outside either; they have grids, which live on; and they have borders, which fit as if all had been
// divided together. Part of read_ground().

/// Whether the units that the filter or the codes of the request leave out are to be looked at: there were grids
/// before, also as those of a plan with codes.
[[nodiscard]] bool looks_at_left_out(const GriddingRequest& request);

/// The units that the request names by their codes.
class NamedUnits {
public:
    /// Without codes all units are named.
    explicit NamedUnits(const std::vector<std::string>& codes) : m_wanted(codes.begin(), codes.end()) {}

    [[nodiscard]] bool has(const std::string& code) const { return m_wanted.empty() || m_wanted.contains(code); }
    /// The same for a unit of the input, which is remembered.
    [[nodiscard]] bool take(const std::string& code);
    /// Throws InputError for codes of which there was no unit.
    void check(const Source& source) const;

private:
    std::set<std::string> m_wanted;
    std::set<std::string> m_met;
};

/// Adds the units that the filter of the boundaries leaves out to the chosen ones, sorted by code, and their codes to
/// Ground::left_out, which has those without a usable geometry as well. What is wrong with them is nobody's concern
/// now: what cannot be read is passed over, invalid rings are made valid, features of one code are one unit. Of a code
/// that is chosen, the features that the filter leaves out are no unit.
void add_left_out_units(const GriddingRequest& request, const UnitCodes& codes, const GroundScale& scale,
                        Ground& ground);

/// Where the units are groups of cells: the codes of those of which the filter of the cells leaves nothing.
void add_left_out_groups(const GriddingRequest& request, Ground& ground);

/// Leaves the findings that are not of such a unit alone.
void keep_chosen_findings(Ground& ground);

}  // namespace grid
