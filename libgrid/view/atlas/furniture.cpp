#include <fmt/format.h>

#include <algorithm>

#include "libgrid/view/atlas/map.hpp"
#include "libgrid/view/atlas/scale.hpp"
#include "libgrid/view/atlas/style.hpp"

namespace grid {

namespace {

constexpr double letters = 7.2;
constexpr double row = 11.4;   ///< of the legend
constexpr double swatch = 17;  ///< width of what is explained
constexpr double arrow_width = 20;
constexpr double bar_height = 34;  ///< of scale bar and north arrow
constexpr double most_bar = 120;   ///< width of the scale bar
constexpr double strip = 38;

const char* text_of(LegendEntry entry, bool items_are_units, const AtlasTexts& texts) {
    switch (entry) {
        case LegendEntry::item:
            return items_are_units ? texts.unit_area : texts.grid_border;
        case LegendEntry::part:
            return texts.micro_border;
        case LegendEntry::boundary:
            return texts.unit_boundary;
        case LegendEntry::neighbour:
            return texts.neighbour;
        case LegendEntry::main_road:
            return texts.main_road;
        case LegendEntry::street:
            return texts.street;
        case LegendEntry::railway:
            return texts.railway;
        case LegendEntry::river:
            return texts.river;
        case LegendEntry::site:
            return texts.site;
        case LegendEntry::detail:
            return texts.detail_frame;
    }
    return "";
}

/// As the map draws it.
void draw_swatch(Canvas& canvas, LegendEntry entry, const Rect& box, double factor) {
    const double y = box.centre().y;
    const std::vector<LineString> line{{{box.x, y}, {box.right(), y}}};
    const auto stroke = [&](const std::vector<Pen>& pens) {
        for (const Pen& pen : pens)
            canvas.stroke(line, pen);
    };
    switch (entry) {
        case LegendEntry::item:
            canvas.fill(box, item_color(0));
            canvas.stroke(box, border_pen(factor));
            break;
        case LegendEntry::part:
            stroke({part_pen(factor)});
            break;
        case LegendEntry::boundary:
            stroke({boundary_pen(factor)});
            break;
        case LegendEntry::neighbour:
            canvas.fill(box, neighbour_fill);
            canvas.stroke(box, neighbour_pen(factor));
            break;
        case LegendEntry::main_road:
            stroke(line_pens(LineKind::main_road, factor));
            break;
        case LegendEntry::street:
            stroke(line_pens(LineKind::street, factor));
            break;
        case LegendEntry::railway:
            stroke(line_pens(LineKind::railway, factor));
            break;
        case LegendEntry::river:
            stroke(line_pens(LineKind::river, factor));
            break;
        case LegendEntry::site:
            canvas.fill(rect_around(box.centre(), {3.4 * factor, 3.4 * factor}), site_fill);
            break;
        case LegendEntry::detail:
            canvas.stroke(box, detail_pen(factor));
            break;
    }
}

void draw_entry(Canvas& canvas, LegendEntry entry, const Point& at, double width, bool items_are_units,
                const AtlasTexts& texts, double f) {
    draw_swatch(canvas, entry, {at.x, at.y + 2.4 * f, swatch * f, (row - 4.8) * f}, f);
    const double x = at.x + (swatch + 5) * f;
    canvas.text({x, at.y + (row - letters * line_height) * f / 2, at.x + width - x, row * f},
                text_of(entry, items_are_units, texts), {letters * f, false, label_ink});
}

void draw_north(Canvas& canvas, const Rect& box, const AtlasTexts& texts, double f) {
    const double x = box.centre().x;
    const double top = box.y + 11.5 * f;
    const double bottom = box.bottom();
    const double half = 5.2 * f;
    const double notch = bottom - 4.5 * f;
    canvas.text({box.x, box.y, box.width, 11 * f}, texts.north, {8 * f, true, label_ink}, Align::center);
    canvas.fill(MultiPolygon{{{{x, top}, {x - half, bottom}, {x, notch}, {x, top}}, {}}}, label_ink);
    const MultiPolygon right{{{{x, top}, {x + half, bottom}, {x, notch}, {x, top}}, {}}};
    canvas.fill(right, color(0xffffff));
    canvas.stroke(right, {label_ink, 0.6 * f});
}

/// The bar with its length above its end and the scale below.
void draw_scale_bar(Canvas& canvas, const Rect& box, double metres_per_point, double f) {
    const double length_m = round_length(box.width * metres_per_point);
    const double length = length_m / metres_per_point;
    const int parts = scale_bar_parts(length_m);
    const Rect bar{box.x, box.y + 12.5 * f, length, 4 * f};
    for (int i = 0; i < parts; ++i) {
        canvas.fill(Rect{bar.x + length * i / parts, bar.y, length / parts, bar.height},
                    i % 2 == 0 ? label_ink : color(0xffffff));
    }
    canvas.stroke(bar, {label_ink, 0.6 * f, {}, false});
    const TextStyle style{letters * f, false, label_ink};
    canvas.text({bar.x, box.y, box.width, 10 * f}, "0", style);
    const std::string text = length_text(length_m);
    const double width = canvas.typesetter().measure(text, style).width;
    // Ends with the bar, unless that is too short for it.
    canvas.text({std::max(bar.right() - width, bar.x + 12 * f), box.y, width, 10 * f}, text, style);
    canvas.text({bar.x, bar.bottom() + 2.5 * f, most_bar * f, 10 * f}, "1 : " + grouped(scale_number(metres_per_point)),
                {letters * f, false, quiet_ink});
}

}  // namespace

std::vector<LegendEntry> legend_of(const MapScene& scene, bool has_details) {
    const auto has = [&scene](LineKind kind) { return !scene.lines[static_cast<std::size_t>(kind)].empty(); };
    std::vector<LegendEntry> entries{LegendEntry::item};
    if (!scene.part_borders.empty()) entries.push_back(LegendEntry::part);
    entries.push_back(LegendEntry::boundary);
    if (!scene.others.empty()) entries.push_back(LegendEntry::neighbour);
    if (has(LineKind::main_road)) entries.push_back(LegendEntry::main_road);
    if (has(LineKind::street) || has(LineKind::path) || has(LineKind::other)) entries.push_back(LegendEntry::street);
    if (has(LineKind::railway)) entries.push_back(LegendEntry::railway);
    if (has(LineKind::river) || has(LineKind::stream)) entries.push_back(LegendEntry::river);
    if (!scene.sites.empty() || !scene.buildings.empty()) entries.push_back(LegendEntry::site);
    if (has_details) entries.push_back(LegendEntry::detail);
    return entries;
}

Size panel_size(std::size_t entries, double factor) {
    return {150 * factor, (bar_height + 8 + row * static_cast<double>(entries)) * factor};
}

double strip_height(double factor) {
    return strip * factor;
}

void draw_furniture(Canvas& canvas, const Rect& place, bool in_strip, const std::vector<LegendEntry>& entries,
                    bool items_are_units, double metres_per_point, const AtlasTexts& texts, double f) {
    const double bar_width = std::min(most_bar * f, place.width - (arrow_width + 12) * f);
    const Rect legend = in_strip ? Rect{place.x + (arrow_width + 26) * f + bar_width, place.y,
                                        place.width - (arrow_width + 26) * f - bar_width, place.height}
                                 : Rect{place.x, place.y, place.width, place.height - (bar_height + 8) * f};
    const double top = in_strip ? place.y + 2 * f : place.bottom() - bar_height * f;
    draw_north(canvas, {place.x, top, arrow_width * f, (bar_height - 2) * f}, texts, f);
    draw_scale_bar(canvas, {place.x + (arrow_width + 12) * f, top, bar_width, bar_height * f}, metres_per_point, f);

    // In a strip the entries stand below each other, in as many columns as they need.
    const auto rows = in_strip ? static_cast<std::size_t>(strip / row) : entries.size();
    double x = legend.x;
    for (std::size_t first = 0; first < entries.size(); first += rows) {
        const std::size_t last = std::min(entries.size(), first + rows);
        double width = 0;
        for (std::size_t i = first; i < last; ++i)
            width = std::max(
                width, canvas.typesetter().measure(text_of(entries[i], items_are_units, texts), {letters * f}).width +
                           (swatch + 6) * f);
        width = std::min(width, legend.right() - x);
        for (std::size_t i = first; i < last; ++i) {
            draw_entry(canvas, entries[i], {x, legend.y + static_cast<double>(i - first) * row * f}, width,
                       items_are_units, texts, f);
        }
        x += width + 14 * f;
    }
}

}  // namespace grid
