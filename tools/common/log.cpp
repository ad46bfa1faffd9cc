#include "tools/common/log.hpp"

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
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

Log::Log(std::string tool, int verbosity, std::FILE* stream, Language language)
    : m_tool(std::move(tool)),
      m_most(verbosity + static_cast<int>(Level::warning)),
      m_stream(stream),
      m_language(language) {}

void Log::error(const Message& text) {
    write(Level::error, msg("error: {}", text));
}

void Log::hint(const Message& text) {
    write(Level::error, msg("hint: {}", text));
}

void Log::warning(const Message& text) {
    write(Level::warning, msg("warning: {}", text));
}

void Log::finding(Severity severity, const Message& text) {
    write(Level::warning, msg("{}: {}", severity_title(severity), text));
}

void Log::write(Level level, const Message& text) {
    if (level != Level::error && !shows(level)) return;
    const std::string line = m_tool + ": " + redact(text.in(m_language)) + "\n";
    const std::lock_guard lock(m_mutex);
    if (m_status.empty()) return put(m_stream, line);
    put(m_stream, start_of_line + line + m_status);
}

void Log::status(const Message& text) {
    const std::string told = text.in(m_language);
    const std::lock_guard lock(m_mutex);
    if (told == m_status) return;
    m_status = told;
    put(m_stream, start_of_line + told);
}

}  // namespace grid::tools
