#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "land.hpp"
#include "people.hpp"

namespace province {

using VisitLine = std::function<void(const Path& line, const char* line_class)>;

/// The roads of one unit: primary and secondary ones along some of its sides (each side once, for the whole province),
/// tertiary ones from its middle to its sides, and residential streets about its clusters.
void for_each_road(const Land& land, const Lot& lot, const std::vector<Cluster>& clusters, std::uint64_t seed,
                   const VisitLine& visit);

/// A stream of one unit, if it has one.
void for_each_stream(const Land& land, const Lot& lot, std::uint64_t seed, const VisitLine& visit);

/// The rivers, which cross the province from west to east, in pieces of some kilometres.
void for_each_river(const Land& land, std::uint64_t seed, const VisitLine& visit);

}  // namespace province
