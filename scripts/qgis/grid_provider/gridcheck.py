"""gridcheck: whether a layer of grids can be trusted."""

import re

from qgis.core import QgsProcessing, QgsProcessingOutputNumber

from . import common_options as common
from .algorithm import GridAlgorithm
from .inputs import Layer, Layers
from .options import Choice, Field, Flag, Number, Raster, Text
from .outputs import FileOutput, VectorOutput

POLYGONS = [QgsProcessing.TypeVectorPolygon]
COUNTS = {"ERROR_COUNT": "errors", "WARNING_COUNT": "warnings", "REPAIRED_COUNT": "repaired"}


def inputs():
    return [
        Layer("GRIDS", "Grids", "--grids", "The layer to check, made by gridify or by hand. It is never changed.",
              types=[QgsProcessing.TypeVectorAnyGeometry], layer_option="--layer", grids=True, optional=False),
        Layer("BOUNDARIES", "Boundaries of the units", "--boundaries", "Polygons that the grids have to cover.", types=POLYGONS,
              layer_option="--boundaries-layer"),
        Layer("SITES", "Sites (points or buildings)", "--sites", "Places with households, which are counted again.",
              types=[QgsProcessing.TypeVectorPoint, QgsProcessing.TypeVectorPolygon], layer_option="--sites-layer"),
        Field("HOUSEHOLDS", "Households of a site", "--households", "Empty: found by its usual names; if there is none, each "
              "site is one household.", parent="SITES"),
        Layer("CELLS", "Cells (instead of sites)", "--cells", "Polygons with counts, for example census blocks.",
              types=POLYGONS, layer_option="--cells-layer"),
        Field("CELLS_HOUSEHOLDS", "Households of a cell", "--households", "Empty: found by its usual names.", parent="CELLS"),
        Layers("BARRIERS", "Hard barriers", "--barriers", "Lines that no grid should span.",
               types=QgsProcessing.TypeVectorLine, layer_option="--barriers-layer", suffix=["--hard-barriers=1 = 1"]),
        Layers("BLOCKS", "Blocks", "--blocks", "Polygons that no border may cut.", types=QgsProcessing.TypeVectorPolygon,
               layer_option="--blocks-layer"),
        Layers("DEDICATED", "Dedicated areas", "--dedicated", "Areas that must be grids of their own.",
               types=QgsProcessing.TypeVectorPolygon, layer_option="--dedicated-layer", advanced=True),
        Raster("SITES_RASTER", "Raster of population (instead of sites)", "--sites", "Each pixel that is not empty is a site.",
               advanced=True),
        Layers("AGAINST", "Other plans of the same units", "--against", "Layers of grids, anyone's, to compare the grids with: "
               "a table in the log, and in the file below.", types=QgsProcessing.TypeVectorPolygon,
               layer_option="--against-layer", advanced=True),
        Layer("EXCEPTIONS", "Exceptions", "--exceptions", "Points or polygons with a field code: what is known and accepted, as "
              "lakes. The layer of findings of an earlier run, less what was to be mended, is one.",
              types=[QgsProcessing.TypeVectorPoint, QgsProcessing.TypeVectorPolygon], layer_option="--exceptions-layer",
              advanced=True),
        Layer("LINEAGE", "Lineage", "--lineage", "A table with old_code and new_code: which codes were given up.",
              types=[QgsProcessing.TypeVector], layer_option="--lineage-layer", advanced=True),
    ]


def fields():
    grids = [("CODE_FIELD", "Code of a grid", "--code-field"), ("GRID_UNIT_FIELD", "Unit of a grid", "--unit-field"),
             ("GRID_HOUSEHOLDS", "Households of a grid", "--households-field"),
             ("GRID_PERSONS", "Persons of a grid", "--persons-field"),
             ("GRID_WORKLOAD", "Workload of a grid", "--workload-field")]
    return [Field(*row, "Empty: found by its usual names.", parent="GRIDS", advanced=True) for row in grids] + [
        Field("BOUNDARIES_CODE", "Code of a unit", "--boundaries-code", "Empty: found by its usual names.",
              parent="BOUNDARIES", advanced=True),
        *common.unit_rules(),
        Field("PERSONS", "Persons of a site", "--persons", "Empty: found by its usual names.", parent="SITES", advanced=True),
        Text("WORKLOAD", "Workload of a site or cell", "--workload", "An SQL expression over its fields, as gridify was given. "
             "Empty: the households.", advanced=True),
        *common.site_reading(),
        Number("SITE_REACH", "Reach of sites outside (m)", "--site-reach", "A site that lies in no unit counts in the nearest "
               "one within so many metres. Give what gridify was given.", default=0, least=0, advanced=True),
    ]


