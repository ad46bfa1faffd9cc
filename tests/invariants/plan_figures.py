"""The figures of gridcheck --against, reckoned from the files with OGR alone, and how they are compared with what it says."""

import collections
import json
import math
import os
import re
import subprocess

from osgeo import gdal, ogr

import ground
import layer_contract as contract

GRIDCHECK = os.environ.get("GRIDCHECK", "gridcheck")


def geodesic(a, b):
    """Metres on the ellipsoid (Vincenty's inverse formula; better than a thousandth of a millimetre at these distances)."""
    flattening = 1 - math.sqrt(1 - ground.E2)
    minor = ground.A * (1 - flattening)
    u1, u2 = (math.atan((1 - flattening) * math.tan(math.radians(p[1]))) for p in (a, b))
    difference = spin = math.radians(b[0] - a[0])
    for _ in range(100):
        sine = math.hypot(math.cos(u2) * math.sin(spin),
                          math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(spin))
        if sine == 0:
            return 0.0
        cosine = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(spin)
        arc = math.atan2(sine, cosine)
        azimuth = math.cos(u1) * math.cos(u2) * math.sin(spin) / sine
        square = 1 - azimuth * azimuth
        middle = cosine - 2 * math.sin(u1) * math.sin(u2) / square if square else 0.0
        c = flattening / 16 * square * (4 + flattening * (4 - 3 * square))
        before = spin
        spin = difference + (1 - c) * flattening * azimuth * (
            arc + c * sine * (middle + c * cosine * (2 * middle * middle - 1)))
        if abs(spin - before) < 1e-14:
            break
    square *= (ground.A * ground.A - minor * minor) / (minor * minor)
    big_a = 1 + square / 16384 * (4096 + square * (square * (320 - 175 * square) - 768))
    big_b = square / 1024 * (256 + square * (square * (74 - 47 * square) - 128))
    change = big_b * sine * (middle + big_b / 4 * (
        cosine * (2 * middle * middle - 1) - big_b / 6 * middle * (4 * sine * sine - 3) * (4 * middle * middle - 3)))
    return minor * big_a * (arc - change)


def geodesic_length(segments):
    return math.fsum(geodesic(a, b) for a, b in segments)


def gini(values):
    """By the mean difference of all pairs."""
    differences = math.fsum(abs(a - b) for a in values for b in values)
    return differences / (2 * len(values) * math.fsum(values))


