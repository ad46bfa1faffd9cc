#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/mesh/arrangement.hpp"

namespace grid {

/// Walks faces across edges.
class FaceWalk {
public:
    /// `arrangement` must outlive the object.
    explicit FaceWalk(const Arrangement& arrangement) : m_arrangement(arrangement) {
        const auto half_edges = static_cast<std::int32_t>(arrangement.edges().size() * 2);
        m_offsets.assign(static_cast<std::size_t>(arrangement.face_count()) + 1, 0);
        for (std::int32_t h = 0; h < half_edges; ++h)
            ++m_offsets[static_cast<std::size_t>(arrangement.left_face(h)) + 1];
        for (std::size_t f = 1; f < m_offsets.size(); ++f)
            m_offsets[f] += m_offsets[f - 1];
        m_half_edges.resize(static_cast<std::size_t>(half_edges));
        std::vector<std::int32_t> cursor(m_offsets.begin(), m_offsets.end() - 1);
        for (std::int32_t h = 0; h < half_edges; ++h) {
            m_half_edges[static_cast<std::size_t>(cursor[static_cast<std::size_t>(arrangement.left_face(h))]++)] = h;
        }
    }

    /// Visits faces from the seeds: `cross(h)` says whether to step over half-edge h (from its left to its right), and
    /// is called once per half-edge of each face reached. Faces are marked in `seen` with `mark`.
    template <typename Cross>
    std::vector<std::int32_t> flood(std::vector<std::int32_t> reached, std::vector<std::int32_t>& seen,
                                    std::int32_t mark, Cross&& cross) const {
        for (const std::int32_t face : reached)
            seen[static_cast<std::size_t>(face)] = mark;
        for (std::size_t i = 0; i < reached.size(); ++i) {
            const auto face = static_cast<std::size_t>(reached[i]);
            for (std::int32_t k = m_offsets[face]; k < m_offsets[face + 1]; ++k) {
                const std::int32_t h = m_half_edges[static_cast<std::size_t>(k)];
                const std::int32_t other = m_arrangement.right_face(h);
                if (seen[static_cast<std::size_t>(other)] == mark || !cross(h)) continue;
                seen[static_cast<std::size_t>(other)] = mark;
                reached.push_back(other);
            }
        }
        return reached;
    }

    /// The faces that an outline winds around. `inside_left(edge)`: how many more of its segments there have the inside
    /// on the left of from -> to than on the right.
    template <typename InsideLeft>
    [[nodiscard]] std::vector<char> inside(InsideLeft&& inside_left) const {
        const auto faces = static_cast<std::size_t>(m_arrangement.face_count());
        std::vector<std::int32_t> winding(faces, 0);
        std::vector<std::int32_t> seen(faces, -1);
        (void)flood({0}, seen, 0, [&](std::int32_t h) {
            const std::int32_t step = inside_left(static_cast<std::size_t>(h / 2)) * (h % 2 == 0 ? 1 : -1);
            winding[static_cast<std::size_t>(m_arrangement.right_face(h))] =
                winding[static_cast<std::size_t>(m_arrangement.left_face(h))] - step;
            return true;
        });
        std::vector<char> result(faces);
        for (std::size_t f = 0; f < faces; ++f)
            result[f] = winding[f] > 0 ? 1 : 0;
        return result;
    }

private:
    const Arrangement& m_arrangement;
    std::vector<std::int32_t> m_offsets;
    std::vector<std::int32_t> m_half_edges;
};

}  // namespace grid
