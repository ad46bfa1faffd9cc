# Runs before cpack makes the packages: gives each the documents that Debian asks for, and packs the man pages.
get_filename_component(source "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} key)
    set(name ${CPACK_DEBIAN_${key}_PACKAGE_NAME})
    set(staged "${CPACK_TEMPORARY_DIRECTORY}/${component}/usr")
    set(documents "${staged}/share/doc/${name}")
    file(MAKE_DIRECTORY "${documents}")
    file(COPY_FILE "${source}/cmake/packages/copyright" "${documents}/copyright")
    execute_process(COMMAND git -C "${source}" log -1 --format=%cD OUTPUT_VARIABLE day OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE "${documents}/changelog.Debian" "grid (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * What is new is told in CHANGELOG.md of the source.

 -- ${CPACK_PACKAGE_CONTACT}  ${day}
")
    file(GLOB pages "${staged}/share/man/man*/*")
    execute_process(COMMAND gzip -9n "${documents}/changelog.Debian" ${pages} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
