"""gridcheck --repair: who gets the ground. Judged by GEOS and by segments counted in Python."""

import unittest

import gridify_case as case
from coverage_judge import faults, holes_of, polygons_of, union_of
from mosaic import Mosaic, polygon
from test_gridcheck_exceptions import MosaicCase

AWAY = {(1, 2): 0.3, (3, 1): -0.2, (4, 3): 0.25, (2, 0): -0.3}

SMALL = 0.05  # square metres: ground no wider than what --snap moves is nobody's choice


class OverlapTo(MosaicCase):

    def before(self):
        path = self.layer(moved=list(AWAY.items()))
        return path, [row[""] for row in self.rows(path, None)]

    def repaired(self, path, *words):
        out = self.path(f"mended-{'-'.join(words)}.gpkg".replace("/", ""))
        self.report(path, "--repair", out, "--snap", 0.01, "--overlap-to", *words)
        return [row[""] for row in self.rows(out, None)]

    @staticmethod
    def doubled(geometries):
        """Ground in two polygons and in no third: a point in it, and the two."""
        for i, a in enumerate(geometries):
            for j in range(i):
                common = a.Intersection(geometries[j])
                for part in ([common] if common.GetGeometryName() == "POLYGON" else common):
                    if part.GetArea() < SMALL:
                        continue
                    point = part.PointOnSurface()
                    if sum(g.Contains(point) for g in geometries) == 2:
                        yield point, {i, j}

    @staticmethod
    def missing(geometries):
        """Ground in none: a point in it, and those with a border there."""
        for hole in holes_of(geometries):
            gap = polygon(hole)
            if gap.GetArea() < SMALL:
                continue
            beside = {i for i, g in enumerate(geometries) if g.Buffer(1e-6).Intersection(gap.Boundary()).Length() > 1e-3}
            yield gap.PointOnSurface(), beside

    def assert_rule(self, rule, rank):
        path, before = self.before()
        after = self.repaired(path, rule)
        self.assertEqual([], faults(after))
        places = [*self.doubled(before), *self.missing(before)]
        self.assertGreater(len(places), 8)
        for point, candidates in places:
            owners = [i for i, geometry in enumerate(after) if geometry.Contains(point)]
            self.assertEqual([min(candidates, key=lambda i: rank(i, before[i]))], owners, (rule, point.ExportToWkt(), candidates))

    def test_the_first(self):
        self.assert_rule("first", lambda i, geometry: i)

    def test_the_largest(self):
        self.assert_rule("largest", lambda i, geometry: -geometry.GetArea())

    def test_the_smallest(self):
        self.assert_rule("smallest", lambda i, geometry: geometry.GetArea())

    def test_the_longest_border_is_the_default(self):
        path, _ = self.before()
        out = self.path("plain.gpkg")
        self.report(path, "--repair", out, "--snap", 0.01)
        plain = [row[""].ExportToWkb() for row in self.rows(out, None)]
        self.assertEqual(plain, [geometry.ExportToWkb() for geometry in self.repaired(path, "longest-border")])

    def test_options_without_a_repair(self):
        path, _ = self.before()
        self.assert_refused(2, [path, "--overlap-to", "first"], "--overlap-to is given without --repair or --suggest")
        self.assert_refused(2, [path, "--overlap-to", "last"],
                            "--overlap-to is longest-border, largest, smallest or first, not 'last'")


class Inlets(MosaicCase):
    """The eastern half of a mosaic carried off to the east: a gap that is open at both ends."""

    def halves(self, seed, apart):
        mosaic = Mosaic(seed=seed, bends=2)
        rows = []
        for (i, j), ring in mosaic.cells().items():
            by = apart if i >= 3 else 0
            rows.append((polygon([(x + by, y) for x, y in ring]), {"number": len(rows)}))
        return self.write("halves.gpkg", rows, kind=case.ogr.wkbPolygon)

    def mended(self, path, *words):
        self.report(path, "--repair", self.path("mended.gpkg"), "-O", *words)
        return [row[""] for row in self.rows(self.path("mended.gpkg"), None)]

    def test_they_are_closed_when_asked(self):
        for seed in range(1, 7):
            with self.subTest(seed=seed):
                path = self.halves(seed, 0.3)
                before = [row[""] for row in self.rows(path, None)]
                open_ground = union_of(before).Buffer(0.2, 2).Buffer(-0.2, 2).GetArea() - union_of(before).GetArea()
                self.assertGreater(open_ground, 100)
                after = self.mended(path, "--close-inlets")
                self.assertEqual([], faults(after))
                self.assertEqual([], holes_of(after))
                self.assertEqual(1, len(polygons_of(union_of(after))), "still two halves")
                filled = union_of(after).GetArea() - union_of(before).GetArea()
                self.assertAlmostEqual(open_ground, filled, delta=0.1 * open_ground)

    def test_they_stay_otherwise(self):
        path = self.halves(1, 0.3)
        for words in ([], ["--close-inlets", "--gap-width", 0.2]):
            after = self.mended(path, *words)
            self.assertEqual(2, len(polygons_of(union_of(after))), words)

    def test_who_gets_them(self):
        path = self.halves(2, 0.3)
        before = [row[""] for row in self.rows(path, None)]
        after = self.mended(path, "--close-inlets", "--overlap-to", "first", "--snap", 0.01)
        self.assertEqual([], faults(after))
        for was, now in list(zip(before, after))[12:]:
            self.assertLess(now.GetArea() - was.GetArea(), 0.5, "those of the eastern half come later in the layer")


