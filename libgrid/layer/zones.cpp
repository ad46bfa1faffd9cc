#include "libgrid/layer/apportion.hpp"

#include "libgrid/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace grid {

namespace {

/// Counts of grids, both inclusive.
struct Range {
    std::int64_t least = 1;
    std::int64_t most = 1;
};

struct Group {
    Count households = 0;
    std::int64_t cells = 0;
    std::map<std::int32_t, std::int64_t> neighbours;  ///< group -> millimetres of common border
    bool joined = false;                              ///< is part of another group now
    std::vector<std::int32_t> zones;
};

/// Groups of zones that are joined one by one. A group bears the number of its first zone.
class Grouping {
public:
    Grouping(std::span<const Zone> zones, std::span<const ZoneBorder> borders, Count lower, Count upper)
        : m_lower(lower), m_upper(upper), m_groups(zones.size()) {
        for (std::size_t i = 0; i < zones.size(); ++i) {
            if (zones[i].households < 0 || zones[i].cells < 1)
                throw ConfigError("a zone needs a cell and households of 0 or more");
            m_groups[i].households = zones[i].households;
            m_groups[i].cells = zones[i].cells;
            m_groups[i].zones = {static_cast<std::int32_t>(i)};
        }
        const auto count = static_cast<std::int32_t>(zones.size());
        for (const ZoneBorder& border : borders) {
            const bool known = border.a >= 0 && border.b >= 0 && border.a < count && border.b < count;
            if (!known || border.a == border.b || !(border.length_m >= 0 && border.length_m < 1e12))
                throw ConfigError("a border of zones needs two different zones and a length");
            const std::int64_t length = std::llround(border.length_m * 1000);
            m_groups[static_cast<std::size_t>(border.a)].neighbours[border.b] += length;
            m_groups[static_cast<std::size_t>(border.b)].neighbours[border.a] += length;
        }
    }

    [[nodiscard]] const Group& operator[](std::int32_t id) const { return m_groups[static_cast<std::size_t>(id)]; }

    [[nodiscard]] std::vector<std::int32_t> ids() const {
        std::vector<std::int32_t> result;
        for (std::size_t i = 0; i < m_groups.size(); ++i) {
            if (!m_groups[i].joined) result.push_back(static_cast<std::int32_t>(i));
        }
        return result;
    }

    /// The counts with which so many households in so many cells keep the limits, if there are any.
    [[nodiscard]] std::optional<Range> fitting(Count households, std::int64_t cells) const {
        if (households == 0) return std::nullopt;
        const Count above = households % m_upper == 0 ? 0 : 1;
        const std::int64_t least = households / m_upper + above;
        const std::int64_t most = m_lower == 0 ? cells : std::min(cells, households / m_lower);
        if (least > most) return std::nullopt;
        return Range{least, most};
    }
    [[nodiscard]] std::optional<Range> fitting(std::int32_t id) const {
        return fitting((*this)[id].households, (*this)[id].cells);
    }

    /// The neighbour to join `id` with; nullopt if there is none.
    [[nodiscard]] std::optional<std::int32_t> partner(std::int32_t id) const {
        using Rank = std::tuple<bool, std::int64_t, Count, std::int32_t>;  // smaller is better
        std::optional<Rank> best;
        const Group& group = (*this)[id];
        for (const auto& [other, length] : group.neighbours) {
            const Group& mate = (*this)[other];
            const bool fits = fitting(group.households + mate.households, group.cells + mate.cells).has_value();
            const Rank rank{!fits, -length, mate.households, other};
            if (!best || rank < *best) best = rank;
        }
        if (!best) return std::nullopt;
        return std::get<std::int32_t>(*best);
    }

