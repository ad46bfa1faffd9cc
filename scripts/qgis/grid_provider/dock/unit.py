"""Grids and sites of one unit, as the layers are now, edits that are not saved included.

Only the unit that is looked at is read: its grids by their code, the sites by the extent of the grids. So a province costs no
more than a village. What is read of the sites is kept until they change.
"""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from qgis.core import (QgsCoordinateTransform, QgsCsException, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils,
                       QgsFeatureRequest, QgsGeometry, QgsPoint, QgsPointXY, QgsRectangle, QgsWkbTypes)

from . import numbers
from .fields import CODE, DIGITS, GRID_CODE, HOUSEHOLDS, NAME, PERSONS, find_field, number_of, text_of
from .texts import tr

MOST_SITES = 50_000  # more in the extent of one unit are not counted: the window would stand still
HEART = 0.1  # of a grid's households are its heart


class NotCounted(Exception):
    """Why a unit has no numbers; the text is for the planner."""


@dataclass
class Grid:
    fid: int
    code: str
    name: str
    is_general: bool
    geometry: QgsGeometry


@dataclass
class Site:
    fid: int
    x: float
    y: float
    households: float
    persons: float
    workload: float


def unit_code_of(feature, fields):
    """The unit of a grid: its field, else its code without the number."""
    unit = text_of(feature[fields["unit"]]) if fields["unit"] else ""
    return unit or text_of(feature[fields["code"]])[:-DIGITS]


def grid_fields(layer):
    """The fields of a layer of grids; raises NotCounted if it is none."""
    fields = {"code": find_field(layer, [GRID_CODE]), "unit": find_field(layer, ["unit_code"]),
              "name": find_field(layer, ["grid_name"]), "unit_name": find_field(layer, NAME[:1]),
              "kind": find_field(layer, ["kind"])}
    if not fields["code"]:
        raise NotCounted(tr("The layer '{layer}' has no field '{field}'.", layer=layer.name(), field=GRID_CODE))
    return fields


class SiteReader:
    """The sites within an extent, with one point each in the coordinates of the grids, and their counts."""

    def __init__(self, choices):
        self.choices = choices
        self.layer = choices.layer("sites")
        self.households = self.expression("households", HOUSEHOLDS)
        self.workload = self.expression("workload", [])
        persons = find_field(self.layer, PERSONS)
        self.persons = QgsExpression(QgsExpression.quotedColumnRef(persons)) if persons else None

    def expression(self, what, names):
        """What was chosen, else the field with a usual name, else None."""
        field = find_field(self.layer, names)
        text = self.choices.texts[what] or (QgsExpression.quotedColumnRef(field) if field else "")
        expression = QgsExpression(text) if text else None
        if expression is not None and expression.hasParserError():
            raise NotCounted(tr("'{expression}' is no expression: {why}", expression=text, why=expression.parserErrorString()))
        return expression

    def transform(self, grids):
        return QgsCoordinateTransform(self.layer.crs(), grids.crs(), self.choices.project)

    def request(self, extent, grids):
        """All that may lie in the extent of a unit."""
        try:
            box = self.transform(grids).transformBoundingBox(extent, QgsCoordinateTransform.ReverseTransform)
        except QgsCsException as error:
            raise NotCounted(tr("The sites cannot be brought to the coordinates of the grids: {why}", why=error)) from error
        request = QgsFeatureRequest().setFilterRect(box)
        names = {name for expression in (self.households, self.workload, self.persons) if expression is not None
                 for name in expression.referencedColumns()}
        return request.setSubsetOfAttributes(sorted(names), self.layer.fields()) if "*" not in names else request

    def read(self, extent, grids):
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(self.layer))
        expressions = [expression for expression in (self.households, self.workload, self.persons) if expression is not None]
        for expression in expressions:
            expression.prepare(context)
        transform = self.transform(grids)
        sites = []
        for feature in self.layer.getFeatures(self.request(extent, grids)):
            geometry = feature.geometry()
            if geometry.isNull() or geometry.isEmpty():
                continue
            if len(sites) == MOST_SITES:
                raise NotCounted(tr("The extent of this unit holds more than {n} sites: too many to be counted while you edit. The "
                                    "numbers are those of the layer.", n=f"{MOST_SITES:,}"))
            sites.append(self.site(feature, geometry, transform, context))
        for expression in expressions:
            if expression.hasEvalError():
                raise NotCounted(f"'{expression.expression()}': {expression.evalErrorString()}")
        return sites

    def site(self, feature, geometry, transform, context):
        inside = geometry if geometry.type() == QgsWkbTypes.PointGeometry else geometry.pointOnSurface()
        try:
            point = transform.transform(QgsPointXY(inside.vertexAt(0)))
        except QgsCsException as error:
            raise NotCounted(tr("Site {fid} cannot be brought to the coordinates of the grids: {why}", fid=feature.id(),
                                why=error)) from error
        context.setFeature(feature)
        households = number_of(self.households.evaluate(context)) if self.households is not None else 1.0
        workload = number_of(self.workload.evaluate(context)) if self.workload is not None else households
        persons = number_of(self.persons.evaluate(context)) if self.persons is not None else 0.0
        return Site(feature.id(), point.x(), point.y(), households, persons, workload)


