"""Rosters, whose rows are persons: households are counted once each, whatever the order of the rows."""

import collections
import csv
import random
import unittest

import gridify_case as case
from table_case import TableCase, persons

HEADER = ["hh", "person", "x", "y"]
ID = ["--household-id", "hh"]


class Rosters(TableCase):

    def setUp(self):
        super().setUp()
        self.rows = persons()

    def totals(self):
        grids = case.read_layer(self.out, "grids")
        return tuple(sum(row[name] for row in grids) for name in ("households", "persons", "sites"))

    def households_of(self, rows):
        return len({row[0] for row in rows})

    def test_households_and_persons_in_are_households_and_persons_out(self):
        self.assert_done(*self.words(self.table("roster.csv", HEADER, self.rows), *ID))
        households = self.households_of(self.rows)
        self.assertEqual((households, len(self.rows), households), self.totals())
        for row in case.read_layer(self.out, "grids"):
            self.assertTrue(300 <= row["households"] <= 500, row)

    def test_the_order_of_rows_and_the_threads_make_no_difference_to_a_byte(self):
        rows = [(*row, f"{0.1 * (1 + i % 7):.17g}") for i, row in enumerate(self.rows)]
        roster = self.path("roster.csv")
        found = set()
        for seed in range(4):
            random.Random(seed).shuffle(rows)
            self.table("roster.csv", [*HEADER, "work"], rows)
            self.assert_done(*self.words(roster, "-O", *ID, "--workload", "work * 3", "-j", 1 + seed % 2, "--assignments",
                                         self.path("a.csv")))
            grids = [tuple(row.items()) for row in self.grids()]
            found.add((str(grids), self.content("a.csv")))
        self.assertEqual(1, len(found))
        self.assertAlmostEqual(sum(3 * float(row[4]) for row in rows), sum(row["workload"] for row in self.grids()), 6)

    def test_points_of_a_layer_are_a_roster_as_a_table_is(self):
        layer = self.write("roster.gpkg", [(f"POINT ({x} {y})", {"hh": hh}) for hh, _, x, y in self.rows])
        self.assert_done(self.units, "--sites", layer, *ID, "-o", self.out)
        expected = self.grids()
        self.assert_done(*self.words(self.table("roster.csv", HEADER, self.rows), *ID, "-O"))
        self.assertEqual(expected, self.grids())

    def test_buildings_of_persons_count_at_a_point_inside(self):
        rows = [(wkt, {"hh": f"{i}-{n // 2}"}) for i, (wkt, _) in enumerate(case.building_rows()) for n in range(36)]
        layer = self.write("roster.gpkg", rows)
        self.assert_done(self.units, "--sites", layer, *ID, "-o", self.out)
        self.assertEqual((len(rows) // 2, len(rows), len(rows) // 2), self.totals())

    def test_a_roster_that_is_counted_by_its_rows_is_told(self):
        for name in ("户号", "Household_ID"):
            roster = self.table("roster.csv", [name, *HEADER[1:]], self.rows)
            run = self.gridify(*self.words(roster, "-O"))
            self.assertIn(f"gridify: warning: counted_rows: each of the {len(self.rows)} rows of $DIR/roster.csv counts as a "
                          f"household, but {name} has only {self.households_of(self.rows)} different values; "
                          f"--household-id {name} counts each of them once\n", run.stderr)
        once = list({row[0]: row for row in self.rows}.values())
        for header in (["户号", *HEADER[1:]], HEADER):  # each number once; and no column that looks like one
            run = self.gridify(*self.words(self.table("roster.csv", header, once if header != HEADER else self.rows), "-O"))
            self.assertNotIn("counted_rows", run.stderr)
        counted = [(*row, 1) for row in self.rows]
        run = self.gridify(*self.words(self.table("roster.csv", ["户号", *HEADER[1:], "households"], counted), "-O"))
        self.assertNotIn("counted_rows", run.stderr)

    def test_a_household_at_several_places_counts_once_and_far_ones_are_a_finding(self):
        west, south = case.corner(0)
        moved = [("A", "1", west + 500, south + 500), ("A", "2", west + 100, south + 500),  # 400 m
                 ("B", "1", west + 300, south + 300), ("B", "2", west + 330, south + 330),  # 42 m
                 ("C", "1", west + 900, south + 200), ("C", "2", west + 300, south + 200),  # in two units
                 ("D", "1", west - 100, south + 100), ("D", "2", west + 300, south + 100)]  # one row in no unit
        roster = self.table("roster.csv", HEADER, self.rows + moved)
        self.assert_findings(self.words(roster, *ID, "--assignments", self.path("a.csv")),
                             "household_scattered: 3 households of unit 420106001001 have rows more than 50 m from each "
                             "other, up to 600 m; each counts once, here (are the values of 'hh' unique in the whole "
                             "table?)")
        households = self.households_of(self.rows) + 4
        self.assertEqual((households, len(self.rows) + 8, households), self.totals())
        with open(self.path("a.csv"), encoding="utf-8") as file:
            grids = dict(list(csv.reader(file))[1:])
        self.assertEqual(households, len(grids))
        self.assertEqual({"420106001001"}, {grids[name][:12] for name in "ABCD"})
        issue = next(row for row in case.read_layer(self.out, "issues"))
        self.assertEqual(f"POINT ({west + 300:.0f} {south + 200:.0f})", issue[""].ExportToWkt())

    def test_a_row_without_an_identifier_is_a_household_and_a_finding(self):
        x, y = self.rows[0][2:]
        roster = self.table("roster.csv", HEADER, self.rows + [("", "p", x, y), (" ", "q", x, y), (None, "r", "", "")])
        run = self.gridify(*self.words(roster, *ID, "--assignments", self.path("a.csv")))
        self.assertEqual("gridify: error: no_location: 1 households with 1 persons of $DIR/roster.csv have no geometry; "
                         "they are in no grid\n"
                         "gridify: warning: household_id_missing: 3 rows of $DIR/roster.csv have no value in hh; each "
                         "counts as a household by itself\n", run.stderr)
        households = self.households_of(self.rows) + 2
        self.assertEqual((households, len(self.rows) + 2, households), self.totals())
        self.assertIn(f"\nfeature {len(self.rows) + 1},", self.content("a.csv").decode())

    def test_a_row_without_a_place_is_where_its_household_is(self):
        rows = self.rows + [(self.rows[5][0], "born", "", "")]
        self.assert_done(*self.words(self.table("roster.csv", HEADER, rows), *ID))
        households = self.households_of(rows)
        self.assertEqual((households, len(rows), households), self.totals())
        lost = [("X", "1", "", ""), ("X", "2", "", ""), ("Y", "1", "", "")]
        self.assert_findings(self.words(self.table("roster.csv", HEADER, rows + lost), *ID, "-O"), "error: no_location: 2 "
                             "households with 3 persons of $DIR/roster.csv have no geometry; they are in no grid")
        self.assertEqual((households, len(rows), households), self.totals())

    def test_identifiers_that_a_spreadsheet_has_cut_off_are_told(self):
        rows = list(self.rows)
        rows[7] = ("4.20106E+17", *rows[7][1:])
        roster = self.table("roster.csv", HEADER, rows)
        self.assert_refused(3, self.words(roster, *ID), "$DIR/roster.csv (layer roster, feature 8): the identifier "
                            "'4.20106E+17' in 'hh' is a number as spreadsheets write it, and different households may have "
                            "become the same", "format the column as text before the codes are typed in or imported, and "
                            "take them from their source again: the digits that are lost cannot be restored")
        cut = [(f"420106{int(hh):09}000", *row) for hh, *row in self.rows]
        run = self.gridify(*self.words(self.table("roster.csv", HEADER, cut), *ID))
        self.assertEqual("gridify: warning: household_id_cut: all long numbers in 'hh' of $DIR/roster.csv end in zeros "
                         "behind the 15th digit: a spreadsheet may have cut them off, and different households have become "
                         "the same\n", run.stderr)
        whole = [(f"420106{int(hh):09}00{i % 2}", *row) for i, (hh, *row) in enumerate(self.rows)]
        self.assert_done(*self.words(self.table("roster.csv", HEADER, whole), *ID, "-O"))

    def test_shards_have_the_households_of_the_whole(self):
        west, south = case.corner(1)
        rows = self.rows + [("A", "1", west + 30, south + 500), ("A", "2", west - 30, south + 500)]  # in two units
        roster = self.table("roster.csv", HEADER, rows)
        self.gridify(*self.words(roster, *ID))
        counts = collections.Counter({row["grid_code"]: row["households"] for row in self.grids()})
        parts = collections.Counter()
        for shard in (1, 2, 3):
            part = self.path(f"part{shard}.gpkg")
            self.gridify(*self.words(roster, *ID, "--shard", f"{shard}/3", out=part))
            parts.update({row["grid_code"]: row["households"] for row in self.grids(part)})
        self.assertEqual(counts, parts)
        self.assertEqual(self.households_of(rows), sum(parts.values()))

    def test_what_says_something_else_of_households_is_excluded(self):
        def refuse(more, message, hint):
            self.assert_refused(2, self.town_with_sites(*ID, *more), message, hint)
        refuse(["--households", "n"], "--household-id and --households exclude each other",
               "with --household-id each distinct value is one household")
        refuse(["--persons", "n"], "--household-id and --persons exclude each other",
               "with --household-id each row is one person")
        refuse(["--site-id", "n"], "--household-id and --site-id exclude each other",
               "with --household-id the assignments name the households")
        self.assert_refused(2, [self.units, "--cells", self.units, "-o", self.out, *ID],
                            "--household-id is given without --sites")
        self.assert_refused(2, self.town_with_sites(*ID), "$DIR/sites.gpkg (layer sites): there is no field 'hh'; the "
                            "fields are: site_id, households", "choose one of them with --household-id")
        raster = self.path("people.tif")
        pixels = case.gdal.GetDriverByName("GTiff").Create(raster, 12, 12, 1, case.gdal.GDT_Float32)
        pixels.SetGeoTransform((case.WEST, 100, 0, case.SOUTH + 1200, 0, -100))
        pixels.SetProjection(case.crs_of(case.TOWN_CRS).ExportToWkt())
        pixels.GetRasterBand(1).Fill(3)
        del pixels
        self.assert_refused(2, [self.units, "--sites", raster, "-o", self.out, *ID],
                            "$DIR/people.tif: a raster has no persons with identifiers of households",
                            "leave out --household-id")

    def test_gridcheck_counts_a_roster_as_gridify_does(self):
        import gridcheck_case
        if not gridcheck_case.GRIDCHECK:
            self.skipTest("skipped: gridcheck is not found")
        west, south = case.corner(0)
        rows = self.rows + [("A", "1", west + 900, south + 200), ("A", "2", west + 300, south + 200)]
        roster = self.table("roster.csv", HEADER, rows)
        self.gridify(*self.words(roster, *ID, "--workload", "2"))
        check = [gridcheck_case.GRIDCHECK, self.out, "--boundaries", self.units, "--sites", roster, *self.crs(),
                 "--workload", "2"]
        run = case.subprocess.run([*check, *ID], capture_output=True, check=False)
        self.assertEqual((0, b"", b""), (run.returncode, run.stdout, run.stderr))
        alone = [gridcheck_case.GRIDCHECK, self.out, "--sites", roster, *self.crs(), "--workload", "2", *ID]
        run = case.subprocess.run(alone, capture_output=True, check=False)
        self.assertEqual((0, b"", b""), (run.returncode, run.stdout, run.stderr))
        run = case.subprocess.run([*check, "--json"], capture_output=True, check=False)
        self.assertIn(b"households_differ", run.stdout)
        run = case.subprocess.run([*check, *ID, "--households", "n"], capture_output=True, check=False)
        self.assertEqual(2, run.returncode)


if __name__ == "__main__":
    unittest.main()
