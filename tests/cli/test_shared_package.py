"""A GeoPackage (or workbook) in which others keep layers, too: nothing of theirs is lost.

Judged with the sqlite3 and zipfile modules and ogr2ogr alone: each table of another's has the same rows before and after.
"""

import re
import sqlite3
import subprocess
import unittest
import zipfile
from pathlib import Path

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridmerge_case import GRIDMERGE

STYLE = """INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, useAsDefault)
           VALUES ('', '', 'roads', 'geom', 'by hand', '<qgis/>', 1)"""


def own_tables(path):
    """Rows of all tables but those of the GeoPackage itself, of its indices, and of the styles."""
    with sqlite3.connect(path) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
                 if not re.match("gpkg_|rtree_|sqlite_|layer_styles", name)]
        return {name: file.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}


def styles(path):
    with sqlite3.connect(path) as file:
        return sorted(file.execute("SELECT f_table_name, styleName FROM layer_styles"))


class SharedPackage(case.GridifyCase):

    def tool(self, program, *words):
        run = subprocess.run([program, *map(str, words)], cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             check=False)
        self.assertEqual([], [name for name in self.files() if Path(name).name.startswith(".")], "left behind: " + run.stderr)
        return run

    def divided(self, name):
        return [self.units, "--sites", self.sites, "-o", self.path(name)]

    def ogr2ogr(self, *words):
        subprocess.run(["ogr2ogr", *map(str, words)], cwd=self.dir, check=True)

    def plan_of_others(self, name="plan.gpkg"):
        """Grids of gridify, and what others have put beside them: a layer, its style, a table nobody registered, a view, a picture."""
        Path(self.path(name)).unlink(missing_ok=True)
        self.assert_done(*self.divided(name))
        self.ogr2ogr("-update", name, self.units, "-nln", "roads", "-nlt", "PROMOTE_TO_MULTI")
        self.ogr2ogr("-update", name, self.sites, "-nln", "Households of 2020")
        with sqlite3.connect(self.path(name)) as file:
            file.execute(STYLE)
            file.execute("CREATE TABLE notes (note TEXT)")
            file.execute("INSERT INTO notes VALUES ('keep me')")
            file.execute("CREATE VIEW all_roads AS SELECT * FROM roads")
        return own_tables(self.path(name))

    def assert_refused_with_names(self, run, *names):
        self.assertEqual(3, run.returncode, run.stderr)
        self.assertIn("the file has other layers, which would be lost: " + ", ".join(names), run.stderr)

    def test_overwrite_refuses_and_names_them(self):
        self.plan_of_others()
        self.ogr2ogr("single.gpkg", "plan.gpkg", "grids")
        before = self.content("plan.gpkg")
        others = ["Households of 2020", "all_roads", "notes", "roads"]
        for program, words, names in (
                (case.GRIDIFY, [self.units, "--sites", self.sites], others),
                (GRIDMERGE, ["single.gpkg", "--by", "unit"], others),
                (GRIDEXPORT, ["single.gpkg"], others),
                (GRIDEXPORT, ["single.gpkg", "--output-layer", "roads"], ["Households of 2020", "all_roads", "grids", "notes"]),
                (GRIDCHECK, ["single.gpkg", "--repair", "plan.gpkg"],
                 ["Households of 2020", "all_roads", "grid_run", "issues", "layer_styles", "notes", "roads"]),
                (GRIDCHECK, ["single.gpkg", "--issues", "plan.gpkg"],
                 ["Households of 2020", "all_roads", "grid_run", "grids", "notes", "roads"])):
            with self.subTest(program=program, words=words):
                output = [] if program == GRIDCHECK else ["-o", "plan.gpkg"]
                self.assert_refused_with_names(self.tool(program, *words, *output, "-O"), *names)
                self.assertEqual(before, self.content("plan.gpkg"))

    def test_only_the_layers_of_the_output_are_replaced(self):
        for program, words, layer in (
                (case.GRIDIFY, [self.units, "--sites", self.sites, "--target", "300"], "grids"),
                (GRIDMERGE, ["single.gpkg", "--by", "unit"], "grids"),
                (GRIDEXPORT, ["single.gpkg", "--where", "households > 400"], "grids"),
                (GRIDEXPORT, ["single.gpkg"], "roads"),
                (GRIDCHECK, ["single.gpkg", "--repair", "plan.gpkg"], "grids"),
                (GRIDCHECK, ["single.gpkg", "--issues", "plan.gpkg"], "issues")):
            with self.subTest(program=program, words=words):
                before = self.plan_of_others()
                self.ogr2ogr("-overwrite", "single.gpkg", "plan.gpkg", "grids")
                output = [] if program == GRIDCHECK else ["-o", "plan.gpkg"]
                if layer == "roads":
                    output += ["--output-layer", "roads"]
                run = self.tool(program, *words, *output, "--overwrite-layer")
                self.assertIn(run.returncode, (0, 1), run.stderr)
                after = own_tables(self.path("plan.gpkg"))
                self.assertIn(layer, after)
                replaced = {layer, "issues", "issue_lines", "issue_areas", "lineage", "grid_run"}
                if layer == "roads":
                    replaced.add("all_roads")
                for name in before.keys() - replaced:
                    self.assertEqual(before[name], after[name], name)
                self.assertLessEqual(after.keys() - before.keys(), replaced)
                if layer != "roads":
                    self.assertIn(("roads", "by hand"), styles(self.path("plan.gpkg")))
                    self.assertEqual(len(styles(self.path("plan.gpkg"))), len(set(styles(self.path("plan.gpkg")))))
                # What was written is what a file of its own holds.
                Path(self.path("alone.gpkg")).unlink(missing_ok=True)
                self.tool(program, *(word if word != "plan.gpkg" else "alone.gpkg" for word in [*words, *output]))
                self.assertEqual(own_tables(self.path("alone.gpkg"))[layer], after[layer])
                with sqlite3.connect(self.path("plan.gpkg")) as file:
                    self.assertEqual("ok", file.execute("PRAGMA integrity_check").fetchone()[0])
                    self.assertEqual([], file.execute("PRAGMA foreign_key_check").fetchall())

    def test_a_file_that_cannot_be_looked_into_is_not_replaced(self):
        self.plan_of_others()
        before = self.content("plan.gpkg")
        with sqlite3.connect(self.path("plan.gpkg"), isolation_level=None) as file:
            file.execute("BEGIN EXCLUSIVE")
            run = self.tool(case.GRIDIFY, self.units, "--sites", self.sites, "-o", "plan.gpkg", "-O")
            file.execute("ROLLBACK")
        self.assertEqual(3, run.returncode, run.stderr)
        self.assertEqual(before, self.content("plan.gpkg"))

    def test_a_layer_that_is_a_view_of_the_grids(self):
        """GDAL cannot replace its table; it is said before the work."""
        self.plan_of_others()
        with sqlite3.connect(self.path("plan.gpkg")) as file:
            file.execute("CREATE VIEW large AS SELECT * FROM grids WHERE households > 400")
            file.execute("INSERT INTO gpkg_contents SELECT 'large', data_type, 'large', description, last_change, min_x, min_y, max_x, "
                         "max_y, srs_id FROM gpkg_contents WHERE table_name = 'grids'")
            file.execute("INSERT INTO gpkg_geometry_columns SELECT 'large', column_name, geometry_type_name, srs_id, z, m "
                         "FROM gpkg_geometry_columns WHERE table_name = 'grids'")
        before = self.content("plan.gpkg")
        run = self.tool(case.GRIDIFY, self.units, "--sites", self.sites, "-o", "plan.gpkg", "--overwrite-layer")
        self.assertEqual(3, run.returncode)
        self.assertIn("a layer is a view of 'grids', which is to be replaced: CREATE VIEW large", run.stderr)
        self.assertEqual(before, self.content("plan.gpkg"))

    def test_layers_are_added_to_a_file_that_has_none(self):
        self.ogr2ogr("towns.gpkg", self.units, "-nln", "towns")
        before = own_tables(self.path("towns.gpkg"))
        run = self.gridify(*self.divided("towns.gpkg"))
        self.assertEqual(3, run.returncode)
        self.assertIn("--overwrite-layer", run.stderr)
        self.assert_done(*self.divided("towns.gpkg"), "--overwrite-layer")
        after = own_tables(self.path("towns.gpkg"))
        self.assertEqual(before["towns"], after["towns"])
        self.assertEqual(12, len(after["grids"]))
        self.assert_done(*self.divided("new.gpkg"), "--overwrite-layer")
        self.assertEqual(own_tables(self.path("new.gpkg"))["grids"], after["grids"])

    def test_a_plan_of_ours_alone_is_replaced(self):
        for _ in range(2):
            self.assert_done(*self.divided("own.gpkg"), "-O")
        own = self.content("own.gpkg")
        self.assert_done(*self.divided("other.gpkg"))
        self.assertEqual(own, self.content("other.gpkg"))
        for _ in range(2):
            self.assertIn(self.tool(GRIDCHECK, "own.gpkg", "--issues", "found.gpkg", "--repair", "mended.gpkg", "-O").returncode, (0, 1))
            run = self.tool(GRIDEXPORT, "own.gpkg", "-o", "plan.qgs", "-O")
            self.assertEqual(0, run.returncode, run.stderr)

    def test_a_project_does_not_take_others_with_it(self):
        self.assert_done(*self.divided("own.gpkg"), "-O")
        before = self.plan_of_others()
        self.assert_refused_with_names(self.tool(GRIDEXPORT, "own.gpkg", "-o", "plan.qgs", "-O"), *sorted(
            name for name in before if name not in ("grids", "issues", "grid_run")))

    def test_sheets_of_others(self):
        self.assert_done(*self.divided("own.gpkg"), "-O")
        self.ogr2ogr("book.xlsx", self.sites, "-nln", "budget")
        before = self.content("book.xlsx")
        run = self.tool(GRIDEXPORT, "own.gpkg", "-o", "book.xlsx", "-O")
        self.assert_refused_with_names(run, "budget")
        self.assertNotIn("--overwrite-layer", run.stderr)
        self.assertEqual(before, self.content("book.xlsx"))
        for _ in range(2):
            self.assertEqual(0, self.tool(GRIDEXPORT, "own.gpkg", "-o", "grids.xlsx", "-O").returncode)
        self.assertTrue(zipfile.is_zipfile(self.path("grids.xlsx")))

    def test_what_is_no_package(self):
        Path(self.path("text.gpkg")).write_text("no database", encoding="utf-8")
        run = self.gridify(*self.divided("text.gpkg"), "--overwrite-layer")
        self.assertEqual(3, run.returncode)
        self.assertIn("the file is no GeoPackage in which a layer could be replaced", run.stderr)
        for name in ("grids.shp", "grids.geojson", "grids.fgb"):
            run = self.gridify(*self.divided(name), "--overwrite-layer")
            self.assertEqual(2, run.returncode)
            self.assertIn("--overwrite-layer is for layers of a GeoPackage and tables of a database", run.stderr)
        for words in (["--issues", "issues.shp"], ["--repair", "mended.geojson"], []):
            run = self.tool(GRIDCHECK, "text.gpkg", *words, "--overwrite-layer")
            self.assertEqual(2, run.returncode, run.stderr)


if __name__ == "__main__":
    unittest.main()
