"""Writes a unit, as it is in the edit buffers, to files that gridify reads. Called in the thread of QGIS."""

import shutil
from pathlib import Path
from types import SimpleNamespace

from osgeo import gdal, ogr
from qgis.PyQt.QtCore import QVariant
from qgis.core import (QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsFeature, QgsFeatureRequest, QgsFeatureSink, QgsField,
                       QgsFields, QgsGeometry, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsRectangle,
                       QgsUnitTypes, QgsVectorFileWriter, QgsVectorLayer, QgsWkbTypes)

from ..copy_layer import copied_fields, copied_value, kept_fields, tables_beside, writer_for
from . import wish_layer
from .fields import CODE, DIGITS, GRID_CODE, NAME, find_field, text_of
from .job import DIVIDE, Job
from .texts import tr


class Writer:
    """A table in a GeoPackage of its own."""

    def __init__(self, path, layer, fields, crs, kind=QgsWkbTypes.MultiPolygon):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", layer
        options.layerOptions = ["FID=temporary_fid", "GEOMETRY_NAME=temporary_geom", "SPATIAL_INDEX=NO"]
        self.path = path
        self.fields = QgsFields()
        for name, kind_of in fields:
            self.fields.append(QgsField(name, kind_of))
        self.writer = QgsVectorFileWriter.create(path, self.fields, kind, crs, QgsProcessingContext().transformContext(), options)
        self.check(self.writer.hasError() == QgsVectorFileWriter.NoError)

    def check(self, is_good):
        if not is_good:
            raise QgsProcessingException(f"'{self.path}' cannot be written: {self.writer.errorMessage()}")

    def add(self, geometry, values):
        feature = QgsFeature(self.fields)
        feature.setAttributes(list(values))
        feature.setGeometry(geometry)
        self.check(self.writer.addFeature(feature, QgsFeatureSink.FastInsert))

    def close(self):
        del self.writer
        return self.path


def copy_features(layer, request, path, name):
    """Features of a layer with all their fields, as what QGIS shows of it."""
    run = SimpleNamespace(context=QgsProcessingContext(), feedback=QgsProcessingFeedback())
    numbers = kept_fields(layer, layer)
    writer = writer_for(path, name, copied_fields(layer, numbers, run.feedback), layer, run)
    count = 0
    for feature in layer.getFeatures(request):
        values = feature.attributes()
        feature.setAttributes([copied_value(values[number]) for number in numbers])
        if not writer.addFeature(feature, QgsFeatureSink.FastInsert):
            raise QgsProcessingException(f"'{path}' cannot be written: {writer.errorMessage()}")
        count += 1
    del writer
    return count


def write_plan(job, layer, unit):
    """The grids of the unit as they are drawn, with the tables beside the layer, in which retired codes are known."""
    path = job.path("plan.gpkg")
    copy_features(layer, QgsFeatureRequest().setFilterFids([grid.fid for grid in unit.grids]), path, "grids")
    for file, table in tables_beside(layer):
        name = Path(file).stem if file.endswith(".csv") else table
        words = {"layers": [name]}
        if table == "issues":
            continue
        if table == "lineage":  # that of a province is long
            own = f"LIKE '{sql(unit.code)}%'"
            words = {"SQLStatement": f'SELECT * FROM "{name}" WHERE old_code {own} OR new_code {own}'}
        options = gdal.VectorTranslateOptions(accessMode="update", layerName=table, **words)
        if gdal.VectorTranslate(path, file, options=options) is None:
            raise QgsProcessingException(tr("The table {table} of '{file}' cannot be copied.", table=table, file=file))
    job.files["plan"] = path
    job.files["previous"] = with_codes(job, path)


def with_codes(job, plan):
    """The plan as previous grids, of which each has a code and no two the same: what is new has none, and of what was split by
    hand and has one code still all parts are one grid."""
    dataset = gdal.OpenEx(plan, gdal.OF_VECTOR)
    layer = dataset.GetLayerByName("grids")
    number = next(i for i in range(layer.GetLayerDefn().GetFieldCount())
                  if layer.GetLayerDefn().GetFieldDefn(i).GetName().lower() == GRID_CODE)
    codes = [row[number] for row in layer]
    if all(codes) and len(set(codes)) == len(codes):
        return plan
    del layer, dataset
    path = job.path("previous.gpkg")
    shutil.copyfile(plan, path)
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = dataset.GetLayerByName("grids")
    first = {}
    for row in list(layer):
        code = row[number]
        if not code or code in first:
            layer.DeleteFeature(row.GetFID())
        if code and row.geometry() is not None:
            first[code] = join(first[code], row) if code in first else row
    for row in first.values():
        layer.SetFeature(row)
    return path


