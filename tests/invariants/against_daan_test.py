"""The plans of Da'an beside each other: the official zoning, one of METIS, one by bisection along the axes, ours. Their figures are reckoned
from the files with OGR alone and compared with those of gridcheck --against."""

import collections
import pathlib
import tempfile
import unittest

from osgeo import ogr

import layer_contract as contract
import metis_plan
import plan_figures
import support

DAAN = support.DATA / "daan.gpkg"
LIMITS = (1000, 1250)
CELLS = ["--cells", DAAN, "--cells-layer", "unit", "--target", 1128, "--min", LIMITS[0], "--max", LIMITS[1], "--tolerance", "0.1"]


def dissolved(cells, label):
    """The cells of each label as one polygon."""
    groups = collections.defaultdict(lambda: ogr.Geometry(ogr.wkbMultiPolygon))
    for number, (_, geometry) in enumerate(cells):
        for polygon in geometry if geometry.GetGeometryName() == "MULTIPOLYGON" else [geometry]:
            groups[label[number]].AddGeometry(polygon)
    return {name: groups[name].UnionCascaded() for name in sorted(groups)}


class Against(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="against-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def other_plans(self, cells, points):
        """{name: (layer, polygons, fields)}"""
        official = dissolved(cells, [fields["CODE2"] for fields, _ in cells])
        groups = plan_figures.bisected(
            [(point.GetX(), point.GetY(), fields["H_CNT"], number)
             for number, (point, (fields, _)) in enumerate(zip(points, cells))], 107)
        label = {item[3]: number for number, group in enumerate(groups) for item in group}
        plans = {"official": ("zones", official.values(), [("zone", list(official))]),
                 "bisected": ("parts", dissolved(cells, label).values(), ())}
        if metis_plan.library():
            part = metis_plan.partition([contract.polygons_of(geometry) for _, geometry in cells],
                                        [fields["H_CNT"] for fields, _ in cells], 107)
            plans["metis"] = ("parts", dissolved(cells, part).values(), ())
        else:
            print("skipped: the plan of METIS, which is not installed")
        return plans

    def test_the_figures_of_the_plans_are_those_reckoned_from_the_files(self):
        cells = list(contract.features(DAAN, "unit"))
        crs = plan_figures.crs_of(DAAN, "unit")
        points = [geometry.PointOnSurface() for _, geometry in cells]
        others = self.other_plans(cells, points)
        for name, (layer, polygons, fields) in others.items():
            plan_figures.write_plan(self.path / f"{name}.gpkg", layer, polygons, crs, fields)
        made = support.gridify(DAAN, "--layer", "town", "--cells", DAAN, "--cells-layer", "unit", "--grids", 107,
                               "--tolerance", "0.10")
        self.addCleanup(made.cleanup)
        ours = pathlib.Path(made.name) / "grids.gpkg"

        files = [self.path / f"{name}.gpkg" for name in others]
        said, text = plan_figures.run([ours, "--against", *files, *CELLS], self.path)
        units = [(fields["CODE"], geometry) for fields, geometry in contract.features(DAAN, "town")]
        sites = [(point, fields["H_CNT"], float(fields["H_CNT"])) for point, (fields, _) in zip(points, cells)]
        plans = [plan_figures.Plan(ours, "grids", units, "grid_code"),
                 *(plan_figures.Plan(file, others[file.stem][0], units) for file in files)]
        reckoned = [plan_figures.figures(plan, sites, LIMITS, tolerance=0.1) for plan in plans]
        for homes, figures in reckoned[1:]:
            figures["moved"] = plan_figures.moved(reckoned[0][0], homes, sites)
            figures["moved_by_code"] = None
        plan_figures.assert_agree(self, [figures for _, figures in reckoned], said, text)
        self.assertNotIn("ground_differs", text)
        for (_, figures), name in zip(reckoned, ("ours", *others)):
            support.figure(f"{name}: {figures}")


if __name__ == "__main__":
    support.run_tests(DAAN)
