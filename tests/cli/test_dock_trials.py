"""The dock "Grids": generators of clicks, moves and divisions try to lose a household, a wish or a change. A few with a fixed seed here;
GRID_CLICKS, GRID_MOVES and GRID_DIVISIONS make more of them."""

import os
import random
import unittest

from dock_case import MISSING, UNIT, DockCase

if not MISSING:
    from qgis.core import QgsGeometry


@unittest.skipIf(MISSING, MISSING)
class Trials(DockCase):

    def setUp(self):
        super().setUp()
        self.open_town()
        self.codes = sorted(self.polygons())

    def test_whatever_is_moved_lies_in_its_grid_when_the_borders_are_updated(self):
        """A generator moves buildings from anywhere to anywhere; what is taken over counts as the dock counted, covers the unit, and
        leaves the grids that neither lose nor get any. GRID_MOVES makes it longer."""
        chance = random.Random(7)
        for _ in range(int(os.environ.get("GRID_MOVES", "2"))):
            holders, moved = self.holders(), {}
            for _ in range(chance.randint(1, 3)):
                sites = chance.sample(sorted(holders), chance.randint(1, 6))
                target = chance.choice(self.codes)
                self.select_sites(sites)
                self.move(target)
                moved.update(dict.fromkeys(sites, target))
            wanted, old = self.counted(moved), self.polygons()
            self.assertEqual(wanted, self.shown())
            touched = {one for fid, code in moved.items() if holders[fid] != code for one in (code, holders[fid])}
            self.press("update")
            self.wait()
            self.assertEqual([], self.problems(), moved)
            self.session.accept()
            new = self.polygons()
            self.assertEqual(wanted, self.counted(), moved)
            self.assertEqual(wanted, self.shown())
            self.assert_covers(new)
            for code in set(old) - touched:
                self.assertLess(old[code].SymDifference(new[code]).Area(), 1e-6, code)
            while self.session.commands.done:
                self.session.undo()

    def test_whatever_is_asked_for_is_kept_or_told_when_the_unit_is_divided_again(self):
        """A generator locks grids, moves and pins buildings at random, and changes the limits. GRID_DIVISIONS makes it longer."""
        chance = random.Random(11)
        for _ in range(int(os.environ.get("GRID_DIVISIONS", "2"))):
            holders, wanted = self.holders(), {}
            locked = chance.sample(self.codes, chance.randint(0, len(self.codes) - 2))
            for sites in (chance.sample(sorted(holders), chance.randint(1, 5)) for _ in range(2)):
                self.select_sites(sites)
                if chance.random() < 0.5:
                    self.session.pin_here()
                    wanted.update((fid, holders[fid]) for fid in sites if fid not in wanted)
                else:
                    target = chance.choice(self.codes)
                    self.session.move_to(target)
                    wanted.update(dict.fromkeys(sites, target))
            self.sites_layer.removeSelection()
            for code in locked:
                self.select_grids(code[-3:])
                self.press("lock")
            # One that still gets or loses buildings is not locked, which is said.
            locked = [code for wish, code in self.wish_rows() if wish == "lock"]
            self.assertTrue(all("update the borders first" in text for text in self.problems()))
            self.said.clear()
            self.grids.removeSelection()
            self.dock.panel.numbers["most"].setValue(chance.choice((420, 500, 600)))
            self.session.refresh()
            old = self.polygons()
            self.press("divide")
            self.wait()
            self.assertEqual([], self.problems())
            missed = [finding for finding in self.session.findings if finding.code == "wish_missed"]
            if self.session.preview is not None:
                self.session.accept()
            new = self.polygons()
            self.assert_covers(new)
            self.assertEqual(self.counted(self.pinned()), self.shown())
            now = self.holders()
            broken = [fid for fid, code in wanted.items() if now[fid] != code]
            # Where a border of another grid ends on that of a locked one, a vertex comes in that is rounded to 0.001 mm.
            broken += [code for code in locked if code not in new or old[code].SymDifference(new[code]).Area() > 1e-2]
            self.assertTrue(not broken or missed, (broken, wanted, locked))
            while self.session.commands.done:
                self.session.undo()

    def test_any_row_of_clicks_is_counted_right_and_undone_to_the_beginning(self):
        """A generator of clicks tries to lose a household, or a change: a fixed seed here; GRID_CLICKS makes it longer."""
        begin = self.snapshot(self.grids)
        chance = random.Random(4)
        for _ in range(int(os.environ.get("GRID_CLICKS", "25"))):
            codes = sorted(code for code in self.polygons() if code)
            action = chance.choice(("move", "move", "pin", "lock", "unlock", "merge", "rename", "undo", "redo", "unpin", "shake"))
            holders = self.holders()
            fids = chance.sample(sorted(holders), chance.randint(1, 4))
            if action in ("move", "pin", "unpin"):
                self.select_sites(fids)
                self.session.move_to(chance.choice(codes)) if action == "move" else getattr(
                    self.session, {"pin": "pin_here", "unpin": "unpin"}[action])()
            elif action == "shake":
                self.shake(chance)
            else:
                self.sites_layer.removeSelection()
                self.select_grids(*(code[-3:] for code in chance.sample(codes, min(len(codes), chance.randint(1, 2)))))
                self.session.rename(f"n{chance.random()}") if action == "rename" else getattr(self.session, action)()
            self.select_grids(sorted(self.polygons())[0][-3:])
            pinned = self.pinned()
            self.assertEqual(self.counted(pinned), self.shown(), action)
        while self.grids.undoStack().canUndo():
            self.grids.undoStack().undo()
        self.assertEqual(begin, self.snapshot(self.grids))

    def shake(self, chance):
        """The planner moves a vertex; by QGIS' own means."""
        features = [feature for feature in self.grids.getFeatures() if feature["unit_code"] == UNIT]
        feature = chance.choice(features)
        self.grids.startEditing()
        vertex = chance.randrange(len(list(feature.geometry().vertices())))
        at = feature.geometry().vertexAt(vertex)
        moved = QgsGeometry(feature.geometry())
        moved.moveVertex(at.x() + chance.uniform(-15, 15), at.y() + chance.uniform(-15, 15), vertex)
        if moved.isGeosValid():
            self.grids.beginEditCommand("vertex")
            self.grids.changeGeometry(feature.id(), moved)
            self.grids.endEditCommand()

    def pinned(self):
        """fid -> code by the layer of wishes, as OGR sees it: what lies in the polygon of a pin to a grid that is there."""
        layer = self.session.choices.layer("wishes")
        codes, found = set(self.polygons()), {}
        for feature in layer.getFeatures() if layer else []:
            if feature["wish"] == "pin" and feature["grid_code"] in codes:
                shape = self.as_ogr(feature.geometry())
                found.update({fid: feature["grid_code"] for fid, (point, _) in self.site_rows().items() if shape.Contains(point)})
        return found


if __name__ == "__main__":
    unittest.main()
