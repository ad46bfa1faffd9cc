#pragma once

#include <string>

namespace grid::io {

/// What helps where a file could not be written, while what was written of it is still there: room, if the disk is
/// full. In any case the old file is whole.
[[nodiscard]] std::string advice_on_writing(const std::string& path);

}  // namespace grid::io
