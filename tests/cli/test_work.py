"""Hours of work as the workload: service and walking, in gridify, gridcheck and gridexport."""

import csv
import json
import os
import random
import shutil
import subprocess
import unittest
from pathlib import Path

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, SOUTH, WEST, GridifyCase, read_layer, site_rows, street_rows

GRIDEXPORT = os.environ.get("GRIDEXPORT") or shutil.which("gridexport")
CONSTANT = ["service_h", "walk_h", "walk_km"]


def lines(x0, y0, x1, y1):
    return f"LINESTRING ({WEST + x0} {SOUTH + y0},{WEST + x1} {SOUTH + y1})"


class Work(GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GRIDCHECK or not GRIDEXPORT:
            raise unittest.SkipTest("skipped: gridcheck or gridexport is not found; name them in the environment")

    def setUp(self):
        super().setUp()
        self.streets = ["--barriers", self.path("streets.gpkg"), "--hard-barriers", "class = 'river'"]

    def divide(self, *more, sites=None, out=None, code=None):
        """The grids by code, and the findings by code."""
        run = self.gridify(self.units, "--sites", sites or self.sites, "-o", out or self.out, "-O", "--json", "--fail-on", "never", *more)
        self.assertEqual(0 if code is None else code, run.returncode, run.stderr)
        if run.returncode:
            return run.stderr
        report = json.loads(run.stdout)
        findings = {}
        for finding in report["findings"]:
            findings.setdefault(finding["code"], []).append(finding)
        self.report = report
        return {row["grid_code"]: row for row in read_layer(out or self.out, "grids")}, findings

    @staticmethod
    def run_program(words):
        return subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=120, check=False)

    def test_without_the_option_there_are_no_hours(self):
        grids, _ = self.divide(*self.streets)
        self.assertFalse(set(CONSTANT) & set(next(iter(grids.values()))))
        self.assertNotIn("work", self.report)

    def test_service_and_visits_are_expressions(self):
        rows = site_rows()
        households = {fields["site_id"]: fields["households"] for _, fields in rows}
        assigned = self.path("assigned.csv")
        grids, _ = self.divide(*self.streets, "--service", "12.5 * households + 4", "--visits", "1 + households / 20",
                               "--assignments", assigned)
        service, visits = dict.fromkeys(grids, 0), {code: set() for code in grids}
        with open(assigned, newline="", encoding="utf-8") as listed:
            for row in csv.DictReader(listed):
                count = households[row["site_id"]]
                service[row["grid_code"]] += (12.5 * count + 4) / 60
                visits[row["grid_code"]].add(1 + count // 20)
        for code, grid in grids.items():
            self.assertAlmostEqual(service[code], grid["service_h"], 6)
            self.assertAlmostEqual(grid["workload"], grid["service_h"] + grid["walk_h"], 6)
            self.assertEqual({1, 2}, visits[code])
            once = grid["walk_km"] / 4.5
            self.assertTrue(once < grid["walk_h"] < 2 * once, (code, once, grid["walk_h"]))

    def test_workload_is_added_as_hours(self):
        plain, _ = self.divide(*self.streets, "--work", "--grids", 4)
        more, _ = self.divide(*self.streets, "--work", "--workload", "0.5", "--grids", 4)
        self.assertEqual(plain.keys(), more.keys())
        for code, grid in more.items():  # a unit is a grid here
            self.assertAlmostEqual(plain[code]["service_h"] + 0.5 * grid["sites"], grid["service_h"], 6)
            self.assertAlmostEqual(plain[code]["walk_km"], grid["walk_km"], 6)

    def test_speed_changes_hours_and_not_rounds(self):
        slow, _ = self.divide(*self.streets, "--work", "--grids", 4, "--speed", 3)
        for grid in slow.values():
            self.assertAlmostEqual(grid["walk_km"] / 3, grid["walk_h"], 6)

    def test_sites_that_nobody_visits_are_not_walked_to(self):
        grids, _ = self.divide(*self.streets, "--visits", "0")
        self.assertEqual({0.0}, {grid["walk_km"] for grid in grids.values()})
        self.assertTrue(all(grid["service_h"] > 0 for grid in grids.values()))

    def test_walking_is_in_straight_lines_where_there_are_no_ways(self):
        grids, findings = self.divide("--work", "--grids", 4, "--off-network", 1)
        self.assertIn("--walk", findings["walk_missing"][0]["message"])
        double, _ = self.divide("--work", "--grids", 4, "--off-network", 2)
        for code, grid in grids.items():
            self.assertAlmostEqual(2 * grid["walk_km"], double[code]["walk_km"], 6)
            # No round past 60 places in a square of 600 m is shorter than their tree; Beardwood, Halton and Hammersley.
            self.assertTrue(2 < grid["walk_km"] < 6, grid["walk_km"])

    def test_ways_that_are_far_off_are_told_unit_by_unit(self):
        far = self.write("far.gpkg", [(lines(90000, 0, 91000, 0), {"class": "footway"})])
        _, findings = self.divide("--walk", far)
        self.assertEqual(4, len(findings["walk_missing"]))

    def test_pieces_of_the_network_are_linked_and_told(self):
        """In each unit two ways with a house at the end of each, and nothing between."""
        ways, sites = [], []
        for unit in range(4):
            west, south = case.corner(unit)
            for y in (100, 400):
                x0, y0 = west - WEST, south - SOUTH + y
                ways.append((lines(x0 + 50, y0, x0 + 550, y0), {}))
                sites += [(f"POINT ({WEST + x0 + x} {SOUTH + y0 + 10})", {"households": 200}) for x in (60, 540)]
        grids, findings = self.divide("--walk", self.write("ways.gpkg", ways), "--grids", 4, sites=self.write("ends.gpkg", sites))
        self.assertEqual(4, len(findings["walk_unconnected"]))
        self.assertIn("1 straight walks between them are counted, up to 300 m", findings["walk_unconnected"][0]["message"])
        for grid in grids.values():  # along both ways, and over the ground once and back at one of their ends
            self.assertAlmostEqual((2 * 2 * 480 + 2 * (300 * 1.3 + 2 * 10)) / 1000, grid["walk_km"], 6)

    def test_lines_that_come_twice_and_backward_change_nothing(self):
        once = [row for row in street_rows() if row[1]["class"] != "river"]
        back = [(lines_turned(wkt), fields) for wkt, fields in once]
        mixed = once + back
        random.Random(1).shuffle(mixed)
        results = []
        for name, rows in (("once.gpkg", once), ("twice.gpkg", mixed)):
            out = self.path(f"{name}.geojson")
            self.divide("--walk", self.write(name, rows), out=out)
            results.append(Path(out).read_bytes())
        self.assertEqual(*results)

    def test_bytes_do_not_depend_on_threads_and_order(self):
        rows = site_rows()
        random.Random(2).shuffle(rows)
        results = []
        for sites, threads in ((self.sites, 1), (self.write("shuffled.gpkg", rows), 2)):
            out = self.path(f"{threads}.geojson")
            self.divide(*self.streets, "--work", "--visits", "households / 10.0", "-j", threads, sites=sites, out=out)
            results.append(Path(out).read_bytes())
        self.assertEqual(*results)

    def test_nobody_walks_over_the_river(self):
        """A street on each bank, and far off the only bridge."""
        bank = [(lines(-50, y, 750, y), {"class": "residential"}) for y in (280, 350)]
        bridge = [(lines(700, 280, 700, 350), {"class": "residential"})]
        river = [(lines(-50, 310, 695, 310), {"class": "river"}), (lines(705, 310, 2000, 310), {"class": "river"})]
        sites = [(f"POINT ({WEST + x} {SOUTH + y})", {"households": 100}) for x in (20, 580) for y in (270, 360)]
        land = self.write("land.gpkg", bank + bridge + river)
        grids, _ = self.divide("--barriers", land, "--hard-barriers", "class = 'river'", "--work", sites=self.write("banks.gpkg", sites))
        walked = [grid["walk_km"] for grid in grids.values() if grid["sites"] == 4]
        self.assertEqual(1, len(walked), "the unit is one grid")
        self.assertAlmostEqual(2 * (680 + 70 + 680) / 1000, walked[0], 6)

    def test_what_cannot_be_is_refused(self):
        for words, said in ((["--work", "--speed", "0"], "--speed must be from 0.1 to 100"),
                            (["--speed", "4"], "no hours are reckoned"),
                            (["--work", "--off-network", "0.5"], "--off-network must be from 1 to 10"),
                            (["--walk-layer", "x"], "belongs to the --walk before it"),
                            (["--service", "nothing_of_that_name"], "nothing_of_that_name")):
            run = self.gridify(self.units, "--sites", self.sites, "-o", self.out, *words)
            self.assertEqual(2, run.returncode, (words, run.stderr))
            self.assertIn(said, run.stderr)
        for words, said in ((["--service", "-households"], "the service (--service)"), (["--visits", "'often'"], "--visits"),
                            (["--walk", self.units], "lines"), (["--walk", self.path("none.gpkg")], "none.gpkg")):
            run = self.gridify(self.units, "--sites", self.sites, "-o", self.out, *words)
            self.assertEqual(3, run.returncode, (words, run.stderr))
            self.assertIn(said, run.stderr)
        self.assertFalse(Path(self.out).exists())

    def test_of_persons_no_visits_can_be_said_but_service_is_added_up(self):
        rows = [(wkt, {"household_no": f"h{i // 3}", "age": 20 + i % 60}) for i, (wkt, _) in enumerate(site_rows() * 3)]
        rows = [(rows[i - i % 3][0], fields) for i, (_, fields) in enumerate(rows)]
        persons = self.write("persons.gpkg", rows)
        said = self.divide(*self.streets, "--household-id", "household_no", "--visits", "1", sites=persons, code=2)
        self.assertIn("leave out --visits", said)
        grids, _ = self.divide(*self.streets, "--household-id", "household_no", "--service", "age * 0.5",
                               "--grids", 4, sites=persons)
        minutes = sum(0.5 * fields["age"] for _, fields in rows)
        self.assertAlmostEqual(minutes / 60, sum(grid["service_h"] for grid in grids.values()), 6)

    def test_units_that_stay_keep_their_bytes_and_have_their_hours(self):
        old = self.path("old.gpkg")
        before, _ = self.divide(*self.streets, "--work", out=old)
        after, _ = self.divide(*self.streets, "--work", "--previous", old)
        self.assertEqual(4, self.report["changes"]["units_kept"])
        for code, grid in before.items():
            self.assertEqual({k: v for k, v in grid.items() if k not in ("", "fid")},
                             {k: v for k, v in after[code].items() if k not in ("", "fid")})

    def test_a_plan_that_is_taken_over_is_given_its_hours(self):
        plan = self.path("plan.gpkg")
        self.divide(*self.streets, out=plan)
        grids, _ = self.divide(*self.streets, "--work", "--plan", plan)
        self.assertEqual({row["grid_code"] for row in read_layer(plan, "grids")}, set(grids))
        self.assertTrue(all(grid["walk_km"] > 0 for grid in grids.values()))

    def test_gridcheck_finds_what_was_changed_and_recounts_it(self):
        self.divide(*self.streets, "--work")
        check = [self.out, "--boundaries", self.units, "--sites", self.sites, *self.streets, "--work"]
        clean = self.run_program([GRIDCHECK, *check, "--json", "--only", "work_differs,workload_differs,deviation_differs"])
        self.assertEqual(0, clean.returncode, clean.stdout)
        dataset = case.gdal.OpenEx(self.out, case.gdal.OF_VECTOR | case.gdal.OF_UPDATE)
        dataset.ExecuteSQL("UPDATE grids SET walk_km = walk_km + 1, workload = workload * 2 WHERE fid = 1")
        del dataset
        wrong = self.run_program([GRIDCHECK, *check, "--json", "--recount", self.path("right.gpkg"), "--only", "work_differs,workload_differs"])
        self.assertEqual({"walk_km", "workload"}, {value["field"] for value in json.loads(wrong.stdout)["recounted"]})
        found = self.run_program([GRIDCHECK, *check, "--json", "--only", "work_differs,workload_differs"])
        self.assertEqual(["work_differs", "workload_differs"], sorted(f["code"] for f in json.loads(found.stdout)["findings"]))
        summary = self.path("summary.csv")
        self.run_program([GRIDCHECK, *check, "--summary", summary])
        with open(summary, newline="", encoding="utf-8") as listed:
            rows = list(csv.DictReader(listed))
        self.assertEqual(4, len(rows))
        self.assertTrue(all(float(row["min_h"]) <= float(row["mean_h"]) <= float(row["max_h"]) for row in rows))

    def test_gridcheck_needs_sites(self):
        run = self.run_program([GRIDCHECK, self.units, "--work"])
        self.assertEqual(2, run.returncode)
        self.assertIn("add --sites or --cells", run.stderr)

    def test_rounds_of_any_layer_are_written_in_any_format(self):
        self.divide(*self.streets, "--work")
        inputs = ["--sites", self.sites, *self.streets]
        for name in ("rounds.gpkg", "rounds.geojson", "rounds.csv", "rounds.shp"):
            run = self.run_program([GRIDEXPORT, self.out, "--to", "rounds", *inputs, "-o", self.path(name)])
            self.assertEqual(0, run.returncode, run.stderr)
        rounds = read_layer(self.path("rounds.gpkg"), "rounds")
        grids = {row["grid_code"]: row for row in read_layer(self.out, "grids")}
        self.assertEqual(len(grids), len(rounds))
        for row in rounds:
            self.assertAlmostEqual(grids[row["grid_code"]]["walk_km"], row["walk_km"], 6)
            self.assertEqual(grids[row["grid_code"]]["households"], row["households"])
            self.assertLessEqual(row["stops"], grids[row["grid_code"]]["sites"])
        # A layer of somebody's own, without units: the squares of the units themselves.
        run = self.run_program([GRIDEXPORT, self.units, "--key", "unit_code", "--to", "rounds", *inputs, "-o", self.path("own.gpkg")])
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual(4, len(read_layer(self.path("own.gpkg"), "rounds")))

    def test_a_grid_with_nobody_in_it_has_no_round(self):
        empty = self.write("one.gpkg", [(f"POINT ({WEST + 10} {SOUTH + 10})", {"households": 3})])
        run = self.run_program([GRIDEXPORT, self.units, "--key", "unit_code", "--to", "rounds", "--sites", empty, "-o", self.path("own.gpkg")])
        self.assertEqual(0, run.returncode, run.stderr)
        rows = read_layer(self.path("own.gpkg"), "rounds")
        self.assertEqual([1, 0, 0, 0], [row["stops"] for row in rows])
        self.assertEqual({None}, {row[""] for row in rows})
        for words, said in ((["--to", "rounds"], "give --sites or --cells"), (["--work"], "choose them with --to rounds"),
                            (["--to", "rounds", "--sites", empty, "--simplify", "1"], "not for their rounds")):
            run = self.run_program([GRIDEXPORT, self.units, "--key", "unit_code", *words, "-o", self.path("no.gpkg")])
            self.assertEqual(2, run.returncode, run.stderr)
            self.assertIn(said, run.stderr)


def lines_turned(wkt):
    """The same line, walked the other way."""
    points = wkt[wkt.index("(") + 1:-1].split(",")
    return f"LINESTRING ({','.join(reversed(points))})"


if __name__ == "__main__":
    unittest.main()
