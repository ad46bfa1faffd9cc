"""Micro-grids where people look at a plan: in real QGIS, on the forms, in the atlas. The page draws them in test_micro."""

import subprocess
import unittest

import atlas_pages
import gridify_case as case
import qgis_case as qgis

if not qgis.MISSING:
    from qgis.core import (QgsExpressionContext, QgsExpressionContextUtils, QgsMapRendererSequentialJob, QgsMapSettings)
    from qgis.PyQt.QtCore import QEventLoop, QSize


def setUpModule():
    qgis.start_qgis()


class Views(qgis.ProjectCase):

    def setUp(self):
        super().setUp()
        self.plan("--micro", "60")

    def plan(self, *words):
        self.grids = self.path("grids.gpkg")
        units = case.write_layer(self.dir / "units.gpkg", case.unit_rows())
        sites = case.write_layer(self.dir / "sites.gpkg", case.site_rows())
        run = subprocess.run([case.GRIDIFY, units, "--sites", sites, "--target", "300", "--effort", "fast", "-q", "--no-progress",
                              "--fail-on", "error", "-O", "-o", self.grids, *words], capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)

    def labels(self, opened, scale):
        """What QGIS writes over the micro-grids of the whole town at that scale: text and place, over the code."""
        settings = QgsMapSettings()
        settings.setLayers([layer for layer in opened.project.layerTreeRoot().layerOrder() if layer.isSpatial()])
        settings.setDestinationCrs(opened.project.crs())
        extent = opened.layers["grids"].extent()
        settings.setExtent(extent)
        pixels = [round(metres / scale / 0.0254 * settings.outputDpi()) for metres in (extent.width(), extent.height())]
        settings.setOutputSize(QSize(*pixels))
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(opened.layers["micro"]))
        context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
        settings.setExpressionContext(context)
        job = QgsMapRendererSequentialJob(settings)
        loop = QEventLoop()
        job.finished.connect(loop.quit)
        job.start()
        loop.exec_()
        micro = opened.layers["micro"]
        return [(micro.getFeature(label.featureId), label) for label in job.takeLabelingResults().labelsWithinRect(extent)
                if label.layerID == micro.id()]

    def test_the_project_has_them_over_the_grids(self):
        opened = self.project()
        micro = {row["grid_code"]: row for row in case.read_layer(self.grids, "micro")}
        written = {row["grid_code"]: row for row in case.read_layer(self.path("plan.gpkg"), "micro")}
        self.assertEqual(set(micro), set(written))
        for code, row in micro.items():
            self.assertTrue(row[""].Equals(written[code][""]), code)
            self.assertEqual((row["parent"], row["households"]), (written[code]["parent"], written[code]["households"]))
        order = [layer.id() for layer in opened.project.layerTreeRoot().layerOrder()]
        self.assertLess(order.index(opened.layers["micro"].id()), order.index(opened.layers["grids"].id()))
        for theme in opened.project.mapThemeCollection().mapThemes():
            self.assertIn(opened.layers["micro"].id(), opened.project.mapThemeCollection().mapThemeVisibleLayerIds(theme))

    def test_labels_come_where_there_is_room(self):
        opened = self.project("--language", "zh")
        self.assertEqual([], self.labels(opened, 9000))
        near = self.labels(opened, 2000)
        self.assertGreater(len(near), opened.layers["micro"].featureCount() / 2)
        numbers = 0
        for feature, label in near:
            number = feature["grid_code"].removeprefix(feature["parent"]).lstrip("0")
            self.assertIn(label.labelText, (f"{feature['grid_name']}\n{feature['households']}", number))
            numbers += label.labelText == number
            self.assertTrue(feature.geometry().contains(label.labelGeometry.centroid()), feature["grid_code"])
        self.assertLess(numbers, len(near), "no name has room at 1:2000")

    def test_a_form_names_and_draws_those_of_its_grid(self):
        for language, pattern in (("en", "{} ({})"), ("zh", "{}（{}户）")):
            self.plan("--micro", "60", "--language", language)
            rows = case.read_layer(self.grids, "micro")
            grids = case.read_layer(self.grids, "grids")
            self.assert_done(self.grids, "--to", "forms", "-o", self.path("forms.pdf"), "-O", "--language", language)
            pages = atlas_pages.run("pdftotext", "-raw", self.path("forms.pdf"), "-").decode().split("\f")
            self.assertEqual(len(grids), len(pages) - 1)
            for page in pages[:-1]:
                grid = next(row for row in grids if row["grid_code"] in page)
                own = [row for row in rows if row["parent"] == grid["grid_code"]]
                text = "".join(page.split())
                on_the_map = 0
                for row in own:
                    name = row["grid_name"].removeprefix(grid["grid_name"]).strip()
                    said = "".join(pattern.format(name, row["households"]).split())
                    self.assertEqual(len(own) > 1, said in text, (said, text))
                    on_the_map += text.count("".join(name.split())) > 1
                self.assertGreaterEqual(on_the_map, len(own) // 2, "names that have room")

    def test_the_atlas_explains_their_borders(self):
        for words, is_there in ((["--micro", "60"], True), ([], False)):
            self.plan(*words)
            self.assert_done(self.grids, "--to", "atlas", "-o", self.path("atlas.pdf"), "-O")
            text = atlas_pages.run("pdftotext", self.path("atlas.pdf"), "-").decode()
            self.assertEqual(is_there, "micro-grid" in text)
            opened = self.project("-O")
            self.assertEqual(is_there, "micro" in opened.layers)

    def test_those_of_grids_that_are_not_shown_stay_away(self):
        self.project("--where", "unit_code = '420106001001'")
        self.assertEqual({"420106001001"}, {row["unit_code"] for row in case.read_layer(self.path("plan.gpkg"), "micro")})


if __name__ == "__main__":
    unittest.main()
