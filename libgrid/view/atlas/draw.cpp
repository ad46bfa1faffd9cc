#include <fmt/format.h>

#include "libgrid/view/atlas/head.hpp"
#include "libgrid/view/atlas/sheet.hpp"

namespace grid {

namespace {

class SheetDrawer {
public:
    SheetDrawer(Canvas& canvas, const AtlasGround& ground, const Sheet& sheet, const SheetLayout& layout, Paper paper,
                const PageFoot& foot, const AtlasTexts& texts)
        : m_canvas(canvas),
          m_ground(ground),
          m_sheet(sheet),
          m_layout(layout),
          m_paper(paper),
          m_factor(type_factor(paper)),
          m_foot(foot),
          m_texts(texts),
          m_plane(plane_of(ground, sheet.subject)) {}

    void run() {
        std::size_t next_table = 0;
        begin(m_layout.main.page.page);
        draw_map_page(m_layout.main, m_sheet.title, m_sheet.subtitle);
        if (m_layout.table_with_map()) draw_columns(m_layout.table_pages[next_table++], m_layout.main.page.table);
        m_canvas.end_page();
        for (std::size_t i = 0; i < m_layout.details.size(); ++i) {
            begin(m_layout.details[i].page.page);
            draw_map_page(m_layout.details[i],
                          fmt::format(fmt::runtime(m_texts.detail_of), m_sheet.title, detail_name(i)),
                          m_sheet.subtitle);
            m_canvas.end_page();
        }
        for (; next_table < m_layout.table_pages.size(); ++next_table) {
            const PlainPage& page = m_layout.table_page;
            begin(page.page);
            draw_head(m_canvas, page.head, m_sheet.table_title, {}, m_factor);
            draw_columns(m_layout.table_pages[next_table], page.body);
            draw_page_foot(page.foot);
            m_canvas.end_page();
        }
    }

private:
    void begin(const Size& page) { m_canvas.begin_page(page); }

    void draw_page_foot(const Rect& place) {
        draw_foot(m_canvas, place, m_foot.title, m_canvas.page_number(), m_foot.pages, m_texts, m_factor);
    }

    void draw_map_page(const MapLayout& map, const std::string& title, const std::string& subtitle) {
        draw_head(m_canvas, map.page.head, title, subtitle, m_factor);
        const MapScene scene = make_scene(m_ground, m_sheet.subject, m_plane, map.frame);
        draw_map(m_canvas, scene, map.frame.place, m_sheet.colours, map.labels, map.details, m_factor);
        for (const MapInset& inset : map.insets) {
            constexpr double smaller = 0.8;
            const MapScene part = make_scene(m_ground, m_sheet.subject, m_plane, inset.frame);
            draw_map(m_canvas, part, inset.frame.place, m_sheet.colours, inset.labels, {}, smaller * m_factor);
        }
        draw_furniture(m_canvas, map.page.furniture, map.page.furniture_in_strip, map.legend, m_sheet.items_are_units,
                       map.frame.metres_per_point(), m_texts, m_factor);
        draw_page_foot(map.page.foot);
    }

    void draw_columns(const TablePage& columns, const Rect& room) {
        double x = room.x;
        for (const RowRange& rows : columns) {
            draw_table(m_canvas, m_sheet.table, m_layout.table, rows, {x, room.y}, m_factor);
            x += m_layout.table.width + column_gap(m_paper);
        }
    }

    Canvas& m_canvas;
    const AtlasGround& m_ground;
    const Sheet& m_sheet;
    const SheetLayout& m_layout;
    Paper m_paper;
    double m_factor;
    const PageFoot& m_foot;
    const AtlasTexts& m_texts;
    SubjectPlane m_plane;
};

}  // namespace

void draw_sheet(Canvas& canvas, const AtlasGround& ground, const Sheet& sheet, const SheetLayout& layout, Paper paper,
                const PageFoot& foot, const AtlasTexts& texts) {
    SheetDrawer(canvas, ground, sheet, layout, paper, foot, texts).run();
}

}  // namespace grid
