#include "libgrid/io/layer_extent.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace grid::io {

Box box_of(OGRLayer& layer) {
    OGREnvelope envelope;
    if (layer.GetExtent(&envelope, TRUE) != OGRERR_NONE) return {};
    if (!(envelope.MinX <= envelope.MaxX && envelope.MinY <= envelope.MaxY)) return {};
    return {envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY};
}

Box usual_box_of(OGRLayer& layer) {
    constexpr std::size_t enough = 10'000;
    std::vector<double> x;
    std::vector<double> y;
    layer.ResetReading();
    while (x.size() < enough) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        const OGRGeometry* geometry = feature->GetGeometryRef();
        if (geometry == nullptr || geometry->IsEmpty() != 0) continue;
        OGREnvelope envelope;
        geometry->getEnvelope(&envelope);
        if (!std::isfinite(envelope.MinX) || !std::isfinite(envelope.MinY)) continue;
        x.push_back(envelope.MinX);
        y.push_back(envelope.MinY);
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
