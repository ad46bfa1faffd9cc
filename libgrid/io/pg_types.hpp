#pragma once

// For the files of this stage only.

#include "libgrid/io/gdal.hpp"

namespace grid::io {

/// GDAL takes types of PostgreSQL for integers if their names begin like one: `interval`, `int4range`. Their columns
/// are read as text from here on. To be called before anything is read; does nothing for other sources.
void read_as_text_what_is_no_number(GDALDataset& dataset, OGRLayer& layer);

}  // namespace grid::io
