"""Whether every household is counted, once, and where it lives."""

import collections

from osgeo import ogr

from frame import transformed
from geometry import geometry_of, point_geometry, vertices_of
from judge_units import LATTICE


def judge_sites(town, units, output, complain):
    grids = {grid.code: grid for unit in units for grid in unit.grids}
    code_of, repeated = {}, 0
    for name, code in output.assignments:
        repeated += name in code_of
        code_of[name] = code
    if repeated:
        complain("counts", f"{repeated} sites are assigned twice")
    sums, reported = collections.defaultdict(collections.Counter), reported_near(town, output)
    for site in town.sites:
        geometry = site_geometry(town, site)
        code = code_of.get(site["id"])
        if code is None:
            complain("counts", f"site {site['id']} is in no list", place_of(geometry))
        elif not code:
            judge_outside(town, units, site, geometry, reported, complain)
        elif code not in grids:
            complain("counts", f"site {site['id']} is assigned to {code}, which is not there", place_of(geometry))
        else:
            for field in ("households", "persons"):
                sums[code][field] += site[field]
            sums[code]["sites"] += 1
            judge_place(town, site, geometry, grids[code], complain)
    for code, grid in sorted(grids.items()):
        for field in ("households", "persons", "sites"):
            if (grid.fields.get(field) or 0) != sums[code][field]:
                complain("counts", f"grid {code} says {grid.fields.get(field)} {field}, its sites have {sums[code][field]}",
                         grid.area[0][0][0] if grid.area else None)


def site_geometry(town, site):
    epsg = town.epsg("sites")
    if "at" in site:
        return point_geometry(transformed([site["at"]], epsg, town.frame.epsg)[0])
    return geometry_of([[transformed(ring, epsg, town.frame.epsg) for ring in polygon] for polygon in site["area"]])


def place_of(geometry):
    west, east, south, north = geometry.GetEnvelope()
    return ((west + east) / 2, (south + north) / 2)


def tolerance(town):
    """In units of the coordinate system; a site that was given in another one is known to some nanometres only."""
    return (LATTICE if town.epsg("sites") == town.frame.epsg else 2 * LATTICE) * max(town.frame.east_m, town.frame.north_m)


def judge_place(town, site, geometry, grid, complain):
    if not grid.area:
        return
    off = grid.geometry.Distance(geometry)
    if off > tolerance(town):
        complain("site", f"site {site['id']} is {off / town.frame.north_m:.3g} m off its grid {grid.code}", place_of(geometry))


def judge_outside(town, units, site, geometry, reported, complain):
    """A site that is in no grid is in no unit, and reported."""
    for unit in units:
        if not unit.valid or not unit.geometry.Contains(geometry):
            continue
        edge = unit.geometry.Boundary()
        if ogr.GT_Flatten(geometry.GetGeometryType()) != ogr.wkbPoint or edge.Distance(geometry) > tolerance(town):
            complain("site", f"site {site['id']} is in no grid, but in unit {unit.code}", place_of(geometry))
            return
    if site["households"] in reported:
        reported.remove(site["households"])
    else:
        complain("site", f"site {site['id']} with {site['households']} households is in no grid and not reported",
                 place_of(geometry))


def reported_near(town, output):
    """Households of the sites that are reported outside, here and not in another town."""
    points = vertices_of([polygon for unit in town.units for polygon in unit["area"]])
    corner = min(points)
    points |= {place_of(site_geometry(town, site)) for site in town.sites}
    far = 300 + 1.5 * max(town.frame.metres(corner, point) for point in points)
    return [households for households, place in output.outside if place is None or town.frame.metres(corner, place) < far]
