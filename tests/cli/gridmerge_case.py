"""What the tests of gridmerge share: a district of twelve units, whole and in three shards, and demands on a run."""

import json
import os
import shutil
import subprocess

import gridify_case as case
from gridcheck_case import GRIDCHECK
from test_shard import district_rows, household_rows

GRIDMERGE = os.environ.get("GRIDMERGE") or shutil.which("gridmerge")
SHARDS = 3


class GridmergeCase(case.GridifyCase):
    """A test with the district's grids in `whole.gpkg` and `shard1.gpkg` to `shard3.gpkg`, made by gridify."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GRIDMERGE or not GRIDCHECK:
            raise case.unittest.SkipTest("skipped: gridmerge or gridcheck is not found; name them in the environment")
        town = cls.template
        case.write_layer(town / "district.gpkg", district_rows())
        case.write_layer(town / "households.gpkg", household_rows("points"))
        cls.words = ["--sites", "households.gpkg", "--workload", "work", "--effort", "fast"]
        cls.make(town, "whole.gpkg")
        for i in range(1, SHARDS + 1):
            cls.make(town, f"shard{i}.gpkg", "--shard", f"{i}/{SHARDS}")

    @classmethod
    def make(cls, folder, out, *more):
        run = subprocess.run([case.GRIDIFY, "district.gpkg", *cls.words, "-q", "-o", out, *more], cwd=folder,
                             capture_output=True, check=False)
        assert run.returncode in (0, 1), run.stderr

    def setUp(self):
        super().setUp()
        self.out = self.path("out.gpkg")
        self.whole = self.path("whole.gpkg")
        self.shards = [self.path(f"shard{i}.gpkg") for i in range(1, SHARDS + 1)]

    def gridmerge(self, *words):
        """Runs gridmerge; the folder of the test is called $DIR in what it says."""
        run = subprocess.run([GRIDMERGE, *case.noticing(words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                             check=False)
        run.stdout = run.stdout.decode("utf-8").replace(str(self.dir), "$DIR")
        run.stderr = run.stderr.decode("utf-8").replace(str(self.dir), "$DIR")
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], "left behind: " + run.stderr)
        return run

    def assert_merged(self, *words):
        """Exit code 0, and not a word."""
        run = self.gridmerge(*words)
        self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))

    def assert_refused(self, code, words, message, hint=None):
        """This exit code, this message, and nothing written or changed."""
        before = {name: self.content(name) for name in self.files()}
        run = self.gridmerge(*words)
        self.assertEqual(f"gridmerge: error: {message}\n" + (f"gridmerge: hint: {hint}\n" if hint else ""), run.stderr)
        self.assertEqual((code, ""), (run.returncode, run.stdout))
        self.assertEqual(before, {name: self.content(name) for name in self.files()}, "something was touched")

    def report(self, *words, code=0):
        """The JSON report of a run with this exit code."""
        run = self.gridmerge("--json", *words)
        self.assertEqual(code, run.returncode, run.stderr)
        return json.loads(run.stdout)

    def assert_coverage(self, path):
        """gridcheck finds nothing wrong with geometry, coverage and attributes."""
        run = subprocess.run([GRIDCHECK, path, "--skip", "limit_missed,unit_too_small,no_fitting_count,heavy_cell,numbering_order",
                              "--fail-on", "warning"], capture_output=True, check=False)
        self.assertEqual((0, b""), (run.returncode, run.stderr), run.stdout.decode())

    def exact(self, path, layer="grids", without=()):
        """The rows of a layer, geometry as well-known bytes."""
        return [{name: value.ExportToWkb() if name == "" and value else value for name, value in row.items()
                 if name not in without} for row in case.read_layer(path, layer)]
