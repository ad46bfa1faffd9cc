#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/crs_description.hpp"
#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/layers.hpp"
#include "libgrid/view/qgis/parts.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

using io::xml_attribute;
using io::xml_text;

/// The version whose form this is; later ones read it as well.
constexpr const char* version = "3.22.16-Białowieża";

std::string crs_element(const CrsDescription& crs) {
    const std::string id = crs.code.empty() ? std::string() : crs.authority + ":" + crs.code;
    const bool is_number = !crs.code.empty() && crs.code.find_first_not_of("0123456789") == std::string::npos;
    return fmt::format(
        "<spatialrefsys>\n<wkt>{}</wkt>\n<proj4>{}</proj4>\n<srsid>0</srsid>\n<srid>{}</srid>\n<authid>{}</authid>\n"
        "<description>{}</description>\n<projectionacronym>{}</projectionacronym>\n"
        "<ellipsoidacronym>{}</ellipsoidacronym>\n<geographicflag>{}</geographicflag>\n</spatialrefsys>\n",
        xml_text(crs.wkt), xml_text(crs.proj), is_number ? crs.code : "0", xml_text(id), xml_text(crs.name),
        xml_text(crs.projection), xml_text(crs.ellipsoid), crs.geographic ? "true" : "false");
}

Box extent_of(const Plan& plan) {
    Box box;
    for (const GridRow& grid : plan.layer.grids) {
        for (const Polygon& polygon : grid.geometry) {
            for (const Point& p : polygon.shell)
                box.add(p);
        }
    }
    return box;
}

