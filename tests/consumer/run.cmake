# Test "install.consumer": see tests/CMakeLists.txt. The prefix has a space in its name, as users' folders do.
set(prefix "${WORK_DIR}/the prefix")
file(REMOVE_RECURSE "${WORK_DIR}")

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# text_between VARIABLE FIRST LAST FROM: what is between the two texts in `readme`, FIRST being looked for behind FROM.
file(READ "${SOURCE_DIR}/../../README.md" readme)
function(text_between variable first last from)
    string(FIND "${readme}" "${from}" at)
    string(SUBSTRING "${readme}" ${at} -1 rest)
    string(FIND "${rest}" "${first}" at)
    string(LENGTH "${first}" length)
    math(EXPR at "${at} + ${length}")
    string(SUBSTRING "${rest}" ${at} -1 rest)
    string(FIND "${rest}" "${last}" at)
    string(SUBSTRING "${rest}" 0 ${at} text)
    set(${variable} "${text}" PARENT_SCOPE)
endfunction()
text_between(example "```cpp\n" "```" "## The library")
text_between(promised "```\n\n```\n" "```" "int main() {")
file(WRITE "${WORK_DIR}/example.cpp" "${example}")

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

execute_process(COMMAND "${WORK_DIR}/build/example" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
if(NOT output STREQUAL promised)
    message(FATAL_ERROR "the example of the README printed:\n${output}instead of:\n${promised}")
endif()

run("${prefix}/bin/gridify" --version)

# The Python module finds the library beside it.
file(GLOB module_dir "${prefix}/lib/*/python*/site-packages" "${prefix}/lib/python*/site-packages")
if(module_dir AND PYTHON)
    run("${CMAKE_COMMAND}" -E env "PYTHONPATH=${module_dir}" PYTHONDONTWRITEBYTECODE=1 ${PYTHON_PRELOAD} "${PYTHON}" -c
        "import grid; assert grid.partition(([0, 1, 2], [1, 0]), [1, 1], 2).part.tolist() == [0, 1]")
endif()

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
run("${prefix}/bin/gridtag-batch" --version)

# What was installed goes away again, all of it.
run("${CMAKE_COMMAND}" "-DBUILD_DIR=${BUILD_DIR}" -P "${CMAKE_CURRENT_LIST_DIR}/../../cmake/uninstall.cmake")
file(GLOB_RECURSE left "${prefix}/*")
if(left)
    message(FATAL_ERROR "left after the removal: ${left}")
endif()
