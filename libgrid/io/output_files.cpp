#include "libgrid/io/output_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/data_files.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/shared_package.hpp"
#include "libgrid/io/text.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace io {

namespace {

Place place_of(const fs::path& path) {
    return {.file = path.string(), .layer = {}, .fid = {}, .at = {}};
}

void check_writable(const fs::path& folder, const fs::path& path) {
    const int file = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    int error = errno;
    if (file >= 0) {
        ::close(file);
        return;
    }
    if (error == EOPNOTSUPP || error == EISDIR || error == ENOENT) {
        std::string probe = (folder / ".gridify-probe-XXXXXX").string();
        if (::mkdtemp(probe.data()) != nullptr) {
            ::rmdir(probe.c_str());
            return;
        }
        error = errno;
    }
    throw InputError(msg("the folder '{}' is not writable: {}", folder.string(), std::strerror(error)), place_of(path),
                     msg("choose another output folder"));
}

/// The name itself first. Beside `.SHP` those in small letters count too: readers would take them first.
std::vector<fs::path> shapefile_files(const fs::path& shp) {
    std::vector<fs::path> files{shp};
    for (const std::string& extension : shapefile_extensions()) {
        if (shp.extension() != ".shp" || extension != ".shp")
            files.push_back(fs::path(shp).replace_extension(extension));
        if (shp.extension() == ".SHP" && extension != ".shp")
            files.push_back(fs::path(shp).replace_extension(upper_case(extension)));
    }
    return files;
}

std::vector<fs::path> all_files(const fs::path& path, Format format, const std::vector<std::string>& beside) {
    const bool is_shapefile = format == Format::shapefile;
    std::vector<fs::path> files = is_shapefile ? shapefile_files(path) : std::vector{path};
    if (format == Format::geopackage) return files;
    for (const std::string& suffix : beside) {
        const fs::path other = path_beside(path, suffix);
        const bool is_set = is_shapefile && other.extension() == path.extension();
        const auto more = is_set ? shapefile_files(other) : std::vector{other};
        files.insert(files.end(), more.begin(), more.end());
    }
    return files;
}

/// By the extension, as far as the files beside depend on it.
Format format_of(const fs::path& path) {
    const std::string extension = upper_case(path.extension().string());
    if (extension == ".SHP") return Format::shapefile;
    return extension == ".GPKG" ? Format::geopackage : Format::geojson;
}

}  // namespace

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

std::string upper_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c; });
    return text;
}

fs::path resolve(const std::string& path) {
    if (auto place = place_of_building(path)) return *std::move(place);
    std::error_code error;
    if (!fs::is_symlink(path, error)) return path;
    fs::path target = fs::canonical(path, error);
    if (!error) return target;
    target = path;
    constexpr int most_links = 40;  // as the system has it
    for (int i = 0; i < most_links && fs::is_symlink(target, error); ++i)
        target = folder_of(target) / fs::read_symlink(target, error);
    return target;
}

fs::path path_beside(const fs::path& path, const std::string& suffix) {
    const bool is_complete = suffix.find('.') != std::string::npos;
    return folder_of(path) / (path.stem().string() + suffix + (is_complete ? "" : path.extension().string()));
}

std::vector<fs::path> existing_files(const fs::path& path, const OutputOptions& options) {
    std::vector<fs::path> files = all_files(path, options.format, options.beside);
    std::erase_if(files, [](const fs::path& file) {
        std::error_code error;
        return fs::symlink_status(file, error).type() == fs::file_type::not_found;
    });
    return files;
}

std::vector<std::string> files_of_output(const std::string& path, const std::vector<std::string>& beside) {
    if (path.empty() || is_connection(path)) return {};
    const Carrier carrier = carrier_of(path);
    if (carrier == Carrier::archive) return {archive_of(path).string()};
    if (carrier != Carrier::none) return {};
    const fs::path target = resolve(path);
    std::vector<std::string> files{path};
    for (const fs::path& file : all_files(target, format_of(target), beside))
        if (file != target) files.push_back(file.string());
    if (upper_case(target.extension().string()) == ".QGS")
        files.push_back(fs::path(target).replace_extension(".gpkg").string());
    return files;
}

void check_name(const fs::path& folder, const fs::path& path, int further_bytes) {
    const long most = ::pathconf(folder.c_str(), _PC_NAME_MAX) - further_bytes;
    const std::string name = path.filename().string();
    if (most < 0 || name.size() <= static_cast<std::size_t>(most)) return;
    throw InputError(msg("the name has {} bytes, but it can have {} at most", name.size(), most), place_of(path),
                     msg("choose a shorter name"));
}

