#include "libgrid/layer/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

__extension__ using Wide = __int128;  // GCC and Clang have it, ISO C++ does not

std::int64_t millimetres(double metres) {
    constexpr double far_away = 1e9;  // a million kilometres: nothing on the earth, and safe to sum in 64 bits
    if (!(std::abs(metres) <= far_away))
        throw GeometryError(msg("the grids of a unit lie too far apart to be numbered"));
    return std::llround(metres * 1000);
}

/// Side of a square as large as the median grid, in millimetres.
std::int64_t row_height(std::span<const NumberedPlace> grids) {
    std::vector<double> areas;
    areas.reserve(grids.size());
    for (const NumberedPlace& grid : grids) {
        if (!std::isfinite(grid.area_m2) || grid.area_m2 < 0)
            throw GeometryError(msg("the area of a grid is not a number"));
        areas.push_back(grid.area_m2);
    }
    const auto middle = areas.begin() + static_cast<std::ptrdiff_t>((areas.size() - 1) / 2);
    std::nth_element(areas.begin(), middle, areas.end());
    return millimetres(std::sqrt(*middle));
}

bool is_digits(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Adds twice the area of a ring and six times its first moments, seen from `origin`, with the wanted sign.
void add_ring(const Ring& ring, const Point& origin, double sign, double& area, Point& moment) {
    double twice = 0;
    Point sum;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const Point a{ring[i - 1].x - origin.x, ring[i - 1].y - origin.y};
        const Point b{ring[i].x - origin.x, ring[i].y - origin.y};
        const double cross = a.x * b.y - b.x * a.y;
        twice += cross;
        sum.x += (a.x + b.x) * cross;
        sum.y += (a.y + b.y) * cross;
    }
    if (twice < 0) sign = -sign;
    area += sign * twice;
    moment.x += sign * sum.x;
    moment.y += sign * sum.y;
}

}  // namespace

NumberedPlace numbered_place(const MultiPolygon& work) {
    double area = 0;
    Point moment;
    Point origin;
    for (const Polygon& polygon : work) {
        if (polygon.shell.empty()) continue;
        if (&polygon == &work.front()) origin = polygon.shell.front();
        add_ring(polygon.shell, origin, 1, area, moment);
        for (const Ring& hole : polygon.holes)
            add_ring(hole, origin, -1, area, moment);
    }
    if (!(area > 0)) return {{NAN, NAN}, 0};
    return {{origin.x + moment.x / (3 * area), origin.y + moment.y / (3 * area)}, area / 2};
}

std::vector<std::int32_t> number_order(std::span<const NumberedPlace> grids) {
    if (grids.empty()) return {};
    double north = grids.front().at.y;
    double west = grids.front().at.x;
    for (const NumberedPlace& grid : grids) {
        if (!std::isfinite(grid.at.x) || !std::isfinite(grid.at.y))
            throw GeometryError(msg("a grid has no finite point inside"));
        north = std::max(north, grid.at.y);
        west = std::min(west, grid.at.x);
    }

    struct Item {
        std::int64_t south;  ///< millimetres from the northernmost grid
        std::int64_t east;   ///< millimetres from the westernmost grid
        std::int32_t index;
        std::int32_t row = 0;
    };
    std::vector<Item> items;
    items.reserve(grids.size());
    for (const NumberedPlace& grid : grids) {
        items.push_back(
            {millimetres(north - grid.at.y), millimetres(grid.at.x - west), static_cast<std::int32_t>(items.size())});
    }
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
        return std::tie(a.south, a.east, a.index) < std::tie(b.south, b.east, b.index);
    });

    const std::int64_t height = row_height(grids);
    std::int32_t row = 0;
    Wide sum = 0;  // of `south` over the `members` of the open row
    std::int64_t members = 0;
    for (Item& item : items) {
        // item.south - sum / members > height / 2, without division
        if (members > 0 && 2 * (static_cast<Wide>(item.south) * members - sum) > static_cast<Wide>(height) * members) {
            ++row;
            sum = 0;
            members = 0;
        }
        item.row = row;
        sum += item.south;
        ++members;
    }
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
        return std::tie(a.row, a.east, a.south, a.index) < std::tie(b.row, b.east, b.south, b.index);
    });

    std::vector<std::int32_t> order;
    order.reserve(items.size());
    for (const Item& item : items)
        order.push_back(item.index);
    return order;
}

