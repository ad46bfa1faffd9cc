#include "libgrid/coverage/segment_table.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <memory>
#include <tuple>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/point_hash.hpp"
#include "libgrid/coverage/segment_entry.hpp"

namespace grid {

namespace {

class Table {
public:
    Table(const FeatureShapes& features, std::span<const MultiPolygon> units, std::span<const std::int32_t> unit_of,
          bool wants_matched = false)
        : m_features(features), m_units(units), m_unit_of(unit_of), m_wants_matched(wants_matched) {}

    SegmentMatches match() {
        list_rings();
        m_is_duplicate.assign(m_features.size(), 0);
        look_at_rings();
        SegmentMatches result;
        result.duplicates = find_duplicates();
        if (!result.duplicates.empty()) look_at_rings();  // again, without them
        fill();
        pair_off(result);
        return result;
    }

private:
    void list_rings() {
        std::size_t segments = 0;
        const auto add = [&](const MultiPolygon& polygons, std::int32_t owner) {
            const auto add_ring = [&](const Ring& ring, bool is_hole) {
                if (ring.size() < 2) return;
                segments += ring.size() - 1;
                m_rings.push_back({&ring, owner, is_hole != (owner < 0)});
            };
            for (const Polygon& polygon : polygons) {
                add_ring(polygon.shell, false);
                for (const Ring& hole : polygon.holes)
                    add_ring(hole, true);
            }
        };
        for (std::size_t f = 0; f < m_features.size(); ++f)
            add(m_features[f], static_cast<std::int32_t>(f));
        m_feature_rings = m_rings.size();
        for (std::size_t u = 0; u < m_units.size(); ++u)
            add(m_units[u], ~static_cast<std::int32_t>(u));
        if (segments > std::numeric_limits<std::int32_t>::max()) {
            throw GeometryError(msg("the layer has more segments than the coverage check can hold"));
        }
        m_unit_of_ring.reserve(m_rings.size());
        for (const RingRef& ref : m_rings)
            m_unit_of_ring.push_back(unit_of(ref.owner));
        m_partitions = std::bit_ceil(std::clamp<std::size_t>(segments / 16384, 1, 4096));
        const std::size_t share = segments / 64 + 1;
        std::size_t taken = 0;
        for (std::size_t r = 0; r < m_rings.size(); ++r) {
            if (m_blocks.empty() || taken >= share) {
                m_blocks.push_back({r, r});
                taken = 0;
            }
            m_blocks.back().last = r + 1;
            taken += m_rings[r].ring->size();
        }
    }

    [[nodiscard]] std::size_t partition_of(std::uint64_t from, std::uint64_t to) const noexcept {
        return static_cast<std::size_t>((from + to) >> 40U) & (m_partitions - 1);
    }

    /// Calls visit(position, hash of the first point, hash of the second) for each segment of a ring that has a length.
    template <typename Visit>
    static void for_segments(const Ring& ring, Visit&& visit) {
        std::uint64_t last = hash_of(ring.front());
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const std::uint64_t next = hash_of(ring[i]);
            if (ring[i] != ring[i - 1]) visit(i - 1, last, next);
            last = next;
        }
    }

    void look_at_rings() {
        m_counts.assign(m_blocks.size() * m_partitions, 0);
        tbb::parallel_for(std::size_t{0}, m_blocks.size(), [this](std::size_t b) {
            std::uint32_t* counts = m_counts.data() + b * m_partitions;
            for (std::size_t r = m_blocks[b].first; r < m_blocks[b].last; ++r) {
                RingRef& ref = m_rings[r];
                ref.reversed = ref.clockwise == runs_counter_clockwise(*ref.ring);
                ref.hash = 0;
                if (is_left_out(ref)) continue;
                for_segments(*ref.ring, [&](std::size_t, std::uint64_t from, std::uint64_t to) {
                    ++counts[partition_of(from, to)];
                    ref.hash += mix(from + to);
                });
            }
        });
    }

