#pragma once

#include "libgrid/core/message.hpp"

#include <boost/program_options.hpp>

#include <string>
#include <vector>

namespace grid::tools {

/// What an option that names a file says of it, beside its value. parse_options() refuses command lines in which an
/// output is an input, or another output: to declare the option with one of the functions below is all that it takes.
struct FileOption {
    bool is_output = false;
    std::vector<std::string> beside{};  ///< of an output: as OutputOptions::beside

    FileOption() = default;
    explicit FileOption(std::vector<std::string> suffixes) : is_output(true), beside(std::move(suffixes)) {}
    virtual ~FileOption() = default;
};

/// The value of such an option.
template <typename T>
class FileValue : public boost::program_options::typed_value<T>, public FileOption {
public:
    FileValue(T* variable, FileOption file)
        : boost::program_options::typed_value<T>(variable), FileOption(std::move(file)) {}
};

/// A file that is read. `name` is FILE, or NAME|FILE: then only what has a dot or a slash is a file.
[[nodiscard]] boost::program_options::typed_value<std::string>* input_file(std::string& variable,
                                                                           const char* name = "FILE");

/// Files that are read; their values come from ParsedOptions::ordered.
[[nodiscard]] boost::program_options::typed_value<std::vector<std::string>>* input_files();

/// A file that is written, and others beside it.
[[nodiscard]] boost::program_options::typed_value<std::string>* output_file(std::string& variable,
                                                                            std::vector<std::string> beside = {});

inline constexpr const char* overwrite_layer_help =
    mark("replace these layers of an existing GeoPackage or database only");

/// Throws ConfigError: an output of the format holds one layer.
[[noreturn]] void refuse_overwrite_layer();

struct OptionSet;
struct UsedFile;

inline constexpr const char* allow_network_option = "allow-network";

/// What the options name files for, in their order.
[[nodiscard]] std::vector<UsedFile> used_files(const std::vector<boost::program_options::option>& parsed,
                                               const OptionSet& set);

/// Throws ConfigError as check_distinct_files() does, and if a standard stream is named twice, is a terminal that is to
/// be read, or is to take an output besides --json. Before it looks into files, the process is confined to files, if
/// none of them is_remote() and the option above is not given.
void check_files(const std::vector<boost::program_options::option>& parsed, const std::vector<UsedFile>& files,
                 const OptionSet& set);

}  // namespace grid::tools
