"""The four programs as algorithms of QGIS, run by qgis_process on the sample, give what the programs give; and the plugin as
a zip file."""

import configparser
import io
import re
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

import gridify_case as case
import processing_case
from processing_case import PLUGINS, ROOT, SAMPLE

MISSING = processing_case.why_not()
if MISSING is None and processing_case.PROGRAM is None:
    MISSING = "skipped: there is no qgis_process.bin; the package qgis is not installed"
if MISSING:
    print(MISSING)
NAME = "o'Brien 网格 \"x\""  # of a folder


@unittest.skipIf(MISSING, MISSING)
class QgisProcess(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.place = processing_case.Place()
        cls.addClassCleanup(cls.place.cleanup)
        cls.place.install(PLUGINS / "make-plugin")
        run = cls.place.qgis_process("plugins", "enable", "grid_provider")
        if run.returncode != 0:
            raise AssertionError(run.stdout + run.stderr)
        cls.place.set_folder(cls.place.programs)
        cls.direct = cls.place.home / "direct.gpkg"
        cls.tool("gridify", SAMPLE / "municipalities.shp", "--sites", SAMPLE / "buildings.fgb",
                 "--barriers", SAMPLE / "railways.fgb", "--hard-barriers", "1 = 1", "-o", cls.direct)

    @classmethod
    def tool(cls, name, *words):
        """What a program prints when it is run by itself."""
        run = subprocess.run([cls.place.programs / name, *map(str, words)], capture_output=True, check=False)
        if run.returncode not in (0, 1):
            raise AssertionError(run.stderr.decode())
        return run.stdout.decode()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="qgis-process-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name) / NAME
        self.dir.mkdir()

    def run_algorithm(self, name, *words, code=0, path=None):
        run = self.place.qgis_process("run", f"grid:{name}", "--", *words, path=path)
        self.assertEqual(code, run.returncode, run.stdout + run.stderr)
        return run

    def assert_same(self, expected, got, layer):
        """The same features in the same order, every field and every vertex."""
        rows, others = (case.read_layer(path, layer) for path in (expected, got))
        self.assertTrue(rows)
        for row in rows + others:
            row[""] = bytes(row[""].ExportToIsoWkb())
        self.assertEqual(rows, others)

    def test_gridify(self):
        out, report = self.dir / "out.gpkg", self.dir / "report.json"
        run = self.run_algorithm("gridify", f"BOUNDARIES={SAMPLE}/municipalities.shp", f"SITES={SAMPLE}/buildings.fgb",
                                 f"HARD_BARRIERS={SAMPLE}/railways.fgb", f"OUTPUT={out}", f"REPORT={report}")
        self.assert_same(self.direct, out, "grids")
        self.assert_same(self.direct, out, "issues")
        self.assertIn(f"OUTPUT:\t{out}|layername=grids\n", run.stdout)
        self.assertIn("WARNING:\tsite_outside: a site with 3 households lies in no unit", run.stdout + run.stderr)
        self.assertIn('"grids": 29', report.read_text())

    def test_gridify_sweep(self):
        words = [SAMPLE / "municipalities.shp", "--sites", SAMPLE / "buildings.fgb", "--sweep", "target=300,600", "--effort", "fast"]
        self.tool("gridify", *words, "-o", self.dir / "expected.csv", "--chart", self.dir / "expected.html", "--fail-on", "never")
        self.run_algorithm("gridify_sweep", f"BOUNDARIES={SAMPLE}/municipalities.shp", f"SITES={SAMPLE}/buildings.fgb", "EFFORT=1",
                           "SWEEP=target=300,600", f"OUTPUT={self.dir}/out.csv", f"CHART={self.dir}/out.html")
        for ending in ("csv", "html"):
            self.assertEqual((self.dir / f"expected.{ending}").read_bytes(), (self.dir / f"out.{ending}").read_bytes(), ending)

    def test_gridcheck(self):
        issues, expected = self.dir / "issues.gpkg", self.dir / "expected.gpkg"
        words = [self.direct, "--boundaries", SAMPLE / "municipalities.shp", "--sites", SAMPLE / "buildings.fgb"]
        last = self.tool("gridcheck", *words, "--issues", expected).splitlines()[-1]
        counts = dict(re.findall(r"(\w+)=(\d+)", last))
        self.assertGreater(int(counts["warnings"]), 0)
        run = self.run_algorithm("gridcheck", f"GRIDS={self.direct}|layername=grids", f"SITES={SAMPLE}/buildings.fgb",
                                 f"BOUNDARIES={SAMPLE}/municipalities.shp", f"ISSUES={issues}")
        self.assertIn(f"ERROR_COUNT:\t{counts['errors']}\n", run.stdout)
        self.assertIn(f"WARNING_COUNT:\t{counts['warnings']}\n", run.stdout)
        self.assert_same(expected, issues, "issues")
        self.assertIn(f"ISSUES:\t{issues}|layername=issues\n", run.stdout)

    def test_gridcheck_compares_plans(self):
        table, expected = self.dir / "plans.csv", self.dir / "expected.csv"
        other = self.dir / "other.gpkg"
        self.tool("gridify", SAMPLE / "municipalities.shp", "--sites", SAMPLE / "buildings.fgb", "-o", other)
        self.tool("gridcheck", self.direct, "--against", other, "--sites", SAMPLE / "buildings.fgb", "--comparison", expected)
        run = self.run_algorithm("gridcheck", f"GRIDS={self.direct}|layername=grids", f"AGAINST={other}|layername=grids",
                                 f"SITES={SAMPLE}/buildings.fgb", f"COMPARISON={table}")
        self.assertEqual(expected.read_text(encoding="utf-8"), table.read_text(encoding="utf-8"))
        self.assertRegex(run.stdout + run.stderr, r"  grids within the limits +\d+ of 29 +\d+ of \d+\n")
        self.assertNotIn("WARNING:\tgrids within", run.stdout + run.stderr)

    def test_gridmerge(self):
        out, expected = self.dir / "towns.gpkg", self.dir / "expected.gpkg"
        self.tool("gridmerge", self.direct, "--by", "unit", "--boundaries", SAMPLE / "municipalities.shp", "-o", expected)
        self.run_algorithm("gridmerge", f"INPUTS={self.direct}|layername=grids", "BY=1",
                           f"BOUNDARIES={SAMPLE}/municipalities.shp", f"OUTPUT={out}")
        self.assert_same(expected, out, "grids")

    def test_gridexport(self):
        out, expected = self.dir / "out.geojson", self.dir / "expected.geojson"
        self.tool("gridexport", self.direct, "--simplify", "5", "--fields", "grid_code,households", "--rename",
                  "households=户数", "-o", expected)
        self.run_algorithm("gridexport", f"GRIDS={self.direct}|layername=grids", "SIMPLIFY=5", "FIELDS=grid_code;households",
                           "RENAME=households,户数", f"OUTPUT={out}")
        expected.rename(self.dir / "same name.geojson")
        self.assertEqual((self.dir / "same name.geojson").read_bytes().replace(b'"expected"', b'"out"'), out.read_bytes())

    def test_gridexport_view(self):
        for ending in ("html", "pdf", "qgs")[::min(case.STEP, 3)]:
            out, expected = self.dir / f"out.{ending}", self.dir.parent / f"out.{ending}"
            self.tool("gridexport", self.direct, "--title", NAME, "--boundaries", SAMPLE / "municipalities.shp", "--barriers",
                      SAMPLE / "railways.fgb", "-o", expected)
            self.run_algorithm("gridexport_view", f"GRIDS={self.direct}|layername=grids", f"TITLE={NAME}",
                               f"BOUNDARIES={SAMPLE}/municipalities.shp", f"BARRIERS={SAMPLE}/railways.fgb", f"OUTPUT={out}")
            self.assertEqual(expected.read_bytes(), out.read_bytes(), ending)

    def test_a_wrong_parameter_is_said_in_the_words_of_the_program_and_of_the_dialog(self):
        out = self.dir / "out.gpkg"
        words = [f"BOUNDARIES={SAMPLE}/municipalities.shp", f"SITES={SAMPLE}/buildings.fgb", f"OUTPUT={out}"]
        run = self.run_algorithm("gridify", *words, "MIN=600", code=1)
        self.assertIn("--min", run.stderr)
        self.assertIn("--min is the parameter 'Households at least'", run.stderr)
        self.assertEqual([], list(self.dir.iterdir()))
        out.write_text("mine")
        run = self.run_algorithm("gridify", *words, code=1)
        self.assertIn("--overwrite is the parameter 'Replace outputs that exist'", run.stderr)
        self.assertEqual("mine", out.read_text())
        run = self.run_algorithm("gridify", f"BOUNDARIES={self.dir}/none.shp", f"OUTPUT={out}", code=1)
        self.assertIn("Could not load source layer for BOUNDARIES", run.stderr)

    def test_a_missing_program_names_the_setting(self):
        words = [f"GRIDS={self.direct}|layername=grids", f"OUTPUT={self.dir}/out.csv"]
        self.addCleanup(self.place.set_folder, self.place.programs)
        folder = self.dir.parent
        self.place.set_folder(folder)  # where there is none
        run = self.run_algorithm("gridexport", *words, code=1, path=self.place.programs)
        self.assertIn(f"gridexport is not in the folder '{folder}'. Change the setting Settings > Options > Processing",
                      run.stdout + run.stderr)
        self.place.set_folder(None)
        run = self.run_algorithm("gridexport", *words, code=1)
        self.assertIn("Folder of the programs", run.stdout + run.stderr)
        self.run_algorithm("gridexport", *words, path=self.place.programs)  # in PATH
        self.assertTrue((self.dir / "out.csv").is_file())


class Zip(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="plugin-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name)

    def make(self, *words):
        return subprocess.run(["/usr/bin/python3", "-B", PLUGINS / "make-plugin", *words], capture_output=True, text=True,
                              check=False)

    def test_twice_the_same_bytes_and_never_over_a_file(self):
        one, other = self.dir / "1.zip", self.dir / "2.zip"
        for path in (one, other):
            self.assertEqual(0, self.make(path).returncode)
        self.assertEqual(one.read_bytes(), other.read_bytes())
        self.assertEqual((2, f"make-plugin: error: '{one}' exists; -O replaces it\n"),
                         (self.make(one).returncode, self.make(one).stderr))
        one.write_text("old")
        self.assertEqual(0, self.make("-O", one).returncode)
        self.assertEqual(one.read_bytes(), other.read_bytes())
        self.assertEqual(["1.zip", "2.zip"], sorted(path.name for path in self.dir.iterdir()))

    def test_it_holds_the_plugin_and_what_qgis_asks_for(self):
        path = self.dir / "plugin.zip"
        self.assertEqual(0, self.make(path).returncode)
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            text = archive.read("grid_provider/metadata.txt").decode("utf-8")
        self.assertEqual({"grid_provider"}, {name.split("/")[0] for name in names})
        self.assertEqual([], [name for name in names if "__pycache__" in name])
        source = {f"grid_provider/{file.name}" for file in (PLUGINS / "grid_provider").iterdir() if file.is_file()}
        self.assertEqual(set(), source - set(names))
        metadata = configparser.ConfigParser(interpolation=None)
        metadata.optionxform = str
        metadata.read_file(io.StringIO(text))
        for key in ("name", "description", "about", "version", "qgisMinimumVersion", "author", "email"):
            self.assertTrue(metadata["general"].get(key), key)
        self.assertEqual("yes", metadata["general"]["hasProcessingProvider"])
        self.assertIn(f"grid_provider/{metadata['general']['icon']}", names)
        version = re.search(r"project\(grid VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
        self.assertEqual(version, metadata["general"]["version"])


if __name__ == "__main__":
    unittest.main()
