#include <fmt/format.h>

#include <algorithm>

#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/parts.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

constexpr std::size_t most_bookmarks = 2000;

const QgisLayer* layer_of(const std::vector<QgisLayer>& layers, const std::string& table) {
    const auto layer = std::ranges::find(layers, table, &QgisLayer::table);
    return layer == layers.end() ? nullptr : &*layer;
}

std::string wkt_of(const Box& box) {
    return fmt::format("POLYGON(({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", box.min_x, box.min_y, box.max_x,
                       box.max_y);
}

}  // namespace

std::string qgis_id(const QgisLayer& layer) {
    return "gridexport_" + layer.table;
}

std::vector<QgisTheme> qgis_themes(const std::vector<QgisLayer>& layers, Language language) {
    const QgisLayer* const grids = layer_of(layers, "grids");
    if (grids == nullptr) return {};
    std::vector<QgisTheme> themes{{qgis_text("plan", language), grids->styles.front().name}};
    for (const char* name : {"balance", "hours"}) {
        const std::string style = qgis_text(name, language);
        const bool is_there = std::ranges::find(grids->styles, style, &QgisStyle::name) != grids->styles.end();
        if (is_there) themes.push_back({qgis_text(name, language), style});
    }
    if (layer_of(layers, "previous") != nullptr)
        themes.push_back({qgis_text("changes", language), grids->styles.front().name, true});
    return themes;
}

std::string themes_element(const std::vector<QgisTheme>& themes, const std::vector<QgisLayer>& layers) {
    std::string out = "<visibility-presets>\n";
    for (const QgisTheme& theme : themes) {
        out += fmt::format("<visibility-preset name=\"{}\" has-expanded-info=\"0\" has-checked-group-info=\"0\">\n",
                           io::xml_attribute(theme.name));
        for (const QgisLayer& layer : layers) {
            if (!layer.kind || (layer.table == "previous" && !theme.shows_previous)) continue;
            const std::string style =
                layer.table == "grids" ? fmt::format(" style=\"{}\"", io::xml_attribute(theme.grid_style)) : "";
            out += fmt::format("<layer id=\"{}\" visible=\"1\" expanded=\"0\"{}/>\n", qgis_id(layer), style);
        }
        out += "</visibility-preset>\n";
    }
    return out + "</visibility-presets>\n";
}

std::string bookmarks_element(const Plan& plan, const std::string& crs, Language language) {
    if (plan.units.size() < 2 || plan.units.size() > most_bookmarks) return {};
    std::string out = "<Bookmarks>\n";
    for (const PlanUnit& unit : plan.units) {
        Box box;
        for (std::size_t i = unit.first; i < unit.last; ++i) {
            for (const Polygon& polygon : plan.layer.grids[i].geometry)
                std::ranges::for_each(polygon.shell, [&box](const Point& p) { box.add(p); });
        }
        if (box.empty()) continue;
        out += fmt::format("<Bookmark id=\"unit_{}\" name=\"{}\" group=\"{}\" extent=\"{}\">\n{}</Bookmark>\n",
                           io::xml_attribute(unit.code), io::xml_attribute(unit.name),
                           io::xml_attribute(qgis_text("Units", language)), wkt_of(box), crs);
    }
    return out + "</Bookmarks>\n";
}

}  // namespace grid
