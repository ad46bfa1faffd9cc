#pragma once

// For the files of this stage only: what a project for QGIS shows, layer by layer.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/io/feature_table.hpp"
#include "libgrid/io/package.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

/// One way to draw a layer: the elements that a `.qml` and a layer of a project have in common.
struct QgisStyle {
    std::string name;
    std::string description;
    std::string body;
    bool has_labels = false;
};

/// The groups of the tree of layers, from top to bottom; layers are drawn in the reverse order.
enum class QgisGroup { findings, plan, background, tables };

struct QgisLayer {
    std::string table;  ///< of the GeoPackage
    std::string title;  ///< in the tree of layers
    QgisGroup group = QgisGroup::plan;
    std::optional<GeometryKind> kind{};  ///< not set: a table
    std::vector<QgisStyle> styles{};     ///< the first one is shown
    double lowest_scale = 0;             ///< drawn from 1:lowest_scale up; 0: at all scales
    bool is_checked = true;
    std::string display{};                                       ///< expression that names a feature; may be empty
    std::vector<std::pair<std::string, std::string>> aliases{};  ///< field and its title
    std::vector<std::string> tip_fields{};                       ///< what is shown of a feature that one points at
    std::string valid_from{};                                    ///< the field with its first day; empty: it has none
};

/// The file that a style is in data/styles.
[[nodiscard]] std::string style_file(const QgisStyle& style);

/// A style of data/styles as one of a project; the labels of its classes in the language.
[[nodiscard]] QgisStyle style_of_file(const char* qml, Language language);

/// Each grid in the colour that the field has the number of, from 1; dedicated ones hatched if wanted.
[[nodiscard]] QgisStyle colours_style(const std::string& field, std::int32_t colours, bool marks_dedicated,
                                      Language language);
/// Each grid by the field with its deviation from a mean, in classes that are symmetric about 0.
[[nodiscard]] QgisStyle deviation_style(const char* field, const char* name, const char* description,
                                        double outline_scale, Language language);
/// Outlines only, with the field as a label from that scale up if one is named.
[[nodiscard]] QgisStyle outlines_style(const std::string& label_field, double label_scale);

/// Units: below the scale filled in the colour that the field has the number of, from 1, because their grids are too
/// small to be drawn (0: never); above it outlines, heavier than those of grids.
[[nodiscard]] QgisStyle units_style(const std::string& colour_field, double overview_scale, bool has_outlines,
                                    double label_scale);

/// What each line is: water, rail, main_road, road or other, by the words in the fields that say it (those of
/// FieldAliases::barrier_class) or in the title of the table; nothing where no word tells it of any.
[[nodiscard]] std::optional<std::vector<Value>> line_classes(const FeatureTable& lines);

/// Lines, or areas, by what line_classes() wrote into the field; all alike where there are no classes.
[[nodiscard]] QgisStyle lines_style(GeometryKind kind, const std::string& field, const std::vector<Value>& names,
                                    Language language);

/// The name of a field for an expression.
[[nodiscard]] std::string quoted_field(const std::string& name);

/// Where the layers of a project are, in the words of QGIS.
struct QgisSources {
    std::string provider;                                 ///< `ogr` or `postgres`
    std::function<std::string(const QgisLayer&)> source;  ///< of a layer
};

/// The project as QGIS reads it.
[[nodiscard]] std::string qgis_document(const Plan& plan, const std::vector<QgisLayer>& layers,
                                        const QgisSources& sources, Language language);

}  // namespace grid
