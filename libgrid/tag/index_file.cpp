#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding_report.hpp"
#include "libgrid/tag/tag_layer.hpp"

// An index file is the head, then the index of the grids: its own head, and the arrays as they lie in memory, one
// behind the other; then that of the micro-grids, if there are any; then the texts: for each its length and its bytes,
// codes, units and names by grid, codes by micro-grid, the CRS, and the findings. The checksum is that of all bytes
// behind the head.

namespace grid {

namespace {

constexpr std::array<char, 8> magic{'G', 'R', 'I', 'D', 'I', 'D', 'X', '\n'};
constexpr std::uint32_t version = 2;
constexpr std::uint32_t byte_order = 0x01020304;

struct Head {
    std::array<char, 8> magic{};
    std::uint32_t byte_order = 0;
    std::uint32_t version = 0;
    std::uint64_t bytes = 0;  ///< of the file
    std::uint32_t checksum = 0;
    std::uint32_t grids = 0;
    std::uint32_t micro_grids = 0;
    std::uint32_t has_micro = 0;
};
static_assert(std::is_trivially_copyable_v<Head> && sizeof(Head) % 8 == 0);

struct ArraysHead {
    double origin_x = 0;
    double origin_y = 0;
    double step = 0;
    std::int32_t levels = 0;
    std::int32_t top = 0;
    std::uint64_t segments = 0;
    std::uint64_t nodes = 0;
    std::uint64_t lists = 0;
};
static_assert(std::is_trivially_copyable_v<ArraysHead> && sizeof(ArraysHead) % 8 == 0);
static_assert(std::is_trivially_copyable_v<BorderSegment> && sizeof(BorderSegment) == 40);

std::uint32_t checksum_of(const char* bytes, std::size_t count) {
    return static_cast<std::uint32_t>(crc32_z(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(bytes), count));
}

template <typename T>
void append_array(std::string& bytes, std::span<const T> items) {
    if (!items.empty()) bytes.append(reinterpret_cast<const char*>(items.data()), items.size_bytes());
    bytes.resize((bytes.size() + 7) / 8 * 8);
}

void append_index(std::string& bytes, const IndexArrays& arrays) {
    const CellLattice& lattice = arrays.lattice;
    const ArraysHead head{.origin_x = lattice.origin.x,
                          .origin_y = lattice.origin.y,
                          .step = lattice.step,
                          .levels = lattice.levels,
                          .top = lattice.top,
                          .segments = arrays.segments.size(),
                          .nodes = arrays.nodes.size(),
                          .lists = arrays.lists.size()};
    append_array(bytes, std::span(&head, 1));
    append_array(bytes, arrays.segments);
    append_array(bytes, arrays.table);
    append_array(bytes, arrays.nodes);
    append_array(bytes, arrays.lists);
}

void append_text(std::string& bytes, const std::string& text) {
    const std::uint64_t size = text.size();
    bytes.append(reinterpret_cast<const char*>(&size), sizeof(size));
    bytes += text;
}

/// A file in memory, as long as somebody needs it.
struct Mapping {
    Mapping(const char* bytes, std::size_t count) : begin(bytes), size(count) {}
    ~Mapping() { ::munmap(const_cast<char*>(begin), size); }  // NOLINT(*-const-cast): as POSIX has it
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    const char* begin;
    std::size_t size;
};

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
    throw InputError(what, {path, {}, {}, {}}, "write it anew with --write-index");
}

std::shared_ptr<const Mapping> map_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) refuse(path, fmt::format("the index cannot be opened: {}", std::strerror(errno)));
    struct stat status {};
    const bool is_known = ::fstat(file, &status) == 0;
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const bytes =
        is_known && size >= sizeof(Head) ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    ::close(file);
    if (bytes == MAP_FAILED) refuse(path, "the index is cut off");
    return std::make_shared<Mapping>(static_cast<const char*>(bytes), size);
}

/// Takes one thing after the other out of the bytes behind the head.
class Taker {
public:
    Taker(const Mapping& file, const std::string& path) : m_file(file), m_path(path) {}