    /// Joins two neighbours and returns the number of the group that they are now.
    std::int32_t join(std::int32_t a, std::int32_t b) {
        const std::int32_t into = std::min(a, b);
        const std::int32_t from = std::max(a, b);
        Group& stays = m_groups[static_cast<std::size_t>(into)];
        Group& goes = m_groups[static_cast<std::size_t>(from)];
        stays.households += goes.households;
        stays.cells += goes.cells;
        stays.zones.insert(stays.zones.end(), goes.zones.begin(), goes.zones.end());
        for (const auto& [other, length] : goes.neighbours) {
            auto& back = m_groups[static_cast<std::size_t>(other)].neighbours;
            back.erase(from);
            if (other == into) continue;
            back[into] += length;
            stays.neighbours[other] += length;
        }
        goes = Group{};
        goes.joined = true;
        return into;
    }

private:
    Count m_lower;
    Count m_upper;
    std::vector<Group> m_groups;
};

using Queue = std::set<std::pair<Count, std::int32_t>>;  // smallest group first

/// Joins groups that cannot stand alone until all can, or have no neighbour left.
void join_misfits(Grouping& groups) {
    Queue misfits;
    const auto consider = [&](std::int32_t id) {
        if (!groups.fitting(id)) misfits.emplace(groups[id].households, id);
    };
    for (const std::int32_t id : groups.ids())
        consider(id);
    while (!misfits.empty()) {
        const std::int32_t id = misfits.begin()->second;
        misfits.erase(misfits.begin());
        const std::optional<std::int32_t> mate = groups.partner(id);
        if (!mate) continue;
        misfits.erase({groups[*mate].households, *mate});
        consider(groups.join(id, *mate));
    }
}

struct Bounds {
    std::vector<Range> ranges;
    std::int64_t least = 0;
    std::int64_t most = 0;
    bool fits = true;
};

/// What each group may get. A group that no count fits gets the count that misses the limits least.
Bounds bounds_of(const Grouping& groups, const std::vector<std::int32_t>& ids, const GridSize& size) {
    Bounds bounds;
    for (const std::int32_t id : ids) {
        std::optional<Range> range = groups.fitting(id);
        if (!range) {
            bounds.fits = false;
            constexpr std::int64_t greatest = std::numeric_limits<std::int32_t>::max();
            const auto cells = static_cast<std::int32_t>(std::min(groups[id].cells, greatest));
            const std::int64_t count = grid_count(groups[id].households, size, cells).count;
            range = Range{count, count};
        }
        bounds.ranges.push_back(*range);
        bounds.least += range->least;
        bounds.most += range->most;
    }
    return bounds;
}

/// Joins further groups, smallest first, until exactly `total` grids are possible or nothing is left to join.
Bounds join_for_total(Grouping& groups, const GridSize& size, std::int64_t total) {
    std::vector<std::int32_t> ids = groups.ids();
    Bounds bounds = bounds_of(groups, ids, size);
    while (total < bounds.least || total > bounds.most) {
        std::sort(ids.begin(), ids.end(), [&](std::int32_t a, std::int32_t b) {
            return std::pair(groups[a].households, a) < std::pair(groups[b].households, b);
        });
        const auto next =
            std::find_if(ids.begin(), ids.end(), [&](std::int32_t id) { return !groups[id].neighbours.empty(); });
        if (next == ids.end()) break;
        groups.join(*next, *groups.partner(*next));
        ids = groups.ids();
        bounds = bounds_of(groups, ids, size);
    }
    return bounds;
}

}  // namespace

ZoneGroups group_zones(std::span<const Zone> zones, std::span<const ZoneBorder> borders, Count lower, Count upper,
                       std::int64_t total, bool total_is_fixed) {
    if (zones.empty()) throw ConfigError("a unit without zones cannot be divided");
    if (lower < 0 || upper < 1 || lower > upper) throw ConfigError("the limits of a grid need 0 <= lower <= upper");
    const GridSize size{std::max<Count>(1, lower + (upper - lower) / 2), lower, upper};

    Grouping groups(zones, borders, lower, upper);
    join_misfits(groups);
    Bounds bounds;
    if (total_is_fixed) {
        bounds = join_for_total(groups, size, total);
    } else {
        bounds = bounds_of(groups, groups.ids(), size);
        total = std::clamp(total, bounds.least, bounds.most);
    }

    const std::vector<std::int32_t> ids = groups.ids();
    const bool within = total >= bounds.least && total <= bounds.most;
    std::vector<Share> shares;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        constexpr std::int64_t greatest = std::numeric_limits<std::int32_t>::max();
        const Range range = within ? bounds.ranges[i] : Range{1, groups[ids[i]].cells};
        shares.push_back({groups[ids[i]].households, static_cast<std::int32_t>(std::min(range.least, greatest)),
                          static_cast<std::int32_t>(std::min(range.most, greatest))});
    }

    ZoneGroups result;
    result.count = apportion(shares, total);
    result.fits = within && bounds.fits;
    result.group.resize(zones.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (const std::int32_t zone : groups[ids[i]].zones)
            result.group[static_cast<std::size_t>(zone)] = static_cast<std::int32_t>(i);
    }
    return result;
}

}  // namespace grid
