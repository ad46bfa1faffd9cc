#include "libgrid/tag/block_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libgrid/core/error.hpp"

namespace grid {

std::string_view BlockReader::look_ahead(std::size_t bytes) {
    const std::size_t have = m_buffer.size() - m_begin;
    if (have < bytes && !m_is_at_end) {
        m_buffer.erase(0, m_begin);
        m_begin = 0;
        m_buffer.resize(bytes);
        const std::size_t came = m_input.read({m_buffer.data() + have, bytes - have});
        m_is_at_end = came < bytes - have;
        m_buffer.resize(have + came);
    }
    return std::string_view(m_buffer).substr(m_begin);
}

std::string BlockReader::next(const RecordFormat& format) {
    for (std::size_t wanted = usual_block;; wanted *= 2) {
        const std::string_view text = look_ahead(wanted);
        const std::size_t whole = format.whole_records(text, m_is_at_end);
        if (whole > 0 || m_is_at_end) {
            std::string rest(text.substr(whole));
            std::string block = std::move(m_buffer);
            block.resize(m_begin + whole);
            if (m_begin > 0) block.erase(0, m_begin);
            m_buffer = std::move(rest);
            m_begin = 0;
            return block;
        }
        if (wanted < longest_record) continue;
        throw InputError(
            fmt::format("in line {} a record of more than {} MiB begins", m_lines + 1, longest_record >> 20U),
            {m_shown, {}, {}, {}}, "perhaps a quotation mark is not closed, or --separator is another one");
    }
}

}  // namespace grid
