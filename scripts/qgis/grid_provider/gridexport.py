"""gridexport: a layer of grids in another format."""

from pathlib import Path

from qgis.core import QgsProcessing, QgsProcessingContext

from . import common_options as common
from .algorithm import GridAlgorithm
from .inputs import Layer
from .options import Choice, Date, Field, Flag, InputFile, Number, Renamed, Text
from .outputs import FileOutput, OwnStyle, results

# What a file can be: the extension, the name in the dialog, and whether QGIS can load it as a layer.
FORMATS = [
    ("gpkg", "GeoPackage", True),
    ("shp", "ESRI Shapefile", True),
    ("geojson", "GeoJSON", True),
    ("geojsonl", "GeoJSON, a line each", True),
    ("fgb", "FlatGeobuf", True),
    ("kml", "KML", True),
    ("kmz", "KMZ", True),
    ("csv", "CSV", True),
    ("xlsx", "Excel", True),
    ("mbtiles", "Vector tiles (MBTiles)", False),
    ("sql", "Script for PostGIS", False),
]
GEOMETRIES = [("wkt", "all of it, as WKT"), ("point", "a point for a label"), ("none", "nothing")]
SCHEMAS = [("", "none"), ("platform", "table of platforms"), ("city-management", "city management"), ("cjt-349", "codes of 20 digits")]
LANGUAGES = [("en", "English"), ("zh", "中文")]
ENCODINGS = [("UTF-8", "UTF-8"), ("GBK", "GBK"), ("GB18030", "GB18030")]


def layer():
    return [
        Layer("GRIDS", "Grids", "--grids", "The layer to export, with all its fields. It is never changed.",
              types=[QgsProcessing.TypeVectorPolygon], layer_option="--layer", grids=True, optional=False),
    ]


def fields():
    return [
        Field("FIELDS", "Only these fields", "--fields", "In this order. Empty: all.", parent="GRIDS", several=True),
        Renamed("RENAME", "Other names of fields", "--rename", "The field and its new name.", advanced=True),
        Choice("SCHEMA", "Schema", "--schema", "The fields as a schema says: those of the unit grids of digital city "
               "management (BGCode, Area, ORDate, CHDate, Note).", choices=SCHEMAS),
        InputFile("SCHEMA_FILE", "Schema of your own", "--schema", "A file instead of the schema.", kinds="Schemas (*.schema);;"
                  "All files (*)", advanced=True),
        Date("CREATED", "Date of creation", "--created", "A date that a schema asks for.", advanced=True),
        Date("CHANGED", "Date of change", "--changed", "A date that a schema asks for.", advanced=True),
        Field("KEY", "Code of a grid", "--key", "Empty: grid_code.", parent="GRIDS", advanced=True),
        Choice("LANGUAGE", "Language of titles", "--language", "In balloons of KML, comments of databases and heads of tables.",
               choices=LANGUAGES, advanced=True),
    ]


def geometry():
    return [
        Number("SIMPLIFY", "Leave out vertices (m)", "--simplify", "No border moves farther than this, and both sides stay the "
               "same. Empty: all vertices stay.", least=0),
        common.output_crs("Empty: that of the input, or the one that the format asks for."),
    ]


def formats():
    return [
        Choice("ENCODING", "Encoding of a Shapefile", "--encoding", "Also written into the .cpg file.", choices=ENCODINGS),
        Choice("GEOMETRY", "Geometry in CSV", "--geometry", "What CSV says of the geometry.", choices=GEOMETRIES,
               advanced=True),
        Flag("BOM", "CSV for Excel", "--bom", "CSV begins with a byte order mark, so that Excel reads UTF-8.", advanced=True),
        Flag("TITLES", "Titles as heads", "--titles", "Titles instead of names of fields in CSV and XLSX.", advanced=True),
        Number("MIN_ZOOM", "Least zoom of tiles", "--min-zoom", "Of vector tiles.", whole=True, default=5, least=0, most=22,
               advanced=True),
        Number("MAX_ZOOM", "Greatest zoom of tiles", "--max-zoom", "Of vector tiles.", whole=True, default=14, least=0, most=22,
               advanced=True),
        Text("OUTPUT_LAYER", "Name of the layer", "--output-layer", "Of the layer or sheet. Empty: grids.", advanced=True),
    ]


class ExportedFile(FileOutput):
    """A file in one of the formats; loaded if QGIS can load it."""

    def collect(self, run):
        path = run.paths[self.name]
        loadable = {extension for extension, _, loads in FORMATS if loads}
        if Path(path).suffix[1:].lower() in loadable and self.is_wanted(run):
            details = QgsProcessingContext.LayerDetails(self.label, run.context.project(), self.name)
            details.setPostProcessor(OwnStyle(run.algorithm.id(), self.name))
            waiting = run.context.layersToLoadOnCompletion()
            waiting[results(path)[0]] = details
            run.context.setLayersToLoadOnCompletion(waiting)
        return path

    def is_wanted(self, run):
        return run.context.project() is not None and run.algorithm.parameterAsBool(run.parameters, "LOAD", run.context)


class Load(Flag):
    """Not an option of the program."""

    def offered(self):
        return []

    def words(self, run):
        return []


class Gridexport(GridAlgorithm):

    TOOL = "gridexport"
    TITLE = "Export grids to a file (gridexport)"
    SUMMARY = "Writes a layer of grids in another format, with chosen fields, by a schema, or with fewer vertices"
    TEXT = """<p>Writes a layer of grids, with all its fields, in the format that the name of the file says: GeoPackage,
Shapefile in any encoding, GeoJSON, FlatGeobuf, KML or KMZ with balloons, CSV, Excel, vector tiles, or a script for PostGIS.</p>
<p>Fields can be chosen, renamed or brought into a schema; vertices left out, so that both sides of every border stay the
same; coordinates transformed.</p>"""

    def options(self):
        return layer() + fields() + geometry() + formats() + [
            ExportedFile("OUTPUT", "Exported grids", "--output", "The extension says the format.", optional=False,
                         kinds=";;".join(f"{name} (*.{extension})" for extension, name, _ in FORMATS)),
            Load("LOAD", "Load the file into the project", "", "If QGIS can load it as a layer."),
            common.overwrite(),
            common.input_crs(),
            common.threads(),
        ]
