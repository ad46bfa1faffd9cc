#include "libgrid/partition/improvements.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "libgrid/partition/radius.hpp"

namespace grid {

namespace {

constexpr double least_violation = 1e-9;
constexpr double least_cut = 1e-3;  // metres: less is rounding

class Finder {
public:
    Finder(const Graph& graph, std::span<const std::int32_t> part, std::span<const Limits> limits, double even_price,
           std::span<const char> is_fixed)
        : m_graph(graph),
          m_part(part.begin(), part.end()),
          m_limits(limits),
          m_even_price(even_price),
          m_is_fixed(is_fixed) {
        const auto parts = static_cast<std::size_t>(1 + *std::ranges::max_element(m_part));
        m_members.resize(parts);
        m_load.assign(parts * criteria(), 0);
        for (std::size_t v = 0; v < m_part.size(); ++v) {
            m_members[at(m_part[v])].push_back(static_cast<std::int32_t>(v));
            for (std::size_t c = 0; c < criteria(); ++c)
                m_load[at(m_part[v]) * criteria() + c] += weight(v, c);
        }
        for (std::size_t c = 0; c < criteria(); ++c) {
            double sum = 0;
            for (std::size_t p = 0; p < parts; ++p)
                sum += static_cast<double>(m_load[p * criteria() + c]);
            m_scale.push_back(sum > 0 ? static_cast<double>(parts) / sum : 0);
        }
        for (std::size_t p = 0; p < parts && !graph.sites.empty(); ++p)
            m_far.push_back(partition::beyond_radius(graph, m_members[p], -1, -1));
        m_pieces.assign(parts, -1);
        m_is_left.assign(m_part.size(), 0);
        m_marks.assign(m_part.size(), 0);
        m_separates.assign(m_part.size(), Separates::unknown);
        for (const auto& [one, other] : graph.apart) {
            m_apart[one].insert(other);
            m_apart[other].insert(one);
        }
    }

    /// Of those between two parts one of which is in `parts`; empty: of all.
    std::vector<Improvement> find(const std::set<std::int32_t>& parts) {
        const auto is_asked = [&parts](std::int32_t p) { return parts.empty() || parts.contains(p); };
        m_is_asked.clear();
        for (std::int32_t p = 0; p < static_cast<std::int32_t>(m_members.size()); ++p)
            m_is_asked.push_back(is_asked(p) ? 1 : 0);
        look_around();
        find_moves();
        for (std::int32_t p = 0; p < static_cast<std::int32_t>(m_members.size()); ++p)
            find_exchanges(p);
        std::ranges::sort(m_found, {}, [](const Improvement& i) { return std::tuple(i.vertex, i.to, i.exchanged); });
        return std::move(m_found);
    }

private:
    [[nodiscard]] static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    [[nodiscard]] std::size_t criteria() const { return at(m_graph.criteria); }
    [[nodiscard]] std::int64_t weight(std::size_t v, std::size_t c) const { return m_graph.weight[v * criteria() + c]; }

    template <typename Visit>
    void for_edges(std::int32_t v, Visit&& visit) const {
        for (auto e = at(m_graph.offsets[at(v)]); e < at(m_graph.offsets[at(v) + 1]); ++e)
            visit(m_graph.adjacency[e], m_graph.edge_weight[e]);
    }

    enum class Separates : char { unknown, no, yes };

    /// What a vertex would be cut from, were it not in a part: that part, and the weight of the edges into it.
    using Tie = std::pair<std::int32_t, double>;

    /// The ties of vertices at borders, their own part among them; none of the others.
    void look_around() {
        m_first_tie.assign(1, 0);
        m_ties.clear();
        for (std::int32_t v = 0; v < m_graph.vertex_count(); ++v) {
            const std::size_t first = m_ties.size();
            bool at_border = false;
            for_edges(v, [&](std::int32_t u, double w) {
                const std::int32_t p = m_part[at(u)];
                at_border = at_border || p != m_part[at(v)];
                const auto known = std::find_if(m_ties.begin() + static_cast<std::ptrdiff_t>(first), m_ties.end(),
                                                [p](const Tie& tie) { return tie.first == p; });
                if (known == m_ties.end())
                    m_ties.emplace_back(p, w);
                else
                    known->second += w;
            });
            if (!at_border) m_ties.resize(first);
            std::sort(m_ties.begin() + static_cast<std::ptrdiff_t>(first), m_ties.end());
            m_first_tie.push_back(m_ties.size());
        }
    }

