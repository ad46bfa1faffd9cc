#pragma once

// The text of data/styles/*.qml, built in when the project is configured.

namespace grid::io {

extern const char* const micro_style;
extern const char* const issues_style;
extern const char* const issue_lines_style;
extern const char* const issue_areas_style;
extern const char* const boundaries_style;
extern const char* const buildings_style;
extern const char* const previous_style;
extern const char* const sites_style;

}  // namespace grid::io
