"""What the tests of gridexport share: a small layer of grids with names that want to be code, and demands on a run."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from osgeo import gdal, ogr

import gridify_case as case

GRIDEXPORT = os.environ.get("GRIDEXPORT") or shutil.which("gridexport")

# What the names of the grids are.
NAMES = ["东湖社区第1网格", "x'); drop table grids; --", "<script>alert(1)</script> ]]> &amp; \"q\"", "=cmd|' /C calc'!A0",
         "𠮷野家，第5网格\n第二行"]
WEST, SOUTH = case.WEST, case.SOUTH
HOLE = f"({WEST + 240} {SOUTH + 40},{WEST + 240} {SOUTH + 60},{WEST + 260} {SOUTH + 60},{WEST + 260} {SOUTH + 40}," \
       f"{WEST + 240} {SOUTH + 40})"


def square(i):
    """Grids side by side; the third has a hole in which a part of the fourth lies, and shells run either way."""
    shell = [(0, 0.125 * i), (100, 0.125 * (i + 1)), (100, 100), (0, 100), (0, 0.125 * i)]
    ring = ",".join(f"{WEST + 100 * i + x!r} {SOUTH + y!r}" for x, y in (shell if i % 2 else shell[::-1]))
    if i == 2:
        return f"MULTIPOLYGON ((({ring}),{HOLE}))"
    return f"MULTIPOLYGON ((({ring})),({HOLE}))" if i == 3 else f"MULTIPOLYGON ((({ring})))"


def grid_rows():
    return [(square(i), {"grid_code": f"42010600100100{i + 1}", "grid_name": name, "unit_code": "420106001001",
                         "kind": "general", "households": 400 + i, "dev_hh": round(-0.05 * i, 2), "area_m2": 10000.25 + i,
                         "备注": "@note" if i == 1 else None}) for i, name in enumerate(NAMES)]


def rows_of(path, layer=None, options=()):
    """Rows of a layer with the geometry under '', by their code."""
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR, open_options=list(options))
    source = dataset.GetLayer(layer) if layer else dataset.GetLayer(0)
    rows = {}
    for feature in source:
        row = feature.items()
        geometry = feature.GetGeometryRef()
        row[""] = geometry.Clone() if geometry is not None else None
        rows[row.get("grid_code") or row.get("BGCode")] = row
    return rows


class GridexportCase(unittest.TestCase):
    """A test with a folder of its own, in which `grids.gpkg` lies, with issues and a record of the run."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not GRIDEXPORT:
            raise unittest.SkipTest("skipped: gridexport is not found; name it in the environment variable GRIDEXPORT")

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="gridexport-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name)
        self.grids = case.write_layer(self.dir / "grids.gpkg", grid_rows(), kind=ogr.wkbMultiPolygon)
        issue = {"code": "limit_missed", "severity": "warning", "grid_code": "420106001001001", "message": "a 'message'"}
        case.write_layer(self.grids, [(f"POINT ({WEST} {SOUTH})", issue)], layer="issues", add=True)
        case.write_layer(self.grids, [(None, {"key": "tool", "value": "gridify"})], layer="grid_run", kind=ogr.wkbNone,
                         epsg=None, add=True)

    def path(self, name):
        return str(self.dir / name)

    def files(self):
        return sorted(str(path.relative_to(self.dir)) for path in self.dir.rglob("*"))

    def contents(self):
        return {name: (self.dir / name).read_bytes() for name in self.files() if (self.dir / name).is_file()}

    def gridexport(self, *words):
        run = subprocess.run([GRIDEXPORT, *case.noticing(words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                             check=False)
        run.stdout = run.stdout.decode("utf-8").replace(str(self.dir), "$DIR")
        run.stderr = run.stderr.decode("utf-8").replace(str(self.dir), "$DIR")
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], "left behind: " + run.stderr)
        return run

    def assert_done(self, *words):
        """Exit code 0, and not a word."""
        run = self.gridexport(*words)
        self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))

    def assert_warned(self, words, *messages):
        """Exit code 1 and these warnings."""
        run = self.gridexport(*words)
        self.assertEqual(case.said("gridexport", messages), run.stderr)
        self.assertEqual((1, ""), (run.returncode, run.stdout))

    def assert_refused(self, code, words, message):
        """This exit code, this message (its first line), and nothing written or changed."""
        before = self.contents()
        run = self.gridexport(*words)
        self.assertEqual(f"gridexport: error: {message}", run.stderr.split("\n")[0])
        self.assertEqual((code, ""), (run.returncode, run.stdout))
        self.assertEqual(before, self.contents(), "something was touched")

    def export(self, name, *words):
        path = f"{self.dir}/{name}"
        self.assert_done(self.grids, "-o", path, *words)
        return path