    std::vector<std::pair<std::int32_t, std::int32_t>> find_duplicates() {
        std::vector<std::pair<std::uint64_t, std::int32_t>> hashes;
        for (std::size_t r = 0; r < m_rings.size() && m_rings[r].owner >= 0;) {
            const std::int32_t owner = m_rings[r].owner;
            std::uint64_t hash = 0;
            for (; r < m_rings.size() && m_rings[r].owner == owner; ++r)
                hash += m_rings[r].hash;
            hashes.emplace_back(hash, owner);
        }
        std::ranges::sort(hashes);
        std::vector<std::pair<std::int32_t, std::int32_t>> duplicates;
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            if (m_is_duplicate[static_cast<std::size_t>(hashes[i].second)] != 0) continue;
            for (std::size_t j = i + 1; j < hashes.size() && hashes[j].first == hashes[i].first; ++j) {
                const auto [first, later] = std::pair(hashes[i].second, hashes[j].second);
                char& known = m_is_duplicate[static_cast<std::size_t>(later)];
                if (known != 0 || segments_of(m_features[static_cast<std::size_t>(first)]) !=
                                      segments_of(m_features[static_cast<std::size_t>(later)])) {
                    continue;
                }
                known = 1;
                duplicates.emplace_back(later, first);
            }
        }
        std::ranges::sort(duplicates);
        return duplicates;
    }

    [[nodiscard]] bool is_left_out(const RingRef& ref) const {
        return ref.owner >= 0 && m_is_duplicate[static_cast<std::size_t>(ref.owner)] != 0;
    }

    /// Sorts the entries into the partitions, each in file order.
    void fill() {
        m_offsets.assign(m_partitions + 1, 0);
        std::vector<std::size_t> cursors(m_counts.size());
        std::size_t total = 0;
        for (std::size_t p = 0; p < m_partitions; ++p) {
            m_offsets[p] = total;
            for (std::size_t b = 0; b < m_blocks.size(); ++b) {
                cursors[b * m_partitions + p] = total;
                total += m_counts[b * m_partitions + p];
            }
        }
        m_offsets[m_partitions] = total;
        m_entries = std::make_unique_for_overwrite<Entry[]>(total);  // a vector would fill it with zeros first
        m_sums.assign(m_counts.size(), {});
        tbb::parallel_for(std::size_t{0}, m_blocks.size(), [&](std::size_t b) {
            Sums* sums = m_sums.data() + b * m_partitions;
            std::size_t* cursor = cursors.data() + b * m_partitions;
            for (std::size_t r = m_blocks[b].first; r < m_blocks[b].last; ++r) {
                const RingRef& ref = m_rings[r];
                if (is_left_out(ref)) continue;
                for_segments(*ref.ring, [&](std::size_t position, std::uint64_t from, std::uint64_t to) {
                    const Point* const at = ref.ring->data() + position;
                    const bool falls = from != to ? from > to : at[0] > at[1];
                    const bool backwards = falls != ref.reversed;
                    const std::size_t partition = partition_of(from, to);
                    sums[partition] += sums_of(ref, m_unit_of_ring[r], segment_sum(at[0], at[1]));
                    m_entries[cursor[partition]++] = {std::min(from, to), std::max(from, to),
                                                      static_cast<std::uint32_t>(r),
                                                      static_cast<std::uint32_t>(2 * position + (backwards ? 1 : 0))};
                });
            }
        });
    }

    [[nodiscard]] LooseSegment segment(const Entry& entry) const {
        const RingRef& ref = m_rings[entry.ring];
        const Point& a = (*ref.ring)[entry.position()];
        const Point& b = (*ref.ring)[entry.position() + 1];
        return ref.reversed ? LooseSegment{b, a, ref.owner} : LooseSegment{a, b, ref.owner};
    }

    /// The ends from low to high.
    [[nodiscard]] std::pair<const Point&, const Point&> ends_of(const Entry& entry) const {
        const RingRef& ref = m_rings[entry.ring];
        const Point* const at = ref.ring->data() + entry.position();
        const bool falls = entry.backwards() != ref.reversed;
        return falls ? std::pair<const Point&, const Point&>(at[1], at[0])
                     : std::pair<const Point&, const Point&>(at[0], at[1]);
    }

    [[nodiscard]] bool same_segment(const Entry& a, const Entry& b, By by) const {
        return a.same_hashes(b) && (by == By::hashes || ends_of(a) == ends_of(b));
    }

