"""Borders between houses that stand close: along the middle of the lane, straight, and through no house."""

import math
import random
import unittest

from osgeo import ogr

from gridify_case import SOUTH, WEST, GridifyCase, read_layer, rectangle

TOOTH_M, TOOTH_DEGREES = 4, 40


def turns(points):
    """At each point of a closed ring: the turn in degrees, and the lengths of the segments before and after it."""
    found = []
    for i, (x, y) in enumerate(points):
        before, after = points[i - 1], points[(i + 1) % len(points)]
        u, v = (x - before[0], y - before[1]), (after[0] - x, after[1] - y)
        turn = math.degrees(math.atan2(u[0] * v[1] - u[1] * v[0], u[0] * v[0] + u[1] * v[1]))
        found.append((turn, math.hypot(*u), math.hypot(*v)))
    return found


def teeth(polygon):
    """How often a border turns sharply one way and back within a few metres."""
    count = 0
    for r in range(polygon.GetGeometryCount()):
        at = turns(polygon.GetGeometryRef(r).GetPoints()[:-1])
        for (turn, before, between), (back, _, after) in zip(at, at[1:] + at[:1]):
            sharp = abs(turn) > TOOTH_DEGREES and abs(back) > TOOTH_DEGREES and turn * back < 0
            count += sharp and max(before, between, after) < TOOTH_M
    return count


def turned(x, y, degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return WEST + 300 + c * x - s * y, SOUTH + 300 + s * x + c * y


def old_town(seed, narrow, wide, degrees, skew):
    """Rows of houses with lanes of so many metres between them, as WKT; `skew` turns each house a little."""
    chance = random.Random(seed)
    houses = []
    y = -150.0
    while y < 140:
        depth = chance.uniform(7, 11)
        x = -200.0
        while x < 190:
            width, deep = chance.uniform(6, 12), depth * chance.uniform(0.8, 1)
            slant = skew * chance.uniform(-1, 1)
            corners = [(x, y), (x + width, y + slant), (x + width, y + deep), (x, y + deep - slant)]
            corners = [turned(*corner, degrees) for corner in corners]
            houses.append("POLYGON ((" + ",".join(f"{a:.3f} {b:.3f}" for a, b in [*corners, corners[0]]) + "))")
            x += width + chance.uniform(narrow, wide)
        y += depth + chance.uniform(narrow, wide)
    return houses


class Lanes(GridifyCase):
    def divide(self, houses, grids=20, size=(600, 600)):
        unit = rectangle(WEST, SOUTH, WEST + size[0], SOUTH + size[1])
        self.write("one.gpkg", [(unit, {"unit_code": "420106001001"})])
        self.write("houses.gpkg", [(wkt, {"households": 1}) for wkt in houses])
        run = self.gridify(self.path("one.gpkg"), "--sites", self.path("houses.gpkg"), "--grids", str(grids), "-O", "-o",
                           self.out)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return [part.Clone() for row in read_layer(self.out) for part in
                (row[""] if row[""].GetGeometryName() == "MULTIPOLYGON" else [row[""]])]

    def test_no_teeth_and_no_house_cut(self):
        for narrow, wide, degrees, skew in ((0.5, 2, 0, 0), (0.2, 1, 0, 0), (0.5, 2, 33, 0), (0.3, 3, 17, 0.2)):
            with self.subTest(lanes=(narrow, wide), degrees=degrees, skew=skew):
                houses = old_town(5, narrow, wide, degrees, skew)
                grids = self.divide(houses)
                self.assertEqual(20, len(grids))
                self.assertLessEqual(sum(map(teeth, grids)), 2)  # two corners that lie so are no saw
                self.assert_whole(houses, grids)

    def assert_whole(self, houses, grids):
        borders = ogr.Geometry(ogr.wkbMultiLineString)
        for grid in grids:
            for r in range(grid.GetGeometryCount()):
                borders.AddGeometry(ogr.ForceToLineString(grid.GetGeometryRef(r).Clone()))
        insides = ogr.Geometry(ogr.wkbMultiPolygon)
        for wkt in houses:
            insides.AddGeometry(ogr.CreateGeometryFromWkt(wkt).Buffer(-0.011))
        self.assertTrue(borders.Intersection(insides).IsEmpty())

    def test_the_middle_of_a_lane(self):
        # Two rows of houses, a lane of 1.2 m between them that narrows to 0.8 m.
        houses = [rectangle(WEST + 1 + 10 * i, SOUTH + south, WEST + 10.7 + 10 * i, SOUTH + north)
                  for i in range(4) for south, north in ((10, 99.4), (100.6 - 0.4 * (i > 1), 190))]
        lower, upper = sorted(self.divide(houses, 2, (42, 200)), key=lambda grid: grid.Centroid().GetY())
        border = lower.Intersection(upper)
        self.assertLess(border.Length(), 43)
        parts = [border.GetGeometryRef(i) for i in range(border.GetGeometryCount())] or [border]
        for x, y in (point[:2] for part in parts for point in part.GetPoints()):
            if WEST + 1 < x < WEST + 40:
                self.assertGreater(y, SOUTH + 99.6)
                self.assertLess(y, SOUTH + 100.4 - 0.4 * (x > WEST + 21))


if __name__ == "__main__":
    unittest.main()
