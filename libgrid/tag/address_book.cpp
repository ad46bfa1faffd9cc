#include "libgrid/tag/address_book.hpp"

#include <cmath>
#include <limits>

#include "libgrid/core/text_number.hpp"

namespace grid {

namespace {

Record without_place(RecordFate fate, const char* why) {
    Record record;
    record.fate = fate;
    record.why = why;
    return record;
}

/// Of a record that its site was found for.
const char* why_of(RecordFate fate) {
    switch (fate) {
        case RecordFate::reached:
            return "its site lies outside";
        case RecordFate::outside:
            return "its site lies in no grid";
        case RecordFate::undecided:
            return "of the ground of its site it is not known whose it was";
        case RecordFate::unreadable:
            return "its site has a place that is none";
        default:
            return "";
    }
}

}  // namespace

AddressBook::AddressBook(const TagLayer& layer) {
    for (std::size_t i = 0; i < layer.codes.size(); ++i) {
        if (layer.codes[i].empty()) continue;
        Record record;
        record.grid = static_cast<std::int32_t>(i);
        m_records.try_emplace(layer.codes[i], record);
    }
}

AddressBook::AddressBook(const TagLayer& layer, const TagSites& sites, const RecordPlacer& placer) {
    std::unordered_map<std::string_view, std::int32_t> grid_of;
    for (std::size_t i = 0; i < layer.codes.size(); ++i)
        grid_of.try_emplace(layer.codes[i], static_cast<std::int32_t>(i));
    m_records.reserve(sites.ids.size());
    for (std::size_t i = 0; i < sites.ids.size(); ++i) {
        Record record;
        if (!sites.grid_codes.empty()) {
            const auto grid = grid_of.find(without_spaces(sites.grid_codes[i]));
            if (grid == grid_of.end()) {
                record = without_place(RecordFate::unmatched, "its site is of a grid that is not there");
            } else {
                record.grid = grid->second;
            }
        } else if (!std::isfinite(sites.at[i].x)) {
            record = without_place(RecordFate::without_place, "its site has no place");
        } else {
            record.at = sites.at[i];
            placer.place({&record, 1});
            record.why = why_of(record.fate);
        }
        record.at = {std::numeric_limits<double>::quiet_NaN(), 0};
        if (record.grid >= 0) record.site = static_cast<std::int32_t>(i);
        add(std::string(without_spaces(sites.ids[i])), record);
    }
}

void AddressBook::add(const std::string& code, const Record& record) {
    if (code.empty()) return;
    const auto [entry, is_new] = m_records.try_emplace(code, record);
    Record& known = entry->second;
    if (is_new || record.fate == RecordFate::without_place) return;
    if (known.fate == RecordFate::without_place) {
        known = record;
        return;
    }
    // Several sites may have one code, as the households of a house: that is fine where they are in one grid.
    if (known.micro != record.micro) known.micro = -1;
    if (known.grid == record.grid) return;
    known = without_place(RecordFate::undecided, "several sites in different grids have its code");
}

void AddressBook::place(Record& record, std::string_view code) const {
    if (record.fate != RecordFate::inside) return;
    const auto take = [&record](const Record& from) {
        record.fate = from.fate;
        record.why = from.why;
        record.grid = from.grid;
        record.micro = from.micro;
        record.site = from.site;
        record.distance_m = from.distance_m;
        record.at = {std::numeric_limits<double>::quiet_NaN(), 0};
    };
    code = without_spaces(code);
    if (code.empty()) return take(without_place(RecordFate::without_place, "it has no code"));
    const auto found = m_records.find(std::string(code));
    if (found == m_records.end()) return take(without_place(RecordFate::unmatched, "no site has its code"));
    take(found->second);
}

}  // namespace grid
