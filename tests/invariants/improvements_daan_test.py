"""gridify --improvements against brute force, in Da'an: every cell at a border, and every pair of cells on both sides of one."""

import collections
import csv
import math
import os
import pathlib
import statistics
import subprocess
import tempfile
import unittest

import layer_contract as contract
import support

DAAN = support.DATA / "daan.gpkg"
CELLS = [DAAN, "--layer", "town", "--cells", DAAN, "--cells-layer", "unit", "--site-id", "CODEBASE"]
LEAST, TARGET, MOST = 1015, 1128, 1241
A, E2 = 6378137.0, 0.00669437999014  # WGS 84
EVENNESS = 0.05  # of gridify, where no option says it
THRESHOLD, SLACK = 0.001, 0.0005  # metres: what gridify calls a gain, and what lengths may differ by


class Town:
    """The cells, what they weigh, and how long their common borders are."""

    def __init__(self):
        self.households, self.zone, segments = {}, {}, collections.defaultdict(list)
        boxes = []
        for fields, geometry in contract.features(DAAN, "unit"):
            cell = fields["CODEBASE"]
            self.households[cell], self.zone[cell] = fields["H_CNT"], fields["CODE2"]
            boxes.append(geometry.GetEnvelope())
            for polygon in ([geometry] if geometry.GetGeometryName() == "POLYGON" else geometry):
                for ring in polygon:
                    points = [point[:2] for point in ring.GetPoints()]
                    for p, q in zip(points, points[1:]):
                        segments[min(p, q), max(p, q)].append(cell)
        latitude = math.radians((min(box[2] for box in boxes) + max(box[3] for box in boxes)) / 2)
        w = math.sqrt(1 - E2 * math.sin(latitude) ** 2)
        east = math.radians(1) * A / w * math.cos(latitude)
        north = math.radians(1) * A * (1 - E2) / w ** 3
        self.length = collections.defaultdict(dict)
        for (p, q), cells in segments.items():
            if len(cells) == 2 and cells[0] != cells[1]:
                one, other = cells
                metres = math.hypot((q[0] - p[0]) * east, (q[1] - p[1]) * north)
                for a, b in ((one, other), (other, one)):
                    self.length[a][b] = self.length[a].get(b, 0.0) + metres


    def typical_border(self, grids):
        """Of a grid, in metres: five times the mean border of two cells for each cell along the side of a square of cells."""
        lengths = [metres for around in self.length.values() for metres in around.values()]
        return 5 * statistics.fmean(lengths) * math.sqrt(len(self.households) / grids)


class Brute:
    """All moves and exchanges that make a plan better."""

    def __init__(self, town, grid_of, least, most):
        self.town, self.grid_of, self.least, self.most = town, dict(grid_of), least, most
        self.even_price = EVENNESS * town.typical_border(len(set(grid_of.values())))
        self.members, self.load = collections.defaultdict(set), collections.Counter()
        for cell, grid in grid_of.items():
            self.members[grid].add(cell)
            self.load[grid] += town.households[cell]
        self.mean = self.counted(grid_of) / len(self.load)
        self.pieces = {grid: self.count_pieces(cells) for grid, cells in self.members.items()}

    def count_pieces(self, cells):
        left, count = set(cells), 0
        while left:
            count += 1
            queue = [left.pop()]
            while queue:
                for other in self.town.length[queue.pop()]:
                    if other in left:
                        left.remove(other)
                        queue.append(other)
        return count

    def missed(self, load):
        return max(0, self.least - load, load - self.most)

    def counted(self, cells):
        """A cell heavier than a grid may be fills one."""
        return sum(min(self.most, self.town.households[cell]) for cell in cells)

    def uneven(self, cells):
        """What it costs that a grid is off the mean: at the edge of limits around the mean the whole price."""
        off = (self.counted(cells) - self.mean) / ((self.most - self.least) / 2)
        return self.even_price * min(4, off * off)

    def gain(self, changes):
        """(households less beyond the limits, metres of border less, metres that being uneven costs less) if these cells went
        to these grids; None: it cannot be."""
        before = sum(metres for cell in changes for other, metres in self.town.length[cell].items()
                     if self.grid_of[other] != self.grid_of[cell] and (other not in changes or other > cell))
        grids = {self.grid_of[cell] for cell in changes} | set(changes.values())

        def where(cell):
            return changes.get(cell, self.grid_of[cell])

        after = sum(metres for cell in changes for other, metres in self.town.length[cell].items()
                    if where(other) != where(cell) and (other not in changes or other > cell))
        saved = even = 0
        for grid in grids:
            cells = {c for c in self.members[grid] if where(c) == grid} | {c for c, g in changes.items() if g == grid}
            if not cells or self.count_pieces(cells) > self.pieces[grid]:
                return None
            saved += self.missed(self.load[grid]) - self.missed(sum(self.town.households[c] for c in cells))
            even += self.uneven(self.members[grid]) - self.uneven(cells)
        return saved, before - after, even

    @staticmethod
    def is_better(gain, slack):
        return gain is not None and (gain[0] > 0 or (gain[0] == 0 and gain[1] + gain[2] > THRESHOLD + slack))

    def moves(self):
        for cell, own in self.grid_of.items():
            for grid in {self.grid_of[other] for other in self.town.length[cell]} - {own}:
                yield (cell, grid, ""), {cell: grid}

    def exchanges(self):
        """Two cells, each touching the grid of the other."""
        touches = {cell: {self.grid_of[other] for other in around} for cell, around in self.town.length.items()}
        for one, p in self.grid_of.items():
            for q in touches[one] - {p}:
                for other in self.members[q]:
                    if p in touches[other] and p < q:
                        yield (one, q, other), {one: q, other: p}

    def find(self, slack):
        moves = {key: gain for key, changes in self.moves() if self.is_better(gain := self.gain(changes), slack)}
        found = dict(moves)
        for (one, q, other), changes in self.exchanges():
            if (one, q, "") in moves and (other, self.grid_of[one], "") in moves:
                continue
            gain = self.gain(changes)
            if self.is_better(gain, slack):
                found[one, q, other] = gain
        return found


