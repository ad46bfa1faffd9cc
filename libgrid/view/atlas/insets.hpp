#pragma once

// For the files of this stage only: parts of a subject that lie far from the rest.

#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/view/atlas/page.hpp"

namespace grid {

/// What a map shows in its frame, and what it shows in insets, because the frame would have to be much larger for it.
struct MapParts {
    Box main;
    std::vector<Box> far{};
};

/// Polygons (their boxes and areas, in one plane) belong together if they are no farther apart than half of the longer
/// side of what is together already, beginning with the largest. The rest goes into up to three insets if without it
/// the map becomes at least twice as large; else all of it is the main part.
[[nodiscard]] MapParts split_far_parts(std::span<const Box> boxes, std::span<const double> areas);

/// The main part with a strip beside it that is wide enough for the insets, whatever the shape of the frame.
[[nodiscard]] Box with_strip(const Box& main);

/// Places for so many insets in that strip, one below the other.
[[nodiscard]] std::vector<Rect> inset_places(const Rect& frame, std::size_t count);

}  // namespace grid
