#pragma once

// For the files of this stage only: the parts of the page that are the same for every plan. They are built in from
// data/report and from Leaflet when the project is configured.

namespace grid {

extern const char* const page_template;     ///< data/report/report.html
extern const char* const page_styles;       ///< Leaflet's, then data/report/report.css
extern const char* const page_styles_hash;  ///< SHA-256, in hexadecimal digits
extern const char* const page_library;      ///< Leaflet
extern const char* const page_library_hash;
extern const char* const page_script;  ///< data/report/*.js
extern const char* const page_script_hash;

extern const char* const
    sweep_page_template;  ///< data/report/sweep.html; its styles are those above, it has no library
extern const char* const sweep_page_script;
extern const char* const sweep_page_script_hash;

}  // namespace grid