class Slivers(MosaicCase):
    """Cells of which a strip is a feature, or a part, of its own."""

    def layer_with_strips(self, **fields):
        """Two squares, between them a strip of 4 cm that is a feature, and a square with a strip beyond its neighbour."""
        west, south = case.WEST, case.SOUTH
        box = lambda x0, y0, x1, y1: polygon([(west + x, south + y) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))])
        apart = case.ogr.Geometry(case.ogr.wkbMultiPolygon)
        apart.AddGeometry(box(0, 100, 50, 150))
        apart.AddGeometry(box(100.04, 100, 100.09, 150))
        shapes = [box(0, 0, 100, 100), box(100, 0, 100.04, 100), box(100.04, 0, 200, 100), apart, box(50, 100, 100.04, 150),
                  box(100.09, 100, 200, 150)]
        # The corners of one side are on the other side, too.
        rows = [(shape, {"name": str(number), **fields}) for number, shape in enumerate(shapes)]
        self.write("strips.gpkg", rows, kind=case.ogr.wkbMultiPolygon)
        self.report(self.path("strips.gpkg"), "--repair", self.path("fitted.gpkg"), "-O")
        return self.path("fitted.gpkg")

    def given(self, path, *words):
        report = self.report(path, "--repair", self.path("mended.gpkg"), "-O", *words)
        rows = {row["name"]: row[""] for row in self.rows(self.path("mended.gpkg"), None)}
        self.assertEqual([], faults(list(rows.values())))
        self.assertAlmostEqual(200 * 150, sum(geometry.GetArea() for geometry in rows.values()), places=6)
        return rows, {feature["feature"]: feature["what"] for feature in report["repaired"]}

    def narrow_parts(self, rows):
        return [name for name, geometry in rows.items() for rings in polygons_of(geometry)
                if 2 * polygon(*rings).GetArea() / polygon(*rings).Boundary().Length() < 0.1]

    def test_they_go_to_a_neighbour_when_asked(self):
        rows, said = self.given(self.layer_with_strips(), "--give-slivers")
        self.assertEqual(({"0", "2", "3", "4", "5"}, []), (set(rows), self.narrow_parts(rows)))
        self.assertEqual(1, len(polygons_of(rows["3"])))
        self.assertIn("1 sliver given away", said[2])
        self.assertIn("1 sliver given away", said[4])
        self.assertEqual(2, sum("taken in" in what for what in said.values()))

    def test_they_stay_otherwise(self):
        path = self.layer_with_strips()
        for words in ([], ["--give-slivers", "--sliver-width", 0.03]):
            rows, said = self.given(path, *words)
            self.assertEqual((["1", "3"], {}), (self.narrow_parts(rows), said))

    def test_a_sliver_with_households_is_not_lost(self):
        rows, said = self.given(self.layer_with_strips(households=3), "--give-slivers", "--skip", "field_missing")
        self.assertEqual((6, ["1"]), (len(rows), self.narrow_parts(rows)))
        self.assertNotIn(2, said)

    def test_every_format_leaves_the_empty_feature_out(self):
        path = self.layer_with_strips()
        for extension in ("shp", "geojson", "fgb"):
            self.report(path, "--give-slivers", "--repair", self.path(f"m.{extension}"))
            self.assertEqual(5, len(self.rows(self.path(f"m.{extension}"), None)))


if __name__ == "__main__":
    unittest.main()
