#include "libgrid/io/destination.hpp"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <memory>
#include <string_view>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/io/standard_input.hpp"

namespace fs = std::filesystem;

namespace grid::io {

namespace {

constexpr std::string_view zip_system = "/vsizip/";
constexpr std::string_view gzip_system = "/vsigzip/";
constexpr std::string_view stores[] = {"/vsis3/",  "/vsigs/",    "/vsiaz/",   "/vsiadls/",
                                       "/vsioss/", "/vsiswift/", "/vsihdfs/", "/vsiwebhdfs/"};

Place place_of(const std::string& path) {
    return {.file = path, .layer = {}, .fid = {}, .at = {}};
}

/// `/vsizip/DIR/x.zip/in/NAME` as DIR/x.zip and in/NAME; `/vsigzip/DIR/NAME.gz` as DIR/NAME.gz and NAME.
struct Packed {
    std::string archive;
    std::string inside;
};

std::optional<Packed> packed(const std::string& path) {
    if (path.starts_with(gzip_system)) {
        const std::string file = path.substr(gzip_system.size());
        const std::string name = fs::path(file).filename().string();
        if (!upper_case(name).ends_with(".GZ") || name.size() == 3) return std::nullopt;
        return Packed{file, name.substr(0, name.size() - 3)};
    }
    if (!path.starts_with(zip_system)) return std::nullopt;
    std::string rest = path.substr(zip_system.size());
    std::size_t end = 0;
    if (rest.starts_with('{')) {
        end = rest.find("}/");
        if (end == std::string::npos) return std::nullopt;
        rest = rest.substr(1, end - 1) + rest.substr(end + 1);
        --end;
    } else {
        end = upper_case(rest).find(".ZIP/");
        if (end == std::string::npos) return std::nullopt;
        end += 4;
    }
    Packed result{rest.substr(0, end), rest.substr(end + 1)};
    if (fs::path(result.inside).filename().empty()) return std::nullopt;
    return result;
}

/// Calls `take` for piece after piece of a file; it says whether it could. `fail` does not return.
void for_each_piece(const fs::path& file, const std::function<bool(const std::string&)>& take,
                    const std::function<void()>& fail) {
    constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
    std::ifstream from(file, std::ios::binary);
    std::string piece(piece_bytes, '\0');
    while (from.read(piece.data(), static_cast<std::streamsize>(piece_bytes)) || from.gcount() > 0) {
        const auto n = static_cast<std::size_t>(from.gcount());
        if (!take(n == piece_bytes ? piece : piece.substr(0, n))) fail();
    }
    if (!from.eof() || from.bad()) fail();
}

/// Copies a file to where GDAL can write. Throws InputError.
void copy(const fs::path& file, const std::string& to, const std::string& shown) {
    const ErrorTrap trap;
    const auto fail = [&] {
        throw InputError(trap.explain(msg("cannot be written")), place_of(shown),
                         msg("`gdalinfo --formats` and the manual of GDAL's virtual file systems say what they need"));
    };
    std::unique_ptr<VSILFILE, VsiCloser> target(VSIFOpenL(to.c_str(), "wb"));
    if (!target) fail();
    const auto write = [&](const std::string& bytes) {
        return VSIFWriteL(bytes.data(), 1, bytes.size(), target.get()) == bytes.size();
    };
    for_each_piece(file, write, fail);
    if (VSIFCloseL(target.release()) != 0) fail();
}

/// Whether what was packed can be unpacked again. Some of GDAL's file systems do not tell of a full disk.
bool is_same_content(const fs::path& file, const std::string& packed) {
    const FileToRead copied = open_to_read(packed);
    if (!copied) return false;
    bool is_same = true;
    std::string piece;
    const auto compare = [&](const std::string& bytes) {
        piece.resize(bytes.size());
        is_same = is_same && VSIFReadL(piece.data(), 1, piece.size(), copied.get()) == bytes.size() && piece == bytes;
        return true;
    };
    for_each_piece(file, compare, [&] { is_same = false; });
    char further = 0;
    return is_same && VSIFReadL(&further, 1, 1, copied.get()) == 0;
}

void zip(const Packed& packed, const std::string& archive, const std::vector<fs::path>& files) {
    const ErrorTrap trap;
    const auto fail = [&] { throw InputError(trap.explain(msg("cannot be written")), place_of(packed.archive)); };
    const std::string inner = fs::path(packed.inside).parent_path().string();
    // GDAL's zip files carry no dates.
    std::unique_ptr<void, decltype(&CPLCloseZip)> to(CPLCreateZip(archive.c_str(), nullptr), &CPLCloseZip);
    if (!to) fail();
    std::vector<std::string> names;
    for (const fs::path& file : files) {
        const std::string& name = names.emplace_back((fs::path(inner) / file.filename()).string());
        if (CPLCreateFileInZip(to.get(), name.c_str(), nullptr) != CE_None) fail();
        const auto write = [&](const std::string& bytes) {
            return CPLWriteFileInZip(to.get(), bytes.data(), static_cast<int>(bytes.size())) == CE_None;
        };
        for_each_piece(file, write, fail);
        if (CPLCloseFileInZip(to.get()) != CE_None) fail();
    }
    if (CPLCloseZip(to.release()) != CE_None) fail();
    for (std::size_t i = 0; i < files.size(); ++i)
        if (!is_same_content(files[i], fmt::format("/vsizip/{{{}}}/{}", archive, names[i]))) fail();
}

/// Where the output is built before it is carried away.
void check_temporary_folder(const std::string& path) {
    try {
        check_place(*place_of_building(path));
    } catch (const InputError& error) {
        throw InputError(msg("it cannot be built in the temporary folder: {}", error.message()), place_of(path),
                         msg("name another folder with the variable TMPDIR"));
    }
}

void check_standard_output() {
    const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) != O_RDONLY) return;
    throw InputError(msg("cannot write to standard output: it is closed"), {},
                     msg("give -o FILE, or leave standard output open"));
}

}  // namespace

