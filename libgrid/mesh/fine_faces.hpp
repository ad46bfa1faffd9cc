#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/mesh/base_faces.hpp"
#include "libgrid/mesh/face_generators.hpp"

namespace grid {

/// What a face belongs to. Kinds in the order of precedence.
struct Owner {
    enum Kind : std::int8_t { outside, dedicated, label, empty } kind = outside;
    std::int32_t index = 0;  ///< dedicated area, label of a generator, or base face
    friend bool operator==(const Owner&, const Owner&) = default;
};

/// The final subdivision: base faces with the Voronoi borders of their generators.
struct FineFaces {
    Arrangement arrangement;
    std::vector<std::int32_t> base_edge;  ///< edge -> edge of the base arrangement, or -1
    std::vector<char> same_way;           ///< edge -> runs in the direction of its base edge
    std::vector<Owner> owner;             ///< face -> owner; `outside` exactly where the outline does not wind around
    std::vector<OutlineStep> walk;        ///< the whole outline, ring after ring
};

[[nodiscard]] FineFaces subdivide(const BaseFaces& base, const FaceGenerators& generators);

}  // namespace grid
