#pragma once

// For the files of this stage only: what a project for QGIS says.

#include <string>

#include "libgrid/export/titles.hpp"
#include "libgrid/view/qgis/layers.hpp"

namespace grid {

/// The English text in the language, where it is one of those that projects and styles have; else the text itself.
[[nodiscard]] std::string qgis_text(const std::string& english, Language language);

[[nodiscard]] std::string group_title(QgisGroup group, Language language);

}  // namespace grid
