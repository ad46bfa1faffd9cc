#include "tools/common/option_parser.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/known_messages.hpp"
#include "tools/common/usage.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

using Options = std::vector<po::basic_option<char>>;

po::parsed_options parse_words(int argc, const char* const* argv, const OptionSet& set) {
    po::positional_options_description positional;
    if (!set.positional.empty()) positional.add(set.positional.c_str(), set.many_positional ? -1 : 1);
    if (!set.second_positional.empty()) positional.add(set.second_positional.c_str(), 1);
    if (!set.more_positional.empty()) positional.add(set.more_positional.c_str(), -1);
    const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::parsed_options parsed =
        po::command_line_parser(argc, argv).options(set.groups).positional(positional).style(style).run();
    const auto count = [&](bool by_position) {
        return std::ranges::count_if(parsed.options, [&](const auto& option) {
            return option.string_key == set.more_positional && (option.position_key >= 0) == by_position;
        });
    };
    if (!set.more_positional.empty() && count(true) > 0 && count(false) == 0)
        throw po::too_many_positional_options_error();
    return parsed;
}

po::parsed_options parse_config(const std::string& path, const OptionSet& set) {
    constexpr std::size_t most = 1 << 20;
    std::error_code error;
    std::ifstream file;
    if (!std::filesystem::is_directory(path, error)) file.open(path);
    std::string text(most + 1, '\0');
    if (file.is_open()) file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad())
        throw ConfigError(msg("the configuration file cannot be read"), {path, {}, {}, {}},
                          msg("give another --config"));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > most)
        throw ConfigError(msg("a file of more than 1 MiB is no configuration"), {path, {}, {}, {}},
                          msg("give another --config"));
    try {
        std::istringstream lines(text);
        po::parsed_options parsed = po::parse_config_file(lines, set.groups, false);
        for (const auto& option : parsed.options) {
            if (option.string_key == "help" || option.string_key == "version" || option.string_key == "config")
                throw po::unknown_option(option.string_key);
        }
        return parsed;
    } catch (const po::error& problem) {
        throw ConfigError(known_message(problem.what()), {path, {}, {}, {}},
                          msg("its lines are `name = value`, with the long names that --help lists"));
    }
}

bool is_switch(const std::string& name) {
    return name == "verbose" || name == "quiet" || name == "progress" || name == "no-progress";
}

/// Takes out of `options` what is not stored by name: switches that repeat, and options whose order matters.
void extract(Options& options, const OptionSet& set, ParsedOptions& result) {
    for (const auto& option : options) {
        const std::string& name = option.string_key;
        if (is_switch(name)) {
            const bool on = is_on(option);
            if (name == "verbose" && on) ++result.verbosity;
            if (name == "quiet" && on) result.verbosity = -1;
            if (name == "progress") result.progress = on;
            if (name == "no-progress") result.progress = !on;
        } else if (set.ordered.contains(name)) {
            for (const std::string& value : option.value)
                result.ordered.emplace_back(name, value);
        }
    }
    std::erase_if(options, [&](const auto& option) {
        return is_switch(option.string_key) || set.ordered.contains(option.string_key);
    });
}

/// Removes from the configuration what the command line says otherwise.
void drop_overruled(Options& config, const Options& line, const OptionSet& set) {
    const auto on_line = [&line](const std::string& name) {
        return std::any_of(line.begin(), line.end(), [&](const auto& option) { return option.string_key == name; });
    };
    std::erase_if(config, [&](const auto& option) {
        const auto rivals = set.rivals.find(option.string_key);
        return on_line(option.string_key) ||
               (rivals != set.rivals.end() && std::any_of(rivals->second.begin(), rivals->second.end(), on_line));
    });
}

}  // namespace

bool is_on(const po::option& option) {
    if (option.value.empty()) return true;
    const std::string& text = option.value.front();
    if (text.empty() || text == "true" || text == "yes" || text == "on" || text == "1") return true;
    if (text == "false" || text == "no" || text == "off" || text == "0") return false;
    throw ConfigError(msg("the argument ('{}') for option '--{}' is invalid", text, option.string_key), {},
                      msg("a switch takes true or false"));
}

ParsedOptions parse_options(int argc, const char* const* argv, const OptionSet& options) {
    ParsedOptions result;
    try {
        po::parsed_options line = parse_words(argc, argv, options);
        const auto first = [&line](const std::string& name) {
            return std::find_if(line.options.begin(), line.options.end(),
                                [&](const auto& option) { return option.string_key == name; });
        };
        if (first("help") != line.options.end()) result.request = Request::help;
        if (result.request == Request::run && first("version") != line.options.end()) result.request = Request::version;
        if (result.request == Request::run && first("usage-json") != line.options.end())
            result.request = Request::usage;
        if (result.request != Request::run) return result;

        po::parsed_options config(&options.groups);
        if (const auto option = first("config"); option != line.options.end() && !option->value.empty()) {
            config = parse_config(option->value.front(), options);
            drop_overruled(config.options, line.options, options);
        }
        Options all = config.options;
        all.insert(all.end(), line.options.begin(), line.options.end());
        extract(config.options, options, result);
        extract(line.options, options, result);

        po::variables_map values;
        po::store(line, values);
        po::store(config, values);
        po::notify(values);
        result.files = used_files(all, options);
        check_files(all, result.files, options);
    } catch (const po::unknown_option& problem) {
        const Message nearest = nearest_options(problem.get_option_name(), options);
        throw ConfigError(known_message(problem.what()), {},
                          nearest.empty() ? msg("--help lists the options") : msg("did you mean {}?", nearest));
    } catch (const po::error& problem) {
        throw ConfigError(known_message(problem.what()), {}, msg("--help lists the options"));
    }
    return result;
}

}  // namespace grid::tools
