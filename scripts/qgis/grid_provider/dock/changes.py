"""What the buttons change. Each function makes its changes inside a command that the caller has begun."""

from qgis.core import NULL, QgsCoordinateTransform, QgsFeature, QgsFeatureRequest, QgsGeometry, QgsPointXY, QgsWkbTypes

from . import wish_layer
from .commands import CannotEdit
from .fields import GRID_CODE, find_field, text_of
from .texts import tr

SUMS = ("sites", "households", "persons", "workload", "area_m2")
COLOUR = "map_colour"
MEASURES = ("dev_hh", "dev_wl", "perim_m", "compact")  # right again after the next run


def lock(layer, grids, transform):
    """Locks grids (of unit.Grid) that are not locked yet. `transform`: from the grids to the layer of wishes."""
    known = wish_layer.read_wishes(layer, QgsCoordinateTransform()).locked
    features = []
    for grid in grids:
        if grid.code and grid.code not in known:
            shape = QgsGeometry(grid.geometry)
            shape.transform(transform)
            features.append(wish_layer.new_feature(layer, wish_layer.LOCK, grid.code, shape))
    if features and not layer.addFeatures(features):
        raise CannotEdit(tr("The layer '{layer}' does not take the locks.", layer=layer.name()))
    return len(features)


def unlock(layer, codes):
    found = wish_layer.wishes_on(layer, wish_layer.LOCK, codes=set(codes))
    if found and not layer.deleteFeatures(found):
        raise CannotEdit(tr("The layer '{layer}' does not give up the locks.", layer=layer.name()))
    return len(found)


def pin(layer, places):
    """`places`: (shape in the coordinates of the layer, code). A pin that is on the same place gives way."""
    unpin(layer, [shape for shape, _ in places])
    features = [wish_layer.new_feature(layer, wish_layer.PIN, code, shape) for shape, code in places]
    if features and not layer.addFeatures(features):
        raise CannotEdit(tr("The layer '{layer}' does not take the pins.", layer=layer.name()))
    return len(features)


def unpin(layer, shapes):
    found = wish_layer.wishes_on(layer, wish_layer.PIN, shapes=shapes)
    if found and not layer.deleteFeatures(found):
        raise CannotEdit(tr("The layer '{layer}' does not give up the pins.", layer=layer.name()))
    return len(found)


def rename(layer, fid, name):
    column = find_field(layer, ["grid_name"])
    if not column:
        raise CannotEdit(tr("The layer '{layer}' has no field 'grid_name'.", layer=layer.name()))
    if not layer.changeAttributeValue(fid, layer.fields().indexOf(column), name):
        raise CannotEdit(tr("The name of grid {fid} cannot be changed.", fid=fid))


def as_layer_has_it(geometry, layer):
    """The geometry in the type of the layer; raises CannotEdit if it has several parts and the layer takes one."""
    shape = QgsGeometry(geometry)
    if QgsWkbTypes.isMultiType(layer.wkbType()) or layer.storageType() == "ESRI Shapefile":
        shape.convertToMultiType()
    elif parts_of(shape) > 1:
        raise CannotEdit(tr("A grid has several parts, and the layer takes polygons of one part only."))
    else:
        shape.convertToSingleType()
    return shape


def parts_of(geometry):
    return len(geometry.asGeometryCollection())


def pin_to(layer, fids, code):
    """Makes pins to another grid of these."""
    column = layer.fields().indexOf(find_field(layer, [GRID_CODE]))
    if not all(layer.changeAttributeValue(fid, column, code) for fid in fids):
        raise CannotEdit(tr("The layer '{layer}' does not take the pins.", layer=layer.name()))


def merge(layer, grids, keeper):
    """Makes one of several grids (of unit.Grid), which keeps fid, code, name and further fields of `keeper`."""
    union = QgsGeometry.unaryUnion([grid.geometry for grid in grids])
    if union.isNull() or not union.isGeosValid():
        raise CannotEdit(tr("The borders of these grids are not valid: mend them first."))
    if parts_of(union) > sum(parts_of(grid.geometry) for grid in grids) - len(grids) + 1:
        raise CannotEdit(tr("These grids do not touch: a grid must hang together."))
    others = [grid for grid in grids if grid.fid != keeper.fid]
    sums = {name: sum_of(layer, name, grids) for name in SUMS if find_field(layer, [name])}
    shape = as_layer_has_it(union, layer)
    if not layer.changeGeometry(keeper.fid, shape) or not layer.deleteFeatures([grid.fid for grid in others]):
        raise CannotEdit(tr("The grids cannot be merged."))
    for name, value in [*sums.items(), *((name, NULL) for name in MEASURES if find_field(layer, [name]))]:
        layer.changeAttributeValue(keeper.fid, layer.fields().indexOf(find_field(layer, [name])), value)


