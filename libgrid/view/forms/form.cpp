#include "libgrid/view/forms/form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libgrid/view/atlas/head.hpp"
#include "libgrid/view/atlas/labeller.hpp"
#include "libgrid/view/atlas/style.hpp"

namespace grid {

namespace {

constexpr double letters = 9;
constexpr double padding = 4;
constexpr double label_share = 0.16;  ///< of the width of the page, for what a cell is about
constexpr int most_lines = 12;        ///< of a cell
constexpr double signature_height = 78;
constexpr double least_map = 200;

constexpr Color cell_line = color(0x70737a);
constexpr Color label_fill = color(0xf1f0ec);

/// What it is about, and what it is.
struct Cell {
    const char* label = "";
    std::string value;
};
using Row = std::vector<Cell>;  ///< one cell, or two side by side

class FormDrawer {
public:
    FormDrawer(Canvas& canvas, const AtlasGround& ground, const Sheet& sheet, const GridForm& form, Paper paper,
               const PageFoot& foot, Language language)
        : m_canvas(canvas),
          m_ground(ground),
          m_sheet(sheet),
          m_form(form),
          m_foot(foot),
          m_language(language),
          m_texts(form_texts(language)),
          m_factor(type_factor(paper)),
          m_page(plain_page(paper, false, title_style().letters * line_height + 8 * m_factor)) {}

    void run() {
        m_canvas.begin_page(m_page.page);
        m_canvas.text(m_page.head, m_texts.title, title_style(), Align::center);
        double y = m_page.body.y;
        for (const Row& row : rows())
            y += draw_row(row, y);
        const double gap = 6 * m_factor;
        const double signatures = m_page.body.bottom() - signature_height * m_factor;
        const double strip = strip_height(m_factor);
        draw_map_of_grid({m_page.body.x, y + gap, m_page.body.width, signatures - strip - 3 * gap - y}, strip, gap);
        draw_signatures({m_page.body.x, signatures, m_page.body.width, signature_height * m_factor});
        draw_foot(m_canvas, m_page.foot, m_foot.title, m_canvas.page_number(), m_foot.pages, m_texts.map, m_factor);
        m_canvas.end_page();
    }

private:
    [[nodiscard]] TextStyle title_style() const { return {16 * m_factor, true, label_ink}; }
    [[nodiscard]] TextStyle label_style() const { return {letters * m_factor, false, quiet_ink}; }
    [[nodiscard]] TextStyle value_style() const { return {letters * m_factor, false, label_ink}; }
    [[nodiscard]] double label_width() const { return label_share * m_page.body.width; }

    [[nodiscard]] std::string names_of(PostKind kind, std::string Post::*member) const {
        return texts_of_posts(m_form.posts, kind, member, m_language == Language::zh ? "、" : ", ");
    }

    [[nodiscard]] std::vector<Row> rows() {
        const GridRow& grid = *m_form.grid;
        const bool is_general = grid.kind == "general";
        const bool is_known_kind = is_general || grid.kind == "dedicated";
        const std::string kind = is_known_kind ? (is_general ? m_texts.general : m_texts.dedicated) : grid.kind;
        const std::string area = fmt::format(fmt::runtime(m_texts.map.area_km2), square_km(grid.area_m2));
        const std::string phone = m_form.with_contacts ? names_of(PostKind::head, &Post::phone) : std::string();
        std::vector<Row> rows{
            {{m_texts.code, grid.code}, {m_texts.name, grid.name}},
            {{m_texts.unit_code, grid.unit_code}, {m_texts.unit_name, grid.unit_name}},
            {{m_texts.kind, kind}, {m_texts.area, area}},
            {{m_texts.households, grouped(grid.households)},
             {m_texts.persons, grid.persons ? grouped(*grid.persons) : ""}},
            {{m_texts.sites, grouped(grid.sites)}, {m_texts.valid_from, grid.valid_from}},
            {{m_texts.head, names_of(PostKind::head, &Post::name)}, {m_texts.phone, phone}},
            {{m_texts.full_time, names_of(PostKind::full_time, &Post::name)},
             {m_texts.part_time, names_of(PostKind::part_time, &Post::name)}},
            {{m_texts.instructor, names_of(PostKind::instructor, &Post::name)}, {m_texts.drawn_on, ""}},
            {{m_texts.bounds, bounds_text(*m_form.address, m_language)}},
        };
        if (!m_form.parts.empty()) rows.push_back({{m_texts.micro, micro_text()}});
        double height = 0;
        for (const Row& row : rows)
            height += row_height(row);
        const double room =
            m_page.body.height - height - (signature_height + least_map) * m_factor - strip_height(m_factor);
        rows.push_back({{m_texts.buildings, buildings_within(room)}});
        return rows;
    }

    [[nodiscard]] std::string micro_text() const {
        const bool is_chinese = m_language == Language::zh;
        std::string text;
        for (const FormPart& part : m_form.parts) {
            if (!text.empty()) text += is_chinese ? "、" : ", ";
            text += part.name;
            if (!part.households.empty())
                text += fmt::format(fmt::runtime(is_chinese ? "（{}户）" : " ({})"), part.households);
        }
        return text;
    }

