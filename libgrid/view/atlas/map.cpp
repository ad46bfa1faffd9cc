#include "libgrid/view/atlas/map.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/view/atlas/style.hpp"

namespace grid {

namespace {

void draw_lines(Canvas& canvas, const MapScene& scene, double factor) {
    for (int i = 0; i < line_kind_count; ++i) {
        for (const Pen& pen : line_pens(static_cast<LineKind>(i), factor))
            canvas.stroke(scene.lines[static_cast<std::size_t>(i)], pen);
    }
}

/// The lines of a label in the middle of its box, on a patch of the colour of its item.
void draw_label(Canvas& canvas, const MapLabel& label, const Color& patch, const Color& ink) {
    const Rect& box = label.place.box;
    canvas.fill(box, patch, label.place.letters * 0.3);
    double y = box.y;
    for (std::size_t i = 0; i < label.lines.size(); ++i) {
        const TextStyle style{label.place.letters * (i == 0 ? 1 : second_line), i == 0 && label.item != -1, ink};
        y += canvas.text({box.x, y, box.width, box.height}, label.lines[i], style, Align::center);
    }
}

void draw_labels(Canvas& canvas, const std::vector<MapLabel>& labels, const std::vector<std::int32_t>& colours,
                 double factor) {
    for (const MapLabel& label : labels) {
        if (!label.place.leader) continue;
        const LineString line{label.place.leader->a, label.place.leader->b};
        canvas.stroke(std::span(&line, 1), {color(0xffffff, 0.8), 1.8 * factor});
        canvas.stroke(std::span(&line, 1), {label_ink, 0.5 * factor});
        canvas.dots(std::span(line.data(), 1), 2 * factor, label_ink);
    }
    for (const MapLabel& label : labels) {
        Color patch = color(0xffffff, 0.9);
        if (label.item >= 0 && !label.place.leader)
            patch = item_color(colours[static_cast<std::size_t>(label.item)], 0.72);
        if (label.item == -1) patch = {neighbour_fill.red, neighbour_fill.green, neighbour_fill.blue, 0.7};
        draw_label(canvas, label, patch, label.item == -1 ? neighbour_ink : label.item == -2 ? detail_ink : label_ink);
    }
}

double length_of(std::span<const Point> line) {
    double length = 0;
    for (std::size_t i = 1; i < line.size(); ++i)
        length += std::hypot(line[i].x - line[i - 1].x, line[i].y - line[i - 1].y);
    return length;
}

/// How much thinner than usual borders are, where they are so many that they would blacken the items: they cover no
/// more than a tenth of them.
double thinning(const MapScene& scene, const Pen& pen) {
    double area = 0;
    for (const MultiPolygon& item : scene.items) {
        for (const Polygon& polygon : item)
            area += std::abs(doubled_area(polygon.shell)) / 2;
    }
    double length = 0;
    for (const LineString& border : scene.borders)
        length += length_of(border);
    constexpr double most_covered = 0.1;
    constexpr double least = 0.12;
    return length > 0 ? std::clamp(most_covered * area / (length * pen.width), least, 1.0) : 1;
}

}  // namespace

void draw_map(Canvas& canvas, const MapScene& scene, const Rect& frame, const std::vector<std::int32_t>& colours,
              const std::vector<MapLabel>& labels, const std::vector<Rect>& details, double factor) {
    canvas.clip(frame);
    canvas.fill(frame, map_ground);
    for (const MultiPolygon& other : scene.others)
        canvas.fill(other, neighbour_fill);
    for (std::size_t i = 0; i < scene.items.size(); ++i)
        canvas.fill(scene.items[i], item_color(colours[i]));
    canvas.fill(scene.buildings, site_fill);
    canvas.dots(scene.sites, 1.1 * factor, site_fill);
    draw_lines(canvas, scene, factor);
    for (const MultiPolygon& other : scene.others)
        canvas.stroke(other, neighbour_pen(factor));
    canvas.stroke(scene.part_borders, part_pen(factor));
    canvas.stroke(scene.borders, border_pen(factor * thinning(scene, border_pen(factor))));
    // Those of many units are borders as well.
    constexpr double among_others = 0.6;
    const double thinner =
        scene.outlines.size() > 1 ? among_others * thinning(scene, boundary_pen(among_others * factor)) : 1;
    for (const MultiPolygon& outline : scene.outlines)
        canvas.stroke(outline, boundary_pen(thinner * factor));
    for (const Rect& detail : details)
        canvas.stroke(detail, detail_pen(factor));
    draw_labels(canvas, labels, colours, factor);
    canvas.unclip();
    canvas.stroke(frame, {color(0x5b616b), 0.7 * factor, {}, false});
}

}  // namespace grid
