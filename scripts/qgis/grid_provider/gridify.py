"""gridify: administrative units into grids."""

from qgis.core import QgsProcessing

from . import common_options as common
from .algorithm import GridAlgorithm
from .inputs import Layer, Layers
from .options import Choice, Date, Field, Flag, Number, Raster, Text
from .outputs import FileOutput, VectorOutput

POLYGONS = [QgsProcessing.TypeVectorPolygon]


def inputs():
    return [
        Layer("BOUNDARIES", "Boundaries of the units", "--boundaries", "Polygons of the administrative units. May be left "
              "out if the cells have a field with their unit.", types=POLYGONS, layer_option="--layer"),
        Layer("SITES", "Sites (points or buildings)", "--sites", "Places with households: points, or polygons of buildings, "
              "which are not cut. Sites, cells or a raster: one of the three.",
              types=[QgsProcessing.TypeVectorPoint, QgsProcessing.TypeVectorPolygon], layer_option="--sites-layer"),
        Field("HOUSEHOLDS", "Households of a site", "--households", "Empty: found by its usual names; if there is none, each "
              "site is one household.", parent="SITES"),
        Layer("CELLS", "Cells (instead of sites)", "--cells", "Polygons with counts that cover the units, for example census "
              "blocks.", types=POLYGONS, layer_option="--cells-layer"),
        Field("CELLS_HOUSEHOLDS", "Households of a cell", "--households", "Empty: found by its usual names.", parent="CELLS"),
        Field("UNIT_FIELD", "Unit of a cell", "--unit-field", "Without boundaries: the units are the groups of cells with the "
              "same value of this field.", parent="CELLS"),
        Layers("BARRIERS", "Barriers", "--barriers", "Lines that borders should follow: streets, say.",
               types=QgsProcessing.TypeVectorLine, layer_option="--barriers-layer"),
        Layers("HARD_BARRIERS", "Hard barriers", "--barriers", "Lines that no grid should span: railways, rivers. Give a layer "
               "a filter if only some of its lines are.", types=QgsProcessing.TypeVectorLine, layer_option="--barriers-layer",
               suffix=["--hard-barriers=1 = 1"]),
        Layers("BLOCKS", "Blocks", "--blocks", "Polygons that no border may cut: residential compounds, say.",
               types=QgsProcessing.TypeVectorPolygon, layer_option="--blocks-layer"),
        Layers("DEDICATED", "Dedicated areas", "--dedicated", "Areas that become grids of their own, outside the balance.",
               types=QgsProcessing.TypeVectorPolygon, layer_option="--dedicated-layer", advanced=True),
        Layers("WISHES", "Wishes", "--wishes", "Features with a field 'wish': lock, no_grid, pin, together, no_border, centre, "
               "apart or border.", types=QgsProcessing.TypeVector, layer_option="--wishes-layer", advanced=True),
        Layers("WALK", "Ways (hours of work)", "--walk", "Lines that people walk along: the workload is hours of service and walking "
               "then.", types=QgsProcessing.TypeVectorLine, layer_option="--walk-layer", advanced=True),
        Flag("WORK", "Hours of work", "--work", "The workload is hours a month: service at the sites, and rounds past them.", advanced=True),
        Layer("EVENTS", "Events (hours of work)", "--events", "Points of calls, disputes, repairs: each takes the minutes of its kind, which "
              "the section [events] of a profile says.", types=[QgsProcessing.TypeVectorPoint], layer_option="--events-layer", advanced=True),
        Field("EVENTS_KIND", "Kind of an event", "--events-kind", "Empty: kind.", parent="EVENTS", advanced=True),
        Number("EVENTS_MONTHS", "Months of the events", "--events-months", "The hours are those of one month.", default=1, least=0.001,
               most=1200, advanced=True),
        Raster("SITES_RASTER", "Raster of population (instead of sites)", "--sites", "Each pixel that is not empty is a site.",
               advanced=True),
    ]


