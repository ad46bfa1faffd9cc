#include "libgrid/view/atlas/labeller.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace grid {

MapLabeller::MapLabeller(const MapScene& scene, const Rect& frame, const std::vector<MapItem>& items,
                         Typesetter& typesetter, double factor, std::vector<Rect> taken)
    : m_scene(scene),
      m_frame(frame.grown(-2 * factor)),
      m_items(items),
      m_typesetter(typesetter),
      m_factor(factor),
      m_taken(std::move(taken)),
      m_placer(m_frame) {
    for (const MultiPolygon& item : scene.items)
        m_areas.push_back(borders_of(item));
    for (const MultiPolygon& outline : scene.outlines) {
        const AreaBorders borders = borders_of(outline);
        m_outline.insert(m_outline.end(), borders.begin(), borders.end());
    }
}

LabelForm MapLabeller::form_of(const LabelLines& lines, const std::vector<double>& letters) const {
    LabelForm form;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const double size = i == 0 ? 1 : second_line;
        constexpr double measured = 10;  // letters; widths grow with them
        const double width = m_typesetter.measure(lines[i], {measured, i == 0}).width / measured;
        form.size.width = std::max(form.size.width, width * size);
        form.size.height += size * line_height;
    }
    constexpr double side = 0.35;
    form.size.width += 2 * side;
    for (const double size : letters)
        form.letters.push_back(size * m_factor);
    return form;
}

void MapLabeller::label_items(bool with_names) {
    m_placer = LabelPlacer(m_frame);
    std::ranges::for_each(m_taken, [this](const Rect& box) { m_placer.keep_free(box); });
    m_labels.clear();
    m_crowded.clear();
    const std::vector<double> numbers{10.5, 10, 9, 8, 7, 6.2};
    const std::vector<double> small{8, 7, 6.2};
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const MapItem& item = m_items[i];
        std::vector<LabelLines> lines;
        std::vector<LabelForm> forms;
        const auto add = [&](LabelLines text, const std::vector<double>& letters) {
            forms.push_back(form_of(text, letters));
            lines.push_back(std::move(text));
        };
        if (with_names) {
            add({item.name, item.detail}, {11, 10, 9, 8, 7});
            if (item.number_detail.empty()) add({item.name}, {8, 7, 6.2});
        }
        if (!item.number_detail.empty()) add({item.number, item.number_detail}, with_names ? small : numbers);
        add({item.number}, {8, 7, 6, 5.4});
        const LabelPlace place = m_placer.place_inside(m_areas[i], forms);
        if (place.found()) {
            m_labels.push_back({lines[static_cast<std::size_t>(place.form)], place, static_cast<std::ptrdiff_t>(i)});
            label_parts(i, with_names);
            continue;
        }
        // What reaches into the frame only by a corner is labelled on another page.
        const auto room = largest_box(m_areas[i], m_frame, {1, 1});
        constexpr double least_seen = 1;
        if (room && room->scale >= least_seen) m_crowded.push_back(i);
    }
}

/// The other parts of an item that has several, such as exclaves, by its number or name.
void MapLabeller::label_parts(std::size_t item, bool with_names) {
    const Point labelled = m_labels.back().place.box.centre();
    const LabelLines lines{with_names && m_items[item].number_detail.empty() ? m_items[item].name
                                                                             : m_items[item].number};
    for (const Polygon& polygon : m_scene.items[item]) {
        if (m_scene.items[item].size() == 1) return;
        const AreaBorders part = borders_of({polygon});
        if (is_inside(part, labelled)) continue;
        const std::vector<LabelForm> forms{form_of(lines, {8, 7, 6})};
        const LabelPlace place = m_placer.place_inside(part, forms);
        if (place.found()) m_labels.push_back({lines, place, static_cast<std::ptrdiff_t>(item)});
    }
}

void MapLabeller::label_inside() {
    constexpr double most_without_name = 0.34;
    label_items(true);
    const auto is_number = [this](const MapLabel& label) {
        return label.lines.front() == m_items[static_cast<std::size_t>(label.item)].number;
    };
    const auto without =
        static_cast<double>(m_crowded.size()) + static_cast<double>(std::ranges::count_if(m_labels, is_number));
    const auto seen = static_cast<double>(m_crowded.size() + m_labels.size());
    if (without > most_without_name * seen) label_items(false);
    label_neighbours();
}

void MapLabeller::label_neighbours() {
    for (std::size_t i = 0; i < m_scene.others.size(); ++i) {
        const std::string& name = *m_scene.other_names[i];
        if (name.empty()) continue;
        const std::vector<LabelForm> forms{form_of({name}, {8, 7, 6})};
        const LabelPlace place = m_placer.place_inside(borders_of(m_scene.others[i]), forms);
        if (place.found()) m_labels.push_back({{name}, place, -1});
    }
}

void MapLabeller::label_beside(const std::vector<std::size_t>& items) {
    const double reach = std::hypot(m_frame.width, m_frame.height) / 4;
    for (const std::size_t i : items) {
        const LabelLines lines{m_items[i].number};
        const LabelPlace place = m_placer.place_beside(m_areas[i], form_of(lines, {6.6}), m_outline, reach);
        if (place.found()) m_labels.push_back({lines, place, static_cast<std::ptrdiff_t>(i)});
    }
}

void MapLabeller::label_frame(const Rect& frame, const std::string& text) {
    const LabelForm form = form_of({text}, {7.5});
    const double width = form.size.width * form.letters.front() / 2;
    const double height = form.size.height * form.letters.front() / 2;
    std::vector<Point> centres;
    constexpr int steps = 12;
    for (const double y : {frame.y - height - 1, frame.bottom() + height + 1}) {
        for (int i = 0; i <= steps; ++i)
            centres.push_back({frame.x + width + (frame.width - 2 * width) * i / steps, y});
    }
    for (const double x : {frame.x - width - 1, frame.right() + width + 1}) {
        for (int i = 0; i <= steps; ++i)
            centres.push_back({x, frame.y + height + (frame.height - 2 * height) * i / steps});
    }
    for (int i = 0; i <= steps; ++i)
        centres.push_back({frame.x + width + 1 + (frame.width - 2 * width) * i / steps, frame.y + height + 1});
    const LabelPlace place = m_placer.place_at(centres, form);
    if (place.found()) m_labels.push_back({{text}, place, -2});
}

}  // namespace grid
