#include "libgrid/io/write_advice.hpp"

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "libgrid/core/msg.hpp"

namespace grid::io {

Message advice_on_writing(const std::string& path) {
    constexpr const char* whole = mark("the old output, if any, is as it was");
    constexpr std::uintmax_t too_little = 4U << 20U;  // bytes; GDAL writes in blocks of up to a megabyte
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder.empty() ? "." : folder, error);
    if (error || space.available > too_little) return marked(whole);
    return msg("free some space, or write to another file system: '{}' has {} KiB left; {}",
               folder.empty() ? "." : folder.string(), space.available >> 10U, marked(whole));
}

}  // namespace grid::io
