#include <cpl_port.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/field_choice.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid {

std::optional<std::string> io::find_field(const std::vector<FieldInfo>& fields, const Place& place,
                                          std::string_view wanted, const std::vector<std::string>& aliases,
                                          std::string_view option) {
    std::vector<std::string> names;
    for (const FieldInfo& field : fields)
        names.push_back(field.name);
    if (!wanted.empty()) {
        const auto exact = std::find(names.begin(), names.end(), wanted);
        if (exact != names.end()) return *exact;
        for (const std::string& name : names) {
            if (EQUAL(name.c_str(), std::string(wanted).c_str())) return name;
        }
        throw ConfigError(msg("there is no field '{}'; the fields are: {}", wanted, fmt::join(names, ", ")), place,
                          msg("choose one of them with {}", option));
    }
    std::vector<std::string> found;
    for (const FieldInfo& field : fields) {
        const std::string& name = field.name_in_file.empty() ? field.name : field.name_in_file;
        const bool matches = std::any_of(aliases.begin(), aliases.end(),
                                         [&](const std::string& alias) { return EQUAL(alias.c_str(), name.c_str()); });
        if (matches) found.push_back(field.name);
    }
    if (found.size() > 1) {
        throw ConfigError(msg("several fields could be meant: {}", fmt::join(found, ", ")), place,
                          msg("choose one with {}", option));
    }
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<std::string> choose_field(const std::vector<std::string>& names, const Place& place,
                                        std::string_view wanted, const std::vector<std::string>& aliases,
                                        std::string_view option) {
    std::vector<FieldInfo> fields;
    for (const std::string& name : names)
        fields.push_back({name, FieldType::text});
    return io::find_field(fields, place, wanted, aliases, option);
}

}  // namespace grid
