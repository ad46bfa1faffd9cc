"""A mosaic of crooked cells for tests: a lattice with shaken corners, and bent lines between them."""

import random

from osgeo import ogr

from gridify_case import SOUTH, WEST


class Mosaic:
    """Cells (column, row) as lists of points, an exact coverage. Lengths are in metres from the corner of the town."""

    def __init__(self, columns=6, rows=4, side=100.0, seed=1, bends=3, shake=0.2):
        chance = random.Random(seed)
        self.columns, self.rows = columns, rows
        self.corners = {(i, j): (WEST + side * (i + chance.uniform(-shake, shake)), SOUTH + side * (j + chance.uniform(-shake, shake)))
                        for i in range(columns + 1) for j in range(rows + 1)}
        self.lines = {}
        for i, j in self.corners:
            for end in ((i + 1, j), (i, j + 1)):
                if end in self.corners:
                    self.lines[(i, j), end] = self.bent(self.corners[i, j], self.corners[end], bends, side / 20, chance)

    @staticmethod
    def bent(a, b, bends, by, chance):
        shares = sorted(chance.uniform(0.1, 0.9) for _ in range(chance.randint(0, bends)))
        middle = [(a[0] + (b[0] - a[0]) * s + chance.uniform(-by, by), a[1] + (b[1] - a[1]) * s + chance.uniform(-by, by))
                  for s in shares]
        return [a, *middle, b]

    def line(self, a, b):
        return self.lines[a, b] if (a, b) in self.lines else self.lines[b, a][::-1]

    def cell(self, i, j):
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
        return [self.corners[i, j]] + [point for a, b in zip(corners, corners[1:]) for point in self.line(a, b)[1:]]

    def cells(self):
        return {(i, j): self.cell(i, j) for i in range(self.columns) for j in range(self.rows)}


def polygon(ring, *holes):
    """A polygon of OGR."""
    geometry = ogr.Geometry(ogr.wkbPolygon)
    for points in (ring, *holes):
        line = ogr.Geometry(ogr.wkbLinearRing)
        for point in points:
            line.AddPoint_2D(*point)
        geometry.AddGeometry(line)
    return geometry


def rounded(ring, decimals):
    points = [(round(x, decimals), round(y, decimals)) for x, y in ring]
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
