#include "tools/common/common_options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/terminal_language.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <thread>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

std::optional<Severity> fail_on_level(const std::string& name) {
    if (name == "never") return std::nullopt;
    if (const auto severity = severity_of(name)) return severity;
    throw ConfigError(msg("--fail-on is error, warning, note or never, not '{}'", name));
}

}  // namespace

bool CommonOptions::show_progress() const {
    return progress.value_or(verbosity >= 0 && isatty(STDERR_FILENO) == 1);
}

bool CommonOptions::has_piped_output() const {
    return std::ranges::any_of(files, [](const UsedFile& f) { return f.is_output && f.path == standard_stream; });
}

bool CommonOptions::prints_text() const {
    return !json && verbosity >= 0 && isatty(STDOUT_FILENO) == 1 && !has_piped_output();
}

std::int32_t CommonOptions::thread_count() const {
    return threads > 0 ? threads : static_cast<std::int32_t>(std::max(1U, std::thread::hardware_concurrency()));
}

po::options_description common_group(CommonOptions& common) {
    const auto set_threads = [&common](std::int64_t value) {
        if (value < 0 || value > 1024) throw ConfigError(msg("--threads must be from 0 to 1024"));
        common.threads = static_cast<std::int32_t>(value);
    };
    const auto set_seed = [&common](std::int64_t value) {
        if (value < 0) throw ConfigError(msg("--seed must be 0 or more"));
        common.seed = static_cast<std::uint64_t>(value);
    };
    po::options_description group(mark("Common options"), help_width, help_width - 40);
    auto add = group.add_options();
    add("help,h", "show this help and end; --help WORD: what has to do with that");
    add("version,V", "show the versions of the tool and of GDAL, GEOS and PROJ, and end");
    add("usage-json", "describe the options as JSON and end");
    add("verbose,v", "say more; repeat for still more");
    add("quiet,q", "say nothing but errors");
    add("progress", "show progress even when standard error is no terminal");
    add("no-progress", "do not show progress (default: only on a terminal)");
    add("threads,j", po::value<std::int64_t>()->default_value(common.threads)->value_name("N")->notifier(set_threads),
        "threads; 0: one for each core; the result is the same");
    add("seed",
        po::value<std::int64_t>()
            ->default_value(static_cast<std::int64_t>(common.seed))
            ->value_name("N")
            ->notifier(set_seed),
        "seed of the search");
    add("json", po::bool_switch(&common.json), "print the report as JSON on standard output");
    add("dry-run", po::bool_switch(&common.dry_run), "say what would be read and written, and do nothing");
    add("fail-on",
        po::value<std::string>()->default_value("error")->value_name("LEVEL")->notifier(
            [&common](const std::string& name) { common.fail_on = fail_on_level(name); }),
        "exit with 1 for findings as grave as this: error, warning, note, never");
    add("allow-ballpark", po::bool_switch(&common.allow_ballpark),
        "do not warn of datums between which no transformation is known");
    add(allow_network_option, po::bool_switch(&common.allow_network),
        "let files open URLs and databases that the command line does not name");
    add("language", po::value(&common.language)->value_name("en|zh"),
        "language of the terminal (default: as LANG says) and of what is written (default: by the profile, else en)");
    add("config,c", input_file(common.config),
        "read options from a file of `name = value` lines; the command line wins");
    return group;
}

void take_switches(const ParsedOptions& parsed, CommonOptions& common) {
    common.verbosity = parsed.verbosity;
    common.progress = parsed.progress;
    common.files = parsed.files;
    if (!common.language.empty()) (void)language_of(common.language);
    common.terminal = terminal_language(common.language);
}

void add_common_rivals(OptionSet& options) {
    options.rivals["verbose"] = {"quiet"};
    options.rivals["quiet"] = {"verbose"};
    options.rivals["progress"] = {"no-progress"};
    options.rivals["no-progress"] = {"progress"};
}

}  // namespace grid::tools