def heaviest_matching(weights):
    """Of {(i, j): weight} the largest sum of a one-to-one choice (the Hungarian method on the whole table)."""
    size = 1 + max(max(pair) for pair in weights)
    cost = [[-weights.get((i, j), 0) for j in range(size)] for i in range(size)]
    u, v, match = [0] * (size + 1), [0] * (size + 1), [0] * (size + 1)
    for i in range(1, size + 1):
        match[0], j0 = i, 0
        least, used, way = [math.inf] * (size + 1), [False] * (size + 1), [0] * (size + 1)
        while match[j0]:
            used[j0], i0, delta, j1 = True, match[j0], math.inf, 0
            for j in range(1, size + 1):
                if not used[j]:
                    now = cost[i0 - 1][j - 1] - u[i0] - v[j]
                    if now < least[j]:
                        least[j], way[j] = now, j0
                    if least[j] < delta:
                        delta, j1 = least[j], j
            for j in range(size + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
        while j0:
            match[j0] = match[way[j0]]
            j0 = way[j0]
    return -sum(cost[match[j] - 1][j - 1] for j in range(1, size + 1))


class Plan:
    """A layer of grids in degrees. `units`: (code, geometry) of all units; a grid is in the one that holds a point inside it."""

    def __init__(self, path, layer, units, code_field=None):
        self.path, self.layer = path, layer
        rows = list(contract.features(path, layer))
        self.geometries = [geometry for _, geometry in rows]
        self.codes = [fields[code_field] for fields, _ in rows] if code_field else None
        self.polygons = [contract.polygons_of(geometry) for geometry in self.geometries]
        self.unit_of = [next(code for code, unit in units if unit.Contains(geometry.PointOnSurface()))
                        for geometry in self.geometries]
        self.prepared = [(geometry.CreatePreparedGeometry(), geometry.GetEnvelope()) for geometry in self.geometries]

    def grid_at(self, point):
        x, y = point.GetX(), point.GetY()
        found = [row for row, (grid, box) in enumerate(self.prepared)
                 if box[0] <= x <= box[1] and box[2] <= y <= box[3] and grid.Intersects(point)]
        assert len(found) < 2, f"{x} {y} lies in {len(found)} grids"
        return found[0] if found else None

    def borders(self):
        """The segments between two grids of one unit."""
        owners = collections.defaultdict(set)
        for row, polygons in enumerate(self.polygons):
            for a, b in contract.segments_of(polygons):
                owners[min((a, b), (b, a))].add(row)
        for segment, rows in owners.items():
            if len(rows) == 2 and len({self.unit_of[row] for row in rows}) == 1:
                yield segment


def figures(plan, sites, limits, tolerance=None, barriers=None):
    """What gridcheck calls these figures. `sites`: (point, households, workload); also the grid of each site."""
    homes = [plan.grid_at(point) for point, _, _ in sites]
    size = len(plan.geometries)
    households, workload = [0] * size, [0.0] * size
    for home, (_, count, work) in zip(homes, sites):
        if home is not None:
            households[home] += count
            workload[home] += work
    members = collections.defaultdict(list)
    for row, unit in enumerate(plan.unit_of):
        members[unit].append(households[row])
    deviations = [abs(count * len(unit) / sum(unit) - 1) if sum(unit) else 0.0 for unit in members.values() for count in unit]
    borders = list(plan.borders())
    areas = [ground.area(geometry) for geometry in plan.geometries]
    lengths = [geodesic_length(contract.segments_of(polygons)) for polygons in plan.polygons]
    compactness = [4 * math.pi * area / length**2 for area, length in zip(areas, lengths)]
    convexity = [area / ground.area(geometry.ConvexHull()) for area, geometry in zip(areas, plan.geometries)]
    return homes, {
        "grids": size,
        "households": sum(households),
        "households_in_no_grid": sum(count for home, (_, count, _) in zip(homes, sites) if home is None),
        "within_limits": sum(limits[0] <= count <= limits[1] for count in households),
        "within_tolerance": None if tolerance is None else sum(d <= tolerance + 1e-6 for d in deviations),
        "worst_dev": max(deviations),
        "mean_dev": math.fsum(deviations) / size,
        "min": min(households),
        "max": max(households),
        "gini_households": gini(households),
        "gini_workload": gini(workload),
        "border_m": geodesic_length(borders),
        "border_on_barrier": None if barriers is None else share_beside(borders, barriers),
        "compactness": math.fsum(compactness) / size,
        "low_compactness": sum(value < 0.2 for value in compactness) / size,
        "convexity": math.fsum(convexity) / size,
        "low_convexity": sum(value < 0.6 for value in convexity) / size,
    }


def share_beside(borders, barriers):
    """The share of the borders beside which a barrier runs within a metre, directions less than 30 degrees apart: what of
    each segment lies in the rectangles of two metres' width around such barriers."""
    index = ground.SegmentIndex(barriers)
    total = beside = 0.0
    for a, b in borders:
        east, north = ground.metres_per_degree((a[1] + b[1]) / 2)
        length = ground.distance(a, b)
        total += length

        def plane(point, a=a, east=east, north=north):
            return (point[0] - a[0]) * east, (point[1] - a[1]) * north
        ax, ay = plane(b)
        around = ogr.Geometry(ogr.wkbMultiPolygon)
        reach_x, reach_y = 1.1 / east, 1.1 / north
        for p, q in index.in_box(min(a[0], b[0]) - reach_x, min(a[1], b[1]) - reach_y,
                                 max(a[0], b[0]) + reach_x, max(a[1], b[1]) + reach_y):
            (px, py), (qx, qy) = plane(p), plane(q)
            dx, dy = qx - px, qy - py
            size = math.hypot(dx, dy)
            if not size or abs(ax * dx + ay * dy) < math.cos(math.radians(30)) * size * math.hypot(ax, ay):
                continue
            nx, ny = -dy / size, dx / size
            corners = [(px + nx, py + ny), (qx + nx, qy + ny), (qx - nx, qy - ny), (px - nx, py - ny), (px + nx, py + ny)]
            around.AddGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({','.join(f'{x!r} {y!r}' for x, y in corners)}))"))
        if around.GetGeometryCount():
            part = ground.line((0.0, 0.0), (ax, ay)).Intersection(around.UnionCascaded())
            beside += length * part.Length() / math.hypot(ax, ay)
    return beside / total


def moved(first, second, sites, codes=None):
    """Households in another grid than in the first plan; by the ground, or by codes (of both plans)."""
    common = collections.Counter()
    before = 0
    for a, b, (_, count, _) in zip(first, second, sites):
        if a is None:
            continue
        before += count
        if b is not None and (codes is None or codes[0][a] == codes[1][b]):
            common[a, b] += count
    stay = sum(common.values()) if codes else heaviest_matching(common)
    return before - stay


