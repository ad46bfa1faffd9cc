#include "libgrid/export/address.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/io/field_choice.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/box_index.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

constexpr double piece_m = 4;          ///< borders are looked at in pieces no longer than this
constexpr double least_m = 20;         ///< along a side that a name bounds
constexpr double least_share = 0.25;   ///< of the side
constexpr double most_turn_deg = 30;   ///< between a border and a line along it
constexpr std::size_t most_names = 2;  ///< of a side
constexpr double outside_m = 1;        ///< neighbours are looked for so far outside

struct NamedSegment {
    Point a;
    Point b;
    std::size_t name = 0;
};

/// Names as people count: runs of digits by their value, the rest by its bytes.
std::vector<std::pair<std::string, unsigned long>> counting_key(const std::string& name) {
    constexpr std::size_t most_digits = 18;
    std::vector<std::pair<std::string, unsigned long>> key{{std::string(), 0}};
    for (std::size_t i = 0; i < name.size();) {
        std::size_t end = i;
        while (end < name.size() && name[end] >= '0' && name[end] <= '9' && end - i < most_digits)
            ++end;
        if (end == i) {
            key.back().first += name[i++];
            continue;
        }
        key.back().second = std::stoul(name.substr(i, end - i));
        key.emplace_back();
        i = end;
    }
    return key;
}

std::string name_in(const Feature& feature, std::size_t column) {
    return boost::trim_copy(to_text(feature.values[column]));
}

Side side_of(double east, double north) {
    if (std::abs(east) >= std::abs(north)) return east > 0 ? Side::east : Side::west;
    return north > 0 ? Side::north : Side::south;
}

/// Whether two directions are the same, forth or back, up to most_turn_deg.
bool run_alike(const Point& u, const Point& v) {
    static const double least_cosine = std::cos(most_turn_deg * std::numbers::pi / 180);
    const double lengths = std::hypot(u.x, u.y) * std::hypot(v.x, v.y);
    return lengths > 0 && std::abs(u.x * v.x + u.y * v.y) >= least_cosine * lengths;
}

/// The lines with names, found by place.
class NamedLines {
public:
    explicit NamedLines(const AddressSources& sources) : m_index(collect(sources)) {}

    /// The name of the nearest line within reach of a point that runs in that direction; nullopt: there is none.
    [[nodiscard]] std::optional<std::size_t> along(const Point& at, const Point& direction,
                                                   const MetricScale& scale) const {
        const double dx = address_reach_m / scale.x;
        const double dy = address_reach_m / scale.y;
        Box box;
        box.add({at.x - dx, at.y - dy});
        box.add({at.x + dx, at.y + dy});
        std::optional<std::size_t> best;
        double nearest = address_reach_m;
        for (const std::int32_t s : m_index.find(box)) {
            const NamedSegment& segment = m_segments[static_cast<std::size_t>(s)];
            const Point run{(segment.b.x - segment.a.x) * scale.x, (segment.b.y - segment.a.y) * scale.y};
            const double distance = scale.distance(at, segment.a, segment.b);
            if (distance > nearest || (best && distance == nearest) || !run_alike(run, direction)) continue;
            nearest = distance;
            best = segment.name;
        }
        return best;
    }

    [[nodiscard]] const std::string& name(std::size_t number) const { return m_names[number]; }

private:
    std::vector<BoxIndex::Entry> collect(const AddressSources& sources) {
        std::map<std::string, std::size_t> numbers;
        for (const FeatureTable* const table : sources.lines) {
            const auto column = name_column(*table);
            if (!column) continue;
            for (const Feature& feature : table->features) {
                std::string name = name_in(feature, *column);
                if (name.empty()) continue;
                const auto [known, is_new] = numbers.try_emplace(name, m_names.size());
                if (is_new) m_names.push_back(std::move(name));
                for (const LineString& line : feature.lines)
                    add(line, known->second);
            }
        }
        std::vector<BoxIndex::Entry> boxes;
        for (const NamedSegment& segment : m_segments) {
            Box box;
            box.add(segment.a);
            box.add(segment.b);
            boxes.emplace_back(box, static_cast<std::int32_t>(boxes.size()));
        }
        return boxes;
    }

    void add(const LineString& line, std::size_t name) {
        for (std::size_t i = 1; i < line.size(); ++i)
            m_segments.push_back({line[i - 1], line[i], name});
    }

    std::vector<std::string> m_names;
    std::vector<NamedSegment> m_segments;
    BoxIndex m_index;  ///< after what it is made from
};

/// Metres along the sides of one grid.
class SideLengths {
public:
    explicit SideLengths(const NamedLines& lines) : m_lines(lines) {}

