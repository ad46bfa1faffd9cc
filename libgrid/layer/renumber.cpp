#include "libgrid/layer/renumber.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/number.hpp"

namespace grid {

namespace {

constexpr std::int64_t open = -1;

/// Gives out the numbers of a unit that were never used.
class FreshNumbers {
public:
    FreshNumbers(const UsedCodes& used, const std::string& unit_code, const CodeLayout& layout) : m_layout(layout) {
        m_last = {layout.first_number - 1, layout.first_dedicated - 1};
        for (const std::int64_t number : used.last_numbers(unit_code))
            m_greatest[index(number)] = number;
        for (const std::int64_t number : used.last_numbers(unit_code))
            take(number);
    }

    /// Whether a number is above all of its range that were ever used in the unit.
    [[nodiscard]] bool is_fresh(std::int64_t number) const { return number > m_greatest[index(number)]; }
    void take(std::int64_t number) { m_last[index(number)] = std::max(m_last[index(number)], number); }
    [[nodiscard]] std::int64_t next(bool is_dedicated) {
        const bool has_range = is_dedicated && m_layout.first_dedicated > 0;
        return ++m_last[has_range ? 1 : 0];
    }
    void leave_gap() {
        if (m_layout.first_dedicated == 0) m_last[0] += m_layout.dedicated_gap;
    }
    /// What the general grids have used of their numbers, and all of all.
    void check_room(const std::string& unit_code, const Place& place) const {
        if (m_layout.first_dedicated > 0 && m_last[0] >= m_layout.first_dedicated) {
            throw InputError(msg("unit {} has no number left for its general grids: they go from {} to {}, before "
                                 "those of dedicated grids",
                                 unit_code, m_layout.first_number, m_layout.first_dedicated - 1),
                             place,
                             msg("raise --target and --max, or set `first_dedicated` in a --profile of your own"));
        }
        check_number_room(unit_code, std::max(m_last[0], m_last[1]) + 1 - m_layout.first_number, m_layout, place);
    }

private:
    [[nodiscard]] std::size_t index(std::int64_t number) const {
        return static_cast<std::size_t>(range_of(number, m_layout));
    }

    const CodeLayout& m_layout;
    std::array<std::int64_t, number_ranges> m_greatest{open, open};  ///< ever used
    std::array<std::int64_t, number_ranges> m_last{};                ///< given or used
};

}  // namespace

std::vector<std::int64_t> numbers_after(std::span<const PreviousGrid> previous, const UsedCodes& used,
                                        const std::string& unit_code, std::span<const WantedNumber> wanted,
                                        std::span<const std::int32_t> order, const CodeLayout& layout,
                                        const Place& place) {
    if (wanted.size() == 1 && layout.only_number) return {*layout.only_number};
    FreshNumbers fresh(used, unit_code, layout);
    std::vector<std::int64_t> numbers(wanted.size(), open);
    std::vector<std::pair<std::int32_t, std::size_t>> from_elsewhere;  // previous grid, grid
    std::set<std::int64_t> taken;
    bool had_dedicated = false;
    for (std::size_t g = 0; g < wanted.size(); ++g) {
        if (wanted[g].heir_of < 0) {
            numbers[g] = wanted[g].number;
        } else {
            const PreviousGrid& old = previous[static_cast<std::size_t>(wanted[g].heir_of)];
            numbers[g] = number_in_code(old.code, unit_code, layout);
            if (numbers[g] == open) from_elsewhere.emplace_back(wanted[g].heir_of, g);
            if (layout.only_number && numbers[g] == *layout.only_number) numbers[g] = open;
            had_dedicated = had_dedicated || (old.dedicated && numbers[g] != open);
        }
        if (numbers[g] == open) continue;
        taken.insert(numbers[g]);
        fresh.take(numbers[g]);
    }
    std::sort(from_elsewhere.begin(), from_elsewhere.end());
    for (const auto& [old, g] : from_elsewhere) {
        const PreviousGrid& grid = previous[static_cast<std::size_t>(old)];
        const std::int64_t number = number_in_code(grid.code, grid.unit_code, layout);
        if (!fresh.is_fresh(number) || number < layout.first_number || !taken.insert(number).second) continue;
        numbers[g] = number;
        fresh.take(number);
    }
    for (const std::int32_t g : order) {
        std::int64_t& number = numbers[static_cast<std::size_t>(g)];
        if (number != open) continue;
        const bool is_dedicated = wanted[static_cast<std::size_t>(g)].is_dedicated;
        if (is_dedicated && !had_dedicated) fresh.leave_gap();
        had_dedicated = had_dedicated || is_dedicated;
        number = fresh.next(is_dedicated);
    }
    fresh.check_room(unit_code, place);
    return numbers;
}

}  // namespace grid
