#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace province {

/// A place, in metres from the south-west corner of the province.
struct Place {
    double x = 0;
    double y = 0;
};

using Path = std::vector<Place>;

/// A path from `from` to `to` made wiggly by midpoint displacement: 2^levels segments, the same for the same seed. It
/// stays within 30 degrees of the chord at its ends, so that paths which meet at wider angles do not cross.
[[nodiscard]] Path wiggle(const Place& from, const Place& to, int levels, std::uint64_t seed);

/// A unit in the lattice of units: row from the south, column from the west.
struct Lot {
    std::int64_t row = 0;
    std::int64_t column = 0;
    friend auto operator<=>(const Lot&, const Lot&) = default;
};

/// The land of a province: hexagons with jittered corners and wiggly sides, an exact coverage. Everything is computed
/// from the seed and the lot alone, so nothing has to be kept.
class Land {
public:
    /// Precondition: units > 0. The hexagons have the size of a village, 5.4 square kilometres on average.
    Land(std::int64_t units, std::uint64_t seed);

    [[nodiscard]] std::int64_t units() const { return m_units; }
    [[nodiscard]] Lot lot(std::int64_t unit) const { return {unit / m_columns, unit % m_columns}; }
    [[nodiscard]] Place centre(const Lot& lot) const;
    [[nodiscard]] double width_m() const;
    [[nodiscard]] double height_m() const;

    /// Side i of a lot, anticlockwise from the upper right corner; the last point is the next side's first one. The
    /// neighbour's side has the same points, bit for bit, in the opposite order.
    [[nodiscard]] Path side(const Lot& lot, int i) const;
    /// Corners that side i joins, in an order that does not depend on the lot: a name of the side.
    [[nodiscard]] std::uint64_t side_key(const Lot& lot, int i) const;
    /// The sides in one ring; the first point is not repeated.
    [[nodiscard]] Path outline(const Lot& lot) const;

    /// 12 digits: province 43, city, county, town, village.
    [[nodiscard]] static std::string code(std::int64_t unit);
    [[nodiscard]] std::string name(std::int64_t unit) const;
    static constexpr std::int64_t most_units = 99 * 10 * 18 * 12;

private:
    struct Corner {  ///< the top or the bottom of a hexagon, which need not be in the province
        Lot lot;
        bool top = false;
        friend auto operator<=>(const Corner&, const Corner&) = default;
    };
    [[nodiscard]] std::array<Corner, 6> corners(const Lot& lot) const;
    [[nodiscard]] std::uint64_t key(const Corner& corner) const;
    [[nodiscard]] Place place(const Corner& corner) const;

    std::int64_t m_units;
    std::int64_t m_columns;
    std::uint64_t m_seed;
};

[[nodiscard]] bool contains(const Path& outline, const Place& place);

}  // namespace province
