"""Where a town lies: from metres east and north of its middle to coordinates of its coordinate system, and back."""

import dataclasses
import functools
import math

from osgeo import osr

osr.UseExceptions()

RADIUS = 6378137.0
E2 = 0.00669438002290
DEGREES = (4326,)
# Longitudes and latitudes at which towns lie, multiples of a tenth: with all towns of a block within a twentieth of a
# degree of it, a town alone is divided in the same plane as in company.
PLACES = {
    4326: ((114.3, 30.6), (0.0, 0.0), (-58.4, -34.6), (7.4, 43.7), (121.5, 25.0)),
    3857: ((114.3, 30.6), (0.0, 0.0), (-58.4, -34.6), (7.4, 43.7), (121.5, 25.0)),
    32650: ((117.0, 30.6), (115.2, 39.9), (119.4, 3.1)),
    4547: ((114.0, 30.6), (113.2, 23.1), (115.1, 39.0)),
}


@dataclasses.dataclass(frozen=True)
class Frame:
    """A point x metres east and y metres north of the middle lies at (west + x east_m, south + y north_m)."""

    epsg: int
    west: float
    south: float
    east_m: float   # units of the coordinate system in a metre to the east
    north_m: float  # and to the north

    def place(self, point):
        return (self.west + point[0] * self.east_m, self.south + point[1] * self.north_m)

    def moved(self, point, east, north):
        """A point of the coordinate system moved by so many metres."""
        return (point[0] + east * self.east_m, point[1] + north * self.north_m)

    def metres(self, a, b):
        return math.hypot((b[0] - a[0]) / self.east_m, (b[1] - a[1]) / self.north_m)

    def square_metres(self, area):
        return area / (self.east_m * self.north_m)


def make_frame(epsg, place, east, north):
    """The middle lies so many metres from the place."""
    longitude, latitude = place
    w = math.sqrt(1 - E2 * math.sin(math.radians(latitude)) ** 2)
    degree_east = math.radians(1) * RADIUS / w * math.cos(math.radians(latitude))
    degree_north = math.radians(1) * RADIUS * (1 - E2) / w**3
    if epsg in DEGREES:
        return Frame(epsg, longitude + east / degree_east, latitude + north / degree_north, 1 / degree_east, 1 / degree_north)
    x, y = transformed([place], 4326, epsg)[0]
    scale = 1 / math.cos(math.radians(latitude)) if epsg == 3857 else 1.0
    return Frame(epsg, round(x) + east * scale, round(y) + north * scale, scale, scale)


@functools.cache
def crs(epsg):
    system = osr.SpatialReference()
    system.ImportFromEPSG(epsg)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


@functools.cache
def transformation(source, target):
    return osr.CoordinateTransformation(crs(source), crs(target))


def transformed(points, source, target):
    if source == target:
        return list(points)
    return [(x, y) for x, y, _ in transformation(source, target).TransformPoints(list(points))]


def rounded(point, decimals):
    return (round(point[0], decimals), round(point[1], decimals))


def most_decimals(epsg):
    return 15 if epsg in DEGREES else 9


def draw_decimals(chance, epsg):
    return chance.randint(5, 15) if epsg in DEGREES else chance.randint(3, 9)


def draw_error(chance):
    """Metres: 0, or log-uniform from a nanometre to ten metres."""
    return 0.0 if chance.random() < 0.15 else 10 ** chance.uniform(-9, 1)
