"""How wishes and previews are drawn."""

from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont
from qgis.core import (QgsCategorizedSymbolRenderer, QgsCentroidFillSymbolLayer, QgsFillSymbol, QgsLinePatternFillSymbolLayer,
                       QgsLineSymbol, QgsMarkerSymbol, QgsPalLayerSettings, QgsRendererCategory, QgsSimpleFillSymbolLayer,
                       QgsSvgMarkerSymbolLayer, QgsTextBufferSettings, QgsTextFormat, QgsVectorLayerSimpleLabeling)

ICONS = Path(__file__).parent / "icons"
INK = QColor("#37424c")
ACCENT = QColor("#c2185b")


def symbol_of(kind, *layers):
    """A symbol of these layers, from bottom to top."""
    symbol = kind.createSimple({})
    symbol.changeSymbolLayer(0, layers[0])
    for layer in layers[1:]:
        symbol.appendSymbolLayer(layer)
    return symbol


def centred(name, size):
    layer = QgsCentroidFillSymbolLayer()
    layer.setSubSymbol(symbol_of(QgsMarkerSymbol, QgsSvgMarkerSymbolLayer(str(ICONS / name), size)))
    layer.setPointOnSurface(True)
    return layer


def hatching():
    layer = QgsLinePatternFillSymbolLayer()
    layer.setSubSymbol(QgsLineSymbol.createSimple({"line_color": "55,66,76,150", "line_width": "0.2"}))
    layer.setLineAngle(45)
    layer.setDistance(2.4)
    return layer


def plain(fill, line, width, style=Qt.SolidLine):
    return QgsSimpleFillSymbolLayer(fill, Qt.SolidPattern, line, style, width)


def style_wishes(layer, column):
    layer.setRenderer(QgsCategorizedSymbolRenderer(column, [
        QgsRendererCategory("lock", symbol_of(QgsFillSymbol, hatching(), centred("lock.svg", 5.5)), "lock"),
        QgsRendererCategory("pin", symbol_of(QgsFillSymbol, plain(QColor(194, 24, 91, 110), ACCENT, 0.3), centred("pin.svg", 3.4)), "pin"),
        QgsRendererCategory("", QgsFillSymbol.createSimple({"color": "255,255,255,0", "outline_color": "#37424c"}), "")]))


def style_preview(layer, code):
    def fill(colour, alpha, width, line=Qt.SolidLine):
        shade = QColor(colour)
        shade.setAlpha(alpha)
        return symbol_of(QgsFillSymbol, plain(shade, QColor(colour), width, line))

    layer.setRenderer(QgsCategorizedSymbolRenderer("change", [
        QgsRendererCategory("changed", fill(ACCENT, 40, 0.7), "changed"),
        QgsRendererCategory("new", fill(QColor("#6a1b9a"), 60, 0.7), "new"),
        QgsRendererCategory("unchanged", fill(INK, 0, 0.35, Qt.DashLine), "unchanged")]))
    settings = QgsPalLayerSettings()
    settings.isExpression = True
    settings.fieldName = f"right(\"{code}\", 3) || '\\n' || \"households\""
    text = QgsTextFormat()
    text.setFont(QFont("Sans", 10, QFont.Bold))
    text.setSize(10)
    text.setColor(ACCENT)
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.8)
    text.setBuffer(halo)
    settings.setFormat(text)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
