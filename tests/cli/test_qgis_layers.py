"""The algorithms of the plugin in PyQGIS: the program gets what QGIS shows of a layer, results are loaded with their style, and
a canceled run leaves nothing."""

import os
import re
import subprocess
import time
import unittest
from unittest import mock

import gridify_case as case
import processing_case

MISSING = processing_case.why_not()
if MISSING:
    print(MISSING)
else:
    from qgis.PyQt.QtCore import QEventLoop, QSize, QVariant
    from qgis.PyQt.QtGui import QColor
    from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsGeometry,
                           QgsMapRendererParallelJob, QgsMapSettings, QgsProcessingAlgRunnerTask, QgsProcessingContext,
                           QgsProcessingException, QgsProcessingFeatureSourceDefinition, QgsProcessingFeedback,
                           QgsProcessingModelAlgorithm, QgsProcessingModelChildAlgorithm,
                           QgsProcessingModelChildParameterSource, QgsProcessingOutputLayerDefinition, QgsProject,
                           QgsVectorLayer)
FIRST = "420106001001"  # the code of the first unit


class Feedback(QgsProcessingFeedback if not MISSING else object):
    """Keeps what it is told, and cancels at a text of progress."""

    def __init__(self, cancel_at=None):
        super().__init__(False)
        self.said = {"info": [], "warning": [], "progress": [], "command": []}
        self.cancel_at = cancel_at

    def setProgressText(self, text):
        self.said["progress"].append(text)
        if self.cancel_at and text.startswith(self.cancel_at):
            self.cancel()

    def pushInfo(self, text):
        self.said["info"].append(text)

    def pushWarning(self, text):
        self.said["warning"].append(text)

    def pushCommandInfo(self, text):
        self.said["command"].append(text)


