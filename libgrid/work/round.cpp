#include "libgrid/work/round.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "libgrid/work/shorten_round.hpp"
#include "libgrid/work/stop_distances.hpp"
#include "libgrid/work/walk_search.hpp"

namespace grid {

namespace {

/// The sites in the order in which a walk around the tree meets them.
std::vector<std::int32_t> around_tree(std::span<const TreeEdge> tree, std::size_t sites) {
    std::vector<std::vector<std::pair<double, std::int32_t>>> beside(sites);
    for (const TreeEdge& edge : tree) {
        beside[static_cast<std::size_t>(edge.a)].emplace_back(edge.metres, edge.b);
        beside[static_cast<std::size_t>(edge.b)].emplace_back(edge.metres, edge.a);
    }
    std::vector<std::int32_t> order;
    std::vector<char> is_met(sites, 0);
    std::vector<std::int32_t> open{0};
    while (!open.empty()) {
        const std::int32_t here = open.back();
        open.pop_back();
        if (std::exchange(is_met[static_cast<std::size_t>(here)], 1) != 0) continue;
        order.push_back(here);
        auto& next = beside[static_cast<std::size_t>(here)];
        std::ranges::sort(next, std::greater<>());  // the nearest is walked to first
        for (const auto& [metres, there] : next)
            open.push_back(there);
    }
    return order;
}

/// Leads from site to site.
class Router {
public:
    explicit Router(const WalkNetwork& network) : m_network(network), m_search(network) {}

    /// Metres of the shortest walk.
    double find(std::int32_t from, std::int32_t to) {
        m_from = place(from);
        m_to = place(to);
        m_along.reset();
        if (m_from.stretch < 0 || m_to.stretch < 0) return straight(from, to);
        const Stretch& first = stretch(m_from.stretch);
        const Stretch& last = stretch(m_to.stretch);
        const std::array<std::pair<std::int32_t, double>, 2> starts{
            {{first.a, m_from.offset_m}, {first.b, first.length_m - m_from.offset_m}}};
        const std::array<std::int32_t, 2> targets{last.a, last.b};
        m_search.run(starts, targets);
        const double by_a = m_search.metres(last.a) + m_to.offset_m;
        const double by_b = m_search.metres(last.b) + last.length_m - m_to.offset_m;
        double best = std::min(by_a, by_b);
        m_along = by_a <= by_b ? last.a : last.b;
        if (m_from.stretch == m_to.stretch && std::abs(m_from.offset_m - m_to.offset_m) <= best) {
            best = std::abs(m_from.offset_m - m_to.offset_m);
            m_along.reset();
        }
        return best;
    }

    /// Appends the walk that was found last, without its first point.
    void draw(LineString& line) const {
        if (m_from.stretch < 0) return;
        if (!m_along) {
            draw_along(m_from.stretch, m_from.offset_m, m_to.offset_m, line);
            return;
        }
        std::vector<std::pair<std::int32_t, std::int32_t>> steps;  // stretch, junction that it leads to
        std::int32_t junction = *m_along;
        while (m_search.reached_by(junction) >= 0) {
            const std::int32_t by = m_search.reached_by(junction);
            steps.emplace_back(by, junction);
            junction = stretch(by).a == junction ? stretch(by).b : stretch(by).a;
        }
        const Stretch& first = stretch(m_from.stretch);
        draw_along(m_from.stretch, m_from.offset_m, start_end(first, junction), line);
        std::ranges::reverse(steps);
        for (const auto& [by, to] : steps) {
            const Stretch& along = stretch(by);
            const bool to_b = along.b == to;
            draw_along(by, to_b ? 0 : along.length_m, to_b ? along.length_m : 0, line);
        }
        const Stretch& last = stretch(m_to.stretch);
        const bool from_a = *m_along == last.a && (last.a != last.b || m_to.offset_m <= last.length_m / 2);
        draw_along(m_to.stretch, from_a ? 0 : last.length_m, m_to.offset_m, line);
    }

