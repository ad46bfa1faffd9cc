#pragma once

// For the files of this stage only.

#include <string>

namespace grid::io {

/// Where GDAL finds what standard input holds. It is read at the first call, to its end, into a file without a name in
/// the folder of CPL_TMPDIR or TMPDIR, for formats are read from more than one place; unpacked if it is packed with
/// gzip or Zstandard. The extension of the name follows from the first bytes. Throws InputError if it is empty, closed,
/// in no format that is known, cut off or more than a file can be, or if the folder is full.
[[nodiscard]] std::string standard_input_file();

/// The folder for what lives no longer than the process.
[[nodiscard]] std::string temporary_folder();

}  // namespace grid::io
