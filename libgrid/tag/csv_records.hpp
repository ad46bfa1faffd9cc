#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/tag/record.hpp"

namespace grid {

struct CsvOptions {
    char separator = 0;    ///< 0: comma, semicolon, tab or bar, whichever the first line has most of
    bool has_head = true;  ///< the first row holds the names; else columns are named by their number from 1
    std::string encoding;  ///< of the text; empty: UTF-8, or GB18030 where the head is not valid in it
};

/// Records as rows of CSV: RFC 4180, with any separator, LF, CR LF or CR at the end of a row, and quotation marks that
/// mean something at the beginning of a cell only. `beginning` is that of the stream, with the whole head and, where
/// there is none, a whole row. Throws ConfigError for columns that are not there, that could be several, or that have
/// the name of an added one; InputError for text in UTF-16, or without a row. `shown` is what messages call the stream.
[[nodiscard]] std::unique_ptr<RecordFormat> make_csv_format(std::string_view beginning, const CsvOptions& options,
                                                            const RecordFields& fields,
                                                            const std::vector<AddedField>& added,
                                                            const std::string& shown);

/// How many bytes at the beginning of a text are whole rows of CSV.
[[nodiscard]] std::size_t whole_rows(std::string_view text, char separator, bool at_end);

}  // namespace grid
