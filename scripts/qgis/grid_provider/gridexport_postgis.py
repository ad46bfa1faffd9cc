"""gridexport: a layer of grids into PostGIS."""

from qgis.core import (QgsDataSourceUri, QgsProcessingException, QgsProcessingParameterProviderConnection,
                       QgsProviderRegistry)

from . import common_options as common
from . import gridexport
from .algorithm import GridAlgorithm
from .inputs import connection_words
from .options import Choice, Flag, Option, Text


class Connection(Option):
    """A connection that is known to QGIS. The password goes into the environment."""

    def make(self):
        return QgsProcessingParameterProviderConnection(self.name, self.label, "postgres", optional=self.optional)

    def prepare(self, run):
        name = run.algorithm.parameterAsConnectionName(run.parameters, self.name, run.context)
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        if name not in metadata.connections(False):
            raise QgsProcessingException(f"{self.label}: there is no connection '{name}'.")
        connection = metadata.createConnection(name)
        uri = QgsDataSourceUri(QgsDataSourceUri(connection.uri()).connectionInfo(True))  # with the login that QGIS keeps
        run.paths[self.name] = connection_words(uri)
        run.environment["PGPASSWORD"] = uri.password()  # empty: libpq looks into ~/.pgpass

    def value(self, run):
        return run.paths[self.name]


class Mode(Choice):
    """What is done with a table that is there: each answer is an option of its own."""

    def offered(self):
        return [value for value, _ in self.choices if value]

    def words(self, run):
        return [value for value in [self.value(run)] if value]


class KeepRetired(Flag):
    """Only of use where rows are updated, and refused elsewhere."""

    def words(self, run):
        mode = run.algorithm.parameterAsEnum(run.parameters, "EXISTING", run.context)
        return super().words(run) if MODES[mode][0] == "--upsert" else []


MODES = [("", "is an error"), ("--upsert", "is updated by the code"), ("--overwrite-layer", "is replaced")]


class GridexportPostgis(GridAlgorithm):

    TOOL = "gridexport"
    TITLE = "Export grids to PostGIS (gridexport)"
    SUMMARY = "Writes a layer of grids into a database"
    TEXT = """<p>Writes a layer of grids into PostGIS, in one transaction: primary key on the code, an index of the geometry,
titles as comments. The tables of findings, lineage and the run go beside it.</p>"""

    def name(self):
        return "gridexport_postgis"

    def options(self):
        return gridexport.layer() + [
            Connection("CONNECTION", "Connection", "--output", "A connection of the browser of QGIS.", optional=False),
            Text("TABLE", "Table", "--output-layer", "TABLE or SCHEMA.TABLE; the schema is made if it is missing. Empty: "
                 "grids."),
            Mode("EXISTING", "A table that exists", "", "What is done with it. Default: it is an error, and nothing is "
                 "changed.", choices=MODES),
            KeepRetired("KEEP_RETIRED", "Keep the rows of codes that were given up", "--keep-retired", "Where a table is "
                        "updated by the code. Otherwise they are removed.", advanced=True),
            Flag("STYLES", "Styles for QGIS", "--styles", "In the table layer_styles of the database, so that the grids are drawn "
                 "as in a GeoPackage."),
        ] + gridexport.fields() + gridexport.geometry() + [common.input_crs(), common.threads()]
