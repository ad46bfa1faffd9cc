"""The official zoning of Taipei's twelve towns, taken over with --plan: as a layer, as a table, as a list, and improved."""

import collections
import csv
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from osgeo import ogr, osr

import layer_contract as contract
import support

TAIPEI = support.DATA / "taipei.gpkg"
ZONES, HOUSEHOLDS = 907, 1_048_986
CELLS = [TAIPEI, "--layer", "town", "--cells", TAIPEI, "--cells-layer", "unit", "--site-id", "CODEBASE"]
FINDINGS_OF_A_PLAN = {"plan_gap", "plan_overlap", "plan_across_units", "plan_unknown_id", "plan_not_followed"}


def write_layer(path, rows, field, kind):
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    layer = (dataset := ogr.GetDriverByName("GPKG").CreateDataSource(str(path))).CreateLayer("rows", wgs84, kind)
    layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
    layer.CreateField(ogr.FieldDefn("households", ogr.OFTInteger64))
    layer.StartTransaction()
    for text, households, geometry in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature[field], feature["households"] = text, households
        feature.SetGeometry(geometry)
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    del layer, dataset


class Zoning(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="grid-zoning-")
        cls.made = pathlib.Path(cls.scratch.name)
        cls.cells = [(fields["CODEBASE"], fields["CODE2"], fields["H_CNT"], geometry)
                     for fields, geometry in contract.features(TAIPEI, "unit")]
        cls.zone_of = {code: zone for code, zone, _, _ in cls.cells}
        cls.households = collections.Counter()
        parts = collections.defaultdict(lambda: ogr.Geometry(ogr.wkbMultiPolygon))
        for _, zone, households, geometry in cls.cells:
            cls.households[zone] += households
            for polygon in ([geometry] if geometry.GetGeometryName() == "POLYGON" else geometry):
                parts[zone].AddGeometry(polygon)
        cls.zones = {zone: ogr.ForceToMultiPolygon(all_of.UnionCascaded()) for zone, all_of in parts.items()}
        write_layer(cls.made / "zones.gpkg", [(zone, cls.households[zone], polygon) for zone, polygon in cls.zones.items()],
                    "zone", ogr.wkbMultiPolygon)
        write_layer(cls.made / "points.gpkg",
                    [(code, households, geometry.PointOnSurface()) for code, _, households, geometry in cls.cells],
                    "site_id", ogr.wkbPoint)
        with open(cls.made / "zones.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("cell", "zone"), *cls.zone_of.items()])
        (cls.made / "zones.json").write_text(json.dumps(cls.zone_of), encoding="utf-8")
        number = {zone: i for i, zone in enumerate(sorted(cls.zones))}
        (cls.made / "zones.part.907").write_text("".join(f"{number[zone]}\n" for _, zone, _, _ in cls.cells))

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def run_plan(self, plan, *options, inputs=CELLS):
        folder = support.gridify(*inputs, "--plan", self.made / plan, *options)
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def groups(self, path):
        """The sites and cells of each grid, as OGR and the list of assignments have them."""
        with open(path / "sites.csv", encoding="utf-8", newline="") as file:
            grid_of = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
        self.assertEqual(set(self.zone_of), set(grid_of))
        groups = collections.defaultdict(set)
        for cell, grid in grid_of.items():
            groups[grid].add(cell)
        return groups

    def assert_is_the_zoning(self, path):
        groups = self.groups(path)
        zones = collections.defaultdict(set)
        for cell, zone in self.zone_of.items():
            zones[zone].add(cell)
        self.assertEqual(ZONES, len(groups))
        self.assertEqual(sorted(map(sorted, zones.values())), sorted(map(sorted, groups.values())))
        grids = {grid.code: grid for grid in contract.read_grids(path / "grids.gpkg")}
        self.assertEqual(set(groups), set(grids))
        self.assertEqual(HOUSEHOLDS, sum(grid.fields["households"] for grid in grids.values()))
        for code, cells in groups.items():
            zone = self.zone_of[next(iter(cells))]
            self.assertEqual(self.households[zone], grids[code].fields["households"], zone)
            self.assertLess(grids[code].geometry.SymDifference(self.zones[zone]).Area(), 1e-15, zone)
        self.assertEqual({"grids": ZONES, "households_moved": 0, "improved": False}, support.report(path)["plan"])
        found = {fields["code"] for fields, _ in contract.features(path / "grids.gpkg", "issues")}
        self.assertEqual(set(), found & FINDINGS_OF_A_PLAN)
        check = subprocess.run([os.environ.get("GRIDCHECK", "gridcheck"), path / "grids.gpkg", "--boundaries", TAIPEI,
                                "--boundaries-layer", "town", "--cells", TAIPEI, "--cells-layer", "unit", "--json"],
                               capture_output=True, text=True, check=False)
        errors = [f for f in json.loads(check.stdout)["findings"] if f["severity"] == "error"]
        self.assertEqual([], errors[:5])

    def test_a_layer_of_zones_over_given_cells(self):
        self.assert_is_the_zoning(self.run_plan("zones.gpkg", "--plan-field", "zone"))

    def test_a_layer_without_labels_is_a_grid_for_each_feature(self):
        path = self.made / "bare.gpkg"
        write_layer(path, [("", 0, polygon) for polygon in self.zones.values()], "nothing", ogr.wkbMultiPolygon)
        self.assert_is_the_zoning(self.run_plan("bare.gpkg"))

    def test_a_layer_of_zones_cuts_towns_with_sites(self):
        inputs = [TAIPEI, "--layer", "town", "--sites", self.made / "points.gpkg"]
        path = self.run_plan("zones.gpkg", "--plan-field", "zone", inputs=inputs)
        self.assert_is_the_zoning(path)

    def test_a_table_an_object_and_a_list_say_the_same(self):
        made = [(self.run_plan(plan) / "grids.gpkg") for plan in ("zones.csv", "zones.json", "zones.part.907")]
        self.assert_is_the_zoning(made[0].parent)
        layers = [[(grid.code, grid.geometry.ExportToWkb()) for grid in contract.read_grids(path)] for path in made]
        self.assertEqual(layers[0], layers[1])
        self.assertEqual(layers[0], layers[2])

    def test_improving_brings_it_within_the_tolerance(self):
        path = self.run_plan("zones.gpkg", "--plan-field", "zone", "--improve", "--grids", ZONES, "--tolerance", "0.10")
        grids = contract.read_grids(path / "grids.gpkg")
        self.assertEqual(ZONES, len(grids))
        self.assertEqual(HOUSEHOLDS, sum(grid.fields["households"] for grid in grids))
        far = [grid for grid in grids if abs(grid.fields["dev_hh"]) > 0.10 and not
               (grid.fields["sites"] == 1 and grid.fields["dev_hh"] > 0)]
        support.figure(f"{len(far)} of {ZONES} grids beyond 10 %, before {self.zones_beyond(0.10)}")
        self.assertEqual([], far[:5])
        moved = self.least_moved(path)
        told = support.report(path)["plan"]["households_moved"]
        support.figure(f"{told:,.0f} of {HOUSEHOLDS:,} households moved, {moved:,} by the largest common part")
        self.assertGreaterEqual(told, moved)
        self.assertLess(told, 0.4 * HOUSEHOLDS)

    def zones_beyond(self, tolerance):
        towns = collections.defaultdict(list)
        for zone, households in self.households.items():
            towns[next(code for code, z in self.zone_of.items() if z == zone)[:8]].append(households)
        return sum(abs(h * len(town) / sum(town) - 1) > tolerance for town in towns.values() for h in town)

    def least_moved(self, path):
        """Households that are not in the grid with most of their zone."""
        with open(path / "sites.csv", encoding="utf-8", newline="") as file:
            grid_of = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
        common = collections.Counter()
        for cell, zone, households, _ in self.cells:
            common[zone, grid_of[cell]] += households
        most = collections.Counter()
        for (zone, _), households in common.items():
            most[zone] = max(most[zone], households)
        return HOUSEHOLDS - sum(most.values())


if __name__ == "__main__":
    support.run_tests(TAIPEI)
