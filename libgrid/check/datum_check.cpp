#include "libgrid/check/check_context.hpp"
#include "libgrid/layer/site_datum.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

// Where there are boundaries, reading has held the sites against them already; else they are held against the grids.
void check_sites_datum(CheckContext& context) {
    const Ground& ground = *context.ground;
    const GriddingRequest& against = context.request.against;
    for (const Finding& finding : ground.findings) {
        if (finding.code == "sites_datum") context.findings.add("sites_datum", -1, *finding.at, finding.message);
    }
    if (against.boundaries || !against.sites) return;
    const AreaLocator locator(context.grids.geometry);
    const auto is_inside = [&locator](const Point& at) { return locator.find(at) >= 0; };
    DatumSample sample;
    for (const LocatedSite& site : ground.sites)
        sample.add(site.site.at, is_inside(site.site.at));
    const auto finding = find_site_datum(sample, {.sites = against.sites->source.datum,
                                                  .has_boundaries = false,
                                                  .crs_wkt = ground.output_wkt,
                                                  .is_inside = is_inside});
    if (finding) context.findings.add("sites_datum", -1, *finding->at, finding->message);
}

void check_transformations(CheckContext& context) {
    for (const Finding& finding : context.ground->findings) {
        if (finding.code == "datum_shift_unknown") context.findings.add(finding.code, -1, finding.message);
    }
}

}  // namespace grid