def checks():
    return [
        common.target(advanced=True),
        *common.limits(),
        Number("TOLERANCE", "Tolerance of households", "--tolerance", "Largest deviation from the mean of the unit. Empty: not "
               "checked.", least=0, advanced=True),
        Number("WORKLOAD_TOLERANCE", "Tolerance of workload", "--workload-tolerance", "The same for the workload.", least=0,
               advanced=True),
        *common.profiles("Sizes, layout of codes and usual names of fields."),
        Text("ONLY", "Only these checks", "--only", "Codes with commas between them, as the help of gridcheck lists them.",
             advanced=True),
        Text("SKIP", "Not these checks", "--skip", "Codes with commas between them.", advanced=True),
        Text("SEVERITY", "Other severities", "--severity", "CODE=LEVEL with commas between them; the level is error, warning, "
             "note or off.", separator=",", advanced=True),
        Number("GAP_WIDTH", "Narrow gaps (m)", "--gap-width", "Gaps and overlaps as narrow as this are found even if open at "
               "their ends, and mended by the repair.", default=0.5, least=0, advanced=True),
        Number("SLIVER_WIDTH", "Slivers (m)", "--sliver-width", "Parts that are narrower than this are slivers.", default=0.1,
               least=0, advanced=True),
        Number("SNAP", "Snapping of the repair (m)", "--snap", "How far the repair may move a vertex.", default=0.1, least=0,
               advanced=True),
        Choice("OVERLAP_TO", "Who gets overlaps and gaps in the repair", "--overlap-to", "Of the features at it.",
               choices=[("longest-border", "the one with the longest common border"), ("largest", "the largest"),
                        ("smallest", "the smallest"), ("first", "the first")], advanced=True),
        Flag("CLOSE_INLETS", "Fill open gaps in the repair", "--close-inlets", "Narrow gaps that are open to the outside, too.",
             advanced=True),
        Flag("GIVE_SLIVERS", "Give slivers to a neighbour in the repair", "--give-slivers", "Those with households stay.",
             advanced=True),
        Number("EXAMPLES", "Examples in the log", "--examples", "So many findings of each check are printed.", whole=True,
               default=3, least=0, advanced=True),
        Choice("FAIL_ON", "Findings that make the result 'findings'", "--fail-on", "Whether warnings do as well.",
               choices=[("error", "errors"), ("warning", "errors and warnings"), ("note", "all findings"), ("never", "none")], advanced=True),
    ]


def outputs():
    return [
        VectorOutput("ISSUES", "Findings", "--issues", "Layers of points, lines and areas.",
                     geometry=QgsProcessing.TypeVectorPoint),
        VectorOutput("REPAIR", "Repaired grids", "--repair", "The whole layer, in which is mended what needs no judgement. The "
                     "findings are then those that are left.", create=False),
        FileOutput("SUMMARY", "Summary of the units", "--summary", "How even the grids of each unit are.", kinds="CSV (*.csv)",
                   advanced=True),
        FileOutput("COMPARISON", "Table of the plans", "--comparison", "The figures of the grids and of the other plans, a row "
                   "for each. A name that ends in .json makes it JSON.", kinds="CSV (*.csv);;JSON (*.json)", advanced=True),
        common.overwrite(),
        common.input_crs(),
        common.threads(),
    ]


class Gridcheck(GridAlgorithm):

    TOOL = "gridcheck"
    TITLE = "Check a layer of grids (gridcheck)"
    SUMMARY = "Says exactly where a layer of grids fails: geometry, coverage, codes, counts, balance"
    TEXT = """<p>Checks a layer of grids, made by gridify or by hand: geometry, coverage, codes and attributes. What else it is
given (boundaries, sites, blocks, barriers) it holds the layer against.</p>
<p>The findings are in the log, and in layers of points, lines and areas.</p>"""

    def options(self):
        return inputs() + checks() + fields() + outputs()

    def initAlgorithm(self, configuration=None):
        super().initAlgorithm(configuration)
        for name, what in COUNTS.items():
            self.addOutput(QgsProcessingOutputNumber(name, f"Number of {what}"))

    def read_output(self, lines):
        """The report is printed by check; its last line, made for scripts, has the numbers."""
        counts = dict.fromkeys(COUNTS, 0)
        finding = table = False
        for line in lines:
            table = line == "Plans" if not line.startswith(" ") else table
            if line.startswith("result="):
                said = dict(re.findall(r"(\w+)=(\d+)", line))
                counts = {name: int(said.get(word, 0)) for name, word in COUNTS.items()}
            finding = line.startswith("  ") if not line.startswith("    ") else finding
            (self.job.feedback.pushWarning if finding and not table else self.job.feedback.pushInfo)(line)
        return counts