/// A little more than all of it.
Box with_margin(Box box) {
    constexpr double share = 0.03;
    const double margin = std::max(box.max_x - box.min_x, box.max_y - box.min_y) * share;
    return {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

std::string extent_element(const Box& box) {
    return fmt::format("<extent>\n<xmin>{}</xmin>\n<ymin>{}</ymin>\n<xmax>{}</xmax>\n<ymax>{}</ymax>\n</extent>\n",
                       box.min_x, box.min_y, box.max_x, box.max_y);
}

const char* unit_name(const CrsDescription& crs) {
    if (crs.geographic) return "degrees";
    constexpr double tolerance = 1e-5;
    const double metres = metres_per_unit(crs.wkt);
    if (std::abs(metres - 1) < tolerance) return "meters";
    if (std::abs(metres - 0.3048) < tolerance) return "feet";
    if (std::abs(metres - 1000) < tolerance) return "km";
    return "unknown";
}

const char* geometry_name(const QgisLayer& layer) {
    if (!layer.kind) return "No geometry";
    switch (*layer.kind) {
        case GeometryKind::points:
            return "Point";
        case GeometryKind::lines:
            return "Line";
        default:
            return "Polygon";
    }
}

class Document {
public:
    Document(const Plan& plan, const std::vector<QgisLayer>& layers, const QgisSources& sources, Language language)
        : m_plan(plan),
          m_layers(layers),
          m_sources(sources),
          m_language(language),
          m_crs(describe_crs(plan.layer.crs_wkt)),
          m_extent(extent_of(plan)),
          m_themes(qgis_themes(layers, language)) {}

    std::string text() const {
        std::string out = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n";
        out += fmt::format("<qgis projectname=\"{}\" version=\"{}\">\n<homePath path=\"\"/>\n<title>{}</title>\n",
                           xml_attribute(m_plan.title), version, xml_text(m_plan.title));
        out += "<autotransaction active=\"0\"/>\n<evaluateDefaultValues active=\"0\"/>\n<trust active=\"0\"/>\n";
        out += "<projectCrs>\n" + crs_element(m_crs) + "</projectCrs>\n";
        out += tree() + canvas();
        out += "<projectlayers>\n";
        for (const QgisLayer& layer : m_layers)
            out += layer_element(layer);
        out += "</projectlayers>\n" + snapping() + "<layerorder>\n";
        for (const QgisLayer& layer : m_layers)
            out += fmt::format("<layer id=\"{}\"/>\n", qgis_id(layer));
        out += "</layerorder>\n" + properties() + themes_element(m_themes, m_layers) + "<transformContext/>\n";
        const std::string theme = m_themes.empty() ? std::string() : m_themes.front().name;
        out += layout_element(m_layers, m_plan.title, theme, with_margin(m_extent), metres_of_unit(), m_language);
        out += bookmarks_element(m_plan, crs_element(m_crs), m_language);
        out += fmt::format("<projectMetadata>\n<title>{}</title>\n</projectMetadata>\n", xml_text(m_plan.title));
        return out + view_settings() + "</qgis>\n";
    }

private:
    /// From west to east, in the middle of the map.
    [[nodiscard]] double metres_of_unit() const {
        if (!m_crs.geographic) return metres_per_unit(m_crs.wkt);
        constexpr double radians = std::numbers::pi / 180;
        return metres_per_degree * std::cos((m_extent.min_y + m_extent.max_y) / 2 * radians);
    }

    [[nodiscard]] std::string tree() const {
        std::string out = "<layer-tree-group>\n<customproperties/>\n";
        for (const QgisGroup group : {QgisGroup::findings, QgisGroup::plan, QgisGroup::background, QgisGroup::tables}) {
            std::string members;
            for (const QgisLayer& layer : m_layers) {
                if (layer.group != group) continue;
                members += fmt::format(
                    "<layer-tree-layer id=\"{}\" name=\"{}\" source=\"{}\" providerKey=\"{}\" expanded=\"1\" "
                    "checked=\"{}\" legend_exp=\"\">\n<customproperties/>\n</layer-tree-layer>\n",
                    qgis_id(layer), xml_attribute(layer.title), xml_attribute(m_sources.source(layer)),
                    m_sources.provider, layer.is_checked ? "Qt::Checked" : "Qt::Unchecked");
            }
            if (members.empty()) continue;
            out += fmt::format(
                "<layer-tree-group name=\"{}\" expanded=\"{}\" checked=\"Qt::Checked\">\n"
                "<customproperties/>\n{}</layer-tree-group>\n",
                xml_attribute(group_title(group, m_language)), group == QgisGroup::tables ? 0 : 1, members);
        }
        return out + "<custom-order enabled=\"0\"/>\n</layer-tree-group>\n";
    }

    [[nodiscard]] std::string canvas() const {
        if (m_extent.empty()) return {};
        return fmt::format(
            "<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\">\n<units>{}</units>\n{}<rotation>0</rotation>\n"
            "<destinationsrs>\n{}</destinationsrs>\n<rendermaptile>0</rendermaptile>\n</mapcanvas>\n",
            unit_name(m_crs), extent_element(with_margin(m_extent)), crs_element(m_crs));
    }

    [[nodiscard]] std::string layer_element(const QgisLayer& layer) const {
        const bool has_scale = layer.lowest_scale > 0;
        std::string out = fmt::format(
            "<maplayer type=\"vector\" geometry=\"{}\" styleCategories=\"AllStyleCategories\" labelsEnabled=\"{}\" "
            "hasScaleBasedVisibilityFlag=\"{}\" minScale=\"{}\" maxScale=\"0\" simplifyDrawingHints=\"1\" "
            "simplifyDrawingTol=\"1\" simplifyLocal=\"1\" simplifyMaxScale=\"1\" simplifyAlgorithm=\"0\" "
            "autoRefreshEnabled=\"0\" refreshOnNotifyEnabled=\"0\" readOnly=\"0\">\n",
            geometry_name(layer), !layer.styles.empty() && layer.styles.front().has_labels ? 1 : 0, has_scale ? 1 : 0,
            has_scale ? layer.lowest_scale : 1e8);
        out += fmt::format(
            "<id>{}</id>\n<datasource>{}</datasource>\n<layername>{}</layername>\n"
            "<provider encoding=\"UTF-8\">{}</provider>\n",
            qgis_id(layer), xml_text(m_sources.source(layer)), xml_text(layer.title), m_sources.provider);
        if (layer.kind) out += "<srs>\n" + crs_element(m_crs) + "</srs>\n";
        out += style_elements(layer);
        std::string aliases;
        for (const auto& [field, title] : layer.aliases)
            aliases += fmt::format("<alias field=\"{}\" name=\"{}\"/>\n", xml_attribute(field), xml_attribute(title));
        if (!aliases.empty()) out += "<aliases>\n" + aliases + "</aliases>\n";
        if (!layer.display.empty())
            out += fmt::format("<previewExpression>{}</previewExpression>\n", xml_text(layer.display));
        return out + form_elements(layer, m_language) + "</maplayer>\n";
    }

    [[nodiscard]] static std::string style_elements(const QgisLayer& layer) {
        if (layer.styles.empty()) return {};
        std::string out;
        if (layer.styles.size() > 1) {
            out += fmt::format("<map-layer-style-manager current=\"{}\">\n", xml_attribute(layer.styles.front().name));
            for (const QgisStyle& style : layer.styles) {
                const bool is_current = &style == layer.styles.data();
                std::string file = is_current ? std::string() : style_file(style);
                file.erase(0, file.find("<qgis") == std::string::npos ? 0 : file.find("<qgis"));
                out +=
                    fmt::format("<map-layer-style name=\"{}\">{}</map-layer-style>\n", xml_attribute(style.name), file);
            }
            out += "</map-layer-style-manager>\n";
        }
        return out + layer.styles.front().body + "<blendMode>0</blendMode>\n<layerOpacity>1</layerOpacity>\n";
    }

    /// For editing by hand: what is drawn snaps to vertices and segments (type 3: flags 1 and 2) within 12 pixels (unit
    /// 1), and with the topological editing of properties() a vertex that is moved moves on both sides of a border.
    /// Sites and findings catch nothing (mode 3: each layer has its own settings), for a border runs between them.
    [[nodiscard]] std::string snapping() const {
        std::string out =
            "<snapping-settings enabled=\"1\" mode=\"3\" type=\"3\" tolerance=\"12\" unit=\"1\" "
            "intersection-snapping=\"0\" self-snapping=\"0\" scaleDependencyMode=\"0\" minScale=\"0\" maxScale=\"0\">\n"
            "<individual-layer-settings>\n";
        for (const QgisLayer& layer : m_layers) {
            if (!layer.kind || layer.table == "sites" || layer.group == QgisGroup::findings) continue;
            out += fmt::format(
                "<layer-setting enabled=\"1\" id=\"{}\" type=\"3\" tolerance=\"12\" units=\"1\" minScale=\"0\" "
                "maxScale=\"0\"/>\n",
                qgis_id(layer));
        }
        return out + "</individual-layer-settings>\n</snapping-settings>\n";
    }

    /// Without a colour of its own QGIS draws what is selected in white.
    [[nodiscard]] std::string properties() const {
        return fmt::format(
            "<properties>\n<Digitizing>\n<TopologicalEditing type=\"int\">1</TopologicalEditing>\n</Digitizing>\n"
            "<Gui>\n<SelectionColorAlphaPart type=\"int\">255</SelectionColorAlphaPart>\n"
            "<SelectionColorBluePart type=\"int\">0</SelectionColorBluePart>\n"
            "<SelectionColorGreenPart type=\"int\">255</SelectionColorGreenPart>\n"
            "<SelectionColorRedPart type=\"int\">255</SelectionColorRedPart>\n</Gui>\n"
            "<Measure>\n<Ellipsoid type=\"QString\">{}</Ellipsoid>\n</Measure>\n"
            "<Measurement>\n<AreaUnits type=\"QString\">m2</AreaUnits>\n"
            "<DistanceUnits type=\"QString\">meters</DistanceUnits>\n</Measurement>\n"
            "<Paths>\n<Absolute type=\"bool\">false</Absolute>\n</Paths>\n"
            "<SpatialRefSys>\n<ProjectionsEnabled "
            "type=\"int\">1</ProjectionsEnabled>\n</SpatialRefSys>\n</properties>\n",
            xml_text(m_crs.ellipsoid));
    }

    [[nodiscard]] std::string view_settings() const {
        if (m_extent.empty()) return {};
        const Box box = with_margin(m_extent);
        return fmt::format(
            "<ProjectViewSettings UseProjectScales=\"0\">\n<Scales/>\n"
            "<DefaultViewExtent xmin=\"{}\" ymin=\"{}\" xmax=\"{}\" ymax=\"{}\">\n{}</DefaultViewExtent>\n"
            "</ProjectViewSettings>\n",
            box.min_x, box.min_y, box.max_x, box.max_y, crs_element(m_crs));
    }

    const Plan& m_plan;
    const std::vector<QgisLayer>& m_layers;
    const QgisSources& m_sources;
    Language m_language;
    CrsDescription m_crs;
    Box m_extent;
    std::vector<QgisTheme> m_themes;
};

}  // namespace

std::string qgis_document(const Plan& plan, const std::vector<QgisLayer>& layers, const QgisSources& sources,
                          Language language) {
    return Document(plan, layers, sources, language).text();
}

}  // namespace grid
