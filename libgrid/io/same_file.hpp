#pragma once

#include <string>
#include <vector>

#include "libgrid/core/message.hpp"

namespace grid {

/// A file as somebody named it.
struct NamedFile {
    Message role;      ///< what messages call it: `--sites`, `the boundaries`
    std::string path;  ///< as it was written; a connection to a database is no file
    /// Of an output: what the names of further files end in that are written with it, as OutputOptions::beside.
    std::vector<std::string> beside{};
};

/// Throws ConfigError if an output is an input, or two outputs are one, whatever they are called: links of both kinds
/// and folders are followed, and all files count that belong to an input (the parts of a Shapefile, an archive, what a
/// VRT refers to) or to an output (its parts, and what is written beside it). What is there is told apart by device and
/// inode, what is not by its folder and name. Writes nothing.
void check_distinct_files(const std::vector<NamedFile>& inputs, const std::vector<NamedFile>& outputs);

}  // namespace grid
