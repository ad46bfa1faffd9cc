#include "libgrid/tag/json_records.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/io/field_choice.hpp"
#include "libgrid/tag/json_scan.hpp"

namespace grid {

namespace {

/// A JSON string as it is written, or a number, as text; null is none.
std::string plain_text(std::string_view raw) {
    if (raw == "null") return {};
    if (!raw.starts_with('"')) return std::string(raw);
    const auto json = nlohmann::json::parse(raw, nullptr, false);
    return json.is_string() ? json.get<std::string>() : std::string(raw);
}

/// A key as a name: nearly all have no escapes.
std::string name_of_key(std::string_view key) {
    if (key.find('\\') == std::string_view::npos) return std::string(key);
    return plain_text(fmt::format("\"{}\"", key));
}

bool is_key(std::string_view key, const std::string& name) {
    return key == name || (key.find('\\') != std::string_view::npos && name_of_key(key) == name);
}

struct LineParts {
    std::string_view object;
    std::size_t begin = 0;
};

/// What stands in a line between spaces, behind the mark of a record.
LineParts parts_of(std::string_view line) {
    constexpr std::string_view around = " \t\r\n\x1E";
    const std::size_t begin = std::min(line.find_first_not_of(around), line.size());
    const std::size_t last = line.find_last_not_of(around);
    return {last == std::string_view::npos ? std::string_view() : line.substr(begin, last + 1 - begin), begin};
}

std::string_view first_line(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (!parts_of(line).object.empty()) return line;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

/// The members of a feature that matter; empty where it has none.
struct FeatureParts {
    std::string_view type;
    std::string_view geometry;
    std::string_view properties;

    void take(std::string_view key, std::string_view value) {
        if (key == "type") type = value;
        if (key == "geometry") geometry = value;
        if (key == "properties") properties = value;
    }
    [[nodiscard]] bool is_feature() const { return type == "\"Feature\""; }
};

void set_place_of_geometry(std::string_view geometry, Record& record) {
    const auto fail = [&record](RecordFate fate, const char* why) {
        record.fate = fate;
        record.why = why;
    };
    if (geometry.empty() || geometry == "null") return fail(RecordFate::without_place, "there is no geometry");
    std::string_view type;
    std::string_view coordinates;
    JsonScanner scanner(geometry);
    const bool is_object = scanner.object([&](std::string_view key, std::string_view value) {
        if (key == "type") type = value;
        if (key == "coordinates") coordinates = value;
    });
    if (!is_object || type != "\"Point\"") return fail(RecordFate::unreadable, "the geometry is no point");
    if (!coordinates.starts_with('[')) return fail(RecordFate::unreadable, "a point has no coordinates");
    coordinates = coordinates.substr(1, coordinates.size() - 2);
    if (JsonScanner(coordinates).is_at_end()) return fail(RecordFate::without_place, "the geometry is empty");
    const std::size_t comma = coordinates.find(',');
    if (comma == std::string_view::npos) return fail(RecordFate::unreadable, "a point has one coordinate only");
    const std::string_view rest = coordinates.substr(comma + 1);
    set_place(coordinates.substr(0, comma), rest.substr(0, rest.find(',')), record);
}

class JsonFormat : public RecordFormat {
public:
    JsonFormat(std::string_view beginning, RecordFields fields, const std::vector<AddedField>& new_fields,
               const std::string& shown)
        : m_fields(std::move(fields)) {
        for (const AddedField& field : new_fields)
            m_new_names.push_back(field.name);
        const Place place{shown, {}, {}, {}};
        const std::string_view object = parts_of(first_line(beginning)).object;
        FeatureParts feature;
        std::vector<std::string> names;
        const auto take_name = [&names](std::string_view key, std::string_view) { names.push_back(name_of_key(key)); };
        const bool is_object = JsonScanner(object).object([&](std::string_view key, std::string_view value) {
            feature.take(key, value);
            take_name(key, value);
        });
        if (!is_object) {
            throw InputError("the first line is no JSON object", place,
                             object.starts_with('[') || object == "{"
                                 ? "give each record a line of its own (`jq -c .[]`)"
                                 : "say what the records are with --records-format");
        }
        if (feature.is_feature()) {
            names.clear();
            (void)JsonScanner(feature.properties).object(take_name);
        }
        choose_fields(names, feature.is_feature(), place);
    }

    std::size_t whole_records(std::string_view text, bool at_end) const override {
        return at_end ? text.size() : text.rfind('\n') + 1;  // npos + 1 is 0
    }

    std::vector<Record> parse(std::string_view text) const override {
        std::vector<Record> records;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
            Record& record = records.emplace_back();
            record.begin = at;
            record.end = end;
            parse_line(text.substr(at, end - at), record);
            at = end;
        }
        return records;
    }

    std::string text_of(std::string_view raw) const override { return plain_text(raw); }

protected:
    std::string value_text(const std::string& name, const std::string& value, bool is_number) const override {
        const auto json = [](const std::string& text) {
            return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        };
        const std::string shown = value.empty() ? "null" : is_number ? value : json(value);
        return fmt::format(",{}:{}", json(name), shown);
    }
    void begin_values(const Record& record, std::string& out) const override {
        if (record.replaced > 0) out += '{';
    }
    void end_values(const Record& record, std::string& out) const override {
        if (record.replaced > 0) out += '}';
    }

private:
    void choose_fields(const std::vector<std::string>& names, bool is_feature, const Place& place) {
        for (const std::string& name : m_new_names) {
            if (std::ranges::find(names, name) != names.end())
                throw ConfigError(fmt::format("there is a field '{}' already", name), place,
                                  fmt::format("choose another name: --add {0}=NAME", name));
        }
        if (!m_fields.code.empty()) {
            m_fields.code = choose_field(names, place, m_fields.code, {}, "--address-code").value();
            return;
        }
        const bool wants_xy = !m_fields.x.empty() || !m_fields.y.empty();
        const bool has_geometry = is_feature && !wants_xy && m_fields.wkt.empty();
        if (has_geometry) return;
        const auto find = [&](std::string& wanted, const std::vector<std::string>& aliases, const char* option) {
            wanted = choose_field(names, place, wanted, aliases, option).value_or("");
            return !wanted.empty();
        };
        const bool has_wkt = !wants_xy && find(m_fields.wkt, m_fields.wkt_aliases, "--wkt");
        if (has_wkt) return;
        const bool has_x = find(m_fields.x, m_fields.x_aliases, "--x");
        const bool has_y = find(m_fields.y, m_fields.y_aliases, "--y");
        if (has_x && has_y) return;
        throw ConfigError(
            fmt::format("no members of the first record hold coordinates; they are: {}", fmt::join(names, ", ")), place,
            "name them with --x and --y, or one that holds WKT with --wkt, or the code of a site with --address-code");
    }

    void parse_line(std::string_view line, Record& record) const {
        const LineParts parts = parts_of(line);
        if (parts.object.empty()) {
            record.fate = RecordFate::nothing;
            return;
        }
        const auto spoilt = [&record](const char* why) {
            record.fate = RecordFate::malformed;
            record.why = why;
            record.has_values = false;
        };
        FeatureParts feature;
        Found found;
        JsonScanner scanner(parts.object);
        const bool is_whole = scanner.object([&](std::string_view key, std::string_view value) {
            feature.take(key, value);
            take(key, value, found);
        });
        if (!is_whole || !scanner.is_at_end()) return spoilt("the line is no JSON object");
        std::size_t begin = record.begin + parts.begin;
        if (feature.is_feature()) {
            if (feature.properties.empty()) return spoilt("the feature has no properties");
            begin = record.begin + static_cast<std::size_t>(feature.properties.data() - line.data());
            found = {};
            if (feature.properties == "null") {
                record.replaced = feature.properties.size();
            } else {
                scanner = JsonScanner(feature.properties);
                const bool are_whole =
                    scanner.object([&](std::string_view key, std::string_view value) { take(key, value, found); });
                if (!are_whole) return spoilt("the properties of the feature are no object");
            }
        }
        if (found.has_new_name) return spoilt("the record has a member of the name of a new one");
        record.is_first = record.replaced > 0 || scanner.is_empty();
        record.insert = begin + (record.replaced > 0 ? 0 : scanner.behind_last());
        record.code = found.code;
        record.kind = found.kind;
        record.time = found.time;
        place_record(feature, found, record);
    }

    /// The members that are looked at.
    struct Found {
        std::string_view x;
        std::string_view y;
        std::string_view wkt;
        std::string_view code;
        std::string_view kind;
        std::string_view time;
        bool has_new_name = false;
    };

    void take(std::string_view key, std::string_view value, Found& found) const {
        if (is_key(key, m_fields.x)) found.x = value;
        if (is_key(key, m_fields.y)) found.y = value;
        if (is_key(key, m_fields.wkt)) found.wkt = value;
        if (is_key(key, m_fields.code)) found.code = value;
        if (is_key(key, m_fields.kind)) found.kind = value;
        if (is_key(key, m_fields.time)) found.time = value;
        for (const std::string& name : m_new_names)
            found.has_new_name = found.has_new_name || is_key(key, name);
    }

    void place_record(const FeatureParts& feature, const Found& found, Record& record) const {
        if (!m_fields.code.empty()) return;
        if (!m_fields.wkt.empty()) return set_place(plain_text(found.wkt), record);
        if (!m_fields.x.empty()) return set_place(plain_text(found.x), plain_text(found.y), record);
        set_place_of_geometry(feature.geometry, record);
    }

    RecordFields m_fields;
    std::vector<std::string> m_new_names;
};

}  // namespace

std::unique_ptr<RecordFormat> make_json_format(std::string_view beginning, const RecordFields& fields,
                                               const std::vector<AddedField>& added, const std::string& shown) {
    return std::make_unique<JsonFormat>(beginning, fields, added, shown);
}

bool begins_with_feature(std::string_view beginning) {
    FeatureParts feature;
    JsonScanner scanner(parts_of(first_line(beginning)).object);
    return scanner.object([&](std::string_view key, std::string_view value) { feature.take(key, value); }) &&
           feature.is_feature();
}

}  // namespace grid