class Unit:
    """A unit as it is now: `own` says for each site (by its number) the grid (by its number) whose polygon holds it, or -1;
    `pinned` the code that a pin asks for."""

    def __init__(self, code, name, grids, sites, outline=None):
        self.code = code
        self.name = name
        self.grids = grids
        self.sites = sites
        self.outline = outline  # of the unit by its boundary, where one was chosen
        self.own = locate(grids, sites)
        self.pinned = {}
        self.locked = set()

    def take_wishes(self, wishes):
        """`wishes`: of the layer of wishes, see wish_layer.Wishes."""
        self.locked = {grid.code for grid in self.grids if grid.code in wishes.locked}
        by_x = sorted(range(len(self.sites)), key=lambda s: self.sites[s].x) if wishes.pins else []
        places = [self.sites[s].x for s in by_x]
        for code, geometry in wishes.pins:
            box = geometry.boundingBox()
            for s in by_x[bisect_left(places, box.xMinimum()):bisect_right(places, box.xMaximum())]:
                site = self.sites[s]
                if (s not in self.pinned and box.yMinimum() <= site.y <= box.yMaximum()
                        and geometry.intersects(QgsGeometry.fromPointXY(QgsPointXY(site.x, site.y)))):
                    self.pinned[s] = code

    def hearts(self, codes):
        """Of each of these grids the sites nearest to its centre that have a tenth of its households, as (site, code). Sites that
        are pinned are not among them."""
        found = []
        for g, grid in enumerate(self.grids):
            own = [s for s in range(len(self.sites)) if self.own[s] == g and s not in self.pinned and self.sites[s].households > 0]
            if grid.code not in codes or not own:
                continue
            total = sum(self.sites[s].households for s in own)
            x, y = (sum(getattr(self.sites[s], axis) * self.sites[s].households for s in own) / total for axis in ("x", "y"))
            taken = 0
            for s in sorted(own, key=lambda s: (math.hypot(self.sites[s].x - x, self.sites[s].y - y), self.sites[s].fid)):
                if taken >= HEART * total:
                    break
                taken += self.sites[s].households
                found.append((s, grid.code))
        return found

    def lost(self):
        """Households that lie in the outline of the unit and in no grid; None where there is no outline."""
        if self.outline is None:
            return None
        engine = QgsGeometry.createGeometryEngine(self.outline.constGet())
        engine.prepareGeometry()
        return sum(site.households for s, site in enumerate(self.sites)
                   if self.own[s] < 0 and engine.contains(QgsPoint(site.x, site.y)))

    def figures(self, limits):
        """A site counts in the grid of its pin if there is such a grid here, else in the one around it."""
        shown = [numbers.Figures(grid.fid, grid.code, grid.name, grid.is_general, faults=shape_faults(grid.geometry),
                                 is_locked=grid.code in self.locked) for grid in self.grids]
        by_code = {grid.code: g for g, grid in reversed(list(enumerate(self.grids)))}
        for s, site in enumerate(self.sites):
            own = self.own[s]
            place = by_code.get(self.pinned[s], own) if s in self.pinned else own
            if place < 0:
                continue
            grid = shown[place]
            grid.sites += 1
            grid.households += site.households
            grid.persons += site.persons
            grid.workload += site.workload
            grid.pins += s in self.pinned
            if place != own:
                grid.moved_in += site.households
                if own >= 0:
                    shown[own].moved_out += site.households
        shown.sort(key=lambda grid: (grid.code, grid.fid))
        return numbers.judge(numbers.UnitFigures(self.code, self.name, shown, self.lost()), limits)


def shape_faults(geometry):
    if geometry.isNull() or geometry.isEmpty():
        return [numbers.EMPTY]
    return [] if geometry.isGeosValid() else [numbers.INVALID]


def locate(grids, sites):
    """For each site the number of the grid that it lies in, or -1. One on a border belongs to what a hand that turns
    counter-clockwise from the east meets first, as in gridify: it is looked for a little to the east, and less to the north."""
    engines = []
    extent = QgsRectangle()
    for g, grid in enumerate(grids):
        if grid.geometry.isNull() or grid.geometry.isEmpty():
            continue
        box = grid.geometry.boundingBox()
        extent.combineExtentWith(box)
        engine = QgsGeometry.createGeometryEngine(grid.geometry.constGet())
        engine.prepareGeometry()
        engines.append((g, engine, box.xMinimum(), box.xMaximum(), box.yMinimum(), box.yMaximum()))
    aside = 1e-7 * max(extent.width(), extent.height())
    last = None
    found = []
    for site in sites:
        place = -1
        for x, y in ((site.x, site.y), (site.x + aside, site.y + aside * 1e-2)):
            # Sites come in the order of the file, where neighbours are often together: the grid of the last one goes first.
            for entry in ([last] if last else []) + engines:
                g, engine, west, east, south, north = entry
                if west <= x <= east and south <= y <= north and engine.contains(QgsPoint(x, y)):
                    place, last = g, entry
                    break
            if place >= 0:
                break
        found.append(place)
    return found


