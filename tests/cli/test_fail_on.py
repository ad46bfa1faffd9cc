"""Which findings make the exit code 1, in every tool; findings without a place have no geometry."""

import json
import os
import shutil
import sqlite3
import subprocess
import unittest

from osgeo import ogr

from gridify_case import GridifyCase, read_layer, site_rows

TOOLS = {name: os.environ.get(name.upper()) or shutil.which(name) for name in ("gridify", "gridcheck", "gridmerge", "gridexport")}
LEVELS = ("never", "error", "warning", "note")
FAR = "POINT (523000 3388000)"  # outside the town
NEAR = "POINT (519990 3385300)"  # ten metres outside


class FailOn(GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not all(TOOLS.values()):
            raise unittest.SkipTest("skipped: name the four tools in the environment variables GRIDIFY, ...")

    def codes(self, tool, *words):
        """The exit codes for the levels, from `never` on, and what the run says of itself in JSON."""
        codes, report = [], None
        for level in LEVELS:
            run = subprocess.run([TOOLS[tool], *map(str, words), "--fail-on", level, "--json"], capture_output=True, check=False)
            self.assertIn(run.returncode, (0, 1), run.stderr.decode())
            codes.append(run.returncode)
            report = json.loads(run.stdout)
        default = subprocess.run([TOOLS[tool], *map(str, words)], capture_output=True, check=False)
        self.assertEqual(codes[LEVELS.index("error")], default.returncode)
        return codes, {finding["code"]: finding["severity"] for finding in report["findings"]}

    def divide(self, rows, *more):
        self.write("some.gpkg", rows)
        return self.codes("gridify", self.units, "--sites", self.path("some.gpkg"), "-o", self.out, "-O", *more)

    def test_a_clean_run_never_fails(self):
        self.assertEqual(([0, 0, 0, 0], {}), self.divide(site_rows()))

    def test_what_was_done_is_a_note(self):
        rows = [*site_rows(), (NEAR, {"site_id": "x", "households": 3})]
        self.assertEqual(([0, 0, 0, 1], {"site_adopted": "note"}), self.divide(rows, "--site-reach", "20"))

    def test_a_goal_that_was_missed_is_a_warning(self):
        rows = [row for row in site_rows() if row[1]["site_id"] < "s0180"]  # the last unit has none
        self.assertEqual(([0, 0, 1, 1], {"unit_without_sites": "warning"}), self.divide(rows))
        codes, found = self.codes("gridcheck", self.out, "--min", "5000", "--target", "6000", "--max", "7000")
        self.assertEqual([0, 0, 1, 1], codes)
        self.assertEqual({"warning"}, set(found.values()))

    def test_a_household_in_no_grid_is_an_error_in_every_tool(self):
        rows = [*site_rows(), (FAR, {"site_id": "x", "households": 3})]
        self.assertEqual(([0, 1, 1, 1], {"site_outside": "error"}), self.divide(rows))
        self.assertEqual(([0, 1, 1, 1], {"site_outside": "error"}),
                         self.codes("gridcheck", self.out, "--boundaries", self.units, "--sites", self.path("some.gpkg")))
        # Of this run only: what the inputs bring along is carried on and fails nothing.
        merged = self.path("merged.gpkg")
        self.assertEqual(([0, 0, 0, 0], {}), self.codes("gridmerge", self.out, "-o", merged, "-O"))
        issues = read_layer(merged, "issues")
        self.assertEqual([("site_outside", "error")], [(row["code"], row["severity"]) for row in issues])
        self.assertEqual(FAR, issues[0][""].ExportToWkt())

    def test_gridmerge_and_gridexport_know_the_levels(self):
        self.divide(site_rows())
        few = ["--fuse-below", "600"]
        codes, found = self.codes("gridmerge", self.out, "-o", self.path("fused.gpkg"), "-O", *few)
        self.assertEqual({"no_neighbour": "warning"} if found else {}, found)
        self.assertEqual([0, 0, 1, 1] if found else [0] * 4, codes)
        driver = ogr.GetDriverByName("GPKG")
        dataset = driver.Open(self.out, 1)
        layer = dataset.GetLayerByName("grids")
        layer.CreateField(ogr.FieldDefn("a_very_long_name", ogr.OFTString))
        dataset = layer = None
        self.assertEqual(([0, 0, 1, 1], {"name_cut": "warning"}),
                         self.codes("gridexport", self.out, "--layer", "grids", "-o", self.path("out.shp"), "-O"))

    def test_a_level_that_there_is_not(self):
        self.assert_refused(2, self.town_with_sites("--fail-on", "none"),
                            "--fail-on is error, warning, note or never, not 'none'")

    def test_a_finding_without_a_place_has_no_geometry(self):
        rows = [*site_rows(), (None, {"site_id": "x", "households": 3}), (FAR, {"site_id": "y", "households": 3})]
        self.write("some.gpkg", rows)
        for name in ("grids.gpkg", "grids.geojson", "grids.shp", "grids.fgb"):
            out = self.path(name)
            run = self.gridify(self.units, "--sites", self.path("some.gpkg"), "-o", out, "-O")
            self.assertEqual(1, run.returncode, run.stderr)
            self.assertIn("error: no_location: ", run.stderr)
            issues = read_layer(out if name.endswith("gpkg") else self.path("grids_issues" + name[5:]), "issues"
                                if name.endswith("gpkg") else None)
            places = {row["code"]: row[""] and row[""].ExportToWkt() for row in issues}
            self.assertEqual("POINT (523000 3388000)", places.pop("site_outside")) if not name.endswith("geojson") else \
                places.pop("site_outside")
            self.assertEqual({} if name.endswith("fgb") else {"no_location": None}, places, name)
        with sqlite3.connect(self.path("grids.gpkg")) as database:
            self.assertEqual([("no_location", 1)], database.execute(
                "SELECT code, geom IS NULL FROM issues WHERE code = 'no_location'").fetchall())


if __name__ == "__main__":
    unittest.main()
