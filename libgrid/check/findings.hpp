#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/check/check_table.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

struct GridTable;

/// The findings of a layer, complete and in order.
struct CompleteFindings {
    Findings findings;
    std::vector<std::int64_t> whole;  ///< by finding: the row that it is about as a whole, or -1
};

/// Gathers findings and drops those of checks that are not wanted.
class FindingList {
public:
    explicit FindingList(const CheckSelection& selection) : m_selection(selection) {}

    [[nodiscard]] bool wants(std::string_view code) const { return m_selection.wants(code); }

    /// About a feature, or about none (row -1). Its codes and, unless `at` is given, a place inside it are filled in by
    /// finish(). What is returned may be added to until the next call.
    Finding& add(std::string_view code, std::int64_t row, Message message);
    Finding& add(std::string_view code, std::int64_t row, const Point& at, Message message);

    /// Drops what was said of a row with this text in it, as it is no longer so.
    void withdraw(std::string_view code, std::int64_t row, std::string_view text);

    /// Rows were left out: `now` has the place of each, or -1. What was said of those that are gone is dropped.
    void renumber(const std::vector<std::int64_t>& now);

    /// Completes the findings and puts them in order: by check, then by feature, then as they were added.
    [[nodiscard]] CompleteFindings finish(const GridTable& grids);

private:
    struct Entry {
        std::size_t check = 0;
        std::int64_t row = -1;
        Finding finding;
    };

    const CheckSelection& m_selection;
    std::vector<Entry> m_entries;
    Finding m_dropped;  ///< what callers may fill in of a finding that nobody wants
};

}  // namespace grid
