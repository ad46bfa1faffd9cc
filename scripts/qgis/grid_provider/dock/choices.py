"""What the planner chose: layers, expressions, limits. It is kept in the project, and guessed where nothing was chosen."""

import math
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer, QgsWkbTypes

from .fields import CODE, GRID_CODE, HOUSEHOLDS, find_field, text_of
from .numbers import Limits

SCOPE = "grids_dock"  # of the entries in the project
LAYERS = ("grids", "sites", "boundaries", "wishes")
LISTS = ("barriers", "hard_barriers")
TEXTS = ("households", "workload")


def vector_layers(project, kinds):
    """Layers of a project with such geometries, in the order of their names."""
    layers = [layer for layer in project.mapLayers().values() if layer.type() == QgsMapLayer.VectorLayer]
    return sorted((layer for layer in layers if layer.geometryType() in kinds), key=lambda layer: layer.name())


class Choices:
    """Layers are named by their id, so that one that was removed from the project is simply not there."""

    def __init__(self, project=None):
        self.project = project or QgsProject.instance()
        self.ids = {name: "" for name in LAYERS}
        self.lists = {name: [] for name in LISTS}
        self.texts = {name: "" for name in TEXTS}
        self.sites_are_cells = False
        self.limits = Limits()
        self.limits_chosen = False
        self.retired = []  # codes given up in this project, never to be given again

    def layer(self, name):
        layer = self.project.mapLayer(self.ids[name])
        return layer if isinstance(layer, QgsVectorLayer) and layer.isValid() else None

    def layers(self, name):
        found = [self.project.mapLayer(layer) for layer in self.lists[name]]
        return [layer for layer in found if isinstance(layer, QgsVectorLayer) and layer.isValid()]

    def choose(self, name, layer):
        self.ids[name] = layer.id() if layer is not None else ""

    def read(self):
        """What the project remembers, and guesses for the rest."""
        entry = self.project.readEntry
        for name in LAYERS:
            self.ids[name] = entry(SCOPE, name, "")[0]
        for name in LISTS:
            self.lists[name] = self.project.readListEntry(SCOPE, name, [])[0]
        for name in TEXTS:
            self.texts[name] = entry(SCOPE, name, "")[0]
        self.retired = self.project.readListEntry(SCOPE, "retired", [])[0]
        self.sites_are_cells = self.project.readBoolEntry(SCOPE, "sites_are_cells", False)[0]
        least, known = self.project.readNumEntry(SCOPE, "least", 300)
        self.limits_chosen = known
        if known:
            number = self.project.readNumEntry
            self.limits = Limits(least, number(SCOPE, "most", 500)[0], number(SCOPE, "target", 400)[0],
                                 self.project.readDoubleEntry(SCOPE, "tolerance", 0.1)[0])
        self.guess()

    def guess(self):
        polygons, points = QgsWkbTypes.PolygonGeometry, QgsWkbTypes.PointGeometry
        if self.layer("grids") is None:
            self.choose("grids", next((layer for layer in vector_layers(self.project, [polygons])
                                       if find_field(layer, [GRID_CODE]) and not find_field(layer, ["wish"])), None))
        if self.layer("sites") is None:
            known = [layer for layer in vector_layers(self.project, [points, polygons])
                     if find_field(layer, HOUSEHOLDS) and not find_field(layer, [GRID_CODE])]
            self.choose("sites", known[0] if known else None)
        if self.layer("boundaries") is None:
            taken = (self.layer("grids"), self.layer("sites"))
            self.choose("boundaries", next((layer for layer in vector_layers(self.project, [polygons])
                                            if find_field(layer, CODE[:1]) and not find_field(layer, [GRID_CODE]) and layer not in taken),
                                           None))
        if self.layer("wishes") is None:
            self.choose("wishes", next((layer for layer in vector_layers(self.project, [polygons])
                                        if find_field(layer, ["wish"]) and find_field(layer, [GRID_CODE])), None))
        if self.layer("grids") is not None and not self.limits_chosen:
            self.limits = limits_of_run(self.layer("grids")) or self.limits

    def write(self):
        """Into the project, which is changed by it only if something is new."""
        write = self.project.writeEntry
        for name, value in {**self.ids, **self.texts}.items():
            if self.project.readEntry(SCOPE, name, "")[0] != value:
                write(SCOPE, name, value)
        for name, values in {**self.lists, "retired": self.retired}.items():
            if self.project.readListEntry(SCOPE, name, [])[0] != values:
                write(SCOPE, name, values)
        if self.project.readBoolEntry(SCOPE, "sites_are_cells", False)[0] != self.sites_are_cells:
            self.project.writeEntryBool(SCOPE, "sites_are_cells", self.sites_are_cells)
        if self.limits_chosen:
            self.write_limits()

    def write_limits(self):
        for name in ("least", "most", "target"):
            if self.project.readNumEntry(SCOPE, name, -1)[0] != getattr(self.limits, name):
                self.project.writeEntry(SCOPE, name, getattr(self.limits, name))
        if not math.isclose(self.project.readDoubleEntry(SCOPE, "tolerance", -1)[0], self.limits.tolerance):
            self.project.writeEntryDouble(SCOPE, "tolerance", self.limits.tolerance)

    def retire(self, codes):
        self.retired = sorted({*self.retired, *(code for code in codes if code)})
        self.write()


def limits_of_run(layer):
    """The limits that the grids were divided by, from the table grid_run beside them; None if it does not say."""
    path = layer.source().split("|")[0]
    if layer.providerType() != "ogr" or Path(path).suffix.lower() != ".gpkg" or not Path(path).is_file():
        return None
    try:
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        table = dataset.GetLayerByName("grid_run") if dataset else None
        rows = {text_of(row["key"]): text_of(row["value"]) for row in table} if table else {}
        return Limits(int(rows["min"]), int(rows["max"]), int(rows["target"]), float(rows["tolerance"]))
    except (KeyError, ValueError, RuntimeError):  # no table of ours, or run with --grids
        return None