    [[nodiscard]] Point point(std::int32_t site) const {
        const WalkPlace& here = place(site);
        if (here.stretch < 0) return m_network.sites[static_cast<std::size_t>(site)];
        LineString line;
        draw_along(here.stretch, here.offset_m, here.offset_m, line);
        return line.back();
    }

private:
    [[nodiscard]] const WalkPlace& place(std::int32_t site) const {
        return m_network.places[static_cast<std::size_t>(site)];
    }
    [[nodiscard]] const Stretch& stretch(std::int32_t s) const {
        return m_network.stretches[static_cast<std::size_t>(s)];
    }
    [[nodiscard]] double straight(std::int32_t from, std::int32_t to) const {
        const Point& p = m_network.sites[static_cast<std::size_t>(from)];
        const Point& q = m_network.sites[static_cast<std::size_t>(to)];
        return std::hypot(q.x - p.x, q.y - p.y) * m_network.off_network;
    }

    /// The offset of the end at which the walk left the first stretch; of a ring the nearer one.
    [[nodiscard]] double start_end(const Stretch& first, std::int32_t junction) const {
        const bool to_a = first.a == junction && (first.a != first.b || m_from.offset_m <= first.length_m / 2);
        return to_a ? 0 : first.length_m;
    }

    /// The points of a stretch between two offsets, in that direction, and the point at the second one.
    void draw_along(std::int32_t s, double from, double to, LineString& line) const {
        const Stretch& along = stretch(s);
        const std::span<const Point> shape(m_network.shape.data() + along.first_shape, along.shape_count);
        double drawn = 0;
        for (std::size_t i = 1; i < shape.size(); ++i)
            drawn += std::hypot(shape[i].x - shape[i - 1].x, shape[i].y - shape[i - 1].y);
        const double scale = along.length_m > 0 ? drawn / along.length_m : 0;  // not 1 where there is no way
        const double low = std::min(from, to) * scale;
        const double high = std::max(from, to) * scale;
        LineString part;
        double before = 0;
        for (std::size_t i = 1; i < shape.size(); ++i) {
            const double length = std::hypot(shape[i].x - shape[i - 1].x, shape[i].y - shape[i - 1].y);
            const auto at = [&](double offset) {
                const double share = length > 0 ? std::clamp((offset - before) / length, 0.0, 1.0) : 0;
                return Point{shape[i - 1].x + share * (shape[i].x - shape[i - 1].x),
                             shape[i - 1].y + share * (shape[i].y - shape[i - 1].y)};
            };
            const bool is_last = i + 1 == shape.size();
            if (part.empty() && (low < before + length || is_last)) part.push_back(at(low));
            if (!part.empty() && high > before) part.push_back(at(std::min(high, before + length)));
            before += length;
            if (before >= high && !part.empty()) break;
        }
        if (from > to) std::ranges::reverse(part);
        for (const Point& p : part) {
            if (line.empty() || line.back() != p) line.push_back(p);
        }
    }

    const WalkNetwork& m_network;
    WalkSearch m_search;
    WalkPlace m_from;
    WalkPlace m_to;
    std::optional<std::int32_t> m_along;  ///< the junction by which the last stretch is reached; none: it is the first
};

}  // namespace

Round make_round(const WalkNetwork& network, std::span<const std::int32_t> sites, std::span<const TreeEdge> tree) {
    Round round;
    if (sites.empty()) return round;
    round.order = around_tree(tree, sites.size());
    const auto add_up = [&round](auto&& metres) {
        for (std::size_t i = 0; i < round.order.size(); ++i)
            round.length_m += metres(round.order[i], round.order[(i + 1) % round.order.size()]);
    };
    constexpr std::size_t most_sites = 5000;
    if (StopDistances::junctions_beside(network, sites) > StopDistances::most_junctions || sites.size() > most_sites) {
        Router router(network);
        add_up([&](std::int32_t i, std::int32_t j) {
            return router.find(sites[static_cast<std::size_t>(i)], sites[static_cast<std::size_t>(j)]);
        });
        return round;
    }
    const StopDistances metres(network, sites);
    shorten_round(metres, round.order);
    add_up(metres);
    return round;
}

LineString round_line(const WalkNetwork& network, std::span<const std::int32_t> sites, const Round& round) {
    LineString line;
    if (round.order.size() < 2) return line;
    Router router(network);
    for (std::size_t i = 0; i < round.order.size(); ++i) {
        const auto site = [&](std::size_t at) {
            return sites[static_cast<std::size_t>(round.order[at % round.order.size()])];
        };
        if (line.empty()) line.push_back(router.point(site(i)));
        if (network.is_straight()) {
            line.push_back(router.point(site(i + 1)));
            continue;
        }
        (void)router.find(site(i), site(i + 1));
        router.draw(line);
    }
    return line;
}

}  // namespace grid
