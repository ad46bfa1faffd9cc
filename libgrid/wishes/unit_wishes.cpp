#include "libgrid/wishes/unit_wishes.hpp"

#include <algorithm>

namespace grid {

bool CellWishes::empty() const {
    const auto none = [](const std::vector<char>& marks) {
        return std::none_of(marks.begin(), marks.end(), [](char mark) { return mark != 0; });
    };
    return lock_count == 0 && set_count == 0 && apart.empty() && named.empty() && centres == 0 && none(is_left_over) &&
           none(is_released);
}

}  // namespace grid
