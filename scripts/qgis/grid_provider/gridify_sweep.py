"""gridify: what several values of a goal would come to."""

from qgis.core import QgsProcessing

from . import common_options as common
from . import gridexport, gridify
from .algorithm import GridAlgorithm
from .inputs import Layer
from .options import Choice, Flag, Number, Text
from .outputs import FileOutput


class GridifySweep(GridAlgorithm):

    TOOL = "gridify"
    TITLE = "Compare sizes of grids (gridify)"
    SUMMARY = "Tells what several sizes, numbers of grids or tolerances would come to, without making a layer"
    TEXT = """<p>Divides the units with each of several values, and tells for each how many grids there are, how many are within the
limits, how far they deviate, how long their borders are, and how many households would move: as a table, and as a page with
charts.</p>"""

    def name(self):
        return "gridify_sweep"

    def options(self):
        return gridify.inputs() + [
            Text("SWEEP", "Values", "--sweep", "target, grids, tolerance, hours or workers, and its values: target=300..600/50 or "
                 "tolerance=0.05,0.1,0.15.", optional=False),
            Flag("COUNT_ONLY", "Only count", "--count-only", "By the households of the units, without dividing them."),
            Layer("PREVIOUS", "Previous grids", "--previous", "Change these as little as the limits allow.",
                  types=[QgsProcessing.TypeVectorPolygon], layer_option="--previous-layer"),
            *gridify.sizes(),
            *gridify.fields(),
            Choice("LANGUAGE", "Language", "--language", "Of the page.", choices=gridexport.LANGUAGES),
            FileOutput("OUTPUT", "Table", "--output", "A row for each value.", kinds="CSV (*.csv);;JSON (*.json)", optional=False),
            FileOutput("CHART", "Page with charts", "--chart", "For any browser, without a network.", kinds="HTML (*.html)"),
            FileOutput("ASSIGNMENTS", "Assignments", "--assignments", "Which site or cell is in which grid, a column for each value.",
                       kinds="CSV (*.csv)", advanced=True),
            common.overwrite(),
            common.input_crs(),
            Number("SEED", "Seed", "--seed", "The same inputs, options and seed give the same grids.", advanced=True, whole=True,
                   default=1, least=0),
            common.threads(),
        ]
