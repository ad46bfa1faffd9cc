"""The result of a job, shown on the map beside what is there, before it is accepted or thrown away."""

from dataclasses import dataclass

from qgis.PyQt.QtCore import QVariant
from qgis.core import QgsField, QgsFeature, QgsVectorLayer

from . import numbers, style
from .fields import GRID_CODE, find_field, number_of, text_of
from .looking import PREVIEW

UNCHANGED, CHANGED, NEW = "unchanged", "changed", "new"


@dataclass
class Compared:
    """A grid before and after; None where there is none."""
    code: str
    before: float
    after: float
    change: str


class Preview:
    """`features` by code, in memory, so that no file is needed any more; `layer` shows them; `rows` compare the households."""

    def __init__(self, source, begun, limits, assignments, title):
        self.unit, figures = begun.unit, begun.figures
        self.state = begun.state
        self.features = {text_of(feature[GRID_CODE]): QgsFeature(feature) for feature in source.getFeatures()}
        self.rows = self.compare(figures)
        self.figures = self.figures_after(figures, limits)
        self.moved = self.moved_households(self.unit, assignments)
        self.layer = self.make_layer(source, title)

    @property
    def is_different(self):
        return any(row.change != UNCHANGED for row in self.rows)

    def compare(self, figures):
        old = {grid.code: grid for grid in self.unit.grids}
        before = {grid.code: grid.households for grid in figures.grids}
        rows = []
        for code in sorted({*old, *self.features}):
            feature = self.features.get(code)
            after = number_of(feature["households"]) if feature is not None else None
            change = NEW if code not in old else CHANGED
            if feature is not None and code in old and same_shape(old[code].geometry, feature.geometry()):
                change = UNCHANGED
            rows.append(Compared(code, before.get(code), after, change))
        return rows

    def figures_after(self, figures, limits):
        """The numbers that the unit will have. A grid that is new has no number in the layer yet: it gets one below all."""
        old = {grid.code: grid for grid in figures.grids}
        shown = []
        for code, feature in sorted(self.features.items()):
            was = old.get(code)
            grid = numbers.Figures(was.fid if was else -10**9 - len(shown), code, text_of(feature["grid_name"]),
                                   text_of(feature["kind"]) == "general", is_locked=was is not None and was.is_locked)
            grid.sites = int(number_of(feature["sites"]))
            grid.households, grid.workload = number_of(feature["households"]), number_of(feature["workload"])
            shown.append(grid)
        return numbers.judge(numbers.UnitFigures(figures.code, figures.name, shown), limits)

    @staticmethod
    def moved_households(unit, assignments):
        """Households that are in a grid with another code than the borders have it now."""
        return sum(site.households for s, site in enumerate(unit.sites)
                   if unit.own[s] >= 0 and assignments.get(str(site.fid), "") != unit.grids[unit.own[s]].code)

    def make_layer(self, source, title):
        layer = QgsVectorLayer("MultiPolygon", title, "memory")
        layer.setCrs(source.crs())
        layer.dataProvider().addAttributes([*source.fields().toList(), QgsField("change", QVariant.String)])
        layer.updateFields()
        changes = {row.code: row.change for row in self.rows}
        shown = []
        for code, feature in self.features.items():
            copy = QgsFeature(layer.fields())
            copy.setAttributes([*feature.attributes(), changes[code]])
            shape = feature.geometry()
            shape.convertToMultiType()
            copy.setGeometry(shape)
            shown.append(copy)
        layer.dataProvider().addFeatures(shown)
        layer.updateExtents()
        layer.setCustomProperty("skipMemoryLayersCheck", 1)  # nobody is asked about it when QGIS ends
        layer.setCustomProperty(PREVIEW, 1)
        layer.setReadOnly(True)
        style.style_preview(layer, find_field(layer, [GRID_CODE]))
        return layer


def same_shape(one, other):
    """Whether two polygons cover the same ground; a vertex more on a straight line, which rounding moves by a hair, is nothing."""
    return one.equals(other) or one.symDifference(other).area() <= 1e-9 * one.area()
