"""gridtag over more than the grids of today: micro-grids, codes of sites instead of places, counts at sites, the grids of an earlier day.
Judged by OGR, by the lists that gridify writes, and by the hours that gridify makes of events."""

import csv
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import unittest
from pathlib import Path

import gridify_case as case
from gridtag_case import GRIDTAG, GridtagCase

KINDS = ("noise", "lamp")


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


class SitesCase(GridtagCase):
    def places(self):
        return {row["site_id"]: (row[""].GetX(), row[""].GetY()) for row in case.read_layer(self.sites)}

    def assignments(self):
        with open(self.path("assignments.csv"), encoding="utf-8", newline="") as file:
            return {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}

    def events(self, count, seed=1):
        chance = random.Random(seed)
        return "id,x,y,kind\n" + "".join(f"{i},{case.WEST + chance.randint(1, 11999) / 10 + 0.03},{case.SOUTH + chance.randint(1, 11999) / 10 + 0.03},"
                                         f"{chance.choice(KINDS)}\n" for i in range(count))


class Micro(SitesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run = subprocess.run([case.GRIDIFY, "units.gpkg", "--sites", "sites.gpkg", "-o", "micro.gpkg", "-q", "--effort", "fast", "--micro", "100",
                              "--assignments", "micro.csv"], cwd=cls.template, capture_output=True, check=False)
        assert run.returncode in (0, 1), run.stderr

    def test_all_sites_come_back_in_their_grid_and_micro_grid(self):
        with open(self.path("micro.csv"), encoding="utf-8", newline="") as file:
            wanted = {row["site_id"]: (row["grid_code"], row["micro_code"]) for row in csv.DictReader(file)}
        text = "site_id,x,y\n" + "".join(f"{site},{x!r},{y!r}\n" for site, (x, y) in self.places().items())
        self.grids = self.path("micro.gpkg")
        tagged = rows_of(self.tag(text, "--add", "micro_code,grid_code"))
        self.assertEqual(wanted, {row["site_id"]: (row["grid_code"], row["micro_code"]) for row in tagged})
        self.assertGreater(len({micro for _, micro in wanted.values()}), 20)
        # The index has them too, if it was made with them.
        self.assertEqual(0, self.run_gridtag(self.grids, "--write-index", self.path("m.gridx"), "--add", "micro_code").returncode)
        self.assertEqual(0, self.run_gridtag(self.grids, "--write-index", self.path("g.gridx")).returncode)
        run = self.run_gridtag(self.path("m.gridx"), "--add", "micro_code,grid_code", records=text.encode())
        self.assertEqual(tagged, rows_of(run.stdout))
        self.refused(2, [self.path("g.gridx"), "--add", "micro_code"], "$DIR/g.gridx: the index has no micro-grids", text.encode(),
                     "write it with --add grid_code,micro_code")

    def test_a_layer_without_them_is_refused(self):
        run = self.run_gridtag(self.grids, "--add", "micro_code", records=b"x,y\n1,2\n")
        self.assertEqual(2, run.returncode)
        self.assertIn("the grids have no micro-grids beside them", run.stderr.decode())


class Codes(SitesCase):
    def test_codes_of_sites_in_csv_json_and_a_table(self):
        wanted = self.assignments()
        chance = random.Random(1)
        codes = [chance.choice(list(wanted)) for _ in range(300)]
        expected = [wanted[code] for code in codes]
        words = ["--address-code", "addr", "--sites", self.sites]
        tagged = rows_of(self.tag("no,addr\n" + "".join(f'{i},"{code} "\n' for i, code in enumerate(codes)), *words))
        self.assertEqual(expected, [row["grid_code"] for row in tagged])
        lines = self.tag("".join(json.dumps({"addr": code}) + "\n" for code in codes), *words).decode().splitlines()
        self.assertEqual(expected, [json.loads(line)["grid_code"] for line in lines])
        # A list of assignments has no places, and says the grid itself.
        self.assertEqual(tagged, rows_of(self.tag("no,addr\n" + "".join(f'{i},"{code} "\n' for i, code in enumerate(codes)),
                                                  "--address-code", "addr", "--sites", self.path("assignments.csv"))))
        self.write("t.gpkg", [(None, {"addr": code}) for code in codes], kind=case.ogr.wkbNone)
        self.assertEqual(b"", self.tag(b"", self.path("t.gpkg"), "-o", self.path("o.gpkg"), *words))
        self.assertEqual(expected, [row["grid_code"] for row in case.read_layer(self.path("o.gpkg"))])

    def test_codes_of_grids_and_what_is_not_known(self):
        known = sorted(set(self.assignments().values()))
        text = "grid\n" + "\n".join([known[0], "nowhere", "  ", known[-1]]) + "\n"
        run = self.run_gridtag(self.grids, "--address-code", "grid", "--add", "grid_code,reason", records=text.encode())
        self.assertEqual([known[0] + ",", ",unmatched", ",without_place", known[-1] + ","],
                         [line.split(",", 1)[1] for line in run.stdout.decode().splitlines()[1:]])
        self.assertEqual(1, run.returncode)
        self.assertIn("1 of 4 records have a code that is not known: line 3 (no site has its code)", run.stderr.decode())
        self.assertIn("1 of 4 records have no place: line 4 (it has no code)", run.stderr.decode())

    def test_several_sites_of_one_code(self):
        """Households of one house are in one grid; a code of houses far apart tells nothing."""
        x, y = case.WEST + 100, case.SOUTH + 100
        self.write("house.gpkg", [(f"POINT ({x} {y})", {"site_id": "a"}), (f"POINT ({x} {y})", {"site_id": "a"}), (None, {"site_id": "a"}),
                                  (f"POINT ({x} {y})", {"site_id": "b"}), (f"POINT ({x + case.SIDE} {y})", {"site_id": "b"}),
                                  ("POINT (1 1)", {"site_id": "c"})])
        run = self.run_gridtag(self.grids, "--address-code", "1", "--no-header", "--sites", self.path("house.gpkg"), "--add", "grid_code,reason",
                               records=b"a\nb\nc\n")
        self.assertEqual([f"a,{self.code_at(x, y)},", "b,,undecided", "c,,outside"], run.stdout.decode().splitlines())
        self.assertIn("several sites in different grids have its code", run.stderr.decode())

    def test_what_contradicts_itself_is_refused(self):
        for words, part in ((["--address-code", "a", "--x", "b"], "--address-code excludes --x"), (["--sites", self.sites], "nothing is to be done with --sites"),
                            (["--counts-by", "site", "--counts", self.path("c.csv")], "--counts-by site needs the sites"),
                            (["--site-id", "a"], "--site-id is given without --sites"), (["--counts-by", "site"], "--counts-by is given without --counts"),
                            (["--as-of", "2026-13-01"], "--as-of is a day as YYYY-MM-DD"), (["--as-of", "2026-01-01", "--add", "micro_code"], "--as-of knows nothing")):
            run = self.run_gridtag(self.grids, *words)
            self.assertEqual(2, run.returncode, run.stderr)
            self.assertIn(part, run.stderr.decode())


class Counts(SitesCase):
    def hours(self, *words):
        out = self.path("work.gpkg")
        Path(self.path("e.profile")).write_text("[events]\nnoise = 20\nlamp = 5.5\n", encoding="utf-8")
        run = self.gridify(self.units, *words, "--effort", "fast", "--work", "--profile", self.path("e.profile"), "-o", out, "-O", "--fail-on", "never", "-q")
        self.assertEqual("", run.stderr)
        return {row["grid_code"]: row["service_h"] for row in case.read_layer(out, "grids")}

    def compare(self, events, sites, layer):
        """gridify makes the same hours of the events as of what gridtag has counted of them."""
        Path(self.path("events.csv")).write_text(events, encoding="utf-8")
        self.tag(events, "--counts", self.path("c.csv"), "--counts-by", "site", "--sites", layer, "--kind", "kind", "-O")
        with open(self.path("c.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(["site", "kind", "reason", "count"], list(rows[0]))
        self.assertEqual(events.count("\n") - 1, sum(int(row["count"]) for row in rows))
        direct = self.hours(*sites, "--events", self.path("events.csv"), "--input-crs", f"EPSG:{case.TOWN_CRS}")
        counted = self.hours(*sites, "--events", self.path("c.csv"), "--events-site", "site")
        self.assertEqual(direct.keys(), counted.keys())
        for code, hours in direct.items():
            self.assertAlmostEqual(hours, counted[code], places=9, msg=code)
        self.assertNotEqual(direct, self.hours(*sites))

    def test_counts_at_sites_and_in_cells_are_what_gridify_makes_of_the_events(self):
        self.compare(self.events(2000), ["--sites", self.sites], self.sites)
        cells = []
        for i in range(4):
            west, south = case.corner(i)
            cells += [(case.rectangle(west + 100 * c, south + 100 * r, west + 100 * c + 100, south + 100 * r + 100), {"site_id": f"c{i}{c}{r}", "households": 20})
                      for c in range(6) for r in range(6)]
        self.write("cells.gpkg", cells)
        self.compare(self.events(2000, seed=2), ["--cells", self.path("cells.gpkg")], self.path("cells.gpkg"))

    def test_the_nearest_site_of_the_unit_by_brute_force_and_no_site_at_all(self):
        places = self.places()
        text = self.events(300, seed=3) + "far,1,1,noise\n"
        self.write("some.gpkg", [(f"POINT ({x} {y})", {"site_id": site}) for site, (x, y) in places.items() if x < case.WEST + case.SIDE])
        run = self.run_gridtag(self.grids, "--counts", self.path("c.csv"), "--counts-by", "site", "--sites", self.path("some.gpkg"), records=text.encode())
        self.assertEqual(1, run.returncode)
        self.assertIn("record_without_site", run.stderr.decode())
        wanted = {}
        for row in csv.DictReader(io.StringIO(text)):
            x, y = float(row["x"]), float(row["y"])
            own = [site for site, at in places.items() if at[0] < case.WEST + case.SIDE and x < case.WEST + case.SIDE and (at[1] < case.SOUTH + case.SIDE) == (y < case.SOUTH + case.SIDE)]
            key = ("", "outside") if row["id"] == "far" else ("", "no_site")
            if own and row["id"] != "far":
                key = (min(own, key=lambda site: (places[site][0] - x) ** 2 + (places[site][1] - y) ** 2), "")
            wanted[key] = wanted.get(key, 0) + 1
        with open(self.path("c.csv"), encoding="utf-8", newline="") as file:
            self.assertEqual(wanted, {(row["site"], row["reason"]): int(row["count"]) for row in csv.DictReader(file)})

    def test_two_sites_of_one_name_are_refused(self):
        self.write("twice.gpkg", [(f"POINT ({case.WEST + i} {case.SOUTH + 1})", {"site_id": "a"}) for i in (1, 2)])
        run = self.run_gridtag(self.grids, "--counts", self.path("c.csv"), "--counts-by", "site", "--sites", self.path("twice.gpkg"), records=b"x,y\n1,2\n")
        self.assertEqual(3, run.returncode)
        self.assertIn("rows 1 and 2 are the same site, 'a'", run.stderr.decode())


class EarlierDay(SitesCase):
    """Grids of 2026 of which some are changed in March 2027: what the lineage tells of a day before, held against the layer of that day."""

    def setUp(self):
        super().setUp()
        self.old = self.path("old.gpkg")
        self.assert_done(self.units, "--sites", self.sites, "-o", self.old, "--effort", "fast", "--valid-from", "2026-01-01")
        grown = case.site_rows()
        for geometry, fields in grown[:60]:
            fields["households"] *= 3
        self.write("grown.gpkg", grown)
        run = self.gridify(self.units, "--sites", self.path("grown.gpkg"), "--previous", self.old, "-o", self.path("new.gpkg"), "--effort", "fast",
                           "--valid-from", "2027-03-01", "--fail-on", "never")
        self.assertEqual(0, run.returncode, run.stderr)
        text = "id,x,y\n" + "".join(f"{site},{x!r},{y!r}\n" for site, (x, y) in self.places().items())
        self.now = {code: rows_of(self.run_gridtag(self.path(f"{code}.gpkg"), records=text.encode()).stdout) for code in ("old", "new")}
        self.text = text.encode()

    def as_of(self, day, code):
        run = self.run_gridtag(self.path("new.gpkg"), "--as-of", day, "--add", "grid_code,reason", records=self.text)
        self.assertEqual(code, run.returncode, run.stderr)
        return rows_of(run.stdout), run.stderr.decode()

    def test_sites_get_the_code_that_they_had_or_are_told(self):
        rows, said = self.as_of("2026-12-31", 1)
        self.assertIn("lineage_followed", said)
        undecided = 0
        for then, row in zip(self.now["old"], rows):
            self.assertEqual("undecided" if row["grid_code"] == "" else "", row["reason"])
            undecided += row["grid_code"] == ""
            self.assertIn(row["grid_code"], ("", then["grid_code"]))
        changed = sum(a["grid_code"] != b["grid_code"] for a, b in zip(self.now["old"], self.now["new"]))
        self.assertGreater(changed, 5)
        self.assertLess(undecided, 60)  # the one unit that was changed
        with sqlite3.connect(self.path("new.gpkg")) as database:
            several = [code for code, count in database.execute("SELECT new_code, count(*) FROM lineage WHERE date IS NOT NULL GROUP BY 1") if count > 1]
        self.assertEqual(sum(row["grid_code"] in several for row in self.now["new"]), undecided)

    def test_a_day_of_now_changes_nothing_and_counts_go_to_the_old_code(self):
        rows, _ = self.as_of("2027-03-01", 0)
        self.assertEqual([row["grid_code"] for row in self.now["new"]], [row["grid_code"] for row in rows])
        self.run_gridtag(self.path("new.gpkg"), "--as-of", "2026-06-01", "--counts", self.path("c.csv"), records=self.text)
        rows, _ = self.as_of("2026-06-01", 1)
        with open(self.path("c.csv"), encoding="utf-8", newline="") as file:
            counts = [(row["grid_code"], int(row["records"])) for row in csv.DictReader(file)]
        self.assertEqual(len(counts), len(dict(counts)), "a code occurs twice")
        for code in {row["grid_code"] for row in rows}:
            self.assertEqual(sum(row["grid_code"] == code for row in rows), dict(counts)[code], code)

    def test_before_all_grids_and_a_layer_without_days(self):
        rows, _ = self.as_of("2025-12-31", 1)
        self.assertGreater(sum(row["reason"] == "undecided" for row in rows), 100)
        for then, row in zip(self.now["old"], rows):
            # Of grids that are no more it is not known since when they were.
            self.assertIn(row["grid_code"], ("", then["grid_code"]))
        run = self.run_gridtag(self.grids, "--as-of", "2026-01-01", records=self.text)
        self.assertEqual(3, run.returncode)
        self.assertIn("does not say since when its grids are valid", run.stderr.decode())
        self.run_gridtag(self.path("new.gpkg"), "--as-of", "2026-12-31", "--write-index", self.path("i.gridx"), "--fail-on", "never")
        run = self.run_gridtag(self.path("i.gridx"), "--add", "grid_code,reason", records=self.text)
        self.assertEqual(self.as_of("2026-12-31", 1)[0], rows_of(run.stdout))


if __name__ == "__main__":
    unittest.main()
