#include "libgrid/io/layer_extent.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "libgrid/io/query.hpp"

namespace grid::io {

namespace {

/// Nothing of an empty geometry, or of one that is not all finite.
std::optional<Box> box_of(const OGRGeometry* geometry) {
    if (geometry == nullptr || geometry->IsEmpty() != 0) return std::nullopt;
    OGREnvelope envelope;
    geometry->getEnvelope(&envelope);
    if (!std::isfinite(envelope.MinX + envelope.MaxX + envelope.MinY + envelope.MaxY)) return std::nullopt;
    return Box{envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY};
}

/// Databases count what is there, in less time than it takes to fetch it.
Measured measure_in_database(OGRLayer& layer, int geometry) {
    Measured measured{.count = layer.GetFeatureCount(TRUE), .extent = {}};
    OGREnvelope envelope;
    if (layer.GetGeomType() != wkbNone && layer.GetExtent(geometry, &envelope, TRUE) == OGRERR_NONE)
        measured.extent = {envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY};
    return measured;
}

}  // namespace

Measured measure(GDALDataset& dataset, OGRLayer& layer, int geometry) {
    if (EQUAL(dataset.GetDriverName(), "PostgreSQL")) return measure_in_database(layer, geometry);
    Measured measured;
    const FieldSelection geometry_only(layer, {}, true);
    while (true) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        ++measured.count;
        const auto box = box_of(feature->GetGeomFieldRef(geometry));
        if (!box) continue;
        measured.extent.add({box->min_x, box->min_y});
        measured.extent.add({box->max_x, box->max_y});
    }
    return measured;
}

Box usual_box_of(OGRLayer& layer, int geometry) {
    constexpr std::size_t enough = 10'000;
    std::vector<double> x;
    std::vector<double> y;
    layer.ResetReading();
    while (x.size() < enough) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        const auto box = box_of(feature->GetGeomFieldRef(geometry));
        if (!box) continue;
        x.push_back(box->min_x);
        y.push_back(box->min_y);
    }
    layer.ResetReading();
    if (x.empty()) return {};
    std::sort(x.begin(), x.end());
    std::sort(y.begin(), y.end());
    const std::size_t first = x.size() / 20;
    const std::size_t last = x.size() - 1 - first;
    return {x[first], y[first], x[last], y[last]};
}

}  // namespace grid::io
