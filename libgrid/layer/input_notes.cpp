#include "libgrid/layer/input_notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "libgrid/core/secrets.hpp"

namespace grid {

std::string datum_note(const SourceRef& ref) {
    return ref.datum == MapDatum::unset ? std::string() : fmt::format(" datum={}", option_name(ref.datum));
}

std::string deleted_note(const std::string& file, std::int64_t records) {
    if (records == 0) return {};
    return fmt::format("{}: {} records are marked as deleted and were left out", file, records);
}

void InputNotes::add(const std::string& role, const Source& source) {
    if (!m_wanted) return;
    const SourceRef& ref = source.ref();
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
