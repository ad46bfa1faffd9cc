#include "libgrid/layer/split_zones.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"

namespace grid {

namespace {

/// Some zones and the tree of least cost that holds them together.
struct Group {
    std::vector<std::int32_t> zones;  ///< ascending
    std::vector<std::int32_t> tree;   ///< borders, the cheapest first
    double cost = 0;                  ///< of the tree
    ZoneSum sum;
};

/// How good a set of groups is: less is better, in this order.
struct Standing {
    std::int64_t out_of_reach = 0;  ///< grids by which the total cannot be had
    Count missed = 0;               ///< households
};

class Splitter {
public:
    Splitter(std::span<const Zone> zones, std::span<const ZoneBorder> borders, const ZoneFit& fit,
             std::optional<std::int64_t> total, double side_m)
        : m_zones(zones), m_borders(borders), m_fit(fit), m_total(total), m_at(zones.size()), m_group(zones.size(), 0) {
        m_order.resize(borders.size());
        std::iota(m_order.begin(), m_order.end(), 0);
        for (const ZoneBorder& border : borders)
            m_cost.push_back(joint_cost(border, side_m));
        std::sort(m_order.begin(), m_order.end(), [this](std::int32_t a, std::int32_t b) {
            return std::pair(m_cost[index(a)], a) < std::pair(m_cost[index(b)], b);
        });
        for (const std::int32_t b : m_order) {  // so that the borders of each zone come in this order, too
            m_at[index(borders[index(b)].a)].push_back(b);
            m_at[index(borders[index(b)].b)].push_back(b);
        }
    }

    ZoneSplit run() {
        std::vector<std::int32_t> all(m_zones.size());
        std::iota(all.begin(), all.end(), 0);
        for (Group& group : hanging_together(all))
            add(std::move(group));
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t g = 0; g < m_groups.size(); ++g) {
                while (cut_tree(g))
                    changed = true;
            }
            changed = take_out_zones() || changed;
        }
        return result();
    }

private:
    static std::size_t index(std::int32_t i) { return static_cast<std::size_t>(i); }

    /// The groups that some zones fall into, with their trees (Kruskal's algorithm).
    [[nodiscard]] std::vector<Group> hanging_together(const std::vector<std::int32_t>& zones) {
        std::vector<std::int32_t> inner;
        ++m_round;
        m_seen.resize(m_zones.size(), 0);
        m_local.resize(m_zones.size(), 0);
        for (std::size_t i = 0; i < zones.size(); ++i) {
            m_seen[index(zones[i])] = m_round;
            m_local[index(zones[i])] = static_cast<std::int32_t>(i);
        }
        for (const std::int32_t zone : zones) {
            for (const std::int32_t b : m_at[index(zone)]) {
                const ZoneBorder& border = m_borders[index(b)];
                if (border.a == zone && m_seen[index(border.b)] == m_round) inner.push_back(b);
            }
        }
        m_work += static_cast<std::int64_t>(zones.size() + inner.size());
        std::sort(inner.begin(), inner.end(), [this](std::int32_t a, std::int32_t b) {
            return std::pair(m_cost[index(a)], a) < std::pair(m_cost[index(b)], b);
        });
        DisjointSets sets(zones.size());
        std::vector<std::int32_t> tree;
        for (const std::int32_t b : inner) {
            const std::int32_t from = m_local[index(m_borders[index(b)].a)];
            const std::int32_t to = m_local[index(m_borders[index(b)].b)];
            if (sets.find(from) == sets.find(to)) continue;
            sets.unite(from, to);
            tree.push_back(b);
        }
        std::vector<Group> groups;
        std::vector<std::int32_t> place(zones.size(), -1);
        for (std::size_t i = 0; i < zones.size(); ++i) {
            std::int32_t& at = place[index(sets.find(static_cast<std::int32_t>(i)))];
            if (at < 0) {
                at = static_cast<std::int32_t>(groups.size());
                groups.emplace_back();
            }
            Group& group = groups[index(at)];
            group.zones.push_back(zones[i]);
            group.sum.households += m_zones[index(zones[i])].households;
            group.sum.cells += m_zones[index(zones[i])].cells;
        }
        for (const std::int32_t b : tree) {
            Group& group = groups[index(place[index(sets.find(m_local[index(m_borders[index(b)].a)]))])];
            group.tree.push_back(b);
            group.cost += m_cost[index(b)];
        }
        return groups;
    }

    void add(Group group) {
        count(group.sum, 1);
        for (const std::int32_t zone : group.zones)
            m_group[index(zone)] = static_cast<std::int32_t>(m_groups.size());
        m_groups.push_back(std::move(group));
    }

