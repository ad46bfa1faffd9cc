#include "libgrid/layer/input_notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/unknown_shift.hpp"

namespace grid {

std::string datum_note(const SourceRef& ref) {
    return ref.datum == MapDatum::unset ? std::string() : fmt::format(" datum={}", option_name(ref.datum));
}

Message deleted_note(const std::string& file, std::int64_t records) {
    if (records == 0) return {};
    return msg("{}: {} records are marked as deleted and were left out", file, records);
}

namespace {

std::optional<Finding> left_out_finding(const Message& role, const Source& source) {
    const LeftOut& left = source.left_out();
    if (left.features + left.parts == 0) return std::nullopt;
    const Message parts =
        left.parts == 0 ? Message()
                        : msg("{}parts of {} features", left.features == 0 ? Message() : msg(" and "), left.parts);
    const Message features = left.features == 0 ? Message() : msg("{} features", left.features);
    return Finding{"geometry_left_out",
                   {},
                   {},
                   msg("{}: {}{} of {} are of another kind and were left out; the first is feature {} ({})", role,
                       features, parts, shown_source(source.ref().path), left.first, left.type),
                   {}};
}

}  // namespace

void add_input_findings(const Message& role, const Source& source, const InputRules& rules, Findings& findings) {
    if (auto finding = left_out_finding(role, source)) findings.push_back(std::move(*finding));
    if (rules.allow_ballpark) return;
    const Message what = msg("{} in {}", role, shown_source(source.ref().path));
    auto finding = unknown_shift_finding(what, source.crs_wkt(), rules.output_wkt, source.extent().middle());
    if (finding) findings.push_back(std::move(*finding));
}

void InputNotes::add(const std::string& role, const Source& source) {
    const SourceRef& ref = source.ref();
    if (!m_wanted || ref.memory) return;
    std::string text = fmt::format("{} layer={}", recorded_source(ref.path), source.layer_name());
    if (const auto columns = source.place_columns(); !columns.empty())
        text += fmt::format(" columns={}", fmt::join(columns, ","));
    if (source.deleted_records() > 0) text += fmt::format(" deleted={}", source.deleted_records());
    if (!ref.where.empty()) text += fmt::format(" where={}", ref.where);
    text += datum_note(ref);
    m_notes.emplace_back(role, std::async(m_policy, [path = ref.path, text = std::move(text)] {
                             return fmt::format("{} {}", text, checksum(path));
                         }));
}

void InputNotes::move_to(RunRecord& inputs) {
    for (auto& [role, text] : m_notes)
        inputs.emplace_back(role, text.get());
    m_notes.clear();
}

}  // namespace grid