    void note_matched(std::int32_t a, std::int32_t b, Leftovers& out) const {
        if (m_wants_matched && a != b) out.matched.emplace_back(std::min(a, b), std::max(a, b));
    }

    static constexpr std::int32_t no_unit = -2;

    [[nodiscard]] std::int32_t unit_of(std::int32_t owner) const {
        if (m_unit_of.empty()) return -1;
        if (owner < 0) return ~owner;
        const std::int32_t unit = m_unit_of[static_cast<std::size_t>(owner)];
        return unit < 0 ? no_unit : unit;
    }

    /// What a segment of a ring adds to the sums, from its number as it lies in the file.
    [[nodiscard]] Sums sums_of(const RingRef& ref, std::int32_t unit, std::uint64_t number) const noexcept {
        const std::uint64_t sum = ref.reversed ? -number : number;
        return {ref.owner < 0 ? 0 : sum, m_units.empty() || unit == no_unit ? 0 : sum};
    }

    [[nodiscard]] std::uint64_t number_of(const Entry& entry) const {
        const Point* const at = m_rings[entry.ring].ring->data() + entry.position();
        return segment_sum(at[0], at[1]);
    }

    /// True if what was cancelled in a partition was the same: what is left has the sums of all.
    [[nodiscard]] bool adds_up(std::size_t p, const Leftovers& left) const {
        Sums all;
        for (std::size_t b = 0; b < m_blocks.size(); ++b)
            all += m_sums[b * m_partitions + p];
        Sums rest;
        for (const Entry& entry : left.loose)
            rest.features += sums_of(m_rings[entry.ring], no_unit, number_of(entry)).features;
        for (const Leftover& leftover : left.of_units)
            rest.units += sums_of(m_rings[leftover.entry.ring], leftover.unit, number_of(leftover.entry)).units;
        return all == rest;
    }

    void settle(std::vector<Member>& group, Leftovers& out) const {
        int net = 0;
        std::size_t features = 0;
        for (const Member& m : group) {
            if (m.owner < 0) continue;
            ++features;
            net += m.direction;
        }
        if (features != 2 || net != 0) {
            for (const Member& m : group) {
                if (m.owner >= 0) out.loose.push_back(m.entry);
            }
        } else if (m_units.empty()) {
            note_matched(group.front().owner, group.back().owner, out);
        }
        if (m_units.empty()) return;
        std::ranges::sort(group, {}, [](const Member& m) { return std::tie(m.unit, m.entry); });
        for (std::size_t first = 0, last = 0; first < group.size(); first = last) {
            net = 0;
            for (last = first; last < group.size() && group[last].unit == group[first].unit; ++last)
                net += group[last].direction;
            if (net == 0 || group[first].unit == no_unit) continue;
            for (std::size_t i = first; i < last; ++i)
                out.of_units.push_back({group[i].unit, group[i].entry});
        }
    }

    /// Brings equal segments together in lists of a few each: nearly all lists hold one matched pair.
    void pair_off_partition(std::size_t p, By by, Leftovers& out) const {
        const std::span<const Entry> entries(m_entries.get() + m_offsets[p], m_entries.get() + m_offsets[p + 1]);
        const std::size_t lists = std::bit_ceil(entries.size() + 1);
        constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
        std::vector<std::uint32_t> head(lists, none);
        std::vector<std::uint32_t> next(entries.size());
        for (std::size_t i = entries.size(); i-- > 0;) {
            std::uint32_t& first = head[(entries[i].low ^ entries[i].high) & (lists - 1)];
            next[i] = first;
            first = static_cast<std::uint32_t>(i);
        }
        std::vector<Entry> list;
        for (const std::uint32_t first : head) {
            if (first == none) continue;
            const std::uint32_t second = next[first];
            if (second != none && next[second] == none && is_matched_pair(entries[first], entries[second], by)) {
                note_matched(m_rings[entries[first].ring].owner, m_rings[entries[second].ring].owner, out);
                continue;
            }
            list.clear();
            for (std::uint32_t i = first; i != none; i = next[i])
                list.push_back(entries[i]);
            settle_list(list, by, out);
        }
        keep_distinct(out.matched);
    }

    static void keep_distinct(std::vector<std::pair<std::int32_t, std::int32_t>>& pairs) {
        std::ranges::sort(pairs);
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    }

