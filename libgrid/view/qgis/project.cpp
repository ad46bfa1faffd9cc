#include <fmt/format.h>

#include <filesystem>

#include "libgrid/core/error.hpp"
#include "libgrid/io/package.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/view/plan.hpp"
#include "libgrid/view/qgis/inventory.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

bool is_same_file(const std::string& a, const std::string& b) {
    std::error_code error;
    return fs::path(a).lexically_normal() == fs::path(b).lexically_normal() || fs::equivalent(a, b, error);
}

}  // namespace

void check_qgis_project(const ViewRequest& request) {
    const std::string package = package_path(request.path);
    const std::string name = fs::path(package).filename().string();
    // QGIS ends the name of a file at the one, and SQLite decodes the other.
    if (name.find_first_of("|%") != std::string::npos) {
        throw ConfigError(fmt::format("QGIS cannot open a GeoPackage whose name has a '|' or a '%': {}", name), {},
                          "name the project otherwise with -o, --output");
    }
    std::vector<std::string> inputs{request.grids.path};
    for (const auto* source : {&request.boundaries, &request.sites, &request.previous}) {
        if (*source) inputs.push_back((*source)->path);
    }
    for (const SourceRef& barrier : request.barriers)
        inputs.push_back(barrier.path);
    for (const std::string& input : inputs) {
        if (!is_same_file(package, input)) continue;
        const std::string stem = fs::path(package).stem().string();
        throw ConfigError(
            fmt::format("the project has a GeoPackage of its own beside it, which would be the input {}", input), {},
            fmt::format("name the project otherwise, as -o {}_map.qgs", stem));
    }
    OutputOptions output;
    output.path = package;
    output.overwrite = request.overwrite;
    check_output(output);
}

std::vector<std::string> write_qgis_project(const Plan& plan, const ViewRequest& request) {
    const QgisInventory inventory(plan, request.language, request.threads);
    const std::string package = fs::path(package_path(request.path)).filename().string();
    write_package(inventory.package(), qgis_document(plan, inventory.layers(), package, request.language),
                  request.path);
    return {request.path, package_path(request.path)};
}

}  // namespace grid
