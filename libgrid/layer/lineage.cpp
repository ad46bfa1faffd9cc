#include "libgrid/layer/lineage.hpp"

#include <algorithm>
#include <tuple>

#include "libgrid/layer/whole_numbers.hpp"

namespace grid {

namespace {

/// More in common is less, so that sorting brings it to the front.
bool has_more(const GridOverlap& a, const GridOverlap& b) {
    return std::tie(b.households, b.area_m2) < std::tie(a.households, a.area_m2);
}

}  // namespace

std::vector<std::int32_t> heirs(std::span<const GridOverlap> overlaps, std::size_t old_count, std::size_t new_count) {
    std::vector<const GridOverlap*> largest(old_count, nullptr);  // of each old grid
    for (const GridOverlap& overlap : overlaps) {
        if (overlap.old_grid < 0) continue;
        const GridOverlap*& best = largest[static_cast<std::size_t>(overlap.old_grid)];
        if (best == nullptr || has_more(overlap, *best) ||
            (!has_more(*best, overlap) && overlap.new_grid < best->new_grid)) {
            best = &overlap;
        }
    }
    std::vector<const GridOverlap*> chosen(new_count, nullptr);
    for (const GridOverlap* overlap : largest) {
        if (overlap == nullptr) continue;
        const GridOverlap*& best = chosen[static_cast<std::size_t>(overlap->new_grid)];
        if (best == nullptr || has_more(*overlap, *best)) best = overlap;
    }
    std::vector<std::int32_t> result(new_count, -1);
    for (std::size_t g = 0; g < new_count; ++g) {
        if (chosen[g] != nullptr) result[g] = chosen[g]->old_grid;
    }
    return result;
}

std::vector<LineageRow> lineage_rows(std::span<const GridOverlap> overlaps, std::span<const std::string> old_codes,
                                     std::span<const std::string> new_codes, std::span<const std::int64_t> households) {
    std::vector<std::vector<const GridOverlap*>> of_new(new_codes.size());
    std::vector<Count> old_households(old_codes.size(), 0);
    std::vector<double> old_area(old_codes.size(), 0);
    for (const GridOverlap& overlap : overlaps) {
        of_new[static_cast<std::size_t>(overlap.new_grid)].push_back(&overlap);
        if (overlap.old_grid < 0) continue;
        old_households[static_cast<std::size_t>(overlap.old_grid)] += overlap.households;
        old_area[static_cast<std::size_t>(overlap.old_grid)] += overlap.area_m2;
    }
    std::vector<LineageRow> rows;
    for (std::size_t g = 0; g < of_new.size(); ++g) {
        std::vector<Count> counts;
        for (const GridOverlap* overlap : of_new[g])
            counts.push_back(overlap->households);
        const std::vector<std::int64_t> whole = to_whole_numbers(counts, households[g]);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            const GridOverlap& overlap = *of_new[g][i];
            LineageRow row{{}, new_codes[g], whole[i], 0};
            if (overlap.old_grid < 0) {
                if (overlap.households > 0) rows.push_back(row);
                continue;
            }
            const auto old = static_cast<std::size_t>(overlap.old_grid);
            row.old_code = old_codes[old];
            if (old_households[old] > 0) {
                if (overlap.households == 0) continue;
                row.share = static_cast<double>(overlap.households) / static_cast<double>(old_households[old]);
            } else {
                if (!(overlap.area_m2 > 0)) continue;
                row.share = overlap.area_m2 / old_area[old];
            }
            rows.push_back(std::move(row));
        }
    }
    std::sort(rows.begin(), rows.end(), [](const LineageRow& a, const LineageRow& b) {
        return std::tie(a.old_code, a.new_code) < std::tie(b.old_code, b.new_code);
    });
    return rows;
}

void name_changes(const LineageFacts& facts, std::vector<LineageRow>& rows) {
    const auto carried = [&facts](const std::string& new_code) {
        const auto known = facts.heir_of.find(new_code);
        return known == facts.heir_of.end() ? new_code : known->second;
    };
    std::set<std::string> old_codes;
    std::map<std::string, int> parts_of_old;
    std::map<std::string, int> parts_of_new;
    for (const LineageRow& row : rows) {
        old_codes.insert(row.old_code);
        parts_of_old[row.old_code] += 1;
        parts_of_new[row.new_code] += 1;
    }
    std::set<std::string> living;  // old codes that are carried on
    for (const LineageRow& row : rows) {
        if (!row.new_code.empty() && old_codes.contains(carried(row.new_code))) living.insert(carried(row.new_code));
    }
    for (LineageRow& row : rows) {
        if (!row.change.empty()) continue;
        const bool is_new = !living.contains(carried(row.new_code));
        if (row.new_code.empty())
            row.change = "retired";
        else if (row.old_code.empty())
            row.change = is_new ? "new" : "changed";
        else if (row.old_code == carried(row.new_code))
            row.change = parts_of_old[row.old_code] == 1 && parts_of_new[row.new_code] == 1 &&
                                 !facts.reshaped.contains(row.new_code)
                             ? "unchanged"
                             : "changed";
        else if (!living.contains(row.old_code))
            row.change = "merged";
        else
            row.change = is_new ? "split" : "changed";
        if (row.change != "unchanged") row.date = facts.date;
    }
}

}  // namespace grid