    /// Two features of one unit have the segment in opposite directions, and no others have it.
    [[nodiscard]] bool is_matched_pair(const Entry& a, const Entry& b, By by) const {
        if (!same_segment(a, b, by) || a.backwards() == b.backwards()) return false;
        return m_units.empty() || (a.ring < m_feature_rings && b.ring < m_feature_rings &&
                                   m_unit_of_ring[a.ring] == m_unit_of_ring[b.ring]);
    }

    void settle_list(std::vector<Entry>& list, By by, Leftovers& out) const {
        std::ranges::sort(list);
        for (std::size_t first = 0, last = 0; first < list.size(); first = last) {
            for (last = first; last < list.size() && list[last].same_hashes(list[first]);)
                ++last;
            settle_run(std::span(list).subspan(first, last - first), by, out);
        }
    }

    /// Entries of the same hashes. More than a pair are few enough to look at.
    void settle_run(std::span<Entry> run, By by, Leftovers& out) const {
        if (run.size() > 2) by = By::points;
        if (by == By::points) {
            std::ranges::sort(run, [this](const Entry& a, const Entry& b) {
                return std::pair(ends_of(a), a) < std::pair(ends_of(b), b);
            });
        }
        std::vector<Member> group;
        for (std::size_t first = 0, last = 0; first < run.size(); first = last) {
            group.clear();
            for (last = first; last < run.size() && same_segment(run[last], run[first], by); ++last) {
                group.push_back({run[last], m_rings[run[last].ring].owner, m_unit_of_ring[run[last].ring],
                                 run[last].backwards() ? -1 : 1});
            }
            settle(group, out);
        }
    }

    void pair_off(SegmentMatches& result) {
        std::vector<Leftovers> found(m_partitions);
        tbb::parallel_for(std::size_t{0}, m_partitions, [&](std::size_t p) {
            pair_off_partition(p, By::hashes, found[p]);
            if (adds_up(p, found[p])) return;
            found[p] = {};
            pair_off_partition(p, By::points, found[p]);
        });
        std::vector<Entry> loose;
        std::vector<Leftover> of_units;
        for (const Leftovers& part : found) {
            loose.insert(loose.end(), part.loose.begin(), part.loose.end());
            of_units.insert(of_units.end(), part.of_units.begin(), part.of_units.end());
            result.matched.insert(result.matched.end(), part.matched.begin(), part.matched.end());
        }
        keep_distinct(result.matched);
        const auto in_file = [](const Entry& e) { return std::tie(e.ring, e.place); };
        std::ranges::sort(loose, {}, in_file);
        for (const Entry& entry : loose)
            result.loose.push_back(segment(entry));
        std::ranges::sort(of_units, {},
                          [](const Leftover& l) { return std::tie(l.unit, l.entry.ring, l.entry.place); });
        for (const Leftover& leftover : of_units) {
            if (result.of_units.empty() || result.of_units.back().unit != leftover.unit) {
                result.of_units.push_back({leftover.unit, {}});
            }
            result.of_units.back().segments.push_back(segment(leftover.entry));
        }
    }

    FeatureShapes m_features;
    std::span<const MultiPolygon> m_units;
    std::span<const std::int32_t> m_unit_of;
    bool m_wants_matched;
    std::vector<RingRef> m_rings;
    std::size_t m_feature_rings = 0;           ///< the first so many rings are of features, the others of units
    std::vector<std::int32_t> m_unit_of_ring;  ///< small beside the rings: it stays in the cache
    std::vector<Block> m_blocks;
    std::size_t m_partitions = 1;
    std::vector<std::uint32_t> m_counts;  ///< by block and partition
    std::vector<Sums> m_sums;             ///< likewise
    std::vector<char> m_is_duplicate;
    std::vector<std::size_t> m_offsets;
    std::unique_ptr<Entry[]> m_entries;
};

}  // namespace

SegmentMatches match_segments(const FeatureShapes& features, std::span<const MultiPolygon> units,
                              std::span<const std::int32_t> unit_of) {
    return Table(features, units, unit_of).match();
}

SegmentMatches match_neighbours(std::span<const MultiPolygon> features) {
    return Table(features, {}, {}, true).match();
}

}  // namespace grid
