#pragma once

#include <cstdio>
#include <mutex>
#include <string>

#include "libgrid/core/finding_kinds.hpp"
#include "libgrid/core/message.hpp"

namespace grid::tools {

/// What a message is worth; -v and -q choose what is shown.
enum class Level {
    error = 0,    ///< always
    warning = 1,  ///< unless -q
    info = 2,     ///< -v
    debug = 3     ///< -vv
};

/// Messages to one stream, `tool: text`, one at a time from any thread. Below them there may be one status line, which
/// messages push down.
class Log {
public:
    /// `verbosity`: -1 for -q, 0, 1 for -v, 2 for -vv.
    Log(std::string tool, int verbosity, std::FILE* stream = stderr, Language language = Language::en);
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    /// Removes the status line, so that the message of an error, from another log, does not come behind it.
    ~Log() { status({}); }

    void error(const Message& text);
    void hint(const Message& text);
    void warning(const Message& text);
    /// Like a warning, with the name of its severity.
    void finding(Severity severity, const Message& text);
    /// The last line of a run: said unless -q.
    void done(const Message& text) { write(Level::warning, text); }
    void info(const Message& text) { write(Level::info, text); }
    void debug(const Message& text) { write(Level::debug, text); }
    [[nodiscard]] bool shows(Level level) const noexcept { return static_cast<int>(level) <= m_most; }

    /// Replaces the status line; empty: removes it. Only for a terminal.
    void status(const Message& text);
    [[nodiscard]] Language language() const noexcept { return m_language; }

private:
    void write(Level level, const Message& text);

    std::string m_tool;
    int m_most;
    std::FILE* m_stream;
    Language m_language;
    std::mutex m_mutex;
    std::string m_status;
};

}  // namespace grid::tools
