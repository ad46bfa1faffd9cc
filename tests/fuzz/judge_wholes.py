"""Whether blocks, buildings and cells are whole, and dedicated areas grids of their own."""

from frame import transformed
from geometry import geometry_of, point_geometry, segments_of, union_of
from judge_units import NEAR, common


def judge_wholes(town, units, output, complain):
    dedicated, contested = [geometry_of(area) for area in town.dedicated], False
    for name, area in wholes(town, output):
        whole = geometry_of(area)
        if any(common(whole, other) > 0 for other in dedicated):
            contested = True  # both cannot be had
            continue
        slack = slack_of(town, [area])
        for unit in units:
            if unit.valid and unit.alone:
                judge_whole(name, whole, unit, slack, complain)
    if dedicated and not contested and not town.is_cells and all(unit.valid and unit.alone for unit in units):
        judge_dedicated(town, units, complain)


def wholes(town, output):
    """Names and areas. A cell that is told to lie in no unit is none: units share it as their borders cut it."""
    found = [(f"block {number}", area) for number, area in enumerate(town.blocks)]
    epsg = town.epsg("sites")
    if town.settings.source == "buildings":
        found += [(f"building {site['id']}", [[transformed(ring, epsg, town.frame.epsg) for ring in polygon]
                                              for polygon in site["area"]]) for site in town.sites if "area" in site]
    elif town.is_cells and "cells-shaken" not in town.features and {"exact", "grouped"} & set(town.features):
        counted = {site for site, code in output.assignments if code}
        found += [(f"cell {site['id']}", site["area"]) for site in town.sites
                  if site["id"] in counted or not is_told(site, output.outside)]
    return found


def is_told(cell, outside):
    """Whether a finding says that the cell lies in no unit."""
    area = geometry_of(cell["area"])
    return any(households == cell["households"] and place and area.Distance(point_geometry(place)) == 0
               for households, place in outside)


def slack_of(town, areas):
    """In square units of the coordinate system."""
    metres = sum(town.frame.metres(a, b) for area in areas for a, b in segments_of(area))
    return NEAR * metres * town.frame.east_m * town.frame.north_m


def judge_whole(name, whole, unit, slack, complain):
    """No more grids have a share of it than it has parts in the unit."""
    if common(whole, unit.geometry) <= slack:
        return
    sharing = [grid for grid in unit.grids if grid.area and common(whole, grid.geometry) > slack]
    if len(sharing) > max(1, parts_of(whole.Intersection(unit.geometry))):
        point = whole.PointOnSurface()
        complain("cut", f"{name} is shared by {', '.join(grid.code for grid in sharing)}", (point.GetX(), point.GetY()))


def parts_of(geometry):
    return geometry.GetGeometryCount() if geometry.GetGeometryName() == "MULTIPOLYGON" else 1


def judge_dedicated(town, units, complain):
    """The dedicated grids of the town and the dedicated areas within its units are the same ground."""
    want = union_of([polygon for area in town.dedicated for polygon in area])
    ground = union_of([polygon for unit in units for polygon in unit.area])
    want = want.Intersection(ground)
    parts = [polygon for unit in units for grid in unit.grids if grid.fields["kind"] == "dedicated" for polygon in grid.area]
    difference = want.SymDifference(union_of(parts)) if parts else want
    if difference.GetArea() > slack_of(town, town.dedicated):
        square, point = town.frame.square_metres(difference.GetArea()), difference.PointOnSurface()
        complain("dedicated", f"dedicated grids and areas differ by {square:.3g} m2", (point.GetX(), point.GetY()))
