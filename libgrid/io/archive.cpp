#include "libgrid/io/archive.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/output_files.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

constexpr std::string_view extensions[] = {
    ".SHP", ".GPKG", ".GEOJSON", ".JSON", ".GEOJSONL", ".GEOJSONS", ".GEOJSONSEQ", ".FGB",    ".CSV", ".TSV", ".KML",
    ".GML", ".GPX",  ".TAB",     ".MIF",  ".XLSX",     ".ODS",      ".GDB",        ".SQLITE", ".DXF", ".TIF"};

bool is_data(const fs::path& name) {
    return std::ranges::find(extensions, upper_case(name.extension().string())) != std::end(extensions);
}

/// What somebody's operating system has put beside the data.
bool is_litter(const std::string& name) {
    return name.starts_with("__MACOSX/") || fs::path(name).filename().string().starts_with("._");
}

/// Files with data, and folders that are data (.gdb); not what is in such a folder.
std::vector<std::string> data_in(const std::string& archive) {
    const CPLStringList list(VSIReadDirRecursive(archive.c_str()));
    std::vector<std::string> found;
    std::vector<std::string> folders;
    for (int i = 0; i < list.size(); ++i) {
        std::string name = list[i];
        const bool is_folder = name.ends_with('/');
        if (is_folder) name.pop_back();
        if (is_litter(name) || !is_data(name)) continue;
        const bool is_inside = std::ranges::any_of(folders, [&](const auto& above) { return name.starts_with(above); });
        if (is_inside) continue;
        if (is_folder) folders.push_back(name + "/");
        found.push_back(name);
    }
    return found;
}

}  // namespace

std::string file_in_archive(const std::string& path, const std::string& layer) {
    if (!upper_case(path).ends_with(".ZIP")) return path;
    VSIStatBufL status;
    if (VSIStatL(path.c_str(), &status) != 0 || VSI_ISDIR(status.st_mode)) return path;
    const Place place{.file = path, .layer = {}, .fid = {}, .at = {}};
    const std::string archive = fmt::format("/vsizip/{{{}}}", path);
    init_gdal();
    const ErrorTrap trap;
    std::vector<std::string> files = data_in(archive);
    if (files.empty())
        throw InputError(trap.explain(msg("there is no layer in the archive, or it is damaged")), place,
                         msg("`unzip -l` lists what is in it"));
    if (files.size() > 1 && !layer.empty()) {
        const std::string stem = layer.substr(0, layer.find('('));
        std::vector<std::string> named = files;
        std::erase_if(named, [&](const auto& file) { return fs::path(file).stem() != stem; });
        if (!named.empty()) files = std::move(named);
    }
    if (files.size() > 1)
        throw ConfigError(msg("there are several files of data in the archive: {}", fmt::join(files, ", ")), place,
                          msg("name one of them: /vsizip/{}/{}", path, files.front()));
    return fmt::format("{}/{}", archive, files.front());
}

}  // namespace grid::io
