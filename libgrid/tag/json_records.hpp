#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/tag/record.hpp"

namespace grid {

/// Records as lines of JSON, an object each; where it is a feature of GeoJSON, values go into its properties and its
/// geometry is the place, unless fields are named. A byte 1E before an object is left there (RFC 8142). `beginning` is
/// that of the stream, with a whole line. Throws ConfigError for fields that the first record has not, or that it has
/// already; InputError if that is no object.
[[nodiscard]] std::unique_ptr<RecordFormat> make_json_format(std::string_view beginning, const RecordFields& fields,
                                                             const std::vector<AddedField>& added,
                                                             const std::string& shown);

/// Whether the first record of such a stream is a feature of GeoJSON.
[[nodiscard]] bool begins_with_feature(std::string_view beginning);

}  // namespace grid
