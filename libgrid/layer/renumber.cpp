#include "libgrid/layer/renumber.hpp"

#include <algorithm>
#include <set>

#include "libgrid/layer/number.hpp"

namespace grid {

std::vector<std::int64_t> numbers_after(std::span<const PreviousGrid> previous, const UsedCodes& used,
                                        const std::string& unit_code, std::span<const WantedNumber> wanted,
                                        std::span<const std::int32_t> order, const CodeLayout& layout,
                                        const Place& place) {
    constexpr std::int64_t open = -1;
    const std::int64_t greatest = std::max(used.greatest(unit_code).value_or(open), layout.first_number - 1);
    std::vector<std::int64_t> numbers(wanted.size(), open);
    std::vector<std::pair<std::int32_t, std::size_t>> from_elsewhere;  // previous grid, grid
    std::set<std::int64_t> taken{greatest};
    for (std::size_t g = 0; g < wanted.size(); ++g) {
        if (wanted[g].heir_of < 0) {
            numbers[g] = wanted[g].number;
            taken.insert(numbers[g]);
            continue;
        }
        const PreviousGrid& old = previous[static_cast<std::size_t>(wanted[g].heir_of)];
        numbers[g] = number_in_code(old.code, unit_code, layout.number_digits);
        if (numbers[g] == open) from_elsewhere.emplace_back(wanted[g].heir_of, g);
    }
    std::sort(from_elsewhere.begin(), from_elsewhere.end());
    for (const auto& [old, g] : from_elsewhere) {
        const PreviousGrid& grid = previous[static_cast<std::size_t>(old)];
        const std::int64_t number = number_in_code(grid.code, grid.unit_code, layout.number_digits);
        if (number > greatest && taken.insert(number).second) numbers[g] = number;
    }
    std::int64_t next = *taken.rbegin() + 1;
    for (const std::int32_t g : order) {
        std::int64_t& number = numbers[static_cast<std::size_t>(g)];
        if (number == open) number = next++;
    }
    check_number_room(unit_code, next - layout.first_number, layout, place);
    return numbers;
}

}  // namespace grid
