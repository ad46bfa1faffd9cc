
#include <filesystem>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/package.hpp"
#include "libgrid/io/text.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/view/plan.hpp"
#include "libgrid/view/qgis/inventory.hpp"

namespace fs = std::filesystem;

namespace grid {

void check_qgis_project(const ViewRequest& request) {
    const std::string package = package_path(request.path);
    const std::string name = fs::path(package).filename().string();
    if (!io::is_utf8(request.path)) {
        throw ConfigError(
            msg("the name of the project or of its folder is not in UTF-8, so that QGIS could not find its data"), {},
            msg("write to a folder with another name"));
    }
    // QGIS ends the name of a file at the one, and SQLite decodes the other.
    if (name.find_first_of("|%") != std::string::npos) {
        throw ConfigError(msg("QGIS cannot open a GeoPackage whose name has a '|' or a '%': {}", name), {},
                          msg("name the project otherwise with -o, --output"));
    }
    OutputOptions output;
    output.path = package;
    output.overwrite = request.overwrite;
    output.can_share = false;
    for (const char* layer : {"boundaries", "units", "sites", "previous", "barriers", "barriers_*"})
        output.tables.emplace_back(layer);
    check_output(output);
}

std::vector<std::string> write_qgis_project(const Plan& plan, const ViewRequest& request) {
    const QgisInventory inventory(plan, request.language, request.threads);
    const std::string package = fs::path(package_path(request.path)).filename().string();
    write_package(inventory.package(), qgis_document(plan, inventory.layers(), package, request.language), request.path,
                  request.overwrite);
    return {request.path, package_path(request.path)};
}

}  // namespace grid
