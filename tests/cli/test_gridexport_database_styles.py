"""gridexport --styles into a real PostGIS, looked at with real QGIS: the layers of the database are drawn as those of a GeoPackage."""

import subprocess
import unittest

import gridexport_case as case
import gridify_case
import postgis_case
import qgis_case as qgis

if not qgis.MISSING:
    from qgis.core import QgsVectorLayer


def setUpModule():
    qgis.start_qgis()


class Styles(postgis_case.PostgisCase, case.GridexportCase):

    def setUp(self):
        super().setUp()
        self.plan = self.path("plan.gpkg")
        run = subprocess.run([gridify_case.GRIDIFY, gridify_case.write_layer(self.dir / "units.gpkg", gridify_case.unit_rows()), "--sites",
                              gridify_case.write_layer(self.dir / "sites.gpkg", gridify_case.site_rows()), "--micro", "60", "-q",
                              "--no-progress", "-o", self.plan], capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)

    def drawn(self, source, provider):
        layer = QgsVectorLayer(source, "layer", provider)
        self.assertTrue(layer.isValid(), source)
        layer.loadDefaultStyle()
        return layer.renderer().dump(), layer.labelsEnabled()

    def in_database(self, table):
        return self.drawn(f"host='{self.server.folder}' user='postgres' dbname='bench' key='grid_code' table=\"public\".\"{table}\" (geom)",
                          "postgres")

    def styles(self):
        return self.sql("SELECT f_table_schema, f_table_name, stylename, useasdefault FROM layer_styles ORDER BY 1, 2, 3")

    def test_qgis_draws_the_tables_as_the_package(self):
        wanted = [self.drawn(f"{self.plan}|layername={layer}", "ogr") for layer in ("grids", "micro")]
        for styles in ([], ["--styles"]):
            self.assert_done(self.plan, "-o", self.pg, "--overwrite-layer", *styles)
            drawn = [self.in_database(table) for table in ("grids", "grids_micro")]
            self.assertEqual([bool(styles)] * 2, [one == other for one, other in zip(drawn, wanted)])

    def test_what_somebody_made_of_them_stays(self):
        self.assert_done(self.plan, "-o", self.pg, "--styles")
        first = self.styles()
        self.assertIn("public|grids|grids|t", first)
        self.sql("UPDATE layer_styles SET useasdefault = stylename = 'mine'; INSERT INTO layer_styles (f_table_catalog, f_table_schema, "
                 "f_table_name, f_geometry_column, stylename, useasdefault) VALUES ('bench', 'public', 'grids', 'geom', 'mine', true)")
        self.sql("UPDATE layer_styles SET description = 'changed' WHERE stylename = 'balance'")
        self.assert_done(self.plan, "-o", self.pg, "--upsert", "--styles")
        self.assertEqual(["changed"], self.sql("SELECT description FROM layer_styles WHERE stylename = 'balance'"))
        self.assertEqual(["grids|mine"], self.sql("SELECT f_table_name, stylename FROM layer_styles WHERE useasdefault"))
        self.assert_done(self.plan, "-o", self.pg, "--overwrite-layer", "--styles")
        self.assertNotEqual(["changed"], self.sql("SELECT description FROM layer_styles WHERE stylename = 'balance'"))
        self.assertEqual(["mine"], self.sql("SELECT stylename FROM layer_styles WHERE useasdefault AND f_table_name = 'grids'"))
        self.assertEqual(len(first) + 1, len(self.styles()))

    def test_the_script_and_a_schema_of_its_own(self):
        self.assert_done(self.plan, "-o", self.path("out.sql"), "--styles", "--output-layer", "a 'b'.c\"d")
        with open(self.path("out.sql"), encoding="utf-8") as file:
            self.sql(file.read())
        from_script = self.styles()
        self.assertIn("a 'b'|c\"d|grids|t", from_script)
        self.assert_done(self.plan, "-o", self.pg, "--styles", "--overwrite-layer", "--output-layer", "a 'b'.c\"d")
        self.assertEqual(from_script, self.styles())

    def test_units_are_found_by_an_index(self):
        self.assert_done(self.plan, "-o", self.pg)
        self.assertEqual(["grids", "grids_micro"], self.sql(
            "SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%btree (unit_code)' AND tablename IN ('grids', 'grids_micro') ORDER BY 1"))
        self.assertEqual(["0"], self.sql("SELECT count(*) FROM pg_tables WHERE tablename = 'layer_styles'"))

    def test_only_a_database_is_asked_for_them(self):
        for words in (["-o", self.path("x.gpkg")], ["--to", "html", "-o", self.path("x.html")]):
            run = self.gridexport(self.plan, *words, "--styles")
            self.assertEqual(2, run.returncode)
            self.assertIn("--styles", run.stderr)


if __name__ == "__main__":
    unittest.main()
