#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "libgrid/coverage/line_frame.hpp"
#include "libgrid/coverage/line_noder.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// What an edge is for one owner: how many more of its interiors lie to the left of a -> b than to the right.
struct EdgeOwner {
    std::int32_t edge = 0;
    std::int32_t owner = 0;
    std::int32_t net = 0;
    friend auto operator<=>(const EdgeOwner&, const EdgeOwner&) = default;
};

/// Who covers a place: owners, ascending, each with its winding number, which is not 0.
using Cover = std::vector<std::pair<std::int32_t, std::int32_t>>;

/// Who covers the ground to both sides of each edge of a plane graph.
///
/// Method: around each end of an edge the edges are sorted by direction (exactly), and from one to the next the cover
/// changes by the owners of the edge that is passed; so one known place is enough for all edges that hang together.
/// For each such component that is a place to the west of its westernmost end, and what covers it follows from the
/// other components' edges to the west of it.
class CoverLabels {
public:
    /// `edges` ascend and meet in common ends only (see LineNoder). `owners` ascend and have no net of 0; the rings of
    /// each owner are closed.
    CoverLabels(std::span<const Line> edges, std::span<const EdgeOwner> owners);

    /// What covers the ground to the left or the right of a -> b, as an index into covers().
    [[nodiscard]] std::int32_t left(std::size_t edge) const noexcept { return m_left[edge]; }
    [[nodiscard]] std::int32_t right(std::size_t edge) const noexcept { return m_right[edge]; }
    [[nodiscard]] const std::vector<Cover>& covers() const noexcept { return m_covers; }

private:
    /// An edge as it leaves one of its ends: twice its index, plus one if that is its b.
    using Half = std::int32_t;

    [[nodiscard]] static std::size_t index(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
    [[nodiscard]] static std::int32_t edge_of(Half half) noexcept { return half / 2; }
    [[nodiscard]] static bool leaves_b(Half half) noexcept { return half % 2 != 0; }
    void sort_around_ends();
    void label_from(std::size_t vertex);
    [[nodiscard]] std::int32_t cover_west_of(std::size_t vertex);
    [[nodiscard]] Cover cover_by_sum(const Point& at) const;
    [[nodiscard]] static bool passes_west(const Line& edge, const Point& at);
    void go_round(std::size_t vertex, std::size_t place, std::int32_t cover);
    void set(Half half, std::int32_t left, std::int32_t right);
    [[nodiscard]] std::int32_t step(std::int32_t cover, std::int32_t edge, bool backwards);
    [[nodiscard]] std::int32_t id_of(const Cover& cover);
    [[nodiscard]] std::span<const EdgeOwner> owners_of(std::int32_t edge) const;
    [[nodiscard]] const Point& far_end(Half half) const;

    std::span<const Line> m_edges;
    std::span<const EdgeOwner> m_owners;
    std::vector<std::size_t> m_first_owner;  ///< by edge
    std::vector<Point> m_vertices;           ///< ascending
    std::vector<std::int32_t> m_start;       ///< by half: the vertex that it leaves
    std::vector<Half> m_halves;              ///< by vertex, counter-clockwise from the positive x axis
    std::vector<std::size_t> m_first_half;   ///< by vertex
    std::vector<std::int32_t> m_left;
    std::vector<std::int32_t> m_right;
    std::vector<Half> m_to_do;  ///< labelled, but not the edges around their far ends
    std::vector<Cover> m_covers;
    std::map<Cover, std::int32_t> m_ids;
    std::map<std::tuple<std::int32_t, std::int32_t, std::int32_t>, std::int32_t> m_steps;  ///< cover, owner, net
    std::optional<LineFrame> m_frame;                                                      ///< made when first needed
    std::optional<SegmentGrid> m_grid;
};

}  // namespace grid
