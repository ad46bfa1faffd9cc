#include <algorithm>
#include <cmath>
#include <numeric>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/view/atlas/head.hpp"
#include "libgrid/view/atlas/insets.hpp"
#include "libgrid/view/atlas/shapes.hpp"
#include "libgrid/view/atlas/sheet.hpp"

namespace grid {

namespace {

constexpr std::size_t most_details = 8;
constexpr std::size_t most_leaders = 6;  ///< with more there are details
constexpr double least_gain = 1.8;       ///< a detail is so much larger than the map, at least

Size ground_size(const Box& box) {
    return {std::max(box.max_x - box.min_x, 1.0), std::max(box.max_y - box.min_y, 1.0)};
}

Box joined(const Box& a, const Box& b) {
    Box box = a;
    if (b.empty()) return box;
    box.add({b.min_x, b.min_y});
    box.add({b.max_x, b.max_y});
    return box;
}

/// Parts of a map, each with some of the items that are too small on it.
struct Part {
    Box box;  ///< work plane
    std::vector<std::size_t> items;
};

class Layouter {
public:
    Layouter(const AtlasGround& ground, const Sheet& sheet, Paper paper, Typesetter& typesetter)
        : m_ground(ground),
          m_sheet(sheet),
          m_paper(paper),
          m_factor(type_factor(paper)),
          m_typesetter(typesetter),
          m_plane(plane_of(ground, sheet.subject)),
          m_parts(parts_of(sheet.subject, m_plane)) {}

    SheetLayout pages() {
        place_page();
        place_table();
        return std::move(m_layout);
    }

    SheetLayout run() {
        place_page();
        place_table();
        place_labels();
        return std::move(m_layout);
    }

private:
    static MapParts parts_of(const MapSubject& subject, const SubjectPlane& plane) {
        std::vector<Box> boxes;
        std::vector<double> areas;
        for (const MultiPolygon* item : subject.items) {
            for (const Polygon& polygon : *item) {
                Ring shell = polygon.shell;
                plane.plane.projection->to_work(shell);
                areas.push_back(std::abs(doubled_area(shell)));
                Box& box = boxes.emplace_back();
                for (const Point& p : shell)
                    box.add(p);
            }
        }
        return split_far_parts(boxes, areas);
    }

    /// What the map shows: the main part, and room beside it where something lies far away.
    [[nodiscard]] Box shown() const { return m_parts.far.empty() ? m_parts.main : with_strip(m_parts.main); }

    void place_insets() {
        const std::vector<Rect> places = inset_places(m_layout.main.frame.place, m_parts.far.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            MapInset inset{frame_of(m_parts.far[i], places[i]), {}};
            const MapScene part = make_scene(m_ground, m_sheet.subject, m_plane, inset.frame);
            MapLabeller labeller(part, inset.frame.place, m_sheet.items, m_typesetter, m_factor);
            labeller.label_inside();
            labeller.label_beside(labeller.crowded());
            inset.labels = labeller.labels();
            m_layout.main.insets.push_back(std::move(inset));
        }
    }

    [[nodiscard]] PageNeeds needs_of(const Box& box, std::size_t entries) const {
        PageNeeds needs;
        needs.ground = ground_size(box);
        needs.head_height =
            head_height(m_sheet.title, m_sheet.subtitle, 0.9 * page_size(m_paper, false).width, m_factor, m_typesetter);
        needs.furniture = panel_size(entries, m_factor);
        needs.strip_height = strip_height(m_factor);
        return needs;
    }

    void place_page() {
        m_layout.table = measure_table(m_sheet.table, m_typesetter, m_factor);
        // All entries that a legend can have; those that the map lacks leave some room.
        constexpr std::size_t entries = 9;
        PageNeeds needs = needs_of(shown(), entries);
        needs.table_width = m_layout.table.width;
        needs.table_head = m_layout.table.head_height;
        needs.table_rows = m_layout.table.heights;
        m_layout.main.page = plan_page(m_paper, needs);
        m_layout.main.frame = frame_of(shown(), m_layout.main.page.map);
    }

    void place_table() {
        const PagePlan& page = m_layout.main.page;
        m_layout.table_page = plain_page(
            m_paper, page.landscape,
            head_height(m_sheet.table_title, {}, 0.9 * page_size(m_paper, false).width, m_factor, m_typesetter));
        const Rect& room = m_layout.table_with_map() ? page.table : m_layout.table_page.body;
        m_layout.table_pages = arrange_rows(m_layout.table.heights, room.height - m_layout.table.head_height,
                                            columns_in(room.width, m_layout.table.width, column_gap(m_paper)));
    }

