#include "libgrid/view/view.hpp"

#include <algorithm>
#include <filesystem>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

View view_of_name(const std::string& name) {
    if (name == "qgis") return View::qgis;
    if (name == "html") return View::html;
    if (name == "atlas") return View::atlas;
    if (name == "forms") return View::forms;
    if (name == "sld") return View::sld;
    throw ConfigError(msg("--to is qgis, html, atlas, forms, sld or rounds, not '{}'", name));
}

Paper paper_of_name(const std::string& name) {
    if (name == "a4") return Paper::a4;
    if (name == "a3") return Paper::a3;
    throw ConfigError(msg("--paper is a4 or a3, not '{}'", name));
}

std::optional<View> view_of_path(const std::string& path) {
    std::string extension = std::filesystem::path(path).extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (extension == ".qgs") return View::qgis;
    if (extension == ".html" || extension == ".htm") return View::html;
    if (extension == ".pdf") return View::atlas;
    if (extension == ".sld") return View::sld;
    return std::nullopt;
}

void check_view_output(const ViewRequest& request) {
    if (!is_connection(request.path)) {
        OutputOptions output;
        output.path = request.path;
        output.overwrite = request.overwrite;
        output.beside.clear();
        check_output(output);
    }
    if (request.view == View::qgis) check_qgis_project(request);
}

ViewResult make_view(const ViewRequest& request, const std::function<void(const Message&)>& stage) {
    const auto say = [&stage](const Message& what) {
        if (stage) stage(what);
    };
    check_view_output(request);
    say(msg("reading"));
    const Plan plan = read_plan(request);
    ViewResult result;
    result.grids = plan.layer.grids.size();
    result.units = plan.units.size();
    result.findings = plan.findings;
    say(msg("writing"));
    switch (request.view) {
        case View::qgis:
            result.files = write_qgis_project(plan, request);
            break;
        case View::html:
            result.files = write_html_report(plan, request);
            break;
        case View::atlas:
            result.files = write_atlas(plan, request);
            break;
        case View::forms:
            result.files = write_forms(plan, request, result.findings);
            break;
        case View::sld:
            result.files = write_sld(plan, request);
            break;
    }
    return result;
}

}  // namespace grid
