"""gridexport --upsert from year to year: what the lineage retires goes, what is not known to be retired stays."""

import json
import os
import shutil
import subprocess
import unittest

import gridify_case as case
import postgis_case

GRIDCHECK, GRIDEXPORT, GRIDMERGE = (os.environ.get(name) or shutil.which(name.lower())
                                    for name in ("GRIDCHECK", "GRIDEXPORT", "GRIDMERGE"))
_, SECOND, _, FOURTH = case.UNITS


class Upsert(postgis_case.PostgisCase, case.GridifyCase):
    """Two years of a town: in the second a third of the households is left, so that grids are joined."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not (GRIDEXPORT and GRIDCHECK and GRIDMERGE):
            raise unittest.SkipTest("skipped: gridexport, gridcheck or gridmerge is not found; name them in the environment")

    def setUp(self):
        super().setUp()
        self.fewer = self.write("fewer.gpkg", case.site_rows(per_unit=20))
        self.year1 = self.divide("year1.gpkg", self.units, self.sites)
        self.year2 = self.divide("year2.gpkg", self.units, self.fewer, "--previous", self.year1)

    def divide(self, name, units, *words):
        """Divides the units; findings do not matter here."""
        path = self.path(name)
        run = self.gridify(units, "--sites", *words, "-o", path)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return path

    def run_tool(self, tool, *words, code=0):
        run = subprocess.run([tool, *map(str, words)], capture_output=True, text=True, check=False)
        self.assertNotIn("secret", run.stderr + run.stdout)
        self.assertEqual(code, run.returncode, run.stderr + run.stdout)
        return run

    def upsert(self, path, *words):
        """Returns what the run says of the rows: removed, retired but kept, and all that the layer lacks."""
        run = self.run_tool(GRIDEXPORT, path, "-o", self.pg, "--upsert", "--json", *words)
        self.assertEqual("", run.stderr)
        report = json.loads(run.stdout)
        return report["rows_removed"], report["retired_rows_kept"], report["rows_not_in_layer"]

    def codes(self, path, layer="grids"):
        return sorted(row["grid_code"] for row in case.read_layer(path, layer))

    def in_table(self):
        return self.sql("SELECT grid_code FROM grids ORDER BY 1")

    def retired(self):
        return sorted(set(self.codes(self.year1)) - set(self.codes(self.year2)))

    def test_two_years_one_after_the_other_are_clean(self):
        retired = self.retired()
        self.assertGreater(len(retired), 3)
        self.assertEqual((0, 0, 0), self.upsert(self.year1))
        self.sql("ALTER TABLE grids ADD head text; UPDATE grids SET head = 'Li'")  # the rows themselves live on
        self.assertEqual((len(retired), 0, 0), self.upsert(self.year2))
        self.assertEqual(self.codes(self.year2), self.in_table())
        self.assertEqual(["Li"] * len(self.in_table()), self.sql("SELECT head FROM grids"))
        self.run_tool(GRIDCHECK, self.pg, "--layer", "grids", "--boundaries", self.units, "--sites", self.fewer,
                      "--only", "overlap,gap,code_reused,code_duplicate")
        self.assertEqual((0, 0, 0), self.upsert(self.year2))

    def test_a_name_and_a_worker_live_through_three_years_of_all_tools(self):
        """gridify from the table, one community again, gridmerge, and back into the table, twice."""
        self.upsert(self.year1)
        self.sql("ALTER TABLE grids ADD worker text; UPDATE grids SET worker = 'worker of ' || grid_code; "
                 f"UPDATE grids SET grid_name = 'East Lake' WHERE grid_code = '{SECOND}001'")
        living = set(self.in_table())
        for year, sites in (("second", self.fewer), ("third", self.sites)):
            whole, one, merged = (self.path(f"{year}-{name}.gpkg") for name in ("whole", "one", "merged"))
            self.divide(whole, self.units, sites, "--previous", self.pg, "--previous-layer", "grids")
            self.divide(one, self.units, sites, "--previous", whole, "--where", f"unit_code = '{FOURTH}'", "--stability", "1")
            self.run_tool(GRIDMERGE, whole, "--replace", one, "-o", merged, "--fail-on", "never")
            self.upsert(merged, "--fail-on", "never")
            living &= set(self.in_table())
            self.assertEqual(self.codes(merged), self.in_table())
        self.assertGreater(len(living), 3)
        workers = dict(row.split("|") for row in self.sql("SELECT grid_code || '|' || coalesce(worker, '') FROM grids"))
        self.assertEqual({code: f"worker of {code}" for code in living}, {code: workers[code] for code in living})
        self.assertIn(f"{SECOND}001", living)
        self.assertEqual(["East Lake"], self.sql(f"SELECT grid_name FROM grids WHERE grid_code = '{SECOND}001'"))
        self.assertEqual([], self.sql("SELECT grid_code FROM grids WHERE worker <> 'worker of ' || grid_code"))

    def test_they_stay_if_asked_and_are_counted(self):
        self.upsert(self.year1)
        self.assertEqual((0, len(self.retired()), len(self.retired())), self.upsert(self.year2, "--keep-retired"))
        self.assertEqual(sorted({*self.codes(self.year1), *self.codes(self.year2)}), self.in_table())

    def test_a_year_that_was_never_upserted_is_made_up_for(self):
        """What was retired in between is in the record of the run only."""
        year3 = self.divide("year3.gpkg", self.units, self.fewer, "--previous", self.year2)
        self.upsert(self.year1)
        self.assertEqual((len(self.retired()), 0, 0), self.upsert(year3))
        self.assertEqual(self.codes(year3), self.in_table())

    def test_rows_of_others_stay_and_are_counted(self):
        self.upsert(self.year1)
        self.sql("INSERT INTO grids (grid_code, unit_code) VALUES ('999999999999001', '999999999999'), ('mine', 'mine')")
        self.assertEqual((len(self.retired()), 0, 2), self.upsert(self.year2))
        self.assertEqual(sorted([*self.codes(self.year2), "999999999999001", "mine"]), self.in_table())

    def test_of_a_part_only_what_the_part_replaces(self):
        """The ground of the other units is in the table by their old rows only."""
        self.upsert(self.year1)
        here = [code for code in self.retired() if code.startswith(SECOND)]
        self.assertTrue(here and len(here) < len(self.retired()))
        removed, kept, _ = self.upsert(self.year2, "--where", f"unit_code = '{SECOND}'")
        self.assertEqual((len(here), 0), (removed, kept))
        self.assertEqual(sorted({*(c for c in self.codes(self.year1) if not c.startswith(SECOND)),
                                 *(c for c in self.codes(self.year2) if c.startswith(SECOND))}), self.in_table())

    def test_a_code_in_the_layer_is_never_removed_whatever_the_lineage_says(self):
        self.upsert(self.year1)
        living, lost = self.codes(self.year2)[0], self.retired()[0]
        dataset = case.gdal.OpenEx(self.year2, case.gdal.OF_UPDATE)
        dataset.ExecuteSQL("DELETE FROM lineage")
        dataset.ExecuteSQL(f"INSERT INTO lineage (old_code, new_code) VALUES ('{living}', 'x'), ('{lost}', '{lost}'), ('', 'y')")
        dataset.ExecuteSQL("DELETE FROM grid_run")
        del dataset
        for more in ([], ["--where", f"grid_code <> '{living}'"]):
            with self.subTest(more):
                self.assertEqual(0, self.upsert(self.year2, *more)[0])
                self.assertIn(living, self.in_table())
                self.assertIn(lost, self.in_table())  # carried on, says the lineage

    def test_units_with_other_codes(self):
        renamed = self.write("renamed.gpkg", [(geometry, {**fields, "unit_code": fields["unit_code"].replace("0010", "0020")})
                                              for geometry, fields in case.unit_rows()])
        with open(self.path("map.csv"), "w", encoding="utf-8") as file:
            file.write("old_code,new_code\n" + "".join(f"{code},{code.replace('0010', '0020')}\n" for code in case.UNITS))
        moved = self.divide("moved.gpkg", renamed, self.sites, "--previous", self.year1, "--unit-map", self.path("map.csv"))
        self.upsert(self.year1)
        self.assertEqual((len(self.codes(self.year1)), 0, 0), self.upsert(moved))
        self.assertEqual(self.codes(moved), self.in_table())

    def test_a_unit_that_is_not_among_the_units(self):
        """Its ground is in its old rows only: they stay, and are counted."""
        three = self.write("three.gpkg", case.unit_rows()[:3])
        left = self.divide("left.gpkg", three, self.fewer, "--previous", self.year1)
        gone = [code for code in self.codes(self.year1) if code.startswith(FOURTH)]
        before = [code for code in self.retired() if not code.startswith(FOURTH)]
        self.upsert(self.year1)
        self.assertEqual((len(before), len(gone), len(gone)), self.upsert(left))
        self.assertEqual(sorted([*self.codes(left), *gone]), self.in_table())

    def test_a_unit_that_was_joined_to_its_neighbour(self):
        """Nothing says where its households are, but other grids cover its ground."""
        rows = case.unit_rows()
        (south, west), (_, east) = case.corner(0)[::-1], case.corner(1)[::-1]
        joined = case.rectangle(west, south, east + case.SIDE, south + case.SIDE)
        both = self.write("both.gpkg", [(joined, rows[0][1]), *rows[2:]])
        after = self.divide("after.gpkg", both, self.sites, "--previous", self.year1)
        self.assertTrue([code for code in self.codes(self.year1) if code.startswith(SECOND)])
        self.upsert(self.year1)
        removed, kept, others = self.upsert(after)
        self.assertEqual((len(set(self.codes(self.year1)) - set(self.codes(after))), 0, 0), (removed, kept, others))
        self.assertEqual(self.codes(after), self.in_table())

    def test_findings_that_are_no_longer_made_go(self):
        self.upsert(self.year1)
        self.sql("CREATE TABLE IF NOT EXISTS grids_issues (fid serial, code text, severity text, unit_code text, grid_code text, "
                 "message text, geom geometry(Point, 4547)); DELETE FROM grids_issues; "
                 "INSERT INTO grids_issues (code) VALUES ('old')")
        dataset = case.gdal.OpenEx(self.year2, case.gdal.OF_UPDATE)
        dataset.ExecuteSQL("DELETE FROM issues")
        del dataset
        self.upsert(self.year2)
        self.assertEqual([], self.sql("SELECT code FROM grids_issues"))
        # A file that has no such table says nothing about findings.
        self.sql("INSERT INTO grids_issues (code) VALUES ('other')")
        self.gridexport_to("plain.geojson")
        self.upsert(self.path("plain.geojson"), "--output-crs", f"EPSG:{case.TOWN_CRS}")
        self.assertEqual(["other"], self.sql("SELECT code FROM grids_issues"))

    def gridexport_to(self, name):
        self.run_tool(GRIDEXPORT, self.year2, "-o", self.path(name))

    def test_the_lineage_beside_a_file(self):
        path = self.path("year2.shp")
        run = self.gridify(self.units, "--sites", self.fewer, "--previous", self.year1, "-o", path)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertIn("year2_lineage.csv", self.files())
        self.upsert(self.year1)
        self.assertEqual((len(self.retired()), 0, 0), self.upsert(path))
        self.assertEqual(self.codes(self.year2), self.in_table())

    def test_a_script_does_the_same(self):
        self.upsert(self.year1)
        script = self.path("year2.sql")
        for more, wanted in ((["--keep-retired"], {*self.codes(self.year1), *self.codes(self.year2)}),
                             ([], {*self.codes(self.year2)})):
            self.run_tool(GRIDEXPORT, self.year2, "-o", script, "--upsert", "-O", *more)
            with open(script, encoding="utf-8") as file:
                self.sql(file.read())
            self.assertEqual(sorted(wanted), self.in_table())

    def test_rows_that_cannot_be_removed_change_nothing(self):
        self.upsert(self.year1)
        lost = self.retired()[0]
        self.sql(f"CREATE TABLE rounds (grid_code text REFERENCES grids); INSERT INTO rounds VALUES ('{lost}')")
        before = self.sql("SELECT md5(string_agg(g::text, '' ORDER BY grid_code)) FROM grids g")
        run = self.run_tool(GRIDEXPORT, self.year2, "-o", self.pg, "--upsert", code=3)
        self.assertIn("rows of codes that were given up cannot be removed", run.stderr)
        self.assertIn("hint: --keep-retired leaves them; nothing has changed", run.stderr)
        self.assertEqual(before, self.sql("SELECT md5(string_agg(g::text, '' ORDER BY grid_code)) FROM grids g"))
        self.assertEqual((0, len(self.retired()), len(self.retired())), self.upsert(self.year2, "--keep-retired"))

    def test_who_may_not_remove_rows_can_upsert_where_none_goes(self):
        self.upsert(self.year1)
        self.sql("CREATE ROLE clerk LOGIN; GRANT SELECT, INSERT, UPDATE ON grids TO clerk; GRANT ALL ON grids_run TO clerk; "
                 "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO clerk; REVOKE CREATE ON SCHEMA public FROM PUBLIC; "
                 "UPDATE grids SET households = 0")
        wanted = sum(row["households"] for row in case.read_layer(self.year1, "grids"))
        self.run_tool(GRIDEXPORT, self.year1, "-o", self.pg.replace("user=postgres", "user=clerk"), "--upsert")
        self.assertEqual([str(wanted)], self.sql("SELECT sum(households) FROM grids"))
        self.sql("DROP OWNED BY clerk; DROP ROLE clerk")

    def test_options_that_make_no_sense(self):
        for words in (["-o", self.path("x.gpkg"), "--keep-retired"], ["-o", self.pg, "--keep-retired"]):
            run = self.run_tool(GRIDEXPORT, self.year2, *words, code=2)
            self.assertIn("--keep-retired is for --upsert", run.stderr)


if __name__ == "__main__":
    unittest.main()
