#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/grid_fields.hpp"

namespace grid {

/// What shows a plan to people.
enum class View {
    qgis,   ///< a project for QGIS, beside a GeoPackage or in a database with all that it shows
    html,   ///< one page with map, tables and charts, which needs nothing else
    atlas,  ///< a PDF with a page for each unit
    forms,  ///< a PDF with a page for each grid, to be stamped and handed in
    sld     ///< how a map server draws the layer, as a Styled Layer Descriptor
};

/// What an atlas is printed on.
enum class Paper { a4, a3 };

/// By name (`a4`, `a3`). Throws ConfigError naming them.
[[nodiscard]] Paper paper_of_name(const std::string& name);

/// By name (`qgis`, `html`, `atlas`, `forms`, `sld`). Throws ConfigError naming the views there are.
[[nodiscard]] View view_of_name(const std::string& name);

/// By how the path ends: `.qgs`, `.html` or `.htm`, `.pdf`, `.sld`; nullopt for others.
[[nodiscard]] std::optional<View> view_of_path(const std::string& path);

/// What is to be shown, and how.
struct ViewRequest {
    View view = View::html;
    SourceRef grids;
    GridFieldNames fields;                ///< of the grids, where not by their usual names
    std::optional<SourceRef> boundaries;  ///< outlines of the units
    std::optional<SourceRef> sites;       ///< points or buildings
    std::vector<SourceRef> barriers;      ///< lines for the background: roads, railways, rivers
    std::optional<SourceRef> previous;    ///< the grids before, to compare with
    std::string comparison;               ///< of a page: the table that gridcheck --comparison writes as JSON, or empty
    std::string title;                    ///< empty: from the units
    bool allow_ballpark = false;          ///< nothing is said where no transformation is known between two datums
    std::string output_crs;               ///< of project and atlas; empty: that of the grids
    Language language = Language::en;
    Paper paper = Paper::a4;         ///< of an atlas
    std::optional<SourceRef> posts;  ///< of forms: who works in which grid, see posts.hpp
    bool with_contacts = false;      ///< of forms: telephone numbers, too
    std::string path;                ///< of a project also a database, `PG:...`
    bool overwrite = false;
    std::string layer = "grids";   ///< in a database: the project, and its table of grids, also `schema.table`
    bool overwrite_layer = false;  ///< in a database: the project and its tables are replaced
    int threads = 0;               ///< 0: one for each core
};

struct ViewResult {
    std::size_t grids = 0;
    std::size_t units = 0;
    std::vector<std::string> files;  ///< that were written
    Findings findings;               ///< of this run
};

/// Throws what make_view() would throw because of what is there already. Touches nothing.
void check_view_output(const ViewRequest& request);

/// Reads a layer of grids and all that is shown with it, and writes the view: beside the output, renamed when complete.
/// Bytes depend on the content only. `stage` is told what is being done. Throws ConfigError for fields that are
/// missing, InputError for what cannot be read or written.
ViewResult make_view(const ViewRequest& request, const std::function<void(const Message&)>& stage = {});

}  // namespace grid
