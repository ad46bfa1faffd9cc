"""What QGIS loads: it has nothing but the provider of algorithms."""

from qgis.core import QgsApplication

from .provider import GridProvider


class GridPlugin:

    def __init__(self):
        self.provider = None

    def initProcessing(self):
        self.provider = GridProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
