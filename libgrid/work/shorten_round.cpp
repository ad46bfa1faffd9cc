#include "libgrid/work/shorten_round.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <utility>

namespace grid {

namespace {

class Shortener {
public:
    Shortener(const StopDistances& metres, std::vector<std::int32_t>& order)
        : m_metres(metres), m_order(order), m_position(order.size()) {
        find_positions(0, count());
        find_neighbours();
    }

    void shorten() {
        settle({m_order.rbegin(), m_order.rend()});
        if (count() >= 8) shake();
    }

private:
    static constexpr std::size_t neighbours_of_each = 10;
    static constexpr double least_gain_m = 1e-3;
    static constexpr int shakes = 50;
    static constexpr std::int32_t longest_run = 30;

    [[nodiscard]] std::int32_t count() const { return static_cast<std::int32_t>(m_order.size()); }
    [[nodiscard]] std::int32_t position(std::int32_t stop) const { return m_position[static_cast<std::size_t>(stop)]; }
    /// Improves the round at these stops, and at those that change with it, until nothing helps.
    void settle(std::vector<std::int32_t> waiting) {
        m_is_waiting.assign(m_order.size(), 0);
        for (const std::int32_t stop : waiting)
            m_is_waiting[static_cast<std::size_t>(stop)] = 1;
        while (!waiting.empty()) {
            const std::int32_t stop = waiting.back();
            waiting.pop_back();
            m_is_waiting[static_cast<std::size_t>(stop)] = 0;
            m_changed.clear();
            while (turn_around_at(stop) || move_from(stop)) {
            }
            for (const std::int32_t changed : m_changed) {
                if (std::exchange(m_is_waiting[static_cast<std::size_t>(changed)], 1) == 0) waiting.push_back(changed);
            }
        }
    }

    /// Exchanges two short runs that follow each other, which no step of settle() can undo at once, settles the round
    /// there, and keeps what is shorter (iterated local search with local double bridges: Johnson and McGeoch, 1997).
    void shake() {
        std::minstd_rand chance(1);
        const std::int32_t longest = std::min<std::int32_t>(longest_run, count() / 3);
        const auto any = [&](std::int32_t most) {
            return static_cast<std::int32_t>(chance() % static_cast<std::uint32_t>(most));
        };
        for (int i = 0; i < shakes; ++i) {
            const std::int32_t first_length = 1 + any(longest);
            const std::int32_t second_length = 1 + any(longest);
            const std::int32_t start = any(count() - first_length - second_length - 1);
            const std::vector<std::int32_t> before = m_order;
            m_gained = 0;
            exchange_runs(start, first_length, second_length);
            if (m_gained >= least_gain_m) continue;
            m_order = before;
            find_positions(0, count());
        }
    }

    /// The two runs are behind the stop at `start`, and none of them goes around the end of the list.
    void exchange_runs(std::int32_t start, std::int32_t first_length, std::int32_t second_length) {
        const std::int32_t middle = start + first_length + 1;
        const std::int32_t end = middle + second_length;
        const std::array<std::int32_t, 6> ends{at(start),  at(start + 1), at(middle - 1),
                                               at(middle), at(end - 1),   at(end)};
        m_gained += m_metres(ends[0], ends[1]) + m_metres(ends[2], ends[3]) + m_metres(ends[4], ends[5]) -
                    m_metres(ends[0], ends[3]) - m_metres(ends[4], ends[1]) - m_metres(ends[2], ends[5]);
        std::rotate(m_order.begin() + start + 1, m_order.begin() + middle, m_order.begin() + end);
        find_positions(start + 1, end);
        settle({ends.begin(), ends.end()});
    }

    void find_positions(std::int32_t first, std::int32_t last) {
        for (std::int32_t p = first; p < last; ++p)
            m_position[static_cast<std::size_t>(m_order[static_cast<std::size_t>(p)])] = p;
    }

    /// The stop at a position, which may be one round before or behind.
    [[nodiscard]] std::int32_t at(std::int32_t p) const {
        return m_order[static_cast<std::size_t>((p + count()) % count())];
    }
    [[nodiscard]] std::int32_t next(std::int32_t stop) const { return at(position(stop) + 1); }
    [[nodiscard]] std::int32_t before(std::int32_t stop) const { return at(position(stop) - 1); }

    void find_neighbours() {
        std::vector<std::pair<double, std::int32_t>> others;
        for (std::int32_t i = 0; i < count(); ++i) {
            others.clear();
            for (std::int32_t j = 0; j < count(); ++j) {
                if (j != i) others.emplace_back(m_metres(i, j), j);
            }
            const std::size_t kept = std::min(neighbours_of_each, others.size());
            std::ranges::partial_sort(others, others.begin() + static_cast<std::ptrdiff_t>(kept));
            m_first.push_back(m_neighbours.size());
            for (std::size_t k = 0; k < kept; ++k)
                m_neighbours.push_back(others[k].second);
        }
        m_first.push_back(m_neighbours.size());
    }

    [[nodiscard]] std::span<const std::int32_t> neighbours(std::int32_t stop) const {
        const auto s = static_cast<std::size_t>(stop);
        return {m_neighbours.data() + m_first[s], m_neighbours.data() + m_first[s + 1]};
    }