def sizes():
    return [
        common.target(),
        *common.limits(),
        *common.profiles("Sizes, layout of codes, names of grids and usual names of fields."),
        Choice("LANGUAGE", "Language of names", "--language", "东湖社区第一网格, or Ruggell Grid 1. Default: as the profile says.",
               choices=[("", "as the profile says"), ("en", "English"), ("zh", "中文")]),
        Number("GRIDS", "Number of grids in all", "--grids", "Instead of the sizes: shared among the units in proportion to "
               "households, one for each at least.", whole=True, least=1, advanced=True),
        Number("TARGET_HOURS", "Hours a month in a grid", "--target-hours", "Instead of the sizes: the number of grids follows from the hours "
               "of work.", least=0.1, most=1e6, advanced=True),
        Number("TOLERANCE", "Tolerance of households", "--tolerance", "Largest deviation of a grid's households from the mean "
               "of its unit, to both sides. Empty: as the profile says, 0.1, tried but not reported.", least=0, advanced=True),
        Number("WORKLOAD_TOLERANCE", "Tolerance of workload", "--workload-tolerance", "The same for the workload.", least=0,
               advanced=True),
        Number("EVENNESS", "Evenness", "--evenness", "How much it counts, inside the tolerance, that grids are near the mean: a share of the "
               "border of a grid. Empty: as the profile says, 0.05.", least=0, most=1, advanced=True),
        Number("MAX_RADIUS", "Largest distance of a site (m)", "--max-radius", "No site farther from the centre of the households of its "
               "grid, where that can be met. Empty: any distance.", least=1, advanced=True),
        Text("MICRO", "Micro-grids", "--micro", "TARGET or TARGET,MIN,MAX households, for example 50,30,80: each grid is divided again, in a "
             "layer micro beside the grids. Empty: as the profile says.", advanced=True),
        Choice("EFFORT", "Effort", "--effort", "How long to search. Counted in steps, so that the result does not depend on "
               "the machine. Default: normal.", choices=[("normal", "normal"), ("fast", "fast"), ("best", "best")]),
    ]


def fields():
    return [
        Field("CODE_FIELD", "Code of a unit", "--code-field", "Empty: found by its usual names.", parent="BOUNDARIES",
              advanced=True),
        Field("NAME_FIELD", "Name of a unit", "--name-field", "Empty: found by its usual names.", parent="BOUNDARIES",
              advanced=True),
        Text("UNITS", "Codes of the units to divide", "--units", "CODE,CODE,... Empty: all.", advanced=True),
        *common.unit_rules(),
        Field("PERSONS", "Persons of a site", "--persons", "Empty: found by its usual names.", parent="SITES", advanced=True),
        Text("WORKLOAD", "Workload of a site or cell", "--workload", "An SQL expression over its fields, for example "
             "households + 0.5 * shops. Empty: the households.", advanced=True),
        Field("SITE_ID", "Identifier of a site", "--site-id", "What the table of assignments names. Empty: found by its usual "
              "names.", parent="SITES", advanced=True),
        *common.site_reading(),
        Number("SITE_REACH", "Reach of sites outside (m)", "--site-reach", "A site that lies in no unit goes to the nearest "
               "one within so many metres. 0: such sites are in no grid, and reported.", default=0, least=0, advanced=True),
        Number("SNAP", "Snapping of lines (m)", "--snap", "Lines so near to a boundary, or to each other, are one line.",
               default=0.01, least=0.001, most=10, advanced=True),
    ]


