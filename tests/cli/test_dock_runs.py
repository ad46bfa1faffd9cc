"""The dock "Grids" and gridify: what was moved by hand is taken over and nothing else, dividing again keeps locks and pins, the
preview is accepted as one command or thrown away, and a run that fails or is canceled changes nothing."""

import os
import subprocess
import time
import unittest

import processing_case
from dock_case import MISSING, UNIT, DockCase
from gridify_case import SIDE, SOUTH, TOWN_CRS, WEST, crs_of, read_layer, write_layer
from osgeo import ogr, osr

if not MISSING:
    from qgis.core import QgsGeometry, QgsLineString, QgsPoint, QgsPointXY, QgsProcessingUtils, QgsProject


@unittest.skipIf(MISSING, MISSING)
class Runs(DockCase):

    def setUp(self):
        super().setUp()
        self.open_town()
        self.codes = sorted(self.polygons())

    def pair(self):
        """Two grids side by side, and the buildings of the first that are nearest to the second, as many as leave it too small."""
        polygons, rows, holders = self.polygons(), self.site_rows(), self.holders()
        one, other = next((a, b) for a in self.codes for b in self.codes
                          if a != b and polygons[a].Intersection(polygons[b]).Length() > 50)
        own = sorted((fid for fid, code in holders.items() if code == one), key=lambda fid: rows[fid][0].Distance(polygons[other]))
        yard, households = [], self.counted()[one]
        for fid in own:
            if households < 290:
                break
            yard.append(fid)
            households -= rows[fid][1]
        return one, other, yard

    def move_yard(self):
        one, other, yard = self.pair()
        self.select_sites(yard)
        self.move(other)
        return one, other, yard

    def run_and_wait(self, button):
        self.press(button)
        self.assertTrue(self.dock.progress.isVisibleTo(self.dock))
        self.wait()
        self.assertEqual([], self.problems())
        self.assertIsNotNone(self.session.preview, self.said)

    def preview_rows(self):
        return {feature["grid_code"]: feature for feature in self.session.preview.layer.getFeatures()}

    def assert_no_files_left(self):
        self.assertEqual([], [name for name in os.listdir(QgsProcessingUtils.tempFolder()) if name.startswith("grids-")])

    def assert_yard_moves(self):
        """A yard is moved, the borders follow, and it counts where it was moved to."""
        _, other, yard = self.move_yard()
        wanted = self.counted(dict.fromkeys(yard, other))
        self.run_and_wait("update")
        self.dock.accept_button.click()
        self.assertEqual(wanted, self.counted())

    def test_update_draws_borders_around_what_was_moved_and_leaves_all_others(self):
        one, other, yard = self.move_yard()
        wanted = self.counted(dict.fromkeys(yard, other))
        before, old = self.snapshot(self.grids), self.polygons()
        self.run_and_wait("update")
        self.assertEqual(before, self.snapshot(self.grids), "a preview changes nothing")
        self.assertIn("Preview", self.dock.bar_text.text())
        self.assertIs(self.session.preview.layer, QgsProject.instance().layerTreeRoot().layerOrder()[0], "on top of the map")
        self.assertEqual(sum(self.site_rows()[fid][1] for fid in yard), self.session.preview.moved)
        self.assertEqual({one, other}, {code for code, row in self.preview_rows().items() if row["change"] != "unchanged"})
        self.dock.accept_button.click()
        self.assertEqual([], self.problems())
        new = self.polygons()
        self.assert_covers(new)
        self.assertEqual(wanted, self.counted(), "the buildings lie in their new grid")
        self.assertEqual(wanted, self.shown())
        self.assertEqual(wanted, {row["grid_code"]: row["households"] for row in self.grids.getFeatures() if row["unit_code"] == UNIT})
        for code in set(self.codes) - {one, other}:
            self.assertLess(old[code].SymDifference(new[code]).Area(), 1e-6, code)
        self.press("undo")
        self.assertEqual(before, self.snapshot(self.grids))
        self.press("redo")
        self.assertEqual(wanted, self.counted())
        self.press("save")
        done = subprocess.run([os.environ["GRIDCHECK"], self.path("grids.gpkg"), "--boundaries", self.units, "--sites",
                               self.path("buildings.gpkg"), "--issues", self.path("issues.gpkg"), "--fail-on", "error"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assert_no_files_left()

    def test_divide_again_keeps_the_limits_locks_and_pins(self):
        self.session.choices.lists["barriers"] = []  # the river leaves too small a grid no other neighbour
        one, other, yard = self.move_yard()
        polygons = self.polygons()
        locked = min((code for code in self.codes if code not in (one, other)),
                     key=lambda code: polygons[code].Intersection(polygons[one]).Length())
        self.select_grids(locked[-3:])
        self.press("lock")
        old = self.polygons()
        self.grids.removeSelection()
        self.session.refresh()
        self.run_and_wait("divide")
        self.dock.accept_button.click()
        new = self.polygons()
        self.assert_covers(new)
        self.assertLess(old[locked].SymDifference(new[locked]).Area(), 1e-6)
        self.assertEqual({other}, {self.holders()[fid] for fid in yard})
        limits = self.session.choices.limits
        for code, households in self.counted().items():
            if code != locked:
                self.assertTrue(limits.least <= households <= limits.most, (code, households))
        self.assertEqual(self.counted(), self.shown())
        self.assertNotIn("beyond the limits", self.dock.state.text())

    def test_a_compound_comes_to_its_grid_and_not_the_grid_to_it(self):
        """In the sample 40 buildings with a fifth of the households of a grid: if their pins alone were given, what is left of the
        grid that they are pinned to would be cut off from them and get a new code."""
        sample = processing_case.SAMPLE
        self.gridify(sample / "municipalities.shp", "--sites", sample / "buildings.fgb", "--barriers", sample / "roads.fgb", "-o",
                     self.path("sample.gpkg"))
        unit = "990000001003"
        choices = self.session.choices
        self.grids = self.layer(self.path("sample.gpkg") + "|layername=grids", "sample")
        self.sites_layer = self.layer(str(sample / "buildings.fgb"), "buildings")
        for name, layer in (("grids", self.grids), ("sites", self.sites_layer),
                            ("boundaries", self.layer(str(sample / "municipalities.shp"), "municipalities"))):
            choices.choose(name, layer)
        choices.lists["barriers"] = [self.layer(str(sample / "roads.fgb"), "roads").id()]
        self.session.connect_layers()
        self.grids.selectByExpression(f"grid_code = '{unit}007'")
        self.session.refresh()
        codes = {grid.code for grid in self.session.unit.grids}
        border = next(grid.geometry for grid in self.session.unit.grids if grid.code == f"{unit}007")
        own = [site for s, site in enumerate(self.session.unit.sites)
               if self.session.unit.grids[self.session.unit.own[s]].code == f"{unit}008"]
        own.sort(key=lambda site: QgsGeometry.fromPointXY(QgsPointXY(site.x, site.y)).distance(border))
        self.select_sites([site.fid for site in own[:40]])
        self.session.move_to(f"{unit}007")
        self.sites_layer.removeSelection()
        self.session.refresh()
        self.run_and_wait("divide")
        self.dock.accept_button.click()
        rows = {row["grid_code"]: self.as_ogr(row.geometry()) for row in self.grids.getFeatures() if row["unit_code"] == unit}
        self.assertEqual(codes, set(rows))
        points = {fid: point for fid, (point, _) in self.site_rows().items()}
        self.assertTrue(all(rows[f"{unit}007"].Contains(points[site.fid]) for site in own[:40]))

    def test_divide_these_again_leaves_the_grids_that_are_not_selected(self):
        one, other, _ = self.pair()
        self.dock.panel.numbers["least"].setValue(100)
        self.dock.panel.numbers["most"].setValue(250)
        self.dock.panel.numbers["target"].setValue(200)
        self.select_grids(one[-3:], other[-3:])
        self.assertIn("these", self.dock.buttons["divide"].text())
        old = self.polygons()
        self.run_and_wait("divide")
        self.dock.accept_button.click()
        new = self.polygons()
        self.assertGreater(len(new), len(old))
        for code in set(self.codes) - {one, other}:
            self.assertLess(old[code].SymDifference(new[code]).Area(), 1e-6, code)
        self.assert_covers(new)

    def split_by_hand(self):
        """Two parts or more of the first grid, of which the first keeps the code; how many have none."""
        self.select_grids(self.codes[0][-3:])
        grid = next(self.grids.getSelectedFeatures())
        self.grids.startEditing()
        box = grid.geometry().boundingBox()
        middle = box.center().x()
        line = QgsLineString([QgsPoint(middle, box.yMinimum() - 50), QgsPoint(middle, box.yMaximum() + 50)])
        self.grids.splitFeatures(line, False, False)
        twice = [feature.id() for feature in self.grids.getFeatures() if feature["grid_code"] == self.codes[0]]
        self.assertGreater(len(twice), 1)
        self.session.refresh()
        self.assertIn("twice", self.dock.table.grids.notes(self.session.figures.grids[0]))
        for fid in twice[1:]:
            self.grids.changeAttributeValue(fid, self.grids.fields().indexOf("grid_code"), None)
        self.grids.removeSelection()
        self.session.refresh()
        return len(twice) - 1

    def test_a_grid_that_was_split_by_hand_gets_the_next_code(self):
        count = self.split_by_hand()
        self.run_and_wait("update")
        self.dock.accept_button.click()
        new = self.polygons()
        self.assert_covers(new)
        last = max(int(code[-3:]) for code in self.codes)
        self.assertEqual({f"{UNIT}{last + 1 + i:03}" for i in range(count)}, set(new) - set(self.codes))
        self.assertEqual(self.counted(), self.shown())

    def test_a_code_that_the_lineage_knows_is_not_given_again(self):
        for name in ("grids.gpkg", "grids.shp"):
            with self.subTest(name):
                self.lineage_of(name)
                count = self.split_by_hand()
                self.run_and_wait("update")
                self.dock.accept_button.click()
                self.assertEqual({f"{UNIT}{501 + i}" for i in range(count)}, set(self.polygons()) - set(self.codes))
                self.grids.rollBack()

    def lineage_of(self, name):
        """The layer of grids is this one, and 500 was once the code of a grid."""
        rows = [(None, {"old_code": UNIT + "500", "new_code": None, "households": 0, "share": 0.0, "change": "retired"})]
        if name.endswith(".gpkg"):
            write_layer(self.path(name), rows, layer="lineage", kind=ogr.wkbNone, epsg=None, add=True)
            return
        subprocess.run([os.environ["GRIDEXPORT"], self.path("grids.gpkg"), "-o", self.path(name)], check=True, capture_output=True)
        with open(self.path("grids_lineage.csv"), "w", encoding="utf-8") as table:
            table.write(f"old_code,new_code,households,share,change\n{UNIT}500,,0,0,retired\n")
        self.grids = self.layer(self.path(name), "shape")
        self.session.choices.choose("grids", self.grids)
        self.session.connect_layers()
        self.session.refresh()

    def test_a_new_grid_of_a_project_gets_the_colour_with_which_it_has_the_shortest_border(self):
        subprocess.run([os.environ["GRIDEXPORT"], self.path("grids.gpkg"), "--to", "qgis", "-o", self.path("plan.qgs")], check=True,
                       capture_output=True)
        self.grids = self.layer(self.path("plan.gpkg") + "|layername=grids", "grids")
        self.session.choices.choose("grids", self.grids)
        self.session.connect_layers()
        self.split_by_hand()
        self.run_and_wait("update")
        self.dock.accept_button.click()
        rows = {row["grid_code"]: (row["map_colour"], self.as_ogr(row.geometry())) for row in self.grids.getFeatures()}
        new = [code for code in set(rows) - set(self.codes) if code.startswith(UNIT)]
        self.assertTrue(new)
        borders = dict.fromkeys({colour for colour, _ in rows.values()}, 0)
        for code, (colour, polygon) in rows.items():
            if code != new[0]:
                borders[colour] += polygon.Boundary().Intersection(rows[new[0]][1].Boundary()).Length()
        self.assertAlmostEqual(min(borders.values()), borders[rows[new[0]][0]])

    def test_boundaries_in_other_coordinates(self):
        to_wgs84 = osr.CoordinateTransformation(crs_of(TOWN_CRS), crs_of(4326))
        rows = []
        for row in read_layer(self.units):
            shape = row.pop("")
            shape.Transform(to_wgs84)
            rows.append((shape, row))
        units = self.layer(write_layer(self.path("degrees.gpkg"), rows, epsg=4326, kind=ogr.wkbPolygon), "degrees")
        self.session.choices.choose("boundaries", units)
        self.session.connect_layers()
        self.assert_yard_moves()
        self.assertEqual(set(self.codes), set(self.polygons()))
        self.assert_covers(self.polygons())

    def test_a_code_that_was_merged_away_is_not_given_again(self):
        last = self.codes[-1]
        polygons = self.polygons()
        beside = next(code for code in self.codes[:-1] if polygons[code].Intersection(polygons[last]).Length() > 20)
        self.select_grids(beside[-3:], last[-3:])
        self.press("merge")
        (kept,) = {beside, last} & set(self.polygons())
        self.press("save")
        self.select_grids(kept[-3:])
        self.run_and_wait("divide")
        self.dock.accept_button.click()
        gone = {beside, last} - {kept}
        self.assertFalse(gone & set(self.polygons()))
        self.assertIn(f"{UNIT}{int(last[-3:]) + 1:03}", self.polygons())

    def test_a_code_that_came_and_went_since_the_layer_was_made_is_not_given_again(self):
        """No table of the layer knows of it; the project does, from the buttons (test_dock_buttons)."""
        last = int(self.codes[-1][-3:])
        self.session.choices.retire([f"{UNIT}{last + 1:03}"])
        count = self.split_by_hand()
        self.run_and_wait("update")
        self.dock.accept_button.click()
        self.assertEqual({f"{UNIT}{last + 2 + i:03}" for i in range(count)}, set(self.polygons()) - set(self.codes))

    def test_a_neighbouring_unit_gets_the_vertex_where_a_border_now_ends(self):
        before = self.on_common_sides()
        self.select_grids(self.codes[0][-3:])
        for name, value in (("least", 150), ("target", 220), ("most", 300)):
            self.dock.panel.numbers[name].setValue(value)
        self.grids.removeSelection()
        self.session.refresh()
        self.run_and_wait("divide")
        self.dock.accept_button.click()
        after = self.on_common_sides()
        self.assertGreater(len(set(after) - set(before)), 0, "a border ends where none did")
        for point, units in after.items():
            self.assertGreater(len(units), 1, point)

    def on_common_sides(self):
        """The vertices on the sides that the first unit has in common with others, but for their ends: place -> units."""
        found = {}
        for feature in self.grids.getFeatures():
            for vertex in feature.geometry().vertices():
                x, y = vertex.x() - WEST, vertex.y() - SOUTH
                if (x == SIDE and 0 < y < SIDE) or (y == SIDE and 0 < x < SIDE):
                    found.setdefault((x, y), set()).add(feature["unit_code"])
        return found

    def test_a_preview_is_thrown_away_and_blocks_edits_meanwhile(self):
        self.move_yard()
        before, wishes = self.snapshot(self.grids), self.wish_rows()
        self.run_and_wait("update")
        self.assertFalse(self.dock.buttons["divide"].isEnabled())
        self.session.merge()
        self.assertIn("preview", self.problems()[-1])
        layer = self.session.preview.layer.id()
        self.dock.discard_button.click()
        self.assertIsNone(QgsProject.instance().mapLayer(layer))
        self.assertFalse(self.dock.bar.isVisibleTo(self.dock))
        self.assertEqual((before, wishes), (self.snapshot(self.grids), self.wish_rows()))

    def test_a_project_that_was_saved_with_a_preview_opens_without_it(self):
        self.move_yard()
        self.run_and_wait("update")
        self.project.write(self.path("town.qgs"))
        self.project.read(self.path("town.qgs"))
        self.assertIsNone(self.session.preview)
        self.assertFalse([layer.name() for layer in self.project.mapLayers().values() if layer.name().startswith("Preview")])

    def test_a_preview_is_not_accepted_over_grids_that_were_changed_since(self):
        self.move_yard()
        self.run_and_wait("update")
        grid = next(self.grids.getFeatures(f"grid_code = '{self.codes[0]}'"))
        self.grids.startEditing()
        self.grids.changeAttributeValue(grid.id(), self.grids.fields().indexOf("grid_name"), "by hand")
        before = self.snapshot(self.grids)
        self.dock.accept_button.click()
        self.assertIn("changed since", self.problems()[-1])
        self.assertEqual(before, self.snapshot(self.grids))
        self.assertIsNotNone(self.session.preview)

    def test_a_unit_that_keeps_its_limits_is_left_and_said_to(self):
        self.select_grids(self.codes[0][-3:])
        self.grids.removeSelection()
        self.press("divide")
        self.wait()
        if self.session.preview is None:
            self.assertIn("Nothing has to change", self.said[-1][1])

    def test_a_run_that_fails_says_why_and_changes_nothing(self):
        self.select_grids(self.codes[0][-3:])
        self.dock.panel.numbers["least"].setValue(700)  # more than --max
        before = self.snapshot(self.grids)
        self.press("divide")
        self.wait()
        self.assertIn("--min", self.problems()[-1])
        self.assertIn("nothing was changed", self.dock.note.text())
        self.assertEqual(before, self.snapshot(self.grids))
        self.assertIsNone(self.session.preview)
        self.assert_no_files_left()

    def test_a_run_is_canceled(self):
        slow = self.place.home / "slow"
        slow.mkdir(exist_ok=True)
        (slow / "gridify").write_text("#!/bin/sh\nexec sleep 60\n")
        (slow / "gridify").chmod(0o755)
        path, os.environ["PATH"] = os.environ["PATH"], f"{slow}:{os.environ['PATH']}"
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        self.select_grids(self.codes[0][-3:])
        before = self.snapshot(self.grids)
        self.press("update")
        begin = time.monotonic()
        self.dock.cancel.click()
        self.wait()
        self.assertLess(time.monotonic() - begin, 15)
        self.assertIn("Canceled", self.said[-1][1])
        self.assertEqual(before, self.snapshot(self.grids))
        self.assert_no_files_left()

    def test_without_boundaries_the_outline_is_that_of_the_grids(self):
        self.session.choices.choose("boundaries", None)
        self.session.connect_layers()
        self.assert_yard_moves()
        self.assert_covers(self.polygons())

    def test_the_wishes_are_what_gridify_reads(self):
        one, other, yard = self.move_yard()
        third = next(code for code in self.codes if code not in (one, other))
        self.select_grids(third[-3:])
        self.press("lock")
        self.press("save")
        done = self.gridify(self.units, "--sites", self.path("buildings.gpkg"), "--previous", self.path("grids.gpkg"), "--wishes",
                            self.path("grids_wishes.gpkg"), "-o", self.path("next.gpkg"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertNotIn("wish_missed", done.stderr)
        grids = {row["grid_code"]: row[""] for row in read_layer(self.path("next.gpkg"), "grids")}
        rows = self.site_rows()
        self.assertTrue(all(grids[other].Contains(rows[fid][0]) for fid in yard))
        self.assertLess(grids[third].SymDifference(self.polygons()[third]).Area(), 1e-6)


if __name__ == "__main__":
    unittest.main()
