"""The ground of a polygon that may be invalid, by the rule of the man page of gridcheck and with nothing but GEOS: what each ring
encloses (even-odd), holes cut out of their shells, all parts united."""

from osgeo import ogr


def area_only(geometry):
    """The polygons of a geometry as one multipolygon."""
    polygons = ogr.Geometry(ogr.wkbMultiPolygon)
    parts = [geometry] if geometry.GetGeometryCount() == 0 or geometry.GetGeometryName() == "POLYGON" else list(geometry)
    for part in parts:
        if part.GetGeometryName() == "POLYGON" and not part.IsEmpty():
            polygons.AddGeometry(part)
        elif part.GetGeometryName() == "MULTIPOLYGON":
            for polygon in part:
                polygons.AddGeometry(polygon)
    return polygons


def ring_ground(ring):
    points = ring.GetPoints()
    if len(points) < 4:
        return ogr.Geometry(ogr.wkbMultiPolygon)
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    return area_only(polygon if polygon.IsValid() else polygon.MakeValid())


def ground_of(shape):
    """As a valid polygon or multipolygon, which may be empty."""
    if shape.IsValid():
        return shape
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for polygon in [shape] if shape.GetGeometryName() == "POLYGON" else list(shape):
        ground = ring_ground(polygon.GetGeometryRef(0))
        for k in range(1, polygon.GetGeometryCount()):
            ground = area_only(ground.Difference(ring_ground(polygon.GetGeometryRef(k))))
        whole = area_only(whole.Union(ground))
    return whole
