#pragma once

#include "libgrid/trace/sketch.hpp"

namespace grid {

/// Moves a joint to a better place, if there is one that changes the grid of no site and crosses nothing: a node of
/// free pieces onto a bend close by, then towards the point with the least sum of distances to the next points
/// (Weiszfeld 1937); the end of a free piece on a straight stretch of barrier or outline to where it meets that stretch
/// at a right angle.
void settle(Sketch& sketch, Joint& joint, double clearance_m);

}  // namespace grid
