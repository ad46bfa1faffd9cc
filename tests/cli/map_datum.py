"""GCJ-02 and BD-09 for the tests, written from the published formulas and with nothing of libgrid; and the sample of the
project moved to Wuhan, so that there is something to shift."""

import math
from pathlib import Path

from osgeo import gdal, ogr

import gridify_case as case

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def to_gcj02(lon, lat):
    x, y, pi, sin = lon - 105, lat - 35, math.pi, math.sin
    common = (20 * sin(6 * pi * x) + 20 * sin(2 * pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * abs(x) ** 0.5 + common
    north += (20 * sin(pi * y) + 40 * sin(pi / 3 * y) + 160 * sin(pi / 12 * y) + 320 * sin(pi / 30 * y)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * abs(x) ** 0.5 + common
    east += (20 * sin(pi * x) + 40 * sin(pi / 3 * x) + 150 * sin(pi / 12 * x) + 300 * sin(pi / 30 * x)) * 2 / 3
    a, ee, phi = 6378245.0, 0.00669342162296594323, math.radians(lat)
    magic = 1 - ee * sin(phi) ** 2
    return (lon + math.degrees(east * math.sqrt(magic) / (a * math.cos(phi))),
            lat + math.degrees(north * magic * math.sqrt(magic) / (a * (1 - ee))))


def to_bd09(lon, lat):
    x, y = to_gcj02(lon, lat)
    k = math.pi * 3000 / 180
    z = math.sqrt(x * x + y * y) + 0.00002 * math.sin(y * k)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * k)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


SHIFTS = {"wgs84": lambda lon, lat: (lon, lat), "gcj02": to_gcj02, "bd09": to_bd09}


def near_wuhan(lon, lat):
    """A place of Liechtenstein, with its shape kept by the ratio of the cosines of the latitudes."""
    scale = math.cos(math.radians(47.15)) / math.cos(math.radians(30.6))
    return 114.3 + (lon - 9.55) * scale, 30.6 + (lat - 47.15)


def moved(geometry, move):
    """The geometry with `move` done to every vertex."""
    if geometry.GetGeometryCount():
        for part in geometry:
            moved(part, move)
        return geometry
    for i in range(geometry.GetPointCount()):
        geometry.SetPoint_2D(i, *move(geometry.GetX(i), geometry.GetY(i)))
    return geometry


def write_sample(path, name, datum="wgs84", epsg=4326, kind=ogr.wkbPolygon, point=False):
    """A layer of the sample near Wuhan, in this datum; as points on request."""
    dataset = gdal.OpenEx(str(SAMPLE / name), gdal.OF_VECTOR)
    shift = SHIFTS[datum]
    crs = None if epsg == 4326 else case.osr.CoordinateTransformation(case.crs_of(4326), case.crs_of(epsg))
    rows = []
    for feature in dataset.GetLayer(0):
        geometry = feature.GetGeometryRef().Clone()
        geometry.AssignSpatialReference(None)
        if point:
            geometry = geometry.PointOnSurface()
        moved(geometry, lambda lon, lat: shift(*near_wuhan(lon, lat)))
        if crs is not None:
            geometry.Transform(crs)
        rows.append((geometry, {name: value for name, value in feature.items().items() if value is not None}))
    return case.write_layer(path, rows, epsg=epsg, kind=ogr.wkbPoint if point else kind)
