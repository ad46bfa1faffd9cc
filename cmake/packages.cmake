# Debian packages: `cpack` in a build that was configured for /usr (scripts/package does both). Which file goes into which
# package is said where it is installed, by its component; what names none is of grid-tools.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME grid)
set(CPACK_PACKAGE_VENDOR "The authors of libgrid")
set(CPACK_PACKAGE_CONTACT "The authors of libgrid <maintainers@libgrid.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL lib dev tools qgis python)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

# The binary interface changes with each minor version before 1.0, and the package of the library is named by it.
set(abi ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(of_this "= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}")

set(CPACK_DEBIAN_LIB_PACKAGE_NAME libgrid${abi})
set(CPACK_DEBIAN_LIB_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIB_PACKAGE_SHLIBDEPS ON)
file(WRITE ${PROJECT_BINARY_DIR}/packages/shlibs "libgrid ${abi} libgrid${abi} (>= ${PROJECT_VERSION})\n")
file(WRITE ${PROJECT_BINARY_DIR}/packages/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIB_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/packages/shlibs ${PROJECT_BINARY_DIR}/packages/triggers)
set(CPACK_COMPONENT_LIB_DESCRIPTION "library that divides administrative units into balanced grids
 Divides administrative areas into connected grids of about the same number
 of households and the same workload, and checks, merges and exports layers
 of grids. This package has the shared library.")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libgrid-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libgrid${abi} (${of_this}), libgdal-dev, libgeos-dev, libproj-dev, libboost-locale-dev, libfmt-dev, libtbb-dev, zlib1g-dev, libzstd-dev, libpq-dev, libpango1.0-dev, libcairo2-dev")
set(CPACK_COMPONENT_DEV_DESCRIPTION "development files of libgrid
 Headers, the static library, and what CMake (find_package(grid)) and
 pkg-config need to build programs with libgrid.")

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME grid-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION science)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "libgrid${abi} (${of_this}), python3")
set(CPACK_DEBIAN_TOOLS_PACKAGE_RECOMMENDS "gdal-bin, fonts-noto-cjk")
set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS "qgis-plugin-grid")
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "divide administrative units into grids balanced by households
 The programs gridify, gridcheck, gridmerge, gridexport and gridtag: they
 divide administrative areas into connected grids of about the same number of
 households and the same workload, check and mend layers of grids whoever made
 them, put them together, write maps, pages and tables, and count records in
 them. With man pages, completions, profiles and a sample.")

set(CPACK_DEBIAN_QGIS_PACKAGE_NAME qgis-plugin-grid)
set(CPACK_DEBIAN_QGIS_PACKAGE_SECTION science)
set(CPACK_DEBIAN_QGIS_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_QGIS_PACKAGE_DEPENDS "qgis (>= 3.22), python3-qgis, grid-tools (>= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_QGIS_DESCRIPTION "QGIS plugin for grids of administrative units
 Algorithms of QGIS Processing for the programs of grid-tools, and a dock that
 shows households and limits of grids while they are changed by hand.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-grid)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS ON)
# The compiled module is of one version of Python, that of Debian 12.
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "libgrid${abi} (${of_this}), python3 (>= 3.11), python3 (<< 3.12), python3-numpy")
set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "python3-geopandas, python3-scipy")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION "Python module that divides administrative units into grids
 Divides units into grids balanced by households, checks layers of grids and
 divides graphs, over frames of GeoPandas, plain columns or NumPy arrays, with
 the library of grid-tools and the same results.")

# Packages of this build depend on each other; dpkg-shlibdeps finds the library here.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/libgrid)
# What Debian asks of every package besides: copyright and changelog, man pages packed.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/packages/documents.cmake)
include(CPack)
