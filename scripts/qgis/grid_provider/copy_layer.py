"""Writes what QGIS shows of a layer to a GeoPackage, with the tables of gridify that belong to it."""

from pathlib import Path

from osgeo import gdal
from qgis.PyQt.QtCore import QVariant
from qgis.core import (QgsFeatureRequest, QgsFeatureSink, QgsField, QgsFields, QgsJsonUtils, QgsProcessingException,
                       QgsProcessingFeatureSource, QgsVectorFileWriter, QgsWkbTypes)

TABLES = ("issues", "lineage", "grid_run")  # beside the layer of grids
PLAIN = (QVariant.Bool, QVariant.Int, QVariant.UInt, QVariant.LongLong, QVariant.ULongLong, QVariant.Double, QVariant.String,
         QVariant.Date, QVariant.DateTime, QVariant.Time)


def kept_fields(source, layer):
    """The numbers of the fields to copy: not the identifier of a GeoPackage, which is no field of the data."""
    hidden = set()
    if layer is not None and layer.providerType() == "ogr" and layer.storageType() in ("GPKG", "SQLite"):
        hidden = set(layer.dataProvider().pkAttributeIndexes())
    return [index for index in range(source.fields().count()) if index not in hidden]


def free_name(name, fields):
    """A name that no field has, not even with other capitals: to a GeoPackage these are the same."""
    taken = {other.name().lower() for other in fields}
    number = 1
    free = name
    while free.lower() in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def copied_fields(source, numbers, feedback):
    """The fields as a GeoPackage can have them: lists and maps become text."""
    fields = QgsFields()
    for number in numbers:
        field = source.fields().at(number)
        name = free_name(field.name(), fields)
        if name != field.name():
            feedback.pushWarning(f"The field '{field.name()}' is called '{name}' here: there is one with the same letters.")
        copied = QgsField(field) if field.type() in PLAIN else QgsField(name, QVariant.String)
        copied.setName(name)
        fields.append(copied)
    return fields


def copied_value(value):
    return QgsJsonUtils.encodeValue(value) if isinstance(value, (list, dict)) else value


def writer_for(path, name, fields, source, run):
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = name
    # Fields `fid` and `geom` are fields like others.
    options.layerOptions = [f"FID={free_name('temporary_fid', fields)}", f"GEOMETRY_NAME={free_name('geom', fields)}",
                            "SPATIAL_INDEX=NO"]
    bare = source.wkbType() == QgsWkbTypes.NoGeometry
    writer = QgsVectorFileWriter.create(str(path), fields, QgsWkbTypes.NoGeometry if bare else QgsWkbTypes.Unknown,
                                        source.sourceCrs(), run.context.transformContext(), options)
    if writer.hasError() != QgsVectorFileWriter.NoError:
        raise QgsProcessingException(f"'{path}' cannot be written: {writer.errorMessage()}")
    return writer


def copy_features(source, layer, path, name, run):
    numbers = kept_fields(source, layer)
    fields = copied_fields(source, numbers, run.feedback)
    writer = writer_for(path, name, fields, source, run)
    # Features that are not valid are for the program to judge; here none is left out.
    features = source.getFeatures(QgsFeatureRequest(), QgsProcessingFeatureSource.FlagSkipGeometryValidityChecks)
    for feature in features:
        if run.feedback.isCanceled():
            break
        values = feature.attributes()
        feature.setAttributes([copied_value(values[number]) for number in numbers])
        if not writer.addFeature(feature, QgsFeatureSink.FastInsert):
            raise QgsProcessingException(f"'{path}' cannot be written: {writer.errorMessage()}")
    del writer  # writes what is left


def tables_beside(layer):
    """The places of the tables that gridify has written beside the layer: (file, table)."""
    if layer is None or layer.providerType() != "ogr":
        return []
    path = Path(layer.source().split("|")[0])
    if path.suffix.lower() != ".gpkg":
        return [(str(table), "lineage") for table in [path.with_name(path.stem + "_lineage.csv")] if table.is_file()]
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    names = [dataset.GetLayer(i).GetName() for i in range(dataset.GetLayerCount())] if dataset else []
    return [(str(path), name) for name in TABLES if name in names and f"layername={name}" not in layer.source().split("|")]


def copy_layer(source, layer, path, with_tables, run):
    """Writes the GeoPackage `path`, and returns it and the name of the layer."""
    name = "grids" if with_tables else path.stem
    copy_features(source, layer, path, name, run)
    for file, table in tables_beside(layer) if with_tables else []:
        options = gdal.VectorTranslateOptions(accessMode="update", layerName=table,
                                              layers=[Path(file).stem if file.endswith(".csv") else table])
        if gdal.VectorTranslate(str(path), file, options=options) is None:
            raise QgsProcessingException(f"The table {table} of '{file}' cannot be copied to '{path}'.")
    return str(path), name if with_tables else ""
