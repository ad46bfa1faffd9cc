#include "libgrid/io/shapefile_index.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

namespace {

constexpr std::uint64_t header_bytes = 100;
constexpr const char* advice = mark("copy all files of the Shapefile together from their source, or export it again");

/// Reads numbers anywhere in a file; fast where they follow one another.
class Numbers {
public:
    explicit Numbers(const std::string& path) : m_file(open_to_read(path)) {
        if (!m_file) throw InputError(msg("cannot be opened"), {.file = path, .layer = {}, .fid = {}, .at = {}});
        VSIStatBufL status;
        if (VSIStatL(path.c_str(), &status) == 0) m_size = static_cast<std::uint64_t>(status.st_size);
    }

    /// Nothing behind the end of the file.
    [[nodiscard]] std::optional<std::uint32_t> big_endian(std::uint64_t at) {
        const auto b = bytes(at);
        if (!b) return std::nullopt;
        return (std::uint32_t{(*b)[0]} << 24U) | (std::uint32_t{(*b)[1]} << 16U) | (std::uint32_t{(*b)[2]} << 8U) |
               std::uint32_t{(*b)[3]};
    }

    [[nodiscard]] std::optional<std::uint32_t> little_endian(std::uint64_t at) {
        const auto b = bytes(at);
        if (!b) return std::nullopt;
        return (std::uint32_t{(*b)[3]} << 24U) | (std::uint32_t{(*b)[2]} << 16U) | (std::uint32_t{(*b)[1]} << 8U) |
               std::uint32_t{(*b)[0]};
    }

private:
    std::optional<std::array<std::uint8_t, 4>> bytes(std::uint64_t at) {
        std::array<std::uint8_t, 4> four{};
        if (at + four.size() > m_size) return std::nullopt;  // in an archive, even to look there is an error
        if (at < m_start || at + four.size() > m_start + m_held.size()) {
            m_held.resize(std::min<std::uint64_t>(std::uint64_t{1} << 16U, m_size - at));
            m_start = at;
            const bool found = VSIFSeekL(m_file.get(), at, SEEK_SET) == 0;
            m_held.resize(found ? VSIFReadL(m_held.data(), 1, m_held.size(), m_file.get()) : 0);
            if (m_held.size() < four.size()) return std::nullopt;
        }
        std::copy_n(m_held.begin() + static_cast<std::ptrdiff_t>(at - m_start), four.size(), four.begin());
        return four;
    }

    FileToRead m_file;
    std::uint64_t m_size = 0;
    std::uint64_t m_start = 0;
    std::vector<std::uint8_t> m_held;
};

/// Where a shape is, in bytes, and the number that it has there.
struct Shape {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::uint32_t number = 0;
};

std::optional<Shape> shape_at(Numbers& shp, std::uint64_t at, std::uint64_t end) {
    const auto number = shp.big_endian(at);
    const auto words = shp.big_endian(at + 4);
    if (at < header_bytes || !number || !words) return std::nullopt;
    const Shape shape{.from = at, .to = at + 8 + std::uint64_t{*words} * 2, .number = *number};
    return shape.to <= end ? std::optional(shape) : std::nullopt;
}

/// How far the file goes by its header, of .shp and .shx.
std::uint64_t length(Numbers& file) {
    return std::uint64_t{file.big_endian(24).value_or(0)} * 2;
}

class IndexCheck {
public:
    explicit IndexCheck(const ShapefileParts& parts)
        : m_parts(parts), m_shp(parts.shp), m_shx(parts.shx), m_end(length(m_shp)) {
        m_count = (std::max(length(m_shx), header_bytes) - header_bytes) / 8;
    }

    std::int64_t run() {
        refuse_other_number(msg("records"), m_parts.dbf, Numbers(m_parts.dbf).little_endian(4).value_or(0));
        std::uint64_t last = header_bytes;
        for (std::uint64_t i = 0; i < m_count; ++i)
            last = std::max(last, look_at(i));
        if (!m_is_from_1 && !m_is_from_0) refuse_twice();
        if (m_is_from_1 || m_is_from_0) refuse_other_number(msg("shapes"), m_parts.shp, m_count + shapes_behind(last));
        return static_cast<std::int64_t>(m_count);
    }

private:
    [[noreturn]] void refuse(const Message& message) const {
        throw InputError(message, {.file = m_parts.shp, .layer = {}, .fid = {}, .at = {}}, marked(advice));
    }

    void refuse_other_number(const Message& what, const std::string& path, std::uint64_t count) const {
        if (count == m_count) return;
        const auto name = [](const std::string& file) { return std::filesystem::path(file).filename().string(); };
        refuse(
            msg("the parts of the Shapefile do not belong together: the index {} leads to {} shapes, but {} "
                "holds {} {}",
                name(m_parts.shx), m_count, name(path), count, what));
    }

    /// Returns where the shape ends.
    std::uint64_t look_at(std::uint64_t i) {
        const std::uint64_t entry = header_bytes + 8 * i;
        const auto words = m_shx.big_endian(entry);
        const auto shape = words ? shape_at(m_shp, std::uint64_t{*words} * 2, m_end) : std::nullopt;
        if (!shape) refuse(msg("the index leads nowhere for shape {} of {}", i + 1, m_count));
        if (i == 0) m_first = shape->number;
        if (!m_stray && shape->number != i + 1) m_stray = {i + 1, shape->number};
        m_is_from_1 = m_is_from_1 && shape->number == i + 1;
        m_is_from_0 = m_is_from_0 && shape->number == i;
        if (m_is_from_1 || m_is_from_0) return shape->to;
        // Where there are no numbers, at least the lengths must be those of the index.
        const bool has_length = m_shx.big_endian(entry + 4) == (shape->to - shape->from - 8) / 2;
        if (shape->number != m_first || !has_length)
            refuse(msg("the index leads to shape {} where shape {} of {} should be", m_stray->second, m_stray->first,
                       m_count));
        return shape->to;
    }

    /// Of shapes without numbers.
    void refuse_twice() {
        std::vector<std::uint32_t> offsets;
        for (std::uint64_t i = 0; i < m_count; ++i)
            offsets.push_back(m_shx.big_endian(header_bytes + 8 * i).value_or(0));
        std::ranges::sort(offsets);
        if (std::ranges::adjacent_find(offsets) != offsets.end()) refuse(msg("the index leads to one shape twice"));
    }

    std::uint64_t shapes_behind(std::uint64_t last) {
        std::uint64_t more = 0;
        while (const auto shape = shape_at(m_shp, last, m_end)) {
            if (shape->number != m_count + more + (m_is_from_1 ? 1 : 0)) break;
            last = shape->to;
            ++more;
        }
        return more;
    }

    const ShapefileParts& m_parts;
    Numbers m_shp;
    Numbers m_shx;
    std::uint64_t m_end;
    std::uint64_t m_count = 0;
    std::uint32_t m_first = 0;
    std::optional<std::pair<std::uint64_t, std::uint32_t>> m_stray;  ///< the first that is not numbered from 1
    bool m_is_from_1 = true;
    bool m_is_from_0 = true;
};

}  // namespace

std::int64_t check_index(const ShapefileParts& parts) {
    const ErrorTrap trap;
    return IndexCheck(parts).run();
}

}  // namespace grid::io
