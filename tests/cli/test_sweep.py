"""gridify --sweep: many values of one goal side by side. Each is the run with that value, by the assignments and by what
OGR finds in its layer; counting alone is held against a count in Python; the knee against the rule as it is published."""

import csv
import decimal
import json
import math
import os
import random
import subprocess
import unittest
from pathlib import Path

from gridify_case import GRIDIFY, GridifyCase, read_layer, site_rows

EXAMPLE = "for example target=300..600/50, grids=80,100,120 or tolerance=0.05..0.2/0.05"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def inner_border(grids):
    """Metres of border between grids of one unit, each once."""
    total = 0.0
    for unit in {grid["unit_code"] for grid in grids}:
        shapes = [grid[""] for grid in grids if grid["unit_code"] == unit]
        whole = shapes[0].Clone()
        for shape in shapes[1:]:
            whole = whole.Union(shape)
        total += (sum(shape.Boundary().Length() for shape in shapes) - whole.Boundary().Length()) / 2
    return total


def fitting_count(households, target, least, most, cells):
    """By trying all: the number of grids within the limits that is nearest to the target, or the least bad one."""
    if households == 0:
        return 1, True
    fits = [k for k in range(1, households + 1) if least * k <= households <= most * k]
    if fits:
        near = min(fits, key=lambda k: (abs(k - decimal.Decimal(households) / target), -k))
        return min(near, cells), min(near, cells) in fits
    if households < least:
        return 1, False
    below = [k for k in range(1, households + 1) if households > most * k]  # too large each
    k = below[-1]
    worse = min((decimal.Decimal(households) / (most * k), k), (decimal.Decimal(least) * (k + 1) / households, k + 1))
    return worse[1], False


def knee_of(points):
    """The knee of a curve that bends upwards, by Kneedle with sensitivity 1; (x, y, name) in any order, or None."""
    lowest = {}
    for x, y, name in sorted(points, key=lambda point: point[:2]):
        lowest.setdefault(x, (y, name))
    xs = sorted(lowest)
    ys = [lowest[x][0] for x in xs]
    if len(xs) < 3 or max(ys) == min(ys):
        return None
    unit = [((x - xs[0]) / (xs[-1] - xs[0]), (y - min(ys)) / (max(ys) - min(ys))) for x, y in zip(xs, ys)]
    below = [(1 - x if ys[-1] < ys[0] else x) - y for x, y in unit]
    best = max(range(len(xs)), key=lambda i: (below[i], -i))
    return lowest[xs[best]][1] if below[best] > 1 / (len(xs) - 1) else None


