"""The table of a unit's grids, with a bar for each deviation from the mean."""

from html import escape

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QPainter
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from . import numbers
from .style import ICONS
from .texts import count_text, fault_text, percent_text, tr

GOOD, DOUBTFUL, BAD = QColor("#3f9b6c"), QColor("#d99a2b"), QColor("#cf4a4a")
DEVIATION, FID = Qt.UserRole, Qt.UserRole + 1
GRID, HOUSEHOLDS, DEVIATION_COLUMN, WORKLOAD, WORKLOAD_DEVIATION, NOTES = range(6)


def colour_of(grid):
    return BAD if grid.is_grave else DOUBTFUL if grid.faults else GOOD


class GridModel(QAbstractTableModel):

    def __init__(self, parent=None):
        super().__init__(parent)
        self.figures = None
        self.limits = numbers.Limits()
        self.rows = []
        self.compared = {}  # by code, of a preview

    def show(self, figures, limits, preview):
        """Keeps rows, selection and scrolling where the grids are the same."""
        rows = figures.grids if figures is not None else []
        is_same = [grid.fid for grid in rows] == [grid.fid for grid in self.rows]
        if not is_same:
            self.beginResetModel()
        self.figures, self.limits, self.rows = figures, limits, rows
        self.compared = {row.code: row for row in preview.rows} if preview is not None else {}
        if not is_same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, NOTES))

    def rowCount(self, parent=QModelIndex()):
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent=QModelIndex()):
        return 0 if parent.isValid() else NOTES + 1

    def headerData(self, section, orientation, role=Qt.DisplayRole):
        if orientation == Qt.Horizontal and role == Qt.DisplayRole:
            return [tr("Grid"), tr("Households"), tr("Off the mean"), tr("Workload"), tr("Off the mean"), tr("Notes")][section]
        if orientation == Qt.Horizontal and role == Qt.TextAlignmentRole:
            return int((Qt.AlignRight if section in (HOUSEHOLDS, WORKLOAD) else Qt.AlignLeft) | Qt.AlignVCenter)
        return None

    def data(self, index, role=Qt.DisplayRole):
        grid, column = self.rows[index.row()], index.column()
        if role == Qt.DisplayRole:
            return self.text(grid, column)
        if role == Qt.DecorationRole and column == GRID and grid.is_locked:
            return QIcon(str(ICONS / "lock.svg"))
        if role == Qt.ToolTipRole:
            return self.tip(grid)
        if role == Qt.TextAlignmentRole:
            return int((Qt.AlignRight if column in (HOUSEHOLDS, WORKLOAD) else Qt.AlignLeft) | Qt.AlignVCenter)
        if role == Qt.ForegroundRole and column == NOTES and grid.faults:
            return colour_of(grid).darker(115)
        if role == Qt.FontRole and column == HOUSEHOLDS:
            font = QFont()
            font.setBold(True)
            return font
        if role == DEVIATION:
            share = grid.dev_hh if column == DEVIATION_COLUMN else grid.dev_wl
            return None if share is None else (share, colour_of(grid))
        return grid.fid if role == FID else None

    def text(self, grid, column):
        if column == GRID:
            number = grid.code[len(self.figures.code):] if grid.code.startswith(self.figures.code) else grid.code
            return f"{number or '—'}  {grid.name}".strip()
        if column == HOUSEHOLDS:
            return self.before(grid) + count_text(grid.households)
        if column == WORKLOAD:
            return count_text(grid.workload)
        if column == DEVIATION_COLUMN:
            return percent_text(grid.dev_hh)
        if column == WORKLOAD_DEVIATION:
            return percent_text(grid.dev_wl)
        return self.notes(grid)

    def before(self, grid):
        """In a preview: what it had."""
        row = self.compared.get(grid.code)
        if row is None or row.before == row.after:
            return ""
        return (tr("new") if row.before is None else count_text(row.before)) + " → "

    def notes(self, grid):
        """The worst first. That a grid is off the mean is not said again where a limit is broken; the bar shows it."""
        faults = [fault for fault in grid.faults if not grid.is_grave or fault in numbers.GRAVE]
        notes = [fault_text(fault, self.limits) for fault in faults]
        if not grid.is_general:
            notes.append(tr("dedicated area"))
        if grid.moved_in:
            notes.append("+" + count_text(grid.moved_in))
        if grid.moved_out:
            notes.append("−" + count_text(grid.moved_out))
        if grid.pins and not grid.moved_in:
            notes.append(tr("{n} pinned", n=grid.pins))
        return ", ".join(notes)

    def tip(self, grid):
        lines = [grid.name, grid.code, tr("{n} sites, {households} households, workload {workload}", n=grid.sites,
                                          households=count_text(grid.households), workload=count_text(grid.workload)), self.notes(grid)]
        return "<br>".join(escape(line) for line in lines if line)