    void add(const Ring& ring, const MetricScale& scale) {
        const double turn = signed_area(ring) >= 0 ? 1 : -1;  // counter-clockwise: outside is to the right
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const Point& a = ring[i - 1];
            const Point& b = ring[i];
            const Point run{(b.x - a.x) * scale.x, (b.y - a.y) * scale.y};
            const double length = std::hypot(run.x, run.y);
            if (!(length > 0) || !std::isfinite(length)) continue;
            const auto side = static_cast<std::size_t>(side_of(turn * run.y, -turn * run.x));
            constexpr double most_pieces = 100'000;
            const auto pieces = static_cast<std::size_t>(std::clamp(std::ceil(length / piece_m), 1.0, most_pieces));
            for (std::size_t p = 0; p < pieces; ++p) {
                const double share = (static_cast<double>(p) + 0.5) / static_cast<double>(pieces);
                const Point middle{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
                const double part = length / static_cast<double>(pieces);
                m_all[side] += part;
                // Outside of a segment that runs counter-clockwise is to its right.
                const double out = turn * outside_m / length;
                m_outside[side].push_back({middle.x + out * run.y / scale.x, middle.y - out * run.x / scale.y});
                if (const auto name = m_lines.along(middle, run, scale)) m_along[side][*name] += part;
            }
        }
    }

    [[nodiscard]] std::vector<std::string> names(std::size_t side) const {
        std::vector<std::pair<double, std::size_t>> found;
        for (const auto& [name, length] : m_along[side]) {
            if (length >= least_m && length >= least_share * m_all[side]) found.emplace_back(-length, name);
        }
        std::ranges::sort(found);
        found.resize(std::min(found.size(), most_names));
        std::vector<std::string> names;
        for (const auto& [length, name] : found)
            names.push_back(m_lines.name(name));
        return names;
    }

    /// A point beside each piece of a side.
    [[nodiscard]] const std::vector<Point>& outside(std::size_t side) const { return m_outside[side]; }

private:
    static double signed_area(const Ring& ring) {
        double twice = 0;
        for (std::size_t i = 1; i < ring.size(); ++i)
            twice += (ring[i - 1].x - ring[0].x) * (ring[i].y - ring[0].y) -
                     (ring[i].x - ring[0].x) * (ring[i - 1].y - ring[0].y);
        return twice;
    }

    const NamedLines& m_lines;
    std::array<double, side_count> m_all{};
    std::array<std::vector<Point>, side_count> m_outside;
    std::array<std::map<std::size_t, double>, side_count> m_along;
};

/// The neighbour along most of a side, as a list of no or one name.
std::vector<std::string> neighbour_along(std::size_t grid, const std::vector<Point>& outside, const PolygonIndex& index,
                                         const std::vector<GridCalled>& called) {
    constexpr std::size_t most_looked_at = 60;
    const std::size_t step = outside.size() / most_looked_at + 1;
    const GridCalled& own = called[grid];
    std::map<std::string, std::size_t> found;
    std::size_t looked_at = 0;
    for (std::size_t i = step / 2; i < outside.size(); i += step) {
        ++looked_at;
        const std::vector<std::int32_t> holding = index.holding(outside[i]);
        const auto other =
            std::ranges::find_if(holding, [grid](std::int32_t h) { return static_cast<std::size_t>(h) != grid; });
        if (other == holding.end()) continue;
        const GridCalled& neighbour = called[static_cast<std::size_t>(*other)];
        const bool is_abroad = neighbour.unit_code != own.unit_code && !neighbour.unit_name.empty();
        ++found[is_abroad ? neighbour.unit_name : neighbour.name];
    }
    found.erase(std::string());
    const auto best = std::ranges::max_element(found, {}, &std::pair<const std::string, std::size_t>::second);
    if (best == found.end() || static_cast<double>(best->second) < least_share * static_cast<double>(looked_at))
        return {};
    return {best->first};
}

void name_buildings(const PolygonIndex& index, const FeatureTable& buildings, std::vector<GridAddress>& addresses) {
    if (buildings.kind != GeometryKind::polygons) return;
    const auto column = name_column(buildings);
    if (!column) return;
    for (const Feature& feature : buildings.features) {
        std::string name = name_in(feature, *column);
        const auto at = name.empty() ? std::nullopt : inside_point(feature.polygons);
        if (!at) continue;
        const std::vector<std::int32_t> holding = index.holding(*at);
        if (!holding.empty()) addresses[static_cast<std::size_t>(holding.front())].buildings.push_back(std::move(name));
    }
    for (GridAddress& address : addresses) {
        auto& names = address.buildings;
        std::ranges::sort(names, {}, [](const std::string& name) { return std::pair(counting_key(name), name); });
        names.erase(std::unique(names.begin(), names.end()), names.end());
    }
}

