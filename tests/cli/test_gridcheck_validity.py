"""gridcheck's verdict on a geometry is that of GEOS: an error exactly where the OGC calls a polygon not valid."""

import json
import random

from osgeo import ogr

from gridcheck_case import GridcheckCase
import gridify_case as case
from made_valid import ground_of

GEOMETRY = ("null_geometry", "empty_geometry", "bad_coordinate", "invalid_geometry", "ring_self_touch", "collapsed_ring",
            "ring_orientation", "repeated_point", "spike")

SQUARE = "(0 0,10 0,10 10,0 10,0 0)"

INVALID = {
    "a spike without width to the outside": "POLYGON ((0 0,10 0,10 5,20 5,10 5,10 10,0 10,0 0))",
    "a spike without width into the inside": "POLYGON ((0 0,10 0,10 5,5 5,10 5,10 10,0 10,0 0))",
    "a spike along the border itself": "POLYGON ((0 0,10 0,10 10,10 8,10 10,0 10,0 0))",
    "a spike that the ring begins with": "POLYGON ((20 5,10 5,10 10,0 10,0 0,10 0,10 5,20 5))",
    "a spike of a hole": f"POLYGON ({SQUARE},(2 2,2 4,4 4,4 3,6 3,4 3,4 2,2 2))",
    "a line between two parts of one ring": "POLYGON ((0 0,4 0,4 2,8 2,8 0,12 0,12 4,8 4,8 2,4 2,4 4,0 4,0 0))",
    "a bow tie": "POLYGON ((0 0,10 10,10 0,0 10,0 0))",
    "a bow tie with two kinds of wings": "POLYGON ((0 0,10 10,10 0,0 4,0 0))",
    "a ring that runs round twice": "POLYGON ((0 0,10 0,10 10,0 10,0 0,10 0,10 10,0 10,0 0))",
    "a ring that passes through a vertex twice, from within": "POLYGON ((0 0,10 0,10 10,5 5,7 3,3 3,5 5,0 10,0 0))",
    "a ring that passes through a vertex twice, from without": "POLYGON ((0 0,10 0,5 5,10 10,0 10,5 5,0 0))",
    "a ring with a vertex on one of its segments": "POLYGON ((0 0,10 0,10 10,5 0,0 10,0 0))",
    "a hole that crosses its shell": f"POLYGON ({SQUARE},(8 2,8 4,12 4,12 2,8 2))",
    "a hole that touches its shell along an edge": f"POLYGON ({SQUARE},(0 2,4 2,4 6,0 6,0 2))",
    "a hole that has an edge of its shell": "POLYGON ((0 0,10 0,10 10,0 10,0 6,0 2,0 0),(0 2,4 2,4 6,0 6,0 2))",
    "a hole outside its shell": f"POLYGON ({SQUARE},(20 20,20 24,24 24,24 20,20 20))",
    "a hole that is its shell": f"POLYGON ({SQUARE},{SQUARE})",
    "a hole around its shell": f"POLYGON ({SQUARE},(-5 -5,-5 15,15 15,15 -5,-5 -5))",
    "holes that cross": f"POLYGON ({SQUARE},(2 2,2 6,6 6,6 2,2 2),(4 4,4 8,8 8,8 4,4 4))",
    "a hole inside a hole": f"POLYGON ({SQUARE},(2 2,2 8,8 8,8 2,2 2),(4 4,4 6,6 6,6 4,4 4))",
    "the same hole twice": f"POLYGON ({SQUARE},(2 2,2 4,4 4,4 2,2 2),(2 2,2 4,4 4,4 2,2 2))",
    "holes with a common edge": f"POLYGON ({SQUARE},(2 2,2 4,4 4,4 2,2 2),(4 2,4 4,6 4,6 2,4 2))",
    "a bow tie as a hole": f"POLYGON ({SQUARE},(2 2,4 4,4 2,2 4,2 2))",
    "an inside that a hole cuts in two": f"POLYGON ({SQUARE},(5 0,7 5,5 10,3 5,5 0))",
    "an inside that holes which touch cut in two": f"POLYGON ({SQUARE},(0 5,2 4,5 5,2 6,0 5),(5 5,8 4,10 5,8 6,5 5))",
    "a ring of holes around ground": f"POLYGON ({SQUARE},(5 2,3 3,2 5,4 4,5 2),(2 5,3 7,5 8,4 6,2 5),"
                                     "(5 8,7 7,8 5,6 6,5 8),(8 5,7 3,5 2,6 4,8 5))",
    "a ring of two points": "POLYGON ((0 0,10 0,0 0))",
    "a ring that is one point": "POLYGON ((3 3,3 3,3 3,3 3))",
    "a ring on one line": "POLYGON ((0 0,5 5,10 10,0 0))",
    "a ring that goes there and back by a corner": "POLYGON ((0 0,5 0,5 5,5 0,0 0))",
    "a hole of two points": f"POLYGON ({SQUARE},(2 2,4 4,2 2))",
    "a hole on one line": f"POLYGON ({SQUARE},(2 2,3 3,4 4,2 2))",
    "a hole that is one point": f"POLYGON ({SQUARE},(2 2,2 2,2 2,2 2))",
    "parts that overlap": f"MULTIPOLYGON (({SQUARE}),((5 5,15 5,15 15,5 15,5 5)))",
    "a part inside another": f"MULTIPOLYGON (({SQUARE}),((2 2,4 2,4 4,2 4,2 2)))",
    "the same part twice": f"MULTIPOLYGON (({SQUARE}),({SQUARE}))",
    "the same part the other way round": f"MULTIPOLYGON (({SQUARE}),((0 0,0 10,10 10,10 0,0 0)))",
    "parts with a common edge": f"MULTIPOLYGON (({SQUARE}),((10 0,20 0,20 10,10 10,10 0)))",
    "parts with a piece of an edge in common": f"MULTIPOLYGON (({SQUARE}),((10 2,20 2,20 8,10 8,10 2)))",
    "a part that fills a hole": f"MULTIPOLYGON (({SQUARE},(2 2,2 4,4 4,4 2,2 2)),((2 2,4 2,4 4,2 4,2 2)))",
    "a good part and one without area": f"MULTIPOLYGON (({SQUARE}),((20 0,25 0,30 0,20 0)))",
}