class DeviationBar(QStyledItemDelegate):
    """A bar from the middle, to the left if a grid is too small; its end is twice the tolerance."""

    def paint(self, painter, option, index):
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.CE_ItemViewItem, option, painter, option.widget)
        value = index.data(DEVIATION)
        if value is None:
            return
        share, colour = value
        most = 2 * max(index.model().limits.tolerance, 0.01)
        box = QRectF(option.rect).adjusted(6, 6, -66, -6)
        middle = box.center().x()
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(128, 128, 128, 40))
        painter.drawRoundedRect(box, 2, 2)
        length = max(-1.0, min(1.0, share / most)) * box.width() / 2
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(min(middle, middle + length), box.top(), max(abs(length), 1.5), box.height()), 2, 2)
        painter.setPen(QColor(90, 90, 90))
        painter.drawLine(int(middle), int(box.top()) - 2, int(middle), int(box.bottom()) + 2)
        painter.setPen(option.palette.color(option.palette.HighlightedText if option.state & QStyle.State_Selected
                                            else option.palette.Text))
        painter.drawText(QRectF(option.rect).adjusted(0, 0, -6, 0), int(Qt.AlignRight | Qt.AlignVCenter), percent_text(share))
        painter.restore()

    def sizeHint(self, option, index):
        return QSize(126, 26)


class GridTable(QTableView):

    def __init__(self, parent=None):
        super().__init__(parent)
        self.grids = GridModel(self)
        self.setModel(self.grids)
        bar = DeviationBar(self)
        self.setItemDelegateForColumn(DEVIATION_COLUMN, bar)
        self.setItemDelegateForColumn(WORKLOAD_DEVIATION, bar)
        self.setSelectionBehavior(QAbstractItemView.SelectRows)
        self.setSelectionMode(QAbstractItemView.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeToContents)
        header.setStretchLastSection(True)

    def show_unit(self, figures, limits, preview):
        self.grids.show(figures, limits, preview)
        has_workload = figures is not None and figures.has_workload
        self.setColumnHidden(WORKLOAD, not has_workload)
        self.setColumnHidden(WORKLOAD_DEVIATION, not has_workload)

    def chosen(self):
        """The fids of the grids in the selected rows."""
        return [index.data(FID) for index in self.selectionModel().selectedRows()]

    def choose(self, fids):
        """Selects the rows of these grids, and tells nobody."""
        if set(fids) == set(self.chosen()):
            return
        selection = self.selectionModel()
        was = selection.blockSignals(True)
        selection.clearSelection()
        for row, grid in enumerate(self.grids.rows):
            if grid.fid in fids:
                selection.select(self.grids.index(row, 0), selection.Select | selection.Rows)
        selection.blockSignals(was)
        self.viewport().update()
        for row, grid in enumerate(self.grids.rows):
            if grid.fid in fids:
                self.scrollTo(self.grids.index(row, 0))
                break
