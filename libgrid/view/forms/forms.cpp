#include <utility>

#include "libgrid/io/output_files.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/view/forms/form.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

namespace {

std::vector<GridAddress> addresses_of(const Plan& plan) {
    AddressSources sources;
    for (const FeatureTable& table : plan.barriers)
        sources.lines.push_back(&table);
    if (plan.sites) sources.buildings = &*plan.sites;
    sources.crs_wkt = plan.layer.crs_wkt;
    std::vector<const MultiPolygon*> shapes;
    for (const GridRow& grid : plan.layer.grids)
        shapes.push_back(&grid.geometry);
    for (const GridRow& grid : plan.layer.grids)
        sources.called.push_back({shown_name(grid), grid.unit_code, grid.unit_name});
    return find_addresses(shapes, sources);
}

std::vector<std::string> codes_of(const Plan& plan) {
    std::vector<std::string> codes;
    for (const GridRow& grid : plan.layer.grids)
        codes.push_back(grid.code);
    return codes;
}

/// The micro-grids of a grid; one alone is the grid once more.
std::vector<FormPart> parts_of(const Plan& plan, std::size_t grid) {
    if (plan.micro_of.empty() || plan.micro_of[grid].size() < 2) return {};
    const FeatureTable& micro = *plan.micro;
    const auto name = micro.find("grid_name");
    const auto households = micro.find("households");
    const std::string& prefix = plan.layer.grids[grid].name;
    std::vector<FormPart> parts;
    for (const std::size_t i : plan.micro_of[grid]) {
        const Feature& feature = micro.features[i];
        FormPart part{&feature.polygons, name ? to_text(feature.values[*name]) : std::string(),
                      households ? to_text(feature.values[*households]) : std::string()};
        if (part.name.empty()) part.name = to_text(feature.values[micro.find("grid_code").value()]);
        if (!prefix.empty() && part.name != prefix && part.name.starts_with(prefix)) part.name.erase(0, prefix.size());
        part.name.erase(0, part.name.find_first_not_of(' '));
        parts.push_back(std::move(part));
    }
    return parts;
}

void write_pages(const Plan& plan, const ViewRequest& request, const std::vector<Post>& posts,
                 const std::filesystem::path& file) {
    const AtlasGround ground = prepare_ground(plan, request);
    const std::vector<GridAddress> addresses = addresses_of(plan);
    const auto people = posts_by_grid(posts);
    const FormTexts texts = form_texts(request.language);
    Canvas canvas(file, request.path, plan.title);
    const PageFoot foot{plan.title, static_cast<int>(plan.layer.grids.size())};
    for (std::size_t u = 0; u < plan.units.size(); ++u) {
        const PlanUnit& unit = plan.units[u];
        const Sheet sheet = unit_sheet(ground, u, texts.map);
        const int chapter = canvas.bookmark(sheet.title, canvas.page_number() + 1);
        for (std::size_t g = unit.first; g < unit.last; ++g) {
            const GridRow& grid = plan.layer.grids[g];
            GridForm form{&grid, g - unit.first, &addresses[g], {}, request.with_contacts, parts_of(plan, g)};
            if (const auto own = people.find(grid.code); own != people.end()) form.posts = own->second;
            canvas.bookmark(shown_name(grid), canvas.page_number() + 1, chapter);
            draw_form(canvas, ground, sheet, form, request.paper, foot, request.language);
        }
    }
    canvas.finish();
}

}  // namespace

std::vector<std::string> write_forms(const Plan& plan, const ViewRequest& request, Findings& findings) {
    std::vector<Post> posts;
    if (request.posts) {
        posts = read_posts(*request.posts);
        for (Finding& finding : check_posts(posts, codes_of(plan)))
            findings.push_back(std::move(finding));
    }
    const std::filesystem::path output = io::resolve(request.path);
    OutputSet outputs;
    io::UnfinishedOutput& unfinished = outputs.impl().add(output, {}, request.overwrite, request.path);
    write_pages(plan, request, posts, unfinished.path(output.filename().string()));
    outputs.commit();
    return {request.path};
}

}  // namespace grid
