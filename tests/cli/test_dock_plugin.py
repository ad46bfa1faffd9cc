"""The dock "Grids" as a part of the plugin: how it comes and goes, which unit it looks at, and what it is made of."""

import unittest
from unittest import mock

import gridify_case as case
import processing_case
from dock_case import MISSING, UNIT, DockCase

if not MISSING:
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QTranslator
    from qgis.PyQt.QtWidgets import QMainWindow


@unittest.skipIf(MISSING, MISSING)
class Plugin(DockCase):

    def test_nothing_is_chosen(self):
        dock = self.GridsDock()
        self.addCleanup(self.end_dock, dock)
        dock.wake()
        self.assertIn("Choose the layer of grids", dock.summary.text())
        self.assertFalse(any(button.isEnabled() for button in dock.buttons.values()))
        for name in ("merge", "lock", "unlock", "pin_here", "unpin", "update", "divide", "undo", "redo", "save"):
            getattr(dock.session, name)()
        self.assertFalse(dock.session.accept())

    def test_layers_that_are_removed_and_selections_elsewhere(self):
        self.open_town()
        self.select_grids("001")
        self.grids.selectAll()
        self.session.refresh()
        self.assertEqual(3, self.session.others)
        self.assertIn("3 further units, which are left out", self.dock.state.text())
        self.project.removeMapLayer(self.sites_layer.id())
        self.session.refresh()
        self.assertIn("Choose the layer of the sites", self.dock.state.text())
        self.assertEqual(sum(self.shown().values()), sum(feature["households"] for feature in self.grids.getFeatures()
                                                         if feature["unit_code"] == UNIT))
        self.project.removeMapLayer(self.grids.id())
        self.session.refresh()
        self.assertIn("Choose the layer of grids", self.dock.summary.text())

    def test_too_many_sites_in_the_extent_of_a_unit_are_not_counted_and_it_is_said(self):
        self.open_town()
        from grid_provider.dock import unit
        with mock.patch.object(unit, "MOST_SITES", 50):
            self.session.reader.forget_sites()
            self.select_grids("001")
        self.assertIn("more than 50 sites", self.dock.state.text())
        self.assertEqual({feature["grid_code"]: feature["households"] for feature in self.grids.getFeatures()
                          if feature["unit_code"] == UNIT}, self.shown())
        self.assertFalse(self.dock.buttons["update"].isEnabled())

    def test_what_was_selected_last_says_which_unit_is_looked_at(self):
        self.open_town()
        self.select_grids("001")
        elsewhere = [fid for fid, (point, _) in self.site_rows().items() if point.GetX() > case.WEST + case.SIDE + 20
                     and point.GetY() < case.SOUTH + case.SIDE - 20][:2]
        self.sites_layer.selectByIds(elsewhere)
        self.session.refresh()
        self.assertEqual("420106001002", self.session.figures.code)
        self.assertEqual(2, len(self.session.selected_sites()))
        self.select_grids("002")
        self.assertEqual(UNIT, self.session.figures.code)
        self.sites_layer.removeSelection()
        self.session.refresh()
        self.assertEqual(UNIT, self.session.figures.code)

    def test_only_the_unit_that_is_looked_at_is_read(self):
        self.open_town()
        self.select_grids("001")
        inside = len(self.holders())
        self.assertLess(len(self.session.unit.sites), 1.7 * inside, "of four units with as many sites each")
        self.assertEqual({UNIT}, set(self.session.reader.kept_fids))

    def test_the_plugin_brings_the_dock_and_takes_it_away(self):
        from grid_provider import classFactory
        window = QMainWindow()
        self.addCleanup(window.deleteLater)
        iface = mock.Mock()
        iface.mainWindow.return_value = window
        iface.addDockWidget.side_effect = window.addDockWidget
        iface.removeDockWidget.side_effect = window.removeDockWidget
        plugin = classFactory(iface)
        plugin.add_dock()
        dock = plugin.dock
        self.assertFalse(dock.is_awake, "a dock that nobody opened costs nothing")
        window.show()
        plugin.action.trigger()
        self.assertTrue(dock.isVisible())
        self.assertTrue(dock.is_awake)
        plugin.unload()
        self.assertIsNone(plugin.dock)
        iface.removeDockWidget.assert_called_once_with(dock)
        iface.removeToolBarIcon.assert_called_once()

    def test_a_translation_needs_nothing_but_a_file(self):
        class Chinese(QTranslator):
            def translate(self, context, text, *_):
                return "选择网格图层。" if (context, text) == ("Grids", "Choose the layer of grids.") else ""

        translator = Chinese()
        QgsApplication.installTranslator(translator)
        self.addCleanup(QgsApplication.removeTranslator, translator)
        dock = self.GridsDock()
        self.addCleanup(self.end_dock, dock)
        dock.wake()
        self.assertEqual("选择网格图层。", dock.summary.text())

    def test_the_usual_names_of_fields_are_those_of_the_profile(self):
        from grid_provider.dock import fields
        text = (processing_case.ROOT / "data" / "profiles" / "default.profile").read_text(encoding="utf-8")
        rows = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line and not line.startswith("#"))
        for name in ("code", "name", "households", "persons"):
            self.assertEqual(tuple(rows[name].split(", ")), getattr(fields, name.upper()))

    def test_every_button_has_an_icon(self):
        dock = self.GridsDock()
        self.addCleanup(self.end_dock, dock)
        for name, button in dock.buttons.items():
            self.assertFalse(button.icon().pixmap(20, 20).isNull(), name)
            self.assertTrue(button.toolTip(), name)


if __name__ == "__main__":
    unittest.main()