    void put(std::int32_t p, std::int32_t stop) {
        const std::int32_t place = (p + count()) % count();
        m_order[static_cast<std::size_t>(place)] = stop;
        m_position[static_cast<std::size_t>(stop)] = place;
    }

    /// Turns what lies from position `first` on, so many stops, around; or the rest, which is the same round.
    void turn_around(std::int32_t first, std::int32_t length) {
        if (2 * length > count()) {
            first += length;
            length = count() - length;
        }
        std::int32_t last = first + length - 1;
        for (; first < last; ++first, --last) {
            const std::int32_t x = at(first);
            put(first, at(last));
            put(last, x);
        }
    }

    void note(std::initializer_list<std::int32_t> stops) { m_changed.insert(m_changed.end(), stops); }

    /// 2-opt: a -> b and c -> d become a -> c and b -> d.
    bool turn_around_at(std::int32_t a) {
        for (const bool is_forward : {true, false}) {
            const std::int32_t b = is_forward ? next(a) : before(a);
            const double ab = m_metres(a, b);
            for (const std::int32_t c : neighbours(a)) {
                const double ac = m_metres(a, c);
                if (ac >= ab) break;
                const std::int32_t d = is_forward ? next(c) : before(c);
                if (c == b || d == a) continue;
                const double gain = ab + m_metres(c, d) - ac - m_metres(b, d);
                if (gain < least_gain_m) continue;
                m_gained += gain;
                const std::int32_t first = is_forward ? b : c;
                const std::int32_t last = is_forward ? c : b;
                turn_around(position(first), (position(last) - position(first) + count()) % count() + 1);
                note({a, b, c, d});
                return true;
            }
        }
        return false;
    }

    /// Or-opt: one to three stops that begin or end at `stop` go between a neighbour of it and the one beside that.
    bool move_from(std::int32_t stop) {
        for (std::int32_t length = 1; length <= 3 && length + 2 < count(); ++length) {
            for (const bool is_forward : {true, false}) {
                const std::int32_t first = is_forward ? position(stop) : position(stop) - length + 1;
                if (move_run(first, length, is_forward)) return true;
                if (length == 1) break;
            }
        }
        return false;
    }

    /// `stop_is_first`: the end of the run that comes beside its neighbour.
    bool move_run(std::int32_t first, std::int32_t length, bool stop_is_first) {
        const std::int32_t head = at(first);
        const std::int32_t tail = at(first + length - 1);
        const std::int32_t left = at(first - 1);
        const std::int32_t right = at(first + length);
        const double gain = m_metres(left, head) + m_metres(tail, right) - m_metres(left, right);
        const std::int32_t near = stop_is_first ? head : tail;
        const std::int32_t far = stop_is_first ? tail : head;
        for (const std::int32_t c : neighbours(near)) {
            if (m_metres(near, c) >= gain) break;
            if ((position(c) - first + 2 * count()) % count() < length) continue;  // within the run
            for (const bool c_is_before : {true, false}) {
                const std::int32_t d = c_is_before ? next(c) : before(c);
                if ((position(d) - first + 2 * count()) % count() < length) continue;
                const double cost = m_metres(c, near) + m_metres(far, d) - m_metres(c, d);
                if (gain - cost < least_gain_m) continue;
                m_gained += gain - cost;
                // Between c and d: near lies beside c.
                insert(first, length, c_is_before ? c : d, near == head ? c_is_before : !c_is_before);
                note({left, right, head, tail, c, d});
                return true;
            }
        }
        return false;
    }

    /// Moves a run behind the stop `behind`; in its direction, or turned around.
    void insert(std::int32_t first, std::int32_t length, std::int32_t behind, bool in_direction) {
        std::vector<std::int32_t> run;
        for (std::int32_t i = 0; i < length; ++i)
            run.push_back(at(first + i));
        if (!in_direction) std::ranges::reverse(run);
        const std::int32_t start = (first + count()) % count();
        const std::int32_t ahead = (position(behind) - start + count()) % count() - length + 1;  // stops to be passed
        const std::int32_t back = count() - length - ahead;
        if (ahead <= back) {
            for (std::int32_t i = 0; i < ahead; ++i)
                put(start + i, at(start + length + i));
            for (std::int32_t i = 0; i < length; ++i)
                put(start + ahead + i, run[static_cast<std::size_t>(i)]);
        } else {
            for (std::int32_t i = 0; i < back; ++i)
                put(start + length - 1 - i, at(start - 1 - i));
            for (std::int32_t i = 0; i < length; ++i)
                put(start - back + i, run[static_cast<std::size_t>(i)]);
        }
    }

    const StopDistances& m_metres;
    std::vector<std::int32_t>& m_order;
    std::vector<std::int32_t> m_position;  ///< by stop
    std::vector<std::size_t> m_first;      ///< by stop, and one more: into m_neighbours
    std::vector<std::int32_t> m_neighbours;
    std::vector<std::int32_t> m_changed;
    std::vector<char> m_is_waiting;  ///< by stop
    double m_gained = 0;             ///< metres, since it was set to 0
};

}  // namespace

void shorten_round(const StopDistances& metres, std::vector<std::int32_t>& order) {
    if (order.size() > 3) Shortener(metres, order).shorten();
}

}  // namespace grid
