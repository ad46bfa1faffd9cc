"""gridexport --to qgis into a real PostGIS: the project opens in QGIS from the table qgis_projects, with all its layers drawn."""

import json
import os
import subprocess
import unittest
from urllib.parse import quote

import gridexport_case as case
import gridify_case
import postgis_case
import qgis_case as qgis

if not qgis.MISSING:
    from qgis.core import QgsProject



def setUpModule():
    qgis.start_qgis()


class Projects(postgis_case.PostgisCase, case.GridexportCase):

    def setUp(self):
        super().setUp()
        self.plan = self.path("plan.gpkg")
        self.units = gridify_case.write_layer(self.dir / "units.gpkg", gridify_case.unit_rows())
        self.sites = gridify_case.write_layer(self.dir / "sites.gpkg", gridify_case.site_rows())
        run = subprocess.run([gridify_case.GRIDIFY, self.units, "--sites", self.sites, "--micro", "60", "-q", "--no-progress", "-o",
                              self.plan], capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        # QGIS has the login of a person from elsewhere; the project has none.
        for name, value in {"PGUSER": "postgres", "PGPASSWORD": "secret", "PGHOST": str(self.server.folder)}.items():
            os.environ[name] = value
            self.addCleanup(os.environ.pop, name)
        self.addCleanup(self.sql, "SELECT FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                  "WHERE datname = 'bench' AND pid <> pg_backend_pid()) AS ended")
        self.addCleanup(QgsProject.instance().clear)

    def export(self, *words, output=None):
        return self.gridexport(self.plan, "--to", "qgis", "-o", output or self.pg, "--boundaries", self.units, "--sites", self.sites, *words)

    def opened(self, *words, output=None):
        """Exported, and read by QGIS from where gridexport says; a host of QGIS is no folder, but libpq's may be."""
        run = self.export("--json", *words, output=output)
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertNotIn("cret", run.stdout + run.stderr)
        project = QgsProject()
        self.assertTrue(project.read(json.loads(run.stdout)["files"][0]), project.error())
        return project

    def as_file(self):
        path = self.path("project.qgs")
        run = self.gridexport(self.plan, "--to", "qgis", "-o", path, "-O", "--boundaries", self.units, "--sites", self.sites)
        self.assertEqual(0, run.returncode, run.stderr)
        project = QgsProject()
        self.assertTrue(project.read(path))
        return project

    def shown(self, project):
        return [(layer.name(), layer.isValid(), layer.featureCount(), layer.renderer().dump() if layer.isSpatial() else "",
                 sorted(layer.attributeAliases().items() - {("", "")}), layer.labelsEnabled())
                for layer in project.layerTreeRoot().layerOrder()]

    def test_it_opens_in_qgis_as_the_one_in_a_file(self):
        project, other = self.opened(), self.as_file()
        self.assertEqual(self.shown(other), self.shown(project))
        self.assertTrue(all(layer.dataProvider().name() == "postgres" for layer in project.mapLayers().values()))
        self.assertEqual(other.mapThemeCollection().mapThemes(), project.mapThemeCollection().mapThemes())
        self.assertEqual([layout.name() for layout in other.layoutManager().printLayouts()],
                         [layout.name() for layout in project.layoutManager().printLayouts()])
        grids = project.mapLayersByName("Grids")[0]
        self.assertEqual(sorted(row["grid_code"] for row in grids.getFeatures()), self.sql("SELECT grid_code FROM grids ORDER BY 1"))
        self.assertTrue(grids.startEditing(), "the primary key is known")

    def test_neither_user_nor_password_is_in_it(self):
        for path in (f"PG:host={self.server.folder} user=postgres dbname=bench password='se cret'",
                     f"postgresql://postgres:se%20cret@/bench?host={quote(str(self.server.folder), safe='')}&connect_timeout=9"):
            project = self.opened("--overwrite-layer", output=path)
            for layer in project.mapLayers().values():
                self.assertIn(f"host={self.server.folder}", layer.source())
                self.assertNotRegex(layer.source(), "user|cret")
            self.assertEqual(["0"], self.sql("SELECT count(*) FROM grids_run WHERE value LIKE '%cret%'"))

    def test_names_that_are_hostile(self):
        signs = "".join(sign for sign in map(chr, range(32, 127)) if not sign.isalnum() and sign not in ".%")
        for name in ["a 'b'.c\"d", "gov.网格", *(f"s.x{signs[i:i + 16]}y" for i in range(0, len(signs), 16))]:
            with self.subTest(name):
                project = self.opened("--output-layer", name)
                layers = project.mapLayers().values()
                self.assertEqual([], [layer.source() for layer in layers if not layer.isValid()])
                self.assertIn("Sites", [layer.name() for layer in layers])

    def test_nothing_is_replaced_without_being_asked(self):
        self.assertEqual(0, self.export().returncode)
        before = self.sql("SELECT md5(content::text) FROM qgis_projects")
        self.sql("CREATE TABLE grids_barriers (); CREATE TABLE grids_barriers_2 (); CREATE TABLE grids_other (); "
                 "INSERT INTO qgis_projects VALUES ('mine', '{}', 'x')")
        for drop in ("", "DROP TABLE grids", "DELETE FROM qgis_projects WHERE name = 'grids'"):
            self.sql(drop)
            run = self.export()
            self.assertEqual(3, run.returncode, run.stdout)
            self.assertIn("exists already", run.stderr)
            self.assertIn("--overwrite-layer", run.stderr)
        self.assertEqual(0, self.export("--overwrite-layer").returncode)
        self.assertEqual(before, self.sql("SELECT md5(content::text) FROM qgis_projects WHERE name = 'grids'"))
        self.assertEqual(["grids_other"], self.sql("SELECT tablename FROM pg_tables WHERE tablename ~ 'barriers|other'"))
        self.assertEqual(["mine"], self.sql("SELECT name FROM qgis_projects WHERE name <> 'grids'"))

    def test_a_fault_leaves_the_database_as_it_was(self):
        self.sql("CREATE TABLE qgis_projects (name text)")
        run = self.export()
        self.assertEqual(3, run.returncode)
        self.assertEqual([], self.sql("SELECT tablename FROM pg_tables WHERE tablename LIKE 'grids%'"))
        run = self.export("--dry-run")
        self.assertEqual(0, run.returncode, run.stderr)

    def test_what_is_refused(self):
        for words, said in ((["--to", "html", "-o", self.pg], "must end in .html"), (["--to", "sld", "-o", self.pg], "must end in .sld"),
                            (["--to", "qgis", "-o", self.path("x.qgs"), "--overwrite-layer"], "--overwrite-layer"),
                            (["--to", "qgis", "-o", "PG:hots=here dbname=x"], "hots"),
                            (["--to", "qgis", "-o", self.pg, "--output-layer", "a."], "--output-layer"),
                            (["--to", "qgis", "-o", self.pg, "--output-layer", "n" * 60], "--output-layer"), (["--to", "qgis", "-o", self.pg, "--output-layer", "a%b"], "--output-layer")):
            run = self.gridexport(self.plan, *words)
            self.assertEqual(2, run.returncode, run.stderr)
            self.assertIn(said, run.stderr)


if __name__ == "__main__":
    unittest.main()
