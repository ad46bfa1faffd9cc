"""The ground plan of a town in metres around its middle: cells that meet in corners, each a loop of corners, the inside
on the left. Two cells that meet along a side have the same two corners there, but in a plan of plots, where a corner of
one may lie on the side of another."""

import dataclasses
import math

from osgeo import ogr

from geometry import twice_area


@dataclasses.dataclass
class Layout:
    corners: list  # of points
    cells: list    # of lists of indices into the corners
    matched: bool = True

    def middle(self, cell):
        points = [self.corners[index] for index in cell]
        return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))

    def sides(self):
        """{(a, b): the cells left of a -> b and right of it}, a < b; None outside."""
        found = {}
        for number, cell in enumerate(self.cells):
            for a, b in zip(cell, cell[1:] + cell[:1]):
                pair = found.setdefault((min(a, b), max(a, b)), [None, None])
                pair[0 if a < b else 1] = number
        return found

    def used(self):
        return sorted({index for cell in self.cells for index in cell})


def make_layout(kind, chance, size, many):
    """`kind` is a function of this file by name; `many`: about so many cells."""
    layout = KINDS[kind](chance, size, many)
    layout.cells = [cell for cell in layout.cells if abs(loop_area(layout, cell)) > 1e-6 * size * size / max(1, many)]
    return layout


def loop_area(layout, cell):
    return twice_area([layout.corners[index] for index in cell + cell[:1]]) / 2


def lattice(chance, size, many):
    """Four-sided cells of a disturbed raster; the rim is straight or not."""
    columns = max(1, min(many, round(math.sqrt(many) * chance.uniform(0.6, 1.6))))
    rows = max(1, round(many / columns))
    jitter = chance.choice((0.0, 0.1, 0.25, 0.3))
    rim = chance.random() < 0.5
    width, height = size / columns, size / rows

    def corner(i, j):
        x = 0 if i in (0, columns) and not rim else chance.uniform(-jitter, jitter)
        y = 0 if j in (0, rows) and not rim else chance.uniform(-jitter, jitter)
        return ((i + x) * width - size / 2, (j + y) * height - size / 2)

    corners = [corner(i, j) for i in range(columns + 1) for j in range(rows + 1)]

    def at(i, j):
        return i * (rows + 1) + j

    return Layout(corners, [[at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]
                            for i in range(columns) for j in range(rows)])


def triangles(chance, size, many):
    """Delaunay's triangles of random places, some of them nearly in a line, so that there are needles."""
    places = [(chance.uniform(-size / 2, size / 2), chance.uniform(-size / 2, size / 2)) for _ in range(3 + many // 2)]
    if chance.random() < 0.5:
        (ax, ay), (bx, by) = places[0], places[1]
        places += [(ax + t * (bx - ax) + chance.uniform(-1, 1) * size * 1e-3, ay + t * (by - ay))
                   for t in (chance.uniform(0.1, 0.9) for _ in range(3))]
    index = {place: number for number, place in enumerate(places)}
    cloud = ogr.Geometry(ogr.wkbMultiPoint)
    for place in places:
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(*place)
        cloud.AddGeometry(point)
    cells = []
    for triangle in cloud.DelaunayTriangulation():
        cell = [index[tuple(point[:2])] for point in triangle.GetGeometryRef(0).GetPoints()[:3]]
        layout = Layout(places, [cell])
        cells.append(cell if loop_area(layout, cell) > 0 else cell[::-1])
    return Layout(places, cells)


def fan(chance, size, many):
    """Sectors around one corner, some of them thin; sometimes a ring of cells around them."""
    count = max(3, min(many, 12))
    turns = sorted(chance.choice((chance.random(), round(chance.random() * 4) / 4 + chance.uniform(-1, 1) * 1e-3)) % 1
                   for _ in range(count))
    turns = [turn for turn, before in zip(turns, [-1] + turns) if turn - before > 1e-6]
    if any(b - a >= 0.45 for a, b in zip(turns, turns[1:] + [turns[0] + 1])):
        turns = sorted(set(turns + [0.0, 0.26, 0.51, 0.77]))
    count = len(turns)

    def ring(radius):
        return [(radius * math.cos(turn * math.tau), radius * math.sin(turn * math.tau)) for turn in turns]

    corners = [(0.0, 0.0)] + ring(size / 2)
    cells = [[0, 1 + k, 1 + (k + 1) % count] for k in range(count)]
    if chance.random() < 0.4:
        corners += ring(size * 0.7)
        cells += [[1 + k, 1 + count + k, 1 + count + (k + 1) % count, 1 + (k + 1) % count] for k in range(count)]
    return Layout(corners, cells)


def plots(chance, size, many):
    """Upright rectangles, each divided anew at a round place, so that corners end on sides of others."""
    rectangles = [(-size / 2, -size / 2, size / 2, size / 2)]
    while len(rectangles) < many:
        rectangles.sort(key=lambda r: (r[2] - r[0]) * (r[3] - r[1]))
        west, south, east, north = rectangles.pop()
        share = chance.uniform(0.3, 0.7)
        if east - west > north - south:
            middle = west + share * (east - west)
            rectangles += [(west, south, middle, north), (middle, south, east, north)]
        else:
            middle = south + share * (north - south)
            rectangles += [(west, south, east, middle), (west, middle, east, north)]
    corners, index = [], {}

    def at(x, y):
        if (x, y) not in index:
            index[(x, y)] = len(corners)
            corners.append((x, y))
        return index[(x, y)]

    return Layout(corners, [[at(w, s), at(e, s), at(e, n), at(w, n)] for w, s, e, n in rectangles], matched=False)


def strips(chance, size, many):
    """Long thin cells side by side, as thin as a metre."""
    edges = sorted(chance.choice((chance.uniform(-1, 1), round(chance.uniform(-1, 1), 1) + chance.uniform(0, 2) / size))
                   for _ in range(max(2, many + 1)))
    slant = chance.uniform(-0.3, 0.3) * size
    corners = [point for x in edges for point in ((x * size / 2, -size / 2), (x * size / 2 + slant, size / 2))]
    return Layout(corners, [[2 * k, 2 * k + 2, 2 * k + 3, 2 * k + 1] for k in range(len(edges) - 1)])


KINDS = {"lattice": lattice, "triangles": triangles, "fan": fan, "plots": plots, "strips": strips}
