"""What the tests of the algorithms in PyQGIS share: QGIS in this process, the small town, and runs with what they say."""

import gridify_case as case
import processing_case

MISSING = processing_case.why_not()
if MISSING:
    print(MISSING)
else:
    from qgis.core import QgsProcessingFeedback, QgsProject, QgsVectorLayer
FIRST = "420106001001"  # the code of the first unit


class Feedback(QgsProcessingFeedback if not MISSING else object):
    """Keeps what it is told, and cancels at a text of progress."""

    def __init__(self, cancel_at=None):
        super().__init__(False)
        self.said = {"info": [], "warning": [], "progress": [], "command": []}
        self.cancel_at = cancel_at

    def setProgressText(self, text):
        self.said["progress"].append(text)
        if self.cancel_at and text.startswith(self.cancel_at):
            self.cancel()

    def pushInfo(self, text):
        self.said["info"].append(text)

    def pushWarning(self, text):
        self.said["warning"].append(text)

    def pushCommandInfo(self, text):
        self.said["command"].append(text)


class LayersCase(case.GridifyCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Now, for QGIS turns the writing of other encodings off in this process.
        case.write_layer(cls.template / "gbk.shp", case.unit_rows(), epsg=None, options=["ENCODING=GBK"])
        cls.place = processing_case.Place()
        cls.addClassCleanup(cls.place.cleanup)
        cls.session = processing_case.Session(cls.place)
        cls.addClassCleanup(cls.session.end)

    def setUp(self):
        super().setUp()
        self.addCleanup(QgsProject.instance().clear)

    def layer(self, source, name="a 'name' 网格", provider="ogr"):
        layer = QgsVectorLayer(source, name, provider)
        self.assertTrue(layer.isValid(), source)
        QgsProject.instance().addMapLayer(layer)
        return layer

    def run_algorithm(self, name, feedback=None, **parameters):
        """Results and what was said."""
        import processing
        feedback = feedback or Feedback()
        return processing.run(f"grid:{name}", parameters, feedback=feedback), feedback.said

    def divide(self, **parameters):
        parameters = {"BOUNDARIES": self.units, "SITES": self.sites, "OUTPUT": self.out, **parameters}
        return self.run_algorithm("gridify", **parameters)[1]

    def units_of(self, path=None):
        return sorted({row["unit_code"] for row in case.read_layer(path or self.out, "grids")})

    def assert_copied(self, said, reason):
        copied = [line for line in said["info"] if f"is written to a temporary GeoPackage: {reason}" in line]
        self.assertEqual(1, len(copied), said["info"])

    def assert_same_grids(self, *words):
        """The output has the grids that gridify makes of all units with these words."""
        self.gridify(self.units, "--sites", self.sites, "-o", self.path("direct.gpkg"), *words)
        rows, others = (case.read_layer(path, "grids") for path in (self.out, self.path("direct.gpkg")))
        for row in rows + others:
            row[""] = bytes(row[""].ExportToIsoWkb())
        self.assertEqual(others, rows)

    def assert_direct(self, said):
        self.assertEqual([], [line for line in said["info"] if "temporary" in line])