void check_place(const fs::path& path) {
    if (path.filename().empty()) throw InputError(msg("the output has no file name"), place_of(path));
    const fs::path folder = folder_of(path);
    std::error_code error;
    const fs::file_status folder_status = fs::status(folder, error);
    if (folder_status.type() == fs::file_type::not_found) {
        throw InputError(msg("there is no folder '{}'", folder.string()), place_of(path),
                         msg("create the folder first"));
    }
    if (!fs::is_directory(folder_status)) {
        throw InputError(msg("'{}' is not a folder", folder.string()), place_of(path));
    }
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status))
        throw InputError(msg("the output is a folder"), place_of(path), msg("name a file in it"));
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        throw InputError(msg("the output is not a regular file"), place_of(path));
    }
    check_name(folder, path, 0);
    check_writable(folder, path);
}

}  // namespace io

namespace {

[[noreturn]] void refuse_existing(const fs::path& path, const Message& advice) {
    throw InputError(msg("the output exists already"), {.file = path.string(), .layer = {}, .fid = {}, .at = {}},
                     advice);
}

constexpr const char* overwrite_advice = mark("replace it with -O, --overwrite");

/// GDAL finds the parts of a Shapefile by the one or the other only.
void check_shapefile_name(const fs::path& path) {
    const std::string extension = path.extension().string();
    if (extension == ".shp" || extension == ".SHP") return;
    throw ConfigError(msg("the name of a Shapefile ends in .shp or .SHP, not in '{}'", extension),
                      {.file = path.string(), .layer = {}, .fid = {}, .at = {}}, msg("write .shp"));
}

/// GDAL takes what is before it for a folder.
void check_no_backslash(const fs::path& path) {
    if (path.filename().string().find('\\') == std::string::npos) return;
    throw ConfigError(msg("a file of this format can have no backslash in its name"),
                      {.file = path.string(), .layer = {}, .fid = {}, .at = {}}, msg("choose another name"));
}

}  // namespace

void check_text_output(const std::string& path, bool overwrite) {
    if (io::carrier_of(path) != io::Carrier::none) return io::check_carried(path, overwrite);
    const fs::path output = io::resolve(path);
    io::check_place(output);
    std::error_code error;
    if (!overwrite && fs::exists(output, error)) refuse_existing(path, marked(overwrite_advice));
}

void write_text(const std::string& path, const std::string& text, bool overwrite, OutputSet& outputs) {
    check_text_output(path, overwrite);
    const fs::path output = io::resolve(path);
    outputs.impl().add(output, {}, overwrite, path).add_text(output.filename().string(), text);
}

void write_text(const std::string& path, const std::string& text, bool overwrite) {
    OutputSet outputs;
    write_text(path, text, overwrite, outputs);
    outputs.commit();
}

void check_output(const OutputOptions& options) {
    if (options.path.empty()) throw InputError(msg("no output is named"));
    if (options.format == Format::shapefile) const io::Recoder known("UTF-8", options.encoding);
    const fs::path path = io::resolve(options.path);
    if (options.format == Format::shapefile) check_shapefile_name(path);
    if (io::carrier_of(options.path) != io::Carrier::none) {
        if (options.overwrite_layer)
            throw ConfigError(msg("--overwrite-layer is for a GeoPackage that is a file, and for a database"),
                              {.file = options.path, .layer = {}, .fid = {}, .at = {}}, msg("leave it out"));
        io::check_carried(options.path, options.overwrite);
        if (io::carrier_of(options.path) != io::Carrier::store) return;
        for (const fs::path& file : io::all_files(options.path, options.format, options.beside))
            io::check_carried(file.string(), options.overwrite);
        return;
    }
    if (options.format == Format::shapefile || options.format == Format::flatgeobuf) check_no_backslash(path);
    io::check_place(path);
    if (options.format != Format::geopackage) {
        for (const std::string& suffix : options.beside)
            io::check_name(io::folder_of(path), io::path_beside(path, suffix), 0);
    }
    if (options.format == Format::geopackage) {
        constexpr int journal_bytes = 8;  // SQLite writes `<name>-journal` beside it
        if (io::upper_case(path.extension().string()) == ".GPKG")
            io::check_name(io::folder_of(path), path, journal_bytes);
        for (const char* suffix : {"-wal", "-journal"}) {
            const fs::path open_file = path.string() + suffix;
            std::error_code error;
            if (!fs::exists(open_file, error)) continue;
            throw InputError(msg("a program has the file open or did not finish writing it"),
                             {.file = open_file.string(), .layer = {}, .fid = {}, .at = {}},
                             msg("close the GeoPackage in the other program (QGIS, say); if there is none, remove this "
                                 "file"));
        }
    }
    const std::vector<fs::path> existing = io::existing_files(path, options);
    if (existing.empty()) return;
    const bool has_tables = options.format == Format::geopackage && !options.tables.empty();
    if (options.overwrite_layer && has_tables) return io::check_can_share(path, options);
    if (!options.overwrite) {
        refuse_existing(existing.front(), has_tables && options.can_share
                                              ? msg("replace it with -O, --overwrite, or only these layers in it with "
                                                    "--overwrite-layer")
                                              : marked(overwrite_advice));
    }
    if (has_tables) io::check_no_other_tables(path, options);
}

}  // namespace grid