std::vector<std::int32_t> kind_order(std::span<const NumberedPlace> grids, std::span<const char> is_dedicated) {
    std::vector<std::int32_t> order;
    for (const bool kind : {false, true}) {
        std::vector<std::int32_t> of_kind;
        std::vector<NumberedPlace> places;
        for (std::size_t g = 0; g < grids.size(); ++g) {
            if ((is_dedicated[g] != 0) != kind) continue;
            of_kind.push_back(static_cast<std::int32_t>(g));
            places.push_back(grids[g]);
        }
        for (const std::int32_t place : number_order(places))
            order.push_back(of_kind[static_cast<std::size_t>(place)]);
    }
    return order;
}

void check_number_room(const std::string& unit_code, std::int64_t grid_count, const CodeLayout& layout,
                       const Place& place) {
    const std::int64_t room = last_number(layout) - layout.first_number + 1;
    if (grid_count <= room) return;
    throw InputError(msg("unit {} would get {} grids, but numbers of {} digits from {} upward end at {}", unit_code,
                         grid_count, layout.number_digits, layout.first_number, last_number(layout)),
                     place,
                     msg("raise --target and --max, lower --grids, divide the unit beforehand, or set `digits` in a "
                         "--profile of your own"));
}

std::int64_t last_number(const CodeLayout& layout) {
    std::int64_t power = 1;
    for (int digit = 0; digit < layout.number_digits; ++digit)
        power *= 10;
    return power - 1;
}

std::string grid_code(const std::string& unit_code, std::int64_t number, const CodeLayout& layout) {
    return fmt::format("{}{}{:0{}}", layout.prefix, unit_code, number, layout.number_digits);
}

Findings check_unit_code(const std::string& unit_code, const CodeLayout& layout, const Place& place, const Point& at,
                         const char* option) {
    const Message advice = msg("choose the field with {}, or a --profile with another code layout", option);
    if (unit_code.empty()) throw InputError(msg("the unit code is empty"), place, advice);
    if (std::any_of(unit_code.begin(), unit_code.end(), [](char c) { return (c >= 0 && c < ' ') || c == 127; }))
        throw InputError(msg("the unit code holds control characters"), place, advice);
    if (layout.unit_digits == 0) return {};
    if (unit_code.size() != static_cast<std::size_t>(layout.unit_digits) || !is_digits(unit_code)) {
        throw InputError(msg("the unit code '{}' is not {} digits", unit_code, layout.unit_digits), place, advice);
    }
    if (!layout.area_ranges || layout.unit_digits != 12) return {};

    Findings findings;
    const auto check = [&](std::size_t from, const Message& part, const Message& ranges) {
        const int value = std::stoi(unit_code.substr(from, 3));
        constexpr int last_in_use = 599;
        const bool is_whole = unit_code.find_first_not_of('0', from) == std::string::npos;
        if (is_whole || (value >= 1 && value <= last_in_use)) return;
        findings.push_back({"area_code_range",
                            unit_code,
                            {},
                            msg("unit {}: digits {}-{} ({}) are {:03}, outside the ranges in use ({})", unit_code,
                                from + 1, from + 3, part, value, ranges),
                            at});
    };
    check(6, msg("town"), msg("001-099 street, 100-199 town, 200-399 township, 400-599 others"));
    check(9, msg("village"), msg("001-199 residents' committee, 200-399 villagers' committee, 400-599 others"));
    return findings;
}

}  // namespace grid
