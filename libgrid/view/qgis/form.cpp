#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/parts.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

/// What is reckoned from other fields or from the ground, and so would be wrong if it were typed in.
constexpr std::array<std::string_view, 12> reckoned{"dev_hh",  "dev_wl",   "area_m2",    "perim_m",
                                                    "compact", "walk_h",   "walk_km",    "mean_hh",
                                                    "grids",   "worst_hh", "map_colour", "service_h"};

bool is_reckoned(const std::string& field) {
    return std::ranges::find(reckoned, field) != reckoned.end();
}

std::string option(const std::string& name, const std::string& type, const std::string& value) {
    return fmt::format(R"(<Option name="{}" type="{}" value="{}"/>)", io::xml_attribute(name), type,
                       io::xml_attribute(value));
}

/// The widget of a field and its settings; nothing where QGIS chooses well by itself.
std::string widget_of(const std::string& field, Language language) {
    if (field == "kind") {
        std::string entries;
        for (const char* kind : {"general", "dedicated"})
            entries += "<Option type=\"Map\">" + option(qgis_text(kind, language), "QString", kind) + "</Option>";
        return R"(<editWidget type="ValueMap"><config><Option type="Map"><Option name="map" type="List">)" + entries +
               "</Option></Option></config></editWidget>";
    }
    if (field == "sites" || field == "households" || field == "persons") {
        return R"(<editWidget type="Range"><config><Option type="Map">)" + option("AllowNull", "bool", "true") +
               option("Min", "int", "0") + option("Max", "int", "2147483647") + option("Step", "int", "1") +
               option("Style", "QString", "SpinBox") + "</Option></config></editWidget>";
    }
    if (field == "valid_from") {
        return R"(<editWidget type="DateTime"><config><Option type="Map">)" + option("allow_null", "bool", "true") +
               option("calendar_popup", "bool", "true") + option("display_format", "QString", "yyyy-MM-dd") +
               option("field_format", "QString", "yyyy-MM-dd") + "</Option></config></editWidget>";
    }
    return {};
}

/// Text of the data in HTML.
std::string shown(const std::string& field) {
    return fmt::format(R"([% replace(replace(coalesce(to_string({}), '–'), '&', '&amp;'), '<', '&lt;') %])",
                       quoted_field(field));
}

std::string map_tip(const QgisLayer& layer) {
    std::string rows;
    for (const std::string& field : layer.tip_fields) {
        const auto alias = std::ranges::find(layer.aliases, field, &std::pair<std::string, std::string>::first);
        if (alias == layer.aliases.end()) continue;
        rows += fmt::format("<tr><td>{}</td><td><b>{}</b></td></tr>", io::xml_text(alias->second), shown(field));
    }
    if (rows.empty()) return {};
    return "<mapTip>" + io::xml_text("<table cellspacing=\"2\">" + rows + "</table>") + "</mapTip>\n";
}

}  // namespace

std::string form_elements(const QgisLayer& layer, Language language) {
    std::string widgets;
    std::string fixed;
    for (const auto& [field, title] : layer.aliases) {
        if (const std::string widget = widget_of(field, language); !widget.empty())
            widgets += fmt::format("<field name=\"{}\">{}</field>\n", io::xml_attribute(field), widget);
        if (is_reckoned(field)) fixed += fmt::format("<field name=\"{}\" editable=\"0\"/>\n", io::xml_attribute(field));
    }
    std::string out = map_tip(layer);
    if (!widgets.empty()) out += "<fieldConfiguration>\n" + widgets + "</fieldConfiguration>\n";
    if (!fixed.empty()) out += "<editable>\n" + fixed + "</editable>\n";
    if (!layer.valid_from.empty()) {
        // From that day on, without an end: mode 2 is "start and end from fields".
        out += fmt::format(
            "<temporal enabled=\"1\" mode=\"2\" startField=\"{}\" endField=\"\" durationField=\"\" durationUnit=\"d\" "
            "fixedDuration=\"0\" accumulate=\"0\" limitMode=\"0\" startExpression=\"\" endExpression=\"\">\n"
            "<fixedRange><start/><end/></fixedRange>\n</temporal>\n",
            io::xml_attribute(layer.valid_from));
    }
    return out;
}

}  // namespace grid
