#pragma once

#include <optional>
#include <span>

#include "libgrid/layer/report.hpp"

namespace grid {

/// Hours a month of what lies in one grid.
struct GridWork {
    double service_h = 0;
    double walk_h = 0;
    double walk_km = 0;  ///< of one round past all sites

    [[nodiscard]] double hours() const noexcept { return service_h + walk_h; }
};

/// Of all grids; nullopt for none.
[[nodiscard]] std::optional<WorkReport> summarise_work(std::span<const GridWork> grids);

}  // namespace grid
