# The parts of the HTML page that are the same for every plan: data/report and Leaflet, built in with the checksums by
# which the page's Content-Security-Policy knows them.
find_path(GRID_LEAFLET leaflet.css PATHS /usr/share/javascript/leaflet NO_DEFAULT_PATH)
find_file(leaflet_script NAMES leaflet.min.js leaflet.js PATHS ${GRID_LEAFLET} NO_DEFAULT_PATH NO_CACHE)
if(NOT GRID_LEAFLET OR NOT leaflet_script)
    message(FATAL_ERROR "Leaflet, the map of the HTML page, was not found in /usr/share/javascript/leaflet. Install it "
        "(Debian: libjs-leaflet), or name the folder of leaflet.css and leaflet.js: cmake -DGRID_LEAFLET=...")
endif()
set(report_folder ${PROJECT_SOURCE_DIR}/data/report)
# In this order, for some use at once what others define.
set(report_scripts dom texts hours model shapes index colours marks paint plan tiles map table charts summary plans panel
    lists print main)
set(sweep_scripts dom texts charts sweep_texts sweep)

file(READ ${report_folder}/leaflet-licence.txt licence)
file(READ ${GRID_LEAFLET}/leaflet.css leaflet_css)
string(REGEX REPLACE "url\\([^)]*\\)" "none" leaflet_css "${leaflet_css}")  # images of controls that the page lacks
file(READ ${report_folder}/report.css report_css)
set(PAGE_STYLES "/*\n${licence}*/\n${leaflet_css}\n${report_css}")
file(READ ${leaflet_script} leaflet_js)
string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" leaflet_js "${leaflet_js}")
set(PAGE_LIBRARY "/*!\n${licence}*/\n${leaflet_js}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${leaflet_script} ${GRID_LEAFLET}/leaflet.css
    ${report_folder}/head.html ${report_folder}/report.html ${report_folder}/sweep.html ${report_folder}/report.css
    ${report_folder}/leaflet-licence.txt)
# One script of several files.
function(page_script variable)
    set(script "(() => {\n'use strict';\n")
    foreach(name IN LISTS ARGN)
        file(READ ${report_folder}/${name}.js text)
        string(APPEND script "${text}\n")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${report_folder}/${name}.js)
    endforeach()
    set(${variable} "${script}})();\n" PARENT_SCOPE)
endfunction()
page_script(PAGE_SCRIPT ${report_scripts})
page_script(PAGE_SWEEP_SCRIPT ${sweep_scripts})
foreach(part STYLES LIBRARY SCRIPT SWEEP_SCRIPT)
    # What would end or confuse the element that the part stands in, or the literal that it becomes.
    if(PAGE_${part} MATCHES "</[Ss][CcTt][RrYy]|<!--|\\)page\"|\r")
        message(FATAL_ERROR "the ${part} of the HTML page hold '${CMAKE_MATCH_0}', which cannot stand in the page")
    endif()
    string(SHA256 PAGE_${part}_HASH "${PAGE_${part}}")
endforeach()
# Both pages have one head, with the policy.
file(READ ${report_folder}/head.html page_head)
file(READ ${report_folder}/report.html PAGE_TEMPLATE)
file(READ ${report_folder}/sweep.html SWEEP_PAGE_TEMPLATE)
foreach(page PAGE_TEMPLATE SWEEP_PAGE_TEMPLATE)
    string(REPLACE "{{head}}\n" "${page_head}" ${page} "${${page}}")
endforeach()
configure_file(view/html/page.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/html_page.cpp @ONLY)
list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/html_page.cpp)
