#include "tools/common/log.hpp"

#include "libgrid/core/secrets.hpp"

#include <utility>

namespace grid::tools {

namespace {

constexpr const char* start_of_line = "\r\x1b[K";  // back to the first column, and clear to the end

void put(std::FILE* stream, const std::string& text) {
    // A message that cannot be written has nowhere to be reported to.
    (void)std::fwrite(text.data(), 1, text.size(), stream);
    (void)std::fflush(stream);
}

}  // namespace

Log::Log(std::string tool, int verbosity, std::FILE* stream)
    : m_tool(std::move(tool)), m_most(verbosity + static_cast<int>(Level::warning)), m_stream(stream) {}

void Log::write(Level level, const char* kind, const std::string& text) {
    if (level != Level::error && !shows(level)) return;
    const std::string line = m_tool + ": " + kind + redact(text) + "\n";
    const std::lock_guard lock(m_mutex);
    if (m_status.empty()) return put(m_stream, line);
    put(m_stream, start_of_line + line + m_status);
}

void Log::status(const std::string& text) {
    const std::lock_guard lock(m_mutex);
    if (text == m_status) return;
    m_status = text;
    put(m_stream, start_of_line + text);
}

}  // namespace grid::tools