def sum_of(layer, name, grids):
    column = find_field(layer, [name])
    request = QgsFeatureRequest().setFilterFids([grid.fid for grid in grids])
    values = [feature[column] for feature in layer.getFeatures(request)]
    return sum(values) if all(isinstance(value, (int, float)) for value in values) else NULL


def take_result(layer, unit, result):
    """Puts the grids of a result (features by code) in place of those of a unit: geometry and all fields of the same name. What
    did not change is not touched. The codes that are given up."""
    old = {}
    for grid in unit.grids:
        old.setdefault(grid.code, []).append(grid)
    before = {vertex for grid in unit.grids for vertex in vertices(grid.geometry)}
    gone = [grid.fid for code, grids in old.items() for grid in (grids[1:] if code in result else grids)]
    if gone and not layer.deleteFeatures(gone):
        raise CannotEdit(tr("Grids that are no more cannot be deleted."))
    columns = {field.name().lower(): number for number, field in enumerate(layer.fields())}
    for number in layer.primaryKeyAttributes():
        columns.pop(layer.fields().at(number).name().lower(), None)
    added = []
    for code, feature in result.items():
        values = {columns[field.name().lower()]: feature[field.name()] for field in feature.fields()
                  if field.name().lower() in columns and field.name().lower() != "fid"}
        shape = as_layer_has_it(feature.geometry(), layer)
        if code in old and code:
            change_grid(layer, old[code][0], shape, values)
        else:
            added.append(add_grid(layer, shape, values))
    for fid in added:
        give_colour(layer, fid)
    join_neighbours(layer, before, {vertex for feature in result.values() for vertex in vertices(feature.geometry())})
    return {code for code in old if code} - set(result)


def change_grid(layer, grid, shape, values):
    if shape.asWkb() != as_layer_has_it(grid.geometry, layer).asWkb() and not layer.changeGeometry(grid.fid, shape):
        raise CannotEdit(tr("The border of grid {code} cannot be changed.", code=grid.code))
    now = layer.getFeature(grid.fid)
    for column, value in values.items():
        if now[column] != value and not layer.changeAttributeValue(grid.fid, column, value):
            name = layer.fields().at(column).name()
            raise CannotEdit(tr("Field '{field}' of grid {code} cannot be changed.", field=name, code=grid.code))


def add_grid(layer, shape, values):
    feature = QgsFeature(layer.fields())
    for column, value in values.items():
        feature[column] = value
    feature.setGeometry(shape)
    if not layer.addFeature(feature):
        raise CannotEdit(tr("Grid {code} cannot be added.", code=text_of(feature[find_field(layer, [GRID_CODE])])))
    return feature.id()


def give_colour(layer, fid):
    """In a project of gridexport a grid is drawn in the colour that its field says: that with which it has the shortest border."""
    column = layer.fields().indexOf(COLOUR)
    if column < 0:
        return
    grid = layer.getFeature(fid).geometry()
    borders = {int(value): 0.0 for value in layer.uniqueValues(column) if text_of(value).isdigit()}
    for other in layer.getFeatures(QgsFeatureRequest().setFilterRect(grid.boundingBox())):
        if other.id() != fid and other[column] in borders:
            borders[other[column]] += other.geometry().intersection(grid).length()
    if borders:
        layer.changeAttributeValue(fid, column, min(borders, key=lambda colour: (borders[colour], colour)))


def vertices(geometry):
    return ((vertex.x(), vertex.y()) for vertex in geometry.vertices())


def join_neighbours(layer, before, after):
    """The same vertices on both sides of the outline of the unit: where a border now ends there, the grid of the unit beside it
    gets the vertex, and where a border of that one ends, the grids of this one get it back, which a run for one unit leaves out.
    `before` and `after`: the vertices of the unit's grids."""
    points = after - before
    lost = before - after
    if lost:
        around = QgsGeometry.fromMultiPointXY([QgsPointXY(x, y) for x, y in lost]).boundingBox()
        for feature in layer.getFeatures(QgsFeatureRequest().setFilterRect(around).setSubsetOfAttributes([])):
            points |= lost.intersection(vertices(feature.geometry()))
    if points:
        layer.addTopologicalPoints(QgsGeometry.fromMultiPointXY([QgsPointXY(x, y) for x, y in sorted(points)]))
