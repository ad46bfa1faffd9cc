#pragma once

// For the files of this stage only.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/io/datum_shift.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/io/text.hpp"

namespace grid {

struct Source::Impl {
    SourceRef ref;
    GDALDatasetUniquePtr dataset;
    OGRLayer* layer = nullptr;
    std::string layer_name;
    std::vector<FieldInfo> fields;  ///< of the file, then the computed ones
    std::vector<std::pair<std::string, std::string>> expressions;
    std::string crs_wkt;
    GeometryKind kind = GeometryKind::points;
    std::int64_t count = 0;
    Box extent;
    std::optional<io::DatumShift> datum_shift;  ///< out of GCJ-02 or BD-09; none: nothing to convert

    /// A Shapefile's text is read a second time as bytes, because OGR drops silently what it cannot convert.
    GDALDatasetUniquePtr raw_dataset;
    OGRLayer* raw_layer = nullptr;
    std::unique_ptr<io::Recoder> recoder;  ///< from the encoding of the file, declared or given
    std::string encoding;                  ///< its name; empty: none is known, text must be UTF-8

    [[nodiscard]] Place place(std::optional<std::int64_t> fid = {}) const;
    /// The text as UTF-8. Throws InputError that names fitting encodings.
    [[nodiscard]] std::string decode(std::string_view bytes, const std::string& field, std::int64_t fid);
    [[nodiscard]] const std::string* expression(const std::string& field) const;
};

namespace io {

[[nodiscard]] FieldType field_type(OGRFieldType type);

}  // namespace io

}  // namespace grid
