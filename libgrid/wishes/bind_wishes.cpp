#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/wishes/cell_sets.hpp"
#include "libgrid/wishes/mesh_places.hpp"
#include "libgrid/wishes/settled_ground.hpp"
#include "libgrid/wishes/unit_wishes.hpp"
#include "libgrid/wishes/wish_cells.hpp"

namespace grid {

namespace {

using Cells = std::vector<std::int32_t>;

class Binder {
public:
    explicit Binder(const WishedUnit& unit)
        : m_unit(unit), m_mesh(unit.mesh), m_where(unit), m_settled(unit, m_where, m_cells) {}

    CellWishes bind() {
        std::vector<char> is_open;
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c)
            is_open.push_back(m_settled.is_open(static_cast<std::int32_t>(c)) ? 1 : 0);
        m_sets.emplace(m_mesh, std::move(is_open), busy_cells(), m_unit.most, m_unit.variant, m_unit.is_loose);
        find_pinned_cells();
        each_of(WishKind::pin, [this](std::int32_t wish) { bind_pin(wish); });
        bind_groups(WishKind::together, [this](const Group& group) { bind_together(group); });
        each_of(WishKind::no_border, [this](std::int32_t wish) { bind_no_border(wish); });
        bind_centres();
        bind_groups(WishKind::apart, [this](const Group& group) { bind_apart(group); });
        each_of(WishKind::border, [this](std::int32_t wish) { bind_border(wish); });
        m_cells.set = m_sets->take(m_cells.set_count);
        m_cells.has_links = m_sets->has_links();
        m_cells.bound = m_where.bound();
        std::sort(m_cells.missed.begin(), m_cells.missed.end(),
                  [](const MissedWish& a, const MissedWish& b) { return a.wish < b.wish; });
        return std::move(m_cells);
    }

private:
    using Group = std::vector<std::int32_t>;  // of wishes

    [[nodiscard]] const Wish& wish(std::int32_t w) const { return m_unit.wishes[static_cast<std::size_t>(w)]; }

    void each_of(WishKind kind, const std::function<void(std::int32_t)>& bind) {
        for (const std::int32_t w : m_unit.chosen) {
            if (wish(w).kind == kind) bind(w);
        }
    }

    /// Those of one group, which begin with the first of them. What is to be together without a group is one by itself.
    void bind_groups(WishKind kind, const std::function<void(const Group&)>& bind) {
        std::vector<Group> groups;
        std::map<std::string, std::size_t> known;
        for (const std::int32_t w : m_unit.chosen) {
            if (wish(w).kind != kind) continue;
            const std::string& name = wish(w).group;
            const bool is_alone = name.empty() && kind == WishKind::together;
            const auto [at, is_new] = known.try_emplace(name, groups.size());
            if (is_new || is_alone) {
                at->second = groups.size();
                groups.emplace_back();
            }
            groups[at->second].push_back(w);
        }
        for (const Group& group : groups)
            bind(group);
    }

    void miss(std::int32_t w, Message reason) { m_cells.missed.push_back({w, std::move(reason)}); }

    /// Without what counts nothing. If that is all, the wish is missed.
    void drop_left_over(std::int32_t w, Cells& cells) {
        const bool had_some = !cells.empty();
        std::erase_if(cells, [this](std::int32_t c) { return m_settled.is_left_over(c); });
        if (had_some && cells.empty()) miss(w, msg("it lies on ground that counts nothing (no_grid)"));
    }

    [[nodiscard]] bool is_closed(const Cells& cells) const { return m_settled.owner(cells.front()) >= 0; }

    /// Makes the cells one set. False if the wish is missed, or there is nothing to do: all are in one settled grid.
    bool join(std::int32_t w, const Cells& cells, std::int32_t label = -1) {
        if (auto reason = m_settled.split(cells)) {
            miss(w, std::move(*reason));
            return false;
        }
        if (is_closed(cells)) return false;
        if (auto reason = m_sets->join(cells, label)) {
            miss(w, std::move(*reason));
            return false;
        }
        return true;
    }

    /// Cells that must be apart from others: what ties a set together is better led around them.
    [[nodiscard]] std::vector<char> busy_cells() {
        std::vector<char> busy(m_mesh.cells.size(), 0);
        for (const std::int32_t w : m_unit.chosen) {
            if (wish(w).kind != WishKind::centre && wish(w).kind != WishKind::apart) continue;
            for (const std::int32_t c : m_where.of(w))
                busy[static_cast<std::size_t>(c)] = 1;
        }
        return busy;
    }

    void find_pinned_cells() {
        for (const std::int32_t w : m_unit.chosen) {
            if (wish(w).kind != WishKind::pin && wish(w).kind != WishKind::centre) continue;
            if (wish(w).grid_code.empty()) continue;
            const Cells cells = m_where.of(w);
            m_pinned_cells.insert(m_pinned_cells.end(), cells.begin(), cells.end());
        }
        make_unique(m_pinned_cells);
    }

