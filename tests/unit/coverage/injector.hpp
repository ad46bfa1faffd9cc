#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::test {

/// A mistake that was made on purpose.
struct Injected {
    std::string kind;
    std::set<std::string> codes;  ///< what it may be called
    bool single = true;           ///< one finding is all that there should be
    std::int32_t feature = -1;    ///< the one that was changed or added
    std::int32_t other = -1;      ///< the other one at fault; -1: any neighbour
    Box place;
};

/// Makes mistakes in a good coverage, far enough from each other that each finding has one cause: a feature that has to
/// do with one mistake, or whose neighbour has, is left alone by all others.
class Injector {
public:
    Injector(std::vector<MultiPolygon> coverage, const GroundScale& scale, std::uint64_t seed);

    /// `kind`: gap, overlap, crossing, unmatched vertex, moved vertex, shift, sliver, duplicate. No offset reaches
    /// 0.45 m. Returns false if no place was found.
    bool inject(const std::string& kind);

    [[nodiscard]] const std::vector<MultiPolygon>& features() const { return m_features; }
    [[nodiscard]] const std::vector<Injected>& injected() const { return m_injected; }

private:
    /// A segment of a shell of `feature` that `other` has in the opposite direction.
    struct Border {
        std::int32_t feature = -1;
        std::int32_t other = -1;
        std::size_t polygon = 0;
        std::size_t position = 0;
    };

    double between(double low, double high);
    [[nodiscard]] std::set<std::int32_t> around(const std::vector<std::int32_t>& features) const;
    [[nodiscard]] bool is_free(const std::set<std::int32_t>& features) const;
    [[nodiscard]] std::optional<Border> find_border(double least_m);
    [[nodiscard]] Point aside(const Point& p, const Point& q, double share, double offset_m) const;
    bool insert(const Border& border, const std::vector<Point>& points, const std::string& kind,
                const std::string& code);
    bool add_sliver(const Border& border);
    bool move_vertex(const Border& border);
    bool shift();
    bool duplicate();
    bool change(std::int32_t feature, MultiPolygon geometry, std::int32_t other, const Box& place,
                const std::string& kind, std::set<std::string> codes, bool single);

    std::vector<MultiPolygon> m_features;
    std::size_t m_original = 0;
    GroundScale m_scale;
    partition::Random m_random;
    std::map<std::pair<Point, Point>, std::int32_t> m_owner;  ///< of directed segments, interior to the left
    std::map<Point, std::set<std::int32_t>> m_at;             ///< features at a vertex
    std::vector<char> m_busy;
    std::vector<Injected> m_injected;
};

/// A coverage of cells with six vertices each, like bricks in a wall with the vertices moved; sides of about 30 m.
[[nodiscard]] std::vector<MultiPolygon> brick_wall(int columns, int rows, std::uint64_t seed);

}  // namespace grid::test
