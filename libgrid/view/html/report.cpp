#include <string>
#include <string_view>
#include <utility>

#include "libgrid/io/write.hpp"
#include "libgrid/view/html/background.hpp"
#include "libgrid/view/html/json.hpp"
#include "libgrid/view/html/page.hpp"
#include "libgrid/view/html/plane.hpp"
#include "libgrid/view/html/tables.hpp"
#include "libgrid/view/html/template.hpp"
#include "libgrid/view/html/topology.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

namespace {

std::string map_json(const Plan& plan, const PagePlane& plane) {
    std::vector<MultiPolygon> grids;
    for (const GridRow& grid : plan.layer.grids)
        grids.push_back(grid.geometry);
    const Topology topology = topology_of(plane.simplified(std::move(grids)));
    return "{\"arcs\":" + json_numbers(topology.arcs) + ",\"rings\":" + json_numbers(topology.rings) +
           ",\"background\":" + background_json(plan, plane) + "}";
}

}  // namespace

std::vector<std::string> write_html_report(const Plan& plan, const ViewRequest& request) {
    const PagePlane plane(plan.layer);
    const std::vector<std::pair<std::string_view, std::string>> values{
        {"language", request.language == Language::zh ? "zh-CN" : "en"},
        {"title", html_escape(plan.title)},
        {"script-sources", content_source(page_library_hash) + " " + content_source(page_script_hash)},
        {"style-sources", content_source(page_styles_hash)},
        {"styles", page_styles},
        {"library", page_library},
        {"script", page_script},
        {"tables", tables_json(plan, request, plane)},
        {"map", map_json(plan, plane)},
        {"skip", request.language == Language::zh ? "跳到表格" : "Skip to the tables"},
    };
    write_text(request.path, filled_template(page_template, values), request.overwrite);
    return {request.path};
}

}  // namespace grid
