#include "tools/common/file_options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/io/access.hpp"
#include "libgrid/io/same_file.hpp"
#include "tools/common/option_parser.hpp"

#include <fmt/format.h>

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
std::string role_of(const std::string& option, const OptionSet& set) {
    if (option != set.positional) return "--" + option;
    return set.many_positional ? "an input" : "the " + option;
}

/// Where a name may stand in place of a file, the file has a folder or an extension. A dash is a standard stream.
bool is_file(const po::option_description& option, const std::string& value) {
    const bool may_be_name = option.semantic()->name().find("NAME|") != std::string::npos;
    return !value.empty() && value != "-" && (!may_be_name || value.find_first_of("./") != std::string::npos);
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
    throw ConfigError("--overwrite-layer is for layers of a GeoPackage and tables of a database", {},
                      "a file that holds one layer is replaced with -O, --overwrite");
}

void check_files(const std::vector<po::option>& parsed, const OptionSet& set) {
    std::vector<NamedFile> inputs;
    std::vector<NamedFile> outputs;
    for (const po::option& option : parsed) {
        const po::option_description* const declared = set.groups.find_nothrow(option.string_key, false);
        const auto* const file =
            declared != nullptr ? dynamic_cast<const FileOption*>(declared->semantic().get()) : nullptr;
        if (file == nullptr) continue;
        for (const std::string& value : option.value) {
            if (!is_file(*declared, value)) continue;
            (file->is_output ? outputs : inputs).push_back({role_of(option.string_key, set), value, file->beside});
        }
    }
    const auto is_elsewhere = [](const NamedFile& file) { return is_remote(file.path); };
    const bool may_reach_out =
        std::ranges::any_of(
            parsed, [](const auto& option) { return option.string_key == allow_network_option && is_on(option); }) ||
        std::ranges::any_of(inputs, is_elsewhere) || std::ranges::any_of(outputs, is_elsewhere);
    if (!may_reach_out) confine_to_files();
    check_distinct_files(inputs, outputs);
}

}  // namespace grid::tools
