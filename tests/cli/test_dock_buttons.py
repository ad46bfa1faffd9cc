"""The dock "Grids": each button once, from the click to the layer, its numbers as OGR counts them, and undo after each."""

import unittest
from unittest import mock

from dock_case import MISSING, DockCase
from gridify_case import read_layer

if not MISSING:
    from qgis.core import QgsGeometry, QgsPointXY
    from qgis.PyQt.QtWidgets import QInputDialog


@unittest.skipIf(MISSING, MISSING)
class Buttons(DockCase):

    def setUp(self):
        super().setUp()
        self.open_town()
        self.codes = sorted(self.polygons())
        self.assertGreater(len(self.codes), 2)

    def yard(self, code, beside):
        """Five buildings of a grid that are nearest to the grid beside it."""
        near = self.polygons()[beside]
        rows = self.site_rows()
        own = [fid for fid, holder in self.holders().items() if holder == code]
        return sorted(own, key=lambda fid: rows[fid][0].Distance(near))[:5]

    def neighbours(self):
        polygons = self.polygons()
        return next((one, other) for one in self.codes for other in self.codes
                    if one < other and polygons[one].Intersection(polygons[other]).Length() > 20)

    def test_the_numbers_of_a_selected_grid_are_those_of_its_unit_and_follow_every_vertex(self):
        self.select_grids(self.codes[0][-3:])
        self.assertEqual(self.counted(), self.shown())
        mean = sum(self.counted().values()) / len(self.codes)
        for grid in self.session.figures.grids:
            self.assertAlmostEqual((self.counted()[grid.code] - mean) / mean, grid.dev_hh)
        one, other = self.neighbours()
        self.grids.startEditing()
        by_code = {feature["grid_code"]: feature for feature in self.grids.getFeatures()}
        yard = self.yard(one, other)
        taken = QgsGeometry.unaryUnion([QgsGeometry.fromWkt(self.site_rows()[fid][0].Buffer(25).ExportToWkt()) for fid in yard])
        self.grids.changeGeometry(by_code[one].id(), by_code[one].geometry().difference(taken))
        self.grids.changeGeometry(by_code[other].id(), by_code[other].geometry().combine(taken))
        before = self.shown()
        self.session.timer.timeout.emit()  # what happens after a moment without a change
        self.assertNotEqual(before, self.shown())
        self.assertEqual(self.counted(), self.shown())
        self.assertEqual(0, self.session.figures.lost)

    def test_what_a_border_leaves_out_is_told(self):
        self.select_grids(self.codes[0][-3:])
        grid = next(self.grids.getSelectedFeatures())
        lost = self.counted()[self.codes[0]]
        self.grids.startEditing()
        corner = grid.geometry().boundingBox()
        self.grids.changeGeometry(grid.id(), QgsGeometry.fromPointXY(QgsPointXY(corner.xMinimum(), corner.yMinimum())).buffer(0.1, 4))
        self.session.refresh()
        self.assertEqual(lost, self.session.figures.lost)
        self.assertIn(f"{lost} households in no grid", self.dock.state.text())
        self.assertIn("below", self.dock.table.grids.notes(self.session.figures.grid(self.codes[0])))

    def test_moved_buildings_count_at_once_in_the_other_grid(self):
        one, other = self.neighbours()
        yard = self.yard(one, other)
        self.select_sites(yard)
        self.assertIn("5 buildings", self.dock.selection.text())
        self.move(other)
        self.assertEqual([("pin", other)] * 5, self.wish_rows())
        self.assertEqual(self.counted(dict.fromkeys(yard, other)), self.shown())
        self.press("undo")
        self.assertEqual([], self.wish_rows())
        self.assertEqual(self.counted(), self.shown())
        self.press("redo")
        self.assertEqual(self.counted(dict.fromkeys(yard, other)), self.shown())
        self.assertEqual([], self.problems())

    def test_to_move_twice_leaves_one_pin(self):
        one, other = self.neighbours()
        third = next(code for code in self.codes if code not in (one, other))
        yard = self.yard(one, other)
        self.select_sites(yard)
        self.move(other)
        self.move(third)
        self.assertEqual([("pin", third)] * 5, self.wish_rows())
        self.assertEqual(self.counted(dict.fromkeys(yard, third)), self.shown())

    def test_pinned_buildings_stay_where_they_are_until_unpinned(self):
        one, other = self.neighbours()
        yard = self.yard(one, other)
        self.select_sites(yard)
        self.press("pin")
        self.assertEqual([("pin", one)] * 5, self.wish_rows())
        self.assertEqual(self.counted(), self.shown())
        self.select_sites(yard[:2])
        self.press("unpin")
        self.assertEqual([("pin", one)] * 3, self.wish_rows())
        self.press("undo")
        self.assertEqual([("pin", one)] * 5, self.wish_rows())
        self.press("undo")
        self.assertEqual([], self.wish_rows())

    def test_locked_grids_are_wishes_with_their_polygons_and_refuse_changes(self):
        one, other = self.neighbours()
        self.select_grids(one[-3:])
        self.press("lock")
        layer = self.session.choices.layer("wishes")
        (wish,) = layer.getFeatures()
        self.assertEqual(("lock", one), (wish["wish"], wish["grid_code"]))
        self.assertTrue(self.as_ogr(wish.geometry()).Equals(self.polygons()[one]))
        self.press("lock")
        self.assertEqual([("lock", one)], self.wish_rows(), "no lock twice")
        self.select_grids(one[-3:], other[-3:])
        before = self.snapshot(self.grids)
        self.press("merge")
        self.assertIn("Locked", self.problems()[-1])
        self.select_sites(self.yard(one, other))
        self.session.move_to(other)
        self.assertIn("Locked", self.problems()[-1])
        self.assertEqual(before, self.snapshot(self.grids))
        self.assertEqual([("lock", one)], self.wish_rows())
        self.select_grids(one[-3:])
        self.press("unlock")
        self.assertEqual([], self.wish_rows())
        self.press("undo")
        self.assertEqual([("lock", one)], self.wish_rows())
        self.press("undo")  # a lock that was there changed nothing, and is nothing to take back
        self.assertEqual([], self.wish_rows())

    def test_merged_grids_are_one_with_the_code_of_the_larger_and_all_households(self):
        one, other = self.neighbours()
        counts = self.counted()
        keeper, gone = (one, other) if counts[one] >= counts[other] else (other, one)
        self.select_sites([self.yard(gone, keeper)[0]])
        self.press("pin")
        before, polygons = self.snapshot(self.grids), self.polygons()
        self.sites_layer.removeSelection()
        self.select_grids(one[-3:], other[-3:])
        self.press("merge")
        self.assertNotIn(gone, self.polygons())
        union = polygons[one].Union(polygons[other])
        self.assertLess(self.polygons()[keeper].SymDifference(union).Area(), 1e-6)
        self.assertEqual(counts[one] + counts[other], self.counted()[keeper])
        self.assertEqual(self.counted(), self.shown())
        (row,) = [feature for feature in self.grids.getFeatures() if feature["grid_code"] == keeper]
        self.assertEqual(counts[one] + counts[other], row["households"])
        self.assertEqual([("pin", keeper)], self.wish_rows(), "the pin goes with it")
        self.assertEqual([gone], self.session.choices.retired)
        self.press("undo")
        self.assertEqual(before, self.snapshot(self.grids))
        self.assertEqual([("pin", gone)], self.wish_rows())
        self.press("redo")
        self.assertEqual([("pin", keeper)], self.wish_rows())

    def test_grids_that_do_not_touch_are_not_merged(self):
        polygons = self.polygons()
        apart = [(one, other) for one in self.codes for other in self.codes if one < other
                 and polygons[one].Disjoint(polygons[other])]
        if not apart:
            self.skipTest("all grids of the unit touch")
        before = self.snapshot(self.grids)
        self.select_grids(apart[0][0][-3:], apart[0][1][-3:])
        self.press("merge")
        self.assertIn("do not touch", self.problems()[-1])
        self.assertEqual(before, self.snapshot(self.grids))
        self.assertEqual([], self.session.commands.done)

    def test_a_grid_gets_another_name(self):
        self.select_grids(self.codes[0][-3:])
        with mock.patch.object(QInputDialog, "getText", return_value=(" 东站 ", True)):
            self.press("rename")
        self.assertEqual("东站", self.session.figures.grid(self.codes[0]).name)
        self.press("undo")
        self.assertNotEqual("东站", self.session.figures.grid(self.codes[0]).name)

    def test_saved_changes_are_in_the_files(self):
        self.select_grids(self.codes[0][-3:])
        self.press("lock")
        self.session.rename("east")
        self.press("save")
        self.assertEqual([], self.problems())
        grids = read_layer(self.path("grids.gpkg"), "grids")
        self.assertEqual(["east"], [row["grid_name"] for row in grids if row["grid_code"] == self.codes[0]])
        wishes = read_layer(self.path("grids_wishes.gpkg"), "wishes")
        self.assertEqual([("lock", self.codes[0])], [(row["wish"], row["grid_code"]) for row in wishes])
        self.assertFalse(self.dock.buttons["undo"].isEnabled(), "what is saved is not undone")

    def test_rows_of_the_table_and_grids_of_the_map_are_selected_together(self):
        self.select_grids(self.codes[1][-3:])
        (row,) = self.dock.table.selectionModel().selectedRows()
        self.assertEqual(self.codes[1], self.session.figures.grids[row.row()].code)
        self.dock.table.selectRow(0)
        self.assertEqual([self.codes[0]], [feature["grid_code"] for feature in self.grids.getSelectedFeatures()])

    def test_layers_limits_and_codes_given_up_are_remembered_in_the_project(self):
        self.dock.panel.numbers["least"].setValue(210)
        self.session.choices.retire(["420106001001999"])
        self.project.write(self.path("town.qgs"))
        ids = dict(self.session.choices.ids)
        self.project.clear()
        self.assertIsNone(self.session.choices.layer("grids"))
        self.project.read(self.path("town.qgs"))
        self.assertEqual(ids, self.session.choices.ids)
        self.assertEqual(210, self.session.choices.limits.least)
        self.assertEqual(["420106001001999"], self.session.choices.retired)
        self.assertEqual(1, len(self.session.choices.layers("barriers")))


if __name__ == "__main__":
    unittest.main()
