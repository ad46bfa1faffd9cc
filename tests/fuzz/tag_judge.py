"""Which grid a point is in, by the rule that gridtag's man page states, with nothing of libgrid: numpy where a sign is beyond doubt, and
whole numbers, multiples of the coordinates, where it is not.

A point is meant a little to the east and much less to the north of its coordinates; the first grid of the layer that holds it there,
by the even-odd rule, has it. If none does, that one whose border a hand meets first that turns counter-clockwise from the east.
"""

from functools import cmp_to_key

import numpy as np
from osgeo import gdal

gdal.UseExceptions()


def read_grids(path, layer=None):
    """(code, sides) of each feature: sides as rows x1, y1, x2, y2, running upward or level."""
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    grids = []
    for feature in dataset.GetLayer(layer) if layer else dataset.GetLayer(0):
        geometry = feature.GetGeometryRef()
        parts = [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry)
        sides = []
        for part in parts:
            for ring in part:
                points = np.array([point[:2] for point in ring.GetPoints()])
                sides.append(np.hstack([points[:-1], points[1:]]))
        sides = np.vstack(sides)
        sides = sides[(sides[:, 0] != sides[:, 2]) | (sides[:, 1] != sides[:, 3])]
        turned = sides[:, 1] > sides[:, 3]
        sides[turned] = sides[turned][:, [2, 3, 0, 1]]
        grids.append((str(feature.GetField("grid_code")), sides))
    return grids


def whole(*numbers):
    """Doubles as whole numbers, all multiplied by the same power of two."""
    ratios = [float(number).as_integer_ratio() for number in numbers]
    factor = max(below for _, below in ratios)
    return [above * (factor // below) for above, below in ratios]


def exact_side(side, x, y):
    """+1 if the point lies to the left of the side, 0 on it, -1 to the right."""
    x1, y1, x2, y2, x, y = whole(*side, x, y)
    area = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
    return (area > 0) - (area < 0)


def side_of(side, x, y):
    """The same for many points."""
    left = (side[2] - side[0]) * (y - side[1])
    right = (side[3] - side[1]) * (x - side[0])
    sign = np.sign(left - right)
    for i in np.flatnonzero(np.abs(left - right) <= 2e-15 * (np.abs(left) + np.abs(right))):
        sign[i] = exact_side(side, x[i], y[i])
    return sign


class Points:
    """Points sorted by x, to find those in the box of a grid, by y."""

    def __init__(self, x, y):
        self.x, self.y = x, y
        self.order = np.argsort(x, kind="stable")
        self.sorted_x = x[self.order]

    def near(self, sides, wanted):
        low = np.searchsorted(self.sorted_x, sides[:, [0, 2]].min(), "left")
        high = np.searchsorted(self.sorted_x, sides[:, [0, 2]].max(), "right")
        found = self.order[low:high]
        found = found[wanted[found] & (self.y[found] >= sides[:, 1].min()) & (self.y[found] <= sides[:, 3].max())]
        return found[np.argsort(self.y[found], kind="stable")]


def before(direction, other):
    """Whether a hand that turns counter-clockwise from the east meets a direction before another one: -1, 0, +1."""
    def half(d):
        return 0 if d[1] > 0 or (d[1] == 0 and d[0] > 0) else 1
    if half(direction) != half(other):
        return half(direction) - half(other)
    cross = direction[0] * other[1] - direction[1] * other[0]
    return (cross < 0) - (cross > 0)


def by_border(grids, points, left):
    """{point: grid} of points that no grid holds, but that lie on borders; `left` is True for such a point."""
    directions = {}
    for index, (_, sides) in enumerate(grids):
        found = points.near(sides, left)
        y = points.y[found]
        begins, ends = np.searchsorted(y, sides[:, 1], "left"), np.searchsorted(y, sides[:, 3], "right")
        for side, begin, end in zip(sides, begins, ends):
            part = found[begin:end]
            px = points.x[part]
            part = part[(px >= min(side[0], side[2])) & (px <= max(side[0], side[2]))]
            for point in part[side_of(side, points.x[part], points.y[part]) == 0].tolist():
                x1, y1, x2, y2, at_x, at_y = whole(*side, points.x[point], points.y[point])
                for direction in ((x1 - at_x, y1 - at_y), (x2 - at_x, y2 - at_y)):
                    if direction != (0, 0):
                        directions.setdefault(point, []).append((direction, index))
    key = cmp_to_key(lambda a, b: before(a[0], b[0]) or a[1] - b[1])
    return {point: min(found, key=key)[1] for point, found in directions.items()}


def judge(grids, x, y):
    """The index of the grid of each point; -1 for none. Coordinates are finite."""
    owner = np.full(len(x), -1)
    points = Points(x, y)
    for index, (_, sides) in enumerate(grids):
        found = points.near(sides, owner < 0)
        py = y[found]
        odd = np.zeros(len(found), bool)
        # Sides that begin at the height of a point or below and end above, to the east of it: it is strictly to their left.
        begins, ends = np.searchsorted(py, sides[:, 1], "left"), np.searchsorted(py, sides[:, 3], "left")
        for side, begin, end in zip(sides, begins, ends):
            if begin < end:
                part = found[begin:end]
                odd[begin:end] ^= side_of(side, x[part], y[part]) > 0
        owner[found[odd]] = index
    for point, index in by_border(grids, points, owner < 0).items():
        owner[point] = index
    return owner
