#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libgrid/tag/record.hpp"

namespace grid {

enum class Period { month, week, day };

/// `month`, `week`, `day`; nothing for another text.
[[nodiscard]] std::optional<Period> period_of(std::string_view name);
[[nodiscard]] const char* name_of(Period period);

/// The period that a time is in, by its date: `2026-11`, `2026-W48` (ISO 8601: weeks begin on Monday, and the first is
/// that of the first Thursday), `2026-11-30`. The date comes first and is written with the year in four digits, as
/// 2026-11-30, 2026/11/30, 2026.11.30 or 20261130; months and days between separators may have one digit. Nothing for
/// a text that does not begin with a date that there is.
[[nodiscard]] std::optional<std::string> period_in(std::string_view time, Period period);

struct CountOptions {
    bool by_site = false;  ///< not by grid
    bool by_kind = false;
    std::optional<Period> by_period;
};

/// Counts records by grid or site, kind and period. One for each thread; they are added up in the end.
class TagCounts {
public:
    /// `places`: how many grids, or sites, there are.
    TagCounts(const CountOptions& options, std::size_t places) : m_options(options), m_plain(places + record_fates) {}

    /// Returns false if the time is wanted and cannot be read; then the record counts with an empty period.
    bool add(const Record& record, const std::string& kind, const std::string& time);
    void add(const TagCounts& other);

    /// As CSV: `grid_code`, `kind` and `month` (or `week`, `day`) where they were asked for, `reason`, `records`. Grids
    /// in the order of the layer; where nothing else is asked for also those without a record. What is in no grid comes
    /// last, with its reason. So the sum is that of all records.
    ///
    /// Of sites: `site`, `kind`, the period, `reason`, `count`: what gridify --events reads. Sites without a record are
    /// left out; what is in a grid, but at no site, has the reason `no_site`. `names` has the code of each place.
    [[nodiscard]] std::string csv(std::span<const std::string> names) const;

private:
    [[nodiscard]] std::size_t row_of(const Record& record) const;
    [[nodiscard]] std::size_t places() const { return m_plain.size() - record_fates; }
    /// Of a row behind those of the places: why records have none.
    [[nodiscard]] const char* reason_of(std::size_t row) const;
    [[nodiscard]] std::uint32_t number_of(const std::string& kind, const std::string& period);

    CountOptions m_options;
    std::vector<std::int64_t> m_plain;  ///< by place, then by fate; where nothing else is asked for
    std::unordered_map<std::string, std::uint32_t> m_numbers;     ///< of kind and period, a byte 0 between them
    std::vector<std::pair<std::string, std::string>> m_combined;  ///< kind and period by number
    std::unordered_map<std::uint64_t, std::int64_t> m_counts;     ///< by row << 32 | number
};

}  // namespace grid
