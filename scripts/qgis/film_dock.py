"""Runs inside QGIS (see film-dock): clicks through the dock "Grids", and takes a picture of the window after each step."""

import os
import time
import traceback

import qgis.utils
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QToolBar
from qgis.core import QgsCoordinateTransform, QgsGeometry, QgsPointXY, QgsProject, QgsRectangle
from qgis.utils import iface

UNIT = "990000001003"  # Balzers
COMPOUND = 70  # households
WIDTH = int(os.environ.get("FILM_WIDTH", "0"))  # of the pictures; 0: as wide as the window
PATIENCE = 60  # seconds


def settle(seconds=0.4):
    """Lets the window and the map come to rest."""
    begin = time.monotonic()
    while time.monotonic() - begin < seconds or iface.mapCanvas().isDrawing():
        QApplication.processEvents()
        time.sleep(0.01)


class Film:

    def __init__(self):
        self.count = 0
        self.window = iface.mainWindow()

    def picture(self, name):
        iface.mapCanvas().refresh()
        settle()
        self.count += 1
        path = os.path.join(os.environ["FILM_OUTPUT"], f"{self.count}-{name}.png")
        picture = self.window.grab().toImage()
        if WIDTH:
            picture = picture.scaledToWidth(WIDTH, Qt.SmoothTransformation)
        picture.save(path, "PNG", 0)  # as small as can be
        print(f"film: {path}", flush=True)

    def open(self):
        iface.addProject(os.environ["FILM_PROJECT"])
        plugin = qgis.utils.plugins["grid_provider"]
        plugin.action.trigger()
        self.dock = plugin.dock
        self.session = self.dock.session
        layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
        self.grids, self.sites = layers["Grids"], layers["Sites"]
        # As a planner arranges the window: the map is large, and few of the bars are shown.
        for bar in self.window.findChildren(QToolBar):
            bar.setVisible(bar.objectName() in ("mFileToolBar", "mMapNavToolBar", "mDigitizeToolBar", "mSelectionToolBar"))
        for dock in self.window.findChildren(QDockWidget):
            dock.setVisible(dock is self.dock or dock.objectName() == "Layers")
        self.window.resize(1680, 1010)
        settle()
        self.window.resizeDocks([self.dock], [560], Qt.Horizontal)
        QgsProject.instance().layerTreeRoot().findLayer(layers["Findings"]).setItemVisibilityChecked(False)
        self.session.choices.lists["barriers"] = [layers["roads"].id()]
        self.session.choices.write()
        self.session.connect_layers()

    def look_at(self, *numbers):
        box = QgsRectangle()
        for grid in self.session.unit.grids:
            if grid.code[-3:] in numbers:
                box.combineExtentWith(grid.geometry.boundingBox())
        box.scale(1.05)
        canvas = iface.mapCanvas()
        transform = QgsCoordinateTransform(self.grids.crs(), canvas.mapSettings().destinationCrs(), QgsProject.instance())
        canvas.setExtent(transform.transformBoundingBox(box))

    def compound(self, one, other):
        """The buildings of a grid that are nearest to another."""
        unit = self.session.unit
        by_code = {grid.code[-3:]: g for g, grid in enumerate(unit.grids)}
        border = unit.grids[by_code[other]].geometry
        own = [site for s, site in enumerate(unit.sites) if unit.own[s] == by_code[one]]
        own.sort(key=lambda site: QgsGeometry.fromPointXY(QgsPointXY(site.x, site.y)).distance(border))
        taken, households = [], 0
        for site in own:
            if households >= COMPOUND:
                break
            taken.append(site.fid)
            households += site.households
        return taken

    def run(self, button):
        self.dock.buttons[button].click()
        begin = time.monotonic()
        while self.session.task is not None and time.monotonic() - begin < PATIENCE:
            settle(0.02)

    def shoot(self):
        self.open()
        self.picture("province")
        self.grids.selectByExpression(f"grid_code = '{UNIT}008'")
        self.session.refresh()
        self.look_at("002", "004", "006", "007", "008")
        self.picture("open")
        self.grids.removeSelection()
        self.sites.selectByIds(self.compound("008", "007"))
        self.session.refresh()
        self.picture("select-a-compound")
        self.session.move_to(f"{UNIT}007")
        self.sites.removeSelection()
        self.picture("moved-and-counted")
        self.run("update")
        self.picture("borders-updated")
        self.dock.accept_button.click()
        self.picture("accepted")
        self.grids.selectByExpression(f"grid_code = '{UNIT}006'")
        self.session.refresh()
        self.dock.buttons["lock"].click()
        self.grids.removeSelection()
        self.session.refresh()
        self.picture("locked")
        self.run("divide")
        self.picture("divided-again")
        self.dock.accept_button.click()
        self.picture("accepted-again")
        self.dock.buttons["undo"].click()
        self.picture("undone")
        self.dock.gear.setChecked(True)
        self.picture("layers-and-limits")
        print("film: done", flush=True)


def main():
    try:
        Film().shoot()
    except Exception:  # noqa: BLE001  (QGIS would show a window that nobody sees)
        traceback.print_exc()
    finally:
        os._exit(0)  # nobody is to be asked whether to save


QTimer.singleShot(1500, main)
