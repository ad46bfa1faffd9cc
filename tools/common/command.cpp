#include "tools/common/command.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/versions.hpp"
#include "tools/common/help.hpp"
#include "tools/common/log.hpp"
#include "tools/common/report.hpp"
#include "tools/common/terminal_language.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <optional>

namespace grid::tools {

namespace {

/// What stands behind --help; nullopt without that.
std::optional<std::string> help_topic(int argc, const char* const* argv) {
    for (int i = 1; i < argc && std::strcmp(argv[i], "--") != 0; ++i) {
        if (std::strcmp(argv[i], "--help") != 0 && std::strcmp(argv[i], "-h") != 0) continue;
        return i + 1 < argc && argv[i + 1][0] != '-' ? argv[i + 1] : "";
    }
    return std::nullopt;
}

ExitCode run_command(Command& command, int argc, const char* const* argv, const std::string& version, Cleanup cleanup) {
    const Language language = terminal_language(argc, argv);
    if (const auto topic = help_topic(argc, argv)) {
        print_to_stdout(topic->empty() ? help_in(command.help(), language) : help_on(command.help(), *topic, language));
        return ExitCode::done;
    }
    switch (command.setup(argc, argv)) {
        case Request::help:
            print_to_stdout(help_in(command.help(), language));
            return ExitCode::done;
        case Request::version:
            print_to_stdout(fmt::format("{} {} ({})\n", command.name(), version, library_versions()));
            return ExitCode::done;
        case Request::usage:
            print_to_stdout(command.usage());
            return ExitCode::done;
        case Request::run:
            break;
    }
    const SignalGuard signals(cleanup);
    ::setenv("PGOPTIONS", "-c lock_timeout=10s", 0);  // libpq's: who waits for a table that is held says so
    const ExitCode code = command.run();
    const CommonOptions& common = command.common();
    if (common.dry_run) {
        print_to_stdout(dry_run_report(command.name(), common));
    } else if (const Message names = names_of_outputs(common); !names.empty() && isatty(STDERR_FILENO) == 1) {
        Log(command.name(), common.verbosity, stderr, common.terminal).done(msg("written: {}", names));
    }
    return code;
}

/// A standard stream that is closed would be the next file that somebody opens: it becomes one that can neither be read
/// nor written, so that whoever tries is told.
void hold_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) >= 0) continue;
        const int wrong_way = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        (void)!::open("/dev/null", wrong_way);  // takes the lowest number that is free, which is this one
    }
}

bool asks_for_json(int argc, const char* const* argv) {
    for (int i = 1; i < argc && std::strcmp(argv[i], "--") != 0; ++i)
        if (std::strcmp(argv[i], "--json") == 0) return true;
    return false;
}

/// Tells of an error in all the ways that are asked for.
class Complaint {
public:
    /// As JSON, too, where the command line asks for it, also if it is wrong otherwise, or the configuration does.
    Complaint(const Command& command, int argc, const char* const* argv)
        : m_command(command),
          m_asks_for_json(asks_for_json(argc, argv)),
          m_log(command.name(), 0, stderr, terminal_language(argc, argv)) {}

    int operator()(const char* kind, const Error& error, ExitCode code) {
        tell(error.message(), error.advice());
        return print(kind, error.message(), error.advice(), error.place(), code);
    }
    int operator()(const char* kind, const Message& message, const Message& advice = {}) {
        tell(message, advice);
        return print(kind, message, advice, {}, ExitCode::failure);
    }

private:
    void tell(const Message& message, const Message& advice) {
        m_log.error(message);
        if (!advice.empty()) m_log.hint(advice);
    }
    int print(const char* kind, const Message& message, const Message& advice, const Place& place,
              ExitCode code) const {
        if (m_asks_for_json || m_command.common().json) {
            const std::string text = error_json(m_command.name(), kind, message, advice, place, code);
            // Where it cannot be printed the message is on standard error.
            (void)std::fwrite(text.data(), 1, text.size(), stdout);
            (void)std::fflush(stdout);
        }
        return static_cast<int>(code);
    }

    const Command& m_command;
    bool m_asks_for_json;
    Log m_log;
};

}  // namespace

void print_to_stdout(const std::string& text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (written && std::fflush(stdout) == 0) return;
    if (errno == EPIPE) throw ReaderGone();
    throw InputError(msg("cannot write to standard output: {}", std::strerror(errno)));
}

int run_main(Command& command, int argc, const char* const* argv, const std::string& version, Cleanup cleanup) noexcept
    try {
    hold_standard_streams();
    Complaint complain(command, argc, argv);
    try {
        return static_cast<int>(run_command(command, argc, argv, version, cleanup));
    } catch (const ConfigError& error) {
        return complain("configuration", error, ExitCode::usage);
    } catch (const GeometryError& error) {
        return complain("geometry", error, ExitCode::failure);
    } catch (const Error& error) {
        return complain("input", error, ExitCode::failure);
    } catch (const ReaderGone&) {
        return 128 + SIGPIPE;  // without a word, as a shell knows it of other programs
    } catch (const std::bad_alloc&) {
        return complain("memory", msg("out of memory"), msg("use fewer --threads, or divide the input"));
    } catch (const std::exception& error) {
        return complain("unexpected", msg("unexpected: {}", error.what()));
    }
} catch (...) {
    (void)std::fputs("error: out of memory while an error was reported\n", stderr);
    return static_cast<int>(ExitCode::failure);
}

}  // namespace grid::tools
