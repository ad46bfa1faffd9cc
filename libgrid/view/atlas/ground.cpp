#include "libgrid/view/atlas/ground.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>

#include "libgrid/core/threads.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/merge/dissolve.hpp"
#include "libgrid/view/colours.hpp"

namespace grid {

namespace {

/// The grids of a unit as one area; where they overlap, all of them.
MultiPolygon unit_area(const Plan& plan, const PlanUnit& unit) {
    std::vector<const MultiPolygon*> parts;
    for (std::size_t i = unit.first; i < unit.last; ++i)
        parts.push_back(&plan.layer.grids[i].geometry);
    MultiPolygon whole = dissolve(parts);
    if (!whole.empty()) return whole;
    for (const MultiPolygon* part : parts)
        whole.insert(whole.end(), part->begin(), part->end());
    return whole;
}

/// The first field of the table that is among the aliases, in their order.
std::optional<std::size_t> find_alias(const FeatureTable& table, const std::vector<std::string>& aliases) {
    const auto lower = [](std::string text) {
        std::ranges::transform(text, text.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return text;
    };
    for (const std::string& alias : aliases) {
        for (std::size_t i = 0; i < table.fields.size(); ++i) {
            if (lower(table.fields[i].name) == lower(alias)) return i;
        }
    }
    return std::nullopt;
}

std::string text_at(const Feature& feature, const std::optional<std::size_t>& field) {
    return field ? to_text(feature.values[*field]) : std::string();
}

/// Gives the units their boundaries, and adds those of units that have no grids. Where no field holds a code, there is
/// no telling which these are: all of them go without a name.
void add_boundaries(const FeatureTable& boundaries, const std::vector<PlanUnit>& units, const FieldAliases& aliases,
                    std::vector<NamedArea>& areas) {
    const auto code = find_alias(boundaries, aliases.code);
    const auto name = code ? find_alias(boundaries, aliases.name) : std::nullopt;
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < units.size(); ++i)
        known.emplace(units[i].code, i);
    for (const Feature& feature : boundaries.features) {
        if (feature.polygons.empty()) continue;
        const std::string feature_code = text_at(feature, code);
        const auto unit = known.find(feature_code);
        if (unit != known.end()) {
            NamedArea& area = areas[unit->second];
            area.boundary = area.boundary == nullptr ? &feature.polygons : area.boundary;
            continue;
        }
        const std::string shown = text_at(feature, name);
        areas.push_back({shown.empty() ? feature_code : shown, feature.polygons, box_of(feature.polygons)});
    }
}

void add_lines(const FeatureTable& table, std::vector<BackgroundLine>& lines) {
    const std::vector<LineKind> kinds = kinds_of_lines(table);
    for (std::size_t i = 0; i < kinds.size(); ++i)
        lines.push_back({kinds[i], &table.features[i].lines});
}

Box box_of(const Feature& feature) {
    Box box = grid::box_of(feature.polygons);
    for (const Point& p : feature.points)
        box.add(p);
    for (const LineString& line : feature.lines) {
        for (const Point& p : line)
            box.add(p);
    }
    return box;
}

void choose_all_colours(AtlasGround& ground) {
    const Plan& plan = *ground.plan;
    std::vector<std::int32_t> unit_of;
    for (std::size_t u = 0; u < plan.units.size(); ++u) {
        for (std::size_t i = plan.units[u].first; i < plan.units[u].last; ++i)
            unit_of.push_back(static_cast<std::int32_t>(u));
    }
    const NeighbourGraph graph = neighbours_of(plan);
    ground.grid_colours = choose_colours(graph);
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    for (std::size_t i = 0; i < unit_of.size(); ++i) {
        for (const std::int32_t other : graph.of(static_cast<std::int32_t>(i))) {
            const std::int32_t unit = unit_of[static_cast<std::size_t>(other)];
            if (unit != unit_of[i]) pairs.emplace_back(unit_of[i], unit);
        }
    }
    ground.unit_colours = choose_colours(NeighbourGraph(plan.units.size(), pairs));
}

}  // namespace

PlaceIndex::PlaceIndex(const std::vector<Box>& boxes) {
    std::vector<Item> items;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const Box& box = boxes[i];
        if (box.empty()) continue;
        items.push_back({{{box.min_x, box.min_y}, {box.max_x, box.max_y}}, static_cast<std::int32_t>(i)});
    }
    m_tree = std::make_shared<const Tree>(items);
}

std::vector<std::int32_t> PlaceIndex::find(const Box& box) const {
    namespace index = boost::geometry::index;
    const decltype(Item::first) wanted{{box.min_x, box.min_y}, {box.max_x, box.max_y}};
    std::vector<std::int32_t> found;
    if (!m_tree) return found;
    for (auto it = m_tree->qbegin(index::intersects(wanted)); it != m_tree->qend(); ++it)
        found.push_back(it->second);
    std::ranges::sort(found);
    return found;
}

AtlasGround prepare_ground(const Plan& plan, const ViewRequest& request) {
    AtlasGround ground;
    ground.plan = &plan;
    ground.areas.resize(plan.units.size());
    run_on_threads(request.threads, [&] {
        tbb::parallel_for(std::size_t{0}, plan.units.size(), [&](std::size_t u) {
            NamedArea& area = ground.areas[u];
            area = {plan.units[u].name, unit_area(plan, plan.units[u]), {}};
            area.box = box_of(area.geometry);
        });
        choose_all_colours(ground);
    });
    const FieldAliases aliases = load_profile("default").fields;
    if (plan.boundaries) add_boundaries(*plan.boundaries, plan.units, aliases, ground.areas);
    for (const FeatureTable& table : plan.barriers)
        add_lines(table, ground.lines);

    std::vector<Box> boxes;
    for (const NamedArea& area : ground.areas)
        boxes.push_back(area.box);
    ground.area_index = PlaceIndex(boxes);
    boxes.clear();
    for (const FeatureTable& table : plan.barriers) {
        for (const Feature& feature : table.features)
            boxes.push_back(box_of(feature));
    }
    ground.line_index = PlaceIndex(boxes);
    boxes.clear();
    if (plan.sites) {
        for (const Feature& feature : plan.sites->features)
            boxes.push_back(box_of(feature));
    }
    ground.site_index = PlaceIndex(boxes);
    return ground;
}

}  // namespace grid
