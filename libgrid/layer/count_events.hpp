#pragma once

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/unit_finder.hpp"

namespace grid {

// Events as work. Part of read_ground().

/// Adds the minutes of all events to the service of the sites and cells of the ground, which are in their order then.
/// An event that is a point counts at the cell that it lies in, else at the nearest site or cell of the unit that it
/// lies in. A row of a table counts at the site or cell of that identifier. Events in foreign units are none of ours.
/// What lies nowhere, or has a kind whose minutes the profile does not say, becomes a finding. Throws ConfigError for
/// fields that are missing and where nothing says which unit an event is in, InputError for counts that are no numbers.
void count_events(const GriddingRequest& request, const UnitFinder& units, InputNotes& notes, Ground& ground);

}  // namespace grid
