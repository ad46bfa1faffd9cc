#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Features by index, each as what it was made valid to; without ground where nothing of it was left.
using MendedShapes = std::map<std::int32_t, MultiPolygon>;

/// Features as they are judged: as they are in the layer, but that those which are not valid may have been made so. A
/// view: what it was made from must outlive it.
class FeatureShapes {
public:
    // Without `explicit`: layers are given as they are nearly everywhere.
    FeatureShapes(std::span<const MultiPolygon> features) : m_features(features) {}     // NOLINT(*-explicit-*)
    FeatureShapes(const std::vector<MultiPolygon>& features) : m_features(features) {}  // NOLINT(*-explicit-*)
    FeatureShapes(std::span<const MultiPolygon> features, const MendedShapes& instead)
        : m_features(features), m_instead(&instead) {}

    [[nodiscard]] std::size_t size() const noexcept { return m_features.size(); }
    [[nodiscard]] const MultiPolygon& operator[](std::size_t i) const {
        if (m_instead == nullptr || m_instead->empty()) return m_features[i];
        const auto found = m_instead->find(static_cast<std::int32_t>(i));
        return found == m_instead->end() ? m_features[i] : found->second;
    }
    /// Whether all are known to be valid.
    [[nodiscard]] bool are_valid() const noexcept { return m_instead != nullptr; }
    /// Whether the feature is another here than in the layer.
    [[nodiscard]] bool is_mended(std::int32_t i) const { return m_instead != nullptr && m_instead->contains(i); }
    /// The feature as the layer has it.
    [[nodiscard]] const MultiPolygon& in_layer(std::size_t i) const { return m_features[i]; }

private:
    std::span<const MultiPolygon> m_features;
    const MendedShapes* m_instead = nullptr;
};

/// The features that are not valid, ascending. Runs on the threads of the calling arena.
[[nodiscard]] std::vector<std::int32_t> find_invalid_features(std::span<const MultiPolygon> features);

/// These features made valid; see make_valid() for the ground that they then have.
[[nodiscard]] MendedShapes make_features_valid(std::span<const MultiPolygon> features,
                                               std::span<const std::int32_t> invalid);

}  // namespace grid
