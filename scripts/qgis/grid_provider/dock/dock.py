"""The dock "Grids": what a session knows, and the buttons for what it does."""

from html import escape

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (QDockWidget, QFrame, QGridLayout, QHBoxLayout, QInputDialog, QLabel, QLineEdit, QListWidget,
                                 QListWidgetItem, QMenu, QProgressBar, QPushButton, QScrollArea, QSizePolicy, QStackedWidget,
                                 QToolButton, QVBoxLayout, QWidget)

from .commands import why_not_editable
from .looking import ERROR, INFO, WARNING
from .panel import ChoicePanel
from .preview import UNCHANGED
from .session import Session
from .style import ICONS
from .table import GridTable
from .texts import count_text, tr

COLOURS = {INFO: "#2f6f9f", WARNING: "#b07415", ERROR: "#b3383a"}
WORK, CHOICES = 0, 1  # pages


def icon(name):
    return QIcon(str(ICONS / f"{name}.svg"))


def label(text="", style=""):
    made = QLabel(text)
    made.setWordWrap(True)
    made.setStyleSheet(style)
    return made


class GridsDock(QDockWidget):

    def __init__(self, session=None, parent=None):
        super().__init__(tr("Grids"), parent)
        self.setObjectName("GridsDock")
        self.session = session or Session(parent=self)
        self.buttons = {}
        self.pages = QStackedWidget()
        self.panel = ChoicePanel(self.session.choices)
        self.table = GridTable()
        self.make_labels()
        self.pages.addWidget(self.work_page())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.NoFrame)
        scroll.setWidget(self.panel)
        self.pages.addWidget(scroll)
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(8)
        box.addLayout(self.header())
        box.addWidget(self.pages)
        self.setWidget(inner)
        self.setMinimumWidth(430)
        self.is_awake = False
        self.connect_signals()

    def wake(self, is_visible=True):
        """A dock that nobody has opened costs nothing: it looks at the project when it is first seen."""
        if is_visible and not self.is_awake:
            self.is_awake = True
            self.open()

    def open(self, *_):
        """Takes up what the project remembers; where nothing is known, the choices are shown first."""
        if not self.is_awake:
            return
        self.session.open()
        self.panel.fill()
        is_ready = self.session.choices.layer("grids") is not None and self.session.choices.layer("sites") is not None
        self.show_page(WORK if is_ready else CHOICES)
        self.session.refresh()

    # Making.

    def make_labels(self):
        self.title = label(style="font-size: 15pt; font-weight: 600;")
        self.summary = label(style="color: #5b6770;")
        for widget in (self.title, self.summary):  # names of units and layers are text, whatever is in them
            widget.setTextFormat(Qt.PlainText)
        self.state = label()
        self.selection = label()
        self.note = label()
        self.note.setTextFormat(Qt.PlainText)
        self.note.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.note.hide()
        self.findings = QListWidget()
        self.findings.setWordWrap(True)
        self.findings.setMaximumHeight(110)
        self.findings.hide()

    def header(self):
        row = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for widget in (self.title, self.summary):
            texts.addWidget(widget)
        row.addLayout(texts, 1)
        self.gear = QToolButton()
        self.gear.setIcon(icon("settings"))
        self.gear.setIconSize(QSize(22, 22))
        self.gear.setAutoRaise(True)
        self.gear.setCheckable(True)
        self.gear.setToolTip(tr("Layers and limits"))
        self.gear.toggled.connect(lambda is_on: self.show_page(CHOICES if is_on else WORK))
        row.addWidget(self.gear, 0, Qt.AlignTop)
        return row

    def work_page(self):
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.state)
        box.addWidget(self.table, 1)
        box.addWidget(self.selection)
        box.addLayout(self.button_grid())
        box.addWidget(self.preview_bar())
        box.addLayout(self.progress_row())
        box.addWidget(self.note)
        box.addWidget(self.findings)
        return page

    def button(self, name, text, tip, slot, is_wide=False):
        made = QToolButton()
        made.setObjectName(name)
        made.setText(text)
        made.setToolTip(tip)
        made.setIcon(icon(name))
        made.setIconSize(QSize(20, 20))
        made.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        made.setSizePolicy(QSizePolicy.Expanding if is_wide else QSizePolicy.Preferred, QSizePolicy.Fixed)
        made.setMinimumHeight(32)
        if slot is not None:
            made.clicked.connect(slot)
        self.buttons[name] = made
        return made

    def button_grid(self):
        session, grid = self.session, QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        self.move_menu = QMenu(self)
        move = self.button("move", tr("Move to"), tr("The selected buildings or cells belong to another grid."), None)
        move.setPopupMode(QToolButton.InstantPopup)
        move.setMenu(self.move_menu)
        self.move_menu.aboutToShow.connect(self.fill_move_menu)
        pin = self.button("pin", tr("Pin"), tr("The selected buildings or cells stay in their grid."), session.pin_here)
        rows = (
            (tr("Buildings"), [move, pin, self.button("unpin", tr("Unpin"), tr("Takes away the pins of the selected ones."),
                                                      session.unpin)]),
            (tr("Grids"), [self.button("merge", tr("Merge"), tr("Makes one grid of those selected."), session.merge),
                           self.button("rename", tr("Rename"), tr("Another name for the selected grid."), self.ask_name),
                           self.button("lock", tr("Lock"), tr("The selected grids stay as they are."), session.lock),
                           self.button("unlock", tr("Unlock"), tr("The selected grids may change again."), session.unlock)]),
        )
        for number, (text, buttons) in enumerate(rows):
            grid.addWidget(label(text, "color: #5b6770;"), number, 0)
            line = QHBoxLayout()
            line.setSpacing(6)
            for one in buttons:
                line.addWidget(one)
            line.addStretch()
            grid.addLayout(line, number, 1)
        grid.setColumnStretch(1, 1)
        grid.addLayout(self.run_row(), 2, 0, 1, 2)
        return grid

    def run_row(self):
        session, line = self.session, QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.button("update", tr("Update borders"), tr("Draws the borders of the unit again around what was moved, and "
                                                                      "changes nothing else."), session.update, True))
        line.addWidget(self.button("divide", tr("Divide again"), tr("Divides the selected grids, or the whole unit, until the limits "
                                                                    "are kept: around locks and pins."), session.divide, True))
        for name, text, slot in (("undo", tr("Undo"), session.undo), ("redo", tr("Redo"), session.redo),
                                 ("save", tr("Save"), session.save)):
            made = self.button(name, text, text, slot)
            made.setToolButtonStyle(Qt.ToolButtonIconOnly)
            line.addWidget(made)
        return line

    def preview_bar(self):
        self.bar = QFrame()
        self.bar.setObjectName("previewBar")
        self.bar.setStyleSheet("#previewBar { border: 1px solid #c2185b; border-radius: 4px; background: rgba(194, 24, 91, 22); }")
        line = QHBoxLayout(self.bar)
        self.bar_text = label()
        line.addWidget(self.bar_text, 1)
        self.accept_button = QPushButton(icon("accept"), tr("Accept"))
        self.discard_button = QPushButton(icon("discard"), tr("Discard"))
        self.accept_button.clicked.connect(lambda: self.session.accept())
        self.discard_button.clicked.connect(lambda: self.session.discard())
        line.addWidget(self.accept_button)
        line.addWidget(self.discard_button)
        self.bar.hide()
        return self.bar

    def progress_row(self):
        line = QHBoxLayout()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(lambda: self.session.task is not None and self.session.task.cancel())
        line.addWidget(self.progress, 1)
        line.addWidget(self.cancel)
        self.progress.hide()
        self.cancel.hide()
        return line

    def connect_signals(self):
        self.session.changed.connect(self.show_all)
        self.session.message.connect(self.show_message)
        self.panel.chosen.connect(self.session.connect_layers)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.session.select_grids(self.table.chosen()))
        project = self.session.project
        project.readProject.connect(self.open)
        project.cleared.connect(self.open)

    def close_session(self):
        self.panel.close_down()
        project = self.session.project
        project.readProject.disconnect(self.open)
        project.cleared.disconnect(self.open)
        self.session.close()

    # Showing.

    def show_page(self, page):
        if page == CHOICES:
            self.panel.fill()
        self.pages.setCurrentIndex(page)
        self.gear.setChecked(page == CHOICES)

    def show_all(self):
        session = self.session
        shown = session.preview.figures if session.preview is not None else session.figures
        self.show_unit(shown)
        self.table.show_unit(shown, session.choices.limits, session.preview)
        self.table.choose([grid.fid for grid in session.selected_grids()])
        self.show_selection()
        self.show_preview()
        self.show_findings()
        self.progress.setVisible(session.task is not None)
        self.cancel.setVisible(session.task is not None)
        self.enable_buttons()

    def show_unit(self, figures):
        if figures is None:
            self.title.setText(tr("Grids"))
            self.summary.setText(self.session.doubt or tr("Select a grid or a building in the map."))
            self.state.hide()
            return
        self.title.setText(figures.name or figures.code)
        parts = [figures.code] if figures.name else []
        parts += [tr("{n} grids", n=len(figures.grids)), tr("{n} households", n=count_text(figures.households)),
                  tr("mean {n}", n=count_text(round(figures.mean)))]
        self.summary.setText(" · ".join(parts))
        self.show_state(figures)

    def show_state(self, figures):
        bad = sum(grid.is_grave for grid in figures.grids)
        doubtful = sum(bool(grid.faults) for grid in figures.grids) - bad
        texts = []
        if bad:
            texts.append(f"<span style='color:#cf4a4a'>●</span> {tr('{n} beyond the limits', n=bad)}")
        if doubtful:
            texts.append(f"<span style='color:#d99a2b'>●</span> {tr('{n} off the mean', n=doubtful)}")
        if not texts:
            texts.append(f"<span style='color:#3f9b6c'>●</span> {tr('all within the limits')}")
        if figures.lost:
            texts.append(f"<span style='color:#cf4a4a'>●</span> {tr('{n} households in no grid', n=count_text(figures.lost))}")
        if self.session.others:
            texts.append(tr("selected in {n} further units, which are left out", n=self.session.others))
        if self.session.doubt:
            texts.append(escape(self.session.doubt))
        self.state.setText(" &nbsp; ".join(texts))
        self.state.show()

    def show_selection(self):
        sites, grids = self.session.selected_sites(), self.session.selected_grids()
        parts = []
        if sites:
            parts.append(tr("{n} buildings or cells selected, {households} households", n=len(sites),
                            households=count_text(self.session.sum_of_sites(sites))))
        if len(grids) > 1:
            chosen = {grid.fid for grid in grids}
            total = sum(grid.households for grid in self.session.figures.grids if grid.fid in chosen)
            parts.append(tr("{n} grids selected, {households} households together", n=len(grids), households=count_text(total)))
        self.selection.setText("<b>" + " · ".join(parts) + "</b>" if parts else
                               tr("Select buildings to move or pin them, grids to merge or lock them."))

    def show_preview(self):
        preview = self.session.preview
        self.bar.setVisible(preview is not None)
        if preview is not None:
            changed = sum(row.change != UNCHANGED for row in preview.rows)
            text = tr("<b>Preview</b>: {n} grids change, {households} households move.", n=changed, households=count_text(preview.moved))
            gone = [row.code[len(preview.unit.code):] for row in preview.rows if row.after is None]
            if gone:
                text += " " + escape(tr("Given up: {codes}.", codes=", ".join(gone)))
            self.bar_text.setText(text)

    def show_findings(self):
        self.findings.clear()
        for finding in self.session.findings:
            grid = finding.grid[len(self.session.code):] if finding.grid.startswith(self.session.code) else finding.grid
            item = QListWidgetItem(icon(finding.severity), f"{grid}: {finding.message}" if grid else finding.message)
            item.setToolTip(escape(f"{finding.code}: {finding.message}"))
            self.findings.addItem(item)
        self.findings.setVisible(bool(self.session.findings))

    def show_message(self, kind, text):
        self.note.setText(text)
        self.note.setStyleSheet(f"color: {COLOURS[kind]};")
        self.note.setVisible(bool(text))

    def enable_buttons(self):
        session = self.session
        is_free = session.unit is not None and session.preview is None and session.task is None
        sites, grids = bool(session.selected_sites()), len(session.selected_grids())
        why = why_not_editable(session.choices.layer("grids"))
        allowed = {"move": sites, "pin": sites, "unpin": sites, "merge": grids > 1 and not why, "rename": grids == 1 and not why,
                   "lock": grids > 0, "unlock": grids > 0, "update": True, "divide": True, "undo": bool(session.commands.done),
                   "redo": bool(session.commands.undone)}
        for name, is_allowed in allowed.items():
            self.buttons[name].setEnabled(is_free and is_allowed)
        self.buttons["save"].setEnabled(any(layer is not None and layer.isEditable() and layer.isModified()
                                            for layer in map(session.choices.layer, ("grids", "wishes"))))
        self.accept_button.setEnabled(not why)
        self.accept_button.setToolTip(why)
        for name in ("merge", "rename"):
            if why:
                self.buttons[name].setToolTip(why)
        divide = tr("Divide these again") if 0 < grids < len(session.unit.grids if session.unit else []) else tr("Divide again")
        self.buttons["divide"].setText(divide)

    # Asking.

    def fill_move_menu(self):
        """The grids of the unit, with their households."""
        self.move_menu.clear()
        for grid in self.session.figures.grids if self.session.figures else []:
            if grid.code and not grid.is_locked:
                text = f"{grid.code[len(self.session.code):]}  {grid.name}  ({count_text(grid.households)})"
                self.move_menu.addAction(text).triggered.connect(lambda _, code=grid.code: self.session.move_to(code))

    def ask_name(self):
        grids = self.session.selected_grids()
        if grids:
            name, is_given = QInputDialog.getText(self, tr("Rename"), tr("Name of grid {code}", code=grids[0].code), QLineEdit.Normal,
                                                  grids[0].name)
            if is_given:
                self.session.rename(name)
