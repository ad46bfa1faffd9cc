#pragma once

// For the files of this stage only: what GDAL says while it reads.

#include <string_view>
#include <type_traits>

#include "libgrid/core/error.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"

namespace grid::io {

/// Whether something is not read, or not as it is in the file: failures but for a few, and few warnings.
[[nodiscard]] bool loses_data(CPLErr level, std::string_view text);

/// Whether a source is named that is no file of the disk: a database, or a file system of GDAL.
[[nodiscard]] bool looks_like_connection(const std::string& path);

/// True if the file is one of OSM whose nodes are not in the order of their numbers, which GDAL reads in another way.
[[nodiscard]] bool is_unordered_osm(const InputError& error);

/// Throws InputError with what GDAL said, if that was a failure.
void refuse_failure(const ErrorTrap& trap, const Place& place);

/// Every call of GDAL that can read a source is made in here. Returns what `read` does. Throws InputError if GDAL has
/// reported a loss meanwhile: often it only says so, and goes on as if the data ended there. It comes before what
/// `read` throws, which may follow from it.
template <typename Read>
std::invoke_result_t<Read> reading(const Place& place, Read&& read) {
    const ErrorTrap trap(&loses_data);
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Read>>) {
            read();
            refuse_failure(trap, place);
        } else {
            std::invoke_result_t<Read> result = read();
            refuse_failure(trap, place);
            return result;
        }
    } catch (const Error&) {
        refuse_failure(trap, place);
        throw;
    }
}

/// Opens the file with one of the drivers, null standing for all. Throws InputError if it cannot be opened as a whole.
[[nodiscard]] GDALDatasetUniquePtr open_vector(const SourceRef& ref, const char* const* drivers = nullptr,
                                               const char* const* options = nullptr);

}  // namespace grid::io