    void bind_pin(std::int32_t w) {
        Cells cells = m_where.of(w);
        drop_left_over(w, cells);
        if (cells.empty()) return;
        pin(w, cells);
    }

    void pin(std::int32_t w, Cells cells) {
        const std::int32_t previous = wish(w).previous;
        if (previous < 0) {
            miss(w, msg("no previous grid (--previous) has the code {}", wish(w).grid_code));
            return;
        }
        if (std::ranges::find(m_unit.previous, previous) == m_unit.previous.end()) {
            miss(w, msg("the previous grid with the code {} is not in this unit", wish(w).grid_code));
            return;
        }
        if (is_closed(cells)) {
            const std::int32_t lock = m_cells.lock[static_cast<std::size_t>(cells.front())];
            const bool is_there = std::any_of(m_cells.pinned.begin(), m_cells.pinned.end(), [&](const PinnedCell& p) {
                return p.previous == previous && m_cells.lock[static_cast<std::size_t>(p.cell)] == lock && lock >= 0;
            });
            if (!is_there) miss(w, msg("it lies in another grid that is locked, or in a dedicated area"));
            return;
        }
        if (const std::int32_t heart = heart_of(previous); heart >= 0) cells.push_back(heart);
        make_unique(cells);
        if (join(w, cells, previous)) m_cells.pinned.push_back({cells.front(), previous, w});
    }

    /// The open cell of a previous grid with most households, in no set of another grid: where that grid is.
    [[nodiscard]] std::int32_t heart_of(std::int32_t previous) const {
        std::int32_t heart = -1;
        Count most = -1;
        for (const PinnedCell& pinned : m_cells.pinned) {
            if (pinned.previous == previous) return pinned.cell;
        }
        for (std::size_t c = 0; c < m_unit.previous.size(); ++c) {
            const auto cell = static_cast<std::int32_t>(c);
            const bool is_free = m_settled.is_open(cell) && m_sets->set_of(cell) < 0 && !is_wanted_elsewhere(cell);
            if (m_unit.previous[c] != previous || !is_free || m_mesh.cells[c].households <= most) continue;
            most = m_mesh.cells[c].households;
            heart = cell;
        }
        return heart;
    }

    /// Whether a pin, bound or not, takes the cell to some grid.
    [[nodiscard]] bool is_wanted_elsewhere(std::int32_t cell) const {
        return std::binary_search(m_pinned_cells.begin(), m_pinned_cells.end(), cell);
    }

    void bind_together(const Group& group) {
        Cells cells;
        for (const std::int32_t w : group) {
            const Cells more = m_where.of(w);
            cells.insert(cells.end(), more.begin(), more.end());
        }
        drop_left_over(group.front(), cells);
        make_unique(cells);
        if (!cells.empty()) join(group.front(), cells);
    }

    void bind_no_border(std::int32_t w) {
        const Wish& asked = wish(w);
        const auto edges = [&](EdgesOf of) {
            return asked.polygons.empty() ? edges_across(m_mesh, asked.lines, of)
                                          : edges_through(m_mesh, asked.polygons, m_unit.reach_m, of);
        };
        Cells cells;
        for (const std::int32_t e : edges(EdgesOf::inside)) {
            cells.push_back(m_mesh.edges[static_cast<std::size_t>(e)].left);
            cells.push_back(m_mesh.edges[static_cast<std::size_t>(e)].right);
        }
        std::erase_if(cells, [this](std::int32_t c) { return m_settled.is_left_over(c); });
        make_unique(cells);
        const auto at = asked.at();
        if (!cells.empty() || (at && cell_at(m_mesh, *at) != no_cell) || !edges(EdgesOf::outline).empty())
            m_where.note_bound(w);
        if (!cells.empty() && join(w, cells)) hold_edges_of(cells);
    }

    /// A border that is redrawn around these cells might cross the place after all.
    void hold_edges_of(const Cells& cells) {
        for (std::size_t e = 0; e < m_mesh.edges.size(); ++e) {
            const MeshEdge& edge = m_mesh.edges[e];
            if (std::binary_search(cells.begin(), cells.end(), edge.left) ||
                std::binary_search(cells.begin(), cells.end(), edge.right))
                m_cells.held_edges.push_back(static_cast<std::int32_t>(e));
        }
    }

    /// Why two cells cannot be apart; nullopt if they can, or are in any case.
    [[nodiscard]] std::optional<Message> tied(std::int32_t one, std::int32_t other) const {
        const std::int32_t owner = m_settled.owner(one);
        if (owner >= 0 && owner == m_settled.owner(other)) return msg("both lie in one locked grid or dedicated area");
        if (one == other) return msg("both lie in one cell");
        if (m_sets->set_of(one) >= 0 && m_sets->set_of(one) == m_sets->set_of(other))
            return msg("another wish wants both in one grid");
        return std::nullopt;
    }

