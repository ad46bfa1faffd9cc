"""Projects in real QGIS: opened without a window, and drawn."""

import atexit
import os
import unittest

from osgeo import ogr

import gridexport_case as export
import gridify_case as case

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import (QgsApplication, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils,
                           QgsMapRendererParallelJob, QgsMapSettings, QgsPointXY, QgsProject, QgsProjectBadLayerHandler,
                           QgsRectangle, QgsSnappingUtils, QgsVectorLayer)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage
    MISSING = None
except ImportError as error:
    MISSING = f"skipped: {error}; the package python3-qgis is not installed"
    QgsProjectBadLayerHandler = object

PICTURE = 500


class BadLayers(QgsProjectBadLayerHandler):
    """Notes what QGIS would ask the user about."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handleBadLayers(self, layers):
        self.found.extend(layers)


class Opened:
    """A project as QGIS opens it, and what it had to say."""

    def __init__(self, path):
        self.project = QgsProject()
        self.handler = BadLayers()
        self.project.setBadLayerHandler(self.handler)
        self.warnings = []
        self.project.loadingLayerMessageReceived.connect(lambda *words: self.warnings.append(words))
        self.project.readVersionMismatchOccurred.connect(lambda *words: self.warnings.append(words))
        self.is_read = self.project.read(str(path))
        self.layers = {layer.source().rsplit("layername=", 1)[1]: layer for layer in self.project.mapLayers().values()}
        self.extent = self.project.viewSettings().defaultViewExtent()

    def shown(self):
        """Names of the layers of the map, from top to bottom."""
        return [layer.source().rsplit("layername=", 1)[1] for layer in self.project.layerTreeRoot().layerOrder()
                if layer.isSpatial()]

    def draw(self, path, names=None):
        """The map as a picture; the colours in it and how many points each has."""
        settings = QgsMapSettings()
        order = self.project.layerTreeRoot().layerOrder()
        settings.setLayers([layer for layer in order if layer.isSpatial() and
                            (names is None or layer in [self.layers[name] for name in names])])
        settings.setBackgroundColor(QColor("white"))
        settings.setOutputSize(QSize(PICTURE, PICTURE))
        settings.setDestinationCrs(self.project.crs())
        settings.setExtent(QgsRectangle(self.extent))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        image = job.renderedImage()
        image.save(str(path))
        colours = {}
        for x in range(PICTURE):
            for y in range(PICTURE):
                colour = image.pixelColor(x, y).getRgb()[:3]
                colours[colour] = colours.get(colour, 0) + 1
        return colours


def start_qgis():
    """For setUpModule. QGIS starts once in a process, and cannot start again after its end."""
    if MISSING:
        print(MISSING)
        raise unittest.SkipTest(MISSING)
    if QgsApplication.instance() is None:
        application = QgsApplication([], False)
        application.initQgis()
        atexit.register(application.exitQgis)


def vector_layer(path, name):
    """A layer by itself, with the style that the file has for it."""
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def evaluate(layer, text, scale=500):
    """The expression for each feature, on a map of that scale."""
    expression = QgsExpression(text)
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.lastScope().setVariable("map_scale", scale)
    values = []
    for feature in layer.getFeatures():
        context.setFeature(feature)
        values.append(expression.evaluate(context))
    if expression.hasEvalError() or expression.hasParserError():
        raise AssertionError(expression.evalErrorString() + expression.parserErrorString())
    return values


def border_pairs(geometries, apart):
    """Pairs of keys of OGR geometries whose borders run along each other: within `apart` over more than four times that."""
    pairs = []
    borders = {key: geometry.Boundary() for key, geometry in geometries.items()}
    areas = {key: border.Buffer(apart, 4) for key, border in borders.items()}
    boxes = {key: area.GetEnvelope() for key, area in areas.items()}
    keys = sorted(geometries)
    for i, one in enumerate(keys):
        for other in keys[i + 1:]:
            a, b = boxes[one], boxes[other]
            if a[1] < b[0] or b[1] < a[0] or a[3] < b[2] or b[3] < a[2]:
                continue
            common = borders[one].Intersection(areas[other])
            if common is not None and common.Length() > 4.1 * apart:
                pairs.append((one, other))
    return pairs


class ProjectCase(export.GridexportCase):
    """A test with a folder of its own, that opens projects."""

    def setUp(self):
        super().setUp()
        os.remove(self.grids)
        self.grids = self.dir / "grids.gpkg"
        rows = [(geometry, {**fields, "dev_wl": 0.0}) for geometry, fields in export.grid_rows()]
        case.write_layer(self.grids, rows, kind=ogr.wkbMultiPolygon)
        issue = {"code": "limit_missed", "severity": "warning", "unit_code": "420106001001",
                 "grid_code": "420106001001001", "message": "a 'message'"}
        case.write_layer(self.grids, [(f"POINT ({case.WEST} {case.SOUTH})", issue)], layer="issues", add=True)
        case.write_layer(self.grids, [(None, {"key": "tool", "value": "gridify"})], layer="grid_run", kind=ogr.wkbNone,
                         epsg=None, add=True)

    def project(self, *options, name="plan.qgs"):
        self.assert_done(self.grids, "-o", self.path(name), *options)
        return self.open(name)

    def open(self, name):
        opened = Opened(self.path(name))
        self.addCleanup(opened.project.clear)  # what it owns lives as long as the test
        self.assertTrue(opened.is_read, opened.project.error())
        self.assertEqual([], opened.handler.found, "bad layers")
        self.assertEqual([], opened.warnings)
        self.assertFalse(opened.project.isDirty(), "QGIS would ask whether to save it")
        for layer in opened.layers.values():
            self.assertTrue(layer.isValid(), layer.source())
        return opened

    def lattice(self, columns, rows, fields=lambda i: {}, shape=None, epsg=4547, path="lattice.gpkg"):
        """Squares of 100 m as grids, with rows of geometry and fields by `shape` and `fields`."""
        made = []
        for i in range(columns * rows):
            x, y = case.WEST + 100 * (i % columns), case.SOUTH + 100 * (i // columns)
            ring = ",".join(f"{x + a} {y + b}" for a, b in ((0, 0), (100, 0), (100, 100), (0, 100), (0, 0)))
            made.append((shape(i) if shape else f"POLYGON (({ring}))",
                         {"grid_code": f"{i + 1:03}", "unit_code": "u", "households": 100 + i, **fields(i)}))
        self.grids = case.write_layer(self.dir / path, made, kind=ogr.wkbPolygon, epsg=epsg)

    def colours(self, name="plan.gpkg"):
        return {code: row["map_colour"] for code, row in export.rows_of(self.path(name), "grids").items()}

    def assert_neighbours_differ(self, apart=0.3):
        rows = export.rows_of(self.path("plan.gpkg"), "grids")
        pairs = border_pairs({code: row[""] for code, row in rows.items()}, apart)
        self.assertTrue(pairs)
        for one, other in pairs:
            self.assertNotEqual(rows[one]["map_colour"], rows[other]["map_colour"], (one, other))
        return len({row["map_colour"] for row in rows.values()})