std::string joined(const std::vector<std::string>& names, Language language) {
    if (language == Language::zh) return fmt::format("{}", fmt::join(names, "、"));
    return fmt::format("{}", fmt::join(names, " and "));
}

}  // namespace

std::optional<std::size_t> name_column(const FeatureTable& table) {
    static const std::vector<std::string> of_lines{"name", "MC", "名称", "road_name", "道路名称", "路名"};
    static const std::vector<std::string> of_buildings{"bldg_name", "building_name", "name", "MC",
                                                       "楼栋",      "楼号",          "楼名", "名称"};
    std::vector<std::string> names;
    for (const TableField& field : table.fields)
        names.push_back(field.name);
    const auto field = choose_field(names, {{}, table.name, {}, {}}, {},
                                    table.kind == GeometryKind::polygons ? of_buildings : of_lines,
                                    "other names for the other fields");
    return field ? table.find(*field) : std::nullopt;
}

bool GridAddress::is_empty() const {
    return buildings.empty() && std::ranges::all_of(bounds, [](const auto& names) { return names.empty(); });
}

std::vector<GridAddress> find_addresses(std::span<const MultiPolygon* const> grids, const AddressSources& sources) {
    std::vector<GridAddress> addresses(grids.size());
    const NamedLines lines(sources);
    const ScaleFinder scales(sources.crs_wkt);
    std::vector<MultiPolygon> shapes;
    for (const MultiPolygon* const grid : grids)
        shapes.push_back(*grid);
    const PolygonIndex index{FeatureShapes(shapes)};
    const auto bounds_of = [&](std::size_t g, std::size_t side, const SideLengths& lengths) {
        std::vector<std::string> names = lengths.names(side);
        if (!names.empty() || sources.called.empty()) return names;
        return neighbour_along(g, lengths.outside(side), index, sources.called);
    };
    for (std::size_t g = 0; g < grids.size(); ++g) {
        Box box;
        for (const Polygon& polygon : *grids[g]) {
            for (const Point& p : polygon.shell)
                box.add(p);
        }
        if (box.empty()) continue;
        const MetricScale scale = scales.at(box.middle());
        SideLengths lengths(lines);
        for (const Polygon& polygon : *grids[g])
            lengths.add(polygon.shell, scale);
        for (std::size_t side = 0; side < side_count; ++side)
            addresses[g].bounds[side] = bounds_of(g, side, lengths);
    }
    if (sources.buildings != nullptr) name_buildings(index, *sources.buildings, addresses);
    return addresses;
}

std::string bounds_text(const GridAddress& address, Language language) {
    static constexpr std::array<const char*, side_count> zh{"东至", "南至", "西至", "北至"};
    static constexpr std::array<const char*, side_count> en{"in the east by ", "in the south by ", "in the west by ",
                                                            "in the north by "};
    std::vector<std::string> parts;
    for (std::size_t side = 0; side < side_count; ++side) {
        if (address.bounds[side].empty()) continue;
        parts.push_back((language == Language::zh ? zh : en)[side] + joined(address.bounds[side], language));
    }
    if (parts.empty()) return {};
    if (language == Language::zh) return fmt::format("{}", fmt::join(parts, "，"));
    return fmt::format("bounded {}", fmt::join(parts, ", "));
}

std::string buildings_text(const GridAddress& address, Language language, std::size_t most_buildings) {
    const std::size_t count = address.buildings.size();
    if (count == 0) return {};
    const std::vector<std::string> shown(
        address.buildings.begin(),
        address.buildings.begin() + static_cast<std::ptrdiff_t>(std::min(count, most_buildings)));
    std::string names = fmt::format("{}", fmt::join(shown, language == Language::zh ? "、" : ", "));
    if (shown.size() == count) return names;
    return language == Language::zh ? fmt::format("{}等{}栋", names, count)
                                    : fmt::format("{} and {} more", names, count - shown.size());
}

std::string address_text(const GridAddress& address, Language language, std::size_t most_buildings) {
    const std::string bounds = bounds_text(address, language);
    std::string buildings = buildings_text(address, language, most_buildings);
    if (!buildings.empty()) buildings.insert(0, language == Language::zh ? "含" : "with ");
    const char* const between = bounds.empty() || buildings.empty() ? "" : language == Language::zh ? "；" : "; ";
    return bounds + between + buildings;
}

}  // namespace grid
