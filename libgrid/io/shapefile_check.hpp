#pragma once

// For the files of this stage only: what OGR leaves unsaid about Shapefiles.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

/// Throws InputError if the .shx or .dbf beside `path` is missing, a file is shorter than its header says, or the files
/// do not belong together. Returns the number of records, those marked as deleted included; nothing for a path that is
/// no file that ends in .shp.
std::optional<std::int64_t> check_shapefile(const std::string& path);

/// Whether the files of a Shapefile are as long as they say: GDAL writes the last record when it closes one, and does
/// not look whether it could. True for what is none.
[[nodiscard]] bool is_whole_shapefile(const std::string& path);

/// The .shp that a layer is read from, which may have been opened as a folder, an archive or another of its files.
[[nodiscard]] std::string shapefile_of_layer(const std::string& path, const std::string& layer);

/// How the text of a Shapefile is encoded.
struct ShapefileEncoding {
    std::string name;    ///< empty: nothing is declared, or only an unspecified "ANSI"
    bool vague = false;  ///< the .dbf says "ANSI" (LDID 87), which stands for whatever the writing computer used
};

/// Of a layer that was opened with the open option ENCODING="" (no recoding).
[[nodiscard]] ShapefileEncoding declared_encoding(OGRLayer& raw_layer);

/// Throws InputError if the encoding is one of western text, but text of the layer is none, and good Chinese: then a
/// program has written its default into the .cpg.
void check_latin(OGRLayer& raw_layer, const std::string& encoding, const Place& place);

/// The strings in the text fields of the layer and its field names that are not ASCII: at most `limit`.
[[nodiscard]] std::vector<std::string> text_samples(OGRLayer& raw_layer, std::size_t limit);

/// For text under the vague "ANSI": UTF-8 if all samples are, CP1252 if they look like it, else empty.
/// Four letters in a row beyond ASCII do not occur in western text, but are the rule in Chinese and Japanese.
[[nodiscard]] std::string guess_vague_encoding(const std::vector<std::string>& samples);

}  // namespace grid::io
