#include "people.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "dice.hpp"

namespace province {

namespace {

enum Purpose : std::uint64_t { city_places = 101, unit_weight, cluster_places, site_places };
constexpr double city_reach_m = 9000;
constexpr int units_in_city = 1500;

Place place_within(const Path& outline, const Place& around, double spread_m, Dice& dice, const Place& otherwise) {
    for (int attempt = 0; attempt < 40; ++attempt) {
        const Place at{around.x + spread_m * dice.bell(), around.y + spread_m * dice.bell()};
        if (contains(outline, at)) return at;
    }
    return otherwise;
}

/// How many households live at a site: 1 to 60, by a power law, so that houses are many and tall buildings few.
class SiteSizes {
public:
    explicit SiteSizes(double exponent) {
        double all = 0;
        for (int size = 1; size <= greatest; ++size)
            m_up_to[static_cast<std::size_t>(size - 1)] = all += std::pow(size, -exponent);
        for (double& share : m_up_to)
            share /= all;
        for (int size = 1; size <= greatest; ++size) {
            const auto at = static_cast<std::size_t>(size - 1);
            m_mean += size * (m_up_to[at] - (at > 0 ? m_up_to[at - 1] : 0));
        }
    }

    [[nodiscard]] double mean() const { return m_mean; }
    [[nodiscard]] int draw(Dice& dice) const {
        const std::ptrdiff_t below =
            std::upper_bound(m_up_to.begin(), m_up_to.end() - 1, dice.uniform()) - m_up_to.begin();
        return static_cast<int>(below) + 1;
    }

private:
    static constexpr int greatest = 60;
    std::array<double, greatest> m_up_to{};
    double m_mean = 0;
};

/// Means 4.4 and 2.3.
const SiteSizes& site_sizes(bool urban) {
    static const SiteSizes town(1.7);
    static const SiteSizes village(2.2);
    return urban ? town : village;
}

}  // namespace

People::People(const Land& land, std::int64_t households, std::uint64_t seed) : m_land(land), m_seed(seed) {
    Dice dice(hash({seed, city_places}));
    for (std::int64_t c = 0; c < 1 + land.units() / units_in_city; ++c) {
        const double x = dice.uniform() * land.width_m();
        const double y = dice.uniform() * land.height_m();
        m_cities.push_back({x, y});
    }
    std::vector<double> before{0};
    for (std::int64_t unit = 0; unit < land.units(); ++unit)
        before.push_back(before.back() + weight(unit));
    const double scale = static_cast<double>(households) / before.back();
    m_households_before.reserve(before.size());
    for (const double sum : before)
        m_households_before.push_back(std::llround(sum * scale));
    m_households_before.back() = households;
}

double People::weight(std::int64_t unit) const {
    const Place at = m_land.centre(m_land.lot(unit));
    double city = 0;
    for (const Place& middle : m_cities) {
        const double distance = std::hypot(at.x - middle.x, at.y - middle.y) / city_reach_m;
        if (distance < 4) city += std::exp(-distance * distance / 2);
    }
    Dice dice(hash({m_seed, unit_weight, static_cast<std::uint64_t>(unit)}));
    return std::exp(0.6 * dice.bell()) * (1 + 6 * city);
}

std::int64_t People::households(std::int64_t unit) const {
    const auto u = static_cast<std::size_t>(unit);
    return m_households_before[u + 1] - m_households_before[u];
}

std::vector<Cluster> People::clusters(std::int64_t unit, const Path& outline) const {
    Dice dice(hash({m_seed, cluster_places, static_cast<std::uint64_t>(unit)}));
    const Place middle = m_land.centre(m_land.lot(unit));
    const std::int64_t all = households(unit);
    std::vector<Cluster> clusters(static_cast<std::size_t>(2 + std::min<std::int64_t>(10, all / 200)));
    for (Cluster& cluster : clusters) {
        cluster.at = place_within(outline, middle, 500, dice, middle);
        cluster.spread_m = dice.between(90, 320);
        cluster.urban = dice.uniform() < (all > 1500 ? 0.9 : 0.6);
    }
    return clusters;
}

std::vector<Household> People::sites(std::int64_t unit, const Path& outline,
                                     const std::vector<Cluster>& clusters) const {
    Dice dice(hash({m_seed, site_places, static_cast<std::uint64_t>(unit)}));
    std::vector<Household> sites;
    const std::int64_t all = households(unit);
    std::int64_t left = all;
    for (std::size_t c = 0; c < clusters.size(); ++c) {
        const Cluster& cluster = clusters[c];
        // The clusters share the households evenly; the last one takes what is left.
        std::int64_t here = c + 1 == clusters.size() ? left : all / static_cast<std::int64_t>(clusters.size());
        left -= here;
        const SiteSizes& sizes = site_sizes(cluster.urban);
        while (here > 0) {
            Household site;
            site.households = sizes.draw(dice);
            site.households = static_cast<int>(std::min<std::int64_t>(site.households, here));
            here -= site.households;
            site.at = place_within(outline, cluster.at, cluster.spread_m, dice, cluster.at);
            // A household makes the same work on average wherever it lives, but from site to site that varies much.
            constexpr double per_household = 0.3;
            constexpr double own = 1.23;
            const double workload = per_household * site.households - own * sizes.mean() * std::log(1 - dice.uniform());
            site.workload = std::round(workload * 10) / 10;
            sites.push_back(site);
        }
    }
    return sites;
}

}  // namespace province
