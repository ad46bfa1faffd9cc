"""gridexport into a real PostGIS, on a socket of its own, and gridify reading from it. Skipped where there is none."""

import subprocess
import time
import unittest

import gridexport_case as case
import gridify_case
import postgis_case


class PostGis(postgis_case.PostgisCase, case.GridexportCase):

    def assert_database_refuses(self, words, message, code=3):
        """The first line of the message, without the connection; the password is never said."""
        run = self.gridexport(*words)
        self.assertNotIn("secret", run.stderr)
        self.assertIn(message, run.stderr.split("\n")[0])
        self.assertEqual((code, ""), (run.returncode, run.stdout))

    def test_a_table_with_key_geometry_index_and_comments(self):
        self.assert_done(self.grids, "-o", self.pg, "--language", "zh")
        self.assertEqual([f"{len(case.NAMES)}|MULTIPOLYGON|4547|t"], self.sql(
            "SELECT count(*), GeometryType(geom), ST_SRID(geom), bool_and(ST_IsValid(geom)) FROM grids GROUP BY 2, 3"))
        self.assertEqual(["grid_code"], self.sql(
            "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
            "WHERE i.indrelid = 'grids'::regclass AND i.indisprimary"))
        self.assertEqual(["1"], self.sql("SELECT count(*) FROM pg_indexes WHERE tablename = 'grids' AND indexdef LIKE '%gist (geom)%'"))
        self.assertEqual(["网格|户数"], self.sql(
            "SELECT obj_description('grids'::regclass), col_description('grids'::regclass, attnum) FROM pg_attribute "
            "WHERE attrelid = 'grids'::regclass AND attname = 'households'"))
        self.assertEqual(["a 'message'|gridify"], self.sql("SELECT i.message, r.value FROM grids_issues i, grids_run r"))
        # Text stays text.
        self.assertEqual([case.NAMES[1]], self.sql("SELECT grid_name FROM grids WHERE grid_code = '420106001001002'"))
        before = case.rows_of(self.grids, "grids")
        after = case.rows_of(self.pg, "grids")
        self.assertEqual(set(before), set(after))
        for code, row in before.items():
            geometry = after[code].pop("")
            self.assertTrue(row.pop("").SymDifference(geometry).IsEmpty())
            self.assertEqual(row, after[code])

    def test_a_table_that_somebody_else_holds(self):
        """As QGIS does while edits are not saved: it is said who it is, and the run does not wait for ever."""
        self.sql("CREATE TABLE grids (grid_code text PRIMARY KEY)")
        psql = [str(self.server.programs / "psql"), "-h", self.server.folder, "-U", "postgres", "-d", "bench", "-qAtX"]
        with subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            holder.stdin.write("BEGIN; LOCK TABLE grids IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n")
            holder.stdin.flush()
            self.assertEqual("held\n", holder.stdout.readline())
            begin = time.monotonic()
            self.assert_database_refuses([self.grids, "-o", self.pg, "--overwrite-layer"],
                                         "another program holds the table (psql of postgres, process ")
            self.assertLess(time.monotonic() - begin, 30)

    def test_a_table_that_is_there_is_refused_and_survives(self):
        self.sql("CREATE TABLE grids AS SELECT 1 AS mine")
        self.assert_database_refuses([self.grids, "-o", self.pg], 'the table "grids" exists already')
        self.assert_database_refuses([self.grids, "-o", self.pg, "-O"], 'the table "grids" exists already')
        self.assertEqual(["1"], self.sql("SELECT mine FROM grids"))
        self.assert_done(self.grids, "-o", self.pg, "--overwrite-layer")
        self.assertEqual(["5"], self.sql("SELECT count(*) FROM grids"))
        # Something depends on it: nothing changes.
        self.sql("CREATE VIEW seen AS SELECT * FROM grids")
        self.assert_database_refuses([self.grids, "-o", self.pg, "--overwrite-layer", "--where", "households = 400"],
                                     "cannot drop table grids because other objects depend on it")
        self.assertEqual(["5|1"], self.sql("SELECT count(*), (SELECT count(*) FROM grids_issues) FROM grids"))

    def test_upsert_changes_and_adds_by_code(self):
        self.assert_done(self.grids, "-o", self.pg, "--upsert", "--output-layer", "gov.网格")
        self.sql("UPDATE gov.网格 SET grid_name = 'mine' WHERE households >= 403; DELETE FROM gov.网格 WHERE households = 402")
        changed = gridify_case.write_layer(self.dir / "changed.gpkg", [
            (geometry, {**fields, "households": fields["households"] + 1000}) for geometry, fields in case.grid_rows()[:3]],
            layer="grids", kind=case.ogr.wkbMultiPolygon)
        self.assert_done(changed, "-o", self.pg, "--upsert", "--output-layer", "gov.网格")
        self.assertEqual([f"1400|{case.NAMES[0]}", f"1401|{case.NAMES[1]}", f"1402|{case.NAMES[2]}", "403|mine", "404|mine"],
                         self.sql("SELECT households, grid_name FROM gov.网格 ORDER BY grid_code"))
        other = gridify_case.write_layer(self.dir / "other.gpkg", [(case.square(0), {"grid_code": "1", "new": 2})])
        self.assert_database_refuses([other, "-o", self.pg, "--upsert", "--output-layer", "gov.网格"], '"new" of relation')
        self.assertEqual(["5"], self.sql("SELECT count(*) FROM gov.网格"))

    def test_who_may_only_change_rows_can_upsert(self):
        self.assert_done(self.grids, "-o", self.pg)
        self.sql("CREATE ROLE clerk LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk;"
                 "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO clerk; UPDATE grids SET households = 0;"
                 "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        self.assert_done(self.grids, "-o", self.pg.replace("user=postgres", "user=clerk"), "--upsert")
        self.assertEqual(["2010"], self.sql("SELECT sum(households) FROM grids"))
        self.sql("DROP OWNED BY clerk; DROP ROLE clerk")

    def test_a_table_becomes_a_file_again_with_what_belongs_to_it(self):
        self.assert_done(self.grids, "-o", self.pg, "--output-layer", "gov.cells")
        out = self.path("back.gpkg")
        self.assert_done(self.pg + " schemas=gov", "--layer", "cells", "-o", out)
        before, after = (case.rows_of(path, "grids") for path in (self.grids, out))
        for code, row in before.items():
            self.assertTrue(row.pop("").SymDifference(after[code].pop("")).IsEmpty())
        self.assertEqual(before, after)
        self.assertEqual(["a 'message'"], [row["message"] for row in case.rows_of(out, "issues").values()])
        self.assertEqual(["gridify"], [row["value"] for row in case.rows_of(out, "grid_run").values()])

    def test_keys_are_looked_at_before_anything_is_done(self):
        rows = [(case.square(0), {"grid_code": "1"}), (case.square(1), {"grid_code": "1"})]
        twice = gridify_case.write_layer(self.dir / "twice.gpkg", rows)
        self.assert_database_refuses([twice, "-o", self.pg], "the grid_code '1' occurs twice")
        self.assert_database_refuses([self.grids, "-o", self.pg, "--fields", "grid_name"], "is to be the primary key", code=2)
        self.assertEqual(["0"], self.sql("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'grids%'"))
        self.sql("DROP EXTENSION postgis")
        self.assert_database_refuses([self.grids, "-o", self.pg], "the database has no PostGIS")
        self.assert_database_refuses([self.grids, "-o", self.pg.replace("bench", "nowhere")], "no connection to the database")

    def test_the_script_makes_the_same_tables_as_the_connection(self):
        columns = ("SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name LIKE 'grids%' "
                   "ORDER BY 1, ordinal_position")
        rows = "SELECT md5(string_agg(t::text, '' ORDER BY grid_code)) FROM grids t"
        self.assert_done(self.grids, "-o", self.pg)
        wanted = self.sql(columns) + self.sql(rows)
        script = self.export("out.sql", "--overwrite-layer")
        with open(script, encoding="utf-8") as file:
            self.sql(file.read())
        self.assertEqual(wanted, self.sql(columns) + self.sql(rows))

    def test_a_province_in_one_database_from_boundaries_to_a_join(self):
        """gridify reads units and sites from PostGIS, its grids go back, and SQL counts the households inside them."""
        if not gridify_case.GRIDIFY:
            self.skipTest("skipped: gridify is not found")
        units = gridify_case.write_layer(self.dir / "units.gpkg", gridify_case.unit_rows())
        sites = gridify_case.write_layer(self.dir / "sites.gpkg", gridify_case.site_rows())
        self.load(units, "units")
        self.load(sites, "sites")
        out = self.path("divided.gpkg")
        run = subprocess.run([gridify_case.GRIDIFY, self.pg, "--layer", "units", "--sites", self.pg, "--sites-layer", "sites",
                              "--sites-where", "households > 1", "-o", out], capture_output=True, text=True, check=False)
        self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))
        self.assert_done(out, "-o", self.pg)
        self.assertEqual(["0"], self.sql(
            "SELECT count(*) FROM (SELECT g.grid_code, g.households, sum(s.households) AS counted FROM grids g "
            "JOIN sites s ON s.households > 1 AND ST_Covers(g.geom, s.geom) GROUP BY 1, 2) AS joined "
            "WHERE households <> counted"))
        self.assertEqual(["t"], self.sql("SELECT sum(households) = (SELECT sum(households) FROM sites WHERE households > 1) "
                                         "FROM grids"))
        self.assertEqual(["t"], self.sql("SELECT count(*) > 0 FROM grids_run WHERE value LIKE '%dbname=bench layer=%'"))
        self.assertEqual([], self.sql("SELECT * FROM grids_run WHERE value LIKE '%secret%'"))


if __name__ == "__main__":
    unittest.main()
