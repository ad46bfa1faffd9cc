#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/io/source.hpp"
#include "libgrid/layer/faulty_units.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// What one unit is to get instead of what holds for all; unset: as for all.
struct UnitSizes {
    std::optional<std::int64_t> grids;
    std::optional<std::int64_t> target;  ///< households of a grid, as the next two
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::int64_t> workers;  ///< who work in its grids

    /// Whether anything differs from the request for all.
    [[nodiscard]] bool any() const { return grids || target || min || max; }
    /// Takes from another feature of the same unit what this one does not say.
    void complete_from(const UnitSizes& other);
};

struct Unit;

/// The fields of the boundaries that say so. Part of read_ground().
class UnitSizeColumns {
public:
    /// Throws ConfigError for a field that there is not. Adds the fields to `fields`, which are read.
    UnitSizeColumns(const Source& source, const UnitSizeFields& names, std::vector<std::string>& fields);

    /// Sets the sizes of the unit that the feature is, with `at` on its outline. What is no whole number in range makes
    /// it faulty.
    [[nodiscard]] std::optional<FaultyUnit> read(const Feature& feature, const Point& at, Unit& unit) const;

private:
    struct Column {
        const char* option = "";
        std::optional<std::int64_t> UnitSizes::*member = nullptr;
        std::size_t at = 0;  ///< among the fields
    };
    std::vector<Column> m_columns;
};

/// The request for one unit alone: with its own sizes. A target without limits keeps their proportions to it. Throws
/// InputError unless min <= target <= max.
[[nodiscard]] GriddingRequest request_of_unit(const GriddingRequest& request, const Unit& unit);

}  // namespace grid
