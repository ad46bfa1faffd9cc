"""Whether the grids have the ground of the units, no more, no less and nothing twice."""

import math

from geometry import area_of, geometry_of, segments_of, union_of, vertices_of
from judge_lines import along
from judge_units import BESIDE, LATTICE, NEAR, common, measurable, without_others


def judge_ground(town, units, complain):
    for unit in units:
        if unit.valid and unit.alone and unit.grids:
            judge_cover(town, unit.code, [unit], unit.geometry, complain, bends=bent(town, unit, units))
        if unit.valid and unit.grids:
            judge_parts(town, unit, units, complain)
    for number in sorted({unit.together for unit in units if not unit.alone}):
        group = [unit for unit in units if unit.together == number]
        if all(unit.valid for unit in group):
            whole = union_of([polygon for unit in group for polygon in unit.area])
            judge_cover(town, "+".join(unit.code for unit in group), group, whole, complain,
                        bends=math.fsum(bent(town, unit, units) for unit in group))


def bent(town, unit, units):
    """Square metres that a unit may gain or lose because its border gets vertices of neighbours that lie beside it."""
    own = vertices_of(unit.area)
    foreign = {point for other in units if other is not unit for point in vertices_of(other.area)} - own
    taken = foreign & {point for grid in unit.grids for point in vertices_of(grid.area)}
    area = 0.0
    for a, b in segments_of(unit.area):
        for point in taken:
            t, off = along(town.frame, point, a, b)
            if 0 < t < 1 and off <= BESIDE:
                area += off * town.frame.metres(a, b) / 2
    return area


def judge_cover(town, name, units, whole, complain, fineness=LATTICE, bends=0.0):
    """The grids of some units against the ground of these units. `fineness`: metres that an outline may be off; `bends`:
    square metres that may be missing or too much beside that."""
    grids = [grid for unit in units for grid in unit.grids if grid.area]
    geometries = [measurable(grid.geometry) for grid in grids]
    if not geometries:
        return
    bound = fineness * sum(unit.perimeter for unit in units) + bends
    have, want = math.fsum(geometry.GetArea() for geometry in geometries), whole.GetArea()
    # A double near this coordinate is no finer than this; areas are sums of many of them.
    grain = 8 * max(abs(value) for value in whole.GetEnvelope()) * 2.0**-52
    union = union_of([polygon for geometry in geometries for polygon in area_of(geometry)])
    difference = union.SymDifference(whole)
    lost, excess = town.frame.square_metres(difference.GetArea()), town.frame.square_metres(have - want)
    if lost > bound:
        complain("ground", f"{name}: grids and unit differ by {lost:.3g} m2", place_in(difference))
    elif excess > bound:
        complain("overlap", f"{name}: {excess:.3g} m2 lie in two grids", place_of_overlap(geometries))
    # Units that overlap by less than the bound may be left as they are.
    elif units[0].alone and abs(have - want) > (1e-9 * want + grain * perimeter_in_units(town, units)
                                                + bends * town.frame.east_m * town.frame.north_m):
        complain("area", f"{name}: areas differ by {excess:.3g} m2, {(have - want) / want:.3g} of it",
                 units[0].area[0][0][0])


def perimeter_in_units(town, units):
    return sum(unit.perimeter for unit in units) * max(town.frame.east_m, town.frame.north_m)


def place_in(geometry):
    """A point in the largest part."""
    parts = [geometry.GetGeometryRef(k) for k in range(geometry.GetGeometryCount())] if geometry.GetGeometryName() in (
        "MULTIPOLYGON", "GEOMETRYCOLLECTION") else [geometry]
    largest = max(parts, key=lambda part: part.GetArea())
    point = largest.PointOnSurface()
    return (point.GetX(), point.GetY())


def place_of_overlap(geometries):
    best, place = 0.0, None
    for k, one in enumerate(geometries):
        for other in geometries[:k]:
            if common(one, other) > best:
                best, place = common(one, other), place_in(one.Intersection(other))
    return place


def judge_parts(town, unit, units, complain):
    """A grid is in as many parts as there are parts of the unit between the dedicated areas (and between other units, or
    between the smaller ones, where they overlap), at most, plus what blocks and cells that lie in several of these parts
    hold together. Parts are one where they are so near that lines there may have become one."""
    several = [grid for grid in unit.grids if len(grid.area) > 1 and parts_apart(town, grid) > 1]
    if not several:
        return
    if "cells-shaken" in town.features:
        return  # what cells leave between them goes to the nearest
    if town.dedicated and (town.blocks or any("area" in site for site in town.sites)):
        return  # a dedicated area takes in the buildings in it, and what is left may be in any number of parts
    free = [unit.geometry, without_others(unit, units), without_others(unit, units, smaller_only=True)]
    for area in town.dedicated:
        free = [ground.Difference(geometry_of(area)) for ground in free]
    inside = [geometry_of(area).Intersection(unit.geometry) for area in town.dedicated]
    most = {"general": max(map(parts_in, free)), "dedicated": sum(map(parts_in, inside))}
    wholes = town.blocks + [site["area"] for site in town.sites if "area" in site and town.epsg("sites") == town.frame.epsg]
    held = sum(max(0, parts_in(geometry_of(area).Intersection(unit.geometry)) - 1) for area in wholes)
    for grid in several:
        if parts_apart(town, grid) > max(1, most[grid.fields["kind"]]) + held:
            complain("parts", f"grid {grid.code} has {len(grid.area)} parts, unit {unit.code} {len(unit.area)}",
                     min(vertices_of(grid.area)))


def parts_apart(town, grid):
    return parts_in(grid.geometry.Buffer(NEAR * max(town.frame.east_m, town.frame.north_m), 2))


def parts_in(geometry):
    return len(area_of(geometry))
