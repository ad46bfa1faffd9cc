"""What the tests of this folder share: running gridify and checking a layer against the inputs it was made from."""

import csv
import functools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import ground
import layer_contract as contract

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = SOURCE / "data" / "sample"
DATA = pathlib.Path(os.environ.get("GRID_TEST_DATA") or SOURCE.parent / "shared" / "data")
# Of a long series of trials every so-manieth is made; 1: all of them.
STEP = int(os.environ.get("GRID_TRIALS_STEP", "1"))
SKIPPED = 77  # exit code that CTest counts as skipped


def run_tests(*needed):
    """Runs the tests of the calling script, or says which file is missing."""
    for path in needed:
        if not path.exists():
            print(f"skipped: {path} is not there (GRID_TEST_DATA names its folder)")
            sys.exit(SKIPPED)
    unittest.main(verbosity=2)


def gridify(*options):
    """Runs it in a folder of its own; exit code 0 or 1 is demanded. Returns the folder and what it said."""
    folder = tempfile.TemporaryDirectory(prefix="grid-invariants-")
    command = [os.environ.get("GRIDIFY", "gridify"), *map(str, options), "-o", "grids.gpkg", "--assignments", "sites.csv",
               "--report", "report.json"]
    done = subprocess.run(command, cwd=folder.name, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stderr}")
    return folder


def report(path):
    return json.loads((path / "report.json").read_text(encoding="utf-8"))


def figure(text):
    """A line for the log of the test."""
    print(f"  {text}", file=sys.stderr)


class LayerTest(unittest.TestCase):
    """The rules that hold of every layer. A class that inherits says how it is made (`options`) and what the outline of
    each unit is (`outlines`)."""

    @classmethod
    def setUpClass(cls):
        cls.folder = gridify(*cls.options)
        cls.path = pathlib.Path(cls.folder.name)
        cls.grids = contract.read_grids(cls.path / "grids.gpkg")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def outlines(cls):
        raise NotImplementedError

    @classmethod
    @functools.cache
    def coverage(cls):
        return contract.coverage(cls.grids, cls.outlines())

    @classmethod
    @functools.cache
    def inner_borders(cls):
        return contract.inner_borders(cls.grids)

    @classmethod
    @functools.cache
    def assignments(cls):
        with open(cls.path / "sites.csv", encoding="utf-8", newline="") as file:
            return [tuple(row) for row in csv.reader(file)][1:]

    @classmethod
    @functools.cache
    def findings(cls):
        return [fields for fields, _ in contract.features(cls.path / "grids.gpkg", "issues")]

    def none(self, violations):
        self.assertEqual([], violations[:20], f"{len(violations)} violations")

    def sum_of(self, field):
        return sum(grid.fields[field] for grid in self.grids)

    def border_km(self):
        return ground.length(self.inner_borders()) / 1000

    def test_every_geometry_is_valid(self):
        self.none(contract.validity(self.grids))

    def test_the_grids_cover_their_units_exactly_and_keep_all_vertices_of_the_input(self):
        wrong, chains = self.coverage()
        self.none(wrong)
        new = list(contract.new_vertices(chains))
        off = [ground.off_segment(p, a, b) for a, b, p in new]
        figure(f"{sum(len(unit) for unit in chains.values()):,} segments of outlines, {len(new):,} new vertices on them, "
               f"at most {max(off, default=0):.2g} m off")
        # A new vertex is on the line that is straight in the plane of work; in degrees that line is bent.
        self.none([f"{p} is {metres} m off {a} {b}" for (a, b, p), metres in zip(new, off)
                   if metres > 0.001 + ground.bend(a, b)])

    def test_units_have_the_same_vertices_on_their_common_border(self):
        wrong, shared = contract.common_borders(self.coverage()[1])
        self.none(wrong)
        figure(f"{shared:,} segments of the input are shared by two units")

    def test_each_grid_is_one_polygon_in_each_part_of_its_unit(self):
        self.none(contract.connectivity(self.grids))

    def test_codes_are_the_unit_and_a_number_without_gap(self):
        self.none(contract.codes(self.grids))

    def test_deviations_are_from_the_mean_of_the_unit(self):
        self.none(contract.deviations(self.grids))

    def test_area_perimeter_and_compactness_are_those_of_the_ellipsoid(self):
        for grid in self.grids:
            area, perimeter = ground.area(grid.geometry), ground.length(grid.segments())
            self.assertLess(abs(grid.fields["area_m2"] / area - 1), 1e-5, grid.code)
            self.assertLess(abs(grid.fields["perim_m"] / perimeter - 1), 1e-6, grid.code)
            self.assertAlmostEqual(grid.fields["compact"], 12.566370614359172 * area / perimeter**2, 4, grid.code)

    def test_a_grid_outside_its_limits_is_reported(self):
        """For the sizes 300 to 500; a test with other limits overrides this."""
        reported = {finding["grid_code"] for finding in self.findings() if finding["code"] in ("limit_missed", "heavy_cell")}
        told = ("unit_too_small", "no_fitting_count", "unit_without_sites", "unit_without_households", "not_enough_cells")
        units = {grid.unit for grid in self.grids for finding in self.findings()
                 if finding["code"] in told and unit_of(finding) == grid.unit}
        outside = [grid for grid in self.grids
                   if grid.fields["kind"] == "general" and not 300 <= grid.fields["households"] <= 500]
        figure(f"{len(self.grids)} grids, {len(outside)} outside 300 to 500, {self.border_km():.2f} km of inner border")
        self.none([f"{grid.code} has {grid.fields['households']} households" for grid in outside
                   if grid.code not in reported and grid.unit not in units])