    [[nodiscard]] bool are_open(std::int32_t one, std::int32_t other) const {
        return m_settled.owner(one) < 0 && m_settled.owner(other) < 0;
    }

    /// All of `cells` apart from all of `others`; or the wish is missed as a whole.
    void keep_apart(std::int32_t w, const Cells& cells, const Cells& others) {
        std::vector<ApartCells> pairs;
        for (const std::int32_t one : cells) {
            for (const std::int32_t other : others) {
                if (auto reason = tied(one, other)) {
                    miss(w, std::move(*reason));
                    return;
                }
                if (are_open(one, other)) pairs.push_back({one, other, w});
            }
        }
        m_cells.apart.insert(m_cells.apart.end(), pairs.begin(), pairs.end());
    }

    void bind_apart(const Group& group) {
        std::vector<Cells> before;
        for (const std::int32_t w : group) {
            Cells cells = m_where.of(w);
            drop_left_over(w, cells);
            const std::size_t missed = m_cells.missed.size();
            for (std::size_t i = 0; i < before.size() && m_cells.missed.size() == missed; ++i)
                keep_apart(w, cells, before[i]);
            if (!cells.empty()) before.push_back(std::move(cells));
        }
    }

    void bind_centres() {
        std::vector<std::int32_t> before;
        each_of(WishKind::centre, [&](std::int32_t w) {
            Cells cells = m_where.of(w);
            drop_left_over(w, cells);
            if (cells.empty()) return;
            const std::int32_t cell = cells.front();
            for (const std::int32_t other : before) {
                if (auto reason = tied(cell, other)) {
                    miss(w, std::move(*reason));
                    return;
                }
            }
            if (!wish(w).grid_code.empty()) pin(w, cells);
            for (const std::int32_t other : before) {
                if (are_open(cell, other)) m_cells.apart.push_back({cell, other, w});
            }
            before.push_back(cell);
            if (m_settled.owner(cell) < 0) ++m_cells.centres;
            if (!wish(w).name.empty()) m_cells.named.push_back({cell, w});
        });
    }

    /// Where a cell is, for the question on which side of a line.
    [[nodiscard]] Point middle(std::int32_t cell) const {
        return m_mesh.plane.to_output(m_mesh.cells[static_cast<std::size_t>(cell)].at);
    }

    /// Cells with an edge on the line; where the line ends within a face, or cells are not to be cut, also those that
    /// touch and lie on different sides of it.
    void bind_border(std::int32_t w) {
        const MultiLineString& lines = wish(w).lines;
        std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
        for (const std::int32_t e : edges_along(m_mesh, lines, m_unit.reach_m)) {
            const MeshEdge& edge = m_mesh.edges[static_cast<std::size_t>(e)];
            pairs.emplace_back(std::minmax(edge.left, edge.right));
        }
        for (const MeshEdge& edge : m_mesh.edges) {
            if (edge.left == no_cell || edge.right == no_cell || edge.left == edge.right) continue;
            if (!m_unit.cells_are_given && edge.flags != 0) continue;
            const Point one = middle(edge.left);
            const Point other = middle(edge.right);
            Box between;
            between.add(one);
            between.add(other);
            if (wish(w).box.meets(between) && crosses(one, other, lines))
                pairs.emplace_back(std::minmax(edge.left, edge.right));
        }
        std::sort(pairs.begin(), pairs.end());
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
        std::erase_if(pairs, [this](const auto& pair) {
            return m_settled.is_left_over(pair.first) || m_settled.is_left_over(pair.second);
        });
        const auto at = wish(w).at();
        if (!pairs.empty() || (at && cell_at(m_mesh, *at) != no_cell)) m_where.note_bound(w);
        if (pairs.empty() && at && cell_at(m_mesh, *at) != no_cell)
            miss(w, msg("on both sides of it lies the same cell"));
        for (const auto& [one, other] : pairs) {
            if (auto reason = tied(one, other)) {
                miss(w, std::move(*reason));
                return;
            }
        }
        for (const auto& [one, other] : pairs) {
            if (are_open(one, other)) m_cells.apart.push_back({one, other, w});
        }
    }

    const WishedUnit& m_unit;
    const Mesh& m_mesh;
    WishCells m_where;
    CellWishes m_cells;
    SettledGround m_settled;
    std::optional<CellSets> m_sets;
    Cells m_pinned_cells;  ///< of all pins, ascending
};

}  // namespace

CellWishes bind_wishes(const WishedUnit& unit) {
    return Binder(unit).bind();
}

}  // namespace grid