def join(row, other):
    """The first with the ground of both."""
    row.SetGeometry(ogr.ForceToMultiPolygon(row.geometry().Union(other.geometry())))
    return row


def sql(text):
    return text.replace("'", "''")


def write_sites(job, layer, unit, are_cells):
    """The sites around the unit, named by their number in QGIS, with the counts that the dock has for them. A workload is given in
    any case, if only the households again: a search with one keeps the tolerance as it keeps a limit."""
    by_fid = {site.fid: site for site in unit.sites}
    writer = Writer(job.path("sites.gpkg"), "sites", [("site_id", QVariant.String), ("households", QVariant.Double),
                                                      ("persons", QVariant.Double), ("workload", QVariant.Double)],
                    layer.crs(), QgsWkbTypes.Unknown)
    request = QgsFeatureRequest().setFilterFids(list(by_fid)).setSubsetOfAttributes([])
    for feature in layer.getFeatures(request):
        site = by_fid[feature.id()]
        writer.add(feature.geometry(), [str(site.fid), site.households, site.persons, site.workload])
    job.inputs += ["--cells" if are_cells else "--sites", writer.close(), "--site-id", "site_id", "--households", "households",
                   "--workload", "workload"]
    if any(site.persons for site in unit.sites):
        job.inputs += ["--persons", "persons"]
    job.pins = {str(unit.sites[s].fid): code for s, code in unit.pinned.items()}


def write_boundaries(job, choices, unit):
    """The boundary of the unit and those of its neighbours; without boundaries the outline of its grids as they were saved."""
    layer, grids = choices.layer("boundaries"), choices.layer("grids")
    columns = [("unit_code", QVariant.String), ("unit_name", QVariant.String)]
    if layer is not None:
        code, name = find_field(layer, CODE), find_field(layer, NAME)
        if unit.outline is None:
            raise QgsProcessingException(tr("The layer '{layer}' has no unit with the code {code}.", layer=layer.name(),
                                            code=unit.code))
        writer = Writer(job.path("units.gpkg"), "units", columns, layer.crs())
        box = QgsCoordinateTransform(grids.crs(), layer.crs(), choices.project).transformBoundingBox(unit.outline.boundingBox())
        for feature in layer.getFeatures(QgsFeatureRequest().setFilterRect(box)):
            writer.add(feature.geometry(), [text_of(feature[code]), text_of(feature[name]) if name else None])
    else:
        writer = Writer(job.path("units.gpkg"), "units", columns, grids.crs())
        writer.add(saved_outline(grids, unit), [unit.code, unit.name or None])
    job.units = [writer.close(), "--where", f"unit_code = '{sql(unit.code)}'", "--dissolve-units"]
    if layer is not None and layer.crs() != grids.crs():
        job.inputs += ["--output-crs", crs_word(grids.crs())]


def saved_outline(layer, unit):
    """Edits that are not saved do not move the outline of the unit. A grid that is new has no saved border: it lies within."""
    fids = [grid.fid for grid in unit.grids if grid.fid >= 0]
    removed = layer.editBuffer().deletedFeatureIds() if layer.isEditable() else []
    saved = []
    columns = find_field(layer, ["unit_code"]), find_field(layer, [GRID_CODE])
    for feature in layer.dataProvider().getFeatures(QgsFeatureRequest().setFilterFids([*fids, *removed])):
        own = text_of(feature[columns[0]]) if columns[0] else text_of(feature[columns[1]])[:-DIGITS]
        if own == unit.code:
            saved.append(feature.geometry())
    outline = QgsGeometry.unaryUnion(saved)
    if outline.isNull() or outline.type() != QgsWkbTypes.PolygonGeometry:
        raise QgsProcessingException(tr("The grids of this unit have no outline: choose the layer of the boundaries."))
    outline.convertToMultiType()
    return outline


def crs_word(crs):
    return crs.authid() if crs.authid().startswith("EPSG:") else crs.toWkt(QgsCoordinateReferenceSystem.WKT_PREFERRED)


