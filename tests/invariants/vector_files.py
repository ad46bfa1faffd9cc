"""Writing inputs for the tests of this folder."""

from osgeo import ogr, osr


def crs(code):
    result = osr.SpatialReference()
    result.ImportFromEPSG(code)
    result.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return result


def write(path, code, rows, fields):
    """A GeoPackage of one layer, called as the file; rows are pairs of a geometry and its values, fields pairs of a name and a
    type."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer(path.stem, crs(code), ogr.wkbUnknown)
    for field, field_type in fields:
        layer.CreateField(ogr.FieldDefn(field, field_type))
    layer.StartTransaction()
    for geometry, values in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(geometry)
        for (field, _), value in zip(fields, values):
            feature[field] = value
        layer.CreateFeature(feature)
    layer.CommitTransaction()
