#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/layer/grid_work.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/work/walk_network.hpp"

namespace grid {

/// The walk past the sites of a grid and back.
struct WalkedRound {
    std::vector<std::int32_t> stops;  ///< one site of each place, in the order of the walk
    double length_m = 0;              ///< as walked
    LineString line;                  ///< output coordinates, closed; empty where there are not two stops
};

/// Where service is done, and how often one walks there, by site. Output coordinates.
struct WorkPlaces {
    std::vector<Point> at;
    std::vector<double> service_h;
    std::vector<double> visits;

    template <typename Item>
    void add(const Point& place, const Item& item, float rounds) {
        at.push_back(place);
        service_h.push_back(item.workload);
        visits.push_back(rounds);
    }
};

/// What work there is in one unit, and how it is shared among its grids.
///
/// Terms: a *round* is a walk past all sites of a grid that are visited, and back; each grid has its own. Sites at one
/// place of the network are one *stop*, which is visited as often as the site there that is visited most. The *share*
/// of a stop is half of the edges that it has in the minimum spanning tree of the grid's stops. The hours of walking
/// are those of one round, times the visits of its stops, each weighed by its share: where all are visited alike, the
/// visits times the round.
class UnitWork {
public:
    /// Sites are those of the unit, then its given cells at a point inside of them. The ground was read for a request
    /// with `work`.
    UnitWork(const Ground& ground, const GroundIndex& index, std::size_t unit, const WorkProfile& rules);
    /// The same of any places, on the ways of a ground.
    /// `plane`: see walk_plane(), which makes the figures the same whoever reckons them.
    UnitWork(std::string unit_code, const Plane& plane, const WorkPlaces& places, const GroundIndex& index,
             WorkProfile rules);

    /// Hours a month at each site, its share of the walking included: in its grid, as it was when measure() was called
    /// last; before, by an estimate for the unit as a whole.
    [[nodiscard]] std::vector<double> hours() const;

    /// Makes the round of each grid. `site_grid`: by site, 0 .. grids - 1.
    const std::vector<GridWork>& measure(std::span<const std::int32_t> site_grid, std::size_t grids);

    [[nodiscard]] WalkedRound walk(std::span<const std::int32_t> sites) const;

    /// What had to be assumed of the ways.
    [[nodiscard]] Findings findings() const;

private:
    /// Sets the walking of these sites by a round of that length.
    template <typename Length>
    GridWork share(std::span<const std::int32_t> sites, Length&& length);

    std::string m_unit;
    Plane m_plane;
    WorkProfile m_rules;
    bool m_has_ways;
    WalkNetwork m_network;
    std::vector<double> m_service_h;  ///< by site, as the next two
    std::vector<double> m_visits;
    std::vector<double> m_walk_h;
    std::vector<std::int32_t> m_measured;  ///< by site: its grid, when measure() was called last
    std::vector<GridWork> m_work;          ///< what came of it
};

}  // namespace grid
