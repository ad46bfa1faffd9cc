"""The layers of findings open in QGIS with their styles, and are drawn."""

import os
import unittest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor
    MISSING = None
except ImportError as error:
    MISSING = f"skipped: {error}; the package python3-qgis is not installed"
    print(MISSING)

import gridify_case as case
from gridcheck_case import GridcheckCase

RED, ORANGE = (215, 25, 28), (253, 140, 30)  # errors and warnings in data/styles/issue*.qml


@unittest.skipIf(MISSING, MISSING)
class Qgis(GridcheckCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.application = QgsApplication([], False)
        cls.application.initQgis()
        cls.addClassCleanup(cls.application.exitQgis)

    def spoil(self):
        """An overlap and a gap, a grid with a vertex of its own, and a code that is wrong in a warning only."""
        row = self.rows()[1]
        geometry = row[""].Clone()
        ring = geometry.GetGeometryRef(0).GetGeometryRef(0)
        for k in range(ring.GetPointCount()):
            ring.SetPoint_2D(k, ring.GetX(k) + 30, ring.GetY(k) + 20)
        self.set_geometry(2, geometry.ExportToWkt())
        rows = self.rows()
        self.set_field(8, grid_code=rows[8]["grid_code"])
        self.set_field(9, grid_code=rows[7]["grid_code"])

    def draw(self, layers):
        """The picture of the layers on white, as rows of colours."""
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setBackgroundColor(QColor("white"))
        settings.setOutputSize(QSize(400, 400))
        settings.setDestinationCrs(layers[0].crs())
        extent = layers[0].extent()
        for layer in layers:
            extent.combineExtentWith(layer.extent())
        extent.grow(50)
        settings.setExtent(extent)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage()

    def test_findings_are_shown_by_severity(self):
        self.spoil()
        issues = self.path("issues.gpkg")
        findings = self.findings(self.grids, "--boundaries", self.units, "--issues", issues)
        self.assertGreater(len(findings), 3)
        rows = {name: case.read_layer(issues, name) for name in ("issues", "issue_lines", "issue_areas")}
        for name, expected in rows.items():
            layer = QgsVectorLayer(f"{issues}|layername={name}", name, "ogr")
            self.assertTrue(layer.isValid(), name)
            self.assertEqual(len(expected), layer.featureCount(), name)
            self.assertEqual("EPSG:4547", layer.crs().authid())
            renderer = layer.renderer()
            if name == "issues":  # points, which are drawn together where they are close to each other
                self.assertEqual("pointCluster", renderer.type(), f"{name} has not its style")
                renderer = renderer.embeddedRenderer()
            self.assertEqual("categorizedSymbol", renderer.type(), f"{name} has not its style")
            self.assertEqual(["error", "warning", "note"], [category.value() for category in renderer.categories()])
            if not expected:
                continue
            picture = self.draw([layer])
            path = self.path(name + ".png")
            self.assertTrue(picture.save(path))
            colours = {picture.pixelColor(x, y).getRgb()[:3] for x in range(400) for y in range(400)}
            self.assertGreater(len(colours), 1, f"the picture of {name} is blank")
            severities = {row["severity"] for row in expected}
            if name != "issue_areas":  # whose colours are mixed with the ground
                self.assertEqual(RED in colours, "error" in severities, name)
                self.assertEqual(ORANGE in colours, "warning" in severities, name)
        self.assertEqual(len(findings), len(rows["issues"]))
        self.assertEqual({"error", "warning"}, {row["severity"] for row in rows["issues"]})
        self.assertTrue(rows["issue_areas"])
