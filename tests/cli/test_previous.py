"""gridify --previous: grids that are there already are changed as little as the limits allow, and keep their codes."""

import csv
import json
import random
import subprocess
import unittest
from pathlib import Path

from osgeo import gdal

from gridcheck_case import GRIDCHECK
from gridify_case import SIDE, SOUTH, WEST, GridifyCase, read_layer, rectangle, site_rows, unit_rows

FIRST, SECOND, THIRD, FOURTH = "420106001001", "420106001002", "420106001003", "420106001004"


def by_code(path):
    return {row["grid_code"]: row for row in read_layer(path, "grids" if str(path).endswith(".gpkg") else None)}


def wkb(row):
    return bytes(row[""].ExportToWkb())


def rings(row):
    polygons = [row[""]] if row[""].GetGeometryName() == "POLYGON" else list(row[""])
    return [[point[:2] for point in ring.GetPoints()] for polygon in polygons for ring in polygon]


class Previous(GridifyCase):

    def setUp(self):
        super().setUp()
        self.old = self.path("old.gpkg")
        self.assert_done(self.units, "--sites", self.sites, "-o", self.old)

    def grown(self, name="grown.gpkg", units=(0,), more=12, seed=1):
        """Sites of a year later: in some units a few estates with 50 households each."""
        rows = site_rows()
        chance = random.Random(seed)
        for unit in units:
            west, south = WEST + SIDE * (unit % 2), SOUTH + SIDE * (unit // 2)
            for _ in range(more):
                at = f"POINT ({west + chance.randint(50, 2000) / 10} {south + chance.randint(50, 5950) / 10})"
                rows.append((at, {"site_id": f"n{len(rows):04}", "households": 50}))
        return self.write(name, rows)

    def next_year(self, sites, *more, units=None, previous=None, out=None, codes=(0, 1)):
        run = self.gridify(units or self.units, "--sites", sites, "--previous", previous or self.old, "-o",
                           out or self.out, "-O", "--report", self.path("report.json"), *more)
        self.assertIn(run.returncode, codes, run.stderr)
        with open(self.path("report.json"), encoding="utf-8") as file:
            self.report = json.load(file)
        return self.report["changes"]

    def lineage(self, path=None):
        return read_layer(path or self.out, "lineage")

    def assert_sums(self, path=None):
        """The lineage adds up to all households, grid by grid."""
        sums = {}
        for row in self.lineage(path):
            sums[row["new_code"]] = sums.get(row["new_code"], 0) + row["households"]
        sums.pop("", None)
        self.assertEqual({code: row["households"] for code, row in by_code(path or self.out).items()}, sums)

    def assert_clean(self, sites, units=None):
        run = subprocess.run([GRIDCHECK, self.out, "--boundaries", units or self.units, "--sites", sites, "--fail-on",
                              "warning"], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual((0, ""), (run.returncode, run.stdout))

    def test_where_nothing_changed_all_stays_bit_for_bit(self):
        for more in ([], ["--keep-range", "400..400"]):
            changes = self.next_year(self.sites, *more)
            self.assertEqual((0, 0, 0), (changes["households_moved"], changes["grids_changed"], changes["grids_retired"]))
            old, new = by_code(self.old), by_code(self.out)
            self.assertEqual(list(old), list(new))
            for code, row in old.items():
                self.assertEqual(wkb(row), wkb(new[code]), code)
                self.assertEqual({k: v for k, v in row.items() if k}, {k: v for k, v in new[code].items() if k})
            self.assert_sums()

    def test_growth_in_one_unit_leaves_the_others_alone(self):
        sites = self.grown()
        changes = self.next_year(sites)
        self.assertEqual(3, changes["units_kept"])
        old, new = by_code(self.old), by_code(self.out)
        changed = [code for code in new if not code.startswith(FIRST)]
        for code in changed:  # at most a vertex of a neighbour's border more
            for before, after in zip(rings(old[code]), rings(new[code])):
                self.assertLessEqual(set(before), set(after), code)
        for row in new.values():
            self.assertTrue(300 <= row["households"] <= 500, row)
        self.assertLess(changes["households_moved"], 0.5 * sum(r["households"] for r in new.values()))
        self.assert_sums()
        self.assert_clean(sites)

    def test_more_stability_moves_no_more(self):
        sites = self.grown(units=(0, 1, 2, 3), more=4)
        moved = {}
        for stability in ("0", "0.5", "1"):
            moved[stability] = self.next_year(sites, "--stability", stability)["households_moved"]
        self.assertLessEqual(moved["1"], moved["0.5"])
        self.assertLess(moved["0.5"], moved["0"])

    def test_retired_codes_are_not_used_again(self):
        used, previous = set(by_code(self.old)), self.old
        chance = random.Random(3)
        for year in range(5):
            # Each year another half of the town is built up or torn down.
            rows = [row for row in site_rows(seed=1) if chance.random() < (0.5 if year % 2 else 1.0)]
            sites = self.write(f"sites{year}.gpkg", rows)
            out = self.path(f"year{year}.gpkg")
            self.next_year(sites, previous=previous, out=out)
            codes = set(by_code(out))
            before = set(by_code(previous))
            self.assertEqual(set(), (codes - before) & used, f"year {year}")
            used |= codes
            previous = out
        self.assertGreater(len(used), len(codes), "no code was ever retired: the test shows nothing")

    def test_either_table_or_the_file_beside_remembers_retired_codes(self):
        few = self.write("few.gpkg", [row for i, row in enumerate(site_rows()) if i % 2])
        for target, forget in (("a.gpkg", "lineage"), ("b.gpkg", "grid_run"), ("c.shp", None), ("d.geojson", None)):
            with self.subTest(target):
                out, again = self.path(target), self.path("again.gpkg")
                self.next_year(few, out=out)
                retired = set(by_code(self.old)) - set(by_code(out))
                self.assertTrue(retired)
                if forget:
                    dataset = gdal.OpenEx(out, gdal.OF_VECTOR | gdal.OF_UPDATE)
                    dataset.ExecuteSQL(f"DROP TABLE {forget}")
                    del dataset
                else:
                    self.assertTrue(Path(out).with_name(Path(out).stem + "_lineage.csv").is_file())
                self.next_year(self.sites, previous=out, out=again)
                self.assertEqual(set(), set(by_code(again)) & retired)
                self.assertGreater(len(by_code(again)), len(by_code(out)))

    def test_the_lineage_beside_other_formats_is_a_table(self):
        self.next_year(self.grown(), out=self.path("grids.geojson"))
        with open(self.path("grids_lineage.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(["old_code", "new_code", "households", "share", "change"], list(rows[0]))
        self.assertEqual(sum(row["households"] for row in by_code(self.path("grids.geojson")).values()),
                         sum(int(row["households"]) for row in rows))

    def test_a_renamed_unit_keeps_its_grids_and_their_numbers(self):
        rows = unit_rows()
        rows[1][1]["unit_code"] = "420106002001"
        units = self.write("renamed.gpkg", rows)
        names = self.path("map.csv")
        Path(names).write_text(f"old_code,new_code\n{SECOND},420106002001\n", encoding="utf-8")
        changes = self.next_year(self.sites, "--unit-map", names, units=units, codes=(0,))
        self.assertEqual((4, 0, 0), (changes["units_kept"], changes["households_moved"], changes["grids_new"]))
        old, new = by_code(self.old), by_code(self.out)
        for code, row in old.items():
            now = new[code.replace(SECOND, "420106002001")]
            self.assertEqual(wkb(row), wkb(now))
        self.assert_sums()
        self.assert_clean(self.sites, units)

    def test_units_may_be_joined_and_split(self):
        west, south = WEST, SOUTH
        both = (rectangle(west, south, west + 2 * SIDE, south + SIDE), {"unit_code": "420106003001", "unit_name": "j"})
        halves = [(rectangle(west + SIDE * i / 2, south + SIDE, west + SIDE * (i + 1) / 2, south + 2 * SIDE),
                   {"unit_code": f"42010600300{2 + i}", "unit_name": f"h{i}"}) for i in (0, 1)]
        units = self.write("new.gpkg", [both, *halves, unit_rows()[3]])
        names = self.path("map.csv")
        Path(names).write_text("old_code,new_code\n" f"{FIRST},420106003001\n{SECOND},420106003001\n"
                               f"{THIRD},420106003002\n{THIRD},420106003003\n", encoding="utf-8")
        changes = self.next_year(self.sites, "--unit-map", names, "--stability", "1", units=units)
        self.assertEqual(2, changes["units_kept"])  # the joined one and the one that nothing happened to
        joined = [row for code, row in by_code(self.out).items() if code.startswith("420106003001")]
        self.assertEqual(len([c for c in by_code(self.old) if c.startswith((FIRST, SECOND))]), len(joined))
        self.assertLess(changes["households_moved"], 0.2 * self.households(self.out, "grids"))
        self.assert_sums()

    def test_a_unit_that_is_gone_is_named(self):
        units = self.write("three.gpkg", unit_rows()[:3])
        sites = self.write("three_sites.gpkg", site_rows(units=3))
        self.assert_findings(
            [units, "--sites", sites, "--previous", self.old, "-o", self.out],
            f"previous_unit_gone: the previous unit {FOURTH} is not among the units; name what became of it with --unit-map")
        gone = [row["old_code"] for row in self.lineage() if not row["new_code"]]
        self.assertEqual([code for code in by_code(self.old) if code.startswith(FOURTH)], gone)

    def test_grids_around_buildings_stay_where_they_are(self):
        """Bit for bit where the unit stays as it is; where it is looked at anew, but for a corner of ground."""
        buildings = self.path("buildings.gpkg")
        streets = ["--barriers", self.path("streets.gpkg"), "--hard-barriers", "class = 'river'"]
        run = self.gridify(self.units, "--sites", buildings, *streets, "-o", self.old, "-O")
        self.assertIn(run.returncode, (0, 1), run.stderr)
        old = by_code(self.old)
        changes = self.next_year(buildings, *streets)
        self.assertEqual((4, 0), (changes["units_kept"], changes["households_moved"]))
        self.assertEqual({code: wkb(row) for code, row in old.items()},
                         {code: wkb(row) for code, row in by_code(self.out).items()})
        changes = self.next_year(buildings, *streets, "--keep-range", "400..400", "--stability", "1")
        self.assertEqual((0, 0, 16), (changes["units_kept"], changes["households_moved"], changes["grids_unchanged"]))
        for code, row in by_code(self.out).items():
            self.assertLess(row[""].SymmetricDifference(old[code][""]).Area(), 0.1, code)
        self.assertGreater(sum(wkb(row) == wkb(old[code]) for code, row in by_code(self.out).items()), 8)

    def test_units_that_are_groups_of_cells_follow_their_cells(self):
        def block(i):
            west, south = WEST + 100 * (i % 8), SOUTH + 100 * (i // 8)
            fields = {"cell": f"c{i:02}", "unit_code": FIRST if i % 8 < 4 else SECOND, "households": 100}
            return rectangle(west, south, west + 100, south + 100), fields

        words = ["--unit-field", "unit_code", "--previous"]
        cells = self.write("cells.gpkg", [block(i) for i in range(32)])
        self.assert_done("--cells", cells, *words[:2], "-o", self.old, "-O")
        # The same, then without a cell, then with one that has gone over to the other unit.
        rows = {"same": [block(i) for i in range(32)], "less": [block(i) for i in range(31)]}
        rows["gone over"] = [block(i) for i in range(32)]
        rows["gone over"][3][1]["unit_code"] = SECOND
        for name, kept in (("same", 2), ("less", 1), ("gone over", 0)):
            with self.subTest(name):
                later = self.write(f"{name}.gpkg", rows[name])
                run = self.gridify("--cells", later, *words, self.old, "-o", self.out, "-O", "--report", self.path("r.json"))
                self.assertIn(run.returncode, (0, 1), run.stderr)
                with open(self.path("r.json"), encoding="utf-8") as file:
                    self.assertEqual(kept, json.load(file)["changes"]["units_kept"])
                self.assertEqual(10000 * len(rows[name]), round(sum(r[""].Area() for r in by_code(self.out).values())))
                self.assert_sums()

    def test_the_result_depends_on_nothing_but_the_input(self):
        sites = self.grown(units=(0, 2))
        rows = read_layer(sites)
        random.Random(2).shuffle(rows)
        shuffled = self.write("shuffled.gpkg", [(row.pop(""), row) for row in rows])
        files = []
        for name, source, threads in (("a.geojson", sites, 1), ("b.geojson", sites, 2), ("c.geojson", shuffled, 2)):
            self.next_year(source, "-j", threads, out=self.path(name))
            files.append([self.content(name), self.content(name.replace(".geojson", "_lineage.csv"))])
        self.assertEqual(files[0], files[1])
        self.assertEqual(files[0], files[2])

    def test_shards_change_what_one_run_changes(self):
        sites = self.grown(units=(0, 3))
        self.next_year(sites)
        whole, lineage = by_code(self.out), {(r["old_code"], r["new_code"], r["households"]) for r in self.lineage()}
        parts, rows = {}, set()
        for shard in (1, 2, 3):
            out = self.path(f"shard{shard}.gpkg")
            self.next_year(sites, "--shard", f"{shard}/3", out=out)
            parts.update(by_code(out))
            rows |= {(r["old_code"], r["new_code"], r["households"]) for r in self.lineage(out)} if by_code(out) else set()
        self.assertEqual({code: row["households"] for code, row in whole.items()},
                         {code: row["households"] for code, row in parts.items()})
        self.assertEqual(lineage, rows)

    def test_options_that_make_no_sense_are_refused(self):
        words = self.town_with_sites()
        self.assert_refused(2, [*words, "--stability", "0.2"], "--stability is given without --previous or --improve")
        self.assert_refused(2, [*words, "--keep-range", "1..2"], "--keep-range is given without --previous")
        words += ["--previous", self.old]
        self.assert_refused(2, [*words, "--stability", "2"], "--stability must be from 0 to 1, not 2")
        for bad in ("5", "5..", "..5", "9..3", "a..b", "1...3", "-1..3"):
            self.assert_refused(2, [*words, f"--keep-range={bad}"],
                                f"--keep-range is MIN..MAX with 0 <= MIN <= MAX <= 1000000000, not '{bad}'",
                                "for example 270..550")
        self.assert_refused(2, [*words[:-2], "--previous", self.out],
                            "--output and --previous are the same file: $DIR/grids.gpkg", "name another file with --output")

    def test_previous_grids_that_cannot_be_used_are_refused(self):
        words = [*self.town_with_sites(), "--previous"]
        self.assert_refused(3, [*words, self.path("none.gpkg")], "$DIR/none.gpkg: there is no such file")
        self.assert_refused(3, [*words, self.sites],
                            "$DIR/sites.gpkg (layer sites): the previous grids must be polygons",
                            "choose the layer with --previous-layer")
        self.assert_refused(2, [*words, self.units],
                            "$DIR/units.gpkg (layer units): no field holds the codes of the previous grids",
                            "name it with --previous-code")
        twice = self.write("twice.gpkg", [(rectangle(i, 0, i + 1, 1), {"grid_code": "a001"}) for i in (0, 1)])
        self.assert_refused(3, [*words, twice],
                            "$DIR/twice.gpkg (layer twice, feature 2): the previous grid a001 is also feature 1",
                            "make the codes unique")
        empty = self.write("empty.gpkg", [(None, {"grid_code": "a001"}), (rectangle(0, 0, 1, 1), {"grid_code": "a002"})])
        self.assert_refused(3, [*words, empty],
                            "$DIR/empty.gpkg (layer empty, feature 1): the previous grid a001 has no geometry",
                            "mend it with gridcheck")
        columns = self.path("map.csv")
        Path(columns).write_text("from,to\n1,2\n", encoding="utf-8")
        self.assert_refused(3, [*words, self.old, "--unit-map", columns],
                            "$DIR/map.csv (layer map): the table has no field 'old_code'")

    def test_previous_grids_elsewhere_or_overlapping_do_no_harm(self):
        far = self.write("far.gpkg", [(rectangle(WEST + 9000, SOUTH, WEST + 9500, SOUTH + 500),
                                       {"grid_code": FIRST + "001", "unit_code": FIRST})])
        self.next_year(self.sites, previous=far)
        self.assertEqual(self.households(self.old, "grids"), self.households(self.out, "grids"))
        self.assertNotIn(FIRST + "001", set(by_code(self.out)))
        over = self.write("over.gpkg", [(rectangle(WEST + 50 * i, SOUTH - 20, WEST + 50 * i + 300, SOUTH + 700),
                                         {"grid_code": f"{FIRST}{i:03}", "unit_code": FIRST}) for i in range(1, 8)])
        self.next_year(self.sites, previous=over)
        self.assertEqual(self.households(self.old, "grids"), self.households(self.out, "grids"))


if __name__ == "__main__":
    unittest.main()
