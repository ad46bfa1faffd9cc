#include "libgrid/layer/unit_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <tuple>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/work/round.hpp"
#include "libgrid/work/walk_tree.hpp"

namespace grid {

namespace {

constexpr double around_m = 250;  // ways so far outside the unit are walked along too

/// The ways and the hard lines at a unit, in its work plane.
struct UnitLines {
    std::vector<Way> ways;
    std::vector<Way> hard;
};

UnitLines lines_around(const GroundIndex& index, const Plane& plane, const std::vector<Point>& sites) {
    if (sites.empty()) return {};
    Box work;
    for (const Point& site : sites)
        work.add(site);
    const Point low = plane.to_output({work.min_x - around_m, work.min_y - around_m});
    const Point high = plane.to_output({work.max_x + around_m, work.max_y + around_m});
    Box box;
    box.add(low);
    box.add(high);
    UnitLines lines;
    for (const Way& way : index.ways(box))
        lines.ways.push_back({plane.to_work(way.p), plane.to_work(way.q)});
    for (const BarrierSegment& barrier : index.barriers(box)) {
        if (barrier.hard) lines.hard.push_back({plane.to_work(barrier.p), plane.to_work(barrier.q)});
    }
    return lines;
}

WorkPlaces places_of(const GroundIndex& index, std::size_t unit) {
    WorkPlaces places;
    for (const LocatedSite& located : index.sites(unit))
        places.add(located.site.at, located.site, located.visits);
    for (const LocatedCell& located : index.cells(unit))
        places.add(located.inside, located.cell, located.visits);
    return places;
}

/// What is walked to in a grid: sites at one place of the network are one stop.
struct Stops {
    std::vector<std::int32_t> sites;  ///< those that are visited, stop by stop
    std::vector<std::size_t> begin;   ///< by stop, and one more: where its sites begin
    std::vector<std::int32_t> first;  ///< by stop: one of its sites
    std::vector<TreeEdge> tree;       ///< of the stops
    std::vector<double> share_m;      ///< by stop: half of its edges

