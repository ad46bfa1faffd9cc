#include "libgrid/check/plan_matching.hpp"

#include <algorithm>
#include <limits>
#include <queue>
#include <span>
#include <tuple>
#include <utility>

namespace grid {

namespace {

/// Rows and columns are those that occur, numbered anew. Each row has a column of its own besides, of weight 0, which
/// stands for no match: so every row gets a column. Kept is: u[row] + v[column] >= weight, with equality along the
/// matching, and v = 0 for columns that are free.
class Matcher {
public:
    explicit Matcher(std::vector<CommonHouseholds>&& common) : m_common(std::move(common)) {
        number(&CommonHouseholds::first, m_rows);
        number(&CommonHouseholds::second, m_columns);
        std::ranges::sort(m_common, {}, [](const CommonHouseholds& c) { return std::pair(c.first, c.second); });
        m_start.assign(m_rows + 1, 0);
        for (const CommonHouseholds& c : m_common)
            ++m_start[static_cast<std::size_t>(c.first) + 1];
        for (std::size_t row = 0; row < m_rows; ++row)
            m_start[row + 1] += m_start[row];
        m_u.assign(m_rows, 0);
        m_v.assign(m_columns, 0);
        m_row_of.assign(m_columns, -1);
        m_distance.assign(m_columns, unseen);
        m_from.assign(m_columns, -1);
        m_is_settled.assign(m_columns, 0);
    }

    Count run() {
        for (std::size_t row = 0; row < m_rows; ++row)
            place(static_cast<std::int32_t>(row));
        Count total = 0;
        for (const CommonHouseholds& c : m_common) {
            if (m_row_of[static_cast<std::size_t>(c.second)] == c.first) total += c.households;
        }
        return total;
    }

private:
    static constexpr Count unseen = std::numeric_limits<Count>::max();

    void number(std::int32_t CommonHouseholds::*side, std::size_t& count) {
        std::vector<std::int32_t> names;
        for (const CommonHouseholds& c : m_common)
            names.push_back(c.*side);
        std::ranges::sort(names);
        names.erase(std::unique(names.begin(), names.end()), names.end());
        for (CommonHouseholds& c : m_common)
            c.*side = static_cast<std::int32_t>(std::ranges::lower_bound(names, c.*side) - names.begin());
        count = names.size();
    }

    [[nodiscard]] std::span<const CommonHouseholds> of_row(std::int32_t row) const {
        const auto from = m_start[static_cast<std::size_t>(row)];
        return {&m_common[from], m_start[static_cast<std::size_t>(row) + 1] - from};
    }

    /// Finds the cheapest way to give the row a column, others moving on, and goes it.
    void place(std::int32_t row) {
        Count best = 0;
        for (const CommonHouseholds& c : of_row(row))
            best = std::max(best, c.households - m_v[static_cast<std::size_t>(c.second)]);
        m_u[static_cast<std::size_t>(row)] = best;
        m_heap = {};
        m_seen.clear();
        m_settled.clear();
        m_end = unseen;
        look_from(row, 0);
        std::int32_t column = -1;  // where the way ends, if not without a match
        while (!m_heap.empty()) {
            const auto [distance, next] = m_heap.top();
            if (distance >= m_end) break;
            m_heap.pop();
            const auto c = static_cast<std::size_t>(next);
            if (m_is_settled[c] != 0 || distance > m_distance[c]) continue;
            if (m_row_of[c] < 0) {
                m_end = distance;
                column = next;
                break;
            }
            m_is_settled[c] = 1;
            m_settled.push_back(next);
            look_from(m_row_of[c], distance);
        }
        renew_prices(row);
        go_back(row, column);
        for (const std::int32_t seen : m_seen) {
            m_distance[static_cast<std::size_t>(seen)] = unseen;
            m_is_settled[static_cast<std::size_t>(seen)] = 0;
        }
    }

    /// The ways on from a row that is `distance` away: to no match, or to a column.
    void look_from(std::int32_t row, Count distance) {
        const Count u = m_u[static_cast<std::size_t>(row)];
        if (distance + u < m_end) {
            m_end = distance + u;
            m_end_row = row;
        }
        for (const CommonHouseholds& common : of_row(row)) {
            const auto c = static_cast<std::size_t>(common.second);
            if (m_is_settled[c] != 0) continue;
            const Count there = distance + u + m_v[c] - common.households;
            if (there >= m_distance[c]) continue;
            if (m_distance[c] == unseen) m_seen.push_back(common.second);
            m_distance[c] = there;
            m_from[c] = row;
            m_heap.emplace(there, common.second);
        }
    }

    void renew_prices(std::int32_t row) {
        m_u[static_cast<std::size_t>(row)] -= m_end;
        for (const std::int32_t settled : m_settled) {
            const auto c = static_cast<std::size_t>(settled);
            const Count by = m_end - m_distance[c];
            m_v[c] += by;
            m_u[static_cast<std::size_t>(m_row_of[c])] -= by;
        }
    }

    /// Gives each row on the way the column after it; with `column` -1 the last row stays without.
    void go_back(std::int32_t row, std::int32_t column) {
        std::int32_t at = column < 0 ? m_end_row : m_from[static_cast<std::size_t>(column)];
        while (true) {
            // The column that the row at the end had before is free for the one before it.
            std::int32_t before = -1;
            if (at != row) {
                const auto had = std::ranges::find_if(
                    m_settled, [&](std::int32_t c) { return m_row_of[static_cast<std::size_t>(c)] == at; });
                before = *had;
            }
            if (column >= 0) m_row_of[static_cast<std::size_t>(column)] = at;
            if (at == row) return;
            column = before;
            m_row_of[static_cast<std::size_t>(column)] = -1;
            at = m_from[static_cast<std::size_t>(column)];
        }
    }

    std::vector<CommonHouseholds> m_common;  ///< by row, then column
    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    std::vector<std::size_t> m_start;  ///< of a row in m_common, and one more
    std::vector<Count> m_u;
    std::vector<Count> m_v;
    std::vector<std::int32_t> m_row_of;  ///< by column; -1: free

    // Of one search.
    using Way = std::pair<Count, std::int32_t>;
    std::priority_queue<Way, std::vector<Way>, std::greater<>> m_heap;
    std::vector<Count> m_distance;     ///< by column
    std::vector<std::int32_t> m_from;  ///< by column: the row before it
    std::vector<char> m_is_settled;
    std::vector<std::int32_t> m_seen;
    std::vector<std::int32_t> m_settled;
    Count m_end = 0;              ///< length of the shortest way found
    std::int32_t m_end_row = -1;  ///< where the one ends that leaves a row without a match
};

}  // namespace

Count most_households_that_stay(std::vector<CommonHouseholds> common) {
    return Matcher(std::move(common)).run();
}

}  // namespace grid