    void count(const ZoneSum& sum, std::int64_t sign) {
        const GridRange range = m_fit.range(sum);
        m_least += sign * range.least;
        m_most += sign * range.most;
        m_missed += sign * m_fit.missed(sum);
    }

    [[nodiscard]] Standing standing() const {
        const std::int64_t off = m_total ? std::max<std::int64_t>({0, m_least - *m_total, *m_total - m_most}) : 0;
        return {off, m_missed};
    }

    /// Whether it is no step back to put these in the place of a group.
    [[nodiscard]] bool is_no_worse(const ZoneSum& group, std::span<const ZoneSum> parts) {
        const Standing before = standing();
        count(group, -1);
        for (const ZoneSum& part : parts)
            count(part, 1);
        const Standing after = standing();
        for (const ZoneSum& part : parts)
            count(part, -1);
        count(group, 1);
        return after.out_of_reach <= before.out_of_reach && after.missed <= before.missed;
    }

    void replace(std::size_t g, std::vector<Group> parts) {
        count(m_groups[g].sum, -1);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i > 0) {
                add(std::move(parts[i]));
                continue;
            }
            count(parts[i].sum, 1);
            for (const std::int32_t zone : parts[i].zones)
                m_group[index(zone)] = static_cast<std::int32_t>(g);
            m_groups[g] = std::move(parts[i]);
        }
    }

    /// Divides a group at the dearest joint where that can be; false where there is none.
    bool cut_tree(std::size_t g) {
        const Group& group = m_groups[g];
        if (group.tree.empty()) return false;
        const std::vector<ZoneSum> beyond = sums_beyond(group);
        for (std::size_t t = group.tree.size(); t-- > 0;) {
            const ZoneSum rest{group.sum.households - beyond[t].households, group.sum.cells - beyond[t].cells};
            const ZoneSum parts[] = {rest, beyond[t]};
            if (!is_no_worse(group.sum, parts)) continue;
            replace(g, cut_at(group, t));
            return true;
        }
        return false;
    }

    /// The tree, walked from its first zone: by zone the joint that leads to it, in the order of the walk.
    struct Walk {
        std::vector<std::pair<std::int32_t, std::int32_t>> steps;  ///< zone, place of the joint in the tree or -1
        std::vector<std::int32_t> from;                            ///< by step: the step before it
    };

    [[nodiscard]] Walk walk(const Group& group) {
        std::vector<std::vector<std::int32_t>> joints(group.zones.size());
        for (std::size_t i = 0; i < group.zones.size(); ++i)
            m_local[index(group.zones[i])] = static_cast<std::int32_t>(i);
        for (std::size_t t = 0; t < group.tree.size(); ++t) {
            const ZoneBorder& border = m_borders[index(group.tree[t])];
            joints[index(m_local[index(border.a)])].push_back(static_cast<std::int32_t>(t));
            joints[index(m_local[index(border.b)])].push_back(static_cast<std::int32_t>(t));
        }
        Walk walk{{{group.zones.front(), -1}}, {-1}};
        for (std::size_t s = 0; s < walk.steps.size(); ++s) {
            const auto [zone, joint] = walk.steps[s];
            for (const std::int32_t t : joints[index(m_local[index(zone)])]) {
                if (t == joint) continue;
                const ZoneBorder& border = m_borders[index(group.tree[index(t)])];
                walk.steps.emplace_back(border.a == zone ? border.b : border.a, t);
                walk.from.push_back(static_cast<std::int32_t>(s));
            }
        }
        m_work += static_cast<std::int64_t>(walk.steps.size());
        return walk;
    }

    /// For each joint of the tree what lies beyond it, seen from the first zone.
    [[nodiscard]] std::vector<ZoneSum> sums_beyond(const Group& group) {
        const Walk way = walk(group);
        std::vector<ZoneSum> at(way.steps.size());
        std::vector<ZoneSum> beyond(group.tree.size());
        for (std::size_t s = way.steps.size(); s-- > 0;) {
            const auto [zone, joint] = way.steps[s];
            at[s].households += m_zones[index(zone)].households;
            at[s].cells += m_zones[index(zone)].cells;
            if (joint < 0) continue;
            beyond[index(joint)] = at[s];
            at[index(way.from[s])].households += at[s].households;
            at[index(way.from[s])].cells += at[s].cells;
        }
        return beyond;
    }

    [[nodiscard]] std::vector<Group> cut_at(const Group& group, std::size_t cut) {
        const Walk way = walk(group);
        std::vector<char> is_beyond(way.steps.size(), 0);
        std::vector<std::int32_t> sides[2];
        for (std::size_t s = 0; s < way.steps.size(); ++s) {
            const auto [zone, joint] = way.steps[s];
            is_beyond[s] = joint == static_cast<std::int32_t>(cut) || (joint >= 0 && is_beyond[index(way.from[s])]);
            sides[is_beyond[s] != 0 ? 1 : 0].push_back(zone);
        }
        std::vector<Group> parts;
        for (std::vector<std::int32_t>& side : sides) {
            std::sort(side.begin(), side.end());
            std::vector<Group> part = hanging_together(side);
            parts.push_back(std::move(part.front()));
        }
        return parts;
    }

    /// Takes zones that can stand alone out of their groups. True if there was one.
    bool take_out_zones() {
        constexpr std::int64_t most_work = 200'000'000;  // so much that only thousands of zones in one group meet it
        bool changed = false;
        for (const std::int32_t zone : by_distance_from_misfits()) {
            const std::size_t g = index(m_group[index(zone)]);
            if (m_groups[g].tree.empty() || m_work > most_work) continue;
            std::vector<std::int32_t> rest;
            std::copy_if(m_groups[g].zones.begin(), m_groups[g].zones.end(), std::back_inserter(rest),
                         [zone](std::int32_t other) { return other != zone; });
            std::vector<Group> parts = hanging_together(rest);
            double cost = 0;
            std::vector<ZoneSum> sums{{m_zones[index(zone)].households, m_zones[index(zone)].cells}};
            for (const Group& part : parts) {
                cost += part.cost;
                sums.push_back(part.sum);
            }
            if (cost > m_groups[g].cost || !is_no_worse(m_groups[g].sum, sums)) continue;
            parts.push_back({{zone}, {}, 0, sums.front()});
            replace(g, std::move(parts));
            changed = true;
        }
        return changed;
    }

    [[nodiscard]] bool can_stand_alone(std::int32_t zone) const {
        return m_fit.fitting({m_zones[index(zone)].households, m_zones[index(zone)].cells}).has_value();
    }

    /// The zones that can stand alone: first those whose next zone that cannot is farthest, then large ones.
    [[nodiscard]] std::vector<std::int32_t> by_distance_from_misfits() const {
        using Rank = std::tuple<double, Count, std::int32_t>;
        std::vector<Rank> ranks;
        for (std::size_t z = 0; z < m_zones.size(); ++z) {
            const auto zone = static_cast<std::int32_t>(z);
            if (!can_stand_alone(zone)) continue;
            double nearest = std::numeric_limits<double>::max();
            for (const std::int32_t b : m_at[z]) {
                const ZoneBorder& border = m_borders[index(b)];
                if (can_stand_alone(border.a == zone ? border.b : border.a)) continue;
                nearest = m_cost[index(b)];
                break;
            }
            ranks.emplace_back(-nearest, -m_zones[z].households, zone);
        }
        std::sort(ranks.begin(), ranks.end());
        std::vector<std::int32_t> result;
        for (const Rank& rank : ranks)
            result.push_back(std::get<std::int32_t>(rank));
        return result;
    }

    [[nodiscard]] ZoneSplit result() {
        std::sort(m_groups.begin(), m_groups.end(),
                  [](const Group& a, const Group& b) { return a.zones.front() < b.zones.front(); });
        ZoneSplit split;
        for (Group& group : m_groups) {
            split.joints.insert(split.joints.end(), group.tree.begin(), group.tree.end());
            split.groups.push_back(std::move(group.zones));
        }
        std::sort(split.joints.begin(), split.joints.end());
        return split;
    }

    std::span<const Zone> m_zones;
    std::span<const ZoneBorder> m_borders;
    ZoneFit m_fit;
    std::optional<std::int64_t> m_total;
    std::vector<double> m_cost;                   ///< by border
    std::vector<std::int32_t> m_order;            ///< borders, the cheapest first
    std::vector<std::vector<std::int32_t>> m_at;  ///< by zone: its borders, the cheapest first
    std::vector<std::int32_t> m_group;            ///< by zone
    std::vector<Group> m_groups;
    std::int64_t m_least = 0;  ///< grids of all groups
    std::int64_t m_most = 0;
    Count m_missed = 0;
    std::int64_t m_work = 0;
    std::int64_t m_round = 0;
    std::vector<std::int64_t> m_seen;   ///< scratch by zone: the round in which it was looked at
    std::vector<std::int32_t> m_local;  ///< scratch by zone: its place in the group looked at
};

}  // namespace

double joint_cost(const ZoneBorder& border, double side_m) {
    return border.length_m > 0 ? side_m + side_m / (1 + border.length_m / side_m) : side_m + border.gap_m;
}

ZoneSplit split_zones(std::span<const Zone> zones, std::span<const ZoneBorder> borders, const ZoneFit& fit,
                      std::optional<std::int64_t> total, double side_m) {
    return Splitter(zones, borders, fit, total, side_m).run();
}

}  // namespace grid
