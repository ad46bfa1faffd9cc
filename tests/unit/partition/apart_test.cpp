// Pairs of vertices that should be apart, against all divisions of small lattices that there are.

#include "libgrid/core/error.hpp"
#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/random.hpp"

#include "graphs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace {

using Pairs = std::vector<std::pair<std::int32_t, std::int32_t>>;

/// All divisions of a lattice into three connected parts, as sets of bits.
class AllDivisions {
public:
    AllDivisions(std::int32_t columns, std::int32_t rows) : m_n(columns * rows), m_around(m_n, 0) {
        const grid::Graph graph = test::lattice(columns, rows);
        for (std::int32_t v = 0; v < m_n; ++v) {
            for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
                m_around[v] |= 1U << static_cast<unsigned>(graph.adjacency[i]);
            }
        }
        const std::uint32_t all = (1U << static_cast<unsigned>(m_n)) - 1;
        m_connected.resize(all + 1);
        for (std::uint32_t set = 1; set <= all; ++set) {
            m_connected[set] = is_connected(set);
        }
        for (std::uint32_t a = 1; a < all; a += 2) {  // has vertex 0
            if (!m_connected[a]) continue;
            const std::uint32_t rest = all & ~a;
            const std::uint32_t first = rest & (~rest + 1);
            for (std::uint32_t b = rest; b != 0; b = (b - 1) & rest) {
                if ((b & first) != 0 && b != rest && m_connected[b] && m_connected[rest & ~b]) {
                    m_divisions.push_back({a, b, rest & ~b});
                }
            }
        }
    }

    /// The fewest pairs that some division has in one part.
    [[nodiscard]] std::int64_t fewest_together(const Pairs& pairs) const {
        std::int64_t fewest = static_cast<std::int64_t>(pairs.size());
        for (const auto& division : m_divisions) {
            std::int64_t together = 0;
            for (const auto& [one, other] : pairs) {
                const std::uint32_t both = 1U << static_cast<unsigned>(one) | 1U << static_cast<unsigned>(other);
                together += std::any_of(division.begin(), division.end(),
                                        [both](std::uint32_t part) { return (part & both) == both; })
                                ? 1
                                : 0;
            }
            fewest = std::min(fewest, together);
        }
        return fewest;
    }

private:
    [[nodiscard]] bool is_connected(std::uint32_t set) const {
        std::uint32_t reached = set & (~set + 1);
        for (std::uint32_t grown = reached; grown != 0;) {
            std::uint32_t next = 0;
            for (; grown != 0; grown &= grown - 1) {
                next |= m_around[__builtin_ctz(grown)];
            }
            grown = next & set & ~reached;
            reached |= grown;
        }
        return reached == set;
    }

    std::int32_t m_n;
    std::vector<std::uint32_t> m_around;
    std::vector<bool> m_connected;
    std::vector<std::array<std::uint32_t, 3>> m_divisions;
};

Pairs random_pairs(std::int32_t n, std::int32_t count, grid::partition::Random& random) {
    Pairs pairs;
    while (static_cast<std::int32_t>(pairs.size()) < count) {
        const auto [one, other] = std::minmax({random.below(n), random.below(n)});
        if (one != other && std::find(pairs.begin(), pairs.end(), std::pair(one, other)) == pairs.end()) {
            pairs.emplace_back(one, other);
        }
    }
    return pairs;
}

}  // namespace

TEST_CASE("as few pairs as possible are together, as the list of all divisions of a lattice says") {
    struct Lattice {
        std::int32_t columns;
        std::int32_t rows;
        int trials;
    };
    grid::partition::Random random(20261130);
    for (const Lattice& lattice : {Lattice{3, 3, 60}, Lattice{4, 3, 60}, Lattice{4, 4, 60}}) {
        const AllDivisions all(lattice.columns, lattice.rows);
        for (int trial = 0; trial < lattice.trials; ++trial) {
            grid::Graph graph = test::lattice(lattice.columns, lattice.rows);
            const std::int32_t n = graph.vertex_count();
            for (std::int64_t& weight : graph.weight) {
                weight = 10 + random.below(20);
            }
            graph.apart = random_pairs(n, 1 + random.below(n), random);
            const auto result =
                grid::partition_graph(graph, test::options_for(3, {{n * 5, n * 8}}, grid::Effort::fast));
            CAPTURE(lattice.columns);
            CAPTURE(lattice.rows);
            CAPTURE(trial);
            std::int64_t together = 0;
            for (const auto& [one, other] : graph.apart) {
                together += result.part[one] == result.part[other] ? 1 : 0;
            }
            CHECK(result.together == together);
            CHECK(together == all.fewest_together(graph.apart));
            CHECK(result.feasible == (together == 0 && result.violating.empty()));
        }
    }
}

TEST_CASE("as many parts as vertices that are all apart: each part has one of them") {
    grid::partition::Random random(7);
    for (int trial = 0; trial < 8; ++trial) {
        grid::Graph graph = test::lattice(24, 20);
        std::vector<std::int32_t> centres;
        while (centres.size() < 12) {
            const std::int32_t v = random.below(graph.vertex_count());
            if (std::find(centres.begin(), centres.end(), v) == centres.end()) {
                centres.push_back(v);
            }
        }
        for (const std::int32_t one : centres) {
            for (const std::int32_t other : centres) {
                if (one < other) {
                    graph.apart.emplace_back(one, other);
                }
            }
        }
        const auto result = grid::partition_graph(graph, test::options_for(12, {{36, 44}}, grid::Effort::fast));
        CHECK(result.together == 0);
        CHECK(result.feasible);
    }
}

TEST_CASE("pairs are an error if they name no vertex or one vertex twice") {
    grid::Graph graph = test::lattice(3, 3);
    graph.apart = {{0, 9}};
    CHECK_THROWS_AS((void)grid::partition_graph(graph, test::options_for(2, {{1, 9}}, grid::Effort::fast)),
                    grid::ConfigError);
    graph.apart = {{4, 4}};
    CHECK_THROWS_AS((void)grid::partition_graph(graph, test::options_for(2, {{1, 9}}, grid::Effort::fast)),
                    grid::ConfigError);
}
