"""Sites on borders of units, on their corners, on roads and crossings that become borders of grids: gridtag puts each where gridify has put
it, and where exact arithmetic puts it (tests/fuzz/tag_judge.py)."""

import csv
import random
import subprocess
import sys
import unittest
from pathlib import Path

import numpy as np

import gridify_case as case
from gridtag_case import GridtagCase

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fuzz"))
from tag_judge import judge, read_grids  # noqa: E402

STEP = 25  # a lattice that the corners of the units, the roads and half of the sites are on


class Ties(GridtagCase):

    def at(self, column, row):
        return case.WEST + STEP * column, case.SOUTH + STEP * row

    def make_town(self, chance):
        """Four units of 24 x 24 steps; roads between places of the lattice, across all of them."""
        roads = []
        for _ in range(14):
            a, b = ((0, chance.randrange(49)), (48, chance.randrange(49)))
            if chance.random() < 0.5:
                a, b = a[::-1], b[::-1]
            roads.append((f"LINESTRING ({' '.join(map(str, self.at(*a)))},{' '.join(map(str, self.at(*b)))})", {"class": "road"}))
        self.write("roads.gpkg", roads)
        nodes = [self.at(column, row) for column in range(49) for row in range(49)]
        ends = [[tuple(map(float, point.split())) for point in road[0][12:-1].split(",")] for road in roads]
        halves = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in ends]
        others = [(case.WEST + chance.uniform(0, 1200), case.SOUTH + chance.uniform(0, 1200)) for _ in range(400)]
        places = chance.sample(nodes, 400) + halves + others
        self.write("ties.gpkg", [(f"POINT ({x!r} {y!r})", {"site_id": f"s{i:04}", "households": 5}) for i, (x, y) in enumerate(places)])
        return places

    def test_every_tie_goes_where_it_went(self):
        on_borders = 0
        for seed in range(3):
            places = self.make_town(random.Random(seed))
            words = ["units.gpkg", "--sites", "ties.gpkg", "--barriers", "roads.gpkg", "-o", "ties-grids.gpkg", "-O", "-q", "--effort", "fast",
                     "--assignments", "ties.csv", "--fail-on", "never"]
            run = subprocess.run([case.GRIDIFY, *words], cwd=self.dir, capture_output=True, check=False)
            self.assertEqual(0, run.returncode, run.stderr)
            with open(self.path("ties.csv"), encoding="utf-8", newline="") as file:
                wanted = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
            self.grids = self.path("ties-grids.gpkg")
            text = "site_id,x,y\n" + "".join(f"s{i:04},{x!r},{y!r}\n" for i, (x, y) in enumerate(places))
            tagged = dict(line.split(",")[::3] for line in self.tag(text).decode().splitlines()[1:])
            with self.subTest(seed=seed):
                self.assertEqual(wanted, tagged)
                grids = read_grids(self.grids, "grids")
                x, y = np.array(places).T
                owners = judge(grids, x, y)
                self.assertEqual([grids[i][0] for i in owners], [tagged[f"s{i:04}"] for i in range(len(places))])
            shapes = [row[""] for row in case.read_layer(self.grids, "grids")]
            on_borders += sum(sum(shape.Distance(point) == 0 for shape in shapes) > 1
                              for point in (case.ogr.CreateGeometryFromWkt(f"POINT ({x!r} {y!r})") for x, y in places))
        self.assertGreater(on_borders, 60, "places in several grids by GEOS")


if __name__ == "__main__":
    unittest.main()
