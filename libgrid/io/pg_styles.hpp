#pragma once

// For the files of this stage only: styles of tables of a database, where QGIS looks for them.

#include <functional>
#include <string>
#include <vector>

#include "libgrid/io/layer_styles.hpp"
#include "libgrid/io/pg_sql.hpp"

namespace grid::io {

/// One style of a table.
struct PgStyle {
    PgTarget table;
    LayerStyle style;
};

/// Calls `run` for each statement that puts the styles into the table `layer_styles` (made as QGIS makes it, if it is
/// not there), once their tables are there. A style of the same name is replaced, or stays as it is (`keeps`); what
/// somebody else has made the default remains it.
void pg_style_statements(const std::vector<PgStyle>& styles, bool keeps,
                         const std::function<void(const std::string&)>& run);

}  // namespace grid::io