def run(words, folder):
    """What gridcheck says of the plans: the list of JSON, and its text."""
    done = subprocess.run([GRIDCHECK, *map(str, words), "--comparison", folder / "plans.json", "-O"], capture_output=True,
                          text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        raise AssertionError(f"gridcheck {words}\nexit code {done.returncode}\n{done.stderr}")
    return json.loads((folder / "plans.json").read_text(encoding="utf-8"))["plans"], done.stdout


# The rows of the text: what each begins with, by figure; how the figure is written.
TEXT = {
    "grids": ("grids", "{:.0f}"),
    "households": ("households", "{:.0f}"),
    "within_limits": ("grids within the limits", "{:.0f}"),
    "within_tolerance": ("within the tolerance", "{:.0f}"),
    "worst_dev": ("largest deviation", "{:.2%}"),
    "mean_dev": ("mean deviation", "{:.2%}"),
    "min": ("fewest households of a grid", "{:.0f}"),
    "max": ("most households of a grid", "{:.0f}"),
    "gini_households": ("Gini of households", "{:.4f}"),
    "gini_workload": ("Gini of workload", "{:.4f}"),
    "border_m": ("inner borders", "{:.3f}"),
    "border_on_barrier": ("on barriers", "{:.2%}"),
    "compactness": ("compactness", "{:.4f}"),
    "low_compactness": ("grids under 0.2", "{:.2%}"),
    "convexity": ("share of the convex hull", "{:.4f}"),
    "low_convexity": ("grids under 0.6", "{:.2%}"),
    "blocks_cut": ("blocks cut", "{:.0f}"),
    "households_in_no_grid": ("in no grid", "{:.0f}"),
    "moved_by_code": ("with another code than in A", "{:.0f}"),
    "moved": ("in another grid than in A", "{:.0f}"),
}


def printed(text):
    """{figure: the values that the text has, by plan}."""
    rows = {}
    for name, (title, _) in TEXT.items():
        line = next((line.strip() for line in text.splitlines() if line.strip().startswith(f"{title} ")), title)
        rows[name] = re.sub(r" of \d+| km| %|\([^)]*\)", "", line[len(title):]).split()
    return rows


def assert_agree(test, expected, said, text):
    """`expected`: figures by plan. The list of gridcheck agrees to a billionth, its text to the last digit."""
    rows = printed(text)
    for plan, want in enumerate(expected):
        for name, value in want.items():
            have = said[plan][name]
            place = f"plan {plan}: {name} is {have}, and not {value}"
            if value is None or isinstance(value, int):
                test.assertEqual(value, have, place)
            else:
                tolerance = 1e-4 if name == "border_on_barrier" else 1e-7
                test.assertLess(abs(have - value), tolerance * max(abs(value), 1e-3), place)
            if name in TEXT and value is not None:
                figure = value / 1000 if name == "border_m" else value
                test.assertEqual(TEXT[name][1].format(figure).rstrip("%"), rows[name][plan], f"in the text: {place}")


def write_plan(path, layer, geometries, crs, fields=()):
    """A layer of polygons with these fields, (name, values) each."""
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    target = dataset.CreateLayer(layer, crs, ogr.wkbMultiPolygon)
    for name, _ in fields:
        target.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for row, geometry in enumerate(geometries):
        feature = ogr.Feature(target.GetLayerDefn())
        for name, values in fields:
            feature.SetField(name, values[row])
        feature.SetGeometry(ogr.ForceToMultiPolygon(geometry.Clone()))
        target.CreateFeature(feature)
    del target, dataset


def crs_of(path, layer):
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    return dataset.GetLayer(layer).GetSpatialRef().Clone()


def bisected(items, parts):
    """Groups of (x, y, households, anything), each about as many households: cut along x or y again and again."""
    if parts == 1:
        return [items]
    axis = max((0, 1), key=lambda a: max(item[a] for item in items) - min(item[a] for item in items))
    items = sorted(items, key=lambda item: (item[axis], item[1 - axis]))
    wanted = sum(item[2] for item in items) * (parts // 2) / parts
    taken = 0
    for cut in range(1, len(items)):
        taken += items[cut - 1][2]
        if taken >= wanted and cut >= parts // 2 or len(items) - cut <= parts - parts // 2:
            break
    return bisected(items[:cut], parts // 2) + bisected(items[cut:], parts - parts // 2)
