"""The units of a town with their grids, and which of them may be judged one by one."""

import dataclasses

from osgeo import ogr

from geometry import area_of, geometry_of, left_sided, segments_of
from town import Town

LATTICE = 2e-6  # metres: how fine the ground is divided
NEAR = 0.02  # metres: lines that are nearer to each other may become one
BESIDE = 2e-5  # metres: a border gets the vertices that a neighbour has so near beside it


@dataclasses.dataclass
class JudgedUnit:
    code: str
    area: list
    geometry: ogr.Geometry
    perimeter: float   # metres
    grids: list
    valid: bool        # otherwise nothing is promised but valid grids
    together: int = 0  # the same number: units that overlap, directly or through others
    alone: bool = True  # overlaps no other


def judged_units(town: Town, output, complain):
    """Complains of missing and invalid grids."""
    units = []
    for unit in town.units:
        area, grids = left_sided(unit["area"]), output.by_unit.get(unit["code"], [])
        geometry = geometry_of(area)
        perimeter = sum(town.frame.metres(a, b) for a, b in segments_of(area))
        units.append(JudgedUnit(unit["code"], area, geometry, perimeter, grids, geometry.IsValid(), len(units)))
        for grid in grids:
            if not grid.area:
                complain("missing", f"grid {grid.code} is empty", area[0][0][0])
            elif not grid.geometry.IsValid():
                complain("invalid", f"grid {grid.code}", grid.area[0][0][0])
    find_overlaps(units)
    units = [unit for unit in units if unit.code not in output.covered or not is_strips(town, unit, units)]
    for unit in units:
        if unit.valid and not unit.grids and has_own_ground(town, unit, units):
            complain("missing", f"unit {unit.code} has no grid", unit.area[0][0][0])
    return units


def has_own_ground(town, unit, units):
    """What all units have in common may be another's."""
    own = town.frame.square_metres(without_others(unit, units).GetArea())
    return own > (0 if unit.alone else LATTICE * unit.perimeter)


def is_strips(town, unit, units):
    """Whether what the unit has for itself is narrower than half a metre all in all: it may be left out if that is told."""
    own = without_others(unit, units)
    perimeter = sum(town.frame.metres(a, b) for a, b in segments_of(area_of(own)))
    return 2 * town.frame.square_metres(own.GetArea()) < 0.5 * perimeter


def without_others(unit, units, smaller_only=False):
    """The ground of the unit that lies in no other, or in no smaller one."""
    ground, size = unit.geometry, (unit.geometry.GetArea(), unit.code)
    for other in units:
        if other is unit or unit.alone or other.together != unit.together:
            continue
        theirs = measurable(other.geometry)
        if not smaller_only or (theirs.GetArea(), other.code) < size:
            ground = ground.Difference(theirs)
    return ground


def find_overlaps(units):
    """What the rings of a unit that is not valid enclose counts, too."""
    grounds = [measurable(unit.geometry) for unit in units]
    for k, unit in enumerate(units):
        for other, ground in zip(units[:k], grounds):
            if have_common_ground(grounds[k], ground):
                unit.alone = other.alone = False
                for third in units:
                    if third.together == unit.together and third is not unit:
                        third.together = other.together
                unit.together = other.together


def have_common_ground(one, other):
    """Exactly: where two geometries overlap by little more than the doubles can tell apart, GEOS measures nothing."""
    try:
        return one.Intersects(other) and not one.Touches(other)
    except RuntimeError:  # a side location conflict, of valid polygons as well
        return one.Buffer(0).Intersection(other.Buffer(0)).Area() > 0


def common(one, other):
    """The area that two geometries have in common."""
    west, east, south, north = one.GetEnvelope()
    box = other.GetEnvelope()
    if box[1] <= west or east <= box[0] or box[3] <= south or north <= box[2]:
        return 0.0
    return measurable(one).Intersection(measurable(other)).GetArea()


def measurable(geometry):
    """GEOS measures what is valid only."""
    return geometry if geometry.IsValid() else geometry.MakeValid()
