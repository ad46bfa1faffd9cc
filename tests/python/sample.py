"""The sample as arrays, read with OGR; and what gridify makes of its files."""
import os
import subprocess
from pathlib import Path

import numpy as np
from osgeo import ogr

ogr.UseExceptions()
DATA = Path(__file__).parents[2] / "data" / "sample"


def read(path, where=None, layer=0):
    """The columns of a layer, with `geometry` as WKB, and its CRS."""
    source = ogr.Open(str(path))
    layer = source.GetLayer(layer)
    if where:
        layer.SetAttributeFilter(where)
    names = [field.name for field in layer.schema]
    columns = {name: [] for name in ["geometry", *names]}
    for feature in layer:
        columns["geometry"].append(bytes(feature.GetGeometryRef().ExportToWkb()))
        for name in names:
            columns[name].append(feature.GetField(name))
    return columns, layer.GetSpatialRef().ExportToWkt()


def barriers():
    """Roads, railways and waterways of the sample as one table, with what is hard."""
    together = {"geometry": [], "class": [], "hard": []}
    for name, hard in (("roads", None), ("railways", "rail"), ("waterways", "river")):
        columns, _ = read(DATA / f"{name}.fgb")
        together["geometry"] += columns["geometry"]
        together["class"] += columns["class"]
        together["hard"] += [value == hard for value in columns["class"]]
    return together


def inputs():
    units, crs = read(DATA / "municipalities.shp")
    sites, _ = read(DATA / "buildings.fgb")
    return {"units": units, "sites": sites, "barriers": barriers(), "crs": crs}


def gridify(output, *options):
    """The layer that gridify makes of the same files, by the name of the field."""
    command = [os.environ["GRIDIFY"], DATA / "municipalities.shp", "--sites", DATA / "buildings.fgb",
               "--barriers", DATA / "roads.fgb",
               "--barriers", DATA / "railways.fgb", "--hard-barriers", "class = 'rail'",
               "--barriers", DATA / "waterways.fgb", "--hard-barriers", "class = 'river'",
               "-o", output, "-q", "--fail-on", "never", *options]
    subprocess.run([str(part) for part in command], check=True)
    return read(output, layer="grids")[0]


def as_geojson(columns):
    """Each row as it would be written, so that two layers can be compared whole."""
    names = sorted(name for name in columns if name != "geometry")
    rows = []
    for i, wkb in enumerate(columns["geometry"]):
        values = [columns[name][i] for name in names]
        values = [value.item() if isinstance(value, np.generic) else value for value in values]
        rows.append((wkb, *values))
    return names, rows
