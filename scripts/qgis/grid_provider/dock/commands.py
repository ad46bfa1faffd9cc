"""Changes as commands of QGIS' edit buffers, one for each press of a button, and their undo and redo.

A button may change two layers, the grids and the wishes. Each gets a command with the same words, so that the panel "Undo" of
QGIS shows it, and undo here takes both back together.
"""

from contextlib import ExitStack, contextmanager

from .texts import tr


class CannotEdit(Exception):
    """Why nothing was changed; the text is for the planner."""


def why_not_editable(layer):
    """Empty if the layer can be edited."""
    if layer is None:
        return tr("There is no layer of grids.")
    if layer.readOnly():
        return tr("The layer '{layer}' is read-only.", layer=layer.name())
    wanted = layer.dataProvider().ChangeGeometries | layer.dataProvider().ChangeAttributeValues
    if int(layer.dataProvider().capabilities()) & int(wanted) != int(wanted):
        return tr("The layer '{layer}' cannot be edited: its file or database is read-only.", layer=layer.name())
    return ""


@contextmanager
def noting(layer, changed):
    """Adds the layer to the list when it changes."""
    def note(*_):
        if layer not in changed:
            changed.append(layer)

    signals = (layer.featureAdded, layer.featureDeleted, layer.geometryChanged, layer.attributeValueChanged)
    for signal in signals:
        signal.connect(note)
    try:
        yield
    finally:
        for signal in signals:
            signal.disconnect(note)


class Commands:
    """The commands of the dock, in order; what was undone can be done again until something new is done."""

    def __init__(self, project):
        self.project = project
        self.done = []  # (text, [(id of the layer, how far its undo stack was then)])
        self.undone = []

    @contextmanager
    def command(self, text, *layers):
        """All changes inside are one command in each of the layers. If anything is raised, none of them stays."""
        for layer in layers:
            if not layer.isEditable():
                why = why_not_editable(layer)
                if why or not layer.startEditing():
                    raise CannotEdit(why or tr("The layer '{layer}' cannot be edited.", layer=layer.name()))
        changed = []
        with ExitStack() as listening:
            for layer in layers:
                listening.enter_context(noting(layer, changed))
                layer.beginEditCommand(text)
            try:
                yield
            except BaseException:
                for layer in layers:
                    layer.destroyEditCommand()
                raise
        for layer in layers:  # a command without a change is none
            layer.endEditCommand() if layer in changed else layer.destroyEditCommand()
        if changed:
            self.done.append((text, [(layer.id(), layer.undoStack().index()) for layer in changed]))
            self.undone = []
        for layer in layers:
            layer.triggerRepaint()

    def forget(self, layer_id):
        """After saving, and when a layer goes: there is nothing to undo in it."""
        for stack in (self.done, self.undone):
            stack[:] = [entry for entry in stack if all(layer != layer_id for layer, _ in entry[1])]

    def undo(self):
        """Takes back the last command; its words. Where the planner edited the layer by other means since, that is for QGIS to
        take back first."""
        return self.step(self.done, self.undone, 0, lambda stack: stack.undo())

    def redo(self):
        return self.step(self.undone, self.done, -1, lambda stack: stack.redo())

    def step(self, source, target, offset, move):
        if not source:
            raise CannotEdit(tr("There is nothing to take back.") if offset == 0 else tr("There is nothing to do again."))
        text, parts = source[-1]
        layers = [(self.project.mapLayer(layer), index) for layer, index in parts]
        for layer, index in layers:
            if layer is None or layer.undoStack().index() != index + offset:
                raise CannotEdit(tr("'{command}' is not the last change of the layer any more: use Undo of QGIS itself.", command=text))
        source.pop()
        for layer, _ in layers:
            move(layer.undoStack())
            layer.triggerRepaint()
        target.append((text, parts))
        return text
