"""Runs gridify over a town and judges what comes of it."""

import dataclasses
import os
import pathlib
import random
import shutil
import tempfile

import inputs
from judge import Wrong, judge, judge_kept, may_be_kept
from output import read_output
from runner import SECONDS, first_line, run_program
from town import shuffled, together

GRIDIFY = os.environ.get("GRIDIFY") or shutil.which("gridify") or "gridify"


class Runs:
    """The runs of gridify over some towns of a block, in a folder of their own."""

    def __init__(self, towns, folder):
        self.towns, self.folder = towns, folder
        self.whole = together(towns)
        self.wrong = {town.seed: [] for town in towns}

    def complain(self, towns, kind, text, second):
        for town in towns:
            self.wrong[town.seed].append(Wrong(kind, f"second run: {text}" if second else text))

    def run_all(self, compare=True):
        """Divides, judges, and divides again. A Wrong if a run failed so that there is nothing to judge. A town alone is left
        at its first failure; `compare`: whether to divide with two threads, and with the features in another order, too."""
        inputs.write_inputs(self.whole, self.folder)
        ended = self.run("grids.gpkg")
        if ended:
            return None if self.is_right(ended) else ended
        first = read_output(self.folder / "grids.gpkg")
        for town in self.towns:
            self.wrong[town.seed] += judge(town, first.only(town))
        second = None
        if self.whole.settings.stability is not None and not self.is_done():
            ended = self.run_second()
            if ended:
                return None if self.is_right(ended) else dataclasses.replace(ended, text=f"second run: {ended.text}")
            second = read_output(self.folder / "again.gpkg")
            self.judge_second(first, second)
        if compare and not self.is_done():
            self.compare_threads("grids.gpkg", first)
            if self.whole.settings.shuffled:
                self.compare_order(first)
            if second:
                self.compare_threads("again.gpkg", second, second=True)
        return None

    def is_done(self):
        return len(self.towns) == 1 and bool(self.wrong[self.towns[0].seed])

    def run_second(self):
        if self.whole.settings.changes == "grids":
            inputs.write_previous(self.whole, self.folder)
        return self.run("again.gpkg", second=True)

    def judge_second(self, first, second):
        for town in self.towns:
            before, after = first.only(town), second.only(town.later())
            found = judge(town.later(), after, again=True) + (judge_kept(town, before, after) if may_be_kept(town) else [])
            self.wrong[town.seed] += [dataclasses.replace(each, text=f"second run: {each.text}") for each in found]

    def run(self, output, threads=1, second=False, folder=None):
        """Nothing, or how it failed."""
        words = [GRIDIFY, *inputs.words(self.whole, output, second), "-j", str(threads)]
        seconds = SECONDS * len(self.towns) ** 0.5
        done, wrong = run_program(words, folder or self.folder, seconds)
        if wrong:
            return wrong
        said = first_line(done)
        return Wrong("refused", f"exit code {done.returncode}, {said}") if done.returncode > 1 else None

    def is_right(self, ended):
        """Whether it had to end so: more grids than cells are refused."""
        return self.whole.settings.shares and ended.kind == "refused" and "grids are too many" in ended.text

    def compare_threads(self, name, output, second=False):
        """Once more with two threads: the same bytes."""
        other = name.replace(".gpkg", "-2.gpkg")
        ended = self.run(other, 2, second)
        if ended:
            self.complain(self.towns[:1], "threads", f"with two threads: {ended.text}", second)
        elif (self.folder / name).read_bytes() != (self.folder / other).read_bytes():
            again = read_output(self.folder / other)
            different = [town for town in self.towns if content(output.only(town)) != content(again.only(town))]
            self.complain(different or self.towns[:1], "threads", "with two threads the output differs", second)

    def compare_order(self, output):
        """Once more with the features in another order: the same grids."""
        folder = self.folder / "shuffled"
        folder.mkdir()
        inputs.write_inputs(shuffled(self.whole, random.Random(self.whole.seed)), folder)
        ended = self.run("grids.gpkg", folder=folder)
        if ended:
            self.complain(self.towns[:1], "order", f"with the features in another order: {ended.text}", False)
            return
        again = read_output(folder / "grids.gpkg")
        different = [town for town in self.towns if content(output.only(town)) != content(again.only(town))]
        self.complain(different, "order", "with the features in another order the grids differ", False)


def content(output):
    return {grid.code: (grid.fields, grid.area) for grids in output.by_unit.values() for grid in grids}, output.assignments


def examine(towns):
    """{seed: [Wrong]} for towns of one block. If a town fails in their common run, or the run itself, it is divided alone."""
    if len(towns) == 1:
        return {towns[0].seed: examine_alone(towns[0])}
    with tempfile.TemporaryDirectory(prefix="grid-fuzz-") as folder:
        runs = Runs(towns, pathlib.Path(folder))
        ended = runs.run_all()
    if not ended:
        return {town.seed: runs.wrong[town.seed] and (examine_alone(town) or in_company(runs.wrong[town.seed]))
                for town in towns}
    found = {town.seed: examine_alone(town, compare=False) for town in towns}
    rest = [town for town in towns if not found[town.seed]]
    if len(rest) == len(towns):
        found[towns[0].seed] = in_company([ended])
    elif rest:
        found |= examine(rest)
    return found


def examine_alone(town, compare=True):
    with tempfile.TemporaryDirectory(prefix="grid-fuzz-") as folder:
        runs = Runs([town], pathlib.Path(folder))
        ended = runs.run_all(compare)
    return runs.wrong[town.seed] + ([ended] if ended else [])


def in_company(wrong):
    return [dataclasses.replace(each, text=f"only with the rest of its block: {each.text}") for each in wrong]
