#pragma once

// For the files of this stage only. The text is that of data/styles/*.qml, built in when the project is configured.

namespace grid::io {

extern const char* const grids_style;
extern const char* const balance_style;
extern const char* const issues_style;
extern const char* const issue_lines_style;
extern const char* const issue_areas_style;

}  // namespace grid::io
