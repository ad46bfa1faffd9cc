#include "libgrid/work/walk_search.hpp"

#include <algorithm>
#include <limits>

namespace grid {

namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

/// About the mean length of a stretch: then a bucket holds a few junctions, and few of them are looked at twice.
double bucket_width(const WalkNetwork& network) {
    double sum = 0;
    double longest = 0;
    for (const Stretch& stretch : network.stretches) {
        sum += stretch.length_m;
        longest = std::max(longest, stretch.length_m);
    }
    constexpr double least_m = 0.1;
    constexpr double most_buckets = 65536;  // that the longest stretch alone may span
    const double mean = network.stretches.empty() ? 1 : sum / static_cast<double>(network.stretches.size());
    return std::max({mean, least_m, longest / most_buckets});
}

}  // namespace

WalkSearch::WalkSearch(const WalkNetwork& network)
    : m_network(network),
      m_width_m(bucket_width(network)),
      m_metres(network.junctions.size(), endless),
      m_by(network.junctions.size(), -1),
      m_is_target(network.junctions.size(), 0) {}

void WalkSearch::clear() {
    for (const std::int32_t j : m_touched)
        m_metres[static_cast<std::size_t>(j)] = endless;
    m_touched.clear();
    for (std::vector<std::int32_t>& bucket : m_buckets)
        bucket.clear();
}

void WalkSearch::reach(std::int32_t junction, double metres, std::int32_t by) {
    const auto j = static_cast<std::size_t>(junction);
    if (metres >= m_metres[j]) return;
    if (m_metres[j] == endless) m_touched.push_back(junction);
    m_metres[j] = metres;
    m_by[j] = by;
    const auto bucket = static_cast<std::size_t>(metres / m_width_m);
    if (bucket >= m_buckets.size()) m_buckets.resize(bucket + 1);
    m_buckets[bucket].push_back(junction);
}

std::size_t WalkSearch::settle(std::size_t bucket) {
    // The bucket grows while its junctions are looked at; the list of buckets may move.
    for (std::size_t i = 0; i < m_buckets[bucket].size(); ++i) {
        const std::int32_t junction = m_buckets[bucket][i];
        const double metres = m_metres[static_cast<std::size_t>(junction)];
        if (static_cast<std::size_t>(metres / m_width_m) != bucket) continue;  // it was reached by a shorter walk
        for (const Departure& way : m_network.departures(junction))
            reach(way.to, metres + way.length_m, way.stretch);
    }
    std::size_t targets = 0;
    for (const std::int32_t junction : m_buckets[bucket]) {
        char& is_target = m_is_target[static_cast<std::size_t>(junction)];
        targets += is_target != 0 ? 1 : 0;
        is_target = 0;
    }
    return targets;
}

void WalkSearch::run(std::span<const std::pair<std::int32_t, double>> starts, std::span<const std::int32_t> targets) {
    clear();
    std::size_t missing = 0;
    for (const std::int32_t target : targets) {
        char& is_target = m_is_target[static_cast<std::size_t>(target)];
        missing += is_target == 0 ? 1 : 0;
        is_target = 1;
    }
    for (const auto& [junction, metres] : starts)
        reach(junction, metres, -1);
    for (std::size_t bucket = 0; bucket < m_buckets.size() && missing > 0; ++bucket)
        missing -= settle(bucket);
    for (const std::int32_t target : targets)
        m_is_target[static_cast<std::size_t>(target)] = 0;
}

}  // namespace grid
