"""Units are looked at together before they are divided: overlaps, gaps, slits, faulty codes. What comes of it is judged by GEOS."""

import json
import math
import os
import random
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

from osgeo import ogr

from gridify_case import (SIDE, SOUTH, UNITS, WEST, GridifyCase, read_layer, rectangle, site_rows, square, unit_rows)

CODES = list(UNITS)
GRIDCHECK = os.environ.get("GRIDCHECK") or shutil.which("gridcheck")


def polygon(points):
    ring = [*points, points[0]]
    return "POLYGON ((" + ",".join(f"{x!r} {y!r}" for x, y in ring) + "))"


def units_of(outlines):
    return [(polygon(outline), {"unit_code": f"4201060010{i:02}"}) for i, outline in enumerate(outlines, 1)]


def homes(count, west, south, east, north, seed=1):
    chance = random.Random(seed)
    return [(f"POINT ({round(chance.uniform(west, east), 2)} {round(chance.uniform(south, north), 2)})",
             {"site_id": f"h{i:05}", "households": 1}) for i in range(count)]


def vertices(geometry):
    found = set()
    for i in range(max(1, geometry.GetGeometryCount())):
        part = geometry.GetGeometryRef(i) if geometry.GetGeometryCount() else geometry
        if part.GetGeometryCount():
            found |= vertices(part)
        else:
            found |= {(part.GetX(k), part.GetY(k)) for k in range(part.GetPointCount())}
    return found


