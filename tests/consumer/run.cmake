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
run("${prefix}/bin/gridify-batch" --version)
