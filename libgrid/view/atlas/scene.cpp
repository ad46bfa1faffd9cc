#include "libgrid/view/atlas/scene.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/export/border_lines.hpp"
#include "libgrid/view/atlas/shapes.hpp"

namespace grid {

namespace {

/// What lies this far outside of the frame is kept, so that no cut edge shows, in points.
constexpr double bleed = 12;

class SceneMaker {
public:
    SceneMaker(const AtlasGround& ground, const MapSubject& subject, const Projection& projection,
               const MapFrame& frame)
        : m_ground(ground),
          m_subject(subject),
          m_projection(projection),
          m_frame(frame),
          m_paper(frame.place.grown(bleed)) {}

    MapScene run() {
        for (const MultiPolygon* item : m_subject.items)
            m_scene.items.push_back(on_page(*item));
        for (const MultiPolygon* part : m_subject.parts)
            m_scene.parts.push_back(on_page(*part));
        for (const MultiPolygon* outline : m_subject.outlines)
            m_scene.outlines.push_back(on_page(*outline));
        const Box box = box_in_layer();
        add_others(box);
        simplify();
        m_scene.borders = borders_of(m_scene.items);
        m_scene.part_borders = borders_of(m_scene.parts);
        add_lines(box);
        add_sites(box);
        return std::move(m_scene);
    }

private:
    void to_page(std::vector<Point>& points) const {
        m_projection.to_work(points);
        for (Point& p : points)
            p = m_frame.to_page(p);
    }

    [[nodiscard]] MultiPolygon on_page(MultiPolygon polygons) const {
        for (Polygon& polygon : polygons) {
            to_page(polygon.shell);
            for (Ring& hole : polygon.holes)
                to_page(hole);
        }
        return clip_polygons(polygons, m_paper);
    }

    /// The same for what is only background: what the plane cannot hold lies far away.
    [[nodiscard]] MultiPolygon background(const MultiPolygon& polygons) const {
        try {
            return on_page(polygons);
        } catch (const GeometryError&) {
            return {};
        }
    }

    /// The frame in the CRS of the layer: points along its edges, because these are no straight lines there.
    [[nodiscard]] Box box_in_layer() const {
        constexpr int steps = 8;
        const Box& view = m_frame.view;
        std::vector<Point> points;
        for (int i = 0; i <= steps; ++i) {
            for (int j = 0; j <= steps; ++j) {
                points.push_back({view.min_x + (view.max_x - view.min_x) * i / steps,
                                  view.min_y + (view.max_y - view.min_y) * j / steps});
            }
        }
        m_projection.to_output(points);
        Box box;
        for (const Point& p : points)
            box.add(p);
        return box;
    }

    void add_others(const Box& box) {
        for (const std::int32_t index : m_ground.area_index.find(box)) {
            const auto i = static_cast<std::size_t>(index);
            if (std::ranges::binary_search(m_subject.own_areas, i)) continue;
            MultiPolygon shape = background(m_ground.areas[i].geometry);
            if (shape.empty()) continue;
            m_scene.others.push_back(std::move(shape));
            m_scene.other_names.push_back(&m_ground.areas[i].name);
        }
    }

    void simplify() {
        std::vector<MultiPolygon*> all;
        for (auto* const group : {&m_scene.items, &m_scene.parts, &m_scene.outlines, &m_scene.others}) {
            for (MultiPolygon& polygons : *group)
                all.push_back(&polygons);
        }
        simplify_for_paper(all);
    }

    static std::vector<LineString> borders_of(std::vector<MultiPolygon>& areas) {
        std::vector<MultiPolygon*> pointers;
        for (MultiPolygon& area : areas)
            pointers.push_back(&area);
        const BorderLines borders = border_lines(pointers);
        std::vector<LineString> lines;
        for (const auto& numbers : borders.lines) {
            LineString line;
            for (const std::int32_t number : numbers)
                line.push_back(borders.vertices[static_cast<std::size_t>(number)]);
            lines.push_back(std::move(line));
        }
        return lines;
    }

    void add_lines(const Box& box) {
        for (const std::int32_t index : m_ground.line_index.find(box)) {
            const BackgroundLine& background_line = m_ground.lines[static_cast<std::size_t>(index)];
            for (LineString line : *background_line.lines) {
                try {
                    to_page(line);
                } catch (const GeometryError&) {
                    continue;
                }
                for (const LineString& part : clip_line(line, m_paper))
                    m_scene.lines[static_cast<std::size_t>(background_line.kind)].push_back(simplify_line(part));
            }
        }
    }

    void add_sites(const Box& box) {
        if (!m_ground.plan->sites) return;
        for (const std::int32_t index : m_ground.site_index.find(box)) {
            const Feature& site = m_ground.plan->sites->features[static_cast<std::size_t>(index)];
            add_points(site.points);
            for (const Polygon& polygon : background(site.polygons))
                add_building(polygon);
        }
    }

    void add_points(std::vector<Point> points) {
        try {
            to_page(points);
        } catch (const GeometryError&) {
            return;
        }
        std::ranges::copy_if(points, std::back_inserter(m_scene.sites),
                             [this](const Point& p) { return m_paper.contains(p); });
    }

    /// As a shape if it is large enough to have one on paper, else as a dot.
    void add_building(const Polygon& polygon) {
        constexpr double least = 1.6;  // points
        const Box box = grid::box_of({polygon});
        if (std::max(box.max_x - box.min_x, box.max_y - box.min_y) >= least) {
            m_scene.buildings.push_back(polygon);
        } else {
            m_scene.sites.push_back({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
        }
    }

    const AtlasGround& m_ground;
    const MapSubject& m_subject;
    const Projection& m_projection;
    MapFrame m_frame;
    Rect m_paper;
    MapScene m_scene;
};

}  // namespace

MapFrame frame_of(const Box& extent, const Rect& place) {
    constexpr double margin = 0.04;
    constexpr double least_m = 1;
    double width = std::max(extent.max_x - extent.min_x, least_m) * (1 + 2 * margin);
    double height = std::max(extent.max_y - extent.min_y, least_m) * (1 + 2 * margin);
    width = std::max(width, height * place.width / place.height);
    height = width * place.height / place.width;
    const double x = (extent.min_x + extent.max_x) / 2;
    const double y = (extent.min_y + extent.max_y) / 2;
    return {{x - width / 2, y - height / 2, x + width / 2, y + height / 2}, place};
}

SubjectPlane plane_of(const AtlasGround& ground, const MapSubject& subject) {
    Box box;
    for (const MultiPolygon* item : subject.items) {
        const Box own = box_of(*item);
        if (own.empty()) continue;
        box.add({own.min_x, own.min_y});
        box.add({own.max_x, own.max_y});
    }
    SubjectPlane result{choose_work_plane(ground.plan->layer.crs_wkt, box), {}};
    for (const MultiPolygon* item : subject.items) {
        for (const Polygon& polygon : *item) {
            Ring shell = polygon.shell;
            result.plane.projection->to_work(shell);
            for (const Point& p : shell)
                result.extent.add(p);
        }
    }
    return result;
}

MapScene make_scene(const AtlasGround& ground, const MapSubject& subject, const SubjectPlane& plane,
                    const MapFrame& frame) {
    return SceneMaker(ground, subject, *plane.plane.projection, frame).run();
}

}  // namespace grid
