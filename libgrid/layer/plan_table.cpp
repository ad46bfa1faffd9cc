#include "libgrid/layer/plan_table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/code_tables.hpp"

namespace grid {

namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file && !file.eof()) throw InputError(msg("the plan cannot be read"), place_of_plan(path));
    return text;
}

bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

struct Columns {
    std::string id;
    std::string label;
};

Columns find_columns(const Source& source, const std::string& label_field, const std::string& id_field,
                     const FieldAliases& aliases) {
    const std::vector<FieldInfo>& fields = source.fields();
    std::optional<std::string> label = source.find_field(label_field, {"grid_code"}, "--plan-field");
    const bool are_two = fields.size() == 2;
    if (!label && are_two) label = fields[1].name;
    if (!label) {
        throw ConfigError(msg("no field says which grid a row of the plan belongs to"), source.place(),
                          msg("name it with --plan-field"));
    }
    if (are_two) return {fields[fields[0].name == *label ? 1 : 0].name, *label};
    const auto id = source.find_field(id_field, aliases.site_id, "--site-id");
    if (!id) {
        throw ConfigError(msg("no field says which site or cell a row of the plan stands for"), source.place(),
                          msg("name it with --site-id, or give a table with two fields"));
    }
    return {*id, *label};
}

}  // namespace

Place place_of_plan(const std::string& path) {
    Place place;
    place.file = path;
    return place;
}

PlanRows read_plan_table(const SourceRef& source, const std::string& label_field, const std::string& id_field,
                         const FieldAliases& aliases) {
    SourceRef table = source;
    table.is_table = true;
    const Columns columns = find_columns(Source::open(table), label_field, id_field, aliases);
    PlanRows rows;
    for (auto& row : read_text_rows(table, {columns.id, columns.label}))
        rows.emplace_back(std::move(row[0]), std::move(row[1]));
    return rows;
}

PlanRows read_plan_json(const std::string& path) {
    const auto json = nlohmann::ordered_json::parse(text_of(path), nullptr, false);
    if (!json.is_object())
        throw InputError(msg("the plan is not valid JSON of the form {{\"identifier\": label, ...}}"),
                         place_of_plan(path));
    PlanRows rows;
    for (const auto& [id, label] : json.items()) {
        if (!label.is_string() && !label.is_number_integer())
            throw InputError(msg("the label of '{}' is neither a text nor a whole number", id), place_of_plan(path));
        rows.emplace_back(id, label.is_string() ? label.get<std::string>() : label.dump());
    }
    return rows;
}

std::vector<std::string> read_plan_list(const std::string& path) {
    std::string text = text_of(path);
    while (!text.empty() && is_space(text.back()))
        text.pop_back();
    std::vector<std::string> labels;
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        std::string line = text.substr(from, end - from);
        std::erase_if(line, is_space);
        labels.push_back(std::move(line));
        from = end + 1;
    }
    return labels;
}

std::optional<PlanForm> form_of_text(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
    const std::string text = text_of(path);
    const auto first = std::ranges::find_if_not(text, is_space);
    if (first == text.end()) return std::nullopt;
    // A damaged GeoJSON is no list of labels: what OGR says of it counts.
    constexpr std::size_t head = 1000;
    if (*first == '{' && text.substr(0, head).find("\"type\"") != std::string::npos) return std::nullopt;
    if (*first == '{') return PlanForm::json;
    const bool are_labels = std::ranges::all_of(text, [](char c) {
        return is_space(c) || std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    });
    return are_labels ? std::optional(PlanForm::list) : std::nullopt;
}

}  // namespace grid
