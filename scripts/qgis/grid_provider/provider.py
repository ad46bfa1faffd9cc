"""The provider `grid` with its algorithms and its setting."""

from pathlib import Path

from qgis.PyQt.QtGui import QIcon
from qgis.core import QgsProcessingProvider

from . import programs
from .gridcheck import Gridcheck
from .gridexport import Gridexport
from .gridexport_postgis import GridexportPostgis
from .gridexport_view import GridexportView
from .gridify import Gridify
from .gridify_sweep import GridifySweep
from .gridmerge import Gridmerge

ICON = str(Path(__file__).parent / "icon.svg")


class GridProvider(QgsProcessingProvider):

    def load(self):
        programs.add_setting(self.name(), self.icon())
        self.refreshAlgorithms()
        return True

    def unload(self):
        programs.remove_setting()

    def loadAlgorithms(self):
        for algorithm in (Gridify, GridifySweep, Gridcheck, Gridmerge, Gridexport, GridexportPostgis, GridexportView):
            self.addAlgorithm(algorithm())

    def id(self):
        return "grid"

    def name(self):
        return "Grids"

    def longName(self):
        return "Grids of administrative units"

    def icon(self):
        return QIcon(ICON)

    def svgIconPath(self):
        return ICON

    def defaultVectorFileExtension(self, hasGeometry=True):
        return "gpkg"

    def supportedOutputVectorLayerExtensions(self):
        return ["gpkg", "shp", "geojson", "fgb"]

    def supportsNonFileBasedOutput(self):
        return False  # the programs write files
