#include "libgrid/coverage/cover_labels.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libgrid/core/predicates.hpp"

namespace grid {

namespace {

/// Adds to the winding number of an owner.
void add_to(Cover& cover, std::int32_t owner, std::int32_t net) {
    const auto at = std::ranges::lower_bound(cover, owner, {}, &Cover::value_type::first);
    if (at == cover.end() || at->first != owner) {
        cover.emplace(at, owner, net);
        return;
    }
    at->second += net;
    if (at->second == 0) cover.erase(at);
}

}  // namespace

CoverLabels::CoverLabels(std::span<const Line> edges, std::span<const EdgeOwner> owners)
    : m_edges(edges), m_owners(owners), m_left(edges.size(), -1), m_right(edges.size(), -1) {
    m_first_owner.assign(edges.size() + 1, 0);
    for (const EdgeOwner& owner : owners)
        ++m_first_owner[index(owner.edge) + 1];
    for (std::size_t e = 0; e < edges.size(); ++e)
        m_first_owner[e + 1] += m_first_owner[e];
    sort_around_ends();
    for (std::size_t v = 0; v < m_vertices.size(); ++v) {
        if (m_left[index(edge_of(m_halves[m_first_half[v]]))] < 0) label_from(v);
    }
}

const Point& CoverLabels::far_end(Half half) const {
    const Line& edge = m_edges[index(edge_of(half))];
    return leaves_b(half) ? edge.a : edge.b;
}

std::span<const EdgeOwner> CoverLabels::owners_of(std::int32_t edge) const {
    return m_owners.subspan(m_first_owner[index(edge)], m_first_owner[index(edge) + 1] - m_first_owner[index(edge)]);
}

void CoverLabels::sort_around_ends() {
    m_vertices.reserve(2 * m_edges.size());
    for (const Line& edge : m_edges) {
        m_vertices.push_back(edge.a);
        m_vertices.push_back(edge.b);
    }
    std::ranges::sort(m_vertices);
    m_vertices.erase(std::unique(m_vertices.begin(), m_vertices.end()), m_vertices.end());
    m_start.reserve(2 * m_edges.size());
    m_first_half.assign(m_vertices.size() + 1, 0);
    for (const Line& edge : m_edges) {
        for (const Point& end : {edge.a, edge.b}) {
            const auto vertex = std::ranges::lower_bound(m_vertices, end) - m_vertices.begin();
            m_start.push_back(static_cast<std::int32_t>(vertex));
            ++m_first_half[static_cast<std::size_t>(vertex) + 1];
        }
    }
    for (std::size_t v = 0; v < m_vertices.size(); ++v)
        m_first_half[v + 1] += m_first_half[v];
    std::vector<std::size_t> cursor(m_first_half.begin(), m_first_half.end() - 1);
    m_halves.resize(m_start.size());
    for (std::size_t h = 0; h < m_start.size(); ++h)
        m_halves[cursor[index(m_start[h])]++] = static_cast<Half>(h);
    for (std::size_t v = 0; v < m_vertices.size(); ++v) {
        std::sort(m_halves.begin() + static_cast<std::ptrdiff_t>(m_first_half[v]),
                  m_halves.begin() + static_cast<std::ptrdiff_t>(m_first_half[v + 1]),
                  [&](Half p, Half q) { return counter_clockwise_before(m_vertices[v], far_end(p), far_end(q)); });
    }
}

/// The vertex is the westernmost of its component, the southernmost of these: all edges leave it to the east, or to the
/// north.
void CoverLabels::label_from(std::size_t vertex) {
    const Point& at = m_vertices[vertex];
    const std::size_t degree = m_first_half[vertex + 1] - m_first_half[vertex];
    std::size_t place = degree - 1;  // its left hand side is the west
    for (std::size_t i = 0; i < degree; ++i) {
        const Point& to = far_end(m_halves[m_first_half[vertex] + i]);
        if (to.y >= at.y) place = i;
    }
    go_round(vertex, place, vertex == 0 ? id_of({}) : cover_west_of(vertex));
    while (!m_to_do.empty()) {
        const Half back = m_to_do.back() ^ 1;  // from the far end
        m_to_do.pop_back();
        const std::size_t v = index(m_start[index(back)]);
        const auto first = m_halves.begin() + static_cast<std::ptrdiff_t>(m_first_half[v]);
        const auto found = std::find(first, m_halves.end(), back);
        go_round(v, static_cast<std::size_t>(found - first),
                 leaves_b(back) ? m_right[index(edge_of(back))] : m_left[index(edge_of(back))]);
    }
}

/// Labels the edges around a vertex; `cover` is to the left of the one at `place`.
void CoverLabels::go_round(std::size_t vertex, std::size_t place, std::int32_t cover) {
    const std::size_t degree = m_first_half[vertex + 1] - m_first_half[vertex];
    for (std::size_t i = 1; i <= degree; ++i) {
        const Half half = m_halves[m_first_half[vertex] + (place + i) % degree];
        const std::int32_t left = step(cover, edge_of(half), leaves_b(half));
        if (m_left[index(edge_of(half))] < 0) {
            set(half, left, cover);
            m_to_do.push_back(half);
        }
        cover = left;
    }
}

void CoverLabels::set(Half half, std::int32_t left, std::int32_t right) {
    if (leaves_b(half)) std::swap(left, right);
    m_left[index(edge_of(half))] = left;
    m_right[index(edge_of(half))] = right;
}

/// From the right of an edge to its left.
std::int32_t CoverLabels::step(std::int32_t cover, std::int32_t edge, bool backwards) {
    for (const EdgeOwner& owner : owners_of(edge)) {
        const std::int32_t net = backwards ? -owner.net : owner.net;
        const auto [known, is_new] = m_steps.try_emplace({cover, owner.owner, net}, 0);
        if (is_new) {
            Cover next = m_covers[index(cover)];
            add_to(next, owner.owner, net);
            known->second = id_of(next);
        }
        cover = known->second;
    }
    return cover;
}

std::int32_t CoverLabels::id_of(const Cover& cover) {
    const auto [known, is_new] = m_ids.try_emplace(cover, static_cast<std::int32_t>(m_covers.size()));
    if (is_new) m_covers.push_back(cover);
    return known->second;
}

/// Whether an edge passes a place to the west at its height.
bool CoverLabels::passes_west(const Line& edge, const Point& at) {
    if ((edge.a.y <= at.y) == (edge.b.y <= at.y)) return false;
    return (orientation(edge.a, edge.b, at) < 0) == (edge.a.y < edge.b.y);
}

/// What lies to the east of the next edge to the west of a vertex, which is of another component and labelled already,
/// for that begins farther to the west.
std::int32_t CoverLabels::cover_west_of(std::size_t vertex) {
    if (!m_grid) {
        m_frame.emplace(m_edges, 0);
        std::vector<Segment> on_lattice;
        on_lattice.reserve(m_edges.size());
        for (const Line& edge : m_edges)
            on_lattice.push_back((*m_frame)(edge));
        m_grid.emplace(on_lattice);
    }
    const Point& at = m_vertices[vertex];
    const LatticePoint place = (*m_frame)(at);
    std::int32_t nearest = -1;
    std::int32_t next = -1;
    double x = -HUGE_VAL;       // where the nearest one passes
    double next_x = -HUGE_VAL;  // the one after it
    for (std::int64_t column = m_grid->column_of(place.x); column >= 0; --column) {
        for (const std::int32_t e : m_grid->at(column, m_grid->row_of(place.y))) {
            const Line& edge = m_edges[index(e)];
            if (e == nearest || e == next || !passes_west(edge, at)) continue;
            const double here = edge.a.x + (edge.b.x - edge.a.x) * ((at.y - edge.a.y) / (edge.b.y - edge.a.y));
            if (here > x) {
                next = std::exchange(nearest, e);
                next_x = std::exchange(x, here);
            } else if (here > next_x) {
                next = e;
                next_x = here;
            }
        }
        if (nearest >= 0 && m_grid->column_of((*m_frame)(Point{x, at.y}).x) >= column) break;
    }
    if (nearest < 0) return id_of({});
    constexpr double steps = 0x1p-46;  // some rounding steps
    if (next >= 0 && x - next_x <= steps * std::max(std::abs(x), std::abs(at.x))) return id_of(cover_by_sum(at));
    const Line& edge = m_edges[index(nearest)];
    return edge.a.y < edge.b.y ? m_right[index(nearest)] : m_left[index(nearest)];
}

/// The same from all edges that pass to the west.
Cover CoverLabels::cover_by_sum(const Point& at) const {
    const LatticePoint place = (*m_frame)(at);
    std::vector<std::int32_t> near;
    for (std::int64_t column = m_grid->column_of(place.x); column >= 0; --column) {
        const auto items = m_grid->at(column, m_grid->row_of(place.y));
        near.insert(near.end(), items.begin(), items.end());
    }
    std::ranges::sort(near);
    near.erase(std::unique(near.begin(), near.end()), near.end());
    Cover cover;
    for (const std::int32_t e : near) {
        const Line& edge = m_edges[index(e)];
        if (!passes_west(edge, at)) continue;
        for (const EdgeOwner& owner : owners_of(e))
            add_to(cover, owner.owner, edge.a.y < edge.b.y ? -owner.net : owner.net);
    }
    return cover;
}

}  // namespace grid
