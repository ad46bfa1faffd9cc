"""gridcheck's overlaps and gaps beside GEOS: whatever else is wrong with a layer, none is hidden, none is made up."""

import json
import random
import re

from osgeo import ogr

from gridcheck_case import GridcheckCase
import gridify_case as case
from made_valid import ground_of

OTHER = re.compile(r"with (?:grid \S+ \()?feature (\d+)")
APART = 10000  # from one heap of polygons to the next


def random_polygon(chance, x, y):
    """Half of them cross themselves, or have a hole that lies anywhere."""
    def ring():
        return [(x + 10 * chance.randrange(14), y + 10 * chance.randrange(14)) for _ in range(chance.randint(3, 6))]
    rings = [ring()] + ([ring()] if chance.random() < 0.25 else [])
    text = ",".join("(" + ",".join(f"{a} {b}" for a, b in points + points[:1]) + ")" for points in rings)
    shape = ogr.CreateGeometryFromWkt(f"POLYGON ({text})")
    return shape if shape.IsValid() or chance.random() < 0.5 else ground_of(shape)


class Overlaps(GridcheckCase):

    def layer(self, shapes, name="layer.gpkg"):
        rows = [(ogr.ForceToMultiPolygon(shape.Clone()), {"grid_code": f"g{i}"}) for i, shape in enumerate(shapes)]
        return self.write(name, rows, kind=ogr.wkbMultiPolygon)

    def areas(self, layer, *words):
        """The findings with their areas in m2: (code, features) -> sum."""
        issues = self.path("found.gpkg")
        run = self.gridcheck(layer, "--json", "--issues", issues, "-O", *words)
        self.assertEqual("", run.stderr)
        found = {}
        if not json.loads(run.stdout)["findings"]:
            return found
        for row in case.read_layer(issues, "issue_areas"):
            other = OTHER.search(row["message"])
            features = tuple(sorted([row["feature"], int(other.group(1))] if other else [row["feature"]]))
            self.assertTrue(row[""].IsValid(), row["message"])
            key = row["code"], features
            found[key] = found.get(key, 0) + row[""].Area()
        return found

    def test_the_worst_overlap_comes_first_whatever_the_order_and_the_sum_is_told(self):
        widths = [0.5, 1, 0.25, 2, 40, 3, 0.75, 80, 5]
        west, shapes = 0, []
        for width in [0, *widths]:
            west += 1000 - width
            shapes.append(ogr.CreateGeometryFromWkt(f"POLYGON (({west} 0,{west + 1000} 0,{west + 1000} 1000,{west} 1000,{west} 0))"))
        layer = self.layer(shapes)
        report = self.gridcheck(layer, "--only", "overlap", "--examples", "3").stdout.splitlines()
        number, square, wide = re.search(r"overlap \((\d+)\).*; ([0-9.]+) m2 in all, up to ([0-9.]+) m wide$", report[1]).groups()
        self.assertEqual(len(widths), int(number))
        self.assertAlmostEqual(1000 * sum(widths), float(square), delta=1)
        self.assertAlmostEqual(80, float(wide), delta=0.1)
        shown = [re.search(r"feature (\d+)", line).group(1) for line in report[2:5]]
        found = sorted(self.areas(layer).items(), key=lambda item: -item[1])
        for feature, (pair, _) in zip(shown, found):
            self.assertIn(int(feature), pair[1])
        self.assertIn("    and 6 more", report)

    def test_an_invalid_feature_does_not_hide_the_overlap_of_two_others(self):
        wkts = ["POLYGON ((0 0,1000 0,1000 1000,0 1000,0 0),(2000 200,2000 800,2600 800,2600 200,2000 200))",
                "POLYGON ((1000 0,4000 0,4000 1000,1000 1000,1000 0))", "POLYGON ((2000 200,2600 200,2600 800,2000 800,2000 200))"]
        layer = self.layer([ogr.CreateGeometryFromWkt(wkt) for wkt in wkts])
        found = self.areas(layer, "--only", "overlap")
        self.assertEqual([("overlap", (2, 3))], list(found))
        self.assertAlmostEqual(360000, found["overlap", (2, 3)])

    def test_overlaps_of_random_polygons_are_those_of_geos_though_some_are_invalid(self):
        chance = random.Random(1515)
        shapes, heaps = [], []
        for k in range(150):
            first = len(shapes)
            shapes += [random_polygon(chance, k % 12 * APART, k // 12 * APART) for _ in range(chance.randint(5, 12))]
            heaps.append(range(first, len(shapes)))
        grounds = [ground_of(shape) for shape in shapes]
        self.assertGreater(sum(not shape.IsValid() for shape in shapes), 200)
        expected = {}
        for heap in heaps:
            for i in heap:
                for j in range(i + 1, heap.stop):
                    common = grounds[i].Intersection(grounds[j]).Area()
                    if common > 1e-3:
                        expected[i + 1, j + 1] = common
        found = self.areas(self.layer(shapes), "--only", "overlap,duplicate", "--gap-width", "0")
        found = {features: area for (_, features), area in found.items() if area > 1e-3}
        self.assertEqual(sorted(expected), sorted(found))
        wrong = {pair: (expected[pair], found[pair]) for pair in expected if abs(expected[pair] - found[pair]) > 1e-2}
        self.assertEqual({}, wrong)

    def test_wide_lobes_of_crossing_borders_are_overlaps_and_gaps_each_with_its_area(self):
        layer = self.layer([ogr.CreateGeometryFromWkt(f"POLYGON (({wkt}))") for wkt in (
            "0 0,3000 0,4000 1500,2000 3000,3000 4500,3000 6000,0 6000,0 0",
            "3000 0,6000 0,6000 6000,3000 6000,3000 4500,3000 0")])
        found = self.areas(layer, "--only", "overlap,gap,crossed_borders")
        self.assertEqual({("overlap", (1, 2)): 1125000, ("gap", (1, 2)): 1125000},
                         {key: round(area) for key, area in found.items()})
        narrow = self.areas(layer, "--only", "overlap,gap,crossed_borders", "--gap-width", "900")
        self.assertEqual({("crossed_borders", (1, 2)): 2250000}, {key: round(area) for key, area in narrow.items()})

    def test_all_neighbours_of_a_gap_are_named(self):
        wkts = ["0 0,3000 0,2000 1000,1000 1000,0 0", "3000 0,3000 3000,2000 2000,2000 1000,3000 0",
                "3000 3000,0 3000,1000 2000,2000 2000,3000 3000", "0 3000,0 0,1000 1000,1000 2000,0 3000"]
        layer = self.layer([ogr.CreateGeometryFromWkt(f"POLYGON (({wkt}))") for wkt in wkts])
        run = self.gridcheck(layer, "--json", "--only", "gap")
        (gap,) = json.loads(run.stdout)["findings"]
        for i in range(4):
            if gap["feature"] != i + 1:
                self.assertIn(f"grid g{i} (feature {i + 1})", gap["message"])
        self.assertTrue(gap["message"].startswith("1 km2, up to 1000 m wide, with "), gap["message"])

    def test_a_gap_with_a_place_wider_than_asked_is_not_filled(self):
        wkts = ["0 0,1000 0,1000 1000,0 1000,0 0", "1000 0,2000 0,2000 1000,1000 1000,1000.9 500,1000 0"]
        layer = self.layer([ogr.CreateGeometryFromWkt(f"POLYGON (({wkt}))") for wkt in wkts])
        for width, code in (("0.5", 1), ("0.89", 1), ("0.91", 0)):  # its mean width is 0.45 m
            run = self.gridcheck(layer, "--only", "gap", "--gap-width", width, "--repair", self.path("r.gpkg"), "-O", "-q")
            self.assertEqual(code, run.returncode, width)
