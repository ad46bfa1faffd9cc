#pragma once

#include <optional>
#include <string>

#include "libgrid/core/count.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

// What sites that are places and rosters of persons have in common. Part of read_ground().

/// Sites that may be a table, with the usual names of the columns that say where its rows are.
[[nodiscard]] SourceRef with_places(SourceRef sites, const FieldAliases& aliases);

/// The layer of the sites; the places of a table are in columns that are found by the profile's aliases.
[[nodiscard]] Source open_sites(const GriddingRequest& request);

/// Throws ConfigError for what only tables have: columns of coordinates, of the households of persons, of work.
void refuse_columns_of_raster(const GriddingRequest& request);

/// Throws InputError if the sites are lines, or their coordinates cannot be in their CRS.
void check_sites(const Source& source);

/// The field with an amount, computed as `name` if it is an expression; nullopt where none is wanted. Throws
/// ConfigError.
[[nodiscard]] std::optional<std::string> expression_field(const std::string& name, const std::string& expression,
                                                          Source& source);

/// Hours a month at a site, from the minutes that are said of it, else from its households.
[[nodiscard]] double service_hours(const WorkProfile& work, Count households, std::optional<double> minutes);

}  // namespace grid
