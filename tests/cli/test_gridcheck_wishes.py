"""gridcheck --wishes: wishes at random over layers of lattices, judged by the labels of their cells alone."""

import itertools
import json
import random
import re
import unittest

from osgeo import ogr

import gridcheck_case
from gridify_case import STEP, rectangle

SIDE = 100.0
WEST, SOUTH = 500_000.0, 3_400_000.0
COLUMNS, ROWS = 6, 5


class Lattice:
    """Cells in squares, each in one of some grids, which are whatever a drunkard's walk makes them."""

    def __init__(self, dice):
        self.cells = list(itertools.product(range(COLUMNS), range(ROWS)))
        seeds = dice.sample(self.cells, 5)
        self.label = {cell: f"G{seeds.index(cell) + 1}" for cell in seeds}
        while len(self.label) < len(self.cells):
            column, row = dice.choice(list(self.label))
            other = dice.choice([(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)])
            if other in self.cells and other not in self.label:
                self.label[other] = self.label[column, row]

    def grids(self):
        for code in sorted(set(self.label.values())):
            ground = ogr.Geometry(ogr.wkbMultiPolygon)
            for cell, label in self.label.items():
                if label == code:
                    ground.AddGeometry(ogr.CreateGeometryFromWkt(area(*cell, *cell)))
            yield ground.UnionCascaded(), {"grid_code": code, "grid_name": f"name of {code}", "unit_code": "U"}

    def labels(self, cells):
        return {self.label[cell] for cell in cells}


def area(west, south, east, north, shrink=0.0):
    """The cells from one to another."""
    return rectangle(WEST + west * SIDE + shrink, SOUTH + south * SIDE + shrink, WEST + (east + 1) * SIDE - shrink,
                     SOUTH + (north + 1) * SIDE - shrink)


def middle(column, row):
    return f"{WEST + (column + 0.5) * SIDE} {SOUTH + (row + 0.5) * SIDE}"


class Wishes:
    """Draws wishes, and says of each whether a lattice meets it."""

    def __init__(self, dice):
        self.dice = dice
        self.rows = []  # geometry, fields
        self.meets = []  # by wish: a function of a lattice and of what was seen before

    def add(self, kind, geometry, meets, **fields):
        self.rows.append((geometry, {"wish": kind, "group": None, "grid_code": None, "name": None, **fields}))
        self.meets.append(meets)

    def rectangle(self, most):
        width, height = self.dice.randint(1, most), self.dice.randint(1, most)
        west, south = self.dice.randint(0, COLUMNS - width), self.dice.randint(0, ROWS - height)
        box = (west, south, west + width - 1, south + height - 1)
        return box, list(itertools.product(range(west, west + width), range(south, south + height)))

    def draw(self):
        box, cells = self.rectangle(3)
        cell = cells[0]
        code = f"G{self.dice.randint(1, 6)}"
        group = f"group {self.dice.randint(1, 4)}"
        match self.dice.choice(["lock", "together", "group", "apart", "pin", "centre", "no_border", "across", "border",
                                "no_grid"]):
            case "lock":
                self.add("lock", area(*box), lambda plan, _: any(
                    {c for c, label in plan.label.items() if label == code} == set(cells) for code in plan.labels(cells)))
            case "together":
                self.add("together", area(*box, 1), lambda plan, _: len(plan.labels(cells)) == 1)
            case "group":
                self.add("together", area(*box, 1), lambda plan, seen: one_of(seen, ("together", group), plan.labels(cells)),
                         group=group)
            case "apart":
                self.add("apart", f"POINT ({middle(*cell)})",
                         lambda plan, seen: none_of(seen, ("apart", group), plan.labels([cell])), group=group)
            case "pin":
                self.add("pin", area(*box, 1), lambda plan, _: plan.labels(cells) == {code}, grid_code=code)
            case "centre":
                name = self.dice.choice([None, f"name of {code}"])
                self.add("centre", f"POINT ({middle(*cell)})",
                         lambda plan, seen: none_of(seen, "centre", plan.labels([cell])) and
                         name in (None, f"name of {plan.label[cell]}"), name=name)
            case "no_border":
                self.add("no_border", area(*box, 1), lambda plan, _: len(plan.labels(cells)) == 1)
            case "across":
                along = [(column, box[1]) for column in range(box[0], box[2] + 1)]
                x, y = middle(*along[-1]).split()
                self.add("no_border", f"LINESTRING ({middle(*along[0])},{float(x) + 1} {y})",
                         lambda plan, _: len(plan.labels(along)) == 1)
            case "border":
                column, rows = self.dice.randint(1, COLUMNS - 1), range(box[1], box[3] + 1)
                x, y = WEST + column * SIDE, SOUTH + box[1] * SIDE
                self.add("border", f"LINESTRING ({x} {y},{x} {y + len(rows) * SIDE})", lambda plan, _: all(
                    plan.label[column - 1, row] != plan.label[column, row] for row in rows))
            case "no_grid":
                self.add("no_grid", area(*box), lambda *_: True)

    def unmet(self, plan):
        seen = {}
        return {fid for fid, meets in enumerate(self.meets) if not meets(plan, seen)}


