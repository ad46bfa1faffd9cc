"""gridmerge: layers of grids put together."""

from qgis.core import QgsProcessing, QgsProcessingException

from . import common_options as common
from .algorithm import GridAlgorithm
from .inputs import Layer, Layers
from .options import Choice, Date, Field, Number
from .outputs import VectorOutput

LEVELS = [("", "do not dissolve"), ("unit", "unit"), ("town", "town"), ("county", "county"), ("city", "city"),
          ("province", "province")]
RULES = [("error", "is an error"), ("first", "the first layer counts"), ("last", "the last layer counts"),
         ("merge", "both are kept")]


class Gridmerge(GridAlgorithm):

    TOOL = "gridmerge"
    TITLE = "Merge layers of grids (gridmerge)"
    SUMMARY = "Joins layers of grids into one exact coverage, replaces units, fuses small grids, rolls up to higher levels"
    TEXT = """<p>Makes one layer of several, whose polygons have the same vertices on both sides of every border. The layers may
be in different formats, coordinate systems and encodings.</p>
<p><i>New grids of some units</i> take the place of these units in the layer of grids. Small grids can be fused, or
all grids dissolved to a higher level: unit, town, county, city or province.</p>"""

    def options(self):
        return [
            Layers("INPUTS", "Layers of grids", "--input", "They may be empty, but all have a code of the grid, a code of the "
                   "unit and households.", types=QgsProcessing.TypeVectorPolygon, layer_option="--layer", grids=True,
                   optional=False, least=1),
            Replacements("REPLACEMENTS", "New grids of some units", "--input", "Their units take the place of these units in "
                         "the layer of grids above, of which there must be one then.", types=QgsProcessing.TypeVectorPolygon,
                         layer_option="--layer", grids=True),
            Choice("ON_DUPLICATE", "A code or unit in two layers", "--on-duplicate", "What is done with it. Default: it is an "
                   "error.", choices=RULES),
            Number("SNAP", "Snap borders (m)", "--snap", "Borders that are nearer to each other than this are one, as those of "
                   "layers that were rounded.", default=0, least=0, advanced=True),
            Number("FUSE_BELOW", "Fuse grids with fewer households than", "--fuse-below", "They are joined to a neighbour in "
                   "their unit. Empty: none is.", whole=True, least=1),
            Date("VALID_FROM", "Fused grids valid from", "--valid-from", "Day from which fused grids are valid.", advanced=True),
            Choice("BY", "Dissolve to a level", "--by", "By the first digits of the unit code.", choices=LEVELS),
            Field("BY_FIELD", "Dissolve by a field", "--by-field", "By the values of a field instead.", parent="INPUTS",
                  advanced=True),
            Layer("BOUNDARIES", "Boundaries", "--boundaries", "What the grids were made from: dissolved outlines have its "
                  "vertices only.", types=[QgsProcessing.TypeVectorPolygon], layer_option="--boundaries-layer", advanced=True),
            *[Field(name, label, option, "In all layers. Empty: found by its usual names.", parent="INPUTS", advanced=True)
              for name, label, option in (("CODE_FIELD", "Code of a grid", "--code-field"),
                                          ("UNIT_FIELD", "Unit of a grid", "--unit-field"),
                                          ("HOUSEHOLDS", "Households of a grid", "--households-field"),
                                          ("PERSONS", "Persons of a grid", "--persons-field"),
                                          ("WORKLOAD", "Workload of a grid", "--workload-field"))],
            VectorOutput("OUTPUT", "Merged grids", "--output", "A GeoPackage has the findings, the lineage and styles in it; "
                         "for other formats they lie beside the file.", optional=False),
            common.overwrite(),
            common.output_crs("Empty: that of the first layer."),
            common.input_crs(),
            common.threads(),
        ]


class Replacements(Layers):
    """Inputs behind --replace."""

    def offered(self):
        return super().offered() + ["--replace"]

    def words(self, run):
        words = super().words(run)
        if words and len(run.sources.get("INPUTS", [])) != 1:
            raise QgsProcessingException(f"{self.label}: there must be one layer whose units they replace.")
        return ["--replace"] + words if words else []
