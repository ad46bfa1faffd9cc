#include "libgrid/tag/tag_stream.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "libgrid/core/error.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/tag/block_reader.hpp"
#include "libgrid/tag/json_records.hpp"
#include "libgrid/tag/tag_report.hpp"

namespace grid {

namespace {

/// What goes through the stages: read, tagged, written.
struct Block {
    std::string text;
    std::string out;
    FateTally tally;
    std::int64_t lines = 0;
    std::int64_t records = 0;
};

bool looks_like_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n\x1E");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// As much of the beginning as it takes to know the fields: whole lines, a look at more than the first.
std::string beginning_of(BlockReader& reader, const TagRequest& request, bool is_json) {
    constexpr std::size_t enough = std::size_t{1} << 16U;
    for (std::size_t bytes = enough;; bytes *= 2) {
        const std::string_view text = reader.look_ahead(bytes);
        const char separator = request.csv.separator != 0 ? request.csv.separator : ',';
        std::size_t whole = whole_rows(text, separator, reader.is_at_end());
        if (is_json && !reader.is_at_end()) whole = text.rfind('\n') + 1;
        if (whole > 0 || reader.is_at_end() || bytes >= BlockReader::longest_record)
            return std::string(text.substr(0, whole));
    }
}

class StreamTagger {
public:
    StreamTagger(const TagLayer& layer, const TagRequest& request, ByteOutput& output,
                 const std::function<void(std::int64_t)>& progress)
        : m_layer(layer),
          m_request(request),
          m_output(output),
          m_progress(progress),
          m_shown(request.input == standard_stream ? "standard input" : request.input),
          m_input(request.input),
          m_reader(m_input, m_shown),
          m_counts([this] { return TagCounts(*m_request.counts, names_of_places().size()); }) {
        if (!request.shard.is_whole()) measure();
        open();
    }

    TagResult run() {
        if (m_request.shard.holds_the_rest()) m_output.write(m_format->head_with_names());
        m_reader.skip(m_format->head_size());
        m_at = m_format->head_size();
        const std::string_view head = m_head;
        m_lines = count_lines(head.substr(0, m_format->head_size()));
        m_reader.add_lines(m_lines);
        const int threads = m_request.threads;
        run_on_threads(threads, [&] { run_pipeline(static_cast<std::size_t>(std::max(1, threads))); });
        m_output.finish();
        TagResult result;
        for (std::size_t fate = 0; fate < result.records.size(); ++fate)
            result.records[fate] = m_tally.count_of(static_cast<RecordFate>(fate));
        result.findings = m_tally.findings(m_placer->placer(), m_shown, "line");
        result.notes = std::move(m_notes);
        if (m_request.counts) {
            TagCounts all(*m_request.counts, names_of_places().size());
            for (const TagCounts& counts : m_counts)
                all.add(counts);
            result.counts_csv = all.csv(names_of_places());
        }
        return result;
    }

private:
    void measure() {
        const auto bytes = m_input.size();
        if (!bytes)
            throw ConfigError("a shard can only be taken of a file that is not packed", {m_shown, {}, {}, {}},
                              "write it to a file first, unpacked; or leave out --shard");
        m_bytes = *bytes;
    }

    void open() {
        constexpr std::size_t a_look = 4096;
        const std::string_view first = m_reader.look_ahead(a_look);
        if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF"))
            throw InputError("the text is in UTF-16, which cannot be read", {m_shown, {}, {}, {}},
                             "convert it with `iconv -f UTF-16 -t UTF-8`");
        if (first.empty()) throw InputError("there is nothing to read", {m_shown, {}, {}, {}});
        const bool is_json =
            m_request.form == StreamForm::json || (m_request.form == StreamForm::by_content && looks_like_json(first));
        m_head = beginning_of(m_reader, m_request, is_json);
        RecordPlaces places = m_request.places;
        if (is_json) {
            m_format = make_json_format(m_head, m_request.fields, m_request.added, m_shown);
            if (places.crs_wkt.empty() && begins_with_feature(m_head)) places.crs_wkt = crs_to_wkt("EPSG:4326");
        } else {
            m_format = make_csv_format(m_head, m_request.csv, m_request.fields, m_request.added, m_shown);
        }
        m_format->set_values(m_request.added, m_layer.texts());
        m_placer.emplace(m_layer, m_request, places, m_shown);
        m_notes.push_back(fmt::format("the records are {}, their coordinates in {}; --crs and --datum name others",
                                      is_json ? "lines of JSON" : "CSV",
                                      crs_name(places.crs_wkt.empty() ? m_layer.crs_wkt : places.crs_wkt)));
    }

    /// Where the shares of all shards up to `number` end.
    [[nodiscard]] std::uint64_t end_of_shard(std::int64_t number) const {
        if (number == m_request.shard.count) return std::numeric_limits<std::uint64_t>::max();
        const auto shards = static_cast<std::uint64_t>(m_request.shard.count);
        const auto before = static_cast<std::uint64_t>(number);
        return m_bytes / shards * before + m_bytes % shards * before / shards;
    }

    /// The next block of the shard; an empty one at its end. Where blocks are cut does not depend on the shard.
    Block next_block() {
        const std::uint64_t begin = end_of_shard(m_request.shard.number - 1);
        const std::uint64_t end = end_of_shard(m_request.shard.number);
        while (m_at < end) {
            Block block;
            const std::uint64_t at = m_at;
            block.text = m_reader.next(*m_format);
            block.lines = count_lines(block.text);
            m_reader.add_lines(block.lines);
            m_at += block.text.size();
            if (at >= begin || block.text.empty()) return block;
            m_lines += block.lines;  // nobody writes yet
        }
        return {};
    }

