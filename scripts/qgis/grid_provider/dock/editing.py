"""The buttons that edit. Each is one command of the edit buffers, and says what it did or why not."""

from qgis.core import QgsCsException, QgsProcessingException

from . import changes, style, wish_layer
from .commands import CannotEdit
from .looking import ERROR, INFO, WARNING
from .texts import tr
from .unit import NotCounted
from .write_inputs import site_shapes


class Editing:
    """A part of session.Session."""

    def attempt(self, action):
        """Runs an action; its text or its problem becomes the message."""
        if self.timer.isActive():
            self.refresh()
        try:
            text = action()
        except (CannotEdit, NotCounted, QgsProcessingException, QgsCsException, OSError, RuntimeError) as problem:
            self.message.emit(ERROR, str(problem))
            return False
        if text:
            self.message.emit(INFO, text)
        self.refresh()
        return True

    def need_unit(self):
        if self.unit is None:
            raise CannotEdit(self.doubt or tr("Select a grid first."))
        if self.preview is not None:
            raise CannotEdit(tr("Accept the preview or discard it first."))

    def need_wishes(self):
        """The layer of wishes; made if there is none."""
        layer = self.choices.layer("wishes")
        if layer is not None:
            return layer
        layer, why = wish_layer.make_layer(self.choices.layer("grids"), self.project.transformContext())
        self.choices.choose("wishes", layer)
        layer.setName(tr("Wishes"))
        style.style_wishes(layer, "wish")
        self.project.addMapLayer(layer, False)
        self.project.layerTreeRoot().insertLayer(0, layer)
        self.choices.write()
        self.listen_to_all()
        if why:
            self.message.emit(WARNING, tr("The wishes are a layer in memory, for {why}: save it as a file before you close QGIS.",
                                          why=why))
        return layer

    def need_grids(self, least):
        grids = self.selected_grids()
        if len(grids) < least:
            raise CannotEdit(tr("Select a grid first.") if least == 1 else tr("Select two grids or more."))
        return grids

    def refuse_locked(self, codes):
        locked = sorted(set(codes) & self.unit.locked)
        if locked:
            raise CannotEdit(tr("Locked: {codes}. Unlock first.", codes=", ".join(locked)))

    def move_to(self, code):
        return self.attempt(lambda: self.do_move(code))

    def do_move(self, code):
        """Pins the selected sites to a grid; the numbers follow at once, the borders when the unit is updated."""
        self.need_unit()
        sites = self.selected_sites()
        if not sites:
            raise CannotEdit(tr("Select buildings or cells of this unit first."))
        if not code or not any(grid.code == code for grid in self.unit.grids):
            raise CannotEdit(tr("A grid needs a code before anything is moved to it: update the borders."))
        self.refuse_locked([code, *(self.unit.grids[self.unit.own[s]].code for s in sites)])
        households = sum(self.unit.sites[s].households for s in sites)
        self.pin_sites(tr("Move {n} to {code}", n=len(sites), code=code), [(s, code) for s in sites])
        return tr("{n} moved to {code} with {households:g} households. Update the borders when you are done.", n=len(sites), code=code,
                  households=households)

    def pin_here(self):
        return self.attempt(self.do_pin)

    def do_pin(self):
        self.need_unit()
        sites = self.selected_sites()
        if not sites:
            raise CannotEdit(tr("Select buildings or cells of this unit first."))
        codes = {grid.code for grid in self.unit.grids}
        pinned = {s: code for s, code in self.unit.pinned.items() if code in codes}
        places = [(s, pinned.get(s) or self.unit.grids[self.unit.own[s]].code) for s in sites]
        if not all(code for _, code in places):
            raise CannotEdit(tr("A grid needs a code before anything is pinned to it: update the borders."))
        self.pin_sites(tr("Pin {n}", n=len(sites)), places)
        return tr("{n} pinned to their grids.", n=len(sites))

    def pin_sites(self, text, places):
        layer = self.need_wishes()
        shapes = site_shapes(self.choices, self.unit, [s for s, _ in places], layer.crs())
        with self.commands.command(text, layer):
            changes.pin(layer, [(shapes[s], code) for s, code in places])

    def unpin(self):
        return self.attempt(self.do_unpin)

    def do_unpin(self):
        self.need_unit()
        layer, sites = self.choices.layer("wishes"), self.selected_sites()
        if layer is None or not sites:
            raise CannotEdit(tr("Select pinned buildings or cells first."))
        shapes = site_shapes(self.choices, self.unit, sites, layer.crs())
        with self.commands.command(tr("Unpin {n}", n=len(sites)), layer):
            count = changes.unpin(layer, list(shapes.values()))
        return tr("{n} pins removed.", n=count)

    def lock(self):
        return self.attempt(self.do_lock)

    def do_lock(self):
        self.need_unit()
        grids = self.need_grids(1)
        if not all(grid.code for grid in grids):
            raise CannotEdit(tr("A grid needs a code before it is locked: update the borders."))
        waiting = {grid.code for grid in self.figures.grids if grid.moved_in or grid.moved_out} & {grid.code for grid in grids}
        if waiting:
            raise CannotEdit(tr("Buildings of {codes} are still to be moved: update the borders first.", codes=", ".join(sorted(waiting))))
        layer = self.need_wishes()
        with self.commands.command(tr("Lock {n}", n=len(grids)), layer):
            changes.lock(layer, grids, self.transform("grids", "wishes"))
        return tr("{n} locked: they stay as they are.", n=len(grids))

    def unlock(self):
        return self.attempt(self.do_unlock)

    def do_unlock(self):
        self.need_unit()
        grids = self.need_grids(1)
        layer = self.choices.layer("wishes")
        if layer is None or not self.unit.locked & {grid.code for grid in grids}:
            raise CannotEdit(tr("None of these grids is locked."))
        with self.commands.command(tr("Unlock {n}", n=len(grids)), layer):
            count = changes.unlock(layer, {grid.code for grid in grids})
        return tr("{n} unlocked.", n=count)

    def rename(self, name):
        return self.attempt(lambda: self.do_rename(name))

    def do_rename(self, name):
        self.need_unit()
        (grid,) = self.need_grids(1)[:1]
        layer = self.choices.layer("grids")
        with self.commands.command(tr("Rename {code}", code=grid.code), layer):
            changes.rename(layer, grid.fid, name.strip())
        return ""

    def merge(self):
        return self.attempt(self.do_merge)

    def do_merge(self):
        """The grid with most households keeps its code and name."""
        self.need_unit()
        grids = self.need_grids(2)
        self.refuse_locked(grid.code for grid in grids)
        households = {grid.fid: grid.households for grid in self.figures.grids}
        keeper = max(grids, key=lambda grid: (bool(grid.code), households[grid.fid]))
        layer, wishes = self.choices.layer("grids"), self.choices.layer("wishes")
        codes = {grid.code for grid in grids if grid.code} - {keeper.code}
        pins = wish_layer.wishes_on(wishes, wish_layer.PIN, codes=codes) if wishes is not None else []
        with self.commands.command(tr("Merge {n} grids", n=len(grids)), layer, *([wishes] if pins else [])):
            changes.merge(layer, grids, keeper)
            if pins:
                changes.pin_to(wishes, pins, keeper.code)
        self.choices.retire(codes)
        layer.selectByIds([keeper.fid])
        return tr("{n} grids are one, {code}.", n=len(grids), code=keeper.code)

    def undo(self):
        return self.attempt(lambda: tr("Undone: {text}", text=self.commands.undo()))

    def redo(self):
        return self.attempt(lambda: tr("Done again: {text}", text=self.commands.redo()))

    def save(self):
        return self.attempt(self.do_save)

    def do_save(self):
        saved = []
        for name in ("grids", "wishes"):
            layer = self.choices.layer(name)
            if layer is not None and layer.isEditable() and layer.isModified():
                if not layer.commitChanges(False):
                    raise CannotEdit("\n".join([tr("'{layer}' could not be saved; the changes are kept.", layer=layer.name()),
                                                *layer.commitErrors()]))
                saved.append(layer.name())
        return tr("Saved: {layers}.", layers=", ".join(saved)) if saved else tr("Nothing to save.")
