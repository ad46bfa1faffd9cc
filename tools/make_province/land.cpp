#include "land.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dice.hpp"

namespace province {

namespace {

constexpr double radius_m = 1441;  // of a hexagon
const double column_m = std::sqrt(3.0) * radius_m;
constexpr double row_m = 1.5 * radius_m;

enum Purpose : std::uint64_t { corner_jitter = 1, side_shape, side_detail, naming };

/// Bends the path between points first and last, which are there already.
void bend(Path& path, std::size_t first, std::size_t last, double bow, Dice& dice) {
    if (last - first < 2) return;
    const Place& a = path[first];
    const Place& b = path[last];
    const double shift = bow * dice.between(-1, 1);
    const std::size_t middle = (first + last) / 2;
    path[middle] = {(a.x + b.x) / 2 - shift * (b.y - a.y), (a.y + b.y) / 2 + shift * (b.x - a.x)};
    constexpr double decay = 0.65;  // the angles sum up to less than 30 degrees
    bend(path, first, middle, bow * decay, dice);
    bend(path, middle, last, bow * decay, dice);
}

}  // namespace

Path wiggle(const Place& from, const Place& to, int levels, std::uint64_t seed) {
    Path path((std::size_t{1} << levels) + 1);
    path.front() = from;
    path.back() = to;
    Dice dice(seed);
    bend(path, 0, path.size() - 1, 0.09, dice);
    return path;
}

Land::Land(std::int64_t units, std::uint64_t seed)
    : m_units(units),
      m_columns(static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(units) * row_m / column_m)))),
      m_seed(seed) {}

Place Land::centre(const Lot& lot) const {
    return {(static_cast<double>(lot.column) + ((lot.row & 1) != 0 ? 0.5 : 0)) * column_m,
            static_cast<double>(lot.row) * row_m};
}

double Land::width_m() const {
    return static_cast<double>(m_columns) * column_m;
}

double Land::height_m() const {
    return std::ceil(static_cast<double>(m_units) / static_cast<double>(m_columns)) * row_m;
}

std::array<Land::Corner, 6> Land::corners(const Lot& lot) const {
    const std::int64_t east = lot.column + (lot.row & 1);
    const Lot north_east{lot.row + 1, east};
    const Lot north_west{lot.row + 1, east - 1};
    const Lot south_west{lot.row - 1, east - 1};
    const Lot south_east{lot.row - 1, east};
    return {
        {{north_east, false}, {lot, true}, {north_west, false}, {south_west, true}, {lot, false}, {south_east, true}}};
}

std::uint64_t Land::key(const Corner& corner) const {
    return hash({m_seed, static_cast<std::uint64_t>(corner.lot.row), static_cast<std::uint64_t>(corner.lot.column),
                 corner.top ? 1U : 0U});
}

Place Land::place(const Corner& corner) const {
    Dice dice(hash({key(corner), corner_jitter}));
    constexpr double jitter_m = 0.16 * radius_m;
    const Place middle = centre(corner.lot);
    return {middle.x + dice.between(-jitter_m, jitter_m),
            middle.y + (corner.top ? radius_m : -radius_m) + dice.between(-jitter_m, jitter_m)};
}

std::uint64_t Land::side_key(const Lot& lot, int i) const {
    const auto all = corners(lot);
    const auto [first, second] =
        std::minmax(all[static_cast<std::size_t>(i)], all[static_cast<std::size_t>((i + 1) % 6)]);
    return hash({key(first), key(second)});
}

Path Land::side(const Lot& lot, int i) const {
    const auto all = corners(lot);
    Corner first = all[static_cast<std::size_t>(i)];
    Corner second = all[static_cast<std::size_t>((i + 1) % 6)];
    const bool turned = second < first;
    if (turned) std::swap(first, second);
    const std::uint64_t name = side_key(lot, i);
    const int levels = hash({name, side_detail}) % 2 == 0 ? 4 : 5;
    Path path = wiggle(place(first), place(second), levels, hash({name, side_shape}));
    if (turned) std::reverse(path.begin(), path.end());
    return path;
}

Path Land::outline(const Lot& lot) const {
    Path ring;
    for (int i = 0; i < 6; ++i) {
        const Path path = side(lot, i);
        ring.insert(ring.end(), path.begin(), path.end() - 1);
    }
    return ring;
}

std::string Land::code(std::int64_t unit) {
    const std::int64_t village = unit % 12;
    const std::int64_t town = unit / 12 % 18;
    const std::int64_t county = unit / (12 * 18) % 10;
    const std::int64_t city = unit / (12 * 18 * 10);
    return fmt::format("43{:02}{:02}{:03}{:03}", city + 1, county + 1, town + 100, village + 201);
}

std::string Land::name(std::int64_t unit) const {
    static constexpr const char* syllables[] = {"松", "石", "清", "龙", "云", "白", "金", "竹", "梅", "桥", "泉", "岭",
                                                "溪", "坪", "塘", "湾", "坡", "井", "田", "林", "山", "河", "沙", "湖"};
    Dice dice(hash({m_seed, naming, static_cast<std::uint64_t>(unit)}));
    const char* const first = syllables[dice.whole(0, 23)];
    const char* const second = syllables[dice.whole(0, 23)];
    return fmt::format("{}{}村", first, second);
}

bool contains(const Path& outline, const Place& place) {
    bool inside = false;
    for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
        const Place& a = outline[i];
        const Place& b = outline[j];
        if ((a.y > place.y) == (b.y > place.y)) continue;
        if (place.x < (b.x - a.x) * (place.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
    }
    return inside;
}

}  // namespace province
