#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// Sets of cells that go to one grid each. A set hangs together: what lies between its parts belongs to it.
class CellSets {
public:
    /// `is_open`: by cell, whether it can be in a set; `is_busy`: whether another way around it is better. No set gets
    /// more households than `most` (0: no limit), but for a single cell that has them. `variant`: another one ties the
    /// parts of sets together by other ways; `is_loose`: they are not tied together. The mesh must outlive this object.
    CellSets(const Mesh& mesh, std::vector<char> is_open, std::vector<char> is_busy, Count most, std::uint32_t variant,
             bool is_loose = false);

    /// Makes open cells one set, with the sets that they are in. `label`: what no set has two of (-1: none). Says why
    /// it cannot be; then nothing has changed.
    [[nodiscard]] std::optional<Message> join(const std::vector<std::int32_t>& cells, std::int32_t label = -1);

    /// Whether some set was tied together by cells that nobody asked for.
    [[nodiscard]] bool has_links() const { return m_has_links; }
    /// The number of the set of a cell; -1: it is in none.
    [[nodiscard]] std::int32_t set_of(std::int32_t cell) const { return m_set[static_cast<std::size_t>(cell)]; }
    /// By cell: the number of its set, from 0 on without gaps; -1.
    [[nodiscard]] std::vector<std::int32_t> take(std::int32_t& count) const;

private:
    struct Set {
        std::vector<std::int32_t> cells;
        std::int32_t label = -1;
    };

    void look_around();
    [[nodiscard]] std::vector<std::int32_t> with_their_sets(const std::vector<std::int32_t>& cells) const;
    /// The cells of a way from the first part of `cells` to another one; empty if it hangs together; nullopt if there
    /// is no way.
    [[nodiscard]] std::optional<std::vector<std::int32_t>> missing_link(const std::vector<std::int32_t>& cells) const;
    [[nodiscard]] std::int32_t cost_of(std::int32_t cell) const;

    const Mesh& m_mesh;
    std::vector<char> m_is_open;
    std::vector<char> m_is_busy;
    Count m_most;
    std::uint32_t m_variant;
    bool m_is_loose;
    bool m_has_links = false;
    std::vector<std::vector<std::int32_t>> m_around;  ///< by cell: those that it touches, not over a hard barrier
    std::vector<std::int32_t> m_set;                  ///< by cell
    std::vector<Set> m_sets;                          ///< empty ones were joined to others
};

}  // namespace grid