    [[nodiscard]] std::size_t size() const { return first.size(); }
    [[nodiscard]] std::span<const std::int32_t> sites_of(std::size_t stop) const {
        return std::span(sites).subspan(begin[stop], begin[stop + 1] - begin[stop]);
    }
    [[nodiscard]] double tree_m() const { return std::accumulate(share_m.begin(), share_m.end(), 0.0); }
};

Stops stops_of(const WalkNetwork& network, std::vector<std::int32_t> sites) {
    const auto place = [&network](std::int32_t site) {
        const auto s = static_cast<std::size_t>(site);
        const WalkPlace& on_way = network.places[s];
        return std::tuple(on_way, on_way.stretch < 0 ? network.sites[s] : Point{});
    };
    std::ranges::sort(sites, {}, [&](std::int32_t site) { return std::tuple(place(site), site); });
    Stops stops;
    stops.sites = std::move(sites);
    for (std::size_t i = 0; i < stops.sites.size(); ++i) {
        if (i > 0 && place(stops.sites[i - 1]) == place(stops.sites[i])) continue;
        stops.begin.push_back(i);
        stops.first.push_back(stops.sites[i]);
    }
    stops.begin.push_back(stops.sites.size());
    stops.tree = walking_tree(network, stops.first);
    stops.share_m = half_edges(stops.tree, stops.size());
    return stops;
}

}  // namespace

UnitWork::UnitWork(const Ground& ground, const GroundIndex& index, std::size_t unit, const WorkProfile& rules)
    : UnitWork(ground.units[unit].code, ground.units[unit].walk_plane, places_of(index, unit), index, rules) {}

UnitWork::UnitWork(std::string unit_code, const Plane& plane, const WorkPlaces& places, const GroundIndex& index,
                   WorkProfile rules)
    : m_unit(std::move(unit_code)),
      m_plane(plane),
      m_rules(std::move(rules)),
      m_has_ways(index.has_ways()),
      m_service_h(places.service_h),
      m_visits(places.visits),
      m_walk_h(places.at.size(), 0) {
    std::vector<Point> sites;
    for (const Point& at : places.at)
        sites.push_back(plane.to_work(at));
    const UnitLines lines = lines_around(index, plane, sites);
    m_network = make_walk_network(lines.ways, lines.hard, sites,
                                  {.off_network = m_rules.off_network, .roadside_m = m_rules.roadside_m});
    std::vector<std::int32_t> all(sites.size());
    std::iota(all.begin(), all.end(), 0);
    share(all, [this](const Stops& stops) {
        return stops.tree_m() * (m_network.is_straight() ? straight_round_by_tree : round_by_tree);
    });
}

template <typename Length>
GridWork UnitWork::share(std::span<const std::int32_t> sites, Length&& length) {
    GridWork work;
    std::vector<std::int32_t> visited;
    for (const std::int32_t site : sites) {
        const auto s = static_cast<std::size_t>(site);
        work.service_h += m_service_h[s];
        m_walk_h[s] = 0;
        if (m_visits[s] > 0) visited.push_back(site);
    }
    if (visited.empty()) return work;
    const Stops stops = stops_of(m_network, std::move(visited));
    constexpr double metres_in_km = 1000;
    work.walk_km = length(stops) / metres_in_km;
    const double tree_m = stops.tree_m();
    for (std::size_t stop = 0; stop < stops.size() && tree_m > 0; ++stop) {
        double visits = 0;
        for (const std::int32_t site : stops.sites_of(stop))
            visits = std::max(visits, m_visits[static_cast<std::size_t>(site)]);
        const double hours = work.walk_km / m_rules.speed_kmh * visits * stops.share_m[stop] / tree_m;
        work.walk_h += hours;
        for (const std::int32_t site : stops.sites_of(stop))
            m_walk_h[static_cast<std::size_t>(site)] = hours / static_cast<double>(stops.sites_of(stop).size());
    }
    return work;
}

std::vector<double> UnitWork::hours() const {
    std::vector<double> hours(m_service_h.size());
    std::ranges::transform(m_service_h, m_walk_h, hours.begin(), std::plus<>());
    return hours;
}

const std::vector<GridWork>& UnitWork::measure(std::span<const std::int32_t> site_grid, std::size_t grids) {
    if (m_work.size() == grids && std::ranges::equal(site_grid, m_measured)) return m_work;
    m_measured.assign(site_grid.begin(), site_grid.end());
    std::vector<std::vector<std::int32_t>> sites(grids);
    for (std::size_t s = 0; s < site_grid.size(); ++s)
        sites[static_cast<std::size_t>(site_grid[s])].push_back(static_cast<std::int32_t>(s));
    m_work.clear();
    for (const std::vector<std::int32_t>& of_grid : sites) {
        m_work.push_back(share(
            of_grid, [this](const Stops& stops) { return make_round(m_network, stops.first, stops.tree).length_m; }));
    }
    return m_work;
}

WalkedRound UnitWork::walk(std::span<const std::int32_t> sites) const {
    WalkedRound walked;
    std::vector<std::int32_t> visited;
    for (const std::int32_t site : sites) {
        if (m_visits[static_cast<std::size_t>(site)] > 0) visited.push_back(site);
    }
    if (visited.empty()) return walked;
    const Stops stops = stops_of(m_network, std::move(visited));
    const Round round = make_round(m_network, stops.first, stops.tree);
    walked.length_m = round.length_m;
    for (const std::int32_t stop : round.order)
        walked.stops.push_back(stops.first[static_cast<std::size_t>(stop)]);
    walked.line = round_line(m_network, stops.first, round);
    for (Point& p : walked.line)
        p = m_plane.to_output(p);
    return walked;
}

Findings UnitWork::findings() const {
    Findings findings;
    const WalkGaps& gaps = m_network.gaps;
    if (m_network.is_straight() && m_network.sites.size() > 1 && m_has_ways) {
        findings.push_back({"walk_missing",
                            m_unit,
                            {},
                            msg("there is no way to walk along (--walk) in unit {}: straight lines, times {}, "
                                "are counted (--off-network)",
                                m_unit, m_rules.off_network),
                            m_plane.to_output(m_network.sites.front())});
    }
    if (gaps.count > 0) {
        findings.push_back(
            {"walk_unconnected",
             m_unit,
             {},
             msg("the ways of unit {} are not connected: {} straight walks between them are "
                 "counted, up to {} m{}; name all lines that people walk along (--walk)",
                 m_unit, gaps.count, number_text(std::round(gaps.longest_m)),
                 gaps.crossings > 0 ? fmt::format(", {} over a hard barrier", gaps.crossings) : std::string()),
             m_plane.to_output(gaps.at)});
    }
    return findings;
}

}  // namespace grid
