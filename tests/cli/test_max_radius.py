"""gridify --max-radius: how far sites are from the centre of their grid, judged by OGR and by the list of all plans."""

import csv
import itertools
import json
import math
import random
import unittest

from osgeo import ogr

from gridify_case import SOUTH, WEST, GridifyCase, read_layer, rectangle

CELL = 100
CODE = "420106001001"


def connected(cells, columns):
    """Whether cells of a lattice hang together."""
    rest, queue = set(cells), [next(iter(cells))]
    rest.discard(queue[0])
    while queue:
        cell = queue.pop()
        for near in (cell - columns, cell + columns, *([cell - 1] if cell % columns else []), *([cell + 1] if (cell + 1) % columns else [])):
            if near in rest:
                rest.discard(near)
                queue.append(near)
    return not rest


def reach(cells, columns, households):
    """The largest distance from the centre of the households."""
    weight = sum(households[c] for c in cells)
    x = sum(households[c] * (c % columns) for c in cells) / weight * CELL
    y = sum(households[c] * (c // columns) for c in cells) / weight * CELL
    return max(math.hypot(c % columns * CELL - x, c // columns * CELL - y) for c in cells)


class MaxRadius(GridifyCase):

    def divide(self, *words, codes=(0, 1)):
        """The report, and the cells or sites of each grid."""
        run = self.gridify(*words, "-o", self.out, "-O", "--assignments", self.path("a.csv"), "--json")
        self.assertIn(run.returncode, codes, run.stderr)
        with open(self.path("a.csv"), encoding="utf-8", newline="") as file:
            grids = {}
            for row in csv.DictReader(file):
                grids.setdefault(row["grid_code"], []).append(row["site_id"])
        return json.loads(run.stdout), grids

    def lattice(self, columns, households):
        return self.write("cells.gpkg", [
            (rectangle(WEST + CELL * (i % columns), SOUTH + CELL * (i // columns), WEST + CELL * (i % columns + 1), SOUTH + CELL * (i // columns + 1)),
             {"cell": f"{i:02}", "unit_code": CODE, "households": count}) for i, count in enumerate(households)])

    def test_it_is_met_wherever_some_plan_of_the_lattice_meets_it_with_all_limits(self):
        chance = random.Random(5)
        met = told = 0
        for trial in range(20):
            columns, rows = chance.choice([(3, 3), (4, 2), (6, 2), (4, 3), (2, 5)])
            households = [chance.randint(5, 30) for _ in range(columns * rows)]
            count = chance.choice([2, 3]) if len(households) < 10 else 2
            mean = sum(households) / count
            low, high = math.ceil(mean * 0.7), math.floor(mean * 1.3)
            plans = []
            for labels in itertools.product(range(count), repeat=len(households) - 1):
                groups = [[i for i, label in enumerate((0, *labels)) if label == g] for g in range(count)]
                if all(groups) and all(low <= sum(households[i] for i in group) <= high for group in groups):
                    if all(connected(group, columns) for group in groups):
                        plans.append(max(reach(group, columns, households) for group in groups))
            if not plans:
                continue
            # A radius that few of the plans keep, or none.
            plans.sort()
            radius = plans[chance.randint(0, len(plans) // 5)] + 0.5 if trial % 5 else plans[0] - 2
            with self.subTest(trial=trial, radius=radius):
                report, grids = self.divide("--cells", self.lattice(columns, households), "--unit-field", "unit_code", "--site-id", "cell",
                                            "--grids", count, "--tolerance", "0.3", "--max-radius", f"{radius:.3f}")
                far = [reach([int(i) for i in cells], columns, households) for cells in grids.values()]
                found = [finding for finding in report["findings"] if finding["code"] == "radius_missed"]
                self.assertEqual(sum(distance > radius for distance in far), len(found))
                if trial % 5:
                    self.assertEqual([], found)
                    self.assertEqual([], [f for f in report["findings"] if f["code"] in ("limit_missed", "tolerance_missed")])
                met += not found
                told += bool(found)
        self.assertGreater(min(met - 10, told), 1)

    def test_more_grids_are_tried_where_the_number_is_free(self):
        households = [30] * 16  # a street of 1,600 m
        words = ["--cells", self.lattice(16, households), "--unit-field", "unit_code", "--site-id", "cell", "--target", "240", "--min", "90",
                 "--max", "300"]
        _, grids = self.divide(*words)
        self.assertEqual(2, len(grids))
        report, grids = self.divide(*words, "--max-radius", "200")
        self.assertEqual([], [f["message"] for f in report["findings"] if f["code"] == "radius_missed"])
        self.assertGreater(len(grids), 2)
        self.assertGreaterEqual(min(len(cells) for cells in grids.values()) * 30, 90)

    def test_what_is_missed_is_named_with_grid_distance_and_place_as_ogr_measures_it(self):
        for words in (["--max-radius", "150"], ["--max-radius", "240"], ["--max-radius", "150", "--previous", self.path("old.gpkg")]):
            with self.subTest(words):
                if "--previous" in words:
                    self.divide(self.units, "--sites", self.sites)
                    self.dir.joinpath("grids.gpkg").rename(self.path("old.gpkg"))
                report, grids = self.divide(self.units, "--sites", self.sites, "--site-id", "site_id", *words)
                sites = {row["site_id"]: row for row in read_layer(self.sites)}
                expected = {}
                for code, ids in grids.items():
                    weight = sum(sites[i]["households"] for i in ids)
                    x = sum(sites[i]["households"] * sites[i][""].GetX() for i in ids) / weight
                    y = sum(sites[i]["households"] * sites[i][""].GetY() for i in ids) / weight
                    centre = ogr.CreateGeometryFromWkt(f"POINT ({x} {y})")
                    # The work plane is that of the ellipsoid, the coordinates are those of a projection.
                    far = sorted((sites[i][""].Distance(centre), sites[i][""].GetX(), sites[i][""].GetY()) for i in ids)
                    over = [place for place in far if place[0] > float(words[1]) * 1.0005]
                    if over:
                        expected[code] = (len(over), *over[-1])
                found = {f["grid_code"]: f for f in report["findings"] if f["code"] == "radius_missed"}
                self.assertLessEqual(set(expected), set(found))
                for code, (count, metres, x, y) in expected.items():
                    finding = found[code]
                    self.assertAlmostEqual(metres, finding["length_m"], delta=metres * 1e-3)
                    self.assertAlmostEqual(x, finding["at"][0], 3)
                    self.assertAlmostEqual(y, finding["at"][1], 3)
                if "150" in words:
                    self.assertGreater(len(found), 3)

    def test_a_unit_that_keeps_it_stays_as_it_was(self):
        old = self.path("old.gpkg")
        self.divide(self.units, "--sites", self.sites, "--max-radius", "350")
        self.dir.joinpath("grids.gpkg").rename(old)
        report, _ = self.divide(self.units, "--sites", self.sites, "--max-radius", "350", "--previous", old)
        self.assertEqual(4, report["changes"]["units_kept"])

    def test_odd_distances_are_refused(self):
        for metres in ("0", "-5", "nan", "1e7"):
            run = self.gridify(*self.town_with_sites("--max-radius", metres))
            self.assertEqual(2, run.returncode)
            self.assertIn("--max-radius must be from 1 to 1000000 metres", run.stderr)


if __name__ == "__main__":
    unittest.main()
