"""Runs gridify over a town and judges what comes of it."""

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import inputs
from judge import Wrong, judge, judge_kept, may_be_kept
from output import read_output

GRIDIFY = os.environ.get("GRIDIFY") or shutil.which("gridify") or "gridify"
SECONDS = float(os.environ.get("FUZZ_SECONDS", "120"))  # for a run of one town; more of them is a failure
# AddressSanitizer ends a program with 1, which for gridify means "done, with findings".
SANITIZER = re.compile(r"\S*(runtime error: .*|ERROR: \w+Sanitizer.*)")


def run_gridify(words, folder, threads, seconds):
    try:
        done = subprocess.run([GRIDIFY, *words, "-j", str(threads)], cwd=folder, capture_output=True, check=False,
                              timeout=seconds, encoding="utf-8", errors="replace")
    except subprocess.TimeoutExpired:
        return Wrong("hang", f"not done after {seconds:.0f} s")
    said = done.stderr.strip().splitlines()
    sanitizer = SANITIZER.search(done.stderr)
    if sanitizer:
        return Wrong("crash", sanitizer.group(0))
    if done.returncode < 0:
        return Wrong("crash", f"signal {-done.returncode} {said[0] if said else ''}")
    if done.returncode > 1:
        return Wrong("refused", f"exit code {done.returncode}, {said[0] if said else 'no message'}")
    return None


def divide(towns, whole, folder):
    """Divides the towns together and judges each. Returns {seed: [Wrong]}; or a Wrong if there is nothing to judge."""
    inputs.write_inputs(whole, folder)
    seconds = SECONDS * len(towns) ** 0.5
    ended = run_gridify(inputs.words(whole), folder, 1, seconds)
    if ended:
        return ended
    first = read_output(folder / "grids.gpkg")
    wrong = {town.seed: judge(town, first.only(town)) for town in towns}
    find_differences(towns, whole, folder, "grids.gpkg", first, False, wrong)
    if whole.settings.stability is None:
        return wrong
    ended = run_gridify(inputs.words(whole, "again.gpkg", later=True), folder, 1, seconds)
    if ended:
        return dataclasses.replace(ended, text=f"second run: {ended.text}")
    second = read_output(folder / "again.gpkg")
    for town in towns:
        before, after = first.only(town), second.only(town)
        found = judge(town, after, later=True) + (judge_kept(town, before, after) if may_be_kept(town) else [])
        wrong[town.seed] += [dataclasses.replace(each, text=f"second run: {each.text}") for each in found]
    find_differences(towns, whole, folder, "again.gpkg", second, True, wrong)
    return wrong


def find_differences(towns, whole, folder, name, output, later, wrong):
    """Runs once more, with two threads; the bytes must be the same."""
    other = name.replace(".gpkg", "-2.gpkg")
    ended = run_gridify(inputs.words(whole, other, later), folder, 2, SECONDS * len(towns) ** 0.5)
    if ended is None and (folder / name).read_bytes() == (folder / other).read_bytes():
        return
    if ended:
        wrong[towns[0].seed].append(Wrong("threads", f"with two threads: {ended.text}"))
        return
    again = read_output(folder / other)
    different = [town for town in towns if content(output.only(town)) != content(again.only(town))]
    for town in different or towns[:1]:
        wrong[town.seed].append(Wrong("threads", "with two threads the output differs"))


def content(output):
    return [(grid.fields, grid.area) for grids in output.by_unit.values() for grid in grids], output.assignments


def examine(towns, together):
    """{seed: [Wrong]} for towns of one block. If their common run fails, or some town fails in it, it is divided alone."""
    with tempfile.TemporaryDirectory(prefix="grid-fuzz-") as folder:
        found = divide(towns, together(towns), pathlib.Path(folder))
    if len(towns) == 1:
        return {towns[0].seed: [found]} if isinstance(found, Wrong) else found
    if isinstance(found, Wrong):
        alone = {seed: wrong for town in towns for seed, wrong in examine([town], together).items()}
        if not any(alone.values()):
            alone[towns[0].seed] = [dataclasses.replace(found, text=f"only with the rest of its block: {found.text}")]
        return alone
    for town in towns:
        if found[town.seed]:
            alone = examine([town], together)[town.seed]
            found[town.seed] = alone or [dataclasses.replace(wrong, text=f"only with the rest of its block: {wrong.text}")
                                         for wrong in found[town.seed]]
    return found
