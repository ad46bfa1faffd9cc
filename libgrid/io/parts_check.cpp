#include "libgrid/io/parts_check.hpp"

#include <cpl_conv.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/csv_check.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/ods_check.hpp"
#include "libgrid/io/shapefile_check.hpp"

namespace grid::io {

namespace {

/// The file of the layer, also where a folder was opened.
std::string file_of_layer(const Source::Impl& impl, const char* extension) {
    VSIStatBufL status;
    const std::string& path = impl.ref.path;
    const bool is_folder = VSIStatL(path.c_str(), &status) == 0 && VSI_ISDIR(status.st_mode);
    return is_folder ? CPLFormFilename(path.c_str(), impl.layer_name.c_str(), extension) : path;
}

/// The lines of a text that are not empty; nothing if it cannot be opened.
std::optional<std::int64_t> lines_of(const std::string& path) {
    const FileToRead file = open_to_read(path);
    if (!file) return std::nullopt;
    std::int64_t lines = 0;
    bool is_empty = true;
    std::string chunk(std::size_t{1} << 16U, '\0');
    while (const std::size_t n = VSIFReadL(chunk.data(), 1, chunk.size(), file.get())) {
        for (const char c : std::string_view(chunk).substr(0, n)) {
            const bool is_end = c == '\n' || c == '\r';
            if (is_empty && !is_end) ++lines;
            is_empty = is_end;
        }
    }
    return lines;
}

/// The path with another extension, in small letters or in capitals, whichever is there.
std::string sibling(const std::string& path, const std::string& extension, const std::string& capitals) {
    const std::string small = CPLResetExtension(path.c_str(), extension.c_str());
    VSIStatBufL status;
    return VSIStatL(small.c_str(), &status) == 0 ? small : CPLResetExtension(path.c_str(), capitals.c_str());
}

/// The .id of a .tab has four bytes for each shape, and the .dat is a table like a .dbf.
void check_dat(const Source::Impl& impl) {
    const std::string tab = file_of_layer(impl, "tab");
    if (!EQUAL(CPLGetExtension(tab.c_str()), "tab")) return;
    VSIStatBufL status;
    if (VSIStatL(sibling(tab, "id", "ID").c_str(), &status) != 0) return;
    const FileToRead dat = open_to_read(sibling(tab, "dat", "DAT"));
    std::array<std::uint8_t, 8> head{};
    if (!dat || VSIFReadL(head.data(), 1, head.size(), dat.get()) < head.size()) return;
    const std::int64_t records = std::int64_t{head[4]} | (std::int64_t{head[5]} << 8) | (std::int64_t{head[6]} << 16) |
                                 (std::int64_t{head[7]} << 24);
    const std::int64_t shapes = static_cast<std::int64_t>(status.st_size) / 4;
    if (shapes <= records) return;
    throw InputError(msg("the parts do not belong together: the .id leads to {} shapes, but the .dat holds {} "
                         "records",
                         shapes, records),
                     impl.place(), msg("copy all files of the .tab together from their source"));
}

/// A .mif holds the shapes, and a .mid a line of values for each.
void check_mid(const Source::Impl& impl, std::int64_t features) {
    const std::string mif = file_of_layer(impl, "mif");
    if (!EQUAL(CPLGetExtension(mif.c_str()), "mif")) return;
    const auto lines = lines_of(sibling(mif, "mid", "MID"));
    if (!lines || *lines == features) return;
    throw InputError(
        msg("the parts do not belong together: the .mif holds {} features, but the .mid {} lines", features, *lines),
        impl.place(), msg("copy both files together from their source"));
}

/// A file of SQLite says how many pages it has. Where some are cut off, OGR reads rows without values.
void check_pages(const Source::Impl& impl) {
    const FileToRead file = open_to_read(impl.ref.path);
    std::array<std::uint8_t, 100> head{};
    if (!file || VSIFReadL(head.data(), 1, head.size(), file.get()) < head.size()) return;
    const auto number = [&head](std::size_t at) {
        return (std::uint64_t{head[at]} << 24U) | (std::uint64_t{head[at + 1]} << 16U) |
               (std::uint64_t{head[at + 2]} << 8U) | std::uint64_t{head[at + 3]};
    };
    constexpr std::size_t changes = 24;
    constexpr std::size_t changes_at_count = 92;
    if (!std::equal(head.begin(), head.begin() + 15, "SQLite format 3") || number(changes) != number(changes_at_count))
        return;
    const std::uint64_t stored = (std::uint64_t{head[16]} << 8U) | std::uint64_t{head[17]};
    const std::uint64_t promised = (stored == 1 ? 65536 : stored) * number(28);
    VSIStatBufL status;
    if (VSIStatL(impl.ref.path.c_str(), &status) != 0) return;
    const auto there = static_cast<std::uint64_t>(status.st_size);
    if (there >= promised) return;
    throw InputError(msg("the file is truncated: its header promises {} bytes, but it has {}", promised, there),
                     file_place(impl.ref), msg("copy the file again from its source"));
}

void check_promise(const Source::Impl& impl, std::int64_t features) {
    const std::int64_t promised = impl.layer->GetFeatureCount(FALSE);
    if (promised <= features) return;
    throw InputError(msg("the header promises {} features, but only {} can be read", promised, features), impl.place(),
                     msg("copy the file again from its source"));
}

}  // namespace

std::int64_t check_parts(const Source::Impl& impl, std::int64_t features, std::optional<std::int64_t> records) {
    const std::string_view driver = impl.dataset->GetDriverName();
    const auto columns = static_cast<std::size_t>(impl.layer->GetLayerDefn()->GetFieldCount());
    if (driver == "ODS") check_ods(impl.ref, impl.layer_name, features);
    if (driver == "CSV") check_csv(file_of_layer(impl, "csv"), columns, impl.place());
    if (driver == "MapInfo File") {
        check_dat(impl);
        check_mid(impl, features);
    }
    if (driver == "FlatGeobuf") check_promise(impl, features);
    if (driver == "SQLite" || driver == "GPKG") check_pages(impl);
    if (driver != "ESRI Shapefile") return 0;
    if (!records) records = check_shapefile(shapefile_of_layer(impl.ref.path, impl.layer_name));
    return records ? *records - features : 0;
}

}  // namespace grid::io
