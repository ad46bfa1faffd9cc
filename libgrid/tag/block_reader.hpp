#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libgrid/io/byte_streams.hpp"
#include "libgrid/tag/record.hpp"

namespace grid {

/// Cuts a stream into blocks of whole records.
class BlockReader {
public:
    static constexpr std::size_t usual_block = std::size_t{1} << 18U;
    static constexpr std::size_t longest_record = std::size_t{1} << 28U;

    /// `shown` is what messages call the stream.
    BlockReader(ByteInput& input, std::string shown) : m_input(input), m_shown(std::move(shown)) {}

    /// The beginning of the stream without taking it: at least so many bytes, or all that there are.
    [[nodiscard]] std::string_view look_ahead(std::size_t bytes);
    [[nodiscard]] bool is_at_end() const { return m_is_at_end; }

    /// Takes bytes of the beginning that are no records.
    void skip(std::size_t bytes) { m_begin += bytes; }
    /// The next block; empty at the end. Throws InputError for a record of more than `longest_record` bytes.
    [[nodiscard]] std::string next(const RecordFormat& format);
    /// Lines that were taken so far.
    [[nodiscard]] std::int64_t lines() const { return m_lines; }
    void add_lines(std::int64_t lines) { m_lines += lines; }

private:
    ByteInput& m_input;
    std::string m_shown;
    std::string m_buffer;  ///< what was read and not yet taken, from `m_begin` on
    std::size_t m_begin = 0;
    bool m_is_at_end = false;
    std::int64_t m_lines = 0;
};

}  // namespace grid
