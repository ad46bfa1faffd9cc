"""The plugin with a real PostGIS: layers of it as inputs, and a connection of QGIS as output. Skipped where there is none."""

import unittest

import gridify_case as case
import processing_case
import test_gridexport_postgis as postgis
from qgis_layers_case import MISSING, Feedback

if not MISSING:
    from qgis.core import QgsDataSourceUri, QgsProject, QgsProviderRegistry, QgsVectorLayer


@unittest.skipIf(MISSING, MISSING)
class QgisPostGis(postgis.PostGis):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = processing_case.Place()
        cls.addClassCleanup(cls.place.cleanup)
        cls.session = processing_case.Session(cls.place)
        cls.addClassCleanup(cls.session.end)

    def setUp(self):
        super().setUp()
        # QGIS keeps connections for a while, and the next test wants to drop the database.
        self.addCleanup(self.sql, "SELECT FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                  "WHERE datname = 'bench' AND pid <> pg_backend_pid()) AS ended")
        self.addCleanup(QgsProject.instance().clear)
        case.write_layer(self.dir / "units.gpkg", case.unit_rows())
        case.write_layer(self.dir / "sites.gpkg", case.site_rows())

    def uri(self, table="", schema="public", password="se'cret word"):
        uri = QgsDataSourceUri()
        uri.setConnection(str(self.server.folder), "", "bench", "postgres", password, QgsDataSourceUri.SslAllow)
        if table:
            uri.setDataSource(schema, table, "geom", "", "grid_code")
        return uri

    def layer(self, table, *more, **how):
        layer = QgsVectorLayer(self.uri(table, *more, **how).uri(False), "网格", "postgres")
        self.assertTrue(layer.isValid())
        QgsProject.instance().addMapLayer(layer)
        return layer

    def run_algorithm(self, name, **parameters):
        import processing
        feedback = Feedback()
        processing.run(f"grid:{name}", parameters, feedback=feedback)
        self.assertNotIn("cret", "\n".join(sum(feedback.said.values(), [])))
        return feedback.said

    def test_a_table_is_named_to_the_program_and_a_filter_is_respected(self):
        self.assert_done(self.grids, "-o", self.pg)
        layer = self.layer("grids")
        said = self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("out.gpkg"), LOAD=False)
        self.assertIn("PG:host=", said["command"][0])
        self.assertIn("sslmode=", said["command"][0])
        self.assertEqual(5, len(case.read_layer(self.path("out.gpkg"))))
        layer.setSubsetString("households > 402")
        said = self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("less.gpkg"), LOAD=False)
        self.assertNotIn("PG:", said["command"][0])
        self.assertEqual([403, 404], [row["households"] for row in case.read_layer(self.path("less.gpkg"))])

    def test_a_connection_of_qgis_is_written_to(self):
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        kept = {"saveUsername": True, "savePassword": True}
        metadata.saveConnection(metadata.createConnection(self.uri().uri(False), kept), "city 库")
        parameters = {"GRIDS": self.grids + "|layername=grids", "CONNECTION": "city 库", "TABLE": "gov.units"}
        self.run_algorithm("gridexport_postgis", **parameters)
        self.assertEqual(["5|2010"], self.sql("SELECT count(*), sum(households) FROM gov.units"))
        with self.assertRaisesRegex(Exception, 'exists already(.|\n)*is the parameter'):
            self.run_algorithm("gridexport_postgis", **parameters)
        self.sql("UPDATE gov.units SET households = 0 WHERE grid_code LIKE '%1'")
        self.run_algorithm("gridexport_postgis", **parameters, EXISTING=1)
        self.assertEqual(["5|2010"], self.sql("SELECT count(*), sum(households) FROM gov.units"))
        # A layer of a database whose password is another one is not read with that of the connection.
        layer = self.layer("units", "gov", password="other")
        said = self.run_algorithm("gridexport_postgis", **{**parameters, "GRIDS": layer, "TABLE": "again"})
        self.assertIn("its password is not that of another input", "\n".join(said["info"]))
        self.assertEqual(["5|2010"], self.sql("SELECT count(*), sum(households) FROM again"))
        with self.assertRaisesRegex(Exception, "there is no connection 'other'"):
            self.run_algorithm("gridexport_postgis", **{**parameters, "CONNECTION": "other"})


# Only what is said here: the tests of the case run by themselves.
for inherited in [name for name in dir(postgis.PostGis) if name.startswith("test_")]:
    setattr(QgisPostGis, inherited, None)

if __name__ == "__main__":
    unittest.main()
