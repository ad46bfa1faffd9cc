#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "libgrid/coverage/unit_faults.hpp"

namespace grid {

namespace {

class ChainSearch {
public:
    ChainSearch(std::vector<LooseSegment>& segments, const GroundScale& scale, double tolerance_m)
        : m_segments(segments), m_scale(scale), m_tolerance_m(tolerance_m), m_used(segments.size(), 0) {
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (segments[i].owner >= 0) m_by_start.push_back(i);
        }
        std::ranges::sort(m_by_start, {}, [this](std::size_t i) { return m_segments[i].a; });
    }

    void run() {
        for (std::size_t i = 0; i < m_segments.size(); ++i) {
            if (m_segments[i].owner < 0) follow(i);
        }
        std::size_t kept = 0;
        for (std::size_t i = 0; i < m_segments.size(); ++i) {
            if (m_used[i] == 0) m_segments[kept++] = m_segments[i];
        }
        m_segments.resize(kept);
    }

private:
    /// From the end of the outline segment back to its start, along segments of features.
    void follow(std::size_t outline) {
        const LooseSegment& line = m_segments[outline];
        std::vector<std::size_t> chain;
        Point at = line.b;
        double done = 0;  // share of the way
        while (at != line.a) {
            const std::optional<std::size_t> next = step(line, at, done);
            if (!next) return;
            chain.push_back(*next);
            at = m_segments[*next].b;
        }
        m_used[outline] = 1;
        for (const std::size_t i : chain)
            m_used[i] = 1;
    }

    std::optional<std::size_t> step(const LooseSegment& line, const Point& at, double& done) const {
        auto i = std::ranges::lower_bound(m_by_start, at, {}, [this](std::size_t k) { return m_segments[k].a; });
        for (; i != m_by_start.end() && m_segments[*i].a == at; ++i) {
            if (m_used[*i] != 0) continue;
            const double share = share_of_way(line, m_segments[*i].b);
            if (share <= done) continue;
            done = share;
            return *i;
        }
        return std::nullopt;
    }

    /// How far a point lies on the way from the line's end to its start; -1 if it lies beside the way.
    [[nodiscard]] double share_of_way(const LooseSegment& line, const Point& p) const {
        if (p == line.a) return 1;
        const double per_x = m_scale.metres_per_x(line.b.y);
        const double dx = (line.a.x - line.b.x) * per_x;
        const double dy = (line.a.y - line.b.y) * m_scale.metres_per_unit;
        const double px = (p.x - line.b.x) * per_x;
        const double py = (p.y - line.b.y) * m_scale.metres_per_unit;
        const double square = dx * dx + dy * dy;
        const double share = (px * dx + py * dy) / square;
        const double aside = std::abs(px * dy - py * dx) / std::sqrt(square);
        return aside <= m_tolerance_m && share < 1 ? share : -1;
    }

    std::vector<LooseSegment>& m_segments;
    GroundScale m_scale;
    double m_tolerance_m = 0;
    std::vector<char> m_used;
    std::vector<std::size_t> m_by_start;  ///< segments of features
};

}  // namespace

void cancel_chains(std::vector<LooseSegment>& segments, const GroundScale& scale, double tolerance_m) {
    ChainSearch(segments, scale, tolerance_m).run();
}

}  // namespace grid
