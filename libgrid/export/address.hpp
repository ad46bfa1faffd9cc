#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/language.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

// Where a grid is, in words: bounded in the east by ..., made of buildings ...

/// The sides of a grid, in the order in which offices name them.
enum class Side : std::uint8_t { east, south, west, north };
inline constexpr std::size_t side_count = 4;

/// What an address is made of.
struct GridAddress {
    std::array<std::vector<std::string>, side_count> bounds;  ///< by side: names of lines, those along most of it first
    std::vector<std::string> buildings;  ///< in the order in which people count: 2号楼 before 10号楼

    [[nodiscard]] bool is_empty() const;
};

/// What a grid is called by its neighbours: by its name in its own unit, by that of the unit in others.
struct GridCalled {
    std::string name;  ///< empty: it has none
    std::string unit_code;
    std::string unit_name;
};

/// What the words come from. All geometry is in one CRS, of which `crs_wkt` is the WKT.
struct AddressSources {
    std::vector<const FeatureTable*> lines;   ///< barriers: the names are in a field with a usual name
    const FeatureTable* buildings = nullptr;  ///< polygons, with a field of names likewise
    std::vector<GridCalled> called;           ///< by grid; empty: neighbours bound nothing
    std::string crs_wkt;
};

/// The field with the names of lines (barriers), or of polygons (buildings), by its usual names; nullopt: there is
/// none. Throws ConfigError where several could be it.
[[nodiscard]] std::optional<std::size_t> name_column(const FeatureTable& table);

/// How far a border may be from a line that bounds it, in metres: borders follow lines, but are straightened, and roads
/// are drawn twice.
inline constexpr double address_reach_m = 8;

/// A name bounds a side if lines of that name run along a quarter of it, and 20 m, or more: so near as address_reach_m,
/// and in its direction up to 30 degrees. A piece of a border belongs to the side to which its outer normal points,
/// within 45 degrees. Of a side the two names along most of it are taken; where no line with a name bounds it, the
/// neighbour along most of it, if that is along a quarter of it. A building is in a grid if a point inside of it is.
/// Sites that are points are no buildings: their names may be those of people. Throws ConfigError where several fields
/// could hold names.
[[nodiscard]] std::vector<GridAddress> find_addresses(std::span<const MultiPolygon* const> grids,
                                                      const AddressSources& sources);

/// `bounded in the east by Main Street, in the south by the ...; buildings A, B and 10 more`, or
/// `东至…，南至…；含1号楼、2号楼等12栋`. Empty if nothing is known. At most so many buildings are named.
[[nodiscard]] std::string address_text(const GridAddress& address, Language language, std::size_t most_buildings);

/// The part of it about the sides, and the names of the buildings.
[[nodiscard]] std::string bounds_text(const GridAddress& address, Language language);
[[nodiscard]] std::string buildings_text(const GridAddress& address, Language language, std::size_t most_buildings);

}  // namespace grid
