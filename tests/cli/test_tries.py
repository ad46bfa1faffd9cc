"""gridify --tries: of several seeds the best division is taken, unit by unit, and the spread is told."""

import json
import random
import unittest
from pathlib import Path

from gridify_case import SIDE, GridifyCase, corner, read_layer, rectangle

ACROSS = 14  # cells of a unit in each direction


class Tries(GridifyCase):

    def setUp(self):
        super().setUp()
        chance, rows, step = random.Random(4), [], SIDE / ACROSS
        for unit in range(3):
            west, south = corner(unit)
            for i in range(ACROSS):
                for j in range(ACROSS):
                    box = rectangle(west + i * step, south + j * step, west + (i + 1) * step, south + (j + 1) * step)
                    rows.append((box, {"unit": f"42010600100{unit + 1}", "households": chance.randint(3, 40)}))
        self.cells = self.write("cells.gpkg", rows)

    def divide(self, *more, name="out.geojson"):
        path = self.path(name)
        # Only borders cost something, so that they can be held against what is told.
        run = self.gridify("--cells", self.cells, "--unit-field", "unit", "--grids", "30", "--effort", "fast", "--tolerance", "0.05",
                           "--evenness", "0", "-o", path, "-O", "--report", self.path("report.json"), "--fail-on", "never", *more)
        self.assertEqual(0, run.returncode, run.stderr)
        self.report = json.loads(Path(self.path("report.json")).read_text(encoding="utf-8"))
        return path

    @staticmethod
    def border(path, unit=None):
        """Metres of border between grids of a unit, by OGR."""
        by_unit = {}
        for row in read_layer(path):
            by_unit.setdefault(row["unit_code"], []).append(row[""])
        total = 0.0
        for code, grids in by_unit.items():
            if unit in (None, code):
                whole = grids[0].Clone()
                for grid in grids[1:]:
                    whole = whole.Union(grid)
                total += (sum(grid.Boundary().Length() for grid in grids) - whole.Boundary().Length()) / 2
        return total

    def missed(self, path):
        return max(abs(row["dev_hh"]) for row in read_layer(path))

    def test_one_try_is_the_run_without_the_option(self):
        plain = Path(self.divide(name="plain.geojson")).read_bytes()
        self.assertEqual(plain, Path(self.divide("--tries", 1, name="one.geojson")).read_bytes())
        self.assertNotIn("tries", self.report)

    def test_more_tries_are_never_worse_and_the_report_tells_their_borders(self):
        first, before = self.border(self.divide()), None
        tolerance = 0.051
        self.assertLess(self.missed(self.path("out.geojson")), tolerance)
        for tries in (2, 4, 16):
            path = self.divide("--tries", tries)
            now, told = self.border(path), self.report["tries"]
            self.assertLess(self.missed(path), tolerance)
            self.assertAlmostEqual(now, told["best"], delta=0.002 * now)  # that of the plane of work
            self.assertAlmostEqual(first, told["first"], delta=0.002 * first)
            self.assertLessEqual(told["best"], told["first"])
            self.assertLessEqual(told["first"], told["worst"])
            if before is not None:
                self.assertLessEqual(now, before + 1e-6)
            before = now
        self.assertLess(before, 0.995 * first)

    def test_no_unit_is_worse_than_with_one_try(self):
        best, plain = self.divide("--tries", 6), self.divide(name="plain.geojson")
        for unit in ("420106001001", "420106001002", "420106001003"):
            self.assertLessEqual(self.border(best, unit), self.border(plain, unit) + 1e-6)

    def test_bytes_do_not_depend_on_threads(self):
        one = Path(self.divide("--tries", 5, "--threads", 1, name="a.geojson")).read_bytes()
        self.assertEqual(one, Path(self.divide("--tries", 5, "--threads", 2, name="b.geojson")).read_bytes())

    def test_numbers_that_make_no_sense(self):
        for number in ("0", "1001"):
            self.assert_refused(2, ["--cells", self.cells, "--unit-field", "unit", "-o", self.out, "--tries", number],
                                f"--tries must be from 1 to 1000, not {number}")


if __name__ == "__main__":
    unittest.main()
