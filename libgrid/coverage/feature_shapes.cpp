#include "libgrid/coverage/feature_shapes.hpp"

#include <tbb/parallel_for.h>

#include <utility>

#include "libgrid/coverage/overlay.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

std::vector<std::int32_t> find_invalid_features(std::span<const MultiPolygon> features) {
    std::vector<char> is_invalid(features.size(), 0);
    tbb::parallel_for(std::size_t{0}, features.size(),
                      [&](std::size_t i) { is_invalid[i] = find_invalid(features[i]).has_value() ? 1 : 0; });
    std::vector<std::int32_t> invalid;
    for (std::size_t i = 0; i < is_invalid.size(); ++i) {
        if (is_invalid[i] != 0) invalid.push_back(static_cast<std::int32_t>(i));
    }
    return invalid;
}

MendedShapes make_features_valid(std::span<const MultiPolygon> features, std::span<const std::int32_t> invalid) {
    std::vector<MultiPolygon> mended(invalid.size());
    tbb::parallel_for(std::size_t{0}, invalid.size(), [&](std::size_t k) {
        mended[k] = make_valid(features[static_cast<std::size_t>(invalid[k])]).value_or(MultiPolygon{});
    });
    MendedShapes shapes;
    for (std::size_t k = 0; k < invalid.size(); ++k)
        shapes.emplace_hint(shapes.end(), invalid[k], std::move(mended[k]));
    return shapes;
}

}  // namespace grid
