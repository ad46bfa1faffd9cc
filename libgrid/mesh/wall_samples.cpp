#include "libgrid/mesh/wall_samples.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/mesh/segment_math.hpp"

namespace grid {

namespace {

constexpr double corner_m = 0.05;  // distance of the samples close to corners
constexpr double apart_m = 0.01;   // samples of a wall are not closer

std::vector<Segment> segments_of(std::span<const Wall> walls) {
    std::vector<Segment> segments;
    segments.reserve(walls.size());
    for (const Wall& wall : walls)
        segments.push_back(wall.segment);
    return segments;
}

class WallSampler {
public:
    WallSampler(std::span<const Wall> walls, const Lattice& lattice, double spacing_m)
        : m_walls(walls),
          m_segments(segments_of(walls)),
          m_index(m_segments),
          m_lattice(lattice),
          m_spacing_m(spacing_m),
          m_reach{static_cast<std::int64_t>(std::ceil(spacing_m / lattice.metres().x)),
                  static_cast<std::int64_t>(std::ceil(spacing_m / lattice.metres().y))} {}

    std::vector<std::vector<LatticePoint>> sample() {
        std::vector<std::vector<double>> own(m_walls.size());  // shares of each wall
        std::vector<char> is_narrow(m_walls.size(), 0);
        for (std::size_t w = 0; w < m_walls.size(); ++w) {
            own[w] = regular_shares(w);
            for (const double share : own[w]) {
                for_opposite(w, share, [&](std::size_t v, const Foot& /*foot*/) { is_narrow[w] = is_narrow[v] = 1; });
            }
        }
        std::vector<std::vector<double>> all = own;
        for (std::size_t w = 0; w < m_walls.size(); ++w) {
            if (is_narrow[w] == 0) continue;
            add_corners(w, own[w]);
            all[w].insert(all[w].end(), own[w].begin(), own[w].end());
            for (const double share : own[w]) {
                for_opposite(w, share, [&](std::size_t v, const Foot& foot) {
                    if (foot.share > 0 && foot.share < 1) all[v].push_back(foot.share);
                });
            }
        }
        std::vector<std::vector<LatticePoint>> samples(m_walls.size());
        for (std::size_t w = 0; w < m_walls.size(); ++w)
            samples[w] = places(w, std::move(all[w]));
        return samples;
    }

private:
    [[nodiscard]] double length_m(std::size_t w) const { return m_lattice.length_m(m_segments[w].p, m_segments[w].q); }

    [[nodiscard]] std::vector<double> regular_shares(std::size_t w) const {
        const auto count = static_cast<std::int64_t>(std::ceil(length_m(w) / m_spacing_m));
        std::vector<double> shares;
        for (std::int64_t i = 0; i < count; ++i)
            shares.push_back((static_cast<double>(i) + 0.5) / static_cast<double>(count));
        return shares;
    }

    void add_corners(std::size_t w, std::vector<double>& shares) const {
        const double share = corner_m / length_m(w);
        if (share >= 0.25) return;
        shares.push_back(share);
        shares.push_back(1 - share);
    }

    /// Calls visit(wall, foot) for the walls of other blocks that the sample faces across a lane; for some several
    /// times.
    template <typename Visit>
    void for_opposite(std::size_t w, double share, Visit&& visit) const {
        const LatticePoint at = point_at(m_segments[w], share);
        const Segment box{{at.x - m_reach.x, at.y - m_reach.y}, {at.x + m_reach.x, at.y + m_reach.y}};
        const auto look = [&](std::int32_t other) {
            const auto v = static_cast<std::size_t>(other);
            if (m_walls[v].block == m_walls[w].block || m_walls[v].open != m_walls[w].open) return;
            if (!boxes_meet(m_segments[v], box)) return;
            const Foot foot = foot_on(m_segments[v], at, m_lattice.metres());
            if (foot.metres <= m_spacing_m) visit(v, foot);
        };
        m_index.for_box(box.p, box.q, look);
    }

    [[nodiscard]] std::vector<LatticePoint> places(std::size_t w, std::vector<double> shares) const {
        std::sort(shares.begin(), shares.end());
        const double apart = apart_m / length_m(w);
        std::vector<LatticePoint> places;
        double last = -1;
        for (const double share : shares) {
            if (share - last < apart) continue;
            places.push_back(point_at(m_segments[w], share));
            last = share;
        }
        return places;
    }

    std::span<const Wall> m_walls;
    std::vector<Segment> m_segments;
    SegmentGrid m_index;
    const Lattice& m_lattice;
    double m_spacing_m;
    LatticePoint m_reach;  ///< steps
};

}  // namespace

std::vector<std::vector<LatticePoint>> sample_walls(std::span<const Wall> walls, const Lattice& lattice,
                                                    double spacing_m) {
    return WallSampler(walls, lattice, spacing_m).sample();
}

}  // namespace grid
