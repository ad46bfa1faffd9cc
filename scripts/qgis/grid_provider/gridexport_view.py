"""gridexport: a layer of grids as something to look at."""

from qgis.core import QgsProcessing

from . import common_options as common
from . import gridexport
from .algorithm import GridAlgorithm
from .inputs import Layer, Layers
from .options import Choice, Field, InputFile, Text
from .outputs import FileOutput

POLYGONS = [QgsProcessing.TypeVectorPolygon]
VIEWS = [("html", "Page with map, tables and charts"), ("pdf", "Atlas with a page for each unit"), ("qgs", "QGIS project"),
         ("sld", "Style for map servers")]
PDFS = [("", "Atlas with a page for each unit"), ("forms", "Forms with a page for each grid")]
PAPERS = [("a4", "A4"), ("a3", "A3")]


class GridexportView(GridAlgorithm):

    TOOL = "gridexport"
    TITLE = "Show grids as a page, an atlas or a project (gridexport)"
    SUMMARY = "Makes of a layer of grids something to look at: a page, an atlas on paper, a project"
    TEXT = """<p>The name of the file says what is made: one page (.html) with map, tables and charts, which any browser opens
without a network; an atlas (.pdf) for the wall, with a page for each unit, or forms with one for each grid; or a project for QGIS (.qgs) with styles in which
neighbours never share a colour, beside a GeoPackage with all that it shows; or a style by deviation (.sld) for GeoServer and other map servers.</p>"""

    def name(self):
        return "gridexport_view"

    def options(self):
        return gridexport.layer() + [
            Text("TITLE", "Title", "--title", "Empty: the name of the unit, or how many grids and units there are."),
            Layer("BOUNDARIES", "Boundaries of the units", "--boundaries", "Their outlines, to show.", types=POLYGONS,
                  layer_option="--boundaries-layer"),
            Layer("SITES", "Sites (points or buildings)", "--sites", "To show.",
                  types=[QgsProcessing.TypeVectorPoint, QgsProcessing.TypeVectorPolygon], layer_option="--sites-layer"),
            Layers("BARRIERS", "Roads, railways, rivers", "--barriers", "Lines for the background. A field class (or fclass, "
                   "highway, railway, waterway) says what a line is.", types=QgsProcessing.TypeVectorLine,
                   layer_option="--barriers-layer"),
            Layer("PREVIOUS", "Previous grids", "--previous", "The grids before, to compare with.", types=POLYGONS,
                  layer_option="--previous-layer"),
            Choice("LANGUAGE", "Language", "--language", "Of titles, legends and captions.", choices=gridexport.LANGUAGES),
            Choice("PAPER", "Paper of atlas and forms", "--paper", "Its size.", choices=PAPERS),
            Choice("TO", "What a PDF is", "--to", "An atlas for the wall, or a form for each grid, to be stamped.", choices=PDFS),
            InputFile("POSTS", "Posts (forms)", "--posts", "Table of who works in which grid: code, name, post, telephone.",
                      kinds="Tables (*.csv *.xlsx *.ods);;All files (*)", advanced=True),
            Field("KEY", "Code of a grid", "--key", "Empty: grid_code.", parent="GRIDS", advanced=True),
            Field("UNIT_FIELD", "Unit of a grid", "--unit-field", "Empty: found by its usual names.", parent="GRIDS",
                  advanced=True),
            Field("HOUSEHOLDS_FIELD", "Households of a grid", "--households-field", "Empty: found by its usual names.",
                  parent="GRIDS", advanced=True),
            FileOutput("OUTPUT", "Page, atlas, project or style", "--output", "The extension says which.", optional=False,
                       kinds=";;".join(f"{name} (*.{extension})" for extension, name in VIEWS)),
            common.overwrite(),
            common.output_crs("Of project and atlas. Empty: that of the grids."),
            common.input_crs(),
            common.threads(),
        ]
