"""Tables of our own files are taken by their names, where an option asks for a table: --lineage, --unit-map."""

import unittest

from osgeo import ogr

import gridcheck_case
import gridify_case as case


class OwnTables(gridcheck_case.GridcheckCase):

    def setUp(self):
        super().setUp()
        fewer = self.write("fewer.gpkg", case.site_rows(per_unit=20))
        self.next = self.path("next.gpkg")
        run = self.gridify(self.units, "--sites", fewer, "--previous", self.grids, "-o", self.next)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.retired = sorted({row["grid_code"] for row in case.read_layer(self.grids, "grids")} -
                              {row["grid_code"] for row in case.read_layer(self.next, "grids")})
        self.assertGreater(len(self.retired), 2)

    def table(self, name, rows, **how):
        return case.write_layer(self.dir / name, [(None, row) for row in rows], kind=ogr.wkbNone, epsg=None, **how)

    def assert_reused(self, lineage, *more):
        found = self.findings(self.grids, "--only", "code_reused", "--lineage", lineage, *more)
        self.assertEqual(self.retired, sorted(code for _, _, code in found))

    def test_the_lineage_of_a_file_of_ours(self):
        self.assert_reused(self.next)
        self.assert_reused(self.next, "--lineage-layer", "lineage")

    def test_a_table_of_another_name(self):
        """It is the only one without geometry; of several none is guessed."""
        path = self.write("other.gpkg", case.unit_rows())
        self.table("other.gpkg", [{"old_code": code, "new_code": "x"} for code in self.retired], layer="history", add=True)
        self.assert_reused(path)
        self.table("other.gpkg", [{"key": "a"}], layer="notes", add=True)
        run = self.gridcheck(self.grids, "--lineage", path)
        self.assertEqual("gridcheck: error: $DIR/other.gpkg: there is no table 'lineage'; the layers and tables are: other, "
                         "history, notes\ngridcheck: hint: choose one with --lineage-layer\n", run.stderr)
        self.assertEqual(2, run.returncode)
        self.assert_reused(path, "--lineage-layer", "history")

    def test_a_table_that_is_not_there_is_told_with_those_that_are(self):
        run = self.gridcheck(self.grids, "--lineage", self.next, "--lineage-layer", "linage")
        self.assertEqual("gridcheck: error: $DIR/next.gpkg: there is no table 'linage'; the layers and tables are: grids, issues, "
                         "grid_run, lineage, layer_styles\ngridcheck: hint: choose one with --lineage-layer\n", run.stderr)
        self.assertEqual(2, run.returncode)
        run = self.gridcheck(self.next, "--layer", "gird")
        self.assertIn("there is no layer 'gird'; the layers are: grids, issues; tables without geometry: grid_run, lineage, "
                      "layer_styles\n", run.stderr)

    def test_a_map_of_units_among_other_tables(self):
        renamed = self.write("renamed.gpkg", [(geometry, {**fields, "unit_code": fields["unit_code"].replace("0010", "0020")})
                                              for geometry, fields in case.unit_rows()])
        rows = [{"old_code": code, "new_code": code.replace("0010", "0020")} for code in case.UNITS]
        self.table("renamed.gpkg", rows, layer="unit_map", add=True)
        self.table("renamed.gpkg", [{"key": "a"}], layer="notes", add=True)
        words = [renamed, "--layer", "renamed", "--sites", self.sites, "--previous", self.grids, "-O", "-o", self.path("after.gpkg")]
        run = self.gridify(*words, "--unit-map", renamed)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        lineage = {(row["old_code"], row["new_code"]) for row in case.read_layer(self.path("after.gpkg"), "lineage")}
        self.assertTrue(lineage and all(old.replace("0010", "0020")[:12] == new[:12] for old, new in lineage))
        run = self.gridify(*words, "--unit-map", self.next)
        self.assertIn("there is no table 'unit_map'; the layers and tables are: grids, issues, grid_run, lineage, layer_styles",
                      run.stderr)
        self.assertIn("hint: call the table unit_map, or give a file that holds nothing else", run.stderr)
        self.assertEqual(2, run.returncode)


if __name__ == "__main__":
    unittest.main()