def unit_of(finding):
    return finding.get("unit_code") or finding["grid_code"]


class GivenCells(LayerTest):
    """The cells are given: grids are sets of them."""

    cells_fields = {}

    @classmethod
    @functools.cache
    def cells(cls):
        """(fields, polygons) of each."""
        return [(fields, contract.polygons_of(geometry), geometry) for fields, geometry in cls.read_cells()]

    def test_each_cell_goes_to_one_grid_as_a_whole(self):
        """Borders between grids are borders of cells, and a grid has what its cells have, each cell counting where a
        point inside it lies."""
        of_cells = {segment for _, polygons, _ in self.cells() for segment in contract.segments_of(polygons)}
        borders = self.inner_borders()
        self.none([f"{a} {b} is no border of a cell" for a, b in borders if (a, b) not in of_cells and (b, a) not in of_cells])

    def test_households_and_persons_are_kept(self):
        found = contract_sums(self.grids, self.cells(), self.households_field, self.persons_field)
        self.none(found)


def contract_sums(grids, cells, households_field, persons_field):
    """Adds up the cells of each grid anew. A cell belongs to the grid that has a point inside it."""
    wrong = []
    boxes = [(grid, grid.geometry.GetEnvelope()) for grid in grids]
    sums = {grid.code: [0, 0, 0] for grid in grids}
    for fields, polygons, geometry in cells:
        if not polygons:
            wrong.append(f"cell without a polygon: {fields}")
            continue
        point = geometry.PointOnSurface()
        x, y = point.GetX(), point.GetY()
        home = [grid for grid, box in boxes
                if box[0] <= x <= box[1] and box[2] <= y <= box[3] and grid.geometry.Contains(point)]
        if len(home) != 1:
            wrong.append(f"a cell at {x} {y} lies in {len(home)} grids")
            continue
        sums[home[0].code][0] += fields[households_field] or 0
        sums[home[0].code][1] += fields[persons_field] or 0
        sums[home[0].code][2] += 1
    for grid in grids:
        have = [grid.fields["households"], grid.fields["persons"], grid.fields["sites"]]
        if have != sums[grid.code]:
            wrong.append(f"{grid.code}: households, persons, sites {have}, not {sums[grid.code]}")
    return wrong


def outlines_of_units(path, layer, code_field):
    return {fields[code_field]: set(contract.segments_of(contract.polygons_of(geometry)))
            for fields, geometry in contract.features(path, layer)}
