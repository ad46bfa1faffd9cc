#pragma once

#include <string>

#include "tools/common/common_options.hpp"
#include "tools/common/exit_code.hpp"
#include "tools/common/option_parser.hpp"
#include "tools/common/signals.hpp"

namespace grid::tools {

/// A tool. `setup()` comes first and touches no file but that of --config; `run()` does the work. Errors are thrown.
class Command {
public:
    virtual ~Command() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    /// Parses and checks the command line; help, version and usage are answered by run_main().
    [[nodiscard]] virtual Request setup(int argc, const char* const* argv) = 0;
    [[nodiscard]] virtual std::string help() const = 0;
    /// The options for programs, see usage_json().
    [[nodiscard]] virtual std::string usage() const = 0;
    /// Does the work; with --dry-run it only checks what can be checked without.
    [[nodiscard]] virtual ExitCode run() = 0;
    /// Filled by setup(), if that has ended well.
    [[nodiscard]] virtual const CommonOptions& common() const = 0;
};

/// Writes and flushes; throws InputError where that fails (a full disk), ReaderGone if nobody reads the pipe.
void print_to_stdout(const std::string& text);

/// The whole main() of a tool, and the only place that catches: runs the command, turns errors into messages
/// (`tool: error: ...`, `tool: hint: ...`, without passwords; with --json into JSON as well) and exit codes, answers
/// --help, --version, --usage-json and --dry-run, says on a terminal where the outputs are, and calls `cleanup` before
/// a signal ends the process. `version` is that of the tool.
[[nodiscard]] int run_main(Command& command, int argc, const char* const* argv, const std::string& version,
                           Cleanup cleanup) noexcept;

}  // namespace grid::tools