Carrier carrier_of(const std::string& path) {
    if (path == standard_stream) return Carrier::standard_output;
    if (!path.starts_with("/vsi")) return Carrier::none;
    if (packed(path)) return Carrier::archive;
    const auto begins = [&](std::string_view store) { return path.starts_with(store); };
    return std::ranges::any_of(stores, begins) ? Carrier::store : Carrier::nowhere;
}

std::optional<fs::path> place_of_building(const std::string& path) {
    switch (carrier_of(path)) {
        case Carrier::standard_output:
            // GDAL makes a folder of a FlatGeobuf with another extension, and no other format minds.
            return fs::path(temporary_folder()) / "standard-output.fgb";
        case Carrier::archive: {
            return folder_of(archive_of(path)) / fs::path(packed(path)->inside).filename();
        }
        case Carrier::store:
            return fs::path(temporary_folder()) / fs::path(path).filename();
        default:
            return std::nullopt;
    }
}

std::string name_with_extension(const std::string& path) {
    const auto known = path.starts_with(gzip_system) ? packed(path) : std::nullopt;
    return known ? known->inside : path;
}

fs::path archive_of(const std::string& path) {
    return resolve(packed(path)->archive);
}

void check_carried(const std::string& path, bool overwrite) {
    const Message advice = msg("replace it with -O, --overwrite");
    switch (carrier_of(path)) {
        case Carrier::standard_output:
            check_standard_output();
            check_temporary_folder(path);
            break;
        case Carrier::archive: {
            const fs::path archive = archive_of(path);
            check_place(archive);
            std::error_code error;
            if (!overwrite && fs::exists(archive, error))
                throw InputError(msg("the output exists already"), place_of(archive.string()),
                                 msg("replace the whole archive with -O, --overwrite"));
            break;
        }
        case Carrier::store: {
            init_gdal();
            const ErrorTrap quiet;
            VSIStatBufL status;
            if (!overwrite && VSIStatL(path.c_str(), &status) == 0)
                throw InputError(msg("the output exists already"), place_of(path), advice);
            check_temporary_folder(path);
            break;
        }
        case Carrier::nowhere:
            throw ConfigError(msg("nothing can be written there"), place_of(path),
                              msg("`-o -` is standard output; files can be written into /vsizip/FILE.zip/NAME, as "
                                  "/vsigzip/NAME.gz, and into stores such as /vsis3/BUCKET/NAME"));
        case Carrier::none:
            break;
    }
}

void pack(const std::string& path, const std::vector<fs::path>& files) {
    const Packed known = *packed(path);
    const fs::path folder = files.front().parent_path();
    const std::string name = archive_of(path).filename().string();
    std::error_code error;
    if (path.starts_with(zip_system)) {
        const fs::path archive = folder / (name + ".packed");
        zip(known, archive.string(), files);
        for (const fs::path& file : files)
            fs::remove(file, error);
        fs::rename(archive, folder / name);
        return;
    }
    const std::string ending = name.substr(name.size() - 3);
    for (const fs::path& file : files) {
        const std::string target = std::string(gzip_system) + file.string() + ending;
        copy(file, target, path);
        if (!is_same_content(file, target)) throw InputError(msg("cannot be written"), place_of(path));
        fs::remove(file, error);
    }
}

void send_to_standard_output(const fs::path& file) {
    OutputSet none;
    ByteOutput output(standard_stream, false, none);
    const auto write = [&](const std::string& bytes) {
        output.write(bytes);
        return true;
    };
    for_each_piece(file, write,
                   [&] { throw InputError(msg("what was written cannot be read back"), place_of(file.string())); });
}

void send_to_store(const std::string& path, const std::vector<fs::path>& files) {
    init_gdal();
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    for (const fs::path& file : files)
        copy(file, folder + file.filename().string(), path);
}

}  // namespace grid::io
