#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/work/walk_network.hpp"

namespace grid {

/// Shortest walks between junctions, one search after the other. Junctions wait in buckets of some metres; one that is
/// reached by a shorter walk within its bucket is looked at again (Dial; Meyer and Sanders, "Delta-stepping", 1998).
class WalkSearch {
public:
    /// `network` must outlive this object.
    explicit WalkSearch(const WalkNetwork& network);

    /// Searches from the junctions, which are so many metres away already, until all of `targets` are reached; what is
    /// nearer is reached too.
    void run(std::span<const std::pair<std::int32_t, double>> starts, std::span<const std::int32_t> targets);

    /// Metres to a junction that the last search reached.
    [[nodiscard]] double metres(std::int32_t junction) const { return m_metres[static_cast<std::size_t>(junction)]; }
    /// The stretch by which it was reached; -1: it is a start.
    [[nodiscard]] std::int32_t reached_by(std::int32_t junction) const {
        return m_by[static_cast<std::size_t>(junction)];
    }

private:
    void clear();
    void reach(std::int32_t junction, double metres, std::int32_t by);
    /// Goes on from all junctions of a bucket. How many of the targets are among them.
    [[nodiscard]] std::size_t settle(std::size_t bucket);

    const WalkNetwork& m_network;
    double m_width_m;                ///< of a bucket
    std::vector<double> m_metres;    ///< by junction; endless: not reached
    std::vector<std::int32_t> m_by;  ///< by junction
    std::vector<char> m_is_target;   ///< by junction, of targets that are not settled
    std::vector<std::int32_t> m_touched;
    std::vector<std::vector<std::int32_t>> m_buckets;
};

}  // namespace grid
