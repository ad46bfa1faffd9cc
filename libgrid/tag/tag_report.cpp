#include "libgrid/tag/tag_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace grid {

bool FateTally::wants_line(RecordFate fate) const {
    return fate != RecordFate::inside && m_fates[static_cast<std::size_t>(fate)].lines.size() < examples;
}

void FateTally::add(const Record& record, const Point& written, std::int64_t line) {
    OfFate& fate = m_fates[static_cast<std::size_t>(record.fate)];
    ++fate.count;
    const bool is_lost = record.fate == RecordFate::outside || record.fate == RecordFate::unreadable;
    if (is_lost && m_outside.size() < most_outside && std::isfinite(written.x + written.y))
        m_outside.push_back(written);
    if (record.fate == RecordFate::inside || fate.lines.size() >= examples) return;
    fate.lines.push_back(line);
    fate.places.push_back(written);
    fate.whys.push_back(record.why);
}

void FateTally::add_undated(std::int64_t line) {
    ++m_undated.count;
    if (m_undated.lines.size() < examples) m_undated.lines.push_back(line);
}

void FateTally::add_siteless(const Point& written, std::int64_t line) {
    ++m_siteless.count;
    if (!wants_siteless()) return;
    m_siteless.lines.push_back(line);
    m_siteless.places.push_back(written);
    m_siteless.whys.push_back("");
}

void FateTally::add(const FateTally& block, std::int64_t lines_before) {
    const auto join = [lines_before](OfFate& all, const OfFate& more) {
        all.count += more.count;
        for (std::size_t i = 0; i < more.lines.size() && all.lines.size() < examples; ++i) {
            all.lines.push_back(more.lines[i] + lines_before);
            if (i >= more.places.size()) continue;
            all.places.push_back(more.places[i]);
            all.whys.push_back(more.whys[i]);
        }
    };
    for (std::size_t i = 0; i < m_fates.size(); ++i)
        join(m_fates[i], block.m_fates[i]);
    join(m_undated, block.m_undated);
    join(m_siteless, block.m_siteless);
    const std::size_t room = most_outside - std::min(most_outside, m_outside.size());
    m_outside.insert(m_outside.end(), block.m_outside.begin(),
                     block.m_outside.begin() + static_cast<std::ptrdiff_t>(std::min(room, block.m_outside.size())));
}

std::string FateTally::list_of(const OfFate& fate, const char* item) const {
    std::string list;
    for (std::size_t i = 0; i < fate.lines.size(); ++i) {
        list += fmt::format("{}{} {}", i == 0 ? ": " : ", ", item, fate.lines[i]);
        if (i < fate.whys.size() && fate.whys[i][0] != '\0') {
            list += fmt::format(" ({})", fate.whys[i]);
        } else if (i < fate.places.size()) {
            list += fmt::format(" at {:.10g},{:.10g}", fate.places[i].x, fate.places[i].y);
        }
    }
    const bool has_more = fate.count > static_cast<std::int64_t>(fate.lines.size());
    return list + (has_more ? ", ..." : "");
}

Findings FateTally::findings(const RecordPlacer& placer, const std::string& shown, const char* item) const {
    std::int64_t total = 0;
    for (const OfFate& fate : m_fates)
        total += fate.count;
    total -= count_of(RecordFate::nothing);
    Findings findings = placer.unknown_shift();
    const auto tell = [&](FindingCode code, const OfFate& fate, const char* what, const std::string& hint) {
        if (fate.count == 0) return;
        findings.emplace_back(code, "", "",
                              fmt::format("{}: {} of {} records {}{}{}{}", shown, fate.count, total, what,
                                          list_of(fate, item), hint.empty() ? "" : "; ", hint));
    };
    const auto of = [this](RecordFate fate) -> const OfFate& { return m_fates[static_cast<std::size_t>(fate)]; };
    // A few that lie outside do so; if it is most of them, something is wrong with all.
    const bool are_most_lost = 2 * (count_of(RecordFate::outside) + count_of(RecordFate::unreadable)) > total;
    const std::string hint = are_most_lost ? placer.hint(m_outside) : "";
    const bool is_hint_for_unreadable = of(RecordFate::outside).count == 0;
    tell("record_unreadable", of(RecordFate::unreadable), "have a place that cannot be read",
         is_hint_for_unreadable ? hint : "");
    tell("record_malformed", of(RecordFate::malformed), "have not the form of the others", "");
    tell("record_without_place", of(RecordFate::without_place), "have no place", "");
    tell("record_unmatched", of(RecordFate::unmatched), "have a code that is not known", "");
    tell("record_undecided", of(RecordFate::undecided), "may be in one of several grids", "");
    tell("record_outside", of(RecordFate::outside), "lie in no grid", hint);
    tell("record_without_site", m_siteless, "are in a grid, but in a unit without sites", "");
    tell("record_undated", m_undated, "have a time that does not begin with a date", "");
    tell("record_reached", of(RecordFate::reached), "lie outside and were given to the nearest grid", "");
    return findings;
}

}  // namespace grid
