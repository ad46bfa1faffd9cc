#include "libgrid/work/stop_distances.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libgrid/work/walk_search.hpp"

namespace grid {

namespace {

/// A junction beside a site, and how far it is.
struct Exit {
    std::int32_t junction = 0;
    double metres = 0;
};

/// The two ends of its stretch; of a site at a junction that one, twice.
std::pair<Exit, Exit> exits_of(const WalkNetwork& network, const WalkPlace& place) {
    const Stretch& along = network.stretches[static_cast<std::size_t>(place.stretch)];
    const Exit to_a{along.a, place.offset_m};
    const Exit to_b{along.b, along.length_m - place.offset_m};
    if (to_a.metres <= 0) return {to_a, to_a};
    if (to_b.metres <= 0) return {to_b, to_b};
    return {to_a, to_b};
}

/// Those of all sites, ascending.
std::vector<std::int32_t> beside(const WalkNetwork& network, std::span<const std::int32_t> sites) {
    std::vector<std::int32_t> junctions;
    for (const std::int32_t site : sites) {
        const WalkPlace& place = network.places[static_cast<std::size_t>(site)];
        if (place.stretch < 0) continue;
        const auto [a, b] = exits_of(network, place);
        junctions.push_back(a.junction);
        junctions.push_back(b.junction);
    }
    std::ranges::sort(junctions);
    const auto repeated = std::ranges::unique(junctions);
    junctions.erase(repeated.begin(), repeated.end());
    return junctions;
}

}  // namespace

std::size_t StopDistances::junctions_beside(const WalkNetwork& network, std::span<const std::int32_t> sites) {
    return beside(network, sites).size();
}

StopDistances::StopDistances(const WalkNetwork& network, std::span<const std::int32_t> sites)
    : m_is_straight(network.is_straight()), m_off_network(network.off_network) {
    const std::vector<std::int32_t> junctions = beside(network, sites);
    const auto row = [&junctions](std::int32_t junction) {
        return static_cast<std::int32_t>(std::ranges::lower_bound(junctions, junction) - junctions.begin());
    };
    for (const std::int32_t site : sites) {
        Stop stop;
        stop.at = network.sites[static_cast<std::size_t>(site)];
        const WalkPlace& place = network.places[static_cast<std::size_t>(site)];
        if (place.stretch >= 0) {
            const auto [a, b] = exits_of(network, place);
            stop.stretch = place.stretch;
            stop.offset_m = place.offset_m;
            stop.a = row(a.junction);
            stop.b = row(b.junction);
            stop.to_a = a.metres;
            stop.to_b = b.metres;
        }
        m_stops.push_back(stop);
    }
    m_width = junctions.size();
    m_table.resize(m_width * m_width);
    WalkSearch search(network);
    for (std::size_t x = 0; x < m_width; ++x) {
        const std::pair<std::int32_t, double> start(junctions[x], 0);
        search.run({&start, 1}, std::span(junctions).subspan(x));
        for (std::size_t y = x; y < m_width; ++y) {
            m_table[x * m_width + y] = static_cast<float>(search.metres(junctions[y]));
            m_table[y * m_width + x] = m_table[x * m_width + y];
        }
    }
}

double StopDistances::straight(const Stop& p, const Stop& q) const noexcept {
    return std::hypot(q.at.x - p.at.x, q.at.y - p.at.y) * m_off_network;
}

}  // namespace grid
