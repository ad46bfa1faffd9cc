# Test "install.consumer": see tests/CMakeLists.txt. The prefix has a space in its name, as users' folders do.
set(prefix "${WORK_DIR}/the prefix")
file(REMOVE_RECURSE "${WORK_DIR}")

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${prefix}")
run("${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${WORK_DIR}/build" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DWANTED_VERSION=${VERSION}")
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")

foreach(program with_shared with_static)
    execute_process(COMMAND "${WORK_DIR}/build/${program}" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
    if(NOT output STREQUAL "units.shp (layer units, feature 3, at 9.5,47.25)\n")
        message(FATAL_ERROR "${program} printed: ${output}")
    endif()
endforeach()

run("${prefix}/bin/gridify" --version)

# pkg-config, from whatever folder the prefix was moved to.
file(GLOB_RECURSE pc "${prefix}/lib/*/grid.pc" "${prefix}/lib/grid.pc")
cmake_path(GET pc PARENT_PATH pc)
set(ENV{PKG_CONFIG_PATH} "${pc}")
execute_process(COMMAND pkg-config --modversion grid OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
if(NOT output STREQUAL "${VERSION}\n")
    message(FATAL_ERROR "pkg-config says that grid is ${output}")
endif()
execute_process(COMMAND sh -c "eval set -- $(pkg-config --cflags --libs grid) && '${COMPILER}' -std=c++20 ${FLAGS} '${SOURCE_DIR}/main.cpp' \"$@\" -o '${WORK_DIR}/with_pkg_config'"
    COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
run("${prefix}/bin/gridify-batch" --version)

# What was installed goes away again, all of it.
run("${CMAKE_COMMAND}" "-DBUILD_DIR=${BUILD_DIR}" -P "${CMAKE_CURRENT_LIST_DIR}/../../cmake/uninstall.cmake")
file(GLOB_RECURSE left "${prefix}/*")
if(left)
    message(FATAL_ERROR "left after the removal: ${left}")
endif()
