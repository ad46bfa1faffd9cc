"""The judge of random towns: a layer without fault passes, and each fault that is put into it is found."""

import copy
import pathlib
import tempfile
import unittest

from osgeo import gdal, ogr

import frame
import town as towns
from geometry import area_of, geometry_of, left_sided
from judge import judge, judge_kept
from output import Grid, Output, read_output

SIDE = 100.0
FRAME = frame.make_frame(32650, (117.0, 30.6), 0.0, 0.0)


def place(x, y):
    return FRAME.place((x, y))


def box(west, south, east, north):
    return [[[place(*corner) for corner in ((west, south), (east, south), (east, north), (west, north), (west, south))]]]


def ring(*corners):
    return [[[place(*corner) for corner in corners + corners[:1]]]]


def a_town():
    """Two units side by side, each 200 m wide and 100 m high, with one site in each half."""
    units = [{"code": "a", "area": box(0, 0, 200, SIDE)}, {"code": "b", "area": box(200, 0, 400, SIDE)}]
    sites = [{"id": f"1-{k}", "at": place(50 + SIDE * k, 50), "households": 10 + k, "persons": 20} for k in range(4)]
    return towns.Town(seed=1, features=("points",), frame=FRAME, settings=towns.Settings(), decimals={"units": 9},
                      units=units, sites=sites)


def a_grid(code, area, households=0, sites=0, kind="general"):
    fields = {"grid_code": code, "unit_code": code[:-3], "kind": kind, "households": households, "persons": 20 * sites,
              "sites": sites}
    return Grid(fields, geometry_of(area), left_sided(area))


def an_output():
    """Each half of a unit is a grid."""
    grids = [a_grid(f"{unit}00{half + 1}", box(SIDE * k, 0, SIDE * (k + 1), SIDE), 10 + k, 1)
             for k, (unit, half) in enumerate((unit, half) for unit in "ab" for half in (0, 1))]
    # The border between the halves ends on the outline: both grids have a vertex there, and nobody else touches it.
    by_unit = {"a": grids[:2], "b": grids[2:]}
    return Output(by_unit, [(f"1-{k}", grid.code) for k, grid in enumerate(grids)], [])


def with_area(grid, area):
    return Grid(grid.fields, geometry_of(area), left_sided(area))


