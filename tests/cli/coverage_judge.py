"""Judges a layer of polygons as a coverage by counting its segments, and with GEOS: nothing of the library is asked."""

import collections

from osgeo import gdal, ogr

gdal.UseExceptions()


def polygons_of(geometry):
    """Polygons as lists of rings of points, the shell first."""
    if geometry.GetGeometryName() == "POLYGON":
        return [[[point[:2] for point in ring.GetPoints()] for ring in geometry]] if not geometry.IsEmpty() else []
    return [polygon for part in geometry for polygon in polygons_of(part)]


def turning(ring):
    """Twice the area; positive counter-clockwise."""
    x, y = ring[0]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in zip(ring, ring[1:]))


def segments_of(geometry):
    """Directed segments, with the inside to the left."""
    segments = []
    for rings in polygons_of(geometry):
        for number, ring in enumerate(rings):
            points = ring if (turning(ring) > 0) == (number == 0) else ring[::-1]
            segments += zip(points, points[1:])
    return segments


def union_of(geometries):
    together = ogr.Geometry(ogr.wkbMultiPolygon)
    for geometry in geometries:
        for rings in polygons_of(geometry):
            polygon = ogr.Geometry(ogr.wkbPolygon)
            for ring in rings:
                line = ogr.Geometry(ogr.wkbLinearRing)
                for point in ring:
                    line.AddPoint_2D(*point)
                polygon.AddGeometry(line)
            together.AddGeometry(polygon)
    return together.UnionCascaded()


def faults(geometries):
    """What keeps the polygons from being a coverage, in words; nothing if they are one. Holes of the whole are allowed."""
    found = [f"polygon {i} is not valid" for i, geometry in enumerate(geometries) if not geometry.IsValid()]
    count = collections.Counter(segment for geometry in geometries for segment in segments_of(geometry))
    found += [f"{a} to {b} is used {n} times" for (a, b), n in count.items() if n > 1]
    union = union_of(geometries)
    outline = set(segments_of(union))
    loose = {(a, b) for a, b in count if (b, a) not in count}
    found += [f"{a} to {b} is on one side only" for a, b in sorted(loose - outline)]
    found += [f"{a} to {b} is not as in the union" for a, b in sorted(outline - loose)]
    excess = sum(geometry.GetArea() for geometry in geometries) - union.GetArea()
    if abs(excess) > 1e-9 * union.GetArea():
        found.append(f"{excess:.3g} square units lie in two polygons")
    return found


def holes_of(geometries):
    """The holes of the union of all: ground in none of them, and enclosed."""
    return [hole for rings in polygons_of(union_of(geometries)) for hole in rings[1:]]