class UnitReader:
    """Reads units, and keeps what did not change since."""

    def __init__(self, choices):
        self.choices = choices
        self.kept_fids = {}  # by unit: of its grids
        self.kept_sites = None  # (unit, extent, sites, and why there are none)
        self.kept_outline = None  # (unit, outline)

    def forget(self):
        """Other layers were chosen."""
        self.forget_grids()
        self.forget_sites()
        self.forget_outline()

    def forget_outline(self):
        self.kept_outline = None

    def forget_grids(self):
        self.kept_fids = {}

    def forget_sites(self):
        self.kept_sites = None

    def grids(self, code):
        layer = self.choices.layer("grids")
        fields = grid_fields(layer)
        if code not in self.kept_fids:
            self.kept_fids[code] = self.fids_of(layer, fields, code)
        grids, name = [], ""
        for feature in layer.getFeatures(QgsFeatureRequest().setFilterFids(self.kept_fids[code])):
            kind = text_of(feature[fields["kind"]]) if fields["kind"] else ""
            label = text_of(feature[fields["name"]]) if fields["name"] else ""
            name = name or (text_of(feature[fields["unit_name"]]) if fields["unit_name"] else "")
            grids.append(Grid(feature.id(), text_of(feature[fields["code"]]), label, kind in ("", "general"), feature.geometry()))
        return name, sorted(grids, key=lambda grid: (grid.code, grid.fid))

    @staticmethod
    def fids_of(layer, fields, code):
        column, value = QgsExpression.quotedColumnRef(fields["code"]), QgsExpression.quotedString(code + "%")
        if fields["unit"]:
            unit = QgsExpression.quotedColumnRef(fields["unit"])
            text = f"{unit} = {QgsExpression.quotedString(code)} OR ({unit} IS NULL AND {column} LIKE {value})"
        else:
            text = f"{column} LIKE {value}"
        request = QgsFeatureRequest().setFilterExpression(text).setFlags(QgsFeatureRequest.NoGeometry)
        return [feature.id() for feature in layer.getFeatures(request) if unit_code_of(feature, fields) == code]

    def sites(self, code, grids):
        extent = QgsRectangle()
        for grid in grids:
            if not grid.geometry.isNull():
                extent.combineExtentWith(grid.geometry.boundingBox())
        if self.choices.layer("sites") is None:
            raise NotCounted(tr("Choose the layer of the sites; until then the numbers are those of the grids."))
        if self.kept_sites is None or self.kept_sites[0] != code or not self.kept_sites[1].contains(extent):
            around = QgsRectangle(extent)
            around.grow(0.1 * max(extent.width(), extent.height()))  # so that a border that is moved out needs no reading
            try:
                self.kept_sites = (code, around, SiteReader(self.choices).read(around, self.choices.layer("grids")), None)
            except NotCounted as problem:  # the next edit must not wait for it again
                self.kept_sites = (code, around, None, problem)
        if self.kept_sites[3] is not None:
            raise self.kept_sites[3]
        return self.kept_sites[2]

    def outline(self, code):
        """The boundary of a unit in the coordinates of the grids; None where no boundaries were chosen or it is not there."""
        if self.kept_outline is None or self.kept_outline[0] != code:
            self.kept_outline = (code, self.read_outline(code))
        return self.kept_outline[1]

    def read_outline(self, code):
        layer, grids = self.choices.layer("boundaries"), self.choices.layer("grids")
        column = find_field(layer, CODE) if layer is not None else ""
        if not column:
            return None
        text = f"{QgsExpression.quotedColumnRef(column)} = {QgsExpression.quotedString(code)}"
        parts = [feature.geometry() for feature in layer.getFeatures(QgsFeatureRequest().setFilterExpression(text))]
        geometry = QgsGeometry.collectGeometry(parts) if parts else QgsGeometry()
        try:
            geometry.transform(QgsCoordinateTransform(layer.crs(), grids.crs(), self.choices.project))
        except QgsCsException:
            return None
        return None if geometry.isNull() else geometry

    def read(self, code, wishes):
        name, grids = self.grids(code)
        unit = Unit(code, name, grids, self.sites(code, grids), self.outline(code))
        unit.take_wishes(wishes)
        return unit

    def layer_figures(self, code, wishes):
        """What the layer itself says of its grids, where the sites cannot be counted."""
        layer = self.choices.layer("grids")
        name, grids = self.grids(code)
        columns = {what: find_field(layer, [what]) for what in ("sites", "households", "persons", "workload")}
        shown = []
        for grid in grids:
            feature = layer.getFeature(grid.fid)
            figures = numbers.Figures(grid.fid, grid.code, grid.name, grid.is_general, faults=shape_faults(grid.geometry),
                                      is_locked=grid.code in wishes.locked)
            for what, column in columns.items():
                if column:
                    setattr(figures, what, number_of(feature[column]))
            if not columns["workload"]:
                figures.workload = figures.households
            shown.append(figures)
        return numbers.judge(numbers.UnitFigures(code, name, shown), self.choices.limits)
