"""What must hold of any layer `grids`, checked from the file alone.

Terms. A grid is a set of polygons. Rings are turned so that the inside is on the left: a segment inside a unit is then
used twice, in opposite directions, and a segment of its outline once. Coordinates are compared as they are, as doubles,
without any tolerance. Every check gives a list of violations, each a sentence; an empty list means that the rule holds.
"""

import collections
import dataclasses
import math

from osgeo import gdal, ogr

gdal.UseExceptions()


@dataclasses.dataclass
class Grid:
    fields: dict
    polygons: list  # of lists of rings, the outer one first; a ring is a list of points, closed, inside on the left
    geometry: ogr.Geometry

    @property
    def code(self):
        return self.fields["grid_code"]

    @property
    def unit(self):
        return self.fields["unit_code"]

    def segments(self):
        return segments_of(self.polygons)


def area_sign(ring):
    x, y = ring[0]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in zip(ring, ring[1:]))


def turned(ring, outer):
    return ring if (area_sign(ring) > 0) == outer else ring[::-1]


def polygons_of(geometry):
    if geometry is None or geometry.IsEmpty():
        return []
    if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPolygon:
        rings = [[tuple(point) for point in ring.GetPoints(2)] for ring in geometry]
        return [[turned(ring, index == 0) for index, ring in enumerate(rings)]]
    return [polygon for part in geometry for polygon in polygons_of(part)]


def segments_of(polygons):
    for polygon in polygons:
        for ring in polygon:
            yield from (pair for pair in zip(ring, ring[1:]) if pair[0] != pair[1])


def features(path, layer=None, options=()):
    """(fields, geometry) of all features."""
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR, open_options=list(options))
    table = source.GetLayerByName(layer) if layer else source.GetLayer(0)
    for feature in table:
        geometry = feature.GetGeometryRef()
        yield feature.items(), geometry.Clone() if geometry is not None else None


def read_grids(path):
    return [Grid(fields, polygons_of(geometry), geometry) for fields, geometry in features(path, "grids")]


def by_unit(grids):
    units = collections.defaultdict(list)
    for grid in grids:
        units[grid.unit].append(grid)
    return dict(units)


def outline_of(segments):
    """Those whose reverse is not there: of given cells or grids, their common outline."""
    present = set(segments)
    return {(a, b) for a, b in present if (b, a) not in present}


def validity(grids):
    """Each geometry is valid in the sense of OGC (GEOS decides)."""
    return [f"{grid.code}: not a valid geometry" for grid in grids if not grid.geometry.IsValid() or not grid.polygons]


def coverage(grids, outlines):
    """The grids of a unit cover it exactly. `outlines`: the directed segments of the input's outline, by unit code.
    Every segment is used once, inside with its reverse, on the outline without; and the outline is that of the input
    with all its vertices: each segment of the input is a chain of segments between the same two points, and no segment
    is left over. Returns the violations and the chains: {unit: {(a, b): (a, new vertices ..., b)}}."""
    wrong, chains = [], {}
    used = collections.Counter()
    for unit, members in by_unit(grids).items():
        own = collections.Counter(segment for grid in members for segment in grid.segments())
        used.update(own)
        wrong += [f"{unit}: segment {segment} is used {count} times" for segment, count in own.items() if count > 1]
        if unit not in outlines:
            wrong.append(f"{unit}: no such unit in the input")
            continue
        # Parts of a unit that lie side by side as far as doubles can say have a border between grids there.
        both_ways = {(a, b) for a, b in outlines[unit] if (a, b) in own and (b, a) in own}
        have = outline_of(own) | both_ways | {(b, a) for a, b in both_ways}
        chains[unit], unmatched = match_outline(have, outlines[unit])
        wrong += [f"{unit}: {message}" for message in unmatched]
    wrong += [f"{unit}: has no grid" for unit in outlines if unit not in chains]
    wrong += [f"two units overlap at {segment}" for segment, count in used.items() if count > 1]
    return wrong, chains


def lies_on(p, a, b):
    """On the segment, as far as the doubles can say."""
    x, y, dx, dy = p[0] - a[0], p[1] - a[1], b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    return 0 < x * dx + y * dy < length * length and abs(x * dy - y * dx) <= 4 * length * math.ulp(max(map(abs, p)))