class Improvements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = Town()

    def run_gridify(self, *options):
        """Which grid each cell is in, and the list of improvements: {(cell, grid, other cell): (limits, metres, metres)}."""
        folder = tempfile.TemporaryDirectory(prefix="grid-improvements-")
        self.addCleanup(folder.cleanup)
        made = pathlib.Path(folder.name)
        with open(made / "zones.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("cell", "zone"), *self.town.zone.items()])
        done = subprocess.run([os.environ.get("GRIDIFY", "gridify"), *map(str, [*CELLS, *options]), "-o", "grids.gpkg",
                               "--improvements", "better.csv", "--assignments", "cells.csv", "--report", "report.json"],
                              cwd=made, capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        with open(made / "cells.csv", encoding="utf-8", newline="") as file:
            grid_of = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
        with open(made / "better.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            self.assertEqual(grid_of[row["cell"]], row["from_grid"])
            self.assertEqual("exchange" if row["for_cell"] else "move", row["kind"])
        told = support.report(made)["improvements"]
        self.assertEqual({"moves": sum(row["kind"] == "move" for row in rows),
                          "exchanges": sum(row["kind"] == "exchange" for row in rows)}, told)
        return grid_of, {(row["cell"], row["to_grid"], row["for_cell"]):
                         tuple(float(row[name]) for name in ("less_beyond_limits", "less_border_m", "less_uneven_m"))
                         for row in rows}

    def turned(self, found, grid_of):
        """Exchanges with the smaller grid first, as brute force has them."""
        return {((cell, grid, other) if not other or grid_of[cell] < grid else (other, grid_of[cell], cell)): gain
                for (cell, grid, other), gain in found.items()}

    def test_the_official_zoning_could_be_better_where_brute_force_says(self):
        grid_of, listed = self.run_gridify("--plan", "zones.csv", "--min", LEAST, "--target", TARGET, "--max", MOST)
        brute = Brute(self.town, grid_of, LEAST, MOST)
        sure, perhaps = brute.find(SLACK), brute.find(-SLACK)
        listed = self.turned(listed, grid_of)
        self.assertEqual(set(), set(sure) - set(listed))
        self.assertEqual(set(), set(listed) - set(perhaps))
        for key, (limits, metres, less_uneven) in listed.items():
            households, border, even = perhaps[key]
            self.assertAlmostEqual(households / brute.mean, limits, delta=2e-6, msg=key)
            self.assertAlmostEqual(border, metres, delta=0.002, msg=key)
            self.assertAlmostEqual(even, less_uneven, delta=0.002, msg=key)
        support.figure(f"{len(listed)} improvements listed, {len(sure)} by brute force")
        self.assertGreater(len(listed), 100)

    def test_of_our_own_plans_no_cell_can_be_bettered(self):
        for tolerance in (0.05, 0.10):
            grid_of, listed = self.run_gridify("--grids", 107, "--tolerance", tolerance)
            self.assertEqual({}, listed)
            mean = sum(self.town.households.values()) / 107
            least, most = math.ceil(mean * (1 - tolerance)), math.floor(mean * (1 + tolerance))
            self.assertEqual({}, Brute(self.town, grid_of, least, most).find(SLACK))


if __name__ == "__main__":
    support.run_tests(DAAN)