def write_barriers(job, choices, unit):
    """Barriers that pass the unit; a kind of dedicated areas are the dedicated grids themselves."""
    grids = choices.layer("grids")
    extent = QgsRectangle()
    for grid in unit.grids:
        extent.combineExtentWith(grid.geometry.boundingBox())
    for what, more in (("barriers", []), ("hard_barriers", ["--hard-barriers=1 = 1"])):
        for number, layer in enumerate(choices.layers(what)):
            transform = QgsCoordinateTransform(layer.crs(), grids.crs(), choices.project)
            box = transform.transformBoundingBox(extent, QgsCoordinateTransform.ReverseTransform)
            path = job.path(f"{what}{number}.gpkg")
            if copy_features(layer, QgsFeatureRequest().setFilterRect(box), path, "barriers"):
                job.inputs += ["--barriers", path, *more]
    areas = [grid for grid in unit.grids if not grid.is_general]
    if areas:
        writer = Writer(job.path("dedicated.gpkg"), "dedicated", [("name", QVariant.String)], grids.crs())
        for grid in areas:
            shape = QgsGeometry(grid.geometry)
            shape.convertToMultiType()
            writer.add(shape, [grid.name])
        job.inputs += ["--dedicated", writer.close()]


def site_shapes(choices, unit, numbers, crs):
    """The shapes of pins on sites, by their number in the unit, in these coordinates."""
    layer = choices.layer("sites")
    by_fid = {unit.sites[s].fid: s for s in numbers}
    request = QgsFeatureRequest().setFilterFids(list(by_fid)).setSubsetOfAttributes([])
    transform = QgsCoordinateTransform(layer.crs(), crs, choices.project)
    metres = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), QgsUnitTypes.DistanceMeters)
    return {by_fid[feature.id()]: wish_layer.pin_shape(feature.geometry(), transform, metres)
            for feature in layer.getFeatures(request)}


def write_wishes(job, choices, unit, free):
    """The layer of wishes as it is; locks on the grids of the unit that are not to be divided again (`free`: codes; None: all
    are); and pins on the hearts of grids that others are pinned to, so that these come to the grid and not the grid to them."""
    layer = choices.layer("wishes")
    held = [] if free is None else [grid for grid in unit.grids if grid.code and grid.code not in free | unit.locked]
    hearts = [] if layer is None else unit.hearts(set(unit.pinned.values()) - unit.locked - {grid.code for grid in held})
    if layer is None and not held:
        return
    crs = layer.crs() if layer is not None else choices.layer("grids").crs()
    writer = Writer(job.path("wishes.gpkg"), "wishes", [(name, QVariant.String) for name in wish_layer.COLUMNS], crs)
    columns = [find_field(layer, [name]) if layer is not None else "" for name in wish_layer.COLUMNS]
    count = len(held)
    for feature in layer.getFeatures() if layer is not None else []:
        wish, code = text_of(feature[columns[0]]), text_of(feature[columns[1]])
        # This run knows nothing of grids of other units. One of this unit that is no more gridify shall tell of.
        if (wish in (wish_layer.LOCK, wish_layer.PIN) and code and not code.startswith(unit.code)
                and not any(grid.code == code for grid in unit.grids)):
            continue
        writer.add(feature.geometry(), [text_of(feature[column]) or None if column else None for column in columns])
        count += 1
    for grid in held:
        writer.add(QgsGeometry(), [wish_layer.LOCK, grid.code, None, None])
    shapes = site_shapes(choices, unit, [s for s, _ in hearts], crs)
    for s, code in hearts:
        writer.add(shapes[s], [wish_layer.PIN, code, None, None])
    path = writer.close()
    if count:
        job.files["wishes"] = path


def write_used_codes(job, choices, unit):
    """Codes that were given up since the layer was made; the second column makes a CSV of it for GDAL."""
    codes = [code for code in choices.retired if code.startswith(unit.code) and not any(grid.code == code for grid in unit.grids)]
    if codes:
        path = job.path("used.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("grid_code,why\n" + "".join(f"{code},retired\n" for code in codes))
        job.inputs += ["--used-codes", path]


def make_job(choices, unit, figures, kind, free=None):
    """A job for a unit, ready to run; raises QgsProcessingException, and leaves nothing behind then."""
    job = Job(unit.code, kind)
    try:
        limits = choices.limits
        write_plan(job, choices.layer("grids"), unit)
        write_sites(job, choices.layer("sites"), unit, choices.sites_are_cells)
        write_boundaries(job, choices, unit)
        write_barriers(job, choices, unit)
        write_used_codes(job, choices, unit)
        job.inputs += ["--min", str(limits.least), "--max", str(limits.most), "--target", str(limits.target)]
        if kind == DIVIDE:
            write_wishes(job, choices, unit, free)
            least, most = limits.kept_range(figures.mean)
            job.options = ["--keep-range", f"{least}..{most}", "--tolerance", f"{limits.tolerance:.6g}"]
    except BaseException:
        job.remove()
        raise
    return job


def result_layer(outcome):
    return QgsVectorLayer(f"{outcome.path}|layername=grids", "grids", "ogr")
