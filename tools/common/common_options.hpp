#pragma once

#include "libgrid/core/finding_kinds.hpp"
#include "libgrid/core/language.hpp"
#include "libgrid/core/message.hpp"
#include "tools/common/option_parser.hpp"

#include <boost/program_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace grid::tools {

/// Options that every tool has. The defaults here are those of the command line and of its help.
struct CommonOptions {
    int verbosity = 0;             ///< -1 for -q, number of -v
    std::optional<bool> progress;  ///< unset: only on a terminal
    std::int32_t threads = 0;      ///< 0: all cores
    std::uint64_t seed = 1;
    bool json = false;
    std::optional<Severity> fail_on = Severity::error;  ///< exit code 1 from here on; unset: never
    bool dry_run = false;
    bool allow_ballpark = false;
    bool allow_network = false;
    std::string config;
    std::string language;              ///< en, zh; empty: not given
    Language terminal = Language::en;  ///< in which people are told what happens
    std::vector<UsedFile> files;       ///< all that are named

    /// Standard output takes what an output option names: nothing else may be printed there.
    [[nodiscard]] bool has_piped_output() const;
    /// The report is to be printed for people: standard output is a terminal, and free.
    [[nodiscard]] bool prints_text() const;
    /// Whether a progress bar is to be drawn: as asked for, else if standard error is a terminal and not -q. Never on
    /// something that is no terminal, unless asked for.
    [[nodiscard]] bool show_progress() const;
    /// The language of what is written, where no profile says it.
    [[nodiscard]] Language file_language() const { return language == "zh" ? Language::zh : Language::en; }
    /// The number of threads to use: `threads`, or that of the cores.
    [[nodiscard]] std::int32_t thread_count() const;
};

/// The group of help that binds `common`; `common` must live until the options are parsed.
[[nodiscard]] boost::program_options::options_description common_group(CommonOptions& common);

/// Copies what parse_options() counted.
void take_switches(const ParsedOptions& parsed, CommonOptions& common);

/// Adds -v/-q and --progress/--no-progress to the rivals: on the command line one overrules the other in the file.
void add_common_rivals(OptionSet& options);

/// The end of --help of tools that make something.
inline constexpr const char* done_codes =
    mark("Exit code: 0 done; 1 done, with findings; 2 bad command line or configuration; 3 could not do it.");

inline constexpr unsigned help_width = 118;  ///< columns, so that an option and its text stay on one line

}  // namespace grid::tools
