#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <charconv>
#include <chrono>
#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/schema.hpp"

namespace grid {

namespace {

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

double rounded(double value, int decimals) {
    if (decimals < 0) return value;
    const double scale = std::pow(10.0, decimals);
    const double result = std::round(value * scale) / scale;
    return std::isfinite(result) ? result : value;
}

std::optional<double> number_in(const std::string& text) {
    const std::string trimmed = boost::trim_copy(text);
    double number = 0;
    const char* const end = trimmed.data() + trimmed.size();
    const auto [stop, error] = std::from_chars(trimmed.data(), end, number);
    if (error != std::errc{} || stop != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

/// One value in a type that a schema can ask for; nullopt if it cannot be.
std::optional<Value> converted(const Value& value, FieldType type, int decimals) {
    const auto* text = std::get_if<std::string>(&value);
    const auto* integer = std::get_if<std::int64_t>(&value);
    const auto* real = std::get_if<double>(&value);
    if (text == nullptr && integer == nullptr && real == nullptr) return Value();
    switch (type) {
        case FieldType::integer64: {
            if (integer != nullptr) return value;
            if (text != nullptr && text->empty()) return Value();
            const auto number = text != nullptr ? number_in(*text) : std::optional(*real);
            constexpr double most = 9.2e18;
            if (!number || !(std::abs(*number) < most)) return std::nullopt;
            return static_cast<std::int64_t>(std::llround(*number));
        }
        case FieldType::real: {
            if (integer != nullptr) return static_cast<double>(*integer);
            if (text != nullptr && text->empty()) return Value();
            const auto number = text != nullptr ? number_in(*text) : std::optional(*real);
            return number ? std::optional<Value>(rounded(*number, decimals)) : std::nullopt;
        }
        case FieldType::date: {
            const std::string as_text = text != nullptr ? *text : integer != nullptr ? fmt::format("{}", *integer) : "";
            if (text != nullptr && text->empty()) return Value();
            const auto date = parse_date(as_text.substr(0, as_text.find_first_of(" T")));
            return date ? std::optional<Value>(*date) : std::nullopt;
        }
        case FieldType::text:
            if (text != nullptr) return value;
            return integer != nullptr ? fmt::format("{}", *integer) : fmt::format("{}", rounded(*real, decimals));
        default:
            return value;  // of the field itself, whose type the schema leaves open
    }
}

/// A field of the schema, tied to the layer.
struct Binding {
    SchemaField field;
    FieldType type = FieldType::text;
    std::optional<std::size_t> from;
    Value value;
};

Message name_of(FieldType type) {
    switch (type) {
        case FieldType::integer64:
            return msg("an integer");
        case FieldType::real:
            return msg("a number");
        default:
            return msg("a date");
    }
}

[[noreturn]] void reject(const Binding& binding, const Message& what, std::optional<std::int64_t> fid) {
    throw InputError(msg("the field '{}': {}", binding.field.name, what),
                     {.file = {}, .layer = {}, .fid = fid, .at = {}},
                     msg("change the value, or the field in --schema"));
}

/// The value, or the word that the schema has for it.
Value in_words(const SchemaField& field, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return value;
    const auto word = std::ranges::find(field.words, *text, &std::pair<std::string, std::string>::first);
    return word == field.words.end() ? value : Value(word->second);
}

Value value_for(const Binding& binding, const Value& from, std::optional<std::int64_t> fid) {
    const Value value = in_words(binding.field, from);
    std::optional<Value> result = converted(value, binding.type, binding.field.decimals);
    if (!result) {
        const auto* text = std::get_if<std::string>(&value);
        reject(binding,
               msg("'{}' is not {}", text != nullptr ? Message(*text) : msg("its value"), name_of(binding.type)), fid);
    }
    const auto* text = std::get_if<std::string>(&*result);
    if (text != nullptr && binding.field.width > 0 && characters(*text) > binding.field.width)
        reject(binding, msg("'{}' has more than {} characters", *text, binding.field.width), fid);
    return *result;
}

Binding bind(const SchemaField& field, const FeatureTable& table, const SchemaDates& dates) {
    Binding binding{.field = field, .type = field.type.value_or(FieldType::text), .from = {}, .value = {}};
    if (field.from.empty()) {
        std::string text = field.value;
        const bool lacks_date = (text.find("{created}") != std::string::npos && dates.created.empty()) ||
                                (text.find("{changed}") != std::string::npos && dates.changed.empty());
        boost::replace_all(text, "{created}", dates.created);
        boost::replace_all(text, "{changed}", dates.changed);
        if (!lacks_date && !text.empty()) binding.value = value_for(binding, text, std::nullopt);
        return binding;
    }
    binding.from = table.find(field.from);
    if (binding.from && !field.type) binding.type = table.fields[*binding.from].type;
    if (binding.from || field.optional) return binding;
    std::vector<std::string> names;
    for (const TableField& known : table.fields)
        names.push_back(known.name);
    throw ConfigError(msg("the schema takes '{}' from the field '{}', which the layer lacks; its fields are: {}",
                          field.name, field.from, fmt::join(names, ", ")),
                      {}, msg("change `from` in the schema, or make the field `optional = yes`"));
}

}  // namespace

std::optional<std::string> parse_date(const std::string& text) {
    std::string plain = boost::trim_copy(text);
    std::vector<std::string> parts;
    if (plain.size() == 8 && plain.find_first_not_of("0123456789") == std::string::npos) {
        parts = {plain.substr(0, 4), plain.substr(4, 2), plain.substr(6)};
    } else {
        boost::split(parts, plain, [](char c) { return c == '-' || c == '/'; });
    }
    if (parts.size() != 3 || parts[0].size() != 4) return std::nullopt;
    int numbers[3] = {};
    for (std::size_t i = 0; i < 3; ++i) {
        const char* const end = parts[i].data() + parts[i].size();
        const auto [stop, error] = std::from_chars(parts[i].data(), end, numbers[i]);
        if (error != std::errc{} || stop != end || parts[i].size() > 4 || numbers[i] < 1) return std::nullopt;
    }
    const std::chrono::year_month_day day{std::chrono::year(numbers[0]),
                                          std::chrono::month(static_cast<unsigned>(numbers[1])),
                                          std::chrono::day(static_cast<unsigned>(numbers[2]))};
    if (!day.ok()) return std::nullopt;
    return fmt::format("{:04}-{:02}-{:02}", numbers[0], numbers[1], numbers[2]);
}

FeatureTable apply_schema(FeatureTable table, const Schema& schema, const SchemaDates& dates) {
    std::vector<Binding> bindings;
    for (const SchemaField& field : schema)
        bindings.push_back(bind(field, table, dates));
    for (Feature& feature : table.features) {
        std::vector<Value> values;
        for (const Binding& binding : bindings) {
            const bool is_given = binding.from.has_value();
            values.push_back(is_given ? value_for(binding, feature.values[*binding.from], feature.fid) : binding.value);
        }
        feature.values = std::move(values);
    }
    table.fields.clear();
    for (const Binding& binding : bindings) {
        TableField field{.name = binding.field.name, .type = binding.type};
        field.decimals = binding.field.decimals;
        table.fields.push_back(std::move(field));
    }
    return table;
}

}  // namespace grid
