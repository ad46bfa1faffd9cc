
#include <algorithm>
#include <queue>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/partition/prepare.hpp"

namespace grid::partition {
namespace {

/// A component and what it would gain from one more part.
struct Claim {
    double relief = 0;    ///< violation that one more part takes away
    double quotient = 0;  ///< squared: weight^2 / (m (m + 1))
    std::int32_t piece = 0;

    bool operator<(const Claim& other) const noexcept {
        if (relief != other.relief) {
            return relief < other.relief;
        }
        return quotient != other.quotient ? quotient < other.quotient : piece > other.piece;
    }
};

class Component {
public:
    Component(const Problem& problem, const std::vector<std::int32_t>& vertices, const std::vector<Limits>& limits)
        : m_problem(&problem), m_limits(&limits), m_load(problem.criteria, 0), m_count(vertices.size()) {
        for (const std::int32_t v : vertices) {
            for (int c = 0; c < problem.criteria; ++c) {
                // What a vertex has above the limit is lost, however many parts there are.
                const std::int64_t weight = problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
                m_load[c] += static_cast<double>(std::min(weight, std::max<std::int64_t>(limits[c].upper, 0)));
                m_size += static_cast<double>(weight) * problem.scale[c];
            }
        }
    }

    [[nodiscard]] bool can_grow() const noexcept { return m_parts < static_cast<double>(m_count); }
    void grow() noexcept { ++m_parts; }
    [[nodiscard]] std::int32_t parts() const noexcept { return static_cast<std::int32_t>(m_parts); }
    [[nodiscard]] Claim claim(std::int32_t piece, bool by_vertices) const noexcept {
        const double size = by_vertices ? static_cast<double>(m_count) : m_size;
        return {least_violation(m_parts) - least_violation(m_parts + 1), size * size / (m_parts * (m_parts + 1)),
                piece};
    }
    [[nodiscard]] double size() const noexcept { return m_size; }

private:
    /// Violation if `parts` parts could share the load freely: convex in `parts`, so that giving one part at a time to
    /// the largest relief is the best choice.
    [[nodiscard]] double least_violation(double parts) const noexcept {
        double sum = 0;
        for (int c = 0; c < m_problem->criteria; ++c) {
            const Limits& limits = (*m_limits)[c];
            sum += m_problem->scale[c] * std::max({0.0, m_load[c] - parts * static_cast<double>(limits.upper),
                                                   parts * static_cast<double>(limits.lower) - m_load[c]});
        }
        return sum;
    }

    const Problem* m_problem;
    const std::vector<Limits>* m_limits;
    std::vector<double> m_load;
    std::size_t m_count;
    double m_size = 0;
    double m_parts = 1;
};

}  // namespace

std::vector<std::int32_t> apportion(const Problem& problem, const std::vector<std::vector<std::int32_t>>& pieces,
                                    std::int32_t parts, const std::vector<Limits>& limits) {
    if (pieces.size() > static_cast<std::size_t>(parts)) {
        throw ConfigError(msg("the graph has {} components that are not connected, more than the {} parts asked for",
                              pieces.size(), parts));
    }
    std::vector<Component> shares;
    shares.reserve(pieces.size());
    double total = 0;
    for (const auto& piece : pieces) {
        shares.emplace_back(problem, piece, limits);
        total += shares.back().size();
    }
    const bool by_vertices = total <= 0;
    std::priority_queue<Claim> claims;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (shares[i].can_grow()) {
            claims.push(shares[i].claim(static_cast<std::int32_t>(i), by_vertices));
        }
    }
    for (auto left = parts - static_cast<std::int32_t>(pieces.size()); left > 0; --left) {
        const std::int32_t piece = claims.top().piece;
        claims.pop();
        shares[piece].grow();
        if (shares[piece].can_grow()) {
            claims.push(shares[piece].claim(piece, by_vertices));
        }
    }
    std::vector<std::int32_t> result;
    result.reserve(shares.size());
    for (const Component& share : shares) {
        result.push_back(share.parts());
    }
    return result;
}

}  // namespace grid::partition