    [[nodiscard]] std::span<const Tie> ties(std::int32_t v) const {
        return std::span(m_ties).subspan(m_first_tie[at(v)], m_first_tie[at(v) + 1] - m_first_tie[at(v)]);
    }
    [[nodiscard]] bool is_asked(std::int32_t p, std::int32_t q) const {
        return m_is_asked[at(p)] != 0 || m_is_asked[at(q)] != 0;
    }

    /// How much less a part misses its limits when `in` has come and `out` has gone (-1: none).
    [[nodiscard]] double violation_saved(std::int32_t p, std::int32_t in, std::int32_t out) const {
        const auto missed = [this](std::int64_t load, std::size_t c) {
            return std::max<std::int64_t>({0, m_limits[c].lower - load, load - m_limits[c].upper});
        };
        double saved = 0;
        for (std::size_t c = 0; c < criteria(); ++c) {
            const std::int64_t before = m_load[at(p) * criteria() + c];
            const std::int64_t after = before + change_of_load(c, in, out);
            saved += static_cast<double>(missed(before, c) - missed(after, c)) * m_scale[c];
        }
        if (!m_graph.sites.empty())
            saved +=
                partition::far_violation(m_far[at(p)] - partition::beyond_radius(m_graph, m_members[at(p)], in, out));
        return saved;
    }

    /// How much less it costs that a part is not even when `in` has come and `out` has gone (-1: none).
    [[nodiscard]] double even_saved(std::int32_t p, std::int32_t in, std::int32_t out) const {
        double saved = 0;
        for (std::size_t c = 0; m_even_price > 0 && c < criteria(); ++c) {
            const std::int64_t before = m_load[at(p) * criteria() + c];
            saved += unevenness(before, m_scale[c], m_limits[c]) -
                     unevenness(before + change_of_load(c, in, out), m_scale[c], m_limits[c]);
        }
        return m_even_price * saved;
    }

    [[nodiscard]] std::int64_t change_of_load(std::size_t c, std::int32_t in, std::int32_t out) const {
        return (in < 0 ? 0 : weight(at(in), c)) - (out < 0 ? 0 : weight(at(out), c));
    }

    /// How much less is cut when v goes to part q.
    [[nodiscard]] double cut_saved(std::int32_t v, std::int32_t q) const {
        double saved = 0;
        for (const auto& [p, w] : ties(v)) {
            if (p == q) saved += w;
            if (p == m_part[at(v)]) saved -= w;
        }
        return saved;
    }

    [[nodiscard]] double weight_between(std::int32_t v, std::int32_t u) const {
        double sum = 0;
        for_edges(v, [&](std::int32_t other, double w) { sum += other == u ? w : 0; });
        return sum;
    }

    static bool is_better(const Improvement& change) {
        return change.violation > least_violation ||
               (change.violation > -least_violation && change.cut + change.even > least_cut);
    }

    [[nodiscard]] bool meets_apart(std::int32_t v, std::int32_t q, std::int32_t gone) const {
        const auto known = m_apart.find(v);
        return known != m_apart.end() &&
               std::ranges::any_of(known->second, [&](std::int32_t u) { return u != gone && m_part[at(u)] == q; });
    }

    /// Connected pieces of a part with `in` and without `out`.
    [[nodiscard]] int pieces(std::int32_t p, std::int32_t in, std::int32_t out) {
        for (const std::int32_t v : m_members[at(p)])
            m_is_left[at(v)] = 1;
        if (in >= 0) m_is_left[at(in)] = 1;
        if (out >= 0) m_is_left[at(out)] = 0;
        int count = 0;
        const auto walk = [&](std::int32_t start) {
            if (m_is_left[at(start)] == 0) return;
            ++count;
            m_is_left[at(start)] = 0;
            m_queue.assign(1, start);
            while (!m_queue.empty()) {
                const std::int32_t v = m_queue.back();
                m_queue.pop_back();
                for_edges(v, [&](std::int32_t u, double) {
                    if (m_is_left[at(u)] == 0) return;
                    m_is_left[at(u)] = 0;
                    m_queue.push_back(u);
                });
            }
        };
        for (const std::int32_t v : m_members[at(p)])
            walk(v);
        if (in >= 0) walk(in);
        return count;
    }