def match_outline(have, want):
    """Takes the chain of each segment of `want` out of `have`."""
    vertices = {point for segment in want for point in segment}
    leaving = collections.defaultdict(list)
    for a, b in sorted(have - want):
        leaving[a].append(b)
    chains, wrong, left = {}, [], have - want
    for a, b in sorted(want):
        if (a, b) in have:
            chains[(a, b)] = (a, b)
            continue
        for first in leaving[a]:
            chain = [a, first]
            while chain[-1] != b:
                there = chain[-1]
                following = leaving[there]
                if there in vertices:  # the outline touches itself here
                    following = [end for end in following if lies_on(there, a, b) and (end == b or lies_on(end, there, b))]
                if len(following) != 1:
                    break
                chain.append(following[0])
            if chain[-1] == b:
                chains[(a, b)] = tuple(chain)
                left -= set(zip(chain, chain[1:]))
                break
        else:
            wrong.append(f"segment {a} {b} of the outline is not there")
    return chains, wrong + [f"segment {segment} is no part of the outline and has no reverse" for segment in sorted(left)]


def common_borders(chains):
    """Where two units share a segment, both have the same vertices on it. Returns violations and how many are shared."""
    owner = {segment: (unit, chain) for unit, unit_chains in chains.items() for segment, chain in unit_chains.items()}
    wrong, shared = [], 0
    for (a, b), (unit, chain) in owner.items():
        other = owner.get((b, a))
        if other is None or a > b:
            continue
        shared += 1
        if other[1][::-1] != chain:
            wrong.append(f"{unit} and {other[0]} have different vertices between {a} and {b}")
    return wrong, shared


def new_vertices(chains):
    """(a, b, p): p is a vertex that was put on the segment from a to b of the input."""
    for unit_chains in chains.values():
        for (a, b), chain in unit_chains.items():
            yield from ((a, b, p) for p in chain[1:-1])


def connectivity(grids):
    """A grid is one polygon, but where its unit consists of several parts that have no segment in common: there it may
    have one polygon in each of them."""
    wrong = []
    for members in by_unit(grids).values():
        parts = [(grid, polygon) for grid in members for polygon in grid.polygons]
        parent = list(range(len(parts)))

        def root(index):
            while parent[index] != index:
                parent[index] = parent[parent[index]]
                index = parent[index]
            return index

        owner = {segment: index for index, (_, polygon) in enumerate(parts) for segment in segments_of([polygon])}
        for (a, b), index in owner.items():
            if (b, a) in owner:
                parent[root(index)] = root(owner[(b, a)])
        seen = collections.Counter((grid.code, root(index)) for index, (grid, _) in enumerate(parts))
        wrong += [f"{code}: {count} polygons in one part of its unit" for (code, _), count in seen.items() if count > 1]
    return wrong


def codes(grids):
    """Unit code and three digits, 001 upward without a gap, unique."""
    wrong = [f"{code}: used {count} times"
             for code, count in collections.Counter(grid.code for grid in grids).items() if count > 1]
    for unit, members in by_unit(grids).items():
        want = [f"{unit}{number:03d}" for number in range(1, len(members) + 1)]
        if sorted(grid.code for grid in members) != want:
            wrong.append(f"{unit}: codes are not {want[0]} to {want[-1]}")
    return wrong


def deviations(grids):
    """dev_hh and dev_wl are (value - mean) / mean, the mean being that of the general grids of the unit."""
    wrong = []
    for members in by_unit(grids).values():
        general = [grid for grid in members if grid.fields["kind"] == "general"]
        for value, field in (("households", "dev_hh"), ("workload", "dev_wl")):
            mean = sum(grid.fields[value] for grid in general) / max(1, len(general))
            for grid in general:
                want = (grid.fields[value] - mean) / mean if mean else 0.0
                if not math.isclose(grid.fields[field], want, rel_tol=1e-9, abs_tol=1e-9):
                    wrong.append(f"{grid.code}: {field} is {grid.fields[field]}, not {want}")
    return wrong


def inner_borders(grids):
    """The segments between two grids of one unit, each once."""
    borders = []
    for members in by_unit(grids).values():
        owner = {segment: grid.code for grid in members for segment in grid.segments()}
        borders += [(a, b) for (a, b), code in owner.items() if a < b and owner.get((b, a), code) != code]
    return borders
