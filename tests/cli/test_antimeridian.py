"""A unit on both sides of the 180th meridian, written in three ways: its grids are valid, and where the unit is."""

import random
import subprocess
import unittest

from osgeo import ogr, osr

import gridcheck_case
from gridify_case import GridifyCase, read_layer

SOUTH, NORTH = 66.0, 66.01
CODE = "420106001001"


def ring(west, east):
    return f"(({west} {SOUTH},{east} {SOUTH},{east} {NORTH},{west} {NORTH},{west} {SOUTH}))"


def longitudes(seed=1, count=800):
    chance = random.Random(seed)
    return [(179.99 + chance.uniform(0.0002, 0.0198), chance.uniform(SOUTH + 0.0002, NORTH - 0.0002)) for _ in range(count)]


# The outline, what becomes of a longitude beyond 180 degrees, and the extent that the grids must have.
SPELLINGS = {
    "beyond": (f"POLYGON {ring(179.99, 180.01)}", lambda x: x, (179.99, 180.01)),
    "turned": (f"POLYGON {ring(-180.01, -179.99)}", lambda x: x - 360, (-180.01, -179.99)),
    "cut": (f"MULTIPOLYGON ({ring(179.99, 180)},{ring(-180, -179.99)})", lambda x: x if x <= 180 else x - 360, (-180, 180)),
}


def area_on_ellipsoid(polygon):
    """Square metres, in an equal-area projection around the polygon, whose sides are cut into short pieces first."""
    polygon = polygon.Clone()
    polygon.Segmentize(1e-4)
    source, target = osr.SpatialReference(), osr.SpatialReference()
    source.ImportFromEPSG(4326)
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    target.ImportFromProj4("+proj=laea +lat_0=66 +lon_0=180 +ellps=WGS84 +units=m")
    polygon.Transform(osr.CoordinateTransformation(source, target))
    return polygon.GetArea()


class Antimeridian(GridifyCase):

    def divide(self, spelling, *more):
        outline, turned, extent = SPELLINGS[spelling]
        self.write(f"{spelling}.gpkg", [(outline, {"unit_code": CODE})], epsg=4326)
        self.write(f"{spelling}_sites.gpkg", [(f"POINT ({turned(x)!r} {y!r})", {"households": 1}) for x, y in longitudes()],
                   epsg=4326)
        words = [self.path(f"{spelling}.gpkg"), "--sites", self.path(f"{spelling}_sites.gpkg")]
        self.assert_done(*words, "-o", self.out, "-O", *more)
        return read_layer(self.out), extent, ["--boundaries", words[0], *words[1:]]

    def test_grids_are_valid_and_lie_where_the_unit_lies(self):
        for spelling in SPELLINGS:
            with self.subTest(spelling):
                grids, extent, against = self.divide(spelling)
                self.assertEqual(800, sum(grid["households"] for grid in grids))
                self.assertEqual([], [grid["grid_code"] for grid in grids if not grid[""].IsValid()])
                boxes = [grid[""].GetEnvelope() for grid in grids]
                self.assertEqual(extent, (min(box[0] for box in boxes), max(box[1] for box in boxes)))
                # In degrees the areas of a coverage add up whatever they are in metres.
                self.assertAlmostEqual(0.02 * 0.01, sum(grid[""].GetArea() for grid in grids), delta=1e-12)
                check = subprocess.run([gridcheck_case.GRIDCHECK, self.out, *against, "--fail-on", "note"],
                                       capture_output=True, text=True, check=False)
                self.assertEqual((0, ""), (check.returncode, check.stdout + check.stderr))

    def test_each_spelling_gives_the_same_area_in_metres(self):
        areas = [sum(grid["area_m2"] for grid in self.divide(spelling)[0]) for spelling in SPELLINGS]
        ellipsoid = ogr.CreateGeometryFromWkt(SPELLINGS["beyond"][0])
        for area in areas:  # new vertices are rounded to 0.001 mm, and differ between the spellings
            self.assertAlmostEqual(areas[0], area, delta=0.1)
        wide = area_on_ellipsoid(ellipsoid)
        self.assertAlmostEqual(wide, areas[0], delta=1e-6 * wide)


if __name__ == "__main__":
    unittest.main()
