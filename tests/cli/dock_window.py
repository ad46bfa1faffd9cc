"""Runs inside QGIS itself (see test_dock_window): a planner selects a grid and drags a vertex with the mouse, and undoes it. What was
seen is written as JSON to the file that DOCK_SEEN names."""

import json
import os
import time
import traceback

import qgis.utils
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.core import QgsPointXY, QgsProject, QgsRectangle
from qgis.utils import iface


def settle(seconds=0.3):
    begin = time.monotonic()
    while time.monotonic() - begin < seconds or iface.mapCanvas().isDrawing():
        QApplication.processEvents()
        time.sleep(0.005)


def pixel(x, y):
    """Where a place of the map is in the window."""
    point = iface.mapCanvas().getCoordinateTransform().transform(QgsPointXY(x, y))
    return QPoint(round(point.x()), round(point.y()))


def click(x, y):
    """At a place of the map, wherever that is by now: panels that open make the map smaller."""
    view = iface.mapCanvas().viewport()
    for _ in range(3):  # the tool looks for a vertex where the mouse rests
        QTest.mouseMove(view, pixel(x, y) + QPoint(3, 0))
        settle(0.15)
        QTest.mouseMove(view, pixel(x, y))
        settle(0.25)
    QTest.mouseClick(view, Qt.LeftButton, Qt.NoModifier, pixel(x, y))
    settle(0.4)


def drag(layer, begin, end):
    """On a busy machine the tool may not have seen the vertex yet: then it is tried again."""
    for _ in range(3):
        click(*begin)
        click(*end)
        if layer.undoStack().count():
            return
        QTest.keyClick(iface.mapCanvas(), Qt.Key_Escape)
        settle(1)
    raise RuntimeError("the vertex tool does not take the vertex")


def vertices(layer):
    return {feature["grid_code"]: sorted({(round(v.x(), 3), round(v.y(), 3)) for v in feature.geometry().vertices()})
            for feature in layer.getFeatures()}


def numbers(session):
    return {grid.code: grid.households for grid in session.figures.grids}


def play():
    iface.addProject(os.environ["DOCK_PROJECT"])
    plugin = qgis.utils.plugins["grid_provider"]
    plugin.action.trigger()
    session = plugin.dock.session
    layer = session.choices.layer("grids")
    iface.setActiveLayer(layer)
    layer.selectByExpression(f"grid_code = '{os.environ['DOCK_GRID']}'")
    settle(1)  # the map is smaller now
    x, y, to_x, to_y = map(float, os.environ["DOCK_DRAG"].split())
    iface.mapCanvas().setExtent(QgsRectangle(x - 150, y - 100, x + 150, y + 100))
    settle(1)
    seen = {"version": qgis.utils.Qgis.QGIS_VERSION, "choices": {name: bool(layer) for name, layer in session.choices.ids.items()},
            "before": numbers(session), "vertices": vertices(layer)}
    layer.startEditing()
    iface.actionVertexToolActiveLayer().trigger()
    settle()
    drag(layer, (x, y), (to_x, to_y))
    settle(0.5)
    seen["dragged"] = vertices(layer)
    seen["live"] = numbers(session)
    layer.undoStack().undo()
    settle(0.5)
    seen["undone"] = vertices(layer)
    seen["after"] = numbers(session)
    seen["project"] = QgsProject.instance().fileName()
    return seen


def main():
    try:
        seen = play()
    except Exception:  # noqa: BLE001  (QGIS would show a window that nobody sees)
        seen = {"problem": traceback.format_exc()}
    with open(os.environ["DOCK_SEEN"], "w", encoding="utf-8") as file:
        json.dump(seen, file)
    os._exit(0)  # nobody is to be asked whether to save


QTimer.singleShot(1000, main)
