"""gridify and gridmerge write into a real PostGIS, what they read lies there too. Skipped where there is none."""

import os
import re
import shutil
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

import gridify_case as case
import postgis_case

GRIDCHECK, GRIDEXPORT, GRIDMERGE = (os.environ.get(name) or shutil.which(name.lower())
                                    for name in ("GRIDCHECK", "GRIDEXPORT", "GRIDMERGE"))
HOSTILE = "x'); drop table grids; --"


class PostGis(postgis_case.PostgisCase, case.GridifyCase):

    def setUp(self):
        super().setUp()
        rows = [(geometry, {**fields, "unit_name": HOSTILE} if i == 0 else fields)
                for i, (geometry, fields) in enumerate(case.unit_rows())]
        self.load(self.write("towns.gpkg", rows), "units")
        self.load(self.sites, "sites")
        self.words = [self.pg, "--layer", "units", "--sites", self.pg, "--sites-layer", "sites"]

    def run_tool(self, tool, *words, code=0):
        if not tool:
            self.skipTest("skipped: a tool is not found; name it in the environment")
        run = subprocess.run([tool, *map(str, words)], capture_output=True, text=True, check=False)
        self.assertNotIn("secret", run.stderr + run.stdout)
        self.assertEqual((code, ""), (run.returncode, run.stderr), run.stdout)
        return run.stdout

    def assert_database_refuses(self, words, message, code=3):
        """The first line of the message, in which the password is not said."""
        run = self.gridify(*words)
        self.assertNotIn("secret", run.stderr)
        self.assertIn(message, run.stderr.split("\n")[0])
        self.assertEqual((code, ""), (run.returncode, run.stdout))

    def tables(self):
        return self.sql("SELECT tablename FROM pg_tables WHERE schemaname IN ('public', 'gov') AND tablename <> 'spatial_ref_sys' "
                        "ORDER BY 1")

    def test_boundaries_and_sites_from_the_database_and_grids_back_into_it(self):
        self.assert_done(*self.words, "-o", self.pg)
        self.assertEqual(["grids", "grids_run", "sites", "units"], self.tables())
        # The same as a file has, exactly.
        self.assert_done(*self.words, "-o", self.out)
        wanted = {row["grid_code"]: row for row in case.read_layer(self.out, "grids")}
        got = {row["grid_code"]: row for row in case.read_layer(self.pg, "grids")}
        self.assertEqual(set(wanted), set(got))
        for code, row in wanted.items():
            geometry = got[code].pop("")
            self.assertEqual(row.pop("").ExportToWkb(), geometry.ExportToWkb())
            self.assertEqual(row, got[code])
        # A spatial join counts what the grids say.
        self.assertEqual([f"0|{len(wanted)}"], self.sql(
            "SELECT count(*) FILTER (WHERE households <> counted), count(*) FROM (SELECT g.grid_code, g.households, "
            "sum(s.households) AS counted FROM grids g JOIN sites s ON ST_Covers(g.geom, s.geom) GROUP BY 1, 2) AS joined"))
        self.assertEqual(["0"], self.sql("SELECT count(*) FROM units u WHERE abs(ST_Area(u.geom) - (SELECT sum(ST_Area("
                                         "ST_Intersection(g.geom, u.geom))) FROM grids g)) > 1e-3"))
        self.assertEqual(["grid_code|4547|Households"], self.sql(
            "SELECT a.attname, ST_SRID(geom), col_description('grids'::regclass, 7) FROM pg_index i JOIN pg_attribute a "
            "ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey), grids g WHERE i.indrelid = 'grids'::regclass AND "
            "i.indisprimary LIMIT 1"))
        # A name that wants to be code is a name.
        self.assertEqual([HOSTILE], self.sql("SELECT DISTINCT unit_name FROM grids WHERE unit_code = '420106001001'"))
        self.assertEqual(["t"], self.sql(f"SELECT bool_and(grid_name LIKE 'x''); drop table grids; --%') FROM grids "
                                         "WHERE unit_code = '420106001001'"))
        # The record has what the file's has, and no password.
        record = {row["key"]: row["value"] for row in case.read_layer(self.out, "grid_run")}
        self.assertEqual(record, dict(line.split("|", 1) for line in self.sql("SELECT key, value FROM grids_run")))
        self.assertTrue(any("dbname=bench layer=" in value for value in record.values()))
        self.assertFalse(any("secret" in value for value in record.values()))

    def divide(self, *words):
        """With findings or without."""
        run = self.gridify(*self.words, "-o", self.pg, "-q", *words)
        self.assertIn(run.returncode, (0, 1), run.stderr)

    def test_findings_are_a_table_and_a_schema_is_made(self):
        self.divide("--output-layer", "gov.网格", "--max", "401", "--min", "399")
        self.assertEqual(["t|t"], self.sql("SELECT count(*) > 0, bool_and(message <> '') FROM gov.网格_issues"))
        self.assertEqual(["sites", "units", "网格", "网格_issues", "网格_run"], self.tables())

    def test_codes_that_are_retired_in_the_database_stay_retired(self):
        small = ["--target", "300", "--min", "250", "--max", "350"]
        self.divide("--output-layer", "gov.first", *small)
        previous = ["--previous", self.pg + " schemas=gov", "--previous-layer"]
        self.divide(*previous, "first", "--output-layer", "gov.second", "--target", "600", "--min", "500", "--max", "700")
        self.assertEqual(["t"], self.sql("SELECT sum(households) = (SELECT sum(households) FROM gov.second) FROM gov.second_lineage"))
        retired = set(self.sql("SELECT grid_code FROM gov.first EXCEPT SELECT grid_code FROM gov.second"))
        self.assertTrue(retired)
        # That they were ever used is said in the tables beside the layer only.
        self.divide(*previous, "second", "--output-layer", "gov.third", *small)
        codes = set(self.sql("SELECT grid_code FROM gov.third"))
        self.assertGreater(len(codes), len(self.sql("SELECT grid_code FROM gov.second")))
        self.assertEqual(set(), retired & codes)
        self.assertLessEqual(retired, set(self.sql("SELECT value FROM gov.third_run WHERE key = 'retired_codes'")[0].split(" ")))

    def test_a_table_that_is_there_is_refused_before_any_work_and_survives(self):
        self.sql("CREATE TABLE grids AS SELECT 1 AS mine")
        for more in ([], ["-O"]):
            self.assert_database_refuses([*self.words, "-o", self.pg, *more], 'the table "grids" exists already')
        self.assertEqual(["1"], self.sql("SELECT mine FROM grids"))
        self.assert_done(*self.words, "-o", self.pg, "--overwrite-layer")
        self.assertEqual(["t"], self.sql("SELECT count(*) > 4 FROM grids"))
        self.sql("CREATE TABLE other_run AS SELECT 1 AS mine")
        self.assert_database_refuses([*self.words, "-o", self.pg, "--output-layer", "other"], '"other_run" exists already')
        # Something depends on it: all stays as it was.
        self.sql("CREATE VIEW seen AS SELECT * FROM grids; UPDATE grids_run SET value = 'mine' WHERE key = 'tool'")
        self.assert_database_refuses([*self.words, "-o", self.pg, "--overwrite-layer"], "cannot drop table grids because other")
        self.assertEqual(["mine"], self.sql("SELECT value FROM grids_run WHERE key = 'tool'"))

    def test_inputs_are_not_replaced(self):
        before = self.sql("SELECT count(*), min(unit_name) FROM units")
        for layer, of in (("units", "the boundaries"), ("sites", "--sites")):
            self.assert_database_refuses([*self.words, "-o", self.pg, "--output-layer", layer, "--overwrite-layer"],
                                         f"--overwrite-layer would replace the table of {of}: {layer}", code=2)
            self.assert_database_refuses([*self.words, "-o", self.pg, "--output-layer", layer], "exists already")
        self.assertEqual(before, self.sql("SELECT count(*), min(unit_name) FROM units"))

    def test_tagged_records_go_into_a_table(self):
        """Records have no code of their own: their rows are numbered."""
        self.run_tool(case.GRIDIFY, *self.words, "-o", self.out)
        gridtag = os.environ.get("GRIDTAG") or shutil.which("gridtag")
        into = [self.out, self.sites, "-o", self.pg, "--output-layer", "tagged"]
        self.run_tool(gridtag, *into)
        told = {row["grid_code"]: row["sites"] for row in case.read_layer(self.out, "grids")}
        rows = [row.split("|") for row in self.sql("SELECT grid_code, count(*), count(DISTINCT fid) FROM tagged GROUP BY 1")]
        self.assertEqual(told, {code: int(number) for code, number, _ in rows})
        self.assertTrue(all(number == keys for _, number, keys in rows))
        run = subprocess.run([gridtag, *into], capture_output=True, text=True, check=False)
        self.assertEqual(3, run.returncode)
        self.assertIn('the table "tagged" exists already\ngridtag: hint: replace it with --overwrite-layer', run.stderr)
        self.run_tool(gridtag, *into, "--overwrite-layer")
        self.assertEqual([str(sum(told.values()))], self.sql("SELECT count(*) FROM tagged"))

    def test_tables_that_somebody_else_holds(self):
        """As QGIS does while edits are not saved, for each tool that writes or reads: who it is, what helps, and nothing has changed."""
        self.run_tool(case.GRIDIFY, *self.words, "-o", self.out)
        gridtag = os.environ.get("GRIDTAG") or shutil.which("gridtag")
        self.sql("CREATE TABLE held (mine int)")
        psql = [str(self.server.programs / "psql"), "-h", self.server.folder, "-U", "postgres", "-d", "bench", "-qAtX"]
        into = ["-o", self.pg, "--output-layer", "held", "--overwrite-layer"]
        runs = ([case.GRIDIFY, self.units, "--sites", self.sites, *into], [GRIDMERGE, self.out, *into], [GRIDEXPORT, self.out, *into],
                [gridtag, self.out, self.sites, *into], [case.GRIDIFY, *self.words, "-o", self.path("new.gpkg")],
                [GRIDCHECK, self.out, "--boundaries", self.pg, "--boundaries-layer", "units"])
        with subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            holder.stdin.write("BEGIN; LOCK TABLE held, units IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n")
            holder.stdin.flush()
            self.assertEqual("held\n", holder.stdout.readline())
            with ThreadPoolExecutor(len(runs)) as pool:
                done = list(pool.map(lambda words: subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                                                                  timeout=60), runs))
        for words, run in zip(runs, done):
            with self.subTest(words):
                self.assertEqual(3, run.returncode, run.stderr)
                self.assertIn("another program holds the table", run.stderr)
                self.assertIn("hint: ", run.stderr)
        self.assertEqual(["mine"], self.sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'held'"))
        self.assertNotIn("new.gpkg", self.files())

    def test_command_lines_that_cannot_be(self):
        for words, message, code in (
                (["-o", self.pg, "-f", "GPKG"], "a file of the format GPKG must end in .gpkg", 2),
                (["-o", self.path("grids.shp"), "--overwrite-layer"], "--overwrite-layer is for layers of a GeoPackage", 2),
                (["-o", self.out, "--output-layer", "x"], "--output-layer is for tables of a database", 2),
                (["-o", self.out, "-f", "PostgreSQL"], "there is no output format 'PostgreSQL'", 2),
                (["-o", self.pg.replace("bench", "nowhere")], "no connection to the database", 3),
                (["-o", self.pg, "--output-crs", "+proj=tmerc +lon_0=114.1 +ellps=GRS80"], "PostGIS cannot name the CRS", 2)):
            with self.subTest(words[1:]):
                self.assert_database_refuses([*self.words, *words], message, code)
        # The CRS of the boundaries is looked at before the work.
        proj = case.osr.SpatialReference()
        proj.ImportFromProj4("+proj=tmerc +lon_0=114.1 +x_0=500000 +ellps=GRS80 +units=m")
        own = case.write_layer(self.dir / "own.gpkg", case.unit_rows(), epsg=None)
        self.assert_database_refuses([own, "--sites", self.sites, "--input-crs", proj.ExportToProj4(), "-o", self.pg],
                                     "PostGIS cannot name the CRS", code=2)
        self.assertEqual(["sites", "units"], self.tables())

    def test_what_changed_a_year_later_is_upserted(self):
        self.assert_done(*self.words, "-o", self.pg)
        old = dict(line.split("|") for line in self.sql("SELECT grid_code, households FROM grids"))
        self.sql("UPDATE sites SET households = households + 1 WHERE ST_X(geom) < 520600 AND ST_Y(geom) < 3385600")
        run = self.gridify(*self.words, "--previous", self.pg, "-o", self.out)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.run_tool(GRIDEXPORT, self.out, "--where", "unit_code = '420106001001'", "-o", self.pg, "--upsert")
        new = dict(line.split("|") for line in self.sql("SELECT grid_code, households FROM grids"))
        self.assertEqual(["60"], self.sql("SELECT sum(households) - (SELECT sum(households) FROM sites) + 60 FROM grids"))
        changed = {code for code in new if new[code] != old.get(code)}
        self.assertTrue(changed and all(code.startswith("420106001001") for code in changed))

    def test_gridcheck_and_gridmerge_work_in_the_database_too(self):
        self.assert_done(*self.words, "-o", self.pg)
        self.run_tool(GRIDCHECK, self.pg, "--layer", "grids", "--boundaries", self.pg, "--boundaries-layer", "units", "--sites",
                      self.pg, "--sites-layer", "sites")
        self.run_tool(GRIDMERGE, self.pg, "--layer", "grids", "-o", self.pg, "--output-layer", "merged")
        self.assertEqual(["0"], self.sql("SELECT count(*) FROM grids g FULL JOIN merged m USING (grid_code) "
                                         "WHERE NOT coalesce(ST_OrderingEquals(ST_Normalize(g.geom), ST_Normalize(m.geom)), false)"))
        self.assertEqual(["gridmerge"], self.sql("SELECT value FROM merged_run WHERE key = 'tool'"))
        run = subprocess.run([GRIDMERGE, self.pg, "--layer", "grids", "-o", self.pg, "--overwrite-layer"], capture_output=True,
                             text=True, check=False)
        self.assertEqual(2, run.returncode)
        self.assertTrue(re.match(r"gridmerge: error: --overwrite-layer would replace the table of an input: grids\n", run.stderr))


if __name__ == "__main__":
    unittest.main()
