"""The town in which files are tried: units, sites, barriers, marks (wishes and exceptions), and grids of them, in one folder."""

import random
import subprocess
from pathlib import Path

from osgeo import ogr, osr

from answers import TOOLS

WEST, SOUTH, SIDE = 520000, 3385000, 600


def crs():
    system = osr.SpatialReference()
    system.ImportFromEPSG(4547)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def write(path, layer, kind, fields, rows):
    """A GeoPackage of rows (WKT, values)."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    target = dataset.CreateLayer(layer, crs(), kind)
    for name, type_of in fields:
        target.CreateField(ogr.FieldDefn(name, type_of))
    for wkt, values in rows:
        feature = ogr.Feature(target.GetLayerDefn())
        for (name, _), value in zip(fields, values):
            feature.SetField(name, value)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt))
        target.CreateFeature(feature)


def make_town(folder):
    folder = Path(folder)
    chance = random.Random(1)
    units = []
    for i in range(4):
        x, y = WEST + SIDE * (i % 2), SOUTH + SIDE * (i // 2)
        units.append((f"POLYGON (({x} {y},{x + SIDE} {y},{x + SIDE} {y + SIDE},{x} {y + SIDE},{x} {y}))", (f"42010600100{i}", f"村{i}")))
    write(folder / "units.gpkg", "units", ogr.wkbPolygon, [("unit_code", ogr.OFTString), ("unit_name", ogr.OFTString)], units)
    sites = [(f"POINT ({WEST + chance.uniform(5, 2 * SIDE - 5)} {SOUTH + chance.uniform(5, 2 * SIDE - 5)})", (f"s{i:04}", chance.randint(1, 39)))
             for i in range(120)]
    write(folder / "sites.gpkg", "sites", ogr.wkbPoint, [("site_id", ogr.OFTString), ("households", ogr.OFTInteger)], sites)
    lines = [(f"LINESTRING ({WEST} {SOUTH + 100 * i},{WEST + 2 * SIDE} {SOUTH + 100 * i + 30})", ("river",)) for i in range(1, 12)]
    write(folder / "barriers.gpkg", "barriers", ogr.wkbLineString, [("class", ogr.OFTString)], lines)
    marks = [(f"POINT ({WEST + 100 * i} {SOUTH + 100 * i})", (wish, code))
             for i, (wish, code) in enumerate((("centre", "gap"), ("apart", "overlap"), ("centre", "sliver"), ("apart", "spike")), 1)]
    write(folder / "marks.gpkg", "marks", ogr.wkbPoint, [("wish", ogr.OFTString), ("code", ogr.OFTString)], marks)
    subprocess.run([TOOLS["gridify"], folder / "units.gpkg", "--sites", folder / "sites.gpkg", "-o", folder / "grids.gpkg", "-q"],
                   check=False, capture_output=True)
    return folder
