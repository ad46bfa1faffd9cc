#include "tools/common/file_options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/access.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/io/same_file.hpp"
#include "tools/common/option_parser.hpp"

#include <unistd.h>

#include <algorithm>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

/// Program_options owns it, as it does those of po::value().
template <typename T>
po::typed_value<T>* file_value(T* variable, FileOption file, const char* name) {
    po::typed_value<T>* const value = new FileValue<T>(variable, std::move(file));
    return value->value_name(name);
}

/// What messages call the file of an option.
Message role_of(const std::string& option, const OptionSet& set) {
    if (option != set.positional) return "--" + option;
    return set.many_positional ? msg("an input") : msg("the {}", option);
}

/// Where a name may stand in place of a file, the file has a folder or an extension.
bool is_file(const po::option_description& option, const std::string& value) {
    const bool may_be_name = option.semantic()->name().find("NAME|") != std::string::npos;
    return !value.empty() && (!may_be_name || value.find_first_of("./") != std::string::npos);
}

const FileOption* file_option(const std::string& name, const OptionSet& set) {
    const po::option_description* const declared = set.groups.find_nothrow(name, false);
    return declared != nullptr ? dynamic_cast<const FileOption*>(declared->semantic().get()) : nullptr;
}

bool is_given(const std::vector<po::option>& parsed, const std::string& name) {
    return std::ranges::any_of(parsed, [&](const auto& option) { return option.string_key == name && is_on(option); });
}

/// A stream can be read once, and take one thing.
void check_streams(const std::vector<UsedFile>& files, bool has_json, const OptionSet& set) {
    for (const bool is_output : {false, true}) {
        const auto is_stream = [&](const UsedFile& file) {
            return file.path == standard_stream && file.is_output == is_output;
        };
        const auto first = std::ranges::find_if(files, is_stream);
        if (first == files.end()) continue;
        const auto second = std::find_if(first + 1, files.end(), is_stream);
        if (second != files.end())
            throw ConfigError(msg("{} and {} are both standard {}", role_of(first->option, set),
                                  role_of(second->option, set), is_output ? msg("output") : msg("input")),
                              {}, msg("give {} a file", role_of(second->option, set)));
        if (is_output && has_json)
            throw ConfigError(msg("--json prints its report where {} goes", role_of(first->option, set)), {},
                              first->option == "output" ? msg("give -o FILE") : msg("give --{} FILE", first->option));
        if (!is_output && isatty(STDIN_FILENO) == 1)
            throw ConfigError(msg("{} is standard input, which is a terminal", role_of(first->option, set)), {},
                              msg("pipe something into it, or give a file"));
    }
}

}  // namespace

po::typed_value<std::string>* input_file(std::string& variable, const char* name) {
    return file_value(&variable, {}, name);
}

po::typed_value<std::vector<std::string>>* input_files() {
    return file_value<std::vector<std::string>>(nullptr, {}, "FILE")->composing();
}

po::typed_value<std::string>* output_file(std::string& variable, std::vector<std::string> beside) {
    return file_value(&variable, FileOption(std::move(beside)), "FILE");
}

void refuse_overwrite_layer() {
    throw ConfigError(msg("--overwrite-layer is for layers of a GeoPackage and tables of a database"), {},
                      msg("a file that holds one layer is replaced with -O, --overwrite"));
}

std::vector<UsedFile> used_files(const std::vector<po::option>& parsed, const OptionSet& set) {
    std::vector<UsedFile> files;
    for (const po::option& option : parsed) {
        const FileOption* const file = file_option(option.string_key, set);
        if (file == nullptr) continue;
        const po::option_description& declared = set.groups.find(option.string_key, false);
        for (const std::string& value : option.value) {
            if (is_file(declared, value)) files.push_back({option.string_key, value, file->is_output});
        }
    }
    return files;
}

void check_files(const std::vector<po::option>& parsed, const std::vector<UsedFile>& files, const OptionSet& set) {
    check_streams(files, is_given(parsed, "json"), set);
    std::vector<NamedFile> inputs;
    std::vector<NamedFile> outputs;
    for (const UsedFile& file : files) {
        if (file.path == standard_stream) continue;
        (file.is_output ? outputs : inputs)
            .push_back({role_of(file.option, set), file.path, file_option(file.option, set)->beside});
    }
    const auto is_elsewhere = [](const UsedFile& file) { return is_remote(file.path); };
    if (!is_given(parsed, allow_network_option) && std::ranges::none_of(files, is_elsewhere)) confine_to_files();
    check_distinct_files(inputs, outputs);
}

}  // namespace grid::tools