    void run_pipeline(std::size_t threads) {
        using BlockPtr = std::shared_ptr<Block>;
        const auto read =
            tbb::make_filter<void, BlockPtr>(tbb::filter_mode::serial_in_order, [this](tbb::flow_control& flow) {
                auto block = std::make_shared<Block>(next_block());
                if (block->text.empty()) flow.stop();
                return block;
            });
        const auto tag =
            tbb::make_filter<BlockPtr, BlockPtr>(tbb::filter_mode::parallel, [this](const BlockPtr& block) {
                tag_block(*block);
                return block;
            });
        const auto write =
            tbb::make_filter<BlockPtr, void>(tbb::filter_mode::serial_in_order, [this](const BlockPtr& block) {
                m_output.write(block->out);
                m_tally.add(block->tally, m_lines);
                m_lines += block->lines;
                if (m_progress) m_progress(block->records);
            });
        tbb::parallel_pipeline(2 * threads + 1, read & tag & write);
    }

    void tag_block(Block& block) {
        std::vector<Record> records = m_format->parse(block.text);
        m_placer->place(records, [this](const Record& record) { return m_format->text_of(record.code); });
        constexpr std::size_t usual_values = 24;
        block.out.reserve(block.text.size() + records.size() * usual_values);
        TagCounts* const counts = m_request.counts ? &m_counts.local() : nullptr;
        LineFinder lines(block.text);
        for (const Record& record : records) {
            m_format->write(block.text, record, block.out);
            if (record.fate == RecordFate::inside) {
                block.tally.count(record.fate);
            } else {
                block.tally.add(record, record.at, block.tally.wants_line(record.fate) ? lines.of(record) : 0);
            }
            if (record.fate == RecordFate::nothing || counts == nullptr) continue;
            if (m_request.counts->by_site && record.grid >= 0 && record.site < 0)
                block.tally.add_siteless(record.at, block.tally.wants_siteless() ? lines.of(record) : 0);
            if (add(record, *counts)) continue;
            if (block.tally.wants_undated()) {
                block.tally.add_undated(lines.of(record));
            } else {
                block.tally.count_undated();
            }
        }
        block.records = static_cast<std::int64_t>(records.size());
    }

    [[nodiscard]] std::span<const std::string> names_of_places() const {
        return m_request.counts->by_site ? m_request.sites->ids : m_layer.codes;
    }

    bool add(const Record& record, TagCounts& counts) const {
        const CountOptions& wanted = *m_request.counts;
        return counts.add(record, wanted.by_kind ? m_format->text_of(record.kind) : "",
                          wanted.by_period ? m_format->text_of(record.time) : "");
    }

    /// The line that a record begins in, from 1. Records are asked for in their order.
    class LineFinder {
    public:
        explicit LineFinder(std::string_view text) : m_text(text) {}
        std::int64_t of(const Record& record) {
            m_line += count_lines(m_text.substr(m_at, record.begin - m_at));
            m_at = record.begin;
            return m_line;
        }

    private:
        std::string_view m_text;
        std::size_t m_at = 0;
        std::int64_t m_line = 1;
    };

    const TagLayer& m_layer;
    const TagRequest& m_request;
    ByteOutput& m_output;
    const std::function<void(std::int64_t)>& m_progress;
    std::string m_shown;
    ByteInput m_input;
    BlockReader m_reader;
    std::string m_head;  ///< the beginning of the stream
    std::unique_ptr<RecordFormat> m_format;
    std::optional<RequestPlacer> m_placer;
    tbb::enumerable_thread_specific<TagCounts> m_counts;
    FateTally m_tally;
    std::int64_t m_lines = 0;   ///< before the block that is written next
    std::uint64_t m_at = 0;     ///< where the block begins that is read next
    std::uint64_t m_bytes = 0;  ///< of the input; known where there are shards
    std::vector<std::string> m_notes;
};

}  // namespace

RequestPlacer::RequestPlacer(const TagLayer& layer, const TagRequest& request, const RecordPlaces& places,
                             const std::string& shown)
    : m_finder(request.counts && request.counts->by_site && !request.by_code()
                   ? std::optional<SiteFinder>(std::in_place, layer, *request.sites, places.reach_m)
                   : std::nullopt),
      m_placer(layer, request.by_code() ? RecordPlaces{{}, MapDatum::unset, places.reach_m} : places, shown,
               m_finder ? &*m_finder : nullptr) {
    if (!request.by_code()) return;
    if (request.sites == nullptr) {
        m_book.emplace(layer);
    } else {
        m_book.emplace(layer, *request.sites, m_placer);
    }
}

std::int64_t TagResult::total() const {
    std::int64_t sum = 0;
    for (std::size_t fate = 0; fate < records.size(); ++fate)
        sum += fate == static_cast<std::size_t>(RecordFate::nothing) ? 0 : records[fate];
    return sum;
}

TagResult tag_stream(const TagLayer& layer, const TagRequest& request, ByteOutput& output,
                     const std::function<void(std::int64_t)>& progress) {
    return StreamTagger(layer, request, output, progress).run();
}

}  // namespace grid
