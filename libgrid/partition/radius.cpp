#include "libgrid/partition/radius.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/partition/problem.hpp"

namespace grid::partition {
namespace {

/// Not std::hypot, which is not the same on every machine.
double distance_between(const VertexSites& sites, double x, double y) {
    return std::sqrt((sites.x - x) * (sites.x - x) + (sites.y - y) * (sites.y - y));
}

/// A mean of places by weight.
struct Centre {
    double weight = 0;
    double x = 0;
    double y = 0;

    void add(const VertexSites& sites, double w) {
        weight += w;
        x += w * sites.x;
        y += w * sites.y;
    }
    void finish() {
        x /= weight;
        y /= weight;
    }
    [[nodiscard]] double distance(const VertexSites& sites) const { return distance_between(sites, x, y); }
};

/// What a vertex adds that reaches so many metres from the centre, see beyond_radius().
std::int64_t beyond_by(double metres, double radius) {
    constexpr double millionths = 1e6;
    return metres > radius ? static_cast<std::int64_t>(std::ceil(metres / radius * millionths)) : 0;
}

std::int64_t beyond_of(const VertexSites& sites, double x, double y, double radius) {
    return beyond_by(distance_between(sites, x, y) + sites.spread, radius);
}

constexpr double rounding = 1e-3;  // metres, of the sums that are kept

double first_weight(std::span<const std::int64_t> weight, int stride, std::int32_t v) {
    return static_cast<double>(weight[static_cast<std::size_t>(v) * stride]);
}

}  // namespace

template <typename G>
std::int64_t beyond_radius(const G& graph, std::span<const std::int32_t> members, std::int32_t in,
                           std::int32_t out) noexcept {
    Centre centre;
    const auto for_each = [&](auto&& act) {
        for (const std::int32_t v : members) {
            if (v != out && graph.sites[v].spread >= 0) {
                act(v);
            }
        }
        if (in >= 0 && graph.sites[in].spread >= 0) {
            act(in);
        }
    };
    for_each([&](std::int32_t v) { centre.add(graph.sites[v], first_weight(graph.weight, graph.criteria, v)); });
    if (!(centre.weight > 0)) {
        return 0;
    }
    centre.finish();
    std::int64_t sum = 0;
    for_each([&](std::int32_t v) { sum += beyond_of(graph.sites[v], centre.x, centre.y, graph.max_radius); });
    return sum;
}

template <typename G>
std::int64_t beyond_radius(const G& graph, std::span<const std::int32_t> part, std::int32_t parts) {
    std::vector<std::vector<std::int32_t>> members(parts);
    for (std::size_t v = 0; v < part.size(); ++v) {
        members[part[v]].push_back(static_cast<std::int32_t>(v));
    }
    std::int64_t sum = 0;
    for (const std::vector<std::int32_t>& own : members) {
        sum += beyond_radius(graph, own, -1, -1);
    }
    return sum;
}

void PartReach::count(const Problem& problem, std::span<const std::int32_t> members) noexcept {
    Centre centre;
    for (const std::int32_t v : members) {
        if (problem.sites[v].spread >= 0) {
            centre.add(problem.sites[v], first_weight(problem.weight, problem.criteria, v));
        }
    }
    m_weight = centre.weight;
    m_x = centre.x;
    m_y = centre.y;
    m_farthest = 0;
    m_beyond = 0;
    if (!(m_weight > 0)) {
        return;
    }
    centre.finish();
    for (const std::int32_t v : members) {
        const VertexSites& sites = problem.sites[v];
        if (sites.spread >= 0) {
            const double metres = centre.distance(sites) + sites.spread;
            m_farthest = std::max(m_farthest, metres);
            m_beyond += beyond_by(metres, problem.max_radius);
        }
    }
}

void PartReach::add(const Problem& problem, std::int32_t v, double sign) noexcept {
    if (v < 0 || problem.sites[v].spread < 0) {
        return;
    }
    const VertexSites& sites = problem.sites[v];
    const double weight = sign * first_weight(problem.weight, problem.criteria, v);
    const double before = m_weight;
    const double x = before > 0 ? m_x / before : 0;
    const double y = before > 0 ? m_y / before : 0;
    m_weight += weight;
    m_x += weight * sites.x;
    m_y += weight * sites.y;
    if (!(before > 0) || !(m_weight > 0)) {
        m_farthest = 2 * problem.max_radius;  // there was no centre, or there is none: it has to be looked at
        return;
    }
    m_farthest += distance_between({m_x / m_weight, m_y / m_weight, 0}, x, y);
    if (sign > 0) {
        m_farthest = std::max(m_farthest, distance_between(sites, m_x / m_weight, m_y / m_weight) + sites.spread);
    }
}

std::int64_t PartReach::beyond_with(const Problem& problem, std::int32_t in, std::int32_t out) const noexcept {
    PartReach trial = *this;
    trial.add(problem, in, 1);
    trial.add(problem, out, -1);
    if (trial.m_farthest < problem.max_radius - rounding || !(trial.m_weight > 0)) {
        return 0;
    }
    std::int64_t sum = m_beyond;
    if (in >= 0 && problem.sites[in].spread >= 0) {
        sum += beyond_of(problem.sites[in], trial.m_x / trial.m_weight, trial.m_y / trial.m_weight, problem.max_radius);
    }
    if (out >= 0 && problem.sites[out].spread >= 0 && m_weight > 0) {
        sum -= beyond_of(problem.sites[out], m_x / m_weight, m_y / m_weight, problem.max_radius);
    }
    return std::max<std::int64_t>(0, sum);
}

void PartReach::change(const Problem& problem, std::span<const std::int32_t> members, std::int32_t in,
                       std::int32_t out) noexcept {
    add(problem, in, 1);
    add(problem, out, -1);
    if (m_farthest < problem.max_radius - rounding) {
        m_beyond = 0;
    } else {
        count(problem, members);
    }
}

template std::int64_t beyond_radius(const Graph&, std::span<const std::int32_t>, std::int32_t, std::int32_t) noexcept;
template std::int64_t beyond_radius(const Problem&, std::span<const std::int32_t>, std::int32_t, std::int32_t) noexcept;
template std::int64_t beyond_radius(const Graph&, std::span<const std::int32_t>, std::int32_t);
template std::int64_t beyond_radius(const Problem&, std::span<const std::int32_t>, std::int32_t);

std::vector<VertexSites> contracted_sites(std::span<const VertexSites> sites, std::span<const std::int64_t> weight,
                                          int stride, std::span<const std::int32_t> coarse_of, std::int32_t count) {
    std::vector<Centre> by_weight(count);
    std::vector<Centre> plain(count);
    const auto for_each = [&](auto&& act) {
        for (std::size_t v = 0; v < sites.size(); ++v) {
            if (sites[v].spread >= 0) {
                act(static_cast<std::int32_t>(v), sites[v], coarse_of[v]);
            }
        }
    };
    for_each([&](std::int32_t v, const VertexSites& at, std::int32_t to) {
        by_weight[to].add(at, first_weight(weight, stride, v));
        plain[to].add(at, 1);
    });
    std::vector<VertexSites> result(count);
    for (std::int32_t i = 0; i < count; ++i) {
        Centre& centre = by_weight[i].weight > 0 ? by_weight[i] : plain[i];
        if (centre.weight > 0) {
            centre.finish();
            result[i] = {centre.x, centre.y, 0};
        }
    }
    for_each([&](std::int32_t /*v*/, const VertexSites& at, std::int32_t to) {
        VertexSites& all = result[to];
        all.spread = std::max(all.spread, distance_between(at, all.x, all.y) + at.spread);
    });
    return result;
}

}  // namespace grid::partition
