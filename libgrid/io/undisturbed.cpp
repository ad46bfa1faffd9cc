#include "libgrid/io/undisturbed.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/io/xml.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

bool is_there(const std::string& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

/// The file beside, in small letters or capitals; empty if there is none.
std::string beside(const std::string& path, const std::string& extension) {
    for (const std::string& spelling : {extension, upper_case(extension)}) {
        std::string file = CPLResetExtension(path.c_str(), spelling.c_str());
        if (is_there(file)) return file;
    }
    return {};
}

bool is_gml(const std::string& path) {
    init_gdal();
    const ErrorTrap quiet;
    const std::array drivers{"GML", "NAS", static_cast<const char*>(nullptr)};
    return GDALIdentifyDriverEx(path.c_str(), GDAL_OF_VECTOR, drivers.data(), nullptr) != nullptr;
}

/// The extensions of what may lie beside a file and is a part of it; none where the file can be read as it is.
std::vector<const char*> parts_beside(const std::string& path) {
    if (!is_there(path)) return {};
    const std::string extension = upper_case(CPLGetExtension(path.c_str()));
    const auto has = [&path](const char* other) { return !beside(path, other).empty(); };
    if ((extension == "CSV" || extension == "TSV") && has("csvt")) return {"prj"};
    if (extension == "SHP" && (has("idm") || has("ind"))) return {"shx", "dbf", "prj", "cpg"};
    if ((extension == "GML" || extension == "XML") && is_gml(path)) return {"xsd"};
    return {};
}

/// Writes the description of a file that is the whole of another.
void describe(const std::string& description, const std::string& file) {
    std::error_code error;
    const std::string absolute = fs::absolute(file, error).string();
    const std::string text = fmt::format(
        "<VSISparseFile><Length>{0}</Length><SubfileRegion><Filename relative=\"0\">{1}</Filename><DestinationOffset>0"
        "</DestinationOffset><SourceOffset>0</SourceOffset><RegionLength>{0}</RegionLength></SubfileRegion>"
        "</VSISparseFile>",
        fs::file_size(file, error), xml_text(absolute));
    VSILFILE* const to = VSIFOpenL(description.c_str(), "wb");
    if (to == nullptr) return;
    VSIFWriteL(text.data(), 1, text.size(), to);
    VSIFCloseL(to);
}

}  // namespace

std::string undisturbed(const std::string& path) {
    const std::vector<std::string> files = undisturbed_files(path);
    if (files.empty()) return path;
    // Some hundred bytes in memory that stay there: a data set opens its file when it likes.
    static std::atomic<int> number = 0;
    const std::string base = fmt::format("/vsimem/grid-{}/{}", ++number, CPLGetBasename(path.c_str()));
    for (const std::string& file : files)
        describe(fmt::format("{}.{}", base, CPLGetExtension(file.c_str())), file);
    return fmt::format("/vsisparse/{}.{}", base, CPLGetExtension(path.c_str()));
}

std::vector<std::string> undisturbed_files(const std::string& path) {
    const std::vector<const char*> parts = parts_beside(path);
    if (parts.empty()) return {};
    std::vector<std::string> files{path};
    for (const char* part : parts) {
        if (std::string file = beside(path, part); !file.empty()) files.push_back(std::move(file));
    }
    return files;
}

}  // namespace grid::io