VALID = {
    "a square": f"POLYGON ({SQUARE})",
    "a square the other way round": "POLYGON ((0 0,0 10,10 10,10 0,0 0))",
    "a hole": f"POLYGON ({SQUARE},(2 2,2 4,4 4,4 2,2 2))",
    "a hole that runs like its shell": f"POLYGON ({SQUARE},(2 2,4 2,4 4,2 4,2 2))",
    "points that are repeated": f"POLYGON ((0 0,0 0,10 0,10 0,10 0,10 10,0 10,0 0,0 0),(2 2,2 4,2 4,4 4,4 2,2 2))",
    "vertices on a straight line": "POLYGON ((0 0,5 0,10 0,10 10,0 10,0 0))",
    "a hole that touches its shell in a vertex": f"POLYGON ({SQUARE},(0 0,2 4,4 2,0 0))",
    "a hole that touches a segment of its shell": f"POLYGON ({SQUARE},(5 0,7 5,3 5,5 0))",
    "holes that touch in a point": f"POLYGON ({SQUARE},(2 2,2 4,4 4,2 2),(4 4,6 4,6 6,4 4))",
    "parts that touch in a vertex": f"MULTIPOLYGON (({SQUARE}),((10 10,20 10,20 20,10 20,10 10)))",
    "parts that touch in a segment's point": f"MULTIPOLYGON (({SQUARE}),((10 5,20 0,20 10,10 5)))",
    "an island in a lake": f"MULTIPOLYGON (({SQUARE},(2 2,2 8,8 8,8 2,2 2)),((4 4,6 4,6 6,4 6,4 4)))",
    "an island that touches the shore": f"MULTIPOLYGON (({SQUARE},(2 2,2 8,8 8,8 2,2 2)),((2 2,6 4,6 6,2 2)))",
    "a spike with some width": "POLYGON ((0 0,10 0,10 5,2000 5.001,10 5.002,10 10,0 10,0 0))",
}


def random_ring(chance, size):
    points = [f"{chance.randrange(size)} {chance.randrange(size)}" for _ in range(chance.randint(3, 8))]
    if chance.random() < 0.1:
        points.insert(1, points[0])
    return "(" + ",".join(points + points[:1]) + ")"


