"""Plans of the sample beside each other: along the roads, without them, and strips that nobody would want. Their figures are
reckoned from the files with OGR alone and compared with those of gridcheck --against. Always runs."""

import functools
import pathlib
import tempfile
import unittest

from osgeo import ogr

import ground
import layer_contract as contract
import plan_figures
import support

MUNICIPALITIES = support.SAMPLE / "municipalities.shp"
BUILDINGS = support.SAMPLE / "buildings.fgb"
LINES = [support.SAMPLE / f"{name}.fgb" for name in ("roads", "railways", "waterways")]
BARRIERS = [word for path in LINES for word in ("--barriers", path)]


def strips_of(geometry, xs):
    """The geometry, cut along these meridians."""
    west, east, south, north = geometry.GetEnvelope()
    ends = [west - 1, *(x for x in xs if west < x < east), east + 1]
    for left, right in zip(ends, ends[1:]):
        box = ogr.CreateGeometryFromWkt(f"POLYGON (({left} {south - 1},{right} {south - 1},{right} {north + 1},"
                                        f"{left} {north + 1},{left} {south - 1}))")
        strip = geometry.Intersection(box)
        if strip.GetArea() > 1e-9:
            yield strip


def narrowed(geometry, metres):
    """A polygon in degrees without a rim of so many metres, in metres, and what brings other geometries there."""
    west, _, south, _ = geometry.GetEnvelope()
    east, north = ground.metres_per_degree(south)

    def there(other):
        copy = other.Clone()
        for ring in [copy] if copy.GetGeometryCount() == 0 else [r for part in copy for r in ([part] if part.GetGeometryCount() == 0 else part)]:
            for i in range(ring.GetPointCount()):
                ring.SetPoint_2D(i, (ring.GetX(i) - west) * east, (ring.GetY(i) - south) * north)
        return copy
    return there(geometry).Buffer(-metres), there


def blocks_cut(plan, buildings):
    """How many buildings a border between two grids of a unit passes through, deeper than 5 cm."""
    index = ground.SegmentIndex(plan.borders())
    count = 0
    for building in buildings:
        west, east, south, north = building.GetEnvelope()
        near = index.in_box(west, south, east, north)
        if near:
            core, there = narrowed(building, 0.05)
            count += any(core.Intersects(there(ground.line(a, b))) for a, b in near)
    return count


class Against(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="against-")
        cls.addClassCleanup(folder.cleanup)
        cls.path = pathlib.Path(folder.name)
        cls.units = [(fields["unit_code"], geometry) for fields, geometry in contract.features(MUNICIPALITIES)]
        cls.buildings = list(contract.features(BUILDINGS))
        made = [support.gridify(MUNICIPALITIES, "--sites", BUILDINGS, *words) for words in (BARRIERS, ["--seed", 3])]
        for one in made:
            cls.addClassCleanup(one.cleanup)
        cls.along, cls.free = (pathlib.Path(one.name) / "grids.gpkg" for one in made)
        crs = plan_figures.crs_of(MUNICIPALITIES, "municipalities")
        strips = [strip for _, unit in cls.units for strip in strips_of(unit, [9.49 + 0.0123 * i for i in range(12)])]
        plan_figures.write_plan(cls.path / "strips.gpkg", "strips", strips, crs)

    @classmethod
    @functools.cache
    def sites(cls):
        return [(geometry.PointOnSurface(), fields["households"], float(fields["households"]))
                for fields, geometry in cls.buildings]

    def test_the_figures_of_three_plans_are_those_reckoned_from_the_files(self):
        said, text = plan_figures.run([self.along, "--against", self.free, self.path / "strips.gpkg", "--sites", BUILDINGS,
                                       "--tolerance", "0.1", *BARRIERS], self.path)
        barriers = [segment for path in LINES for _, geometry in contract.features(path)
                    for segment in ground.segments_of_lines(geometry)]
        plans = [plan_figures.Plan(self.along, "grids", self.units, "grid_code"),
                 plan_figures.Plan(self.free, "grids", self.units, "grid_code"),
                 plan_figures.Plan(self.path / "strips.gpkg", "strips", self.units)]
        reckoned = [plan_figures.figures(plan, self.sites(), (300, 500), 0.1, barriers) for plan in plans]
        first = reckoned[0][0]
        for plan, (homes, figures) in zip(plans, reckoned):
            figures["blocks_cut"] = blocks_cut(plan, [geometry for _, geometry in self.buildings])
            if plan is not plans[0]:
                figures["moved"] = plan_figures.moved(first, homes, self.sites())
                codes = (plans[0].codes, plan.codes)
                figures["moved_by_code"] = plan.codes and plan_figures.moved(first, homes, self.sites(), codes)
            support.figure(figures)
        self.assertEqual([0, 0], [figures["blocks_cut"] for _, figures in reckoned[:2]])
        self.assertLess(0, reckoned[2][1]["blocks_cut"])
        plan_figures.assert_agree(self, [figures for _, figures in reckoned], said, text)
        self.assertNotIn("ground_differs", text)


if __name__ == "__main__":
    support.run_tests(MUNICIPALITIES)
