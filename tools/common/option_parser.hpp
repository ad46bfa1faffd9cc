#pragma once

#include <boost/program_options.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace grid::tools {

/// What a tool's options are. The texts of `groups` are the help.
struct OptionSet {
    boost::program_options::options_description groups;
    /// The option that a word without a dash is the value of; such a word occurs at most once, unless
    /// `many_positional`.
    std::string positional;
    /// Options whose order among each other matters (`--barriers A --barriers-layer L`); they are returned as they
    /// were written and must be declared as vectors of strings.
    std::set<std::string> ordered;
    /// An option of the configuration file is put aside if one of these is on the command line.
    std::map<std::string, std::vector<std::string>> rivals;
    bool many_positional = false;     ///< words without a dash may be many
    std::string second_positional{};  ///< the option that a second such word is the value of
    /// An option, one of `ordered`, that further words without a dash are values of, where it is given itself: of
    /// `A --against B C` the word C as well.
    std::string more_positional{};
};

/// A file that the command line or the configuration names.
struct UsedFile {
    std::string option;
    std::string path;
    bool is_output = false;
};

enum class Request { run, help, version, usage };

struct ParsedOptions {
    Request request = Request::run;
    int verbosity = 0;             ///< -1 for -q, number of -v
    std::optional<bool> progress;  ///< --progress, --no-progress; the last one wins
    std::vector<std::pair<std::string, std::string>> ordered;
    std::vector<UsedFile> files;
};

/// Parses the command line and then the file of its `--config`, if any; the command line wins. The variables that are
/// bound in `options.groups` are set only if help and version were not asked for. Names are never guessed.
/// Refuses an output that is an input (FileOption), and what a standard stream cannot be for two. Reads no file but the
/// configuration file, and changes none; inputs in several files are looked into where an output would replace
/// something. Throws ConfigError.
[[nodiscard]] ParsedOptions parse_options(int argc, const char* const* argv, const OptionSet& options);

/// Whether a switch is set: in a configuration file it is written with a value. Throws ConfigError.
[[nodiscard]] bool is_on(const boost::program_options::option& option);

/// An option without a default, bound to an optional.
template <typename T>
[[nodiscard]] boost::program_options::typed_value<T>* optional_value(std::optional<T>& variable, const char* name) {
    return boost::program_options::value<T>()->value_name(name)->notifier(
        [&variable](const T& value) { variable = value; });
}

}  // namespace grid::tools
