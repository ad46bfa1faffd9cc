#include "tools/common/command.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/io/versions.hpp"
#include "tools/common/log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

namespace grid::tools {

namespace {

ExitCode run_command(Command& command, int argc, const char* const* argv, const std::string& version, Cleanup cleanup) {
    switch (command.setup(argc, argv)) {
        case Request::help:
            print_to_stdout(command.help());
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
    return command.run();
}

/// Whoever reads what is printed has enough of it: `| head`.
class ReaderGone : public std::exception {};

void complain(Log& log, const Error& error) {
    log.error(error.what());
    if (!error.advice().empty()) log.hint(error.advice());
}

}  // namespace

void print_to_stdout(const std::string& text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (written && std::fflush(stdout) == 0) return;
    if (errno == EPIPE) throw ReaderGone();
    throw InputError(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
}

int run_main(Command& command, int argc, const char* const* argv, const std::string& version, Cleanup cleanup) noexcept
    try {
    Log log(command.name(), 0);
    try {
        return static_cast<int>(run_command(command, argc, argv, version, cleanup));
    } catch (const ConfigError& error) {
        complain(log, error);
        return static_cast<int>(ExitCode::usage);
    } catch (const Error& error) {
        complain(log, error);
    } catch (const ReaderGone&) {
        return 128 + SIGPIPE;  // without a word, as a shell knows it of other programs
    } catch (const std::bad_alloc&) {
        log.error("out of memory");
        log.hint("use fewer --threads, or divide the input");
    } catch (const std::exception& error) {
        log.error(fmt::format("unexpected: {}", error.what()));
    }
    return static_cast<int>(ExitCode::failure);
} catch (...) {
    (void)std::fputs("error: out of memory while an error was reported\n", stderr);
    return static_cast<int>(ExitCode::failure);
}

}  // namespace grid::tools
