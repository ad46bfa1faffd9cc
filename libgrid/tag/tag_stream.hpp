#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/tag/csv_records.hpp"
#include "libgrid/tag/record.hpp"
#include "libgrid/tag/record_placer.hpp"
#include "libgrid/tag/tag_counts.hpp"

namespace grid {

enum class StreamForm { by_content, csv, json };

/// What is done with records.
struct TagRequest {
    std::string input = standard_stream;
    StreamForm form = StreamForm::by_content;
    CsvOptions csv;
    RecordFields fields;  ///< aliases are for the caller to fill
    std::vector<AddedField> added;
    RecordPlaces places;  ///< a stream of GeoJSON is in WGS 84 where no CRS is named
    std::optional<CountOptions> counts;
    int threads = 0;
};

struct TagResult {
    std::array<std::int64_t, 7> records{};  ///< by RecordFate
    Findings findings;                      ///< of the records
    std::string counts_csv;                 ///< if they were asked for
    std::vector<std::string> notes;         ///< what was decided, for -v

    [[nodiscard]] std::int64_t count(RecordFate fate) const { return records[static_cast<std::size_t>(fate)]; }
    [[nodiscard]] std::int64_t total() const;
};

/// Reads records, adds values to each, and writes them in the same order, with no other byte changed. Memory does not
/// grow with their number. `progress` is told how many more records are done. Throws ConfigError for fields,
/// InputError where it cannot be read or written.
[[nodiscard]] TagResult tag_stream(const TagLayer& layer, const TagRequest& request, ByteOutput& output,
                                   const std::function<void(std::int64_t)>& progress = {});

}  // namespace grid
