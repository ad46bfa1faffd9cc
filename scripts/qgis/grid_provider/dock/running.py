"""The buttons that run gridify: in the background, with a preview that is accepted or thrown away."""

from dataclasses import dataclass

from qgis.core import QgsApplication, QgsFeatureRequest

from .. import programs
from . import changes
from .commands import CannotEdit, why_not_editable
from .job import DIVIDE, UPDATE
from .looking import ERROR, INFO
from .preview import Preview
from .task import DivideTask
from .texts import tr
from .write_inputs import make_job, result_layer


@dataclass
class Begun:
    """What a run was begun with: unit.Unit, numbers.UnitFigures, and state_of() the unit."""
    unit: object
    figures: object
    state: list


class Running:
    """A part of session.Session."""

    def update(self):
        return self.attempt(lambda: self.start(UPDATE, None))

    def divide(self):
        """The selected grids if there are any but not all, else the whole unit."""
        return self.attempt(lambda: self.start(DIVIDE, self.chosen_codes()))

    def chosen_codes(self):
        chosen = self.selected_grids()
        return {grid.code for grid in chosen} if 0 < len(chosen) < len(self.unit.grids) else None

    def start(self, kind, free):
        self.need_unit()
        if self.task is not None:
            raise CannotEdit(tr("gridify is still at work."))
        program, problem = programs.find("gridify")
        if problem:
            raise CannotEdit(problem)
        job = make_job(self.choices, self.unit, self.figures, kind, free)
        title = (tr("Divide {unit} again", unit=self.unit.code) if kind == DIVIDE else
                 tr("Update the borders of {unit}", unit=self.unit.code))
        self.message.emit(INFO, "")
        self.findings = []
        begun = Begun(self.unit, self.figures, self.state_of(self.unit))
        self.task = DivideTask(title, job, program, lambda outcome, problem: self.ended(job, begun, outcome, problem))
        QgsApplication.taskManager().addTask(self.task)
        return ""

    def state_of(self, unit):
        """All of the unit's grids, to see whether anything was changed meanwhile."""
        layer = self.choices.layer("grids")
        fids = [grid.fid for grid in self.reader.grids(unit.code)[1]]
        return sorted((feature.id(), feature.geometry().asWkb().data(), [str(value) for value in feature.attributes()])
                      for feature in layer.getFeatures(QgsFeatureRequest().setFilterFids(fids)))

    def ended(self, job, begun, outcome, problem):
        self.task = None
        try:
            if problem:
                self.message.emit(ERROR, tr("gridify did not do it; nothing was changed.") + "\n" + problem)
            elif outcome is None:
                self.message.emit(INFO, tr("Canceled; nothing was changed."))
            else:
                self.show(begun, outcome)
        finally:
            job.remove()
            self.changed.emit()

    def show(self, begun, outcome):
        source = result_layer(outcome)
        if not source.isValid() or not source.featureCount():
            self.message.emit(ERROR, tr("The result of gridify cannot be read; nothing was changed."))
            return
        unit, figures = begun.unit, begun.figures
        # Where the workload is the households, its findings are said already.
        self.findings = [finding for finding in outcome.findings if finding.code != "workload_missed" or figures.has_workload]
        title = tr("Preview of {unit}", unit=unit.name or unit.code)
        preview = Preview(source, begun, self.choices.limits, outcome.assignments, title)
        if not preview.is_different:
            self.message.emit(INFO, tr("Nothing has to change: the limits are kept, and so are the wishes."))
            return
        self.preview = preview
        self.project.addMapLayer(preview.layer, False)
        self.project.layerTreeRoot().insertLayer(0, preview.layer)

    def accept(self):
        preview = self.preview
        return preview is not None and self.attempt(lambda: self.do_accept(preview))

    def do_accept(self, preview):
        layer = self.choices.layer("grids")
        why = why_not_editable(layer)
        if why:
            raise CannotEdit(why + " " + tr("The preview stays; export it to keep it."))
        if self.state_of(preview.unit) != preview.state:
            raise CannotEdit(tr("The grids were changed since the preview was made: discard it and run again."))
        with self.commands.command(tr("Accept the grids of {unit}", unit=preview.unit.code), layer):
            codes = changes.take_result(layer, preview.unit, preview.features)
        self.choices.retire(codes)
        self.end_preview()
        return tr("Accepted. Undo takes it back; save when you are content.")

    def discard(self):
        self.end_preview()
        self.findings = []
        self.changed.emit()

    def end_preview(self):
        if self.preview is not None:
            layer = self.preview.layer
            self.preview = None
            self.project.removeMapLayer(layer.id())
