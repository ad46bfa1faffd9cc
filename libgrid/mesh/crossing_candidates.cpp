#include "libgrid/mesh/crossing_candidates.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

namespace grid {

namespace {

/// Steps by which the ends of a chord may be off: more than coordinates of 2^53 steps lose in its reckoning.
constexpr double slack = 16;

/// A segment that runs through a band from side to side: where it enters and leaves, across the band's direction.
struct Chord {
    double in = 0;
    double out = 0;
    std::int32_t segment = 0;
};

class CandidateFinder {
public:
    CandidateFinder(std::int32_t noded, const std::function<void(std::int32_t, std::int32_t)>& visit)
        : m_noded(noded), m_visit(visit) {}

    void add(const Segment& s, std::int32_t i, const LatticeBox& box) {
        const bool is_level = std::abs(s.q.x - s.p.x) >= std::abs(s.q.y - s.p.y);
        const auto turned = [is_level](const LatticePoint& p) { return is_level ? p : LatticePoint{p.y, p.x}; };
        const auto [from, to] = std::minmax({turned(s.p), turned(s.q)});
        const std::int64_t low = turned(box.min).x;
        const std::int64_t high = turned(box.max).x;
        if (from.x > low || to.x < high || from.x == to.x) {
            m_others.push_back(i);
            return;
        }
        const double slope = static_cast<double>(to.y - from.y) / static_cast<double>(to.x - from.x);
        const auto at = [y = from.y, x0 = from.x, slope](std::int64_t x) {
            return static_cast<double>(y) + slope * static_cast<double>(x - x0);
        };
        m_chords[is_level ? 0 : 1].push_back({at(low), at(high), i});
    }

    void find() {
        for (std::vector<Chord>& chords : m_chords)
            compare_chords(chords);
        for (const Chord& a : m_chords[0]) {
            for (const Chord& b : m_chords[1])
                pair(a.segment, b.segment);
        }
        for (std::size_t i = 0; i < m_others.size(); ++i) {
            for (std::size_t j = 0; j < i && m_others[i] >= m_noded; ++j)
                pair(m_others[j], m_others[i]);
            for (const std::vector<Chord>& chords : m_chords) {
                for (const Chord& chord : chords)
                    pair(m_others[i], chord.segment);
            }
        }
    }

private:
    /// Pairs that leave in another order than they enter in, or so close to it that rounding may hide it.
    void compare_chords(std::vector<Chord>& chords) {
        std::sort(chords.begin(), chords.end(), [](const Chord& a, const Chord& b) { return a.in < b.in; });
        std::vector<Chord> left;  // those that entered before, by where they leave
        left.reserve(chords.size());
        for (auto chord = chords.begin(); chord != chords.end(); ++chord) {
            for (auto before = left.rbegin(); before != left.rend() && before->out > chord->out - slack; ++before)
                pair(before->segment, chord->segment);
            for (auto before = chord; before != chords.begin() && (before - 1)->in > chord->in - slack; --before) {
                if ((before - 1)->out <= chord->out - slack) pair((before - 1)->segment, chord->segment);
            }
            const auto place = std::upper_bound(left.begin(), left.end(), chord->out,
                                                [](double out, const Chord& other) { return out < other.out; });
            left.insert(place, *chord);
        }
    }

    void pair(std::int32_t a, std::int32_t b) const {
        const auto [s, t] = std::minmax(a, b);
        if (t >= m_noded) m_visit(s, t);
    }

    std::int32_t m_noded;
    const std::function<void(std::int32_t, std::int32_t)>& m_visit;
    std::array<std::vector<Chord>, 2> m_chords;  ///< from west to east, and from south to north
    std::vector<std::int32_t> m_others;
};

}  // namespace

void for_crossing_candidates(std::span<const Segment> segments, std::span<const std::int32_t> here,
                             const LatticeBox& box, std::int32_t noded,
                             const std::function<void(std::int32_t s, std::int32_t t)>& visit) {
    CandidateFinder finder(noded, visit);
    for (const std::int32_t i : here)
        finder.add(segments[static_cast<std::size_t>(i)], i, box);
    finder.find();
}

}  // namespace grid
