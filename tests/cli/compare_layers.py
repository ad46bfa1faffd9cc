#!/usr/bin/python3
"""Says what differs between two layers of grids, feature by feature: codes, order, every field, every vertex.

    compare_layers.py A B [--layer NAME] [--key FIELD]

Exit code 0 if they are the same, 1 if they differ; all that differs is counted, and examples are printed. Numbers and
coordinates are the same only if all their bits are.
"""

import argparse
import collections
import sys

from osgeo import gdal

gdal.UseExceptions()


def rings_of(geometry):
    """Rings as lists of points, polygons in their order. A polygon and a multipolygon of it have the same."""
    if geometry is None:
        return None
    if geometry.GetGeometryCount() == 0:
        return [geometry.GetPoints() or []]
    return [ring for part in geometry for ring in rings_of(part)]


def read(path, layer, key):
    """Features by key, in the order of the file: fields and geometry."""
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    source = dataset.GetLayer(layer) if layer else dataset.GetLayer(0)
    features = {}
    for feature in source:
        fields = feature.items()
        if fields[key] in features:
            sys.exit(f"compare_layers: {path}: {key} {fields[key]} occurs twice")
        geometry = feature.GetGeometryRef()
        features[fields[key]] = (fields, geometry.Clone() if geometry is not None else None)
    return features


def turned(ring):
    """A closed ring from its smallest point on."""
    first = ring.index(min(ring))
    return ring[first:-1] + ring[:first + 1]


def geometry_difference(a, b):
    """What differs between two geometries in a word, or nothing."""
    if a is None or b is None:
        return "" if a is b else "geometry is missing in one"
    if a.ExportToIsoWkb() == b.ExportToIsoWkb():
        return ""
    rings_a, rings_b = rings_of(a), rings_of(b)
    if rings_a == rings_b:
        return "type of geometry"
    if len(rings_a) != len(rings_b):
        return "number of rings"
    if sorted(map(turned, rings_a)) == sorted(map(turned, rings_b)):
        return "start or order of rings"
    points_a, points_b = ({point for ring in rings for point in ring} for rings in (rings_a, rings_b))
    if points_a == points_b:
        return "order of vertices"
    return f"vertices: {len(points_a - points_b)} only in the first, {len(points_b - points_a)} only in the second"


def differences(a, b):
    """All that differs, as pairs (kind, what)."""
    for key in a.keys() - b.keys():
        yield "only in the first", str(key)
    for key in b.keys() - a.keys():
        yield "only in the second", str(key)
    common = [key for key in a if key in b]
    if common != [key for key in b if key in a]:
        yield "order of features", ""
    for key in common:
        (fields_a, geometry_a), (fields_b, geometry_b) = a[key], b[key]
        for name in [*fields_a, *(name for name in fields_b if name not in fields_a)]:
            if name not in fields_a or name not in fields_b:
                yield f"field {name} is in one only", str(key)
            elif fields_a[name] != fields_b[name]:
                yield f"field {name}", f"{key}: {fields_a[name]!r} and {fields_b[name]!r}"
        if difference := geometry_difference(geometry_a, geometry_b):
            yield "geometry", f"{key}: {difference}"


def compare(path_a, path_b, layer=None, key="grid_code"):
    """Number of features of the first layer, and all that differs: what, by kind."""
    a, b = read(path_a, layer, key), read(path_b, layer, key)
    found = collections.defaultdict(list)
    for kind, what in differences(a, b):
        found[kind].append(what)
    return len(a), found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("--layer")
    parser.add_argument("--key", default="grid_code")
    arguments = parser.parse_args()
    count, found = compare(arguments.a, arguments.b, arguments.layer, arguments.key)
    for kind, examples in found.items():
        print(f"{kind}: {len(examples)}")
        for example in examples[:3]:
            print(f"    {example}")
    print(f"{count} features: " + ("they differ" if found else "no difference"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
