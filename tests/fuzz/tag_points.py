#!/usr/bin/python3
"""Random and nasty points through gridtag, over layers of many kinds; each code is held against tag_judge.py.

    tag_points.py [--random 20000] [--nasty 20000] [--seed 1] [--grids FILE...]

Nasty points lie on vertices, on borders, a unit in the last place, 1e-9 or 1e-7 beside them, at the heights and longitudes of
vertices; and there is what is no point: NaN, infinities, empty cells, words, x and y swapped, poles, numbers that are too large. Without
--grids the layers are those of gridify over the sample and shaken lattices: whole numbers, so that points lie exactly on sloping
borders; overlaps; rings that cross themselves. Each layer is tagged from itself and from an index, on one thread and on two, which
must give the same bytes. Exit code 1 for any difference.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from tag_judge import judge, read_grids

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
GRIDIFY = os.environ.get("GRIDIFY") or shutil.which("gridify")
GRIDTAG = os.environ.get("GRIDTAG") or shutil.which("gridtag")
gdal.UseExceptions()


def write_layer(path, polygons, epsg):
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = dataset.CreateLayer("grids", crs, ogr.wkbMultiPolygon)
    layer.CreateField(ogr.FieldDefn("grid_code", ogr.OFTString))
    for number, rings in enumerate(polygons):
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for points in rings:
            ring = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in [*points, points[0]]:
                ring.AddPoint_2D(float(x), float(y))
            polygon.AddGeometry(ring)
        multi = ogr.Geometry(ogr.wkbMultiPolygon)
        multi.AddGeometry(polygon)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("grid_code", f"g{number:05}")
        feature.SetGeometry(multi)
        layer.CreateFeature(feature)


def lattice(chance, side, spacing, shake):
    """Cells between nodes that are moved by whole numbers: a coverage with borders of all slopes."""
    nodes = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1), indexing="xy"), -1) * spacing
    nodes = nodes + chance.integers(-shake, shake + 1, nodes.shape)
    nodes = nodes + np.array([500000, 3385000])
    return [[[nodes[r, c], nodes[r, c + 1], nodes[r + 1, c + 1], nodes[r + 1, c]]] for r in range(side) for c in range(side)]


def scribbles(chance, count):
    """Rings that cross themselves and each other."""
    return [[[(500000 + x, 3385000 + y) for x, y in chance.integers(0, 40, (chance.integers(3, 9), 2))]] for _ in range(count)]


def layers(folder, chance):
    """Layers that are made here: name and path."""
    made = {"whole numbers": lattice(chance, 24, 16, 5), "with overlaps": lattice(chance, 12, 16, 12), "scribbles": scribbles(chance, 60)}
    hole = [[(500000, 3385000), (500100, 3385000), (500100, 3385100), (500000, 3385100)],
            [(500020, 3385020), (500020, 3385080), (500080, 3385080), (500080, 3385020)]]
    made["a hole with an island"] = [hole, [[(500040, 3385040), (500060, 3385050), (500050, 3385060)]]]
    for name, polygons in made.items():
        write_layer(folder / f"{name}.gpkg", polygons, 4547)
        yield name, folder / f"{name}.gpkg"
    words = [SAMPLE / "municipalities.shp", "--sites", SAMPLE / "buildings.fgb", "--barriers", SAMPLE / "roads.fgb"]
    subprocess.run([GRIDIFY, *words, "-o", folder / "sample.gpkg", "-q", "--fail-on", "never"], check=True)
    yield "the sample", folder / "sample.gpkg"


def nasty(grids, chance, count):
    """Points on, beside and in line with what there is."""
    sides = np.vstack([s for _, s in grids])
    side = sides[chance.integers(0, len(sides), count)]
    share = chance.choice([0, 0.5, 0.25, 0.125, 1 / 3, -1], (count, 1))
    share = np.where(share < 0, chance.random((count, 1)), share)
    at = side[:, :2] + share * (side[:, 2:] - side[:, :2])
    other = sides[chance.integers(0, len(sides), count)]
    kind = chance.integers(0, 8, count)
    step = np.choose(kind[:, None], [0, 1e-9, -1e-9, 1e-7, 0, 0, 0, 0]) * chance.choice([0, 1], (count, 2))
    at = at + step
    at = np.where((kind == 4)[:, None], np.nextafter(at, chance.choice([-1e9, 1e9], (count, 2))), at)
    at[kind == 5, 1] = other[kind == 5, 1]
    at[kind == 6, 0] = other[kind == 6, 0]
    return at


JUNK = [("nan", "1"), ("inf", "2"), ("", ""), ("", "47"), ("abc", "47"), ("1e400", "0"), ("1e308", "1e308"), ("0x10", "1"), ("9,5", "47"),
        ("9°30'", "47"), ("-1e308", "5"), ("4.9e-324", "-4.9e-324"), ("0", "90"), ("0", "-90"), ("180", "90"), ("1e9", "1e9")]


def tag(grids, records, *more):
    run = subprocess.run([GRIDTAG, grids, "--add", "grid_code,reason", "-q", "--fail-on", "never", *more], stdin=open(records, "rb"),
                         capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"gridtag ended with {run.returncode}: {run.stderr.decode()}")
    return run.stdout


def try_layer(name, path, chance, a, folder):
    """The number of points, and of differences."""
    grids = read_grids(path)
    sides = np.vstack([s for _, s in grids])
    low, high = sides[:, :2].min(axis=0), np.maximum(sides[:, :2], sides[:, 2:]).max(axis=0)
    margin = (high - low) * 0.05
    points = np.vstack([low - margin + chance.random((a.random, 2)) * (high - low + 2 * margin), nasty(grids, chance, a.nasty)])
    swapped = points[-max(1, a.nasty // 50):, ::-1]
    points = np.vstack([points, swapped])
    records = folder / "records.csv"
    with open(records, "w", encoding="utf-8", newline="") as out:
        out.write("lon,lat,note\n")
        out.writelines(f"{x!r},{y!r},{i}\n" for i, (x, y) in enumerate(points.tolist()))
        out.writelines(f"\"{x}\",\"{y}\",junk\n" for x, y in JUNK)
    tagged = tag(path, records)
    index = folder / "index.gridx"
    subprocess.run([GRIDTAG, path, "--write-index", index, "-O", "-q", "--fail-on", "never"], check=True)
    same = tag(index, records, "-j", "2") == tagged == tag(path, records, "-j", "1")
    owner = judge(grids, points[:, 0].copy(), points[:, 1].copy())
    codes = [code for code, _ in grids] + [""]
    rows = list(csv.reader(tagged.decode("utf-8").splitlines()))[1:]
    geographic = name == "the sample" or abs(high).max() <= 180
    wrong = 0 if same and len(rows) == len(points) + len(JUNK) else 1
    for (x, y), row, expected in zip(points.tolist(), rows, owner.tolist()):
        no_degrees = geographic and (abs(y) > 90 or abs(x) > 360)
        reason = "unreadable" if no_degrees else "outside" if expected < 0 else ""
        if row[3:] != [codes[expected], reason]:
            wrong += 1
            if wrong < 5:
                print(f"{name}: {x!r},{y!r}: gridtag says {row[3:]}, but it is {codes[expected]!r}, {reason!r}")
    for row in rows[len(points):]:
        if row[3] != "" or row[4] not in ("unreadable", "without_place", "outside"):
            wrong += 1
            print(f"{name}: junk {row}")
    print(f"{name}: {len(points)} points, {(owner >= 0).sum()} in {len(grids)} grids, {wrong} differences", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=20000)
    parser.add_argument("--nasty", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--grids", nargs="+", type=Path)
    a = parser.parse_args()
    chance = np.random.default_rng(a.seed)
    with tempfile.TemporaryDirectory(prefix="tag-") as name:
        folder = Path(name)
        tried = [(str(path), path) for path in a.grids] if a.grids else layers(folder, chance)
        return sum(try_layer(name, path, chance, a, folder) for name, path in tried) > 0


if __name__ == "__main__":
    sys.exit(main())
