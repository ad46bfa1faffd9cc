#include "libgrid/partition/state.hpp"

#include <algorithm>
#include <utility>

namespace grid::partition {

State::State(const Problem& problem, std::vector<Limits> limits, std::vector<std::int32_t> part)
    : m_problem(&problem), m_criteria(problem.criteria), m_limits(std::move(limits)), m_stamp(problem.n, 0) {
    m_parts = static_cast<std::int32_t>(m_limits.size()) / m_criteria;
    assign(std::move(part));
}

void State::assign(std::vector<std::int32_t> part) {
    const Problem& g = *m_problem;
    m_part = std::move(part);
    m_load.assign(m_limits.size(), 0);
    m_members.resize(m_parts);
    for (auto& members : m_members) {
        members.clear();
    }
    m_member_at.resize(g.n);
    m_excess.assign(m_criteria, 0);
    m_foreign.assign(g.n, 0);
    m_border.clear();
    m_border_at.assign(g.n, -1);
    double twice_cut = 0;
    for (std::int32_t v = 0; v < g.n; ++v) {
        const std::int32_t p = m_part[v];
        m_member_at[v] = static_cast<std::int32_t>(m_members[p].size());
        m_members[p].push_back(v);
        for (int c = 0; c < m_criteria; ++c) {
            m_load[static_cast<std::size_t>(p) * m_criteria + c] +=
                g.weight[static_cast<std::size_t>(v) * m_criteria + c];
        }
        for (const Edge& edge : g.row(v)) {
            if (m_part[edge.to] != p) {
                ++m_foreign[v];
                twice_cut += edge.weight;
            }
        }
        update_border(v);
    }
    m_cut = twice_cut / 2 + away() + unevenness();
    m_together = 0;
    if (g.has_apart()) {
        m_together_of.assign(m_parts, 0);
        for (std::int32_t v = 0; v < g.n; ++v) {
            m_together_of[m_part[v]] += against(v, m_part[v]);
        }
        for (std::int64_t& pairs : m_together_of) {
            pairs /= 2;  // each was met from both ends
            m_together += pairs;
        }
    }
    m_reach.clear();
    m_too_far = 0;
    for (std::int32_t p = 0; g.has_radius() && p < m_parts; ++p) {
        m_reach.emplace_back(g, m_members[p]);
        m_too_far += m_reach.back().beyond();
    }
    for (std::size_t i = 0; i < m_load.size(); ++i) {
        m_excess[i % m_criteria] += distance(m_load[i], m_limits[i]);
    }
}

void State::set_homes(std::vector<std::int32_t> home, std::vector<double> stay) {
    m_cut -= away();
    m_home = std::move(home);
    m_stay = std::move(stay);
    for (std::size_t v = 0; v < m_home.size(); ++v) {
        if (m_home[v] < 0) {
            m_stay[v] = 0;
        }
    }
    m_cut += away();
}

double State::away() const noexcept {
    double sum = 0;
    for (std::size_t v = 0; v < m_home.size(); ++v) {
        sum += m_home[v] == m_part[v] ? 0 : m_stay[v];
    }
    return sum;
}

double State::violation() const noexcept {
    double sum = apart_price * static_cast<double>(m_together) + far_violation(m_too_far);
    for (int c = 0; c < m_criteria; ++c) {
        sum += static_cast<double>(m_excess[c]) * m_problem->scale[c];
    }
    return sum;
}

double State::violation_of(std::int32_t p) const noexcept {
    double sum = m_together_of.empty() ? 0 : apart_price * static_cast<double>(m_together_of[p]);
    sum += m_reach.empty() ? 0 : far_violation(m_reach[p].beyond());
    for (int c = 0; c < m_criteria; ++c) {
        const std::size_t at = static_cast<std::size_t>(p) * m_criteria + c;
        sum += static_cast<double>(distance(m_load[at], m_limits[at])) * m_problem->scale[c];
    }
    return sum;
}

double State::change_by_exchange(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept {
    const std::size_t at = static_cast<std::size_t>(p) * m_criteria;
    const std::int64_t* enters = m_problem->weight.data() + static_cast<std::size_t>(in) * m_criteria;
    const std::int64_t* leaves = m_problem->weight.data() + static_cast<std::size_t>(out) * m_criteria;
    double sum = 0;
    if (m_problem->has_apart()) {
        const int pair = m_problem->are_apart(in, out) ? 1 : 0;
        sum = apart_price * (against(in, p) - against(out, p) - pair);
    }
    if (m_problem->has_radius()) {
        sum += far_change(p, in, out);
    }
    for (int c = 0; c < m_criteria; ++c) {
        sum += static_cast<double>(distance(m_load[at + c] + enters[c] - leaves[c], m_limits[at + c]) -
                                   distance(m_load[at + c], m_limits[at + c])) *
               m_problem->scale[c];
    }
    return sum;
}

double State::far_change(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept {
    return far_violation(m_reach[p].beyond_with(*m_problem, in, out) - m_reach[p].beyond());
}

double State::change_of_unevenness(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept {
    const std::size_t at = static_cast<std::size_t>(p) * m_criteria;
    const auto weight = [this](std::int32_t v, int c) {
        return v < 0 ? 0 : m_problem->weight[static_cast<std::size_t>(v) * m_criteria + c];
    };
    double sum = 0;
    for (int c = 0; c < m_criteria; ++c) {
        const std::int64_t before = m_load[at + c];
        const std::int64_t after = before + weight(in, c) - weight(out, c);
        sum += grid::unevenness(after, m_problem->scale[c], m_limits[at + c]) -
               grid::unevenness(before, m_problem->scale[c], m_limits[at + c]);
    }
    return m_problem->even_price * sum;
}

double State::unevenness() const noexcept {
    if (!(m_problem->even_price > 0)) {
        return 0;
    }
    double sum = 0;
    for (std::size_t i = 0; i < m_load.size(); ++i) {
        sum += grid::unevenness(m_load[i], m_problem->scale[i % m_criteria], m_limits[i]);
    }
    return m_problem->even_price * sum;
}

double State::cut_change(std::int32_t v, std::int32_t q) const noexcept {
    const std::int32_t p = m_part[v];
    double change = home_change(v, q) + even_change(p, -1, v) + even_change(q, v, -1);
    for (const Edge& edge : m_problem->row(v)) {
        const std::int32_t r = m_part[edge.to];
        change += r == p ? edge.weight : (r == q ? -edge.weight : 0.0);
    }
    return change;
}

void State::update_border(std::int32_t v) {
    const std::int32_t at = m_border_at[v];
    if (m_foreign[v] > 0) {
        if (at < 0) {
            m_border_at[v] = static_cast<std::int32_t>(m_border.size());
            m_border.push_back(v);
        }
    } else if (at >= 0) {
        const std::int32_t last = m_border.back();
        m_border[at] = last;
        m_border_at[last] = at;
        m_border.pop_back();
        m_border_at[v] = -1;
    }
}

void State::move(std::int32_t v, std::int32_t q) {
    const Problem& g = *m_problem;
    const std::int32_t p = m_part[v];
    m_cut += home_change(v, q) + even_change(p, -1, v) + even_change(q, v, -1);
    std::int32_t foreign = 0;
    for (const Edge& edge : g.row(v)) {
        const std::int32_t r = m_part[edge.to];
        if (r == p) {
            ++m_foreign[edge.to];
            update_border(edge.to);
            m_cut += edge.weight;
            ++foreign;
        } else if (r == q) {
            --m_foreign[edge.to];
            update_border(edge.to);
            m_cut -= edge.weight;
        } else {
            ++foreign;
        }
    }
    m_foreign[v] = foreign;
    update_border(v);
    if (!m_together_of.empty()) {
        const std::int32_t left = against(v, p);
        const std::int32_t met = against(v, q);
        m_together_of[p] -= left;
        m_together_of[q] += met;
        m_together += met - left;
    }
    m_part[v] = q;
    auto& old_members = m_members[p];
    const std::int32_t last = old_members.back();
    old_members[m_member_at[v]] = last;
    m_member_at[last] = m_member_at[v];
    old_members.pop_back();
    m_member_at[v] = static_cast<std::int32_t>(m_members[q].size());
    m_members[q].push_back(v);
    if (!m_reach.empty()) {
        m_too_far -= m_reach[p].beyond() + m_reach[q].beyond();
        m_reach[p].change(g, m_members[p], -1, v);
        m_reach[q].change(g, m_members[q], v, -1);
        m_too_far += m_reach[p].beyond() + m_reach[q].beyond();
    }
    for (int c = 0; c < m_criteria; ++c) {
        const std::int64_t weight = g.weight[static_cast<std::size_t>(v) * m_criteria + c];
        const std::size_t from = static_cast<std::size_t>(p) * m_criteria + c;
        const std::size_t to = static_cast<std::size_t>(q) * m_criteria + c;
        m_excess[c] -= distance(m_load[from], m_limits[from]) + distance(m_load[to], m_limits[to]);
        m_load[from] -= weight;
        m_load[to] += weight;
        m_excess[c] += distance(m_load[from], m_limits[from]) + distance(m_load[to], m_limits[to]);
    }
}

}  // namespace grid::partition
