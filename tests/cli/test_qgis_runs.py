"""The algorithms of the plugin in PyQGIS: results are loaded with their style, a canceled run leaves nothing, and the plugin is
in step with the programs."""

import os
import re
import subprocess
import time
import unittest
from unittest import mock

import gridify_case as case
from qgis_layers_case import FIRST, MISSING, Feedback, LayersCase

if not MISSING:
    from qgis.PyQt.QtCore import QEventLoop, QSize
    from qgis.PyQt.QtGui import QColor
    from qgis.core import (QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProcessingAlgRunnerTask,
                           QgsProcessingContext, QgsProcessingException, QgsProcessingModelAlgorithm,
                           QgsProcessingModelChildAlgorithm, QgsProcessingModelChildParameterSource,
                           QgsProcessingOutputLayerDefinition, QgsProject, QgsVectorLayer)


@unittest.skipIf(MISSING, MISSING)
class Runs(LayersCase):

    # Loading.

    def load(self, name, parameters, output):
        """Runs an algorithm as the toolbox does; the layers of the project then, by name."""
        import processing
        from processing.gui.Postprocessing import handleAlgorithmResults
        project = QgsProject.instance()
        project.clear()
        destination = QgsProcessingOutputLayerDefinition(parameters[output], project)
        destination.destinationName = "made"
        context, feedback = QgsProcessingContext(), Feedback()
        context.setProject(project)
        processing.Processing.runAlgorithm(
            f"grid:{name}", {**parameters, output: destination}, feedback=feedback, context=context,
            onFinish=lambda algorithm, context, feedback: handleAlgorithmResults(algorithm, context, feedback))
        return {layer.name(): layer for layer in project.mapLayers().values()}

    def picture(self, layer, name):
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setBackgroundColor(QColor("white"))
        settings.setOutputSize(QSize(500, 500))
        settings.setDestinationCrs(layer.crs())
        extent = layer.extent()
        extent.grow(30)
        settings.setExtent(extent)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        if os.environ.get("GRID_PICTURES"):  # to be looked at
            job.renderedImage().save(os.path.join(os.environ["GRID_PICTURES"], name + ".png"))
        return job.renderedImage()

    def test_grids_and_issues_are_loaded_with_their_style(self):
        self.write("lost.gpkg", case.site_rows() + [(f"POINT ({case.WEST - 900} {case.SOUTH})", {"households": 3})])
        layers = self.load("gridify", {"BOUNDARIES": self.units, "SITES": self.path("lost.gpkg"), "OUTPUT": self.out}, "OUTPUT")
        self.assertEqual(["made", "made: issues"], sorted(layers))
        direct = QgsVectorLayer(self.out + "|layername=grids", "direct", "ogr")
        grids = layers["made"]
        self.assertEqual(len(case.read_layer(self.out, "grids")), grids.featureCount())
        self.assertEqual("RuleRenderer", grids.renderer().type())
        legends = [[item.label() for item in layer.renderer().legendSymbolItems()] for layer in (direct, grids)]
        self.assertEqual(*legends)
        self.assertTrue(grids.labelsEnabled())
        self.assertEqual("pointCluster", layers["made: issues"].renderer().type())
        image = self.picture(grids, "grids")
        self.assertGreater(len({image.pixel(x, y) for x in range(0, 500, 5) for y in range(0, 500, 5)}), 3)

    def test_findings_of_the_check_are_loaded_as_points_and_areas(self):
        self.divide()
        rows = case.read_layer(self.out, "grids")
        layer = self.layer(self.out + "|layername=grids")
        layer.startEditing()
        layer.deleteFeature(next(f.id() for f in layer.getFeatures() if f["grid_code"] == rows[0]["grid_code"]))
        layer.commitChanges()
        layers = self.load("gridcheck", {"GRIDS": self.out + "|layername=grids", "BOUNDARIES": self.units,
                                         "ISSUES": self.path("issues.gpkg")}, "ISSUES")
        self.assertIn("made", layers)
        self.assertIn("made: issue_areas", layers)
        self.assertEqual("pointCluster", layers["made"].renderer().type())
        self.assertEqual("categorizedSymbol", layers["made: issue_areas"].renderer().type())

    def test_a_shapefile_is_loaded_with_its_issues(self):
        self.write("lost.gpkg", case.site_rows() + [(f"POINT ({case.WEST - 900} {case.SOUTH})", {"households": 3})])
        layers = self.load("gridify", {"BOUNDARIES": self.units, "SITES": self.path("lost.gpkg"),
                                       "OUTPUT": self.path("o.shp")}, "OUTPUT")
        self.assertEqual(["made", "made: issues"], sorted(layers))
        self.assertEqual(1, layers["made: issues"].featureCount())

    def test_in_the_background_as_from_the_dialog(self):
        algorithm = self.session.algorithm("gridify").create()
        layer = self.layer(self.units)
        layer.setSubsetString(f"unit_code = '{FIRST}'")
        context, feedback, loop, done = QgsProcessingContext(), Feedback(), QEventLoop(), []
        context.setProject(QgsProject.instance())
        parameters = {"BOUNDARIES": layer.id(), "SITES": self.sites, "OUTPUT": self.out}
        task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
        task.executed.connect(lambda ok, results: (done.append((ok, results)), loop.quit()))
        QgsApplication.taskManager().addTask(task)
        loop.exec_()
        self.assertEqual([(True, {"OUTPUT": self.out + "|layername=grids"})], done)
        self.assertEqual([FIRST], self.units_of())

    def test_in_a_model_where_one_takes_the_grids_of_the_other(self):
        source = QgsProcessingModelChildParameterSource
        model = QgsProcessingModelAlgorithm("divide and check", "tests")
        steps = (("one", "gridify", {"BOUNDARIES": source.fromStaticValue(self.units),
                                     "SITES": source.fromStaticValue(self.sites)}),
                 ("two", "gridcheck", {"GRIDS": source.fromChildOutput("one", "OUTPUT"),
                                       "BOUNDARIES": source.fromStaticValue(self.units)}))
        for step, name, parameters in steps:
            child = QgsProcessingModelChildAlgorithm(f"grid:{name}")
            child.setChildId(step)
            for parameter, value in parameters.items():
                child.addParameterSources(parameter, [value])
            model.addChildAlgorithm(child)
        model.initAlgorithm()
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        results, ok = model.run({}, context, Feedback())
        self.assertTrue(ok)
        self.assertEqual(0, results["CHILD_RESULTS"]["two"]["ERROR_COUNT"])
        self.assertTrue(results["CHILD_RESULTS"]["one"]["OUTPUT"].endswith("OUTPUT.gpkg|layername=grids"))

    # Progress and cancel.

    def test_progress_and_findings_are_told_while_it_runs(self):
        moved = []
        feedback = Feedback()
        feedback.progressChanged.connect(moved.append)
        lost = (f"POINT ({case.WEST - 900} {case.SOUTH})", {"households": 3})
        self.write("lost.gpkg", [*case.site_rows(per_unit=1500), lost])  # so many that it takes a second
        parameters = {"BOUNDARIES": self.units, "SITES": self.path("lost.gpkg"), "OUTPUT": self.out, "THREADS": 1}
        said = self.run_algorithm("gridify", feedback, **parameters)[1]
        self.assertIn("read ...", said["progress"])
        self.assertIn("units", said["progress"])
        self.assertTrue([part for part in moved if 0 < part <= 100], moved)
        self.assertEqual(1, sum(line.startswith("site_outside: ") for line in said["warning"]), said["warning"])
        self.assertIn("sites: lost.gpkg layer=lost", "\n".join(said["info"]))

    def assert_canceled(self, words, feedback, **parameters):
        """The process is gone, nothing is written, nothing is to be loaded."""
        from grid_provider import runner
        processes = []
        real = subprocess.Popen

        def start(*words, **how):
            processes.append(real(*words, **how))
            return processes[-1]

        before = {name: self.content(name) for name in self.files()}
        with mock.patch.object(runner.subprocess, "Popen", start):
            self.run_algorithm(words, feedback, **parameters)
        self.assertEqual(1, len(processes))
        self.assertNotIn(processes[0].returncode, (None, 0, 1))
        with self.assertRaises(ProcessLookupError):
            os.kill(processes[0].pid, 0)
        self.assertEqual(before, {name: self.content(name) for name in self.files()})

    def test_cancel_ends_the_program_and_leaves_nothing(self):
        for moment in ("read", "divide"):
            self.write("lost.gpkg", case.site_rows(per_unit=1500))
            self.assert_canceled("gridify", Feedback(moment), BOUNDARIES=self.units, SITES=self.path("lost.gpkg"),
                                 OUTPUT=self.out, EFFORT=2)

    def test_a_program_that_does_not_end_is_killed(self):
        from grid_provider import runner
        stubborn = self.place.home / "stubborn"
        stubborn.mkdir()
        (stubborn / "gridify").write_text("#!/bin/bash\ntrap '' TERM\nprintf '\\r\\e[Kread ...' >&2\n"
                                          "for ((i = 0; i < 300; i++)); do sleep 0.1; done\n")
        (stubborn / "gridify").chmod(0o755)
        with mock.patch.dict(os.environ, {"PATH": f"{stubborn}:/usr/bin:/bin"}), mock.patch.object(runner, "PATIENCE", 0.3):
            start = time.monotonic()
            self.assert_canceled("gridify", Feedback("read"), BOUNDARIES=self.units, SITES=self.sites, OUTPUT=self.out)
            self.assertLess(time.monotonic() - start, 10)

    def test_a_program_that_breaks_is_an_error(self):
        broken = self.place.home / "broken"
        broken.mkdir()
        (broken / "gridify").write_text("#!/bin/bash\necho 'cannot load library: 网格' >&2\nexit 127\n")
        (broken / "gridify").chmod(0o755)
        with mock.patch.dict(os.environ, {"PATH": f"{broken}:/usr/bin:/bin"}):
            with self.assertRaisesRegex(QgsProcessingException, "cannot load library: 网格"):
                self.divide()

    # In step with the programs.

    def test_every_option_is_one_of_the_program_and_every_default_is_its_default(self):
        checked = 0
        for algorithm in self.session.provider.algorithms():
            program = self.place.programs / algorithm.TOOL
            text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
            lines = {found[1]: found[0] for found in re.finditer(r"^  (?:-\w \[ )?(--[a-z-]+).*$", text, re.MULTILINE)}
            for name in algorithm.offered():
                self.assertIn(name, lines, f"{algorithm.name()} would pass it")
                checked += 1
            for option in algorithm.table:
                said = re.search(r"\(=(\S+)\)", lines.get(option.option, ""))
                default = getattr(option, "default", None)
                choices = getattr(option, "choices", None)
                if choices and said:
                    self.assertEqual(said[1], choices[0][0], option.option)
                elif hasattr(option, "default"):
                    self.assertEqual(float(said[1]) if said else None, default, option.option)
                self.assertTrue(option.text, option.name)
        self.assertGreater(checked, 100)

    def test_nothing_is_passed_that_was_not_asked_for(self):
        command = self.divide()["command"][0]
        self.assertEqual(["--boundaries", "--output", "--progress", "--sites", "--verbose"],
                         sorted(re.findall(r"--[a-z-]+", command)))


if __name__ == "__main__":
    unittest.main()
