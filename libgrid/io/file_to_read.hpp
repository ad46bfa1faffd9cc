#pragma once

// For the files of this stage only.

#include <cpl_vsi.h>

#include <memory>
#include <string>

namespace grid::io {

struct VsiCloser {
    void operator()(VSILFILE* file) const { VSIFCloseL(file); }
};
using FileToRead = std::unique_ptr<VSILFILE, VsiCloser>;

/// A file, also in an archive or wherever GDAL finds one; null if it cannot be opened.
[[nodiscard]] inline FileToRead open_to_read(const std::string& path) {
    return FileToRead(VSIFOpenL(path.c_str(), "rb"));
}

}  // namespace grid::io