class Sweep(GridifyCase):

    def sweep(self, text, *more):
        """The table as CSV, by the swept value."""
        run = self.gridify(self.units, "--sites", self.sites, "--sweep", text, "-o", self.path("sweep.csv"), "-O", "--fail-on", "never",
                           "--effort", "fast", "--assignments", self.path("swept.csv"), *more)
        self.assertEqual((0, ""), (run.returncode, run.stdout), run.stderr)
        return {row["value"]: row for row in rows_of(self.path("sweep.csv"))}

    def run_at(self, *more):
        run = self.gridify(self.units, "--sites", self.sites, "-o", self.out, "-O", "--fail-on", "never", "--effort", "fast",
                           "--assignments", self.path("one.csv"), "--report", self.path("one.json"), *more)
        self.assertEqual(0, run.returncode, run.stderr)
        return read_layer(self.out, "grids"), json.loads(Path(self.path("one.json")).read_text(encoding="utf-8"))

    def assert_column(self, value):
        """What the sweep assigned with a value is, byte for byte, what the run with it assigned."""
        lines = ["site_id,grid_code", *(f"{row['site_id']},{row[value]}" for row in rows_of(self.path("swept.csv")))]
        self.assertEqual(Path(self.path("one.csv")).read_text(encoding="utf-8"), "\n".join(lines) + "\n")

    def assert_figures(self, figures, grids, limits=None, tolerance=0.1):
        """The figures of a row, as OGR finds them in the layer."""
        self.assertEqual(int(figures["grids"]), len(grids))
        counts = [grid["households"] for grid in grids]
        self.assertEqual((min(counts), max(counts)), (int(figures["least"]), int(figures["most"])))
        if limits:
            self.assertEqual(sum(limits[0] <= count <= limits[1] for count in counts), int(figures["within_limits"]))
        else:
            self.assertEqual("", figures["within_limits"])
        devs = []
        for unit in {grid["unit_code"] for grid in grids}:
            own = [grid["households"] for grid in grids if grid["unit_code"] == unit]
            devs += [abs(count * len(own) / sum(own) - 1) for count in own]
        self.assertAlmostEqual(max(devs), float(figures["worst_dev"]), places=9)
        self.assertAlmostEqual(sum(devs) / len(devs), float(figures["mean_dev"]), places=9)
        self.assertEqual(sum(dev <= tolerance + 1e-9 for dev in devs), int(figures["within_tolerance"]))
        self.assertAlmostEqual(inner_border(grids), float(figures["border_m"]), delta=0.002 * inner_border(grids))

    def test_each_point_is_the_run_with_that_target(self):
        table = self.sweep("target=100..400/100")
        self.assertEqual(["100", "200", "300", "400"], list(table))
        for value, figures in table.items():
            grids, _ = self.run_at("--target", value)
            self.assert_column(value)
            self.assert_figures(figures, grids, (int(value) * 3 // 4, -(-int(value) * 5 // 4)))

    def test_each_point_is_the_run_with_that_tolerance_and_previous_grids(self):
        self.run_at("--target", "150")
        before = self.path("before.gpkg")
        os.rename(self.out, before)
        self.sites = self.write("later.gpkg", site_rows(seed=2))
        more = ["--target", "200", "--previous", before, "--barriers", self.path("streets.gpkg")]
        for value, figures in self.sweep("tolerance=0.05,0.1,0.25", *more).items():
            grids, report = self.run_at(*more, "--tolerance", value)
            self.assert_column(value)
            self.assert_figures(figures, grids, (150, 250), float(value))
            self.assertEqual(report["changes"]["households_moved"], float(figures["moved"]))
            self.assertGreater(float(figures["moved"]), 0)

    def test_each_point_is_the_run_with_that_number_of_grids_and_hours(self):
        more = ["--work", "--walk", self.path("streets.gpkg"), "--walk-where", "class <> 'river'"]
        for value, figures in self.sweep("grids=8,12,20", *more).items():
            grids, _ = self.run_at(*more, "--grids", value)
            self.assert_column(value)
            self.assert_figures(figures, grids)
            hours = [grid["service_h"] + grid["walk_h"] for grid in grids]
            self.assertAlmostEqual(min(hours), float(figures["least_h"]), places=6)
            self.assertAlmostEqual(max(hours), float(figures["most_h"]), places=6)
            self.assertAlmostEqual(sum(grid["walk_km"] for grid in grids), float(figures["walk_km"]), places=6)

    def test_inputs_are_read_once(self):
        """By what the kernel counts of the bytes that were read."""
        self.sites = self.write("many.gpkg", site_rows(per_unit=900))
        def bytes_read(text):
            with subprocess.Popen([GRIDIFY, self.units, "--sites", self.sites, "--sweep", text, "-o", self.path("s.csv"), "-O", "--threads", "1",
                                   "--effort", "fast"], stderr=subprocess.DEVNULL) as run:
                os.waitid(os.P_PID, run.pid, os.WEXITED | os.WNOWAIT)
                return int(Path(f"/proc/{run.pid}/io").read_text(encoding="ascii").split()[1])
        one, five = bytes_read("target=4000"), bytes_read("target=2000..4000/500")
        self.assertGreater(one, os.path.getsize(self.sites))
        self.assertLess(five - one, os.path.getsize(self.sites))  # four times more would be four times that

    def test_counting_alone_is_a_count_in_python(self):
        chance = random.Random(5)
        rows = [(wkt, {**fields, "households": chance.choice([0, 3, 30, 700])}) for wkt, fields in site_rows(per_unit=40)]
        self.sites = self.write("crowds.gpkg", rows)
        units = {}
        for i, (_, fields) in enumerate(rows):
            units.setdefault(i // 40, []).append(fields["households"])
        run = self.gridify(self.units, "--sites", self.sites, "--sweep", "target=40..900/20", "--count-only", "-o", self.path("c.csv"))
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        table = rows_of(self.path("c.csv"))
        self.assertEqual(44, len(table))
        for row in table:
            target = int(row["value"])
            least, most = target * 3 // 4, -(-target * 5 // 4)
            found = [fitting_count(sum(target if count > most else count for count in own), target, least, most, 40) for own in units.values()]
            self.assertEqual(sum(count for count, _ in found), int(row["grids"]), row)
            self.assertEqual(sum(not fits for _, fits in found), int(row["units_without_fit"]), row)
            means = [sum(own) / count for own, (count, _) in zip(units.values(), found)]
            self.assertAlmostEqual(min(means), float(row["least"]), places=6)
            self.assertAlmostEqual(max(means), float(row["most"]), places=6)

    def test_counting_alone_is_what_dividing_comes_to(self):
        made = self.sweep("target=100..500/50")
        for row in self.count("target=100..500/50"):
            self.assertEqual(made[row["value"]]["grids"], row["grids"])
            self.assertEqual(made[row["value"]]["units_without_fit"], row["units_without_fit"])
        for row in self.count("grids=4,9,30"):
            self.assertEqual(row["grids"], row["value"])

    def count(self, text):
        run = self.gridify(self.units, "--sites", self.sites, "--sweep", text, "--count-only", "-o", self.path("c.csv"), "-O")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        return rows_of(self.path("c.csv"))

    def test_values_are_those_of_decimal_arithmetic(self):
        chance = random.Random(3)
        def number(most, places):
            return str(decimal.Decimal(chance.randint(1, most)).scaleb(-chance.randint(*places)))
        for _ in range(12):
            first, step = number(99, (2, 4)), number(99, (2, 4))
            last = str(decimal.Decimal(first) + decimal.Decimal(step) * chance.randint(0, 6) + decimal.Decimal(number(9, (5, 6))))
            if decimal.Decimal(last) >= 1:
                continue
            wanted, at = [], decimal.Decimal(first)
            while at <= decimal.Decimal(last):
                wanted.append(format(at.normalize(), "f"))
                at += decimal.Decimal(step)
            text = f"tolerance={first}..{last}/{step}"
            run = self.gridify(self.units, "--sites", self.sites, "--effort", "fast", "--sweep", text, "-o", self.path("v.csv"), "-O",
                               "--fail-on", "never")
            self.assertEqual(0, run.returncode, run.stderr)
            self.assertEqual(wanted, [row["value"] for row in rows_of(self.path("v.csv"))], text)

    def test_the_knee_is_that_of_the_published_rule(self):
        found = set()
        for text, x, y in (("target=80..400/40", "grids", "mean_dev"), ("grids=4..44/8", "grids", "mean_dev"),
                           ("tolerance=0.01..0.3/0.04", "value", "border_m"), ("target=100,200", "grids", "mean_dev")):
            table = self.sweep(text)
            knee = knee_of([(float(row[x]), float(row[y]), value) for value, row in table.items()])
            self.assertEqual([knee] if knee else [], [value for value, row in table.items() if row["knee"] == "1"], text)
            found.add(knee is None)
        self.assertEqual({True, False}, found)

    def test_json_and_text_say_what_the_csv_says(self):
        table = self.sweep("target=200..400/100")
        run = self.gridify(self.units, "--sites", self.sites, "--effort", "fast", "--sweep", "target=200..400/100", "-o",
                           self.path("s.json"), "--json")
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual(run.stdout, Path(self.path("s.json")).read_text(encoding="utf-8").replace(str(self.dir), "$DIR"))
        for point in json.loads(run.stdout)["points"]:
            value = point.pop("value")
            for name, figure in point.items():
                self.assertEqual(float(table[value][name]), figure, name)
        run = self.gridify(self.units, "--sites", self.sites, "--effort", "fast", "--sweep", "target=200..400/100")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        lines = {line[:40].strip(): line[40:].split() for line in run.stdout.splitlines() if not line.startswith("knee")}
        self.assertEqual(["200", "300", "400"], lines["target"])
        self.assertEqual([row["grids"] for row in table.values()], lines["grids"])

    def test_findings_are_those_of_every_value(self):
        far = ("POINT (530000 3395000)", {"site_id": "far", "households": 7})
        self.sites = self.write("far.gpkg", [*site_rows(), far])
        run = self.gridify(self.units, "--sites", self.sites, "--sweep", "target=200..400/100", "-o", self.path("s.csv"))
        self.assertEqual(1, run.returncode)
        self.assertEqual(1, run.stderr.count("\n"), run.stderr)
        self.assertIn("site_outside", run.stderr)

    def test_what_cannot_be_swept_is_refused(self):
        def refused(text, message, *more, hint=EXAMPLE):
            self.assert_refused(2, [self.units, "--sites", self.sites, "--sweep", text, *more], message, hint)
        name = "it is NAME=VALUES, with target, grids, tolerance, hours or workers as the name"
        digits = "FROM, TO and STEP are numbers of at most nine digits and nine decimals"
        value = "a value is a number of at most nine digits and nine decimals"
        for text, why in (("", name), ("target", name), ("size=3", name), ("=3", name), ("target=", value), ("target=,", value),
                          ("target=300..", "a range is FROM..TO/STEP"), ("target=300..400", "a range is FROM..TO/STEP"),
                          ("target=300..400/", digits), ("target=300..400/0", "the step is 0"), ("target=400..300/10", "TO is below FROM"),
                          ("target=a..b/c", digits), ("target=-3..5/1", digits), ("target=1e2", value), ("target=3,2", "the values do not ascend"),
                          ("target=3,3.0", "the values do not ascend"), ("target=1..999999999/1", "there are more than 1000 values"),
                          ("target=" + ",".join(map(str, range(1, 1003))), "there are more than 1000 values"),
                          ("tolerance=0.1..0.2/0.0000000001", digits), ("target=9999999999", value), ("target=3 00", value),
                          ("target=300.5", "a fraction of a household, a grid or a worker cannot be"), ("tolerance=.1", value), ("tolerance=0.", value)):
            refused(text, f"--sweep {text}: {why}")
        refused("tolerance=0.5,1", "--tolerance must be between 0 and 1, not 1", hint="10 % is written 0.1")
        refused("target=0,5", "--target must be from 1 to 1000000000, not 0", hint=None)
        refused("target=300,400", "--target and --sweep exclude each other", "--target", "3", hint="the sweep says which values are tried")
        refused("grids=8", "--grids excludes --target, --min and --max", "--target", "3", hint="leave out --grids or the others")
        refused("target=300,700", "--target 700 is above --max 500", "--max", "500", hint="--min <= --target <= --max")
        refused("target=300", "--report and --sweep exclude each other", "--report", self.path("r.txt"), hint="the table has the figures of each value")
        refused("target=300", "--output $DIR/grids.gpkg: the table of a sweep is .csv or .json", "-o", self.out, hint="--chart writes it as a page")
        refused("target=300", "--chart page.pdf: the name must end in .html", "--chart", "page.pdf", hint=None)
        refused("tolerance=0.1", "--count-only counts by households alone", "--count-only", hint="sweep target or grids")
        self.assert_refused(2, self.town_with_sites("--count-only"), "--count-only is given without --sweep")
        self.assert_refused(2, self.town_with_sites("--chart", "c.html"), "--chart is given without --sweep")

    def test_a_value_that_cannot_be_had_ends_the_run_before_anything_is_written(self):
        self.assert_refused(2, [self.units, "--sites", self.sites, "--sweep", "grids=2,8", "-o", self.path("s.csv")],
                            "2 grids are too few: 4 are needed, at least one for each unit", "raise --grids")

    def test_bytes_do_not_depend_on_threads(self):
        contents = []
        for threads in (1, 2):
            self.sweep("target=100..300/100", "--threads", threads, "--chart", self.path("page.html"))
            contents.append([Path(self.path(name)).read_bytes() for name in ("sweep.csv", "swept.csv", "page.html")])
        self.assertEqual(*contents)


if __name__ == "__main__":
    unittest.main()
