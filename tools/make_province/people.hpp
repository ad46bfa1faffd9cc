#pragma once

#include <cstdint>
#include <vector>

#include "land.hpp"

namespace province {

/// A group of sites: a hamlet of houses or a quarter of apartment buildings.
struct Cluster {
    Place at;
    double spread_m = 0;
    bool urban = false;
};

struct Household {
    Place at;
    int households = 0;
    double workload = 0;
};

/// How many households live in each unit, and where. Units near the middle of a city have many times those of others.
class People {
public:
    People(const Land& land, std::int64_t households, std::uint64_t seed);

    /// Their sum over all units is the number given.
    [[nodiscard]] std::int64_t households(std::int64_t unit) const;
    [[nodiscard]] std::vector<Cluster> clusters(std::int64_t unit, const Path& outline) const;
    /// Sites of 1 to 60 households that sum up to the unit's. Workload is weakly correlated with them (0.4).
    [[nodiscard]] std::vector<Household> sites(std::int64_t unit, const Path& outline,
                                               const std::vector<Cluster>& clusters) const;

private:
    [[nodiscard]] double weight(std::int64_t unit) const;

    const Land& m_land;
    std::uint64_t m_seed;
    std::vector<Place> m_cities;
    std::vector<std::int64_t> m_households_before;  ///< unit -> households of the units before it; one more at the end
};

}  // namespace province
