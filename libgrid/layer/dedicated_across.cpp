#include "libgrid/layer/dedicated_across.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

/// The largest grid that a unit has of an area.
struct Part {
    std::size_t unit = 0;
    const DividedGrid* grid = nullptr;
};

bool is_smaller(const Part& a, const Part& b) {
    return a.grid->area_m2 < b.grid->area_m2;
}

}  // namespace

Findings find_dedicated_across(const Ground& ground, std::span<const DividedUnit> divided) {
    std::map<std::int32_t, std::vector<Part>> parts;  // by area, one for each unit
    for (std::size_t u = 0; u < divided.size(); ++u) {
        for (const DividedGrid& grid : divided[u].grids) {
            if (grid.dedicated_area < 0) continue;
            std::vector<Part>& known = parts[grid.dedicated_area];
            const Part part{u, &grid};
            if (known.empty() || known.back().unit != u) {
                known.push_back(part);
            } else if (is_smaller(known.back(), part)) {
                known.back() = part;
            }
        }
    }
    Findings findings;
    for (const auto& [area, of_area] : parts) {
        if (of_area.size() < 2) continue;
        const Part& largest = *std::max_element(of_area.begin(), of_area.end(), is_smaller);
        std::string codes;
        for (const Part& part : of_area)
            codes += (codes.empty() ? "" : ", ") + ground.units[part.unit].code;
        findings.push_back({"dedicated_across_units",
                            ground.units[largest.unit].code,
                            {},
                            msg("a dedicated area lies across the units {}; each has its part as a grid", codes),
                            largest.grid->geometry.front().shell.front()});
    }
    return findings;
}

}  // namespace grid