    /// Whether what is beside `out` in a part that is one piece still reaches each other without it; with `in` (-1:
    /// none), which is to be reached, too. As a rule that shows in the neighbourhood, without a walk through the part.
    [[nodiscard]] bool reach_each_other(std::int32_t p, std::int32_t in, std::int32_t out) {
        const auto is_left = [&](std::int32_t u) { return u == in || (u != out && m_part[at(u)] == p); };
        const std::int32_t wanted = ++m_mark;
        const std::int32_t reached = ++m_mark;
        std::size_t missing = 0;
        const auto want = [&](std::int32_t u, double) {
            if (!is_left(u) || m_marks[at(u)] == wanted) return;
            m_marks[at(u)] = wanted;
            m_queue.assign(1, u);
            ++missing;
        };
        if (in >= 0) want(in, 0);
        for_edges(out, want);
        if (missing == 0) return true;
        m_marks[at(m_queue.front())] = reached;
        --missing;
        for (std::size_t i = 0; missing > 0 && i < m_queue.size(); ++i) {
            for_edges(m_queue[i], [&](std::int32_t u, double) {
                if (!is_left(u) || m_marks[at(u)] == reached) return;
                if (m_marks[at(u)] == wanted) --missing;
                m_marks[at(u)] = reached;
                m_queue.push_back(u);
            });
        }
        return missing == 0;
    }

    /// Whether a part that is one piece falls apart without `out`.
    [[nodiscard]] bool separates(std::int32_t p, std::int32_t out) {
        Separates& known = m_separates[at(out)];
        if (known == Separates::unknown) known = reach_each_other(p, -1, out) ? Separates::no : Separates::yes;
        return known == Separates::yes;
    }

    [[nodiscard]] bool stays_one_piece(std::int32_t p, std::int32_t in, std::int32_t out) {
        if (in < 0) return !separates(p, out);
        int ties = 0;
        for_edges(in, [&](std::int32_t u, double) { ties += m_part[at(u)] == p && u != out; });
        if (out < 0) return ties > 0;
        if (m_members[at(p)].size() == 1) return true;  // `in` is all that is left
        if (!separates(p, out)) return ties > 0;
        return ties > 1 && reach_each_other(p, in, out);
    }

    [[nodiscard]] bool stays_whole(std::int32_t p, std::int32_t in, std::int32_t out) {
        const std::size_t left = m_members[at(p)].size() + (in >= 0 ? 1 : 0) - (out >= 0 ? 1 : 0);
        if (left == 0) return false;
        int& now = m_pieces[at(p)];
        if (now < 0) now = pieces(p, -1, -1);
        return now == 1 ? stays_one_piece(p, in, out) : pieces(p, in, out) <= now;
    }

    void find_moves() {
        for (std::int32_t v = 0; v < m_graph.vertex_count(); ++v) {
            if (m_is_fixed[at(v)] != 0) continue;
            const std::int32_t p = m_part[at(v)];
            for (const auto& [q, weight] : ties(v)) {
                if (q == p || !is_asked(p, q)) continue;
                const Improvement change{.vertex = v,
                                         .from = p,
                                         .to = q,
                                         .violation = violation_saved(p, -1, v) + violation_saved(q, v, -1),
                                         .cut = cut_saved(v, q),
                                         .even = even_saved(p, -1, v) + even_saved(q, v, -1)};
                if (!is_better(change) || meets_apart(v, q, -1)) continue;
                if (!stays_whole(p, -1, v) || !stays_whole(q, v, -1)) continue;
                m_found.push_back(change);
                m_moves.insert({v, q});
            }
        }
    }

    void find_exchanges(std::int32_t p) {
        std::map<std::int32_t, std::vector<std::int32_t>> beside;  // part -> vertices of p at its border
        for (const std::int32_t v : m_members[at(p)]) {
            if (m_is_fixed[at(v)] != 0) continue;
            for (const auto& [q, weight] : ties(v)) {
                if (q > p && is_asked(p, q)) beside[q].push_back(v);
            }
        }
        for (const auto& [q, own] : beside) {
            for (const std::int32_t w : m_members[at(q)]) {
                const auto touches = [p](const Tie& tie) { return tie.first == p; };
                if (m_is_fixed[at(w)] != 0 || std::ranges::none_of(ties(w), touches)) continue;
                for (const std::int32_t v : own)
                    look_at_exchange(p, v, q, w);
            }
        }
    }

