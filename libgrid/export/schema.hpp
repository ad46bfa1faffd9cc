#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/io/feature_table.hpp"

namespace grid {

/// One field of the output and what fills it.
struct SchemaField {
    std::string name;
    std::string from{};   ///< field of the layer; empty: `value`
    std::string value{};  ///< text for all features, with {created} and {changed}
    std::optional<FieldType> type{};
    std::size_t width = 0;                                     ///< characters of text; 0: any number
    int decimals = -1;                                         ///< of real numbers; -1: not rounded
    bool optional = false;                                     ///< `from` may be missing
    std::vector<std::pair<std::string, std::string>> words{};  ///< other texts for some values
    std::string en{};
    std::string zh{};
};

using Schema = std::vector<SchemaField>;

/// Reads a schema; the format is documented in data/schemas/city-management.schema. `source` is named in messages.
/// Throws ConfigError for an unknown key, a bad value, or a text without fields.
[[nodiscard]] Schema parse_schema(const std::string& text, const std::string& source);

/// The schema that the user means: a file if it contains a `/` or ends in `.schema`, else the name of a built-in one.
/// Throws ConfigError, naming the schemas there are.
[[nodiscard]] Schema load_schema(const std::string& name_or_path);

/// Text of the built-in schemas (data/schemas/*.schema), by name.
[[nodiscard]] const std::map<std::string, std::string, std::less<>>& builtin_schemas();

/// The dates that a schema may ask for, as 2024-01-31; empty: none.
struct SchemaDates {
    std::string created;
    std::string changed;
};

/// The date as 2024-01-31 from that form, from 2024/1/31 or from 20240131; nullopt if there is no such day.
[[nodiscard]] std::optional<std::string> parse_date(const std::string& text);

/// The same features with the fields of the schema. Throws ConfigError for a field that the layer lacks, InputError
/// with the feature for a value that cannot be converted or is too long.
[[nodiscard]] FeatureTable apply_schema(FeatureTable table, const Schema& schema, const SchemaDates& dates);

}  // namespace grid
