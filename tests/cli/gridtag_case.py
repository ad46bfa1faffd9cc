"""What the tests of gridtag share: the grids of a town in `grids.gpkg`, made by gridify, and demands on a run."""

import os
import shutil
import subprocess

import gridify_case as case

GRIDTAG = os.environ.get("GRIDTAG") or shutil.which("gridtag")
EAST, NORTH = case.WEST + 2 * case.SIDE, case.SOUTH + 2 * case.SIDE


class GridtagCase(case.GridifyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GRIDTAG:
            raise case.unittest.SkipTest("skipped: gridtag is not found; name it in GRIDTAG")
        run = subprocess.run([case.GRIDIFY, "units.gpkg", "--sites", "sites.gpkg", "-o", "grids.gpkg", "-q", "--effort", "fast",
                              "--assignments", "assignments.csv"], cwd=cls.template, capture_output=True, check=False)
        assert run.returncode in (0, 1), run.stderr

    def setUp(self):
        super().setUp()
        self.grids = self.path("grids.gpkg")

    def run_gridtag(self, *words, records=b"", **how):
        """The finished process; streams are bytes."""
        run = subprocess.run([GRIDTAG, *case.noticing(words)], input=records, capture_output=True, timeout=120, check=False, **how)
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], "left behind: " + run.stderr.decode())
        return run

    def tag(self, records, *words, code=0, said=None):
        """What comes of records: bytes. The exit code is `code`; the first message has `said`, else there is none."""
        if isinstance(records, str):
            records = records.encode("utf-8")
        run = self.run_gridtag(self.grids, *words, records=records)
        self.assertEqual(code, run.returncode, run.stderr.decode("utf-8", "replace"))
        if said is None:
            self.assertEqual("", run.stderr.decode("utf-8", "replace"))
        else:
            self.assertIn(said, run.stderr.decode("utf-8"))
        return run.stdout

    def refused(self, code, words, message, records=b"", hint=None):
        """This exit code, message and hint, and nothing on standard output."""
        run = self.run_gridtag(*words, records=records)
        expected = f"gridtag: error: {message}\n" + (f"gridtag: hint: {hint}\n" if hint else "")
        self.assertEqual(expected, run.stderr.decode("utf-8").replace(str(self.dir), "$DIR"))
        self.assertEqual((code, b""), (run.returncode, run.stdout))

    def code_at(self, x, y):
        """By OGR: the code of the grid that holds a point which is on no border."""
        point = case.ogr.CreateGeometryFromWkt(f"POINT ({x} {y})")
        found = [row["grid_code"] for row in case.read_layer(self.grids, "grids") if row[""].Contains(point)]
        return found[0] if found else ""
