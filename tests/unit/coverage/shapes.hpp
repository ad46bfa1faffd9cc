#pragma once

#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/coverage.hpp"

namespace grid::test {

/// One polygon of an outer ring, which need not be closed.
inline MultiPolygon area(Ring shell, std::vector<Ring> holes = {}) {
    const auto close = [](Ring& ring) {
        if (ring.front() != ring.back()) ring.push_back(ring.front());
    };
    close(shell);
    for (Ring& hole : holes)
        close(hole);
    return {{std::move(shell), std::move(holes)}};
}

inline MultiPolygon box(double x0, double y0, double x1, double y1) {
    return area({{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}});
}

inline MultiPolygon reversed(MultiPolygon polygons) {
    for (Polygon& polygon : polygons) {
        polygon.shell = Ring(polygon.shell.rbegin(), polygon.shell.rend());
        for (Ring& hole : polygon.holes)
            hole = Ring(hole.rbegin(), hole.rend());
    }
    return polygons;
}

inline MultiPolygon both(MultiPolygon a, const MultiPolygon& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// The defects as `code feature other`, in their order.
inline std::vector<std::string> found(const std::vector<CoverageDefect>& defects) {
    std::vector<std::string> text;
    for (const CoverageDefect& d : defects)
        text.push_back(d.code + " " + std::to_string(d.feature) + " " + std::to_string(d.other));
    return text;
}

inline std::vector<std::string> check(const std::vector<MultiPolygon>& features, const CoverageOptions& options = {}) {
    return found(check_coverage(features, options));
}

}  // namespace grid::test
