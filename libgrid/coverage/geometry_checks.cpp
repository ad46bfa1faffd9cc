#include "libgrid/coverage/geometry_checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/predicates.hpp"
#include "libgrid/coverage/clean_rings.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

class FeatureCheck {
public:
    FeatureCheck(const MultiPolygon& feature, const GeometryOptions& options)
        : m_feature(feature),
          m_options(options),
          m_spike_cosine(std::cos(std::max(0.0, options.spike_angle_degrees) * std::numbers::pi / 180)) {}

    std::vector<GeometryDefect> run() {
        for (const Polygon& polygon : m_feature) {
            if (!polygon.shell.empty()) m_parts.push_back(&polygon);
        }
        if (m_parts.empty()) {
            add(geometry_code::empty, msg("no coordinates"), {});
            return std::move(m_defects);
        }
        const std::optional<InvalidGeometry> invalid = find_invalid(m_feature);
        for (const Polygon* part : m_parts)
            look_at(*part, invalid.has_value());
        if (invalid) tell_invalid(*invalid);
        if (m_parts.size() > 1)
            add(geometry_code::multipart, msg("{} parts", m_parts.size()), m_parts[1]->shell.front());
        return std::move(m_defects);
    }

private:
    void add(std::string_view code, Message message, const Point& at) {
        m_defects.push_back({std::string(code), std::move(message), at});
    }

    void look_at(const Polygon& part, bool is_invalid) {
        look_at(part.shell, is_invalid);
        for (const Ring& hole : part.holes) {
            look_at(hole, is_invalid);
            if (hole.size() >= 4 && runs_counter_clockwise(hole) == runs_counter_clockwise(part.shell))
                add(geometry_code::ring_orientation, msg("a hole runs the same way round as its shell"), hole.front());
        }
        if (m_options.sliver_width_m > 0) {
            const double width = measure_ground(part, m_options.scale).mean_width_m();
            if (width > 0 && width < m_options.sliver_width_m)
                add(geometry_code::sliver, msg("mean width {:.4g} m", width), part.shell.front());
        }
    }

    void look_at(const Ring& ring, bool is_invalid) {
        if (ring.empty()) return;
        if (has_no_area(ring)) {
            add(geometry_code::collapsed_ring, msg("a ring without area"), ring.front());
            return;
        }
        std::size_t before = ring.size() - 2;  // the last point that differs from the one looked at
        while (before > 0 && ring[before] == ring.front())
            --before;
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            if (ring[i + 1] == ring[i]) {
                add(geometry_code::repeated_point, msg("the same point twice in a row"), ring[i]);
                continue;
            }
            if (is_spike(ring[before], ring[i], ring[i + 1]))
                add(geometry_code::spike, msg("the border runs out and back again"), ring[i]);
            before = i;
        }
        if (is_invalid) look_for_touch(ring);
    }

    static bool has_no_area(const Ring& ring) {
        if (ring.size() < 4) return true;
        if (std::abs(doubled_area(ring)) > 0) return false;
        const auto elsewhere = std::ranges::find_if(ring, [&](const Point& p) { return p != ring.front(); });
        if (elsewhere == ring.end()) return true;
        if (std::ranges::all_of(ring, [&](const Point& p) { return orientation(ring.front(), *elsewhere, p) == 0; }))
            return true;
        const std::optional<std::vector<Ring>> rings = simple_rings(ring, false);
        return rings && rings->empty();
    }

    /// Whether the way from a to b goes on to c by turning back.
    [[nodiscard]] bool is_spike(const Point& a, const Point& b, const Point& c) const {
        const double per_x = m_options.scale.metres_per_x(b.y);
        const double per_y = m_options.scale.metres_per_unit;
        const Point back{(a.x - b.x) * per_x, (a.y - b.y) * per_y};
        const Point on{(c.x - b.x) * per_x, (c.y - b.y) * per_y};
        const double dot = back.x * on.x + back.y * on.y;
        if (dot <= 0) return false;
        if (orientation(a, b, c) == 0) return true;
        return m_options.spike_angle_degrees > 0 &&
               dot > m_spike_cosine * std::hypot(back.x, back.y) * std::hypot(on.x, on.y);
    }

    void look_for_touch(const Ring& ring) {
        const std::optional<std::vector<Ring>> rings = simple_rings(ring, false);
        if (!rings || rings->size() < 2) return;
        std::vector<Point> points;
        for (const Ring& part : *rings)
            points.insert(points.end(), part.begin(), part.end() - 1);
        std::ranges::sort(points);
        const auto twice = std::ranges::adjacent_find(points);
        if (twice != points.end())
            add(geometry_code::ring_self_touch, msg("the ring passes through this point twice"), *twice);
    }

    /// The error that no invalid feature goes without, whatever else has been said of it. Where spikes, collapsed rings
    /// and rings that touch themselves are not all, it names what is left.
    void tell_invalid(const InvalidGeometry& invalid) {
        InvalidGeometry told = invalid;
        const bool explained = std::ranges::any_of(m_defects, [](const GeometryDefect& defect) {
            return defect.code == geometry_code::spike || defect.code == geometry_code::collapsed_ring ||
                   defect.code == geometry_code::ring_self_touch;
        });
        if (explained) {
            const std::optional<MultiPolygon> clean = clean_rings(m_feature);
            std::optional<InvalidGeometry> rest = clean ? find_invalid(*clean) : std::nullopt;
            if (rest) told = std::move(*rest);
        } else if (invalid.reason == "Ring Self-intersection") {
            // GEOS's words for a ring that touches itself and does not cross: here a vertex on a segment.
            add(geometry_code::ring_self_touch, msg("the ring passes through this point twice"), invalid.at);
        }
        add(geometry_code::invalid, std::move(told.reason), told.at);
    }

    const MultiPolygon& m_feature;
    const GeometryOptions& m_options;
    double m_spike_cosine;
    std::vector<const Polygon*> m_parts;
    std::vector<GeometryDefect> m_defects;
};

}  // namespace

std::vector<GeometryDefect> check_geometry(const MultiPolygon& feature, const GeometryOptions& options) {
    return FeatureCheck(feature, options).run();
}

}  // namespace grid