class Units(GridifyCase):

    def divide(self, rows, *more, sites=None, name="hostile.gpkg", out=None, code=(0, 1)):
        """Runs gridify over these units and returns the run."""
        (self.dir / name).unlink(missing_ok=True)
        units = self.write(name, rows)
        run = self.gridify(units, "--sites", sites or self.sites, "-O", "-q", "-o", out or self.out, *more)
        self.assertEqual("", run.stderr)
        self.assertIn(run.returncode, code)
        return run

    def findings(self, *codes):
        rows = read_layer(self.out, "issues") if self.has_layer("issues") else []
        return [row for row in rows if not codes or row["code"] in codes]

    def has_layer(self, layer):
        with sqlite3.connect(self.out) as database:
            return bool(database.execute("SELECT 1 FROM gpkg_contents WHERE table_name = ?", (layer,)).fetchone())

    def grids(self):
        return [(row["unit_code"], row["households"], row[""]) for row in read_layer(self.out, "grids")]

    def judge(self):
        """Valid, and no two of them overlap: said by GEOS."""
        grids = [geometry for _, _, geometry in self.grids()]
        for geometry in grids:
            self.assertTrue(geometry.IsValid())
        for i, geometry in enumerate(grids):
            for other in grids[:i]:
                if geometry.GetEnvelope()[0] <= other.GetEnvelope()[1] and other.GetEnvelope()[0] <= geometry.GetEnvelope()[1]:
                    self.assertEqual(0, geometry.Intersection(other).Area())
        return grids

    def households_of(self):
        sums = {}
        for unit, households, _ in self.grids():
            sums[unit] = sums.get(unit, 0) + households
        return sums

    def area_of(self, code):
        return sum(geometry.Area() for unit, _, geometry in self.grids() if unit == code)

    # Overlaps.

    def test_a_strip_in_two_units_belongs_to_the_smaller_one(self):
        rows = [(rectangle(WEST, SOUTH, WEST + 600, SOUTH + 600), {"unit_code": CODES[0]}),
                (rectangle(WEST + 580, SOUTH, WEST + 1200, SOUTH + 600), {"unit_code": CODES[1]})]
        sites = self.write("homes.gpkg", homes(2000, WEST, SOUTH, WEST + 1200, SOUTH + 600))
        self.divide(rows, sites=sites)
        self.judge()
        found = self.findings("units_overlap")
        self.assertEqual([(CODES[1], "error", f"units {CODES[0]} and {CODES[1]} overlap (12000 m2, mean width 19.35 m); what both "
                           f"have belongs to {CODES[0]}, the smaller one, at 520590,3385300")],
                         [(row["unit_code"], row["severity"], row["message"]) for row in found])
        west = sum(float(wkt.split("(")[1].split(" ")[0]) <= WEST + 600 for wkt, _ in homes(2000, WEST, SOUTH, WEST + 1200, SOUTH + 600))
        self.assertEqual({CODES[0]: west, CODES[1]: 2000 - west}, self.households_of())
        self.assertAlmostEqual(360000, self.area_of(CODES[0]), 5)
        self.assertAlmostEqual(360000, self.area_of(CODES[1]), 5)

    def test_a_unit_inside_another_keeps_its_ground_and_its_sites(self):
        rows = [(rectangle(WEST, SOUTH, WEST + 1200, SOUTH + 1200), {"unit_code": CODES[0]}),
                (rectangle(WEST + 300, SOUTH + 300, WEST + 800, SOUTH + 700), {"unit_code": CODES[1]})]
        self.divide(rows, sites=self.write("homes.gpkg", homes(5000, WEST, SOUTH, WEST + 1200, SOUTH + 1200)))
        self.judge()
        self.assertEqual(1, len(self.findings("units_overlap")))
        self.assertEqual([], self.findings("unit_without_sites"))
        self.assertEqual(5000, sum(self.households_of().values()))
        self.assertGreater(self.households_of()[CODES[1]], 500)
        self.assertAlmostEqual(200000, self.area_of(CODES[1]), 5)

    def test_of_two_units_with_the_same_ground_one_is_left(self):
        rows = unit_rows() + [(square(2), {"unit_code": "420106001009", "unit_name": "again"})]
        self.divide(rows)
        self.judge()
        self.assertEqual(set(CODES), set(self.households_of()))
        self.assertEqual([("unit_covered", "420106001009"), ("units_overlap", "420106001009")],
                         [(row["code"], row["unit_code"]) for row in self.findings("units_overlap", "unit_covered")])

    def test_neither_the_order_of_features_nor_threads_matter(self):
        rows = units_of([[(WEST, SOUTH), (WEST + 700, SOUTH - 3), (WEST + 650, SOUTH + 600), (WEST, SOUTH + 620)],
                         [(WEST + 600, SOUTH), (WEST + 1200, SOUTH), (WEST + 1200, SOUTH + 600), (WEST + 640, SOUTH + 640)],
                         [(WEST + 100, SOUTH + 500), (WEST + 900, SOUTH + 480), (WEST + 800, SOUTH + 1100)],
                         [(WEST + 100, SOUTH + 500), (WEST + 900, SOUTH + 480), (WEST + 800, SOUTH + 1100)]])
        def key(row):
            return row.pop("").ExportToWkt(), sorted(row.items())
        self.divide(rows)
        first = [key(row) for row in read_layer(self.out, "grids")], [key(row) for row in self.findings()]
        for order in ((3, 2, 1, 0), (2, 0, 3, 1)):
            self.divide([rows[i] for i in order], "--threads", "1")
            for row in (again := read_layer(self.out, "issues")):
                row["message"] = row["message"].replace("feature 1)", "feature 4)").replace("feature 3)", "feature 4)")
            self.assertEqual(first, ([key(row) for row in read_layer(self.out, "grids")], [key(row) for row in again]))

    def test_a_vertex_that_a_neighbour_lacks_is_put_in_without_a_finding(self):
        rows = [(rectangle(WEST, SOUTH, WEST + 600, SOUTH + 1200), {"unit_code": CODES[0]}),
                (rectangle(WEST + 600, SOUTH, WEST + 1200, SOUTH + 500.3), {"unit_code": CODES[1]}),
                (rectangle(WEST + 600, SOUTH + 500.3, WEST + 1200, SOUTH + 1200), {"unit_code": CODES[2]})]
        self.divide(rows)
        self.assertEqual([], self.findings("units_overlap", "units_gap", "unit_slit"))
        west = [vertices(geometry) for unit, _, geometry in self.grids() if unit == CODES[0]]
        self.assertIn((WEST + 600, SOUTH + 500.3), set().union(*west))
        self.assert_checked(self.path("hostile.gpkg"))

    def assert_checked(self, units, *more, warnings=(), code=0):
        """gridcheck has nothing to say of coverage and boundaries but these warnings."""
        if not GRIDCHECK:
            self.skipTest("skipped: gridcheck is not found")
        run = subprocess.run([GRIDCHECK, self.out, "--boundaries", units, "--json", *more], capture_output=True, check=False)
        report = json.loads(run.stdout)
        found = {finding["code"] for finding in report["findings"]}
        about = {"overlap", "gap", "unmatched_vertex", "crossed_borders", "uncovered", "outside_unit", "unit_without_grids",
                 "wrong_unit", "units_overlap", "duplicate", "invalid_geometry"}
        self.assertEqual(set(warnings), found & about)
        self.assertEqual(code, run.returncode)

    def test_gridcheck_cuts_boundaries_as_gridify_does_and_says_that_they_overlap(self):
        rows = [(rectangle(WEST, SOUTH, WEST + 1200, SOUTH + 1200), {"unit_code": CODES[0]}),
                (rectangle(WEST + 300, SOUTH + 300, WEST + 1300, SOUTH + 700), {"unit_code": CODES[1]})]
        self.divide(rows)
        self.assert_checked(self.path("hostile.gpkg"), warnings=["units_overlap"], code=1)

    # Gaps and slits.

    def test_a_gap_says_how_many_sites_lie_in_it_and_a_lake_says_nothing(self):
        rows = unit_rows()
        west, south = WEST + 400, SOUTH + 400
        hole = f"({west} {south},{west} {south + 100},{west + 100} {south + 100},{west + 100} {south},{west} {south})"
        rows[0] = (square(0)[:-1] + "," + hole + ")", rows[0][1])
        sites = [row for row in site_rows() if not rectangle_holds(row[0], west, south, west + 100, south + 100)]
        self.divide(rows, sites=self.write("dry.gpkg", sites), code=(0,))
        self.assertEqual([], self.findings())
        self.divide(rows)
        lost = len(site_rows()) - len(sites)
        self.assertGreater(lost, 0)
        found = self.findings("units_gap")
        self.assertEqual(1, len(found))
        self.assertRegex(found[0]["message"], f"^a hole of unit {CODES[0]} is in no unit: 10000 m2, up to 100 m wide, at [0-9.,]+; "
                         f"{lost} sites with [0-9]+ households lie there$")
        self.assertEqual(lost, len(self.findings("site_outside")))

    def test_a_gap_between_units_is_told_whatever_its_width(self):
        for width in (0.001, 0.3, 40):
            rows = [(rectangle(WEST, SOUTH, WEST + 600, SOUTH + 600), {"unit_code": CODES[0]}),
                    (rectangle(WEST + 600 + width, SOUTH, WEST + 1200, SOUTH + 600), {"unit_code": CODES[1]}),
                    (rectangle(WEST, SOUTH + 600, WEST + 1200, SOUTH + 1200), {"unit_code": CODES[2]}),
                    (rectangle(WEST, SOUTH - 600, WEST + 1200, SOUTH), {"unit_code": CODES[3]})]
            with self.subTest(width):
                self.divide(rows)
                found = self.findings("units_gap")
                self.assertEqual(1, len(found))
                self.assertIn(f"{CODES[0]}, {CODES[1]}, {CODES[2]} and 1 more is in no unit: {600 * width:.6g} m2", found[0]["message"])
                self.assertEqual(width < 0.5, "--snap-units" in found[0]["message"])

    def test_a_slit_is_told_and_closed_when_that_is_asked_for(self):
        rows = unit_rows()
        rows[0] = (polygon([(WEST, SOUTH), (WEST + 600, SOUTH), (WEST + 600, SOUTH + 600), (WEST, SOUTH + 600), (WEST, SOUTH + 300.2),
                            (WEST + 200, SOUTH + 300), (WEST, SOUTH + 300)]), rows[0][1])
        self.divide(rows)
        self.assertRegex(self.findings("unit_slit")[0]["message"],
                         f"^the outline of unit {CODES[0]} has a slit: 20 m2, up to 0.2 m wide, at [0-9.,]+; --snap-units closes")
        self.divide(rows, "--snap-units", "0.25")
        self.assertEqual([], self.findings("unit_slit"))
        self.assertRegex(self.findings("unit_snapped")[0]["message"], "1 slit closed, at")
        self.assertAlmostEqual(360000, self.area_of(CODES[0]), 3)
        self.divide(rows, "--snap-units", "0.1")
        self.assertEqual(["unit_slit"], [row["code"] for row in self.findings("unit_slit", "unit_snapped")])

    def test_a_slit_that_is_thinner_than_rounding_is_left_as_it_is(self):
        outline = [(WEST, SOUTH), (WEST + 600, SOUTH), (WEST + 600, SOUTH + 600), (WEST, SOUTH + 600), (WEST, SOUTH + 300.000002),
                   (WEST + 100, SOUTH + 300.000001), (WEST + 200, SOUTH + 300), (WEST, SOUTH + 300)]
        self.divide([(polygon(outline), {"unit_code": CODES[0]})])
        have = set().union(*(vertices(geometry) for geometry in self.judge()))
        self.assertEqual(set(), set(outline) - have)
        self.assertEqual([], self.findings("unit_slit", "unit_snapped", "unit_mended"))

    # Snapping.

    def test_units_that_everybody_digitised_by_himself_fit_after_snapping(self):
        chance = random.Random(4)
        rows = town(chance, 3, 3, 0.004)
        sites = self.write("homes.gpkg", homes(3000, WEST, SOUTH, WEST + 1200, SOUTH + 1200))
        self.divide(rows, sites=sites)
        self.judge()
        self.assertGreater(len(self.findings("units_overlap")), 5)
        self.divide(rows, "--snap-units", "0.02", sites=sites)
        grids = self.judge()
        self.assertEqual([], self.findings("units_overlap", "units_gap"))
        changed = {row["unit_code"] for row in self.findings("unit_snapped")}
        self.assertGreaterEqual(len(changed), 8)
        whole = ogr.Geometry(ogr.wkbPolygon)
        for geometry in grids:
            whole = whole.Union(geometry)
        self.assertEqual((ogr.wkbPolygon, 1), (whole.GetGeometryType(), whole.GetGeometryCount()))
        self.assert_checked(self.path("hostile.gpkg"), "--snap-units", "0.02")

    # Faulty codes.

    def faulty_rows(self):
        rows = unit_rows()
        for i, code in enumerate((None, "42", "4.2E+11", CODES[1], CODES[1], "", "42010600100X")):
            rows.append((rectangle(WEST + 100 * i, SOUTH - 100, WEST + 100 * (i + 1), SOUTH), {"unit_code": code}))
        return rows

    def test_all_units_with_a_faulty_code_are_named_at_once(self):
        self.write("faulty.gpkg", self.faulty_rows())
        field = "choose the field with --code-field, or a --profile with another code layout"
        self.assert_refused(
            3, [self.path("faulty.gpkg"), "--sites", self.sites, "-o", self.out, "--profile", "urban"],
            "$DIR/faulty.gpkg (layer faulty): 8 units cannot be used: feature 2: the unit code 420106001002 is also that of "
            "feature 8; feature 5: the unit code is empty; feature 6: the unit code '42' is not 12 digits; feature 7: the unit code "
            "'4.2E+11' is a number as spreadsheets write it; feature 8: the unit code 420106001002 is also that of feature 2; "
            "feature 9: the unit code 420106001002 is also that of feature 2; feature 10: the unit code is empty; feature 11: the "
            "unit code '42010600100X' is not 12 digits",
            "make the codes unique, or choose another field with --code-field; --dissolve-units makes one unit of the features of one "
            "code; --skip-faulty leaves them out")
        rows = [(square(i % 4), {"unit_code": ""}) for i in range(13)] + unit_rows()
        self.write("many.gpkg", rows)
        run = self.gridify(self.path("many.gpkg"), "--sites", self.sites, "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("13 units cannot be used: feature 1: the unit code is empty; feature 2:", run.stderr)
        self.assertIn("feature 10: the unit code is empty; and 3 more\n", run.stderr)
        self.assertIn(f"gridify: hint: {field}; --skip-faulty leaves them out\n", run.stderr)

    def test_faulty_units_are_left_out_with_a_finding_each(self):
        self.divide(self.faulty_rows(), "--profile", "urban", "--skip-faulty", code=(1,))
        self.assertEqual({CODES[0], CODES[2], CODES[3]}, set(self.households_of()))
        found = self.findings("unit_skipped")
        self.assertEqual(8, len(found))
        self.assertEqual({"error"}, {row["severity"] for row in found})
        self.assertEqual(60, len(self.findings("site_outside")))
        self.write("none.gpkg", [(square(0), {"unit_code": ""})])
        self.assert_refused(3, [self.path("none.gpkg"), "--sites", self.sites, "-o", self.path("new.gpkg"), "--skip-faulty"],
                            "$DIR/none.gpkg (layer none): no unit has a code that can be used")

    def test_features_of_one_code_become_one_unit(self):
        west, south = WEST, SOUTH
        rows = [(rectangle(west, south, west + 600, south + 1200), {"unit_code": "M1", "unit_name": "one"}),
                (rectangle(west + 600, south, west + 1200, south + 500), {"unit_code": "M2", "unit_name": "two"}),
                (rectangle(west + 600, south + 500, west + 1200, south + 800), {"unit_code": "M2", "unit_name": "also two"}),
                (rectangle(west + 600, south + 900, west + 1200, south + 1200), {"unit_code": "M2"})]
        self.divide(rows, "--dissolve-units", code=(1,))
        self.judge()
        self.assertEqual({"M1", "M2"}, set(self.households_of()))
        self.assertAlmostEqual(600 * 1100, self.area_of("M2"), 4)
        self.assertEqual({"also two"}, {row["unit_name"] for row in read_layer(self.out) if row["unit_code"] == "M2"})
        self.assertEqual(["the features 2, 3, 4 of unit M2 have 2 names; 'also two' was taken"],
                         [row["message"] for row in self.findings("unit_names_differ")])
        self.assert_checked(self.path("hostile.gpkg"), "--dissolve-units")

    # Shards, grids from before, options.

    def test_shards_have_the_same_units_and_tell_each_finding_once(self):
        rows = town(random.Random(8), 3, 2, 4)
        rows.append((rectangle(WEST + 300, SOUTH + 100, WEST + 700, SOUTH + 500), {"unit_code": "420106001077"}))
        sites = self.write("homes.gpkg", homes(4000, WEST, SOUTH, WEST + 1200, SOUTH + 1200))
        def rings(row):
            return sorted(map(str, vertices(row[""])))
        self.divide(rows, sites=sites)
        whole = {row["grid_code"]: rings(row) for row in read_layer(self.out)}
        issues = sorted((row["code"], row["message"]) for row in self.findings("units_overlap", "units_gap", "unit_slit"))
        self.assertGreater(len(issues), 6)
        parts, told = {}, []
        for i in (1, 2, 3):
            self.divide(rows, "--shard", f"{i}/3", sites=sites)
            parts.update({row["grid_code"]: rings(row) for row in read_layer(self.out)})
            told += [(row["code"], row["message"]) for row in self.findings("units_overlap", "units_gap", "unit_slit")]
        self.assertEqual(issues, sorted(told))
        self.assertEqual(set(whole), set(parts))
        for code, points in parts.items():  # but for vertices that a grid of another shard would put in
            self.assertLessEqual(set(points), set(whole[code]))

    def test_units_that_were_cut_stay_as_they_were_with_previous_grids(self):
        rows = [(rectangle(WEST, SOUTH, WEST + 1200, SOUTH + 1200), {"unit_code": CODES[0]}),
                (rectangle(WEST + 300, SOUTH + 300, WEST + 800, SOUTH + 700), {"unit_code": CODES[1]}),
                (rectangle(WEST + 1200, SOUTH, WEST + 1500, SOUTH + 1200), {"unit_code": CODES[2]})]
        sites = self.write("homes.gpkg", homes(5000, WEST, SOUTH, WEST + 1500, SOUTH + 1200))
        self.divide(rows, sites=sites)
        before = {row["grid_code"]: row[""].ExportToWkb() for row in read_layer(self.out)}
        new = self.path("new.gpkg")
        self.divide(rows, "--previous", self.out, "--report", self.path("report.json"), sites=sites, out=new)
        report = json.loads(Path(self.path("report.json")).read_text(encoding="utf-8"))
        self.assertEqual(3, report["changes"]["units_kept"])
        self.assertEqual(before, {row["grid_code"]: row[""].ExportToWkb() for row in read_layer(new)})

    def test_the_options_are_checked_and_recorded(self):
        for words, message in ((["--snap-units", "-1"], "--snap-units must be from 0 to 100 metres, not -1"),
                               (["--snap-units", "nan"], "--snap-units must be from 0 to 100 metres, not nan")):
            self.assert_refused(2, self.town_with_sites(*words), message)
        for option in (["--snap-units", "1"], ["--dissolve-units"]):
            self.assert_refused(2, ["--cells", self.units, "--unit-field", "unit_code", "-o", self.out, *option],
                                f"{option[0]} is given without boundaries")
        config = Path(self.path("run.conf"))
        config.write_text("snap-units = 0.05\ndissolve-units = true\nskip-faulty = true\n", encoding="utf-8")
        self.assert_done(*self.town_with_sites("--config", config))
        with sqlite3.connect(self.out) as database:
            record = dict(database.execute("SELECT key, value FROM grid_run"))
        self.assertEqual(("0.05", "true", "true"), tuple(record[key] for key in ("snap-units", "dissolve-units", "skip-faulty")))

    # A generator.

    def test_random_towns_are_a_coverage_says_geos(self):
        for seed in range(14):
            chance = random.Random(seed)
            error = chance.choice([0, 0.001, 0.01, 0.1, 1, 10])
            rows = town(chance, chance.randint(1, 3), chance.randint(1, 3), error)
            fitting = len(rows)
            for _ in range(chance.randint(0, 3)):
                rows.append((misfit(chance, rows[chance.randrange(fitting)][0]), {"unit_code": f"4201060020{len(rows):02}"}))
            whole = ogr.Geometry(ogr.wkbPolygon)
            for wkt, _ in rows:
                whole = whole.Union(ogr.CreateGeometryFromWkt(wkt))
            west, east, south, north = whole.GetEnvelope()
            sites = self.write(f"homes{seed}.gpkg", homes(3000, west, south, east, north, seed))
            chance.shuffle(rows)
            with self.subTest(seed=seed, error=error):
                self.divide(rows, sites=sites, name=f"town{seed}.gpkg")
                area = sum(geometry.Area() for geometry in self.judge())
                self.assertAlmostEqual(whole.Area(), area, delta=1)


def rectangle_holds(wkt, west, south, east, north):
    x, y = map(float, wkt[wkt.index("(") + 1:-1].split(" "))
    return west <= x <= east and south <= y <= north


def town(chance, columns, rows, error, size=400.0):
    """Units with wiggly borders, each digitised by itself with this error in metres."""
    def off(by):
        return chance.uniform(-by, by)
    corners = {(i, k): (WEST + i * size + off(size / 4), SOUTH + k * size + off(size / 4))
               for i in range(columns + 1) for k in range(rows + 1)}

    def line(a, b):
        n = chance.randint(0, 4)
        return [(a[0] + (b[0] - a[0]) * t / (n + 1) + off(size / 25), a[1] + (b[1] - a[1]) * t / (n + 1) + off(size / 25))
                for t in range(1, n + 1)]
    east = {key: line(at, corners[key[0] + 1, key[1]]) for key, at in corners.items() if key[0] < columns}
    north = {key: line(at, corners[key[0], key[1] + 1]) for key, at in corners.items() if key[1] < rows}
    outlines = []
    for i in range(columns):
        for k in range(rows):
            ring = [corners[i, k], *east[i, k], corners[i + 1, k], *north[i + 1, k], corners[i + 1, k + 1],
                    *reversed(east[i, k + 1]), corners[i, k + 1], *reversed(north[i, k])]
            outlines.append([(x + off(error), y + off(error)) for x, y in ring])
    return units_of(outlines)


def misfit(chance, wkt):
    """A smaller copy of a unit, the same once more, or a disc around one of its corners."""
    points = sorted(vertices(ogr.CreateGeometryFromWkt(wkt)))
    kind = chance.randrange(3)
    if kind == 0:
        return wkt
    ring = [tuple(map(float, pair.split(" "))) for pair in wkt[wkt.index("((") + 2:-2].split(",")][:-1]
    if kind == 1:
        middle = [sum(axis) / len(points) for axis in zip(*points)]
        share = chance.uniform(0.2, 0.9)
        return polygon([tuple(m + (c - m) * share for m, c in zip(middle, point)) for point in ring])
    (x, y), radius, n = chance.choice(points), chance.uniform(20, 150), chance.randint(3, 30)
    return polygon([(x + radius * math.cos(2 * math.pi * i / n), y + radius * math.sin(2 * math.pi * i / n)) for i in range(n)])


if __name__ == "__main__":
    unittest.main()
