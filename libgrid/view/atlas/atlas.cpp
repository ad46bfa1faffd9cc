#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "libgrid/core/threads.hpp"
#include "libgrid/io/output_files.hpp"
#include "libgrid/view/atlas/sheet.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

namespace {

/// Two passes over the units, so that memory does not grow with the pages: the first one places everything and counts
/// the pages, which the overview in front names; the second one draws.
class Atlas {
public:
    Atlas(const Plan& plan, const ViewRequest& request)
        : m_plan(plan),
          m_request(request),
          m_texts(atlas_texts(request.language)),
          m_ground(prepare_ground(plan, request)) {}

    void write(const std::filesystem::path& file) {
        lay_out_units();
        if (m_plan.units.size() > 1) lay_out_overview();
        Canvas canvas(file, m_request.path, m_plan.title);
        const PageFoot foot{m_plan.title, m_pages};
        if (m_plan.units.size() > 1) {
            canvas.bookmark(m_texts.overview, 1);
            draw_sheet(canvas, m_ground, m_overview, m_overview_layout, m_request.paper, foot, m_texts);
        }
        for (std::size_t u = 0; u < m_layouts.size(); ++u) {
            const Sheet sheet = unit_sheet(m_ground, u, m_texts);
            canvas.bookmark(sheet.title, canvas.page_number() + 1);
            draw_sheet(canvas, m_ground, sheet, m_layouts[u], m_request.paper, foot, m_texts);
        }
        canvas.finish();
    }

private:
    void lay_out_units() {
        m_layouts.resize(m_plan.units.size());
        tbb::enumerable_thread_specific<Typesetter> typesetters;
        run_on_threads(m_request.threads, [&] {
            tbb::parallel_for(std::size_t{0}, m_layouts.size(), [&](std::size_t u) {
                m_layouts[u] =
                    lay_out(m_ground, unit_sheet(m_ground, u, m_texts), m_request.paper, typesetters.local());
            });
        });
        for (const SheetLayout& layout : m_layouts)
            m_pages += layout.page_count();
    }

    /// The page on which each unit begins, after so many pages of the overview.
    [[nodiscard]] std::vector<int> first_pages(int before) const {
        std::vector<int> pages;
        int page = before + 1;
        for (const SheetLayout& layout : m_layouts) {
            pages.push_back(page);
            page += layout.page_count();
        }
        return pages;
    }

    /// Longer page numbers make a wider table, which may need one more page.
    void lay_out_overview() {
        Typesetter typesetter;
        int pages = 1;
        constexpr int most_rounds = 5;
        for (int i = 0; i < most_rounds; ++i) {
            m_overview = overview_sheet(m_ground, first_pages(pages), m_texts);
            const int needed = lay_out_pages(m_ground, m_overview, m_request.paper, typesetter).page_count();
            if (needed == pages) break;
            pages = needed;
        }
        m_overview_layout = lay_out(m_ground, m_overview, m_request.paper, typesetter);
        m_pages += pages;
    }

    const Plan& m_plan;
    const ViewRequest& m_request;
    const AtlasTexts& m_texts;
    AtlasGround m_ground;
    std::vector<SheetLayout> m_layouts;
    Sheet m_overview;
    SheetLayout m_overview_layout;
    int m_pages = 0;
};

}  // namespace

std::vector<std::string> write_atlas(const Plan& plan, const ViewRequest& request) {
    Atlas atlas(plan, request);
    const std::filesystem::path output = io::resolve(request.path);
    OutputSet outputs;
    io::UnfinishedOutput& unfinished = outputs.impl().add(output, {}, request.overwrite, request.path);
    atlas.write(unfinished.path(output.filename().string()));
    outputs.commit();
    return {request.path};
}

}  // namespace grid
