#pragma once

#include "libgrid/io/layer_uri.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/request.hpp"
#include "tools/common/input_options.hpp"

namespace grid::tools {

/// A layer to read, as the options of a tool say. `Options` has input_crs and encoding.
template <typename Options>
[[nodiscard]] SourceRef source_ref(const InputOption& input, const Options& options) {
    SourceRef ref;
    ref.path = input.path;
    ref.layer = input.layer;
    ref.where = input.where;
    ref.datum = datum_of(input);
    ref.default_crs = options.input_crs;
    ref.encoding = options.encoding;
    take_layer_uri(ref);
    find_file(ref);
    return ref;
}

/// Sites or cells with their counts. `Options` has households, persons and workload as well.
template <typename Options>
[[nodiscard]] CountSource count_source(const InputOption& input, const Options& options) {
    CountSource source;
    source.source = source_ref(input, options);
    source.households_field = options.households;
    source.persons_field = options.persons;
    source.workload = options.workload;
    return source;
}

/// The columns of a table that say where its rows are.
[[nodiscard]] inline PlaceColumns place_columns(const SiteColumns& columns) {
    PlaceColumns places;
    places.x = columns.x;
    places.y = columns.y;
    places.wkt = columns.wkt;
    return places;
}

/// Sites, perhaps a table. `Options` has site_columns as well.
template <typename Options>
[[nodiscard]] CountSource site_source(const InputOption& input, const Options& options) {
    CountSource source = count_source(input, options);
    source.source.places = place_columns(options.site_columns);
    source.household_id = options.site_columns.household_id;
    return source;
}

}  // namespace grid::tools
