#include "libgrid/partition/inherit.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "libgrid/partition/search.hpp"

namespace grid::partition {
namespace {

struct Piece {
    std::int32_t label = -1;
    double stay = 0;
    std::vector<std::int64_t> load;  ///< by criterion
    std::vector<std::int32_t> vertices;
};

class Pieces {
public:
    Pieces(const Problem& problem, const std::vector<Limits>& limits, std::int32_t parts, const PreviousParts& previous)
        : m_problem(problem), m_limits(limits), m_previous(previous), m_piece(problem.n, -1) {
        double total = 0;
        for (const std::int64_t stay : previous.stay) {
            total += static_cast<double>(stay);
        }
        m_share = total > 0 ? parts / total : 0;
        for (std::int32_t v = 0; v < problem.n; ++v) {
            if (m_piece[v] < 0) {
                grow(v);
            }
        }
    }

    [[nodiscard]] std::int32_t count() const noexcept { return static_cast<std::int32_t>(m_pieces.size()); }

    /// Joins the two neighbours that are best together.
    void join() {
        std::map<std::pair<std::int32_t, std::int32_t>, double> contacts;
        for (std::int32_t v = 0; v < m_problem.n; ++v) {
            for (const Edge& edge : m_problem.row(v)) {
                if (m_piece[v] < m_piece[edge.to]) {
                    contacts[{m_piece[v], m_piece[edge.to]}] += edge.weight;
                }
            }
        }
        using Rank = std::tuple<double, double, std::pair<std::int32_t, std::int32_t>>;
        Rank best{std::numeric_limits<double>::infinity(), 0, {-1, -1}};
        for (const auto& [pair, contact] : contacts) {
            best = std::min(best, Rank{cost(m_pieces[pair.first], m_pieces[pair.second]), -contact, pair});
        }
        const auto [a, b] = std::get<2>(best);
        absorb(a, b);
    }

    /// Splits the largest piece that has more than one vertex.
    void split(Random& random) {
        std::int32_t largest = -1;
        std::pair<double, std::size_t> greatest{-1, 0};
        for (std::int32_t p = 0; p < count(); ++p) {
            const std::pair size{fullness(m_pieces[p]), m_pieces[p].vertices.size()};
            if (size.second > 1 && size > greatest) {
                greatest = size;
                largest = p;
            }
        }
        const std::vector<std::int32_t> vertices = std::move(m_pieces[largest].vertices);
        std::vector<std::int32_t> local(m_problem.n, -1);
        Problem sub = induced(m_problem, vertices, local);
        index_neighbourhoods(sub);
        const std::vector<std::int32_t> half = search(sub, 2, m_limits, Effort::fast, random);
        const std::int32_t label = m_pieces[largest].label;
        m_pieces[largest] = {};
        m_pieces[largest].label = label;
        m_pieces.push_back({});
        m_pieces.back().label = label;
        for (std::size_t i = 0; i < vertices.size(); ++i) {
            add(vertices[i], half[i] == 0 ? largest : count() - 1);
        }
    }

    [[nodiscard]] std::vector<std::int32_t> take() { return std::move(m_piece); }

private:
    void add(std::int32_t v, std::int32_t p) {
        Piece& piece = m_pieces[p];
        m_piece[v] = p;
        piece.vertices.push_back(v);
        piece.stay += static_cast<double>(m_previous.stay[v]);
        piece.load.resize(m_problem.criteria);
        for (int c = 0; c < m_problem.criteria; ++c) {
            piece.load[c] += m_problem.weight[static_cast<std::size_t>(v) * m_problem.criteria + c];
        }
    }

    void grow(std::int32_t start) {
        const std::int32_t p = count();
        m_pieces.push_back({});
        m_pieces[p].label = m_previous.part[start];
        add(start, p);
        for (std::size_t head = 0; head < m_pieces[p].vertices.size(); ++head) {
            for (const Edge& edge : m_problem.row(m_pieces[p].vertices[head])) {
                if (m_piece[edge.to] < 0 && m_previous.part[edge.to] == m_pieces[p].label) {
                    add(edge.to, p);
                }
            }
        }
    }

    void absorb(std::int32_t a, std::int32_t b) {
        if (m_pieces[b].stay > m_pieces[a].stay || m_pieces[a].label < 0) {
            m_pieces[a].label = m_pieces[b].label >= 0 ? m_pieces[b].label : m_pieces[a].label;
        }
        const std::vector<std::int32_t> vertices = std::move(m_pieces[b].vertices);
        for (const std::int32_t v : vertices) {
            add(v, a);
        }
        const std::int32_t last = count() - 1;
        if (b != last) {
            m_pieces[b] = std::move(m_pieces[last]);
            for (const std::int32_t v : m_pieces[b].vertices) {
                m_piece[v] = b;
            }
        }
        m_pieces.pop_back();
    }

    [[nodiscard]] double violation(std::int64_t load, int c) const {
        const Limits& limits = m_limits[c];
        const std::int64_t off =
            load < limits.lower ? limits.lower - load : std::max<std::int64_t>(0, load - limits.upper);
        return static_cast<double>(off) * m_problem.scale[c];
    }

    /// What joining costs: what moves, in parts of mean size, and the limits that are missed by it.
    [[nodiscard]] double cost(const Piece& a, const Piece& b) const {
        constexpr double price = 4;
        double missed = 0;
        for (int c = 0; c < m_problem.criteria; ++c) {
            missed += violation(a.load[c] + b.load[c], c) - violation(a.load[c], c) - violation(b.load[c], c);
        }
        const bool stays = a.label < 0 || b.label < 0 || a.label == b.label;
        return (stays ? 0 : m_share * std::min(a.stay, b.stay)) + price * missed;
    }

    [[nodiscard]] double fullness(const Piece& piece) const {
        double most = 0;
        for (int c = 0; c < m_problem.criteria; ++c) {
            const double upper = std::max(1.0, static_cast<double>(m_limits[c].upper));
            most = std::max(most, static_cast<double>(piece.load[c]) / upper);
        }
        return most;
    }

    const Problem& m_problem;
    const std::vector<Limits>& m_limits;
    const PreviousParts& m_previous;
    double m_share = 0;
    std::vector<std::int32_t> m_piece;  ///< by vertex
    std::vector<Piece> m_pieces;
};

}  // namespace

std::vector<std::int32_t> inherited_division(const Problem& problem, std::int32_t parts,
                                             const std::vector<Limits>& limits, const PreviousParts& previous,
                                             Random& random) {
    Pieces pieces(problem, limits, parts, previous);
    while (pieces.count() > parts) {
        pieces.join();
    }
    while (pieces.count() < parts) {
        pieces.split(random);
    }
    return pieces.take();
}

}  // namespace grid::partition
