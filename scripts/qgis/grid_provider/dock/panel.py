"""The page of the dock on which layers and limits are chosen."""

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QDoubleSpinBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget
from qgis.core import QgsFieldProxyModel, QgsMapLayerProxyModel, QgsWkbTypes
from qgis.gui import QgsCheckableComboBox, QgsFieldExpressionWidget, QgsMapLayerComboBox

from .choices import LISTS, vector_layers
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
        self.cells.toggled.connect(self.store)
        self.texts = {name: self.add_expression(label, tip) for name, label, tip in (
            ("households", tr("Households"), tr("Empty: a field with a usual name; if there is none, each site is one household.")),
            ("workload", tr("Workload"), tr("A field or an expression. Empty: the households.")))}
        self.add_layer("boundaries", tr("Boundaries"), polygons, tr("Of the units. Without them the outline of a unit is that of its "
                                                                 "grids as they are saved."))
        self.lists = {}
        for name, label in zip(LISTS, (tr("Barriers"), tr("Hard barriers"))):
            self.lists[name] = QgsCheckableComboBox()
            self.form.addRow(label, self.lists[name])
            self.lists[name].checkedItemsChanged.connect(self.store)
        self.add_layer("wishes", tr("Wishes"), polygons, tr("Locks and pins. Empty: made beside the grids when it is needed."))
        self.numbers = {name: self.add_number(label) for name, label in (
            ("least", tr("Households at least")), ("most", tr("Households at most")), ("target", tr("Households in a grid")))}
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setRange(0.1, 100)
        self.tolerance.setDecimals(1)
        self.tolerance.setSuffix(" %")
        self.form.addRow(tr("Tolerance"), self.tolerance)
        self.tolerance.valueChanged.connect(self.store)
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
        box.layerChanged.connect(self.store)

    def add_expression(self, label, tip):
        box = QgsFieldExpressionWidget()
        box.setFilters(QgsFieldProxyModel.Numeric)
        box.setAllowEmptyFieldName(True)
        box.setToolTip(tip)
        self.form.addRow(label, box)
        box.fieldChanged.connect(self.store)
        return box

    def add_number(self, label):
        box = QSpinBox()
        box.setRange(0, 100_000_000)
        box.setGroupSeparatorShown(True)
        self.form.addRow(label, box)
        box.valueChanged.connect(self.store)
        return box

    def fill(self):
        """From the choices."""
        self.is_filling = True
        choices = self.choices
        for name, box in self.layers.items():
            box.setLayer(choices.layer(name))
        for name, box in self.texts.items():
            box.setLayer(choices.layer("sites"))
            box.setField(choices.texts[name])
        for name, box in self.lists.items():
            box.clear()
            for layer in vector_layers(choices.project, [QgsWkbTypes.LineGeometry]):
                box.addItemWithCheckState(layer.name(), 2 if layer.id() in choices.lists[name] else 0, layer.id())
        self.cells.setChecked(choices.sites_are_cells)
        for name, box in self.numbers.items():
            box.setValue(getattr(choices.limits, name))
        self.tolerance.setValue(100 * choices.limits.tolerance)
        self.is_filling = False

    def store(self, *_):
        """Into the choices."""
        if self.is_filling:
            return
        choices = self.choices
        for name, box in self.layers.items():
            choices.choose(name, box.currentLayer())
        sites = choices.layer("sites")
        for name, box in self.texts.items():
            if box.layer() is not sites:  # expressions are about the layer that was
                self.is_filling = True
                box.setLayer(sites)
                box.setField("")
                self.is_filling = False
            choices.texts[name] = box.expression()
        for name, box in self.lists.items():
            choices.lists[name] = [str(layer) for layer in box.checkedItemsData()]
        choices.sites_are_cells = self.cells.isChecked()
        limits = Limits(*(box.value() for box in self.numbers.values()), round(self.tolerance.value() / 100, 6))
        if limits != choices.limits:
            choices.limits, choices.limits_chosen = limits, True
        choices.write()
        self.chosen.emit()