class TheJudge(unittest.TestCase):

    def setUp(self):
        self.town, self.output = a_town(), an_output()

    def kinds(self, again=False):
        return {wrong.kind for wrong in judge(self.town, self.output, again)}

    def replace(self, unit, number, area):
        self.output.by_unit[unit][number] = with_area(self.output.by_unit[unit][number], area)

    def test_a_layer_without_fault_passes(self):
        self.assertEqual(set(), self.kinds())

    def test_a_unit_without_grids_is_found(self):
        del self.output.by_unit["b"]
        self.assertIn("missing", self.kinds())

    def test_a_grid_left_out_is_found(self):
        del self.output.by_unit["b"][1]
        self.assertLessEqual({"ground", "vertex", "outline", "counts"}, self.kinds())

    def test_a_grid_without_geometry_is_found(self):
        grid = self.output.by_unit["b"][1]
        self.output.by_unit["b"][1] = Grid(grid.fields, ogr.Geometry(ogr.wkbPolygon), [])
        self.assertIn("missing", self.kinds())

    def test_a_ring_that_crosses_itself_is_found(self):
        self.replace("a", 0, ring((0, 0), (100, 0), (0, 100), (100, 100)))
        self.assertIn("invalid", self.kinds())

    def test_a_vertex_moved_by_the_least_is_found(self):
        area = copy.deepcopy(self.output.by_unit["a"][0].area)
        x, y = area[0][0][0]
        moved = (x + 2.0**-33 * 2, y)  # two steps of the doubles there
        area[0][0] = [moved if point == (x, y) else point for point in area[0][0]]
        self.assertNotEqual(moved, (x, y))
        self.replace("a", 0, area)
        self.assertLessEqual({"vertex", "outline"}, self.kinds())

    def test_an_inner_vertex_moved_on_one_side_is_found(self):
        self.replace("a", 0, ring((0, 0), (100, 0), (100.0000001, 50), (100, 100), (0, 100)))
        self.assertIn("border", self.kinds())

    def test_a_strip_that_no_grid_has_is_found(self):
        self.replace("a", 0, box(0, 0, 99.99, SIDE))
        self.assertIn("ground", self.kinds())

    def test_a_strip_that_two_grids_have_is_found(self):
        self.replace("a", 0, box(0, 0, 100.01, SIDE))
        self.assertIn("overlap", self.kinds())

    def test_a_grid_written_twice_is_found(self):
        self.output.by_unit["a"].append(self.output.by_unit["a"][0])
        self.assertLessEqual({"overlap", "border", "codes"}, self.kinds())

    def test_areas_that_differ_by_a_millionth_are_found(self):
        self.replace("a", 0, ring((0, 0), (100, 0), (100, 100), (50, 100 - 2e-6), (0, 100)))
        self.assertEqual({"area"}, self.kinds())

    def test_a_vertex_beside_the_outline_is_found(self):
        self.replace("a", 0, ring((0, 0), (50, 1e-5), (100, 0), (100, 100), (0, 100)))
        self.assertIn("outline", self.kinds())

    def test_vertices_of_the_outline_in_the_wrong_order_are_found(self):
        self.replace("a", 0, ring((0, 0), (60, 0), (40, 0), (100, 0), (100, 100), (0, 100)))
        self.assertIn("outline", self.kinds())

    def test_a_vertex_that_only_one_of_two_units_has_is_found(self):
        self.replace("a", 1, ring((100, 0), (200, 0), (200, 50), (200, 100), (100, 100)))
        self.assertEqual({"twins"}, self.kinds())

    def test_a_grid_in_two_parts_is_found(self):
        self.replace("a", 0, box(0, 0, 50, SIDE) + box(150, 0, 200, SIDE))
        self.replace("a", 1, box(50, 0, 150, SIDE))
        self.assertIn("parts", self.kinds())

    def test_a_grid_in_two_parts_of_its_unit_passes(self):
        self.town.units = [{"code": "a", "area": box(0, 0, SIDE, SIDE) + box(300, 0, 400, SIDE)}]
        self.town.sites = self.town.sites[:1]
        area = self.town.units[0]["area"]
        self.output = Output({"a": [a_grid("a001", area, 10, 1)]}, [("1-0", "a001")], [])
        self.assertEqual(set(), self.kinds())

    def test_a_grid_cut_by_a_smaller_unit_passes_also_where_a_larger_one_has_its_far_part_too(self):
        areas = {"a": box(0, 0, 300, SIDE), "b": box(140, -10, 160, 110), "c": box(150, -50, 500, 150)}
        self.town.units = [{"code": code, "area": area} for code, area in areas.items()]
        self.town.sites = []
        rest = ring((150, -50), (500, -50), (500, 150), (150, 150), (150, 110), (160, 110), (160, 100), (300, 100), (300, 0),
                    (160, 0), (160, -10), (150, -10))
        parts = box(0, 0, 140, SIDE) + box(160, 0, 300, SIDE)
        self.output = Output({"a": [a_grid("a001", parts)], "b": [a_grid("b001", areas["b"])], "c": [a_grid("c001", rest)]},
                             [], [])
        self.assertEqual(set(), self.kinds())

    def test_ground_that_a_smaller_unit_takes_may_be_lost_also_where_that_unit_is_not_valid(self):
        bow = ring((150, -10), (350, 110), (350, -10), (150, 110))
        self.town.units = [{"code": "a", "area": box(0, 0, 200, SIDE)}, {"code": "b", "area": bow}]
        self.town.sites = []
        taken = ring((150, -10), (250, 50), (150, 110)) + ring((250, 50), (350, -10), (350, 110))
        rest = left_sided(area_of(geometry_of(self.town.units[0]["area"]).Difference(geometry_of(taken))))
        self.output = Output({"a": [a_grid("a001", rest)], "b": [a_grid("b001", taken)]}, [], [])
        self.assertEqual(set(), self.kinds())

    def test_a_border_may_bend_to_a_vertex_of_a_neighbour_that_is_all_but_on_it(self):
        for off, found in ((1e-5, set()), (3e-5, {"ground", "outline"})):
            self.town.units = [{"code": "a", "area": box(0, 0, 200, SIDE)},
                               {"code": "b", "area": ring((100, 100 + off), (150, 100 + off), (150, 150), (100, 150))}]
            self.town.sites = []
            bent = ring((0, 0), (200, 0), (200, SIDE), (100, 100 + off), (0, SIDE))
            self.output = Output({"a": [a_grid("a001", bent)], "b": [a_grid("b001", self.town.units[1]["area"])]}, [], [])
            self.assertEqual(found, self.kinds())

    def test_a_new_vertex_of_a_bent_border_lies_on_the_bent_line(self):
        for off, found in ((0.25e-5, set()), (1.5e-5, {"outline"})):
            self.town.units = [{"code": "a", "area": box(0, 0, 200, SIDE)},
                               {"code": "b", "area": ring((100, 100 + 1e-5), (150, 100 + 1e-5), (150, 150), (100, 150))}]
            self.town.sites = []
            bent = ring((0, 0), (200, 0), (200, SIDE), (175, 100 + off), (100, 100 + 1e-5), (0, SIDE))
            self.output = Output({"a": [a_grid("a001", bent)], "b": [a_grid("b001", self.town.units[1]["area"])]}, [], [])
            self.assertEqual(found, self.kinds() & {"outline"})

    def test_a_vertex_lost_beside_a_smaller_unit_passes_where_the_doubles_can_hardly_tell(self):
        x, y = place(150, SIDE)
        for off, found in ((2.0**-34, set()), (1e-6, {"vertex"})):
            larger = ring((0, 0), (300, 0), (300, SIDE), (0, SIDE))
            larger[0][0].insert(3, (x - off, y))
            self.town.units = [{"code": "a", "area": larger}, {"code": "b", "area": box(150, -10, 350, 110)}]
            self.town.sites = []
            self.output = Output({"a": [a_grid("a001", box(0, 0, 150, SIDE))],
                                  "b": [a_grid("b001", self.town.units[1]["area"])]}, [], [])
            self.assertEqual(found, self.kinds())

    def test_the_end_of_a_spike_that_looks_out_of_a_smaller_unit_may_be_lost_where_the_doubles_can_hardly_tell(self):
        for half, found in ((0.003, set()), (30, {"vertex"})):
            larger = ring((0, 0), (100, 0), (100, 50 - half), (160 + 2e-6, 50), (100, 50 + half), (100, SIDE), (0, SIDE))
            cut = ring((0, 0), (100, 0), (100, 50 - half), (150, 50 - half / 6), (150, 50 + half / 6), (100, 50 + half),
                       (100, SIDE), (0, SIDE))
            self.town.units = [{"code": "a", "area": larger}, {"code": "b", "area": box(150, 30, 160, 70)}]
            self.town.sites = []
            self.output = Output({"a": [a_grid("a001", cut)], "b": [a_grid("b001", self.town.units[1]["area"])]}, [], [])
            self.assertEqual(found, self.kinds())

    def test_two_vertices_beside_the_outline_at_the_same_place_pass(self):
        x, y = place(50, 0)
        for off, found in ((2.0**-30, set()), (1e-4, {"outline"})):
            jog = ring((0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE))
            jog[0][0][1:1] = [(x, y + off), (x, y)]
            self.town.units = [{"code": "a", "area": box(0, 0, SIDE, SIDE)}]
            self.town.sites = []
            self.output = Output({"a": [a_grid("a001", jog)]}, [], [])
            self.assertEqual(found, self.kinds() - {"area", "ground"})

    def test_codes_with_a_gap_are_found(self):
        self.output.by_unit["a"][1].fields["grid_code"] = "a003"
        self.output.assignments[1] = ("1-1", "a003")
        self.assertEqual({"codes"}, self.kinds())
        self.assertEqual(set(), self.kinds(again=True))

    def test_a_household_lost_is_found(self):
        self.output.by_unit["a"][0].fields["households"] -= 1
        self.assertEqual({"counts"}, self.kinds())

    def test_a_site_in_no_list_is_found(self):
        del self.output.assignments[0]
        self.assertIn("counts", self.kinds())

    def test_a_site_counted_beside_its_grid_is_found(self):
        self.town.sites[0]["at"] = place(100 + 1e-5, 50)
        self.assertEqual({"site"}, self.kinds())
        self.town.sites[0]["at"] = place(100 + 1e-6, 50)
        self.assertEqual(set(), self.kinds())

    def test_a_site_in_a_unit_that_is_called_outside_is_found(self):
        self.output.assignments[0] = ("1-0", "")
        self.output.outside.append((10, None))
        for field, value in (("households", 0), ("persons", 0), ("sites", 0)):
            self.output.by_unit["a"][0].fields[field] = value
        self.assertEqual({"site"}, self.kinds())

    def test_a_site_outside_that_nobody_reports_is_found(self):
        self.town.sites.append({"id": "1-9", "at": place(50, -50), "households": 3, "persons": 1})
        self.output.assignments.append(("1-9", ""))
        self.assertEqual({"site"}, self.kinds())
        self.output.outside.append((3, place(50, -50)))
        self.assertEqual(set(), self.kinds())

    def test_units_that_overlap_are_judged_together(self):
        self.town.units[1]["area"] = box(190, 0, 400, SIDE)
        self.replace("b", 0, box(190, 0, 300, SIDE))
        self.assertEqual({"overlap"}, self.kinds())
        self.replace("b", 0, box(200, 0, 300, SIDE))
        self.assertEqual(set(), self.kinds())

    def test_a_vertex_of_overlapping_units_that_lies_in_no_other_is_kept(self):
        self.town.units[1]["area"] = ring((199, 0), (400, 0), (400, 100), (200, 100), (200, 50))
        self.replace("b", 0, ring((199, 0), (300, 0), (300, 100), (200, 100)))
        self.assertNotIn("vertex", self.kinds())  # (200, 50) lies on the border of the other unit
        self.replace("b", 1, ring((300, 0), (400, 0), (400 - 1e-7, 100), (300, 100)))
        self.assertIn("vertex", self.kinds())

    def test_of_a_unit_that_is_not_valid_only_valid_grids_are_asked(self):
        self.town.units[0]["area"] = ring((0, 0), (200, 0), (0, 100), (200, 100))
        self.assertEqual(set(), self.kinds())

    def test_a_block_that_is_cut_is_found(self):
        self.town.blocks = [box(90, 40, 110, 60)]
        self.assertEqual({"cut"}, self.kinds())
        self.town.blocks = [box(190, 40, 210, 60)]  # the border of the units cuts it
        self.assertEqual(set(), self.kinds())

    def test_a_dedicated_area_without_its_grid_is_found(self):
        self.town.dedicated = [box(0, 0, SIDE, SIDE)]
        self.assertEqual({"dedicated"}, self.kinds())
        self.output.by_unit["a"][0].fields["kind"] = "dedicated"
        self.assertEqual(set(), self.kinds())

    def test_grids_that_changed_without_reason_are_found(self):
        self.town.settings = towns.Settings(sizes=(10, 8, 15), stability=0.5)
        after = an_output()
        self.assertEqual([], judge_kept(self.town, self.output, after))
        after.by_unit["a"][0] = with_area(after.by_unit["a"][0], box(0, 0, 99, SIDE))
        self.assertEqual(["kept"], [wrong.kind for wrong in judge_kept(self.town, self.output, after)])


class TheOutput(unittest.TestCase):

    def test_coordinates_are_read_bit_for_bit(self):
        area = ring((0.1, 1 / 3), (100, 0), (100, 100.7))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "grids.gpkg"
            write(path, area)
            output = read_output(path)
        self.assertEqual(left_sided(area), output.by_unit["u"][0].area)
        self.assertEqual([("1-0", "u001")], output.assignments)
        self.assertEqual([(5, None)], output.outside)


def write(path, area):
    source = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    for name, fields, geometry in (
            ("grids", {"grid_code": "u001", "unit_code": "u"}, geometry_of(area)),
            ("issues", {"code": "site_outside", "message": "a site with 5 households lies in no unit, at 1,1"}, None)):
        layer = source.CreateLayer(name, frame.crs(32650))
        for field in fields:
            layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
        feature = ogr.Feature(layer.GetLayerDefn())
        for field, value in fields.items():
            feature[field] = value
        feature.SetGeometry(geometry)
        layer.CreateFeature(feature)
    path.with_suffix(".csv").write_text("site_id,grid_code\n1-0,u001\n", encoding="utf-8")


if __name__ == "__main__":
    unittest.main(verbosity=2)
