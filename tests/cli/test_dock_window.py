"""The plugin in QGIS itself, with a window in Xvfb and a mouse: the project of gridexport makes a vertex that is dragged move on both
sides of the border, and the dock counts meanwhile."""

import json
import os
import shutil
import subprocess
import unittest

import gridify_case as case
import processing_case
from osgeo import ogr

UNIT = "420106001001"
MISSING = processing_case.why_not() or next((f"skipped: {program} is not found" for program in ("qgis", "xvfb-run")
                                             if not shutil.which(program)), None)
if MISSING:
    print(MISSING)


@unittest.skipIf(MISSING, MISSING)
class Window(case.GridifyCase):

    def play(self, grid, drag):
        place = processing_case.Place()
        self.addCleanup(place.cleanup)
        settings = place.home / "profiles" / "default" / "QGIS" / "QGIS3.ini"
        settings.parent.mkdir(parents=True)
        settings.write_text("[PythonPlugins]\ngrid_provider=true\n[qgis]\ncheckVersion=false\nshowTips=false\n", encoding="utf-8")
        seen = self.path("seen.json")
        environment = {**place.environment(place.programs), "QGIS_PLUGINPATH": str(processing_case.PLUGINS), "DOCK_SEEN": seen,
                       "DOCK_PROJECT": self.path("plan.qgs"), "DOCK_GRID": grid, "DOCK_DRAG": " ".join(map(str, drag))}
        del environment["QT_QPA_PLATFORM"]
        run = subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", "qgis", "--nologo", "--noversioncheck",
                              "--profiles-path", str(place.home), "--code", os.path.join(os.path.dirname(__file__), "dock_window.py")],
                             env=environment, capture_output=True, text=True, timeout=180, check=False)
        self.assertTrue(os.path.exists(seen), run.stdout + run.stderr)
        with open(seen, encoding="utf-8") as file:
            told = json.load(file)
        self.assertNotIn("problem", told)
        return told

    def counted(self, polygons):
        """Households of the buildings by the grid that holds a point inside them."""
        sums = dict.fromkeys(polygons, 0)
        for row in case.read_layer(self.path("buildings.gpkg")):
            for code, polygon in polygons.items():
                if polygon.Contains(row[""].PointOnSurface()):
                    sums[code] += row["households"]
        return sums

    def test_a_vertex_that_is_dragged_moves_on_both_sides_and_is_counted(self):
        buildings = self.path("buildings.gpkg")
        self.gridify(self.units, "--sites", buildings, "--barriers", self.path("streets.gpkg"), "-o", self.path("grids.gpkg"))
        subprocess.run([os.environ["GRIDEXPORT"], self.path("grids.gpkg"), "--to", "qgis", "--boundaries", self.units, "--sites",
                        buildings, "-o", self.path("plan.qgs")], check=True, capture_output=True)
        grids = {row["grid_code"]: row[""] for row in case.read_layer(self.path("grids.gpkg"), "grids") if row["unit_code"] == UNIT}
        shared = self.inner_corner(grids)
        drag = (*shared, shared[0] + 90, shared[1] + 60)
        told = self.play(min(grids), drag)
        self.assertEqual({"grids": True, "sites": True, "boundaries": True, "wishes": False}, told["choices"])
        self.assertEqual(self.counted(grids), told["before"])
        corner = [round(value, 3) for value in shared]
        holders = {code for code, points in told["vertices"].items() if corner in points}
        self.assertGreater(len(holders), 1)
        for code in holders:
            self.assertNotIn(corner, told["dragged"][code], "no side stays behind")
        gained = [set(map(tuple, told["dragged"][code])) - set(map(tuple, told["vertices"][code])) for code in holders]
        # One new place for all of them: where it was dragged to, or what that snaps to.
        near = [new for new in set.intersection(*gained) if abs(new[0] - drag[2]) + abs(new[1] - drag[3]) < 12]
        self.assertEqual(1, len(near), gained)
        self.assertEqual(sum(told["before"].values()), sum(told["live"].values()))
        self.assertNotEqual(told["before"], told["live"])
        self.assertEqual((told["vertices"], told["before"]), (told["undone"], told["after"]))

    @staticmethod
    def inner_corner(grids):
        """A vertex that two grids or more share, inside the unit, as far from its outline as can be."""
        owners = {}
        for code, grid in grids.items():
            for part in ogr.ForceToMultiPolygon(grid.Clone()):
                for point in part.GetGeometryRef(0).GetPoints():
                    owners.setdefault(point[:2], set()).add(code)
        middle = (case.WEST + case.SIDE / 2, case.SOUTH + case.SIDE / 2)
        return min((point for point, codes in owners.items() if len(codes) > 1),
                   key=lambda point: (abs(point[0] - middle[0]) + abs(point[1] - middle[1]), point))


if __name__ == "__main__":
    unittest.main()
