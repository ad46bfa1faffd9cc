#pragma once

// Text files of settings, as profiles are: sections with `key = value` lines; comments start with # or ;.

#include <boost/property_tree/ptree.hpp>

#include <filesystem>
#include <string>

#include "libgrid/core/message.hpp"

namespace grid {

/// Sections with their entries, in the order of the text.
using SettingsTree = boost::property_tree::ptree;

/// The text of a file of at most 1 MiB. `what` names the kind of file in messages. Throws ConfigError.
[[nodiscard]] std::string read_settings_file(const std::filesystem::path& path, const Message& what);

/// `source` is named in messages. Throws ConfigError for text that is not UTF-8 and for lines that are neither a
/// section nor an entry.
[[nodiscard]] SettingsTree parse_settings(const std::string& text, const std::string& source);

}  // namespace grid
