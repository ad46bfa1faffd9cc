"""What QGIS loads: the provider of algorithms, and with a window the dock "Grids"."""

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.core import QgsApplication

from .provider import ICON, GridProvider


class GridPlugin:

    def __init__(self, iface=None):
        self.iface = iface
        self.provider = None
        self.dock = None
        self.action = None
        self.translator = None

    def initProcessing(self):
        self.provider = GridProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()
        if self.iface is not None:
            self.add_dock()

    def add_dock(self):
        """It is hidden until it is asked for."""
        from .dock.dock import GridsDock  # qgis_process has no widgets
        from .dock.texts import install_translator, tr
        self.translator = install_translator()
        self.dock = GridsDock(parent=self.iface.mainWindow())
        self.iface.addDockWidget(Qt.RightDockWidgetArea, self.dock)
        self.dock.hide()
        self.action = self.dock.toggleViewAction()
        self.action.setIcon(QIcon(ICON))
        self.action.setToolTip(tr("Grids: change them by hand, with their numbers"))
        self.iface.addPluginToMenu("&Grids", self.action)
        self.iface.addToolBarIcon(self.action)
        self.dock.visibilityChanged.connect(self.dock.wake)

    def unload(self):
        if self.dock is not None:
            self.iface.removePluginMenu("&Grids", self.action)
            self.iface.removeToolBarIcon(self.action)
            self.dock.close_session()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = self.action = None
        if self.translator is not None:
            QgsApplication.removeTranslator(self.translator)
            self.translator = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
