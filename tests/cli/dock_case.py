"""What the tests of the dock "Grids" share: QGIS in this process with widgets, the small town divided, and counts by OGR alone."""

import shutil
import time

from osgeo import ogr

import gridify_case as case
import processing_case

MISSING = processing_case.why_not()
if MISSING:
    print(MISSING)
else:
    from qgis.core import QgsProject, QgsVectorLayer
UNIT = "420106001001"  # that of the south-western corner
PATIENCE = 60  # seconds for a run


def wkt_key(feature):
    """All of a feature, for comparing."""
    return (feature.id(), feature.geometry().asWkb().data(), tuple(str(value) for value in feature.attributes()))


class DockCase(case.GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if MISSING:
            raise case.unittest.SkipTest(MISSING)
        cls.place = processing_case.Place()
        cls.addClassCleanup(cls.place.cleanup)
        cls.qgis = processing_case.Session(cls.place, gui=True)
        cls.addClassCleanup(cls.qgis.end)
        from grid_provider.dock import dock
        cls.GridsDock = dock.GridsDock

    def setUp(self):
        super().setUp()
        self.project = QgsProject.instance()
        self.addCleanup(self.project.clear)
        self.said = []

    def divide(self, sites="buildings.gpkg", output="grids.gpkg", *more):
        done = self.gridify(self.units, "--sites", self.path(sites), "--barriers", self.path("streets.gpkg"), "-o",
                            self.path(output), *more)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return self.path(output)

    def layer(self, source, name):
        layer = QgsVectorLayer(source, name, "ogr")
        self.assertTrue(layer.isValid(), source)
        self.project.addMapLayer(layer)
        return layer

    def open_dock(self, grids, sites, boundaries=True, barriers=True):
        """A dock with these layers; the boundaries and streets of the town."""
        self.grids, self.sites_layer = grids, sites
        dock = self.GridsDock()
        self.addCleanup(self.end_dock, dock)
        self.dock, self.session = dock, dock.session
        self.session.message.connect(lambda kind, text: text and self.said.append((kind, text)))
        choices = self.session.choices
        for name, layer in (("grids", grids), ("sites", sites),
                            ("boundaries", self.layer(self.units, "units") if boundaries else None)):
            choices.choose(name, layer)
        choices.lists["barriers"] = [self.layer(self.path("streets.gpkg"), "streets").id()] if barriers else []
        choices.write()
        dock.wake()
        return dock

    @staticmethod
    def end_dock(dock):
        dock.close_session()
        dock.deleteLater()

    def open_town(self):
        """The town divided by its buildings; that is done once for all tests."""
        divided = self.template / "divided.gpkg"
        if not divided.exists():
            shutil.move(self.divide("buildings.gpkg", "grids.gpkg", "--evenness", "0"), divided)
        shutil.copyfile(divided, self.path("grids.gpkg"))
        return self.open_dock(self.layer(self.path("grids.gpkg") + "|layername=grids", "grids"),
                              self.layer(self.path("buildings.gpkg"), "sites"))

    # Doing.

    def select_grids(self, *numbers):
        """By the last three digits of their codes, in the first unit."""
        codes = ", ".join(f"'{UNIT}{number}'" for number in numbers)
        self.grids.selectByExpression(f"grid_code in ({codes})")
        self.session.refresh()

    def select_sites(self, sites):
        self.grids.removeSelection()
        self.sites_layer.selectByIds(sites)
        self.session.refresh()

    def press(self, name):
        button = self.dock.buttons[name]
        self.assertTrue(button.isEnabled(), f"{name} is not enabled; said: {self.said}")
        button.click()

    def move(self, code):
        """By the menu of the button, as a planner does."""
        self.assertTrue(self.dock.buttons["move"].isEnabled())
        self.dock.fill_move_menu()
        (action,) = [one for one in self.dock.move_menu.actions() if one.text().startswith(code[len(UNIT):] + " ")]
        action.trigger()

    def wait(self):
        """Until the run has ended; the window stays alive meanwhile."""
        begin = time.monotonic()
        while self.session.task is not None:
            self.qgis.application.processEvents()
            self.assertLess(time.monotonic() - begin, PATIENCE, "the run does not end")
            time.sleep(0.005)

    def problems(self):
        return [text for kind, text in self.said if kind == "error"]

    # Judging, with OGR alone.

    @staticmethod
    def as_ogr(geometry):
        return ogr.CreateGeometryFromWkb(bytes(geometry.asWkb()))

    def polygons(self):
        """Of the first unit, as the edit buffer has them: by code."""
        return {feature["grid_code"]: self.as_ogr(feature.geometry()) for feature in self.grids.getFeatures()
                if feature["unit_code"] == UNIT}

    def site_rows(self):
        """fid -> (inner point, households) of all sites, from the file."""
        dataset = ogr.Open(self.sites_layer.source().split("|")[0])
        return {feature.GetFID(): (feature.geometry().PointOnSurface(), feature["households"]) for feature in dataset.GetLayer(0)}

    def counted(self, moved=None):
        """Households by code: of the sites in the polygons, but those in `moved` (fid -> code) where that says."""
        polygons, sums = self.polygons(), {}
        sums.update(dict.fromkeys(polygons, 0))
        for fid, (point, households) in self.site_rows().items():
            holder = next((code for code, polygon in polygons.items() if polygon.Contains(point)), None)
            code = (moved or {}).get(fid, holder)
            if code is not None:
                sums[code] += households
        return sums

    def shown(self):
        return {grid.code: grid.households for grid in self.session.figures.grids}

    def holders(self):
        """fid -> code of the sites in the first unit."""
        polygons = self.polygons()
        found = {fid: next((code for code, polygon in polygons.items() if polygon.Contains(point)), None)
                 for fid, (point, _) in self.site_rows().items()}
        return {fid: code for fid, code in found.items() if code}

    def assert_covers(self, polygons, epsilon=1e-6):
        """They fill the unit and do not overlap."""
        unit = ogr.CreateGeometryFromWkt(case.square(0))
        union = ogr.Geometry(ogr.wkbMultiPolygon)
        for polygon in polygons.values():
            self.assertTrue(polygon.IsValid())
            for part in ogr.ForceToMultiPolygon(polygon):
                union.AddGeometry(part)
        self.assertAlmostEqual(unit.Area(), sum(polygon.Area() for polygon in polygons.values()), delta=epsilon * unit.Area())
        self.assertLess(unit.SymDifference(union.UnionCascaded()).Area(), epsilon * unit.Area())

    def snapshot(self, layer):
        return sorted(map(wkt_key, layer.getFeatures()))

    def wish_rows(self):
        layer = self.session.choices.layer("wishes")
        return sorted((feature["wish"], feature["grid_code"]) for feature in layer.getFeatures()) if layer else []