def previous():
    return [
        Layer("PREVIOUS", "Previous grids", "--previous", "The grids of the last division: they are changed as little as the "
              "limits allow, and keep their codes.", types=POLYGONS, layer_option="--previous-layer", grids=True,
              advanced=True),
        Number("STABILITY", "Stability", "--stability", "0: only the codes of previous grids stay; 1: as few households as "
               "possible change their grid.", default=0.5, least=0, most=1, advanced=True),
        Text("KEEP_RANGE", "Range in which units stay", "--keep-range", "MIN..MAX: a unit all of whose previous grids have so "
             "many households stays as it is. Empty: a tenth beyond the limits.", advanced=True),
        Field("PREVIOUS_CODE", "Code of a previous grid", "--previous-code", "Empty: grid_code.", parent="PREVIOUS",
              advanced=True),
        Field("PREVIOUS_UNIT", "Unit of a previous grid", "--previous-unit", "Empty: unit_code.", parent="PREVIOUS",
              advanced=True),
        Layer("PLAN", "Plan to take over", "--plan", "Grids that were changed by hand, or made by others: they are taken over "
              "instead of making new ones. Also a table of sites or cells with labels.", types=[QgsProcessing.TypeVector],
              layer_option="--plan-layer", grids=True, advanced=True),
        Field("PLAN_FIELD", "Label of a grid of the plan", "--plan-field", "Empty: grid_code.", parent="PLAN", advanced=True),
        Number("PLAN_SNAP", "Snapping of the plan (m)", "--plan-snap", "Borders of the plan are put onto barriers and boundaries "
               "so near. A metre or two is right for what was drawn by eye.", default=0, least=0, most=100, advanced=True),
        Flag("COMPLETE", "Whole layer", "--complete", "With codes of units or a filter: the grids of all other units go into the output as "
             "they were.", advanced=True),
        Flag("RENUMBER", "New numbers", "--renumber", "New codes from the north-west in units whose numbers do not run from there.",
             advanced=True),
        Flag("IMPROVE", "Improve the plan", "--improve", "Start the search from the plan.", advanced=True),
        Date("VALID_FROM", "Valid from", "--valid-from", "Day from which changed grids are valid.", advanced=True),
        Layer("USED_CODES", "Codes that were used once", "--used-codes", "A table or layer of codes that are not to be given again.",
              types=[QgsProcessing.TypeVector], layer_option="--used-codes-layer",
              advanced=True),
        Layer("UNIT_MAP", "Units that were renamed, split or joined", "--unit-map", "A table with old_code and new_code.",
              types=[QgsProcessing.TypeVector], advanced=True),
    ]


def outputs():
    return [
        VectorOutput("OUTPUT", "Grids", "--output", "A GeoPackage has the findings, the lineage and styles in it; for other "
                     "formats they lie beside the file.", optional=False),
        FileOutput("ASSIGNMENTS", "Assignments", "--assignments", "A table: which site or cell is in which grid.",
                   kinds="CSV (*.csv)", advanced=True),
        FileOutput("IMPROVEMENTS", "Improvements", "--improvements", "Which cells would better be in the grid beside them: a table, or a layer of points.",
                   kinds="CSV (*.csv);;GeoPackage (*.gpkg)", advanced=True),
        FileOutput("STAFF", "Workers of the grids", "--staff", "With hours of work: who works in each grid, and the load.",
                   kinds="CSV (*.csv);;Excel (*.xlsx)", advanced=True),
        FileOutput("STAFF_AREAS", "Workers of the areas", "--staff-areas", "The same for each unit, town, county, city and province.",
                   kinds="CSV (*.csv);;Excel (*.xlsx)", advanced=True),
        Text("WORKERS", "Workers", "--workers", "So many in all, or a field of the boundaries with those of a unit. Empty: as many as it takes.",
             advanced=True),
        FileOutput("REPORT", "Report", "--report", "Numbers of the division, as text or JSON.",
                   kinds="Text (*.txt);;JSON (*.json)", advanced=True),
        common.overwrite(),
        common.output_crs("Empty: that of the boundaries, or of the cells."),
        common.input_crs(),
        Number("TRIES", "Tries", "--tries", "Each unit is divided with so many seeds, and the best counts.", advanced=True, whole=True,
               default=1, least=1, most=1000),
        Number("SEED", "Seed", "--seed", "The same inputs, options and seed give the same grids.", advanced=True, whole=True,
               default=1, least=0),
        common.threads(),
    ]


class Gridify(GridAlgorithm):

    TOOL = "gridify"
    TITLE = "Divide units into grids (gridify)"
    SUMMARY = "Divides administrative units into grids balanced by households and workload"
    TEXT = """<p>Divides administrative units into connected grids of about the same number of households and about the same
workload, whose borders follow rivers, railways and streets where there are any.</p>
<p>The households come from sites (points or buildings), from cells with counts (census blocks) or from a raster of
population: give one of them. Fields are found by their usual names.</p>
<p>What could not be met, as sites outside all units or units that no number of grids fits, is in the log as a warning and in
the layer of issues.</p>"""

    def options(self):
        return inputs() + sizes() + fields() + previous() + outputs()
