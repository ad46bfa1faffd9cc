#include "libgrid/export/schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/algorithm/string.hpp>
#include <charconv>
#include <functional>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/settings_file.hpp"

namespace grid {

namespace {

/// One `key = value`, and how to complain about it.
struct Entry {
    std::string source;
    std::string field;
    std::string key;
    std::string value;

    [[noreturn]] void reject(const Message& wanted) const {
        throw ConfigError(msg("{}: [{}] {} = '{}' is not {}", source, field, key, value, wanted));
    }
};

int number_of(const Entry& entry, int most) {
    int number = -1;
    const char* const end = entry.value.data() + entry.value.size();
    const auto [stop, error] = std::from_chars(entry.value.data(), end, number);
    if (error != std::errc{} || stop != end || number < 0 || number > most)
        entry.reject(msg("a number from 0 to {}", most));
    return number;
}

FieldType type_of(const Entry& entry) {
    static const std::map<std::string, FieldType> types = {{"text", FieldType::text},
                                                           {"integer", FieldType::integer64},
                                                           {"real", FieldType::real},
                                                           {"date", FieldType::date}};
    const auto type = types.find(entry.value);
    if (type == types.end()) entry.reject(msg("text, integer, real or date"));
    return type->second;
}

bool yes_or_no(const Entry& entry) {
    if (entry.value != "yes" && entry.value != "no") entry.reject(msg("yes or no"));
    return entry.value == "yes";
}

/// `old:new, old:new`
std::vector<std::pair<std::string, std::string>> words_of(const Entry& entry) {
    std::vector<std::pair<std::string, std::string>> words;
    std::vector<std::string> items;
    boost::split(items, entry.value, [](char c) { return c == ','; });
    for (const std::string& item : items) {
        const std::size_t sign = item.find(':');
        if (sign == std::string::npos) entry.reject(msg("pairs of words, as general:综合网格, dedicated:专属网格"));
        words.emplace_back(boost::trim_copy(item.substr(0, sign)), boost::trim_copy(item.substr(sign + 1)));
    }
    return words;
}

using Setter = std::function<void(SchemaField&, const Entry&)>;

const std::map<std::string, Setter>& setters() {
    static const std::map<std::string, Setter> known = {
        {"from", [](SchemaField& f, const Entry& e) { f.from = e.value; }},
        {"value", [](SchemaField& f, const Entry& e) { f.value = e.value; }},
        {"type", [](SchemaField& f, const Entry& e) { f.type = type_of(e); }},
        {"width", [](SchemaField& f, const Entry& e) { f.width = static_cast<std::size_t>(number_of(e, 100'000)); }},
        {"decimals", [](SchemaField& f, const Entry& e) { f.decimals = number_of(e, 15); }},
        {"optional", [](SchemaField& f, const Entry& e) { f.optional = yes_or_no(e); }},
        {"words", [](SchemaField& f, const Entry& e) { f.words = words_of(e); }},
        {"en", [](SchemaField& f, const Entry& e) { f.en = e.value; }},
        {"zh", [](SchemaField& f, const Entry& e) { f.zh = e.value; }},
    };
    return known;
}

void check_field(const SchemaField& field, const std::string& source) {
    if (field.name.empty()) throw ConfigError(msg("{}: a field has no name", source));
    if (!field.from.empty() && !field.value.empty())
        throw ConfigError(msg("{}: [{}] has both from and value", source, field.name));
    std::string rest = field.value;
    for (const char* known : {"{created}", "{changed}"})
        boost::replace_all(rest, known, "");
    if (rest.find_first_of("{}") != std::string::npos) {
        throw ConfigError(msg("{}: [{}] value = '{}' has a brace that means nothing", source, field.name, field.value),
                          {}, msg("in a value stand {{created}} and {{changed}}"));
    }
}

}  // namespace

Schema parse_schema(const std::string& text, const std::string& source) {
    Schema schema;
    for (const auto& [name, entries] : parse_settings(text, source)) {
        if (!entries.data().empty() || entries.empty())
            throw ConfigError(msg("{}: '{}' is outside a field, or a field without keys", source, name), {},
                              msg("a field is a section: [NAME] with `key = value` lines below it"));
        SchemaField field{.name = name};
        for (const auto& [key, value] : entries) {
            const auto setter = setters().find(key);
            if (setter == setters().end())
                throw ConfigError(msg("{}: unknown key '{}' in [{}]", source, key, name), {},
                                  msg("the keys are from, value, type, width, decimals, optional, words, en and zh"));
            setter->second(field, {source, name, key, value.data()});
        }
        check_field(field, source);
        schema.push_back(std::move(field));
    }
    if (schema.empty()) throw ConfigError(msg("{}: there are no fields", source));
    return schema;
}

Schema load_schema(const std::string& name_or_path) {
    if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".schema"))
        return parse_schema(read_settings_file(name_or_path, "schema"), name_or_path);
    const auto builtin = builtin_schemas().find(name_or_path);
    if (builtin != builtin_schemas().end())
        return parse_schema(builtin->second, fmt::format("built-in schema {}", name_or_path));
    std::vector<std::string> names;
    for (const auto& [name, text] : builtin_schemas())
        names.push_back(name);
    throw ConfigError(
        msg("there is no schema '{}'", name_or_path), {},
        msg("--schema takes {}, or a file, given with a folder (./x) or as x.schema", fmt::join(names, ", ")));
}

}  // namespace grid
