"""Events as work: gridify --events. The hours of each grid are held against those without events and a count in Python: the nearest site
of the unit by brute force; what is not counted is told with its number."""

import csv
import random
import subprocess
import unittest
from pathlib import Path

from osgeo import ogr

from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, SOUTH, WEST, GridifyCase, corner, read_layer, rectangle

MINUTES = {"noise": 20, "lamp": 5.5, "纠纷": 90}
PROFILE = "[events]\n" + "".join(f"{kind} = {minutes}\n" for kind, minutes in MINUTES.items())


class Events(GridifyCase):

    def setUp(self):
        super().setUp()
        Path(self.path("events.profile")).write_text(PROFILE, encoding="utf-8")
        self.words = [self.units, "--sites", self.sites, "-o", self.out, "-O", "--effort", "fast", "--target", "200", "--work", "--profile",
                      self.path("events.profile"), "--assignments", self.path("sites.csv")]
        self.places = {row["site_id"]: (row[""].GetX(), row[""].GetY()) for row in read_layer(self.sites)}

    def random_events(self, number, seed=1, kinds=tuple(MINUTES)):
        chance = random.Random(seed)
        return [(f"POINT ({WEST + chance.uniform(1, 2 * SIDE - 1)} {SOUTH + chance.uniform(1, 2 * SIDE - 1)})", {"kind": chance.choice(kinds)})
                for _ in range(number)]

    def unit_of(self, x, y):
        return int((x - WEST) // SIDE) + 2 * int((y - SOUTH) // SIDE)

    def nearest(self, wkt):
        """The site of the unit that is nearest to a point."""
        point = ogr.CreateGeometryFromWkt(wkt)
        x, y = point.GetX(), point.GetY()
        own = {site: at for site, at in self.places.items() if self.unit_of(*at) == self.unit_of(x, y)}
        return min(own, key=lambda site: (own[site][0] - x) ** 2 + (own[site][1] - y) ** 2)

    def service(self, *more, findings=()):
        """Hours of service by grid, and the grid of each site."""
        run = self.gridify(*self.words, "--fail-on", "error", "-q", *more)
        self.assertEqual(1 if findings else 0, run.returncode, run.stderr)
        issues = {row["code"]: row["message"] for row in read_layer(self.out, "issues")} if findings else {}
        for code, part in findings:
            self.assertIn(part, issues.get(code, f"no {code}"))
        with open(self.path("sites.csv"), encoding="utf-8", newline="") as file:
            grid_of = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
        return {row["grid_code"]: row["service_h"] for row in read_layer(self.out, "grids")}, grid_of

    def assert_hours(self, counted, *more, findings=(), months=1):
        """`counted`: site and minutes of each event that counts."""
        service, grid_of = self.service(*more, findings=findings)
        households = {row["site_id"]: row["households"] for row in read_layer(self.sites)}
        wanted = dict.fromkeys(service, 0.0)
        for site, count in households.items():
            wanted[grid_of[site]] += count * 15 / 60
        for site, minutes in counted:
            wanted[grid_of[site]] += minutes / 60 / months
        for code, hours in wanted.items():
            self.assertAlmostEqual(hours, service[code], places=6, msg=code)

    def counted(self, events):
        return [(self.nearest(wkt), MINUTES[fields["kind"]]) for wkt, fields in events]

    def test_each_event_counts_at_the_nearest_site_of_its_unit(self):
        events = self.random_events(300)
        self.assert_hours(self.counted(events), "--events", self.write("events.gpkg", events))
        self.assert_hours(self.counted(events), "--events", self.path("events.gpkg"), "--events-months", "12", months=12)

    def test_a_table_with_coordinates_and_counts(self):
        events = self.random_events(60, seed=2)
        lines = ["x,y,类型,件数"]
        for i, (wkt, fields) in enumerate(events):
            x, y = wkt[7:-1].split()
            lines.append(f"{x},{y},{fields['kind']},{i % 4}")
        Path(self.path("events.csv")).write_text("\n".join(lines) + "\n", encoding="utf-8")
        counted = [(site, minutes * (i % 4)) for i, (site, minutes) in enumerate(self.counted(events))]
        self.assert_hours(counted, "--events", self.path("events.csv"), "--input-crs", "EPSG:4547")

    def test_a_table_of_counts_by_site_and_kind(self):
        chance = random.Random(4)
        rows = [(chance.choice(list(self.places)), chance.choice(list(MINUTES)), chance.choice([0, 1, 2.5, 7])) for _ in range(150)]
        text = "site,kind,count\n" + "".join(f"{site},{kind},{count}\n" for site, kind, count in rows)
        Path(self.path("counts.csv")).write_text(text + "nowhere,noise,3\n,lamp,1\n", encoding="utf-8")
        self.assert_hours([(site, MINUTES[kind] * count) for site, kind, count in rows], "--events", self.path("counts.csv"), "--events-site",
                          "site", findings=[("event_outside", "counts.csv are at no site of that identifier, or at several (--site-id), and are not counted; the first is feature 151")])

    def test_events_in_cells_count_where_they_lie(self):
        step, cells = SIDE / 6, []
        for unit in range(4):
            west, south = corner(unit)
            for i in range(36):
                x, y = west + step * (i % 6), south + step * (i // 6)
                cells.append((rectangle(x, y, x + step, y + step), {"site_id": f"c{unit}-{i}", "households": 20 + i}))
        path = self.write("cells.gpkg", cells)
        events = self.random_events(200, seed=6)
        run = self.gridify(self.units, "--cells", path, "-o", self.out, "--work", "--effort", "fast", "--profile", self.path("events.profile"),
                           "--events", self.write("e.gpkg", events), "--target", "200", "--fail-on", "error", "-q")
        self.assertEqual(0, run.returncode, run.stderr)
        grids = read_layer(self.out, "grids")
        for grid in grids:
            own = [MINUTES[fields["kind"]] for wkt, fields in events if grid[""].Contains(ogr.CreateGeometryFromWkt(wkt))]
            self.assertAlmostEqual(grid["households"] / 4 + sum(own) / 60, grid["service_h"], places=6)

    def test_what_is_not_counted_is_told(self):
        events = self.random_events(50, seed=3)
        strange = [("POINT (530000 3395000)", {"kind": "noise"}), ("POINT (530001 3395000)", {"kind": "lamp"}), (None, {"kind": "noise"}),
                   (events[0][0], {"kind": None}), (events[1][0], {"kind": "moon"}), (events[2][0], {"kind": "Noise"})]
        path = self.write("events.gpkg", [*events, *strange])
        self.assert_hours(self.counted(events), "--events", path, findings=[("event_outside", "events.gpkg lie in no unit with sites or have no place, and are not counted; the first is feature 51")])
        kinds = sorted(row["message"] for row in read_layer(self.out, "issues") if row["code"] == "event_kind_unknown")
        self.assertEqual(3, len(kinds))
        for kind in ("have no kind", "of the kind 'Noise'", "of the kind 'moon'"):
            self.assertTrue(any(kind in message and message.startswith("1 events") for message in kinds), kinds)

    def test_other_kinds_take_the_minutes_of_other(self):
        Path(self.path("events.profile")).write_text("[events]\nother = 12\n", encoding="utf-8")
        events = self.random_events(40, kinds=("a", "b"))
        self.assert_hours([(self.nearest(wkt), 12) for wkt, _ in events], "--events", self.write("events.gpkg", events))

    def test_the_order_of_events_and_the_threads_change_nothing(self):
        events = self.random_events(200, seed=8)
        contents = []
        for name, rows, threads in (("a.gpkg", events, 1), ("b.gpkg", events[::-1], 2)):
            path = self.write(name, rows)
            out = self.path(f"{name}.geojson")
            run = self.gridify(*self.words[:3], "--work", "--effort", "fast", "--profile", self.path("events.profile"), "--events", path, "-o", out,
                               "--threads", threads, "--fail-on", "never")
            self.assertEqual(0, run.returncode, run.stderr)
            contents.append([row["service_h"] for row in read_layer(out)])
        self.assertEqual(*contents)

    def test_hostile_events_are_refused_with_what_is_wrong(self):
        def refused(code, part, *more):
            run = self.gridify(*self.words, *more)
            self.assertEqual(code, run.returncode, run.stderr)
            self.assertIn(part, run.stderr)
            self.assertFalse(Path(self.out).exists())
        events = self.write("events.gpkg", self.random_events(3))
        refused(3, "missing.gpkg", "--events", self.path("missing.gpkg"))
        refused(2, "no field says of which kind an event is", "--events", self.write("bare.gpkg", [("POINT (520100 3385100)", {"what": "x"})]))
        refused(2, "no field 'sort'", "--events", events, "--events-kind", "sort")
        for value in ("-1", "much", "nan", "1e300"):
            text = f"site,kind,count\ns0001,noise,{value}\n"
            Path(self.path("bad.csv")).write_text(text, encoding="utf-8")
            refused(3, "the number of events (count)", "--events", self.path("bad.csv"), "--events-site", "site")
        refused(2, "--events-months must be above 0", "--events", events, "--events-months", "0")
        refused(2, "--events-months must be above 0", "--events", events, "--events-months", "nan")
        refused(2, "--events-kind is given without --events", "--events-kind", "kind")
        Path(self.path("events.profile")).write_text("[events]\nnoise = -3\n", encoding="utf-8")
        refused(2, "[events] noise = '-3' is not a number from 0", "--events", events)

    @unittest.skipUnless(GRIDCHECK, "skipped: gridcheck is not found; name it in the environment variable GRIDCHECK")
    def test_gridcheck_reckons_the_same_hours(self):
        events = self.write("events.gpkg", self.random_events(80, seed=5))
        self.service("--events", events)
        words = [GRIDCHECK, self.out, "--boundaries", self.units, "--sites", self.sites, "--work", "--profile", self.path("events.profile"),
                 "--only", "work_differs", "--fail-on", "error"]
        for more, code in ((["--events", events], 0), ([], 1)):
            run = subprocess.run([*words, *more], capture_output=True, text=True, check=False)
            self.assertEqual(code, run.returncode, run.stdout + run.stderr)
            self.assertEqual(code == 1, "hours of service" in run.stdout)

    def test_lines_are_no_events_which_is_told(self):
        run = self.gridify(*self.words, "--events", self.path("streets.gpkg"), "--events-kind", "class")
        self.assertEqual(1, run.returncode)
        self.assertRegex(run.stderr, r"geometry_left_out: events: \d+ features")

    def test_an_empty_file_of_events_is_none(self):
        path = self.write("none.gpkg", [], kind=ogr.wkbPoint)
        layer = ogr.Open(path, 1)
        layer.GetLayer(0).CreateField(ogr.FieldDefn("kind", ogr.OFTString))
        del layer
        self.assert_hours([], "--events", path)


if __name__ == "__main__":
    unittest.main()
