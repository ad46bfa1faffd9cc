#include "libgrid/tag/tag_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <tuple>

#include "libgrid/core/error.hpp"
#include "libgrid/core/text_number.hpp"
#include "libgrid/io/csv.hpp"

namespace grid {

namespace {

/// A number of so many digits at the beginning of the text, which is cut off; -1 if there is none.
int take_digits(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9')
        ++count;
    if (count < least) return -1;
    int value = 0;
    std::from_chars(text.data(), text.data() + count, value);
    text.remove_prefix(count);
    return value;
}

std::optional<std::chrono::year_month_day> date_in(std::string_view text) {
    text = without_spaces(text);
    const int year = take_digits(text, 4, 4);
    if (year < 0 || text.empty()) return std::nullopt;
    const char separator = text.front();
    const bool is_divided = separator == '-' || separator == '/' || separator == '.';
    const auto skip = [&] {
        if (!is_divided) return true;
        if (text.empty() || text.front() != separator) return false;
        text.remove_prefix(1);
        return true;
    };
    const std::size_t least = is_divided ? 1 : 2;
    if (!skip()) return std::nullopt;
    const int month = take_digits(text, least, 2);
    if (!skip()) return std::nullopt;
    const int day = take_digits(text, least, 2);
    if (month < 0 || day < 0) return std::nullopt;
    if (!text.empty() && text.front() >= '0' && text.front() <= '9') return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::string week_of(const std::chrono::year_month_day& date) {
    using namespace std::chrono;
    const sys_days day = date;
    const sys_days thursday = day - (weekday(day) - Monday) + days(3);
    const year in_year = year_month_day(thursday).year();
    const auto week = (thursday - sys_days(in_year / January / 1)) / days(7) + 1;
    return fmt::format("{:04}-W{:02}", static_cast<int>(in_year), week);
}

}  // namespace

std::optional<Period> period_of(std::string_view name) {
    for (const Period period : {Period::month, Period::week, Period::day}) {
        if (name == name_of(period)) return period;
    }
    return std::nullopt;
}

const char* name_of(Period period) {
    if (period == Period::month) return "month";
    return period == Period::week ? "week" : "day";
}

std::optional<std::string> period_in(std::string_view time, Period period) {
    const auto date = date_in(time);
    if (!date) return std::nullopt;
    if (period == Period::week) return week_of(*date);
    const auto month = fmt::format("{:04}-{:02}", static_cast<int>(date->year()), static_cast<unsigned>(date->month()));
    if (period == Period::month) return month;
    return fmt::format("{}-{:02}", month, static_cast<unsigned>(date->day()));
}

std::size_t TagCounts::row_of(const Record& record) const {
    const std::int32_t place = m_options.by_site ? record.site : record.grid;
    return place >= 0 ? static_cast<std::size_t>(place) : places() + static_cast<std::size_t>(record.fate);
}

const char* TagCounts::reason_of(std::size_t row) const {
    const auto fate = static_cast<RecordFate>(row - places());
    const bool has_grid = fate == RecordFate::inside || fate == RecordFate::reached;
    return has_grid ? "no_site" : name_of(fate);
}

std::uint32_t TagCounts::number_of(const std::string& kind, const std::string& period) {
    const auto [entry, is_new] =
        m_numbers.try_emplace(kind + '\0' + period, static_cast<std::uint32_t>(m_combined.size()));
    constexpr std::size_t most = 1'000'000;
    if (is_new && m_combined.size() >= most)
        throw InputError("there are more than 1000000 kinds of records", {},
                         "choose another field with --kind: this one seems to name each record");
    if (is_new) m_combined.emplace_back(kind, period);
    return entry->second;
}

bool TagCounts::add(const Record& record, const std::string& kind, const std::string& time) {
    const std::size_t row = row_of(record);
    if (!m_options.by_kind && !m_options.by_period) {
        ++m_plain[row];
        return true;
    }
    if (record.fate == RecordFate::malformed) {  // nothing of it can be relied on
        ++m_counts[std::uint64_t{row} << 32U | number_of({}, {})];
        return true;
    }
    std::optional<std::string> period;
    if (m_options.by_period) period = period_in(time, *m_options.by_period);
    ++m_counts[std::uint64_t{row} << 32U | number_of(kind, period.value_or(""))];
    return !m_options.by_period || period;
}

void TagCounts::add(const TagCounts& other) {
    for (std::size_t i = 0; i < m_plain.size(); ++i)
        m_plain[i] += other.m_plain[i];
    for (const auto& [key, count] : other.m_counts) {
        const auto& [kind, period] = other.m_combined[key & 0xFFFFFFFFU];
        m_counts[key >> 32U << 32U | number_of(kind, period)] += count;
    }
}

std::string TagCounts::csv(std::span<const std::string> names) const {
    std::vector<std::tuple<std::size_t, std::string, std::string, std::int64_t>> rows;
    for (const auto& [key, count] : m_counts) {
        const auto& [kind, period] = m_combined[key & 0xFFFFFFFFU];
        rows.emplace_back(key >> 32U, kind, period, count);
    }
    const bool is_plain = !m_options.by_kind && !m_options.by_period;
    for (std::size_t row = 0; is_plain && row < m_plain.size(); ++row) {
        const bool is_listed = row < places() && !m_options.by_site && !names[row].empty();  // see has_undecided
        if (is_listed || m_plain[row] > 0) rows.emplace_back(row, "", "", m_plain[row]);
    }
    std::ranges::sort(rows);
    std::string text = m_options.by_site ? "site" : "grid_code";
    if (m_options.by_kind) text += ",kind";
    if (m_options.by_period) text += fmt::format(",{}", name_of(*m_options.by_period));
    text += m_options.by_site ? ",reason,count\n" : ",reason,records\n";
    for (const auto& [row, kind, period, count] : rows) {
        const bool has_place = row < places();
        if (has_place) text += csv_text_field(names[row]);
        if (m_options.by_kind) text += ',' + csv_text_field(kind);
        if (m_options.by_period) text += ',' + period;
        text += fmt::format(",{},{}\n", has_place ? "" : reason_of(row), count);
    }
    return text;
}

}  // namespace grid
