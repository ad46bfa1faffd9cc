#include "libgrid/io/geometry_column.hpp"

#include <utility>

#include "libgrid/io/source_impl.hpp"

namespace grid {

bool has_geometry_column(SourceRef ref) {
    ref.is_table = true;
    ref.may_be_empty = true;
    ref.where.clear();
    Source source = Source::open(ref);
    return source.impl().layer->GetLayerDefn()->GetGeomFieldCount() > 0;
}

}  // namespace grid
