#pragma once

// For the files of this stage only: outputs that are no files in a folder of this machine. They are built as files,
// like all others, and carried to where they are to be when they are complete.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace grid::io {

enum class Carrier {
    none,             ///< a file, which is renamed into place
    standard_output,  ///< `-`: what the output itself consists of goes there, nothing of what would lie beside it
    archive,          ///< `/vsizip/DIR/x.zip/NAME`, `/vsigzip/DIR/NAME.gz`: packed, and then renamed into place
    store,            ///< `/vsis3/...` and the like: copied there, the output itself last
    nowhere           ///< another file system of GDAL, into which nothing can be written
};

[[nodiscard]] Carrier carrier_of(const std::string& path);

/// The file of a folder beside which the output is built, and with what name; nullopt where it is a file itself. Of
/// archives a file beside them, else one in the temporary folder.
[[nodiscard]] std::optional<std::filesystem::path> place_of_building(const std::string& path);

/// The name by whose extension the format is known: that of a file that is packed alone without its `.gz`.
[[nodiscard]] std::string name_with_extension(const std::string& path);

/// The archive of the disk that becomes of the output; a symbolic link is followed.
[[nodiscard]] std::filesystem::path archive_of(const std::string& path);

/// Throws InputError if such an output is there and may not be replaced, and what else is known before any work: that
/// standard output is closed, a folder cannot be written to. ConfigError for `nowhere`.
void check_carried(const std::string& path, bool overwrite);

/// Puts the files into the archive of `path`, which is made in their folder, and removes them. Throws InputError.
void pack(const std::string& path, const std::vector<std::filesystem::path>& files);

/// Copies the file to standard output. Throws ReaderGone and InputError.
void send_to_standard_output(const std::filesystem::path& file);

/// Copies the files to the store that `path` leads to. Throws InputError.
void send_to_store(const std::string& path, const std::vector<std::filesystem::path>& files);

}  // namespace grid::io
