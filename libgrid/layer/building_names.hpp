#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "libgrid/layer/request.hpp"

namespace grid {

/// The names of sites or cells, for micro-grids that are one of them.
class BuildingNames {
public:
    /// Finds the field that holds them; a raster and a roster of persons have none. Throws what Source throws, and
    /// ConfigError for a field that there is not.
    explicit BuildingNames(const GriddingRequest& request);

    /// Those of some features that have one, by fid.
    [[nodiscard]] std::map<std::int64_t, std::string> read(const std::set<std::int64_t>& fids) const;

private:
    const GriddingRequest& m_request;
    std::optional<std::string> m_field;
};

}  // namespace grid
