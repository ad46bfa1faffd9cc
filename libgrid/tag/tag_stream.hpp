#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/byte_streams.hpp"
#include "libgrid/layer/shard.hpp"
#include "libgrid/tag/address_book.hpp"
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
    Shard shard;  ///< of a stream: see tag_stream()
    /// Where records count, or what has the codes that they have instead of places; null: nothing, or the grids.
    const TagSites* sites = nullptr;
    int threads = 0;

    [[nodiscard]] bool by_code() const { return !fields.code.empty(); }
};

/// Puts records into grids as a request says it: by their places, or by codes. From any thread.
class RequestPlacer {
public:
    RequestPlacer(const TagLayer& layer, const TagRequest& request, const RecordPlaces& places,
                  const std::string& shown);

    /// `text_of` gives the text of Record::code.
    template <typename TextOf>
    void place(std::span<Record> records, TextOf&& text_of) const {
        if (!m_book) return m_placer.place(records);
        for (Record& record : records)
            m_book->place(record, text_of(record));
    }
    [[nodiscard]] const RecordPlacer& placer() const { return m_placer; }

private:
    std::optional<SiteFinder> m_finder;
    RecordPlacer m_placer;
    std::optional<AddressBook> m_book;
};

struct TagResult {
    std::array<std::int64_t, record_fates> records{};  ///< by RecordFate
    Findings findings;                                 ///< of the records
    std::string counts_csv;                            ///< if they were asked for
    std::vector<std::string> notes;                    ///< what was decided, for -v

    [[nodiscard]] std::int64_t count(RecordFate fate) const { return records[static_cast<std::size_t>(fate)]; }
    [[nodiscard]] std::int64_t total() const;
};

/// Reads records, adds values to each, and writes them in the same order, with no other byte changed. Memory does not
/// grow with their number. `progress` is told how many more records are done. Of a shard only the blocks that begin in
/// its share of the bytes are tagged and written, and the names of columns in the first one: what all shards write is,
/// one behind the other, what one run writes. What comes before is read, so that each line keeps its number. Throws
/// ConfigError for fields and for a shard of what is no file of text, InputError where it cannot be read or written.
[[nodiscard]] TagResult tag_stream(const TagLayer& layer, const TagRequest& request, ByteOutput& output,
                                   const std::function<void(std::int64_t)>& progress = {});

}  // namespace grid