    void place_labels() {
        MapLayout& main = m_layout.main;
        const MapScene scene = make_scene(m_ground, m_sheet.subject, m_plane, main.frame);
        place_insets();
        std::vector<Rect> taken;
        for (const MapInset& inset : main.insets)
            taken.push_back(inset.frame.place);
        MapLabeller labeller(scene, main.frame.place, m_sheet.items, m_typesetter, m_factor, std::move(taken));
        labeller.label_inside();
        std::vector<std::size_t> rest = labeller.crowded();
        if (m_sheet.may_have_details && rest.size() > most_leaders) {
            std::vector<Part> parts;
            divide({{}, rest}, parts);
            rest.clear();
            for (const Part& part : parts) {
                if (gain_of(part.box) < least_gain || m_layout.details.size() == most_details) {
                    rest.insert(rest.end(), part.items.begin(), part.items.end());
                    continue;
                }
                add_detail(part);
                const Rect frame = on_page(m_layout.details.back().frame.view);
                main.details.push_back(frame);
                labeller.label_frame(frame, detail_name(m_layout.details.size() - 1));
            }
        }
        constexpr std::size_t most_beside = 60;
        // On a map of very many units, some numbers more tell nothing.
        if (m_sheet.items_are_units && rest.size() > most_beside) rest.clear();
        rest.resize(std::min(rest.size(), most_beside));
        labeller.label_beside(rest);
        main.labels = labeller.labels();
        main.legend = legend_of(scene, !main.details.empty());
    }

    [[nodiscard]] Rect on_page(const Box& box) const {
        const Point corner = m_layout.main.frame.to_page({box.min_x, box.max_y});
        const Point opposite = m_layout.main.frame.to_page({box.max_x, box.min_y});
        return {corner.x, corner.y, opposite.x - corner.x, opposite.y - corner.y};
    }

    [[nodiscard]] PagePlan detail_page(const Box& box) const { return plan_page(m_paper, needs_of(box, 0)); }

    /// How much larger a part is on a page of its own.
    [[nodiscard]] double gain_of(const Box& box) const {
        const MapFrame frame = frame_of(box, detail_page(box).map);
        return m_layout.main.frame.metres_per_point() / frame.metres_per_point();
    }

    [[nodiscard]] Box box_of_item(std::size_t item) const {
        Box box;
        for (const Polygon& polygon : *m_sheet.subject.items[item]) {
            Ring shell = polygon.shell;
            m_plane.plane.projection->to_work(shell);
            for (const Point& p : shell)
                box.add(p);
        }
        return box;
    }

    /// Halves the items along the longer side until what is left is shown large enough.
    void divide(Part part, std::vector<Part>& parts) const {
        std::vector<Box> boxes;
        for (const std::size_t item : part.items) {
            boxes.push_back(box_of_item(item));
            part.box = joined(part.box, boxes.back());
        }
        constexpr std::size_t least_items = 2;
        if (part.items.size() < least_items || gain_of(part.box) >= least_gain) {
            parts.push_back(std::move(part));
            return;
        }
        const Size size = ground_size(part.box);
        const auto place = [&](std::size_t i) {
            return size.width > size.height ? boxes[i].min_x + boxes[i].max_x : -boxes[i].min_y - boxes[i].max_y;
        };
        std::vector<std::size_t> order(part.items.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(place(i), i); });
        Part first;
        Part second;
        for (std::size_t i = 0; i < order.size(); ++i)
            (i < order.size() / 2 ? first : second).items.push_back(part.items[order[i]]);
        divide(std::move(first), parts);
        divide(std::move(second), parts);
    }

    void add_detail(const Part& part) {
        MapLayout detail;
        detail.page = detail_page(part.box);
        detail.frame = frame_of(part.box, detail.page.map);
        const MapScene scene = make_scene(m_ground, m_sheet.subject, m_plane, detail.frame);
        MapLabeller labeller(scene, detail.frame.place, m_sheet.items, m_typesetter, m_factor);
        labeller.label_inside();
        std::vector<std::size_t> rest;
        std::ranges::copy_if(labeller.crowded(), std::back_inserter(rest),
                             [&](std::size_t item) { return std::ranges::find(part.items, item) != part.items.end(); });
        labeller.label_beside(rest);
        detail.labels = labeller.labels();
        detail.legend = legend_of(scene, false);
        m_layout.details.push_back(std::move(detail));
    }

    const AtlasGround& m_ground;
    const Sheet& m_sheet;
    Paper m_paper;
    double m_factor;
    Typesetter& m_typesetter;
    SubjectPlane m_plane;
    MapParts m_parts;
    SheetLayout m_layout;
};

}  // namespace

SheetLayout lay_out(const AtlasGround& ground, const Sheet& sheet, Paper paper, Typesetter& typesetter) {
    return Layouter(ground, sheet, paper, typesetter).run();
}

SheetLayout lay_out_pages(const AtlasGround& ground, const Sheet& sheet, Paper paper, Typesetter& typesetter) {
    return Layouter(ground, sheet, paper, typesetter).pages();
}

}  // namespace grid