def random_shape(chance):
    """A ring, a polygon with holes or several of them; few points, so that they meet, touch and cross in every way."""
    size = chance.randint(3, 12)
    polygons = ["(" + ",".join(random_ring(chance, size) for _ in range(chance.choice((1, 1, 1, 2, 3)))) + ")"
                for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    return "POLYGON " + polygons[0] if len(polygons) == 1 else "MULTIPOLYGON (" + ",".join(polygons) + ")"


class Validity(GridcheckCase):

    def verdicts(self, shapes):
        """For each shape the codes of the errors and of the warnings that gridcheck finds at it."""
        rows = [(ogr.ForceToMultiPolygon(shape.Clone()), {"grid_code": f"g{i}"}) for i, shape in enumerate(shapes)]
        layer = self.write("shapes.gpkg", rows, kind=ogr.wkbMultiPolygon)
        run = self.gridcheck("--json", layer, "--only", ",".join(GEOMETRY))
        self.assertEqual("", run.stderr)
        found = [(set(), set()) for _ in shapes]
        for finding in json.loads(run.stdout)["findings"]:
            found[finding["feature"] - 1][finding["severity"] != "error"].add(finding["code"])
        return found

    def test_every_kind_of_polygon_that_the_ogc_calls_invalid_is_an_error(self):
        shapes = {kind: ogr.CreateGeometryFromWkt(wkt) for kind, wkt in (INVALID | VALID).items()}
        for (kind, shape), (errors, _) in zip(shapes.items(), self.verdicts(list(shapes.values()))):
            with self.subTest(kind):
                self.assertEqual(kind in VALID, shape.IsValid())  # GEOS
                self.assertEqual(kind in INVALID, "invalid_geometry" in errors)
                self.assertEqual(kind in INVALID, bool(errors))

    def test_the_error_stands_beside_what_says_more_of_it(self):
        said = {"a spike without width to the outside": {"spike"}, "a ring on one line": {"collapsed_ring"},
                "a ring with a vertex on one of its segments": {"ring_self_touch"},
                "a ring that passes through a vertex twice, from within": {"ring_self_touch"}}
        shapes = [ogr.CreateGeometryFromWkt(INVALID[kind]) for kind in said]
        for more, (errors, warnings) in zip(said.values(), self.verdicts(shapes)):
            self.assertEqual(more | {"invalid_geometry"}, errors | warnings)

    def test_thousands_of_random_shapes_are_judged_as_geos_judges_them(self):
        chance = random.Random(1512)
        shapes = [ogr.CreateGeometryFromWkt(random_shape(chance)) for _ in range(10000)]
        valid = [shape.IsValid() for shape in shapes]
        self.assertGreater(sum(valid), 1000)
        self.assertGreater(len(valid) - sum(valid), 1000)
        differ = [(shape.ExportToWkt(), errors) for shape, good, (errors, _) in zip(shapes, valid, self.verdicts(shapes))
                  if good != (not errors) or good != ("invalid_geometry" not in errors)]
        self.assertEqual([], differ[:5])

    def test_what_is_invalid_is_valid_after_the_repair_with_the_same_ground(self):
        shapes = [ogr.CreateGeometryFromWkt(wkt) for wkt in INVALID.values()]
        rows = [(ogr.ForceToMultiPolygon(shape.Clone()), {"grid_code": f"g{i}"}) for i, shape in enumerate(shapes)]
        layer = self.write("shapes.gpkg", rows, kind=ogr.wkbMultiPolygon)
        mended = self.path("mended.gpkg")
        for i, kind in enumerate(INVALID):
            with self.subTest(kind):
                run = self.gridcheck(layer, "--where", f"fid = {i + 1}", "--only", ",".join(GEOMETRY), "--repair", mended,
                                     "-O")
                geometry = case.read_layer(mended)[0][""]
                self.assertEqual(geometry.IsValid(), run.returncode == 0, run.stdout)
                ground = ground_of(shapes[i])
                self.assertEqual(ground.Area() > 0, geometry.IsValid())  # what leaves no ground stays as it is
                if geometry.IsValid():
                    self.assertAlmostEqual(0, geometry.SymmetricDifference(ground).Area())
