#pragma once

// For the files of this stage only: what a project for QGIS has besides its layers.

#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/view/qgis/layers.hpp"

namespace grid {

/// A project names each layer by an id that no layer of another project should have.
[[nodiscard]] std::string qgis_id(const QgisLayer& layer);

/// A theme: the layers that it shows, and how the grids look in it.
struct QgisTheme {
    std::string name;
    std::string grid_style;  ///< a style of the layer `grids`
    bool shows_previous = false;
};

/// `plan`, `balance`, `hours` and `changes`, those for which there is something to show.
[[nodiscard]] std::vector<QgisTheme> qgis_themes(const std::vector<QgisLayer>& layers, Language language);

/// An element `<visibility-presets>`.
[[nodiscard]] std::string themes_element(const std::vector<QgisTheme>& themes, const std::vector<QgisLayer>& layers);

/// An element `<Layouts>`: a sheet of A4 with the title, the map of the first theme, legend, scale bar and table.
/// `source` names the data of a layer; `metres` is the length of a unit of the CRS in the middle of the map.
[[nodiscard]] std::string layout_element(const std::vector<QgisLayer>& layers, const std::string& title,
                                         const std::string& theme, const Box& extent, double metres, Language language);

/// An element `<Bookmarks>`: the box of each unit, by name. More than a list can be searched for have none.
[[nodiscard]] std::string bookmarks_element(const Plan& plan, const std::string& crs, Language language);

/// Elements of a layer: what it shows of a feature that one points at, how its fields are entered, and when it is
/// valid.
[[nodiscard]] std::string form_elements(const QgisLayer& layer, Language language);

}  // namespace grid
