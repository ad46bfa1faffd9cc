#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/work/walk_network.hpp"

namespace grid {

/// The shortest walks between some sites of a network: those between the junctions beside them are found once.
class StopDistances {
public:
    /// Of more junctions than this a table would be too large.
    static constexpr std::size_t most_junctions = 2000;

    /// How many junctions lie beside the sites.
    [[nodiscard]] static std::size_t junctions_beside(const WalkNetwork& network, std::span<const std::int32_t> sites);

    /// `network` must outlive this object.
    StopDistances(const WalkNetwork& network, std::span<const std::int32_t> sites);

    [[nodiscard]] std::size_t size() const noexcept { return m_stops.size(); }

    /// Metres from one of the sites to another, by their places in the list.
    [[nodiscard]] double operator()(std::int32_t i, std::int32_t j) const noexcept {
        const Stop& p = m_stops[static_cast<std::size_t>(i)];
        const Stop& q = m_stops[static_cast<std::size_t>(j)];
        if (m_is_straight) return straight(p, q);
        double best =
            p.stretch == q.stretch ? std::abs(p.offset_m - q.offset_m) : std::numeric_limits<double>::infinity();
        const auto look = [&](std::int32_t x, double to_x, std::int32_t y, double to_y) {
            const double metres = to_x + table(x, y) + to_y;
            if (metres < best) best = metres;
        };
        look(p.a, p.to_a, q.a, q.to_a);
        look(p.a, p.to_a, q.b, q.to_b);
        look(p.b, p.to_b, q.a, q.to_a);
        look(p.b, p.to_b, q.b, q.to_b);
        return best;
    }

private:
    struct Stop {
        Point at;
        std::int32_t stretch = -1;
        double offset_m = 0;
        std::int32_t a = 0;  ///< row of the table, as b; the same for a site at a junction
        std::int32_t b = 0;
        double to_a = 0;
        double to_b = 0;
    };

    [[nodiscard]] double straight(const Stop& p, const Stop& q) const noexcept;
    [[nodiscard]] double table(std::int32_t x, std::int32_t y) const noexcept {
        return m_table[static_cast<std::size_t>(x) * m_width + static_cast<std::size_t>(y)];
    }

    std::vector<Stop> m_stops;
    bool m_is_straight = false;
    double m_off_network = 1;
    std::size_t m_width = 0;
    std::vector<float> m_table;  ///< by junction and junction: metres
};

}  // namespace grid
