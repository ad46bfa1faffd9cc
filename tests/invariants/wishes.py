"""Random wishes for a plan, and a judge of them that shares nothing with libgrid: OGR alone."""

import json
import random

from osgeo import ogr

BORDER_SHARE = 0.98  # of a line that must lie on borders
REACH = 0.1  # metres


def feature(wish, geometry, **fields):
    return {"wish": wish, "geometry": geometry.Clone() if geometry else None, "group": "", "grid_code": "", "name": "",
            **fields}


def write(path, wishes, epsg):
    """A GeoJSON file of all kinds of geometry, one feature for each wish, with its place in the list as identifier."""
    features = []
    for fid, wish in enumerate(wishes):
        geometry = json.loads(wish["geometry"].ExportToJson(["COORDINATE_PRECISION=9"])) if wish["geometry"] else None
        fields = {name: wish[name] for name in ("wish", "group", "grid_code", "name")}
        features.append({"type": "Feature", "id": fid, "properties": fields, "geometry": geometry})
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")


class Places:
    """Points of sites or cells, found by place."""

    def __init__(self, points):
        self.points = points  # of ogr
        self.cells = {}
        self.side = 200.0
        for i, point in enumerate(points):
            self.cells.setdefault(self.cell(point.GetX(), point.GetY()), []).append(i)

    def cell(self, x, y):
        return int(x // self.side), int(y // self.side)

    def within(self, polygon):
        west, east, south, north = polygon.GetEnvelope()
        (i0, j0), (i1, j1) = self.cell(west, south), self.cell(east, north)
        near = (p for i in range(i0, i1 + 1) for j in range(j0, j1 + 1) for p in self.cells.get((i, j), ()))
        return [p for p in near if polygon.Contains(self.points[p])]


class Plan:
    """Grids with their codes and polygons, and the grid of each place."""

    def __init__(self, grids, places):
        self.codes = [code for code, _, _ in grids]
        self.names = {code: name for code, name, _ in grids}
        self.polygon = {code: polygon for code, _, polygon in grids}
        self.grid_of = {}
        for code, _, polygon in grids:
            for place in places.within(polygon):
                self.grid_of[place] = code
        self.borders = ogr.Geometry(ogr.wkbMultiLineString)
        for _, _, polygon in grids:
            boundary = polygon.Boundary()
            for line in [boundary] if boundary.GetGeometryCount() == 0 else list(boundary):
                self.borders.AddGeometry(line)

    def at(self, point):
        for code, polygon in self.polygon.items():
            if polygon.Intersects(point):
                return code
        return None


class Dice:
    """Draws wishes for a plan, of which many are not met by it."""

    def __init__(self, seed, plan, places):
        self.dice = random.Random(seed)
        self.plan = plan
        self.places = places

    def locks(self, count):
        return [feature("lock", self.plan.polygon[code], name=code) for code in self.dice.sample(self.plan.codes, count)]

    def _yard(self, size, around=None):
        """A circle around a place with so many places in it."""
        centre = self.places.points[self.dice.randrange(len(self.places.points)) if around is None else around]
        radius = 10.0
        while len(self.places.within(centre.Buffer(radius))) < size:
            radius *= 1.3
        return centre.Buffer(radius)

    def togethers(self, count, size):
        return [feature("together", self._yard(size)) for _ in range(count)]

    def aparts(self, count, pairs):
        """Two places of one grid that touch, or are near, each other: a plan without the wish has them in one grid."""
        chosen = self.dice.sample([pair for pair in pairs if self._same_grid(*pair)], count)
        return [feature("apart", self.places.points[place], group=f"apart {i}")
                for i, pair in enumerate(chosen) for place in pair]

    def _same_grid(self, one, other):
        return self.plan.grid_of.get(one) is not None and self.plan.grid_of.get(one) == self.plan.grid_of.get(other)

    def centres(self, count):
        chosen = self.dice.sample(range(len(self.places.points)), count)
        return [feature("centre", self.places.points[place], name=f"站 {i}") for i, place in enumerate(chosen)]

    def borders(self, count, lines):
        """Lines, each with the two places beside it, that lie within a grid."""
        chosen = self.dice.sample([line for line, one, other in lines if self._same_grid(one, other)], count)
        return [feature("border", line) for line in chosen]


def broken(wishes, plan, places):
    """The indices of the wishes that the plan does not meet. Those of one group are one, with the index of the first."""
    result = set()
    groups = {}
    for i, wish in enumerate(wishes):
        kind, geometry = wish["wish"], wish["geometry"]
        if kind == "lock":
            if not any(geometry.SymDifference(polygon).Area() < REACH * geometry.Boundary().Length()
                       for polygon in plan.polygon.values() if polygon.Intersects(geometry)):
                result.add(i)
        elif kind == "border":
            on_borders = geometry.Intersection(plan.borders.Intersection(geometry.Buffer(5 * REACH)).Buffer(REACH))
            if on_borders.Length() < BORDER_SHARE * geometry.Length():
                result.add(i)
        elif kind == "no_border":
            inside = geometry.Buffer(-REACH) if geometry.GetDimension() == 2 else geometry.Buffer(REACH / 10)
            if sum(polygon.Intersection(inside).Area() > REACH / 2 for polygon in plan.polygon.values()) > 1:
                result.add(i)
        elif kind == "no_grid":
            continue  # any plan meets it
        else:
            group = wish["group"] or (kind if kind in ("apart", "centre") else str(i))
            groups.setdefault((kind, group), []).append(i)
    for (kind, _), members in groups.items():
        result |= broken_group(kind, members, wishes, plan, places)
    return result


def against_locks(wishes, places):
    """The indices of the wishes together (one area each), apart and centre that no plan with all locks meets."""
    locks = [wish["geometry"] for wish in wishes if wish["wish"] == "lock"]

    def locks_of(wish):
        """Those that its places are in; None: in none."""
        geometry = wish["geometry"]
        points = [places.points[place] for place in places.within(geometry)] if geometry.GetDimension() == 2 else [geometry]
        return {next((n for n, lock in enumerate(locks) if lock.Contains(point)), None) for point in points}

    result = set()
    for i, wish in enumerate(wishes):
        if wish["wish"] == "together" and len(locks_of(wish)) > 1:
            result.add(i)
        elif wish["wish"] in ("apart", "centre"):
            before = [other for other in wishes[:i] if (other["wish"], other["group"]) == (wish["wish"], wish["group"])]
            if any((locks_of(other) & locks_of(wish)) - {None} for other in before):
                result.add(i)
    return result


def groups(wishes):
    """Indices of the wishes that are one, met or missed together."""
    known = {}
    for i, wish in enumerate(wishes):
        one = wish["wish"] == "apart" or (wish["wish"] == "together" and wish["group"])
        known.setdefault((wish["wish"], wish["group"]) if one else i, set()).add(i)
    return list(known.values())


def broken_group(kind, members, wishes, plan, places):
    held = []
    for i in members:
        geometry = wishes[i]["geometry"]
        if geometry.GetDimension() == 2:
            held.append({plan.grid_of.get(place) for place in places.within(geometry)})
        else:
            held.append({plan.at(geometry)})
    if kind == "together":
        return {members[0]} if len(set().union(*held)) > 1 else set()
    if kind == "pin":
        return {i for i, grids in zip(members, held) if grids - {wishes[i]["grid_code"]}}
    result = set()
    for n, i in enumerate(members):
        if any(held[n] & held[m] for m in range(n)):
            result.add(i)
        elif kind == "centre" and wishes[i]["name"] and {plan.names[code] for code in held[n]} != {wishes[i]["name"]}:
            result.add(i)
    return result
