"""Polygons as lists of points, to and from OGR without losing a bit.

A point is (x, y); a ring a closed list of points; a polygon a list of rings, the outer one first; an area a list of
polygons. OGR sees them as well-known binary, which holds doubles as they are.
"""

import math
import struct

from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")  # GEOS says why something is not valid; only that it is so is asked

POLYGON, MULTI_POLYGON = 3, 6


def packed_polygon(polygon):
    parts = [struct.pack("<BII", 1, POLYGON, len(polygon))]
    for ring in polygon:
        parts.append(struct.pack(f"<I{2 * len(ring)}d", len(ring), *(value for point in ring for value in point)))
    return b"".join(parts)


def geometry_of(area):
    """A polygon if the area has one, else a multipolygon."""
    if len(area) == 1:
        return ogr.CreateGeometryFromWkb(packed_polygon(area[0]))
    return ogr.CreateGeometryFromWkb(struct.pack("<BII", 1, MULTI_POLYGON, len(area)) + b"".join(map(packed_polygon, area)))


def point_geometry(point):
    return ogr.CreateGeometryFromWkb(struct.pack("<BIdd", 1, 1, *point))


def line_geometry(points):
    return ogr.CreateGeometryFromWkb(struct.pack(f"<BII{2 * len(points)}d", 1, 2, len(points),
                                                 *(value for point in points for value in point)))


def area_of(geometry):
    """The polygons of a polygon, multipolygon or collection; lines and points in it have none."""
    if geometry is None or geometry.IsEmpty():
        return []
    kind = ogr.GT_Flatten(geometry.GetGeometryType())
    if kind == ogr.wkbPolygon:
        return [rings_of(geometry)]
    if kind in (ogr.wkbMultiPolygon, ogr.wkbGeometryCollection):
        return [polygon for part in geometry for polygon in area_of(part)]
    return []


def rings_of(polygon):
    data = bytes(polygon.ExportToIsoWkb(ogr.wkbNDR))
    assert struct.unpack_from("<BI", data) == (1, POLYGON), "a polygon of two dimensions"
    count, = struct.unpack_from("<I", data, 5)
    at, rings = 9, []
    for _ in range(count):
        size, = struct.unpack_from("<I", data, at)
        values = struct.unpack_from(f"<{2 * size}d", data, at + 4)
        rings.append(list(zip(values[::2], values[1::2])))
        at += 4 + 16 * size
    return rings


def twice_area(ring):
    x, y = ring[0]
    return math.fsum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in zip(ring, ring[1:]))


def left_sided(area):
    """The same with the inside on the left of every ring."""
    return [[ring if (twice_area(ring) > 0) == (index == 0) else ring[::-1] for index, ring in enumerate(polygon)]
            for polygon in area]


def segments_of(area):
    """Directed, those of length 0 left out."""
    for polygon in area:
        for ring in polygon:
            yield from (pair for pair in zip(ring, ring[1:]) if pair[0] != pair[1])


def vertices_of(area):
    return {point for polygon in area for ring in polygon for point in ring}


def without_repeats(points):
    """The points without those that repeat the one before."""
    kept = points[:1]
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    return kept


def closed(points):
    """A ring of these corners, or nothing if fewer than three are left."""
    ring = without_repeats(list(points) + list(points[:1]))
    return ring if len(ring) >= 4 else None


def is_valid(area):
    """In the sense of OGC, as GEOS sees it."""
    return bool(area) and geometry_of(area).IsValid()


def union_of(polygons):
    """Of one polygon or more, by GEOS."""
    geometry = geometry_of(polygons)
    return geometry.UnionCascaded() if len(polygons) > 1 else geometry


def united(areas):
    """The area of all of them together."""
    polygons = [polygon for area in areas for polygon in area]
    return area_of(union_of(polygons)) if polygons else []


def distance(a, b):
    return math.hypot(b[0] - a[0], b[1] - a[1])


def between(a, b, t):
    return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
