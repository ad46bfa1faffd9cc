"""Shards: runs that divide some of the units each, and together what one run divides."""

import csv
import json
import random
import unittest
import zlib
from pathlib import Path

from gridify_case import SIDE, SOUTH, UNITS, WEST, GridifyCase, read_layer, rectangle, street_rows

COLUMNS, ROWS = 4, 3
CODES = [f"4201060{town:02}{village:03}" for town in (1, 2, 3) for village in (1, 2, 4, 7)]
# What vertices on the outline change: lengths and areas by as much as rounding moves these vertices off the line.
MEASURES = {"area_m2", "perim_m", "compact"}


def district_rows():
    """Twelve units, four in a row, whose codes are not in the order of their places."""
    rows = []
    for i, code in enumerate(random.Random(3).sample(CODES, len(CODES))):
        west, south = WEST + SIDE * (i % COLUMNS), SOUTH + SIDE * (i // COLUMNS)
        rows.append((rectangle(west, south, west + SIDE, south + SIDE), {"unit_code": code, "unit_name": f"u{i}"}))
    return rows


def household_rows(kind, seed=5):
    """Points or buildings with a fraction of a household; some are outside, some stand on a border between units."""
    chance = random.Random(seed)
    rows = []
    for i in range(900):
        x = WEST + chance.randint(-30, int(SIDE * COLUMNS) + 30) + 0.3
        y = SOUTH + chance.randint(0, int(SIDE * ROWS)) + 0.7
        wkt = f"POINT ({x} {y})" if kind == "points" else rectangle(x - 9, y - 6, x + 8, y + 7)
        rows.append((wkt, {"site_id": f"s{i:04}", "households": chance.randint(1, 160) / 8,
                           "persons": chance.randint(1, 60) / 4, "work": chance.randint(1, 9)}))
    return rows


def shard_of(code, count):
    return zlib.crc32(code.encode("utf-8")) % count + 1


def rings(geometry):
    """The rings of a grid as lists of points: polygons in the order of the layer."""
    polygons = [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry)
    return [[point[:2] for point in ring.GetPoints()] for polygon in polygons for ring in polygon]


def open_ring(ring, known):
    """A closed ring without its last point and without the points that are not known, from its smallest point on."""
    points = [point for point in ring[:-1] if point in known]
    first = points.index(min(points))
    return points[first:] + points[:first]


class Shards(GridifyCase):

    def setUp(self):
        super().setUp()
        self.district = self.write("district.gpkg", district_rows())
        self.words = {}
        for kind in ("points", "buildings"):
            sites = self.write(f"{kind}.gpkg", household_rows(kind))
            self.words[kind] = [self.district, "--sites", sites, "--barriers", self.path("streets.gpkg"),
                                "--hard-barriers", "class = 'river'", "--workload", "work", "--effort", "fast"]

    def run_one(self, name, words):
        """Grids, findings and assignments of a run."""
        out = self.path(f"{name}.gpkg")
        table, report = self.path(f"{name}.csv"), self.path(f"{name}.json")
        run = self.gridify(*words, "-q", "-o", out, "--assignments", table, "--report", report)
        self.assertEqual("", run.stderr)
        with open(table, encoding="utf-8", newline="") as file:
            assignments = [(row["site_id"], row["grid_code"]) for row in csv.DictReader(file)]
        findings = json.loads(Path(report).read_text(encoding="utf-8"))["findings"]
        self.assertEqual(int(bool(findings)), run.returncode)
        return read_layer(out, "grids"), findings, assignments

    def assert_same_grid(self, whole, part, others):
        """All fields are the same, and the outline but for vertices that units of other shards have put there."""
        self.assertEqual(whole.keys(), part.keys())
        for field, value in whole.items():
            if field in MEASURES:
                self.assertAlmostEqual(1, part[field] / value, delta=1e-7)
            elif field not in ("", "fid"):
                self.assertEqual(value, part[field], field)
        self.assertTrue(part[""].IsValid())
        whole_rings, part_rings = rings(whole[""]), rings(part[""])
        self.assertEqual(len(whole_rings), len(part_rings))
        known = {point for ring in part_rings for point in ring}
        more = {point for ring in whole_rings for point in ring} - known
        self.assertLessEqual(more, others, "vertices that no other shard explains")
        self.assertEqual(*(sorted(open_ring(ring, known) for ring in both) for both in (whole_rings, part_rings)))
        return len(more)

    def assert_shards_make_the_whole(self, count, words):
        whole, findings, assignments = self.run_one("whole", words)
        parts = [self.run_one(f"shard{i}", [*words, "--shard", f"{i}/{count}"]) for i in range(1, count + 1)]
        for i, (grids, found, _) in enumerate(parts, 1):
            codes = {row["unit_code"] for row in grids}
            self.assertLessEqual({shard_of(code, count) for code in codes}, {i})
            of_unit = {finding["unit_code"] for finding in found}
            self.assertLessEqual({shard_of(code, count) if code else 1 for code in of_unit}, {i})
        of_units = {}
        for row in whole:
            of_units.setdefault(row["unit_code"], set()).update(point for ring in rings(row[""]) for point in ring)
        together = {row["grid_code"]: row for grids, _, _ in parts for row in grids}
        self.assertEqual([row["grid_code"] for row in whole], sorted(together))
        self.assertEqual(len(whole), sum(len(grids) for grids, _, _ in parts))
        more = 0
        for row in whole:
            others = set().union(*(points for code, points in of_units.items()
                                   if shard_of(code, count) != shard_of(row["unit_code"], count)))
            with self.subTest(row["grid_code"]):
                more += self.assert_same_grid(row, together[row["grid_code"]], others)
        all_found = [finding for _, found, _ in parts for finding in found]
        self.assertEqual(sorted(map(json.dumps, findings)), sorted(map(json.dumps, all_found)))
        self.assertEqual(assignments, sorted(pair for _, _, pairs in parts for pair in pairs))
        return more

    def test_three_shards_make_the_whole(self):
        self.assertEqual({1, 2, 3}, {shard_of(code, 3) for code in CODES})
        self.assertGreater(self.assert_shards_make_the_whole(3, self.words["points"]), 0)

    def test_three_shards_with_buildings_and_a_site_reach(self):
        self.assert_shards_make_the_whole(3, [*self.words["buildings"], "--site-reach", "20"])

    def test_three_shards_share_the_total_of_grids(self):
        self.assert_shards_make_the_whole(3, [*self.words["points"], "--grids", "31"])
        self.assertEqual(31, len(read_layer(self.path("whole.gpkg"), "grids")))

    def test_shards_of_cells(self):
        step = 60
        cells = []
        for j in range(int(2 * SIDE / step)):
            for i in range(int(2 * SIDE / step)):
                x, y = WEST + i * step, SOUTH + j * step
                unit = list(UNITS)[int(x - WEST >= SIDE) + 2 * int(y - SOUTH >= SIDE)]
                cells.append((rectangle(x, y, x + step, y + step),
                              {"site_id": f"c{i:02}{j:02}", "unit_code": unit, "households": 4 + (i * 7 + j * 13) % 17}))
        self.write("cells.gpkg", cells)
        self.assert_shards_make_the_whole(2, ["--cells", self.path("cells.gpkg"), "--unit-field", "unit_code"])
        self.assert_shards_make_the_whole(2, ["-O", self.units, "--cells", self.path("cells.gpkg")])

    def test_a_shard_without_units(self):
        code = "420106001001"
        full = shard_of(code, 1000)
        words = [self.units, "--where", f"unit_code = '{code}'", "--sites", self.sites, "--sites-where",
                 "site_id < 's0060'"]
        for extension in ("gpkg", "shp", "geojson", "fgb"):
            out = self.path("empty." + extension)
            self.assert_done(*words, "--shard", f"{full % 1000 + 1}/1000", "-o", out)
            self.assertEqual([], read_layer(out))
        self.assert_done(*words, "--shard", f"{full}/1000", "-o", self.out)
        self.assertEqual({code}, {row["unit_code"] for row in read_layer(self.out, "grids")})

    def test_codes_are_unique_among_all_units(self):
        rows = district_rows()
        self.write("twice.gpkg", rows + [rows[4]])
        for i in (1, 2, 3):
            run = self.gridify(self.path("twice.gpkg"), "--sites", self.sites, "-o", self.out, "--shard", f"{i}/3")
            self.assertEqual(3, run.returncode)
            self.assertIn(rows[4][1]["unit_code"], run.stderr)

    def test_the_run_records_its_shard(self):
        def recorded(*words):
            self.gridify(*self.town_with_sites("-O", *words))
            return {row["key"]: row["value"] for row in read_layer(self.out, "grid_run")}
        self.assertEqual("2/3", recorded("--shard", "2/3")["shard"])
        self.assertNotIn("shard", recorded("--shard", "1/1"))
        self.assertNotIn("shard", recorded())

    def test_shards_that_do_not_exist(self):
        for text in ("0/3", "4/3", "a/b", "1/0", "1/", "/3", "1", "1/3x", "-1/3", "1/3/5", " 1/3", "1/ 3", "0x1/3",
                     "1.5/3", "1/1000001", "99999999999999999999/3"):
            with self.subTest(text):
                self.assert_refused(2, self.town_with_sites(f"--shard={text}"),
                                    f"--shard is I/N with 1 <= I <= N <= 1000000, not '{text}'",
                                    "the first of four shards is 1/4")


if __name__ == "__main__":
    unittest.main()