def one_of(seen, key, labels):
    seen[key] = seen.get(key, set()) | labels
    return len(seen[key]) == 1


def none_of(seen, key, labels):
    before = seen.setdefault(key, set())
    is_free = not before & labels
    before |= labels
    return is_free


class GridcheckWishes(gridcheck_case.GridcheckCase):
    def make(self, seed):
        """A lattice and its files: grids, a site in the middle of each cell."""
        plan = Lattice(random.Random(seed))
        grids = self.write(f"plan{seed}.gpkg", list(plan.grids()), kind=ogr.wkbUnknown)
        sites = [(f"POINT ({middle(*cell)})", {"households": 10}) for cell in plan.cells]
        cells = [(area(*cell, *cell), {"households": 10}) for cell in plan.cells]
        counts = [["--sites", self.write(f"sites{seed}.gpkg", sites)], ["--cells", self.write(f"cells{seed}.gpkg", cells)], []]
        return plan, grids, counts

    def missed(self, findings):
        return {int(re.search(r"feature (\d+)\)", f["message"])[1]) - 1 for f in findings if f["code"] == "wish_missed"}

    def test_wishes_at_random(self):
        tries = max(3, 64 // STEP)
        both = set()
        for seed in range(tries):
            wishes = Wishes(random.Random(1000 + seed))
            for _ in range(40):
                wishes.draw()
            path = self.write(f"wishes{seed}.gpkg", wishes.rows, kind=ogr.wkbUnknown)
            plan, grids, counts = self.make(seed)
            other, other_grids, _ = self.make(seed + tries)
            for words in counts:
                run = self.gridcheck(grids, "--json", "--wishes", path, "--only", "wish_missed", "--against", other_grids, *words)
                self.assertEqual("", run.stderr)
                report = json.loads(run.stdout)
                self.assertEqual(wishes.unmet(plan), self.missed(report["findings"]), words)
                theirs = report["plans"][1]["findings"]
                self.assertEqual(wishes.unmet(other), self.missed(theirs), words)
                both |= {(rows["wish"], fid in wishes.unmet(plan)) for fid, (_, rows) in enumerate(wishes.rows)}
        kinds = ("lock", "together", "apart", "pin", "centre", "no_border", "border")
        if tries >= 8:  # with fewer some may not occur
            self.assertLessEqual({(kind, is_unmet) for kind in kinds for is_unmet in (False, True)} - {("lock", False)}, both)

    def test_a_locked_grid_is_as_it_is_in_the_first_plan(self):
        plan, grids, _ = self.make(1)
        moved = Lattice(random.Random(1))
        cell = next(c for c in plan.cells if plan.label[c] == "G1")
        moved.label[cell] = "G2"
        other = self.write("moved.gpkg", list(moved.grids()), kind=ogr.wkbUnknown)
        wishes = self.dir / "locks.csv"
        wishes.write_text("wish,grid_code\nlock,G1\nlock,G3\nlock,G9\n", encoding="utf-8")
        run = self.gridcheck(grids, "--json", "--wishes", wishes, "--only", "wish_missed", "--against", other)
        report = json.loads(run.stdout)
        self.assertEqual([["lock (grid G9)"], ["lock (grid G1)", "lock (grid G9)"]],
                         [[re.search(r"wish (.*) is not met", f["message"])[1] for f in findings]
                          for findings in (report["findings"], report["plans"][1]["findings"])])
        self.assertEqual([(3, 2), (3, 1)], [(row["wishes"], row["wishes_met"]) for row in report["plans"]])
        shown = self.gridcheck(grids, "--wishes", wishes, "--only", "wish_missed", "--against", other).stdout
        self.assertRegex(shown, r"\n  wishes met +2 of 3 +1 of 3\n")

    def test_what_is_no_wish_is_refused(self):
        _, grids, _ = self.make(1)
        bad = self.write("bad.geojson", [("POINT (114 30)", {"wish": "perhaps"})], epsg=4326)
        run = self.gridcheck(grids, "--wishes", bad)
        self.assertEqual(3, run.returncode)
        self.assertIn("'perhaps' is no wish", run.stderr)
        run = self.gridcheck(grids, "--wishes-where", "1=1")
        self.assertEqual(2, run.returncode)


if __name__ == "__main__":
    unittest.main()