    template <typename T>
    std::span<const T> array(std::uint64_t count) {
        const char* const begin = take(count, sizeof(T));
        m_at = (m_at + 7) / 8 * 8;
        return {reinterpret_cast<const T*>(begin), static_cast<std::size_t>(count)};
    }
    std::string text() {
        std::uint64_t size = 0;
        std::memcpy(&size, take(1, sizeof(size)), sizeof(size));
        const char* const begin = take(size, 1);
        return {begin, static_cast<std::size_t>(size)};
    }
    std::vector<std::string> texts(std::uint32_t count) {
        std::vector<std::string> all;
        all.reserve(std::min<std::size_t>(count, m_file.size - m_at));
        for (std::uint32_t i = 0; i < count; ++i)
            all.push_back(text());
        return all;
    }
    /// An index of so many areas, which keeps the file.
    AreaIndex index(std::uint32_t areas, const std::shared_ptr<const Mapping>& file) {
        const ArraysHead head = array<ArraysHead>(1).front();
        IndexArrays arrays;
        arrays.lattice = {{head.origin_x, head.origin_y}, head.step, 1 / head.step, head.levels, head.top};
        constexpr std::int32_t most_top = 15;
        if (head.top < 0 || head.top > most_top) refuse(m_path, "the index is damaged");
        arrays.segments = array<BorderSegment>(head.segments);
        arrays.table = array<std::uint32_t>(std::uint64_t{1} << static_cast<unsigned>(2 * head.top));
        arrays.nodes = array<std::array<std::uint32_t, 4>>(head.nodes);
        arrays.lists = array<std::uint32_t>(head.lists);
        if (!check_arrays(arrays, areas)) refuse(m_path, "the index is damaged");
        return {arrays, file};
    }
    [[nodiscard]] bool is_at_end() const { return m_at == m_file.size; }

private:
    const char* take(std::uint64_t count, std::size_t each) {
        if (m_at > m_file.size || count > (m_file.size - m_at) / each) refuse(m_path, "the index is damaged");
        const char* const begin = m_file.begin + m_at;
        m_at += static_cast<std::size_t>(count) * each;
        return begin;
    }

    const Mapping& m_file;
    const std::string& m_path;
    std::size_t m_at = sizeof(Head);
};

std::string findings_text(const Findings& findings) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Finding& finding : findings)
        all.push_back(to_json(finding));
    return all.dump();
}

Findings findings_of(const std::string& text) {
    Findings findings;
    for (const auto& json : nlohmann::json::parse(text)) {
        Finding finding;
        finding.code = json.at("code");
        finding.severity = severity_of(json.at("severity").get<std::string>()).value();
        finding.unit_code = json.at("unit_code");
        finding.grid_code = json.at("grid_code");
        finding.message = json.at("message").get<std::string>();
        if (!json.at("feature").is_null()) finding.fid = json.at("feature");
        if (const auto& at = json.at("at"); !at.is_null()) finding.at = Point{at.at(0), at.at(1)};
        finding.others = json.at("other").get<std::vector<std::string>>();
        findings.push_back(std::move(finding));
    }
    return findings;
}

/// The head, if the file is one that this program can use.
Head checked_head(const Mapping& file, const std::string& path) {
    Head head;
    std::memcpy(&head, file.begin, sizeof(head));
    if (head.magic != magic) refuse(path, "the file is no index of grids");
    if (head.byte_order != byte_order) refuse(path, "the index was made on a machine with another order of bytes");
    if (head.version != version)
        refuse(path, fmt::format("the index has version {}, but this program reads version {}", head.version, version));
    if (head.bytes != file.size) refuse(path, "the index is cut off");
    if (head.checksum != checksum_of(file.begin + sizeof(Head), file.size - sizeof(Head)))
        refuse(path, "the index is damaged: its checksum differs");
    return head;
}

}  // namespace

bool is_index_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, magic.size()> first{};
    return file.read(first.data(), first.size()) && first == magic;
}

std::string index_bytes(const TagLayer& layer) {
    const std::vector<std::string> no_codes;
    const std::vector<std::string>& micro_codes = layer.micro ? layer.micro->codes : no_codes;
    Head head{.magic = magic,
              .byte_order = byte_order,
              .version = version,
              .bytes = 0,
              .checksum = 0,
              .grids = static_cast<std::uint32_t>(layer.codes.size()),
              .micro_grids = static_cast<std::uint32_t>(micro_codes.size()),
              .has_micro = layer.micro ? 1U : 0U};
    std::string bytes(sizeof(Head), '\0');
    append_index(bytes, layer.index.arrays());
    if (layer.micro) append_index(bytes, layer.micro->index.arrays());
    for (const auto* texts : {&layer.codes, &layer.units, &layer.names, &micro_codes}) {
        for (const std::string& text : *texts)
            append_text(bytes, text);
    }
    append_text(bytes, layer.crs_wkt);
    append_text(bytes, findings_text(layer.findings));
    head.bytes = bytes.size();
    head.checksum = checksum_of(bytes.data() + sizeof(Head), bytes.size() - sizeof(Head));
    std::memcpy(bytes.data(), &head, sizeof(Head));
    return bytes;
}

TagLayer read_index_file(const std::string& path) {
    const auto file = map_file(path);
    const Head head = checked_head(*file, path);
    Taker taker(*file, path);
    TagLayer layer;
    layer.index = taker.index(head.grids, file);
    if (head.has_micro != 0) layer.micro = MicroGrids{{}, taker.index(head.micro_grids, file)};
    for (auto* texts : {&layer.codes, &layer.units, &layer.names})
        *texts = taker.texts(head.grids);
    if (layer.micro) layer.micro->codes = taker.texts(head.micro_grids);
    layer.has_undecided = std::ranges::find(layer.codes, "") != layer.codes.end();
    layer.crs_wkt = taker.text();
    try {
        layer.findings = findings_of(taker.text());
    } catch (const std::exception&) {
        refuse(path, "the index is damaged");
    }
    if (!taker.is_at_end()) refuse(path, "the index is damaged");
    return layer;
}

}  // namespace grid
