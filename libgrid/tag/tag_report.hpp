#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/tag/record.hpp"
#include "libgrid/tag/record_placer.hpp"

namespace grid {

/// What has become of records, and the first of each fate as examples.
class FateTally {
public:
    /// `line` is where the record stands; of a block, within the block.
    void add(const Record& record, const Point& written, std::int64_t line);
    void add_undated(std::int64_t line);
    /// A record in a grid counts at no site.
    void add_siteless(const Point& written, std::int64_t line);
    /// Whether add() would keep an example of this record: only then its line need be known.
    [[nodiscard]] bool wants_line(RecordFate fate) const;
    [[nodiscard]] bool wants_undated() const { return m_undated.lines.size() < examples; }
    void count_undated() { ++m_undated.count; }
    [[nodiscard]] bool wants_siteless() const { return m_siteless.lines.size() < examples; }
    void count(RecordFate fate) { ++m_fates[static_cast<std::size_t>(fate)].count; }

    /// Adds the tally of a block that `lines_before` lines come before.
    void add(const FateTally& block, std::int64_t lines_before);

    [[nodiscard]] std::int64_t count_of(RecordFate fate) const { return m_fates[static_cast<std::size_t>(fate)].count; }
    /// `item` is `line`, or `feature`: what examples are counted by.
    [[nodiscard]] Findings findings(const RecordPlacer& placer, const std::string& shown, const char* item) const;

private:
    static constexpr std::size_t examples = 3;
    static constexpr std::size_t most_outside = 1000;

    struct OfFate {
        std::int64_t count = 0;
        std::vector<std::int64_t> lines;
        std::vector<Point> places;  ///< as written
        std::vector<const char*> whys;
    };
    [[nodiscard]] std::string list_of(const OfFate& fate, const char* item) const;

    std::array<OfFate, record_fates> m_fates;
    OfFate m_undated;
    OfFate m_siteless;
    std::vector<Point> m_outside;  ///< as written, of the first that lie in no grid, or nowhere
};

}  // namespace grid
