"""The page of the dock on which layers and limits are chosen."""

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QDoubleSpinBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget
from qgis.core import QgsFieldProxyModel, QgsMapLayerProxyModel, QgsWkbTypes
from qgis.gui import QgsCheckableComboBox, QgsFieldExpressionWidget, QgsMapLayerComboBox

from .choices import LISTS, vector_layers
from .fields import HOUSEHOLDS, find_field
from .numbers import Limits
from .texts import tr


class ChoicePanel(QWidget):
    """Shows choices.Choices, and changes them; then `chosen`."""

    chosen = pyqtSignal()

    def __init__(self, choices, parent=None):
        super().__init__(parent)
        self.choices = choices
        self.is_filling = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.AllNonFixedFieldsGrow)
        outer.addLayout(self.form)
        outer.addStretch()
        polygons = QgsMapLayerProxyModel.PolygonLayer
        self.layers = {}
        self.add_layer("grids", tr("Grids"), polygons, tr("The layer with the field grid_code, which is edited."))
        self.add_layer("sites", tr("Sites or cells"), polygons | QgsMapLayerProxyModel.PointLayer,
                       tr("Points or buildings with households; or cells that cover the units."))
        self.cells = QCheckBox(tr("These are cells that cover the units"))
        self.form.addRow("", self.cells)
        self.cells.toggled.connect(self.store_cells)
        self.texts = {name: self.add_expression(name, label, tip) for name, label, tip in (
            ("households", tr("Households"), tr("Empty: a field with a usual name; if there is none, each site is one household.")),
            ("workload", tr("Workload"), tr("A field or an expression. Empty: the households.")))}
        self.add_layer("boundaries", tr("Boundaries"), polygons, tr("Of the units. Without them the outline of a unit is that of its "
                                                                 "grids as they are saved."))
        self.lists = {}
        for name, label in zip(LISTS, (tr("Barriers"), tr("Hard barriers"))):
            self.lists[name] = QgsCheckableComboBox()
            self.form.addRow(label, self.lists[name])
            self.lists[name].checkedItemsChanged.connect(lambda _, name=name: self.store_list(name))
        self.add_layer("wishes", tr("Wishes"), polygons, tr("Locks and pins. Empty: made beside the grids when it is needed."))
        self.numbers = {name: self.add_number(label) for name, label in (
            ("least", tr("Households at least")), ("most", tr("Households at most")), ("target", tr("Households in a grid")))}
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setRange(0.1, 100)
        self.tolerance.setDecimals(1)
        self.tolerance.setSuffix(" %")
        self.form.addRow(tr("Tolerance"), self.tolerance)
        self.tolerance.valueChanged.connect(lambda _: self.store_limits())
        choices.project.layersAdded.connect(self.fill)
        choices.project.layersRemoved.connect(self.fill)
        note = QLabel(tr("All of this is kept in the project."))
        note.setEnabled(False)
        self.form.addRow("", note)

    def add_layer(self, name, label, kinds, tip):
        box = QgsMapLayerComboBox()
        box.setFilters(QgsMapLayerProxyModel.Filters(kinds))
        box.setAllowEmptyLayer(True)
        box.setToolTip(tip)
        self.form.addRow(label, box)
        self.layers[name] = box
        box.layerChanged.connect(lambda layer: self.store_layer(name, layer))

    def add_expression(self, name, label, tip):
        box = QgsFieldExpressionWidget()
        box.setFilters(QgsFieldProxyModel.Numeric)
        box.setAllowEmptyFieldName(True)
        box.setToolTip(tip)
        self.form.addRow(label, box)
        box.fieldChanged.connect(lambda *_: self.store_text(name))
        return box

    def add_number(self, label):
        box = QSpinBox()
        box.setRange(0, 100_000_000)
        box.setGroupSeparatorShown(True)
        self.form.addRow(label, box)
        box.valueChanged.connect(lambda _: self.store_limits())
        return box

    def close_down(self):
        """What the boxes do from now on, when layers go, is nobody's choice."""
        self.is_filling = True
        self.choices.project.layersAdded.disconnect(self.fill)
        self.choices.project.layersRemoved.disconnect(self.fill)

    def usual_field(self, name):
        """What is counted where nothing was chosen; it is shown, and not stored."""
        sites = self.choices.layer("sites")
        return find_field(sites, HOUSEHOLDS) if name == "households" and sites is not None else ""

    def fill(self, *_):
        """From the choices."""
        self.is_filling = True
        choices = self.choices
        for name, box in self.layers.items():
            box.setLayer(choices.layer(name))
        for name, box in self.texts.items():
            box.setLayer(choices.layer("sites"))
            box.setField(choices.texts[name] or self.usual_field(name))
        for name, box in self.lists.items():
            box.clear()
            for layer in vector_layers(choices.project, [QgsWkbTypes.LineGeometry]):
                box.addItemWithCheckState(layer.name(), 2 if layer.id() in choices.lists[name] else 0, layer.id())
        self.cells.setChecked(choices.sites_are_cells)
        for name, box in self.numbers.items():
            box.setValue(getattr(choices.limits, name))
        self.tolerance.setValue(100 * choices.limits.tolerance)
        self.is_filling = False

    def store(self):
        """After a choice was changed; never while the boxes are filled."""
        self.choices.write()
        self.chosen.emit()

    def store_layer(self, name, layer):
        if self.is_filling or self.choices.ids[name] == (layer.id() if layer is not None else ""):
            return
        self.choices.choose(name, layer)
        if name == "sites":  # expressions are about the layer that was
            self.choices.texts = dict.fromkeys(self.texts, "")
            self.fill()
        self.store()

    def store_text(self, name):
        if not self.is_filling:
            self.choices.texts[name] = self.texts[name].expression()
            self.store()

    def store_list(self, name):
        if not self.is_filling:
            self.choices.lists[name] = [str(layer) for layer in self.lists[name].checkedItemsData()]
            self.store()

    def store_cells(self, are_cells):
        if not self.is_filling:
            self.choices.sites_are_cells = are_cells
            self.store()

    def store_limits(self):
        if not self.is_filling:
            self.choices.limits = Limits(*(box.value() for box in self.numbers.values()), round(self.tolerance.value() / 100, 6))
            self.choices.limits_chosen = True
            self.store()
