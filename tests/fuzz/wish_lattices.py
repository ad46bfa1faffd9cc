"""Random wishes on small lattices of cells, many in one run, against the list of all plans that there are.

Each unit is a lattice of up to 16 cells that is to have three grids. A wish has to be met if some plan meets it together with all that
come before it by priority and are met; the others must be told as missed.
"""

import argparse
import functools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
GRIDS = 3
SIDE = 100.0
SHAPES = [(3, 3), (4, 3), (4, 4)]
PRIORITY = ["lock", "together", "centre", "apart"]


@functools.cache
def plans(columns, rows):
    """All divisions into three connected parts, as sets of bits."""
    cells = columns * rows
    around = [sum(1 << other for other in range(cells)
                  if abs(other % columns - cell % columns) + abs(other // columns - cell // columns) == 1)
              for cell in range(cells)]

    @functools.cache
    def is_connected(part):
        reached = grown = part & -part
        while grown:
            beside = 0
            while grown:
                low = grown & -grown
                beside |= around[low.bit_length() - 1]
                grown ^= low
            grown = beside & part & ~reached
            reached |= grown
        return reached == part

    found = []
    everything = (1 << cells) - 1
    for first in range(1, everything, 2):
        if not is_connected(first):
            continue
        rest = everything & ~first
        low = rest & -rest
        second = rest
        while second:
            third = rest & ~second
            if second & low and third and is_connected(second) and is_connected(third):
                found.append((first, second, third))
            second = (second - 1) & rest
    return found


class Lattice:
    """A unit: how many cells, and what is asked: lists of (wish, cells by feature)."""

    def __init__(self, seed):
        dice = random.Random(seed)
        self.columns, self.rows = dice.choices(SHAPES, weights=[2, 2, 1])[0]
        self.cells = self.columns * self.rows
        self.households = [dice.randint(5, 30) for _ in range(self.cells)]
        self.asked = [self.wish(dice) for _ in range(dice.randint(1, 4))]
        if any(wish == "centre" for wish, _ in self.asked):  # all centres of a unit are one wish
            points = list(dict.fromkeys(cells for wish, features in self.asked if wish == "centre" for cells in features))
            self.asked = [ask for ask in self.asked if ask[0] != "centre"] + [("centre", points)]

    def wish(self, dice):
        kind = dice.choice(["lock", "together", "together", "apart", "apart", "centre"])
        if kind == "lock":
            columns, rows = dice.randint(1, 2), dice.randint(1, 2)
            west, south = dice.randint(0, self.columns - columns), dice.randint(0, self.rows - rows)
            return kind, [tuple((south + j) * self.columns + west + i for j in range(rows) for i in range(columns))]
        count = dice.randint(2, 3)
        cells = dice.sample(range(self.cells), count)
        if kind == "together":
            return kind, [tuple(cells)]
        return kind, [(cell,) for cell in cells]

    @staticmethod
    def is_met(wish, features, plan):
        parts = [{next(p for p in range(GRIDS) if plan[p] >> cell & 1) for cell in cells} for cells in features]
        if wish == "lock":
            return plan[next(iter(parts[0]))] == sum(1 << cell for cell in features[0])
        if wish == "together":
            return len(parts[0]) == 1
        return all(not parts[i] & parts[j] for i in range(len(parts)) for j in range(i))

    def by_priority(self):
        """What is to be met: in the order of the man page, by kind and then by place in the input, each that some plan meets
        together with those before it. Of centres each point is one."""
        order = sorted(range(len(self.asked)), key=lambda ask: (PRIORITY.index(self.asked[ask][0]), ask))
        left, met = plans(self.columns, self.rows), set()
        for ask in order:
            wish, features = self.asked[ask]
            steps = [features] if wish != "centre" else [features[:n] for n in range(1, len(features) + 1)]
            taken, is_met = [], True
            for step in steps:
                trial = step if wish != "centre" else [*taken, step[-1]]
                both = [plan for plan in left if self.is_met(wish, trial, plan)]
                if both:
                    left, taken = both, trial
                else:
                    is_met = False
            if is_met:
                met.add(ask)
        return met


class Run:
    """Many lattices side by side, divided by one run of gridify."""

    def __init__(self, seeds, folder):
        self.seeds = list(seeds)
        self.lattices = [Lattice(seed) for seed in self.seeds]
        self.folder = folder
        self.crs = osr.SpatialReference()
        self.crs.ImportFromEPSG(4547)

    @staticmethod
    def box(number, column, row, columns=1, rows=1, shrink=0.0):
        west, south = 500000.0 + 600.0 * (number % 60) + SIDE * column, 3300000.0 + 600.0 * (number // 60) + SIDE * row
        east, north = west + SIDE * columns - shrink, south + SIDE * rows - shrink
        west, south = west + shrink, south + shrink
        return f"(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"

    def cell_box(self, number, cell, shrink=0.0):
        columns = self.lattices[number].columns
        return self.box(number, cell % columns, cell // columns, shrink=shrink)

    def geometry(self, number, wish, cells):
        if wish == "lock":
            columns = self.lattices[number].columns
            west, south = min(cell % columns for cell in cells), min(cell // columns for cell in cells)
            east, north = max(cell % columns for cell in cells), max(cell // columns for cell in cells)
            return "POLYGON " + self.box(number, west, south, east - west + 1, north - south + 1)
        if wish == "together":
            return "MULTIPOLYGON (" + ",".join(self.cell_box(number, cell, 30) for cell in cells) + ")"
        return ogr.CreateGeometryFromWkt("POLYGON " + self.cell_box(number, cells[0])).Centroid().ExportToWkt()

    def layer(self, dataset, name, kind, fields):
        layer = dataset.CreateLayer(name, self.crs, kind)
        for field, of in fields.items():
            layer.CreateField(ogr.FieldDefn(field, of))
        return layer

    @staticmethod
    def add(layer, wkt, **values):
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in values.items():
            feature.SetField(name, value)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        layer.CreateFeature(feature)
        return feature.GetFID()

    def write(self):
        dataset = gdal.GetDriverByName("GPKG").Create(str(self.folder / "in.gpkg"), 0, 0, 0, gdal.GDT_Unknown)
        units = self.layer(dataset, "units", ogr.wkbPolygon, {"unit_code": ogr.OFTString, "grids": ogr.OFTInteger})
        cells = self.layer(dataset, "cells", ogr.wkbPolygon, {"households": ogr.OFTInteger, "id": ogr.OFTString})
        wishes = self.layer(dataset, "wishes", ogr.wkbUnknown, {"wish": ogr.OFTString, "group": ogr.OFTString})
        self.owner = {}
        for number, lattice in enumerate(self.lattices):
            self.add(units, "POLYGON " + self.box(number, 0, 0, lattice.columns, lattice.rows),
                     unit_code=f"{420106001000 + number}", grids=GRIDS)
            for cell, households in enumerate(lattice.households):
                self.add(cells, "POLYGON " + self.cell_box(number, cell), households=households, id=f"{number} {cell}")
            for ask, (wish, features) in enumerate(lattice.asked):
                for part in features:
                    fid = self.add(wishes, self.geometry(number, wish, part), wish=wish, group=f"{number} {ask}")
                    self.owner[fid] = number, ask
        del units, cells, wishes, dataset

    def divide(self):
        data, out = self.folder / "in.gpkg", self.folder / "out.gpkg"
        command = [os.environ["GRIDIFY"], data, "--layer", "units", "--cells", data, "--cells-layer", "cells", "--site-id", "id",
                   "--unit-grids", "grids", "--wishes", data, "--wishes-layer", "wishes", "--effort", "fast", "-o", out,
                   "--assignments", self.folder / "of.csv", "--report", self.folder / "report.json", "-O"]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        self.plan = [{} for _ in self.lattices]
        for line in (self.folder / "of.csv").read_text(encoding="utf-8").splitlines()[1:]:
            place, code = line.replace('"', "").split(",")
            number, cell = map(int, place.split())
            self.plan[number].setdefault(code, 0)
            self.plan[number][code] |= 1 << cell
        findings = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))["findings"]
        self.torn = {int(finding["unit_code"]) - 420106001000 for finding in findings
                     if finding["code"] in ("unit_disconnected", "not_enough_cells")}
        self.missed = {self.owner[finding["feature"]] for finding in findings if finding["code"] == "wish_missed"}

    def judge(self):
        """(seed, what is wrong) of each lattice that is."""
        for number, lattice in enumerate(self.lattices):
            plan = tuple(self.plan[number].values())
            wanted = lattice.by_priority()
            can_be_met = len(wanted) == len(lattice.asked)
            if not can_be_met and not {ask for of, ask in self.missed if of == number} | self.torn & {number}:
                yield self.seeds[number], f"not all of {lattice.asked} can be met, and not a word of it"
            if (can_be_met or number not in self.torn) and len(plan) != GRIDS or can_be_met and set(plan) - {part for known in plans(lattice.columns, lattice.rows) for part in known}:
                yield self.seeds[number], f"{len(plan)} grids, or one that does not hang together: {lattice.asked}"
                continue
            unmet = {ask for ask, (wish, features) in enumerate(lattice.asked)
                     if not lattice.is_met(wish, features, plan)}
            missed = {ask for of, ask in self.missed if of == number}
            if unmet - missed:
                yield self.seeds[number], f"not met, and not told: {[lattice.asked[ask] for ask in unmet - missed]}"
            elif missed and can_be_met:
                yield self.seeds[number], f"missed {[lattice.asked[ask] for ask in missed]} of {lattice.asked}"
            elif unmet & wanted:
                yield self.seeds[number], f"priority: {[lattice.asked[ask] for ask in unmet & wanted]} of {lattice.asked}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    step = 300
    wrong = []
    for first in range(options.first, options.first + options.count, step):
        with tempfile.TemporaryDirectory(prefix="wish-lattices-") as folder:
            run = Run(range(first, min(first + step, options.first + options.count)), pathlib.Path(folder))
            run.write()
            run.divide()
            wrong += list(run.judge())
    for seed, text in wrong:
        print(f"lattice {seed}: {text}")
    print(f"{options.count} lattices, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
