"""Lengths on the ellipsoid, areas, and what lies near what, for layers in degrees."""

import collections
import math

from osgeo import ogr, osr

A = 6378137.0
E2 = 0.00669438002290  # of GRS 80 and WGS 84; they differ in the eleventh place


def metres_per_degree(latitude):
    """East and north: radii of curvature of the ellipsoid."""
    s = math.sin(math.radians(latitude))
    w = math.sqrt(1 - E2 * s * s)
    return (math.radians(1) * A / w * math.cos(math.radians(latitude)), math.radians(1) * A * (1 - E2) / w**3)


def distance(a, b):
    """Metres between points some hundred metres apart; the error is below 1e-7 of the distance up to 10 km."""
    east, north = metres_per_degree((a[1] + b[1]) / 2)
    return math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north)


def length(segments):
    return math.fsum(distance(a, b) for a, b in segments)


def area(geometry):
    """Square metres, from an equal-area projection around the geometry."""
    west, east, south, north = geometry.GetEnvelope()
    degrees, plane = osr.SpatialReference(), osr.SpatialReference()
    degrees.ImportFromProj4("+proj=longlat +ellps=GRS80 +no_defs")
    plane.ImportFromProj4(f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +ellps=GRS80 +no_defs")
    copy = geometry.Clone()
    copy.Transform(osr.CoordinateTransformation(degrees, plane))
    return copy.GetArea()


def off_segment(p, a, b):
    """Metres from p to the segment from a to b."""
    east, north = metres_per_degree(p[1])
    ax, ay, bx, by = (a[0] - p[0]) * east, (a[1] - p[1]) * north, (b[0] - p[0]) * east, (b[1] - p[1]) * north
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    t = min(1.0, max(0.0, -(ax * dx + ay * dy) / square)) if square else 0.0
    return math.hypot(ax + t * dx, ay + t * dy)


def bend(a, b):
    """Metres by which a straight line in degrees and one in a metric plane may differ: the sagitta of the parallel."""
    metres = distance(a, b)
    return metres * metres / (8 * A) * math.tan(math.radians(abs(a[1]))) + 1e-4


class SegmentIndex:
    """Segments by the squares of a raster that their boxes meet."""

    def __init__(self, segments, side=0.001):
        self.segments = list(segments)
        self.side = side
        self.squares = collections.defaultdict(list)
        for number, (a, b) in enumerate(self.segments):
            for square in self._squares(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])):
                self.squares[square].append(number)

    def _squares(self, x0, y0, x1, y1):
        for i in range(math.floor(x0 / self.side), math.floor(x1 / self.side) + 1):
            for j in range(math.floor(y0 / self.side), math.floor(y1 / self.side) + 1):
                yield i, j

    def in_box(self, x0, y0, x1, y1):
        numbers = {number for square in self._squares(x0, y0, x1, y1) for number in self.squares.get(square, ())}
        return [self.segments[number] for number in sorted(numbers)]

    def near(self, p, metres):
        """Whether some segment is at most so far from p."""
        east, north = metres_per_degree(p[1])
        dx, dy = metres / east, metres / north
        return any(off_segment(p, a, b) <= metres for a, b in self.in_box(p[0] - dx, p[1] - dy, p[0] + dx, p[1] + dy))


def between(a, b, t):
    return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))


def length_along(segments, lines, metres):
    """Length of the segments that run along the lines: each is cut into pieces of at most 2 m; a piece counts if its
    middle and both its ends are within so many metres of some line."""
    index = SegmentIndex(lines)
    total = 0.0
    for a, b in segments:
        whole = distance(a, b)
        pieces = max(1, math.ceil(whole / 2))
        on_line = [index.near(between(a, b, i / (2 * pieces)), metres) for i in range(2 * pieces + 1)]
        total += whole / pieces * sum(all(on_line[2 * i:2 * i + 3]) for i in range(pieces))
    return total


def line(a, b):
    geometry = ogr.Geometry(ogr.wkbLineString)
    geometry.AddPoint_2D(*a)
    geometry.AddPoint_2D(*b)
    return geometry


def segments_of_lines(geometry):
    """Of lines and collections of lines; points and areas have none."""
    if geometry is None:
        return
    if geometry.GetGeometryCount():
        for part in geometry:
            yield from segments_of_lines(part)
    elif ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbLineString:
        points = [point[:2] for point in geometry.GetPoints() or ()]
        yield from zip(points, points[1:])


def line_length(geometry):
    return length(segments_of_lines(geometry))