    /// As many buildings as fit into a cell of that height and a third of the page at most; one at least.
    [[nodiscard]] std::string buildings_within(double room) {
        std::size_t shown = m_form.address->buildings.size();
        const double most = std::min(room, m_page.body.height / 3);
        std::string text = buildings_text(*m_form.address, m_language, shown);
        while (shown > 1 && row_height({{m_texts.buildings, text}}) > most) {
            shown = std::max<std::size_t>(1, shown - std::max<std::size_t>(1, shown / 10));
            text = buildings_text(*m_form.address, m_language, shown);
        }
        return text;
    }

    [[nodiscard]] double cell_width(const Row& row) const {
        return m_page.body.width / static_cast<double>(row.size());
    }

    [[nodiscard]] double row_height(const Row& row) {
        double height = line_height * letters * m_factor;
        for (const Cell& cell : row) {
            const double pad = 2 * padding * m_factor;
            Typesetter& typesetter = m_canvas.typesetter();
            height =
                std::max(height, typesetter.measure(cell.label, label_style(), label_width() - pad, most_lines).height);
            const double width = cell_width(row) - label_width() - pad;
            height = std::max(height, typesetter.measure(cell.value, value_style(), width, 10 * most_lines).height);
        }
        return height + 2 * padding * m_factor;
    }

    double draw_row(const Row& row, double y) {
        const double height = row_height(row);
        const double pad = padding * m_factor;
        const Pen pen{cell_line, 0.6 * m_factor, {}, false};
        double x = m_page.body.x;
        for (const Cell& cell : row) {
            const Rect label{x, y, label_width(), height};
            const Rect value{label.right(), y, cell_width(row) - label_width(), height};
            m_canvas.fill(label, label_fill);
            m_canvas.stroke(label, pen);
            m_canvas.stroke(value, pen);
            m_canvas.text({label.x + pad, y + pad, label.width - 2 * pad, height}, cell.label, label_style(),
                          Align::left, most_lines);
            m_canvas.text({value.x + pad, y + pad, value.width - 2 * pad, height}, cell.value, value_style(),
                          Align::left, 10 * most_lines);
            x = value.right();
        }
        return height;
    }

    /// The grid in its colour, or its micro-grids, among the grids of its unit that are near, without colour.
    void draw_map_of_grid(const Rect& place, double strip, double gap) {
        MapSubject own;
        own.items = {&m_form.grid->geometry};
        const SubjectPlane plane = plane_of(m_ground, own);
        const MapFrame frame = frame_of(plane.extent, place);
        Box near = box_of(m_form.grid->geometry);
        const double reach = std::max(near.max_x - near.min_x, near.max_y - near.min_y) * 2;
        near.add({near.min_x - reach, near.min_y - reach});
        near.add({near.max_x + reach, near.max_y + reach});
        MapSubject subject;
        subject.outlines = own.items;
        subject.own_areas = m_sheet.subject.own_areas;
        std::vector<MapItem> items;
        std::vector<std::int32_t> colours;
        for (std::size_t i = 0; i < m_sheet.items.size(); ++i) {
            const MultiPolygon* const item = m_sheet.subject.items[i];
            if (i != m_form.item && !near.meets(box_of(*item))) continue;
            if (i == m_form.item && !m_form.parts.empty()) {
                for (const FormPart& part : m_form.parts) {
                    subject.items.push_back(part.geometry);
                    items.push_back({std::to_string(items.size() + 1), part.name, {}, {}});
                    colours.push_back(m_sheet.colours[i]);
                }
                continue;
            }
            subject.items.push_back(item);
            items.push_back({m_sheet.items[i].number, m_sheet.items[i].name, {}, {}});
            colours.push_back(i == m_form.item ? m_sheet.colours[i] : no_color);
        }
        const MapScene scene = make_scene(m_ground, subject, plane, frame);
        MapLabeller labeller(scene, frame.place, items, m_canvas.typesetter(), m_factor);
        labeller.label_inside();
        draw_map(m_canvas, scene, frame.place, colours, labeller.labels(), {}, m_factor);
        std::vector<LegendEntry> legend = legend_of(scene, false);
        std::erase(legend, LegendEntry::item);
        draw_furniture(m_canvas, {place.x, place.bottom() + gap, place.width, strip}, true, legend, false,
                       frame.metres_per_point(), m_texts.map, m_factor);
    }

    void draw_signatures(const Rect& place) {
        const double width = place.width / static_cast<double>(m_texts.signatures.size());
        const double pad = padding * m_factor;
        double x = place.x;
        for (const char* const who : m_texts.signatures) {
            const Rect box{x, place.y, width, place.height};
            m_canvas.stroke(box, {cell_line, 0.6 * m_factor, {}, false});
            m_canvas.text({box.x + pad, box.y + pad, box.width - 2 * pad, box.height}, who, label_style(), Align::left,
                          2);
            const double line = line_height * letters * m_factor;
            m_canvas.text({box.x + pad, box.bottom() - pad - line, box.width - 2 * pad, line}, m_texts.date,
                          label_style(), m_language == Language::zh ? Align::right : Align::left);
            x = box.right();
        }
    }

    Canvas& m_canvas;
    const AtlasGround& m_ground;
    const Sheet& m_sheet;
    const GridForm& m_form;
    const PageFoot& m_foot;
    Language m_language;
    FormTexts m_texts;
    double m_factor;
    PlainPage m_page;
};

}  // namespace

void draw_form(Canvas& canvas, const AtlasGround& ground, const Sheet& sheet, const GridForm& form, Paper paper,
               const PageFoot& foot, Language language) {
    FormDrawer(canvas, ground, sheet, form, paper, foot, language).run();
}

}  // namespace grid
