"""The layer of wishes: locks and pins, in the form that `gridify --wishes` reads.

A lock is the polygon of its grid with its code, and means that grid. A pin is the polygon of a building or cell, or a square of
a centimetre around a point, with the code of the grid that it belongs to. The layer is a table `wishes` in a GeoPackage beside
the plan; where that cannot be written, a layer in memory.
"""

from dataclasses import dataclass, field
from pathlib import Path

from osgeo import gdal
from qgis.PyQt.QtCore import QVariant
from qgis.core import (QgsFeature, QgsFeatureRequest, QgsField, QgsFields, QgsGeometry, QgsPointXY, QgsRectangle, QgsVectorFileWriter,
                       QgsVectorLayer, QgsWkbTypes)

from .fields import GRID_CODE, find_field, text_of
from .texts import tr

TABLE = "wishes"
COLUMNS = ("wish", GRID_CODE, "group", "name")
LOCK, PIN = "lock", "pin"
HALF_SQUARE = 0.005  # metres


@dataclass
class Wishes:
    """What a layer of wishes asks for: codes that are locked, and pins as (code, geometry) in the coordinates of the grids."""
    locked: set = field(default_factory=set)
    pins: list = field(default_factory=list)


def read_wishes(layer, transform):
    """`transform`: from the layer to the grids, see QgsCoordinateTransform."""
    wishes = Wishes()
    if layer is None:
        return wishes
    kind, code = find_field(layer, ["wish"]), find_field(layer, [GRID_CODE])
    if not kind or not code:
        return wishes
    for feature in layer.getFeatures():
        wish, grid = text_of(feature[kind]), text_of(feature[code])
        if wish == LOCK and grid:
            wishes.locked.add(grid)
        elif wish == PIN and grid and not feature.geometry().isNull():
            geometry = feature.geometry()
            geometry.transform(transform)
            wishes.pins.append((grid, geometry))
    return wishes


def place_beside(grids):
    """The GeoPackage for the wishes of a layer of grids; None if that is no file, or its folder cannot be written."""
    if grids.providerType() != "ogr":
        return None
    path = Path(grids.source().split("|")[0])
    return path.with_name(f"{path.stem}_wishes.gpkg") if path.is_file() else None


def open_beside(path):
    """The layer of wishes that lies there, or None."""
    layer = QgsVectorLayer(f"{path}|layername={TABLE}", TABLE, "ogr") if path is not None and path.is_file() else None
    return layer if layer is not None and layer.isValid() and find_field(layer, ["wish"]) else None


def make_layer(grids, transform_context):
    """A layer for the wishes of these grids, and why it is one in memory, empty if it is a file. A file that is there is opened,
    never replaced."""
    path = place_beside(grids)
    found = open_beside(path)
    if found is not None:
        return found, ""
    fields = QgsFields()
    for name in COLUMNS:
        fields.append(QgsField(name, QVariant.String))
    why = tr("the grids are no file") if path is None else tr("'{file}' is something else", file=path) if path.exists() else ""
    if not why:
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", TABLE
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            writer = QgsVectorFileWriter.create(str(path), fields, QgsWkbTypes.MultiPolygon, grids.crs(), transform_context, options)
            why = writer.errorMessage() if writer.hasError() != QgsVectorFileWriter.NoError else ""
            del writer
        finally:
            gdal.PopErrorHandler()
    if not why:
        found = open_beside(path)
        if found is not None:
            return found, ""
        why = tr("'{file}' cannot be read", file=path)
    layer = QgsVectorLayer("MultiPolygon", TABLE, "memory")
    layer.setCrs(grids.crs())
    layer.dataProvider().addAttributes(fields.toList())
    layer.updateFields()
    return layer, why


def pin_shape(geometry, transform, metres):
    """The geometry of a pin on a site: the polygon itself, or the square around a point. `metres`: those in a unit of the wish
    layer's coordinates."""
    shape = QgsGeometry(geometry)
    shape.transform(transform)
    if shape.type() != QgsWkbTypes.PolygonGeometry:
        half = HALF_SQUARE / metres
        squares = [QgsGeometry.fromRect(QgsRectangle(x - half, y - half, x + half, y + half))
                   for x, y in ((vertex.x(), vertex.y()) for vertex in shape.vertices())]
        shape = QgsGeometry.unaryUnion(squares)
    shape.convertToMultiType()
    return shape


def new_feature(layer, wish, code, geometry):
    feature = QgsFeature(layer.fields())
    feature[find_field(layer, ["wish"])] = wish
    feature[find_field(layer, [GRID_CODE])] = code
    shape = QgsGeometry(geometry)
    shape.convertToMultiType()
    feature.setGeometry(shape)
    return feature


def wishes_on(layer, wish, codes=None, shapes=None):
    """Numbers of the features with this wish for one of the codes, or on one of the shapes."""
    kind, code = find_field(layer, ["wish"]), find_field(layer, [GRID_CODE])
    found = []
    for feature in layer.getFeatures(QgsFeatureRequest()):
        if text_of(feature[kind]) != wish:
            continue
        if codes is not None and text_of(feature[code]) in codes:
            found.append(feature.id())
        elif shapes is not None and any(feature.geometry().intersects(inner_point(shape)) for shape in shapes):
            found.append(feature.id())
    return found


def inner_point(shape):
    inside = shape.pointOnSurface() if shape.type() == QgsWkbTypes.PolygonGeometry else shape
    return QgsGeometry.fromPointXY(QgsPointXY(inside.vertexAt(0)))