    void look_at_exchange(std::int32_t p, std::int32_t v, std::int32_t q, std::int32_t w) {
        if (m_moves.contains({v, q}) && m_moves.contains({w, p})) return;
        const Improvement change{.vertex = v,
                                 .from = p,
                                 .to = q,
                                 .exchanged = w,
                                 .violation = violation_saved(p, w, v) + violation_saved(q, v, w),
                                 .cut = cut_saved(v, q) + cut_saved(w, p) - 2 * weight_between(v, w),
                                 .even = even_saved(p, w, v) + even_saved(q, v, w)};
        if (!is_better(change) || meets_apart(v, q, w) || meets_apart(w, p, v)) return;
        if (!stays_whole(p, w, v) || !stays_whole(q, v, w)) return;
        m_found.push_back(change);
    }

    const Graph& m_graph;
    std::vector<std::int32_t> m_part;
    std::span<const Limits> m_limits;
    double m_even_price;
    std::span<const char> m_is_fixed;
    std::vector<std::vector<std::int32_t>> m_members;  ///< by part, ascending
    std::vector<std::int64_t> m_load;                  ///< parts x criteria
    std::vector<double> m_scale;                       ///< by criterion: 1 / mean of a part
    std::vector<std::int64_t> m_far;                   ///< by part, see beyond_radius(); empty: there is no radius
    std::vector<int> m_pieces;                         ///< by part; -1: not counted yet
    std::vector<char> m_is_left;                       ///< by vertex: scratch, all 0 before and after
    std::vector<std::int32_t> m_queue;                 ///< scratch
    std::vector<std::int32_t> m_marks;                 ///< by vertex: the last mark that it got
    std::int32_t m_mark = 0;
    std::vector<Separates> m_separates;    ///< by vertex: see separates()
    std::vector<char> m_is_asked;          ///< by part
    std::vector<std::size_t> m_first_tie;  ///< by vertex, and one more
    std::vector<Tie> m_ties;
    std::map<std::int32_t, std::set<std::int32_t>> m_apart;
    std::set<std::pair<std::int32_t, std::int32_t>> m_moves;  ///< vertex and part, those that are improvements
    std::vector<Improvement> m_found;
};

}  // namespace

std::vector<Improvement> find_improvements(const Graph& graph, std::span<const std::int32_t> part,
                                           std::span<const Limits> limits, double even_price,
                                           std::span<const char> is_fixed) {
    if (part.empty()) return {};
    return Finder(graph, part, limits, even_price, is_fixed).find({});
}

Improvement improve_to_end(const Graph& graph, std::span<const Limits> limits, double even_price,
                           std::vector<std::int32_t>& part) {
    const std::vector<char> is_fixed(part.size(), 0);
    Improvement gained;
    std::set<std::int32_t> touched;  // parts that changed in the last round, and what is beside the changes
    if (part.empty()) return gained;
    for (;;) {
        std::vector<Improvement> found = Finder(graph, part, limits, even_price, is_fixed).find(touched);
        if (found.empty()) return gained;
        std::ranges::stable_sort(found, [](const Improvement& a, const Improvement& b) {
            return std::pair(b.violation, b.cut + b.even) < std::pair(a.violation, a.cut + a.even);
        });
        touched.clear();
        for (const Improvement& change : found) {
            if (touched.contains(change.from) || touched.contains(change.to)) continue;
            for (const std::int32_t v : {change.vertex, change.exchanged}) {
                if (v < 0) continue;
                for (auto e = graph.offsets[static_cast<std::size_t>(v)];
                     e < graph.offsets[static_cast<std::size_t>(v) + 1]; ++e)
                    touched.insert(part[static_cast<std::size_t>(graph.adjacency[static_cast<std::size_t>(e)])]);
            }
            touched.insert({change.from, change.to});
            part[static_cast<std::size_t>(change.vertex)] = change.to;
            if (change.exchanged >= 0) part[static_cast<std::size_t>(change.exchanged)] = change.from;
            gained.violation += change.violation;
            gained.cut += change.cut;
            gained.even += change.even;
        }
    }
}

}  // namespace grid
