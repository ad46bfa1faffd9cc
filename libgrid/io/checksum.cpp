#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/data_files.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

namespace {

/// All regular files of the source, by name. The file alone where GDAL does not know it.
std::vector<std::string> files_of(const std::string& path) {
    std::vector<std::string> files = io::listed_files(path);
    if (files.empty()) files.push_back(path);
    std::sort(files.begin(), files.end());
    std::erase_if(files, [](const std::string& file) {
        VSIStatBufL status;
        return VSIStatL(file.c_str(), &status) != 0 || VSI_ISDIR(status.st_mode);
    });
    return files;
}

}  // namespace

std::string checksum(const std::string& path) {
    io::init_gdal();
    const io::ErrorTrap trap;
    const std::vector<std::string> files = files_of(path);
    if (files.empty()) return {};
    boost::crc_32_type crc;
    std::vector<unsigned char> buffer(std::size_t{1} << 20U);
    for (const std::string& name : files) {
        const io::FileToRead file = io::open_to_read(name);
        if (!file) {
            throw InputError(trap.explain(msg("cannot be opened")), {.file = name, .layer = {}, .fid = {}, .at = {}});
        }
        while (const std::size_t n = VSIFReadL(buffer.data(), 1, buffer.size(), file.get())) {
            crc.process_bytes(buffer.data(), n);
        }
    }
    return fmt::format("crc32:{:08x}", crc.checksum());
}

}  // namespace grid
