#include <algorithm>
#include <bit>
#include <compare>
#include <cstring>
#include <tuple>
#include <unordered_map>

#include "libgrid/trace/outline.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

namespace {

struct PointHash {
    std::size_t operator()(const Point& p) const noexcept {
        return mix(bits(p.x) + 0x9e3779b97f4a7c15U * mix(bits(p.y)));
    }

private:
    static std::uint64_t bits(double value) noexcept {
        const double plain = value + 0.0;  // -0 equals 0 and must have its hash
        std::uint64_t result = 0;
        std::memcpy(&result, &plain, sizeof result);
        return result;
    }
    static std::uint64_t mix(std::uint64_t h) noexcept {
        h = (h ^ (h >> 33U)) * 0xff51afd7ed558ccdU;
        h = (h ^ (h >> 33U)) * 0xc4ceb9fe1a85ec53U;
        return h ^ (h >> 33U);
    }
};

}  // namespace

/// All points on the split segments. A point lies on few of them: on one, or at the common end of some.
class OutlineMatcher::SplitIndex {
public:
    explicit SplitIndex(const std::vector<OutlineSplit>& splits) {
        std::vector<const OutlineSplit*> order;
        order.reserve(splits.size());
        for (const OutlineSplit& split : splits)
            order.push_back(&split);
        const auto key = [](const OutlineSplit* s) { return std::tie(s->a, s->b); };
        std::ranges::sort(order, {}, key);
        for (std::size_t i = 0; i < order.size();) {
            std::size_t end = i;
            std::vector<Point> nodes;
            for (; end < order.size() && key(order[end]) == key(order[i]); ++end) {
                nodes.insert(nodes.end(), order[end]->nodes.begin(), order[end]->nodes.end());
            }
            add_line(order[i]->a, order[i]->b, std::move(nodes));
            i = end;
        }
        std::ranges::sort(m_entries);
        m_first.reserve(m_entries.size());
        m_mask = std::bit_ceil(16 * m_entries.size() + 1) - 1;
        m_filter.assign(m_mask + 1, false);
        for (const Entry& entry : m_entries)
            m_filter[PointHash()(entry.at) & m_mask] = true;
        for (std::size_t i = m_entries.size(); i-- > 0;)
            m_first.insert_or_assign(m_entries[i].at, i);
    }

    /// Returns whether anything was added.
    bool complete(Ring& ring) const {
        Ring completed;
        completed.reserve(ring.size());
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            completed.push_back(ring[i]);
            append_between(ring[i], ring[i + 1], completed);
        }
        if (completed.size() + 1 <= ring.size()) return false;
        completed.push_back(ring.front());
        ring.swap(completed);
        return true;
    }

private:
    /// Appends the points between neighbours `p` and `q` of a ring, when both lie on one split segment.
    void append_between(const Point& p, const Point& q, Ring& out) const {
        if (!m_filter[PointHash()(p) & m_mask]) return;
        const auto at_p = m_first.find(p);
        if (at_p == m_first.end()) return;
        const auto at_q = m_first.find(q);
        if (at_q == m_first.end()) return;
        for (std::size_t i = at_p->second; i < m_entries.size() && m_entries[i].at == p; ++i) {
            for (std::size_t k = at_q->second; k < m_entries.size() && m_entries[k].at == q; ++k) {
                if (m_entries[i].line != m_entries[k].line) continue;
                const auto& points = m_lines[m_entries[i].line];
                const std::size_t from = m_entries[i].position;
                const std::size_t to = m_entries[k].position;
                for (std::size_t n = from + 1; n < to; ++n)
                    out.push_back(points[n]);
                for (std::size_t n = from; n > to + 1; --n)
                    out.push_back(points[n - 1]);
                return;
            }
        }
    }

    struct Entry {
        Point at;
        std::size_t line = 0;
        std::size_t position = 0;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };

    void add_line(const Point& a, const Point& b, std::vector<Point> nodes) {
        const auto position = [&](const Point& p) { return (p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y); };
        std::ranges::sort(nodes, [&](const Point& p, const Point& q) {
            const double at_p = position(p);
            const double at_q = position(q);
            return at_p != at_q ? at_p < at_q : p < q;
        });
        nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
        std::erase_if(nodes, [&](const Point& p) { return p == a || p == b; });
        nodes.insert(nodes.begin(), a);
        nodes.push_back(b);
        for (std::size_t i = 0; i < nodes.size(); ++i)
            m_entries.push_back({nodes[i], m_lines.size(), i});
        m_lines.push_back(std::move(nodes));
    }

    std::vector<std::vector<Point>> m_lines;
    std::vector<Entry> m_entries;
    std::unordered_map<Point, std::size_t, PointHash> m_first;
    std::vector<bool> m_filter;  ///< bit of a point's hash: nearly all points of a ring are on no split segment
    std::size_t m_mask = 0;
};

OutlineMatcher::OutlineMatcher(const std::vector<OutlineSplit>& splits)
    : m_index(std::make_unique<SplitIndex>(splits)) {}

OutlineMatcher::~OutlineMatcher() = default;

bool OutlineMatcher::complete(MultiPolygon& grid) const {
    bool changed = false;
    for (Polygon& polygon : grid) {
        changed |= m_index->complete(polygon.shell);
        for (Ring& hole : polygon.holes)
            changed |= m_index->complete(hole);
    }
    if (changed) order_rings(grid);
    return changed;
}

}  // namespace grid
