#include "libgrid/view/line_kinds.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

struct Words {
    LineKind kind;
    std::vector<std::string_view> beginnings;  ///< of a word
    std::vector<std::string_view> anywhere;    ///< in Chinese no blank tells words apart
};

/// In the order in which they are looked for: a `railway` is no `way`.
const std::vector<Words>& known_words() {
    static const std::vector<Words> all = {
        {LineKind::stream, {"stream", "ditch", "drain", "brook", "creek"}, {"溪", "沟"}},
        {LineKind::river, {"river", "water", "canal", "lake", "coast", "dam"}, {"河", "江", "湖", "渠", "水"}},
        {LineKind::railway,
         {"rail", "narrow_gauge", "tram", "subway", "metro", "monorail", "funicular"},
         {"铁", "鐵", "轨", "軌"}},
        {LineKind::main_road,
         {"motorway", "trunk", "primary", "secondary", "expressway", "highway", "freeway"},
         {"高速", "快速", "国道", "省道", "主干"}},
        {LineKind::path,
         {"foot", "path", "track", "steps", "cycle", "pedestrian", "service", "bridleway", "lane", "alley"},
         {"巷", "弄", "小路"}},
        {LineKind::street,
         {"road", "street", "tertiary", "residential", "unclassified", "living", "way", "avenue"},
         {"路", "街", "道"}},
    };
    return all;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

bool has_word(const std::string& text, std::string_view beginning) {
    for (std::size_t at = text.find(beginning); at != std::string::npos; at = text.find(beginning, at + 1)) {
        const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) >= 0x80); };
        if (at == 0 || !is_letter(text[at - 1])) return true;
    }
    return false;
}

/// A field that says what a line is, and what one is that it says nothing more of than `yes`.
struct KindField {
    std::size_t index = 0;
    LineKind usual = LineKind::other;
};

std::vector<KindField> kind_fields(const FeatureTable& lines) {
    static const std::array<std::pair<std::string_view, LineKind>, 3> usual{
        {{"highway", LineKind::street}, {"railway", LineKind::railway}, {"waterway", LineKind::river}}};
    std::vector<KindField> found;
    for (const std::string& alias : load_profile("default").fields.barrier_class) {
        for (std::size_t i = 0; i < lines.fields.size(); ++i) {
            const std::string name = lower(lines.fields[i].name);
            if (name != lower(alias)) continue;
            const auto* const known = std::ranges::find(usual, name, [](const auto& pair) { return pair.first; });
            found.push_back({i, known == usual.end() ? LineKind::other : known->second});
        }
    }
    return found;
}

LineKind kind_of_line(const Feature& line, const std::vector<KindField>& fields) {
    for (const KindField& field : fields) {
        const std::string value = to_text(line.values[field.index]);
        if (value.empty()) continue;
        const LineKind kind = kind_of_words(value);
        return kind == LineKind::other ? field.usual : kind;
    }
    return LineKind::other;
}

}  // namespace

LineKind kind_of_words(std::string_view text) {
    const std::string words = lower(text);
    for (const Words& known : known_words()) {
        const bool is_it =
            std::ranges::any_of(known.beginnings, [&](auto word) { return has_word(words, word); }) ||
            std::ranges::any_of(known.anywhere, [&](auto word) { return words.find(word) != std::string::npos; });
        if (is_it) return known.kind;
    }
    return LineKind::other;
}

std::vector<LineKind> kinds_of_lines(const FeatureTable& lines) {
    const std::vector<KindField> fields = kind_fields(lines);
    const LineKind usual = kind_of_words(lines.title);
    std::vector<LineKind> kinds;
    for (const Feature& line : lines.features) {
        const LineKind kind = kind_of_line(line, fields);
        kinds.push_back(kind == LineKind::other ? usual : kind);
    }
    return kinds;
}

}  // namespace grid
