#include "libgrid/io/standard_input.hpp"

#include <cpl_vsi.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/byte_streams.hpp"

namespace grid::io {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20U;
/// More is somebody's endless stream rather than a layer.
constexpr std::uint64_t most_bytes = std::uint64_t{4} << 30U;

[[noreturn]] void fail(const Message& what, const Message& advice = {}) {
    throw InputError(what, {.file = standard_input_name, .layer = {}, .fid = {}, .at = {}}, advice);
}

/// What a stream begins with, and the extension by which GDAL knows the format.
struct Beginning {
    std::string_view bytes;
    const char* extension;
};
constexpr Beginning binary_formats[] = {
    {"SQLite format 3", "gpkg"}, {"fgb\x03", "fgb"}, {"PK\x03\x04", "zip"}, {"\xD0\xCF\x11\xE0", "xls"}};

/// Of a workbook the first entry of the archive tells.
const char* kind_of_zip(std::string_view start) {
    constexpr std::size_t name_at = 30;
    const std::string_view name = start.substr(std::min(name_at, start.size()));
    if (name.starts_with("[Content_Types].xml") || name.starts_with("_rels/") || name.starts_with("docProps/"))
        return "xlsx";
    return name.starts_with("mimetypeapplication/vnd.oasis.opendocument.spreadsheet") ? "ods" : "zip";
}

const char* kind_of_xml(std::string_view start) {
    if (start.find("<kml") != std::string_view::npos) return "kml";
    return start.find("<gpx") != std::string_view::npos ? "gpx" : "gml";
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/// Null if it is in no format that is known.
const char* extension_of(std::string_view start) {
    for (const Beginning& known : binary_formats) {
        if (!start.starts_with(known.bytes)) continue;
        return std::string_view(known.extension) == "zip" ? kind_of_zip(start) : known.extension;
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (start.starts_with(byte_order_mark)) start.remove_prefix(byte_order_mark.size());
    const std::size_t first = start.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return nullptr;
    constexpr char record_separator = '\x1E';  // RFC 8142
    if (start[first] == '{' || start[first] == '[' || start[first] == record_separator) return "json";
    if (start[first] == '<') return kind_of_xml(start);
    return std::ranges::any_of(start, is_control) ? nullptr : "csv";
}

bool is_text(std::string_view extension) {
    return std::ranges::none_of(binary_formats, [&](const Beginning& b) { return extension == b.extension; }) &&
           extension != "xlsx" && extension != "ods";
}

/// A file that is gone when the process is, however it ends.
class Spool {
public:
    Spool() {
        const std::string folder = temporary_folder();
        m_file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (m_file < 0) {
            std::string name = folder + "/grid-XXXXXX";
            m_file = ::mkostemp(name.data(), O_CLOEXEC);
            if (m_file >= 0) ::unlink(name.c_str());
        }
        if (m_file < 0) fail_on(errno);
    }
    ~Spool() { ::close(m_file); }
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void add(std::string_view bytes) {
        m_size += bytes.size();
        if (m_size > most_bytes)
            fail(msg("there are more than {} GiB, which is no layer", most_bytes >> 30U), msg("give it as a file"));
        while (!bytes.empty()) {
            const ssize_t n = ::write(m_file, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail_on(errno);
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    /// The bytes, as long as the process lives.
    [[nodiscard]] void* map() const {
        void* const bytes = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, m_file, 0);
        if (bytes == MAP_FAILED) fail_on(errno);
        return bytes;
    }
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    [[noreturn]] static void fail_on(int error) {
        fail(msg("cannot be kept in the folder '{}': {}", temporary_folder(), std::strerror(error)),
             msg("name another folder with the variable TMPDIR, or give the data as a file"));
    }

    int m_file = -1;
    std::uint64_t m_size = 0;
};

std::string read_all() {
    ByteInput input(standard_stream);
    std::vector<char> block(block_bytes);
    std::size_t n = input.read(block);
    if (n == 0)
        fail(msg("there is nothing in it"),
             msg("look at what the program before the pipe says; `set -o pipefail` ends a script there"));
    constexpr std::size_t enough = std::size_t{1} << 16U;
    const char* const extension = extension_of({block.data(), std::min(n, enough)});
    if (extension == nullptr)
        fail(msg("it is in no format that can be told from its beginning"),
             msg("GeoJSON, GeoJSONSeq, CSV, FlatGeobuf, GeoPackage, KML, GML and ZIP can; others have to be files"));
    Spool spool;
    for (; n > 0; n = input.read(block)) {
        if (is_text(extension) && std::memchr(block.data(), 0, n) != nullptr)
            fail(msg("byte {} or one behind it is 0, which no text has", spool.size()),
                 msg("look at where it comes from"));
        spool.add({block.data(), n});
    }
    std::string path = std::string(standard_input_path) + extension;
    VSILFILE* const file =
        VSIFileFromMemBuffer(path.c_str(), static_cast<GByte*>(spool.map()), spool.size(), /*bTakeOwnership=*/FALSE);
    if (file == nullptr || VSIFCloseL(file) != 0) fail(msg("cannot be kept in memory"));
    return path;
}

}  // namespace

std::string temporary_folder() {
    for (const char* variable : {"CPL_TMPDIR", "TMPDIR"}) {
        const char* const folder = std::getenv(variable);
        if (folder != nullptr && *folder != '\0') return folder;
    }
    return "/tmp";
}

std::string standard_input_file() {
    static const std::string path = read_all();
    return path;
}

}  // namespace grid::io
