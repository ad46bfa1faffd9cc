#pragma once

#include <string>

#include "libgrid/core/message.hpp"

namespace grid::io {

/// What helps where a file could not be written, while what was written of it is still there: room, if the disk is
/// full. In any case the old file is whole.
[[nodiscard]] Message advice_on_writing(const std::string& path);

}  // namespace grid::io
