#include "libgrid/io/layer_uri.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>
#include <system_error>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/archive.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/standard_input.hpp"

namespace grid {

namespace {

/// Where the parts begin; npos if there are none.
std::size_t begin_of_parts(const std::string& path) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return std::string::npos;
    for (const char* part : {"|layername=", "|geometryname=", "|subset=", "|layerid=", "|geometrytype="}) {
        if (path.find(part) != std::string::npos) return path.find('|');
    }
    return std::string::npos;
}

}  // namespace

std::string file_of_uri(const std::string& path) {
    return path.substr(0, begin_of_parts(path));
}

void take_layer_uri(SourceRef& ref) {
    const std::size_t bar = begin_of_parts(ref.path);
    if (bar == std::string::npos) return;
    const std::string whole = ref.path;
    const Place place{.file = whole, .layer = {}, .fid = {}, .at = {}};
    ref.path = whole.substr(0, bar);
    std::string layer;
    std::string column;
    for (std::size_t begin = bar + 1; begin < whole.size();) {
        const bool is_subset = whole.compare(begin, 7, "subset=") == 0;  // the last one: SQL may have a bar in it
        const std::size_t end = is_subset ? whole.size() : std::min(whole.find('|', begin), whole.size());
        const std::string part = whole.substr(begin, end - begin);
        const std::string value = part.substr(std::min(part.find('=') + 1, part.size()));
        begin = end + 1;
        if (part.starts_with("layername=")) {
            layer = value;
        } else if (part.starts_with("geometryname=")) {
            column = value;
        } else if (is_subset) {
            ref.where = ref.where.empty() ? value : fmt::format("({}) AND ({})", value, ref.where);
        } else if (!part.starts_with("geometrytype=")) {
            throw ConfigError(msg("'{}' cannot be used", part), place, msg("name the layer: FILE|layername=NAME"));
        }
    }
    if (!layer.empty() && !ref.layer.empty() && layer != ref.layer) {
        throw ConfigError(msg("the layer is named twice, '{}' and '{}'", layer, ref.layer), place,
                          msg("name it once, in the path or with the option"));
    }
    if (!layer.empty()) ref.layer = layer;
    if (!column.empty()) ref.layer += fmt::format("({})", column);
}

void find_file(SourceRef& ref) {
    if (ref.path == standard_stream) ref.path = io::standard_input_file();
    ref.path = io::file_in_archive(ref.path, ref.layer);
}

}  // namespace grid
