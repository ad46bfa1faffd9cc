"""What is looked at: the layers, the unit of what is selected in the map, and its numbers, which follow every change."""

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.core import QgsCoordinateTransform, QgsCsException, QgsFeatureRequest, QgsProject

from . import wish_layer
from .choices import Choices
from .commands import Commands
from .texts import tr
from .unit import NotCounted, UnitReader, grid_fields, unit_code_of

PREVIEW = "grids_dock_preview"  # a property of the layer
PAUSE = 120  # milliseconds without a change before the numbers are counted again
MOST_LOOKED_AT = 1000  # selected grids, to find their units
MOST_TRIED = 20  # selected sites, to find one that lies in a grid
INFO, WARNING, ERROR = "info", "warning", "error"


class Looking(QObject):
    changed = pyqtSignal()  # numbers, selection, what can be done
    message = pyqtSignal(str, str)  # kind, text

    def __init__(self, project=None, parent=None):
        super().__init__(parent)
        self.project = project or QgsProject.instance()
        self.choices = Choices(self.project)
        self.reader = UnitReader(self.choices)
        self.commands = Commands(self.project)
        self.code = ""  # of the unit that is looked at
        self.unit = None  # as it is, where its sites were counted
        self.figures = None
        self.doubt = ""  # why there are no live numbers
        self.others = 0  # further units with selected grids
        self.led_by = "grids"  # or "sites": what was selected last says which unit is meant
        self.wishes = wish_layer.Wishes()
        self.findings = []
        self.preview = None
        self.task = None
        self.connections = {}  # by the id of the layer: (signal, slot)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(PAUSE)
        self.timer.timeout.connect(self.refresh)
        self.project.layersWillBeRemoved['QStringList'].connect(self.layers_go)

    # Layers.

    def open(self):
        """Takes what the project remembers. The preview of a project that was saved with one has nothing in it any more."""
        for layer in list(self.project.mapLayers().values()):
            if layer.customProperty(PREVIEW):
                self.project.removeMapLayer(layer.id())
        self.choices.read()
        self.connect_layers()

    def connect_layers(self):
        """After layers were chosen: listens to them, and counts anew."""
        self.reader.forget()
        self.listen_to_all()

    def listen_to_all(self):
        self.stop_listening(list(self.connections))
        for name, forget in (("grids", self.reader.forget_grids), ("sites", self.reader.forget_sites),
                             ("boundaries", self.reader.forget_outline), ("wishes", None)):
            layer = self.choices.layer(name)
            if layer is not None:
                self.listen(name, layer, forget)
        self.timer.start()

    def listen(self, name, layer, forget):
        def selected(*_):
            self.led_by = name
            self.timer.start()

        def changed(*_):
            if forget is not None:
                forget()
            self.timer.start()

        def saved():
            self.commands.forget(layer.id())
            changed()

        # A new border alone leaves the list of the unit's grids as it was; a site that moved must be read again.
        moved = self.timer_start if name == "grids" else changed
        pairs = [(layer.selectionChanged, selected), (layer.geometryChanged, moved), (layer.featureAdded, changed),
                 (layer.featuresDeleted, changed), (layer.attributeValueChanged, changed), (layer.editingStopped, saved),
                 (layer.afterRollBack, saved), (layer.afterCommitChanges, saved), (layer.dataChanged, changed),
                 (layer.subsetStringChanged, changed), (layer.readOnlyChanged, self.timer_start)]
        for signal, slot in pairs:
            signal.connect(slot)
        self.connections.setdefault(layer.id(), []).extend(pairs)

    def stop_listening(self, ids):
        """Before a layer goes: the signals of one that is gone must not be touched."""
        for layer in ids:
            for signal, slot in self.connections.pop(layer, []):
                signal.disconnect(slot)

    def timer_start(self, *_):
        self.timer.start()

    def layers_go(self, ids):
        if self.preview is not None and self.preview.layer.id() in ids:
            self.preview = None
        self.stop_listening(ids)
        for layer in ids:
            self.commands.forget(layer)
        if set(ids) & set(self.choices.ids.values()):
            self.unit = self.figures = None
            self.timer.start()

    def close(self):
        self.timer.stop()
        self.project.layersWillBeRemoved['QStringList'].disconnect(self.layers_go)
        self.stop_listening(list(self.connections))

    # What is looked at.

    def selected_unit(self):
        """The unit of what was selected last, grids or sites; else that of the other; else the one that was looked at."""
        ways = [self.unit_of_grids, self.unit_of_sites]
        self.others = 0
        for way in reversed(ways) if self.led_by == "sites" else ways:
            code = way()
            if code:
                return code
        return self.code

    def unit_of_grids(self):
        grids = self.choices.layer("grids")
        fields = grid_fields(grids)
        codes = []
        for feature in grids.getSelectedFeatures(QgsFeatureRequest().setFlags(QgsFeatureRequest.NoGeometry).setLimit(MOST_LOOKED_AT)):
            code = unit_code_of(feature, fields)
            if code not in codes:
                codes.append(code)
        if codes == [""]:
            raise NotCounted(tr("The selected grid has neither a unit nor a code: fill in 'unit_code', so that it is counted."))
        self.others = max(0, len(codes) - 1)
        return self.code if self.code in codes else next(iter(codes), "")

    def unit_of_sites(self):
        """That of the first of them that lies in a grid."""
        grids, sites = self.choices.layer("grids"), self.choices.layer("sites")
        if sites is None:
            return ""
        fields = grid_fields(grids)
        transform = QgsCoordinateTransform(sites.crs(), grids.crs(), self.project)
        for feature in sites.getSelectedFeatures(QgsFeatureRequest().setLimit(MOST_TRIED)):
            if feature.geometry().isNull():
                continue
            point = wish_layer.inner_point(feature.geometry())
            point.transform(transform)
            for around in grids.getFeatures(QgsFeatureRequest().setFilterRect(point.boundingBox().buffered(1e-9))):
                if around.geometry().contains(point):
                    return unit_code_of(around, fields)
        return ""

    def refresh(self):
        self.timer.stop()
        self.unit = self.figures = None
        self.doubt = ""
        try:
            if self.choices.layer("grids") is None:
                raise NotCounted(tr("Choose the layer of grids."))
            self.code = self.selected_unit()
            self.read_wishes()
            if self.code:
                self.count()
        except (NotCounted, QgsCsException) as problem:
            self.doubt = str(problem)
        self.changed.emit()

    def count(self):
        try:
            self.unit = self.reader.read(self.code, self.wishes)
            self.figures = self.unit.figures(self.choices.limits)
        except NotCounted as problem:
            self.doubt = str(problem)
            self.figures = self.reader.layer_figures(self.code, self.wishes)
        if not self.figures.grids:
            self.unit = self.figures = None

    def read_wishes(self):
        layer = self.choices.layer("wishes")
        transform = self.transform("wishes", "grids") if layer is not None else None
        self.wishes = wish_layer.read_wishes(layer, transform)

    def transform(self, source, target):
        return QgsCoordinateTransform(self.choices.layer(source).crs(), self.choices.layer(target).crs(), self.project)

    def selected_grids(self):
        """Grids of the unit that are selected (of unit.Grid)."""
        layer = self.choices.layer("grids")
        chosen = set(layer.selectedFeatureIds()) if layer is not None else set()
        return [grid for grid in self.unit.grids if grid.fid in chosen] if self.unit else []

    def selected_sites(self):
        """Numbers of the unit's sites that are selected and lie in one of its grids."""
        layer = self.choices.layer("sites")
        chosen = set(layer.selectedFeatureIds()) if layer is not None and self.unit else set()
        if not chosen:
            return []
        return [s for s, site in enumerate(self.unit.sites) if site.fid in chosen and self.unit.own[s] >= 0]

    def select_grids(self, fids):
        """From the table to the map; the unit stays."""
        layer = self.choices.layer("grids")
        if layer is not None and set(layer.selectedFeatureIds()) != set(fids):
            layer.selectByIds(fids)

    def sum_of_sites(self, sites):
        return sum(self.unit.sites[s].households for s in sites)
