#include "libgrid/io/data_files.hpp"

#include <cpl_string.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/layer_uri.hpp"
#include "libgrid/io/undisturbed.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

bool is_there(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

/// What follows the name of one of GDAL's virtual file systems or drivers; nullopt if there is none.
std::optional<std::string> without_prefix(const std::string& path) {
    if (path.starts_with("/vsi")) {
        std::string rest = path.substr(std::min(path.find('/', 1), path.size() - 1) + 1);
        if (path.starts_with("/vsisubfile/")) rest.erase(0, rest.find(',') + 1);
        // Braces hold a name that would not end where it seems to.
        const std::size_t close = rest.find('}');
        if (rest.starts_with("{") && close != std::string::npos) return rest.substr(1, close - 1);
        return rest;
    }
    const std::size_t colon = path.find(':');
    if (colon == std::string::npos || colon < 2 || colon > path.find('/')) return std::nullopt;
    std::string rest = path.substr(colon + 1);
    std::erase(rest, '"');
    return rest;
}

/// The file that a path begins with: an archive before what is in it, a file before the name of its table.
std::string first_file(const std::string& path) {
    for (std::size_t end = path.size(); end != std::string::npos && end > 0; end = path.find_last_of("/:", end - 1)) {
        std::string part = path.substr(0, end);
        std::error_code error;
        if (fs::is_regular_file(part, error)) return part;
    }
    return {};
}

/// The file of the disk that an input is; the name itself if there is none, and empty for what is on no disk.
std::string local_file(const std::string& path) {
    if (const std::string file = file_of_uri(path); file != path) return local_file(file);
    if (is_there(path)) return path;
    if (is_connection(path) || path.find("://") != std::string::npos || path.starts_with("<")) return {};
    const auto rest = without_prefix(path);
    if (!rest) return path;
    if (rest->empty() || *rest == path) return {};
    const std::string file = first_file(*rest);
    return file.empty() ? local_file(*rest) : file;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
    return text;
}

/// The extensions of the files of a format in several files, by one of them.
std::vector<std::string> family_of(const std::string& extension) {
    static const std::vector<std::vector<std::string>> families{
        {".csv", ".csvt", ".prj"}, {".tab", ".dat", ".map", ".id", ".ind"}, {".mif", ".mid"}, {".gml", ".xsd", ".gfs"}};
    if (extension == ".shp" || extension == ".shx" || extension == ".dbf") return shapefile_extensions();
    for (const auto& family : families) {
        if (std::ranges::find(family, extension) != family.end() && extension != ".prj") return family;
    }
    return {};
}

}  // namespace

const std::vector<std::string>& shapefile_extensions() {
    static const std::vector<std::string> all{".shp", ".shx", ".dbf", ".prj", ".cpg",    ".qpj", ".qix",
                                              ".sbn", ".sbx", ".ain", ".aih", ".idm",    ".ind", ".fbn",
                                              ".fbx", ".atx", ".ixs", ".mxs", ".shp.xml"};
    return all;
}

std::vector<std::string> files_by_name(const std::string& path) {
    const std::string file = local_file(path);
    if (file.empty()) return {};
    std::vector<std::string> files{file};
    for (const std::string& extension : family_of(lower(fs::path(file).extension().string()))) {
        // Drivers look for either.
        files.push_back(fs::path(file).replace_extension(extension).string());
        std::string capitals = extension;
        std::ranges::transform(capitals, capitals.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
        files.push_back(fs::path(file).replace_extension(capitals).string());
    }
    return files;
}

std::vector<std::string> listed_files(const std::string& path) {
    init_gdal();
    const ErrorTrap trap;
    if (auto files = undisturbed_files(path); !files.empty()) return files;
    std::vector<std::string> files;
    if (const GDALDatasetUniquePtr dataset{
            GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_RASTER, drivers_for(path).data())}) {
        const CPLStringList list(dataset->GetFileList());
        for (int i = 0; i < list.size(); ++i)
            files.emplace_back(list[i]);
    }
    return files;
}

std::vector<std::string> further_files(const std::string& path) {
    constexpr const char* one_file_only[] = {"GPKG",       "GeoJSON", "GeoJSONSeq", "ESRIJSON", "TopoJSON",
                                             "FlatGeobuf", "XLSX",    "ODS",        "XLS",      "KML",
                                             "LIBKML",     "GPX",     "OSM",        "CSV"};
    if (!is_there(local_file(path))) return {};
    init_gdal();
    const ErrorTrap trap;
    GDALDriverH driver = GDALIdentifyDriverEx(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_RASTER, nullptr, nullptr);
    if (driver == nullptr) return {};
    const char* const name = GDALGetDriverShortName(driver);
    if (EQUAL(name, "GML") || EQUAL(name, "NAS")) return {};  // files_by_name() has them; to be opened it would be read
    const bool is_one = std::ranges::any_of(one_file_only, [&](const char* known) { return EQUAL(name, known); });
    return is_one ? std::vector<std::string>{} : listed_files(path);
}

}  // namespace grid::io