@unittest.skipIf(MISSING, MISSING)
class Layers(case.GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Now, for QGIS turns the writing of other encodings off in this process.
        case.write_layer(cls.template / "gbk.shp", case.unit_rows(), epsg=None, options=["ENCODING=GBK"])
        cls.place = processing_case.Place()
        cls.addClassCleanup(cls.place.cleanup)
        cls.session = processing_case.Session(cls.place)
        cls.addClassCleanup(cls.session.end)

    def setUp(self):
        super().setUp()
        self.addCleanup(QgsProject.instance().clear)

    def layer(self, source, name="a 'name' 网格", provider="ogr"):
        layer = QgsVectorLayer(source, name, provider)
        self.assertTrue(layer.isValid(), source)
        QgsProject.instance().addMapLayer(layer)
        return layer

    def run_algorithm(self, name, feedback=None, **parameters):
        """Results and what was said."""
        import processing
        feedback = feedback or Feedback()
        return processing.run(f"grid:{name}", parameters, feedback=feedback), feedback.said

    def divide(self, **parameters):
        parameters = {"BOUNDARIES": self.units, "SITES": self.sites, "OUTPUT": self.out, **parameters}
        return self.run_algorithm("gridify", **parameters)[1]

    def units_of(self, path=None):
        return sorted({row["unit_code"] for row in case.read_layer(path or self.out, "grids")})

    def assert_copied(self, said, reason):
        copied = [line for line in said["info"] if f"is written to a temporary GeoPackage: {reason}" in line]
        self.assertEqual(1, len(copied), said["info"])

    def assert_same_grids(self, *words):
        """The output has the grids that gridify makes of all units with these words."""
        self.gridify(self.units, "--sites", self.sites, "-o", self.path("direct.gpkg"), *words)
        rows, others = (case.read_layer(path, "grids") for path in (self.out, self.path("direct.gpkg")))
        for row in rows + others:
            row[""] = bytes(row[""].ExportToIsoWkb())
        self.assertEqual(others, rows)

    def assert_direct(self, said):
        self.assertEqual([], [line for line in said["info"] if "temporary" in line])

    # What QGIS shows is what the program gets.

    def test_a_file_is_named_to_the_program(self):
        said = self.divide(BOUNDARIES=self.layer(self.units + "|layername=units"))
        self.assert_direct(said)
        self.assertIn(f"--boundaries={self.units} --layer=units", said["command"][0])
        self.assert_same_grids()

    def test_a_filter_is_respected(self):
        layer = self.layer(self.units + "|layername=units")
        layer.setSubsetString(f"\"unit_code\" <> '{FIRST}'")
        self.assert_copied(self.divide(BOUNDARIES=layer), "it has a filter")
        self.assertEqual(sorted(case.UNITS)[1:], self.units_of())

    def test_a_selection_is_respected(self):
        layer = self.layer(self.units)
        layer.selectByExpression(f"unit_code = '{FIRST}'")
        self.assert_copied(self.divide(BOUNDARIES=QgsProcessingFeatureSourceDefinition(layer.id(), True)), "only some of its")
        self.assertEqual([FIRST], self.units_of())

    def test_edits_that_are_not_saved_are_respected(self):
        layer = self.layer(self.units)
        layer.startEditing()
        layer.deleteFeature(next(f.id() for f in layer.getFeatures() if f["unit_code"] == FIRST))
        self.assert_copied(self.divide(BOUNDARIES=layer), "it has edits")
        self.assertEqual(sorted(case.UNITS)[1:], self.units_of())
        layer.rollBack()

    def test_a_memory_layer_with_lists_null_geometry_and_a_field_fid(self):
        layer = self.layer("Polygon?crs=EPSG:4547&field=unit_code:string&field=unit_name:string&field=fid:int", "m", "memory")
        layer.dataProvider().addAttributes([QgsField("list", QVariant.StringList)])
        layer.updateFields()
        rows = [*case.unit_rows(), (None, {"unit_code": "420106001099", "unit_name": "无"})]
        features = []
        for wkt, fields in rows:
            feature = QgsFeature(layer.fields())
            feature.setAttributes([fields["unit_code"], fields["unit_name"], 7, ["a", "b"]])
            if wkt:
                feature.setGeometry(QgsGeometry.fromWkt(wkt))
            features.append(feature)
        self.assertTrue(layer.dataProvider().addFeatures(features)[0])
        said = self.divide(BOUNDARIES=layer)
        self.assert_copied(said, "only QGIS can read it")
        self.assertEqual(sorted(case.UNITS), self.units_of())
        self.assertEqual(set(case.UNITS.values()), {row["unit_name"] for row in case.read_layer(self.out, "grids")})
        # Not left out in silence.
        self.assertTrue([line for line in said["warning"] if line.startswith("unit_without_geometry")])

    def test_fields_that_a_geopackage_takes_for_others(self):
        names = ["grid_code", "geom", "FID", "temporary_fid", "Note", "note", "x'); drop table grids; --"]
        layer = self.layer("Polygon?crs=EPSG:4547&" + "&".join(f"field={name}:string" for name in names), "m", "memory")
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"v{i}" for i in range(len(names))])
        feature.setGeometry(QgsGeometry.fromWkt(case.square(0)))
        self.assertTrue(layer.dataProvider().addFeatures([feature])[0])
        said = self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("out.geojson"))[1]
        row = case.read_layer(self.path("out.geojson"))[0]
        names[5] = "note_2"
        self.assertEqual({name: f"v{i}" for i, name in enumerate(names)}, {key: value for key, value in row.items() if key})
        self.assertEqual(["The field 'note' is called 'note_2' here: there is one with the same letters."], said["warning"])

    def test_an_encoding_a_crs_and_a_joined_field_of_qgis_are_respected(self):
        os.remove(self.path("gbk.cpg"))
        layer = self.layer(self.path("gbk.shp"))
        layer.setProviderEncoding("GBK")
        self.assertEqual(set(case.UNITS.values()), {feature["unit_name"] for feature in layer.getFeatures()})
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4547"))
        layer.addExpressionField("'U' || right(\"unit_code\", 3)", QgsField("short", QVariant.String))
        said = self.divide(BOUNDARIES=layer, CODE_FIELD="short")
        self.assert_copied(said, "")
        rows = case.read_layer(self.out, "grids")
        self.assertEqual(["U001", "U002", "U003", "U004"], sorted({row["unit_code"] for row in rows}))
        self.assertEqual(set(case.UNITS.values()), {row["unit_name"] for row in rows})

    def test_grids_that_are_copied_keep_their_lineage(self):
        self.divide()
        self.divide(PREVIOUS=self.out, OUTPUT=self.path("second.gpkg"), TARGET=350, MIN=200, MAX=380)
        lineage = case.read_layer(self.path("second.gpkg"), "lineage")
        self.assertTrue(lineage)
        layer = self.layer(self.path("second.gpkg") + "|layername=grids")
        layer.setSubsetString(f"unit_code = '{FIRST}'")
        self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("out.gpkg"), LOAD=False)
        self.assertEqual([FIRST], self.units_of(self.path("out.gpkg")))
        self.assertEqual(lineage, case.read_layer(self.path("out.gpkg"), "lineage"))

    def test_several_layers_one_of_them_with_a_filter(self):
        layer = self.layer(self.path("streets.gpkg"))
        layer.setSubsetString("class = 'river'")
        said = self.divide(BARRIERS=[self.path("streets.gpkg")], HARD_BARRIERS=[layer])
        self.assertEqual(2, said["command"][0].count("--barriers="))
        self.assert_copied(said, "it has a filter")
        streets = self.path("streets.gpkg")
        self.assert_same_grids("--barriers", streets, "--barriers", streets, "--barriers-where", "class = 'river'",
                               "--hard-barriers", "class = 'river'")

    def test_replacements_and_their_fields(self):
        self.divide()
        layer = self.layer(self.units)
        layer.selectByExpression(f"unit_code = '{FIRST}'")
        self.divide(BOUNDARIES=QgsProcessingFeatureSourceDefinition(layer.id(), True), OUTPUT=self.path("new.gpkg"), TARGET=250,
                    MIN=150, MAX=300)
        self.run_algorithm("gridmerge", INPUTS=[self.out], REPLACEMENTS=[self.path("new.gpkg")], CODE_FIELD="grid_code",
                           OUTPUT=self.path("merged.gpkg"))
        new = {row["grid_code"]: row["households"] for row in case.read_layer(self.path("new.gpkg"), "grids")}
        merged = {row["grid_code"]: row["households"] for row in case.read_layer(self.path("merged.gpkg"), "grids")}
        self.assertEqual(new, {code: count for code, count in merged.items() if code.startswith(FIRST)})
        self.assertEqual(sorted(case.UNITS), self.units_of(self.path("merged.gpkg")))
        with self.assertRaisesRegex(QgsProcessingException, "one layer whose units they replace"):
            self.run_algorithm("gridmerge", INPUTS=[self.out, self.out], REPLACEMENTS=[self.path("new.gpkg")],
                               OUTPUT=self.path("other.gpkg"))

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
        self.assertEqual("categorizedSymbol", grids.renderer().type())
        self.assertEqual(direct.renderer().legendClassificationAttribute(), grids.renderer().legendClassificationAttribute())
        self.assertTrue(grids.labelsEnabled())
        self.assertEqual("categorizedSymbol", layers["made: issues"].renderer().type())
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
        self.assertEqual("categorizedSymbol", layers["made"].renderer().type())
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
