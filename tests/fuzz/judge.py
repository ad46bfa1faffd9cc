#!/usr/bin/python3
"""Judges a layer of grids by the town it was made of, with GEOS and with nothing of libgrid.

    judge.py FOLDER    judges what `run.sh` has made of the town in FOLDER (see run.py --keep)

Kinds of failures:
  missing    a unit has no grid, or a grid no geometry
  invalid    a grid is not valid in the sense of OGC
  area       the areas of a unit's grids are not that of the unit, to a billionth
  ground     the grids together and the unit differ by more than a lattice step along its outline
  overlap    ground of several grids, or of units that overlap twice over
  vertex     a vertex of a unit's outline is no vertex of its grids, bit for bit
  outline    the outline of the grids does not run along the unit's
  border     a segment inside a unit is not used once in each direction
  twins      two units have different vertices on their common border
  parts      a grid is in more parts than it must be
  codes      codes are not the unit's and the numbers from 1, or not unique
  counts     households, persons or sites of a grid are not those of the sites assigned to it
  site       a site is not in the grid that counts it, or not counted although it lies in a unit
  cut        a border runs through a block, a building or a cell
  dedicated  the dedicated grids are not where the dedicated areas are
  kept       nothing has changed, and yet the grids have (second run)
  threads    two threads write other bytes than one
  order      with the features of the inputs in another order the grids are others
  refused    exit code 2 or 3, though the inputs are in order
  crash      a signal, or a message of a sanitizer
  hang       no end in sight
  judge      GEOS gives up, though all grids are valid
"""

import dataclasses
import pathlib
import sys

import town as towns
from judge_ground import judge_ground
from judge_lines import judge_lines
from judge_sites import judge_sites
from judge_units import judged_units
from judge_wholes import judge_wholes
from output import read_output


@dataclasses.dataclass(frozen=True)
class Wrong:
    kind: str
    text: str
    at: tuple | None = None  # in the coordinate system of the units

    def __str__(self):
        place = f" at {self.at[0]!r},{self.at[1]!r}" if self.at else ""
        return f"{self.kind}: {self.text}{place}"


def judge(town, output, again=False):
    """What is wrong with the output of a run over the town; `again`: there were grids before. A list of Wrong."""
    wrong = []

    def complain(kind, text, at=None):
        wrong.append(Wrong(kind, text, at))

    units = judged_units(town, output, complain)
    for rule in (lambda: judge_ground(town, units, complain), lambda: judge_lines(town, units, complain),
                 lambda: judge_sites(town, units, output, complain), lambda: judge_wholes(town, units, output, complain),
                 lambda: judge_codes(units, again, complain)):
        try:
            rule()
        except RuntimeError as error:  # GEOS cannot measure what is badly made
            if not any(each.kind == "invalid" for each in wrong):
                complain("judge", f"GEOS gives up: {error}")
    return wrong


def judge_codes(units, again, complain):
    for unit in units:
        if not unit.grids:
            continue
        if again:  # retired numbers are never given again, so there may be gaps
            if len({grid.code for grid in unit.grids}) < len(unit.grids):
                complain("codes", f"{unit.code}: a code is used twice")
            continue
        want = [f"{unit.code}{number:03d}" for number in range(1, len(unit.grids) + 1)]
        if sorted(grid.code for grid in unit.grids) != want:
            complain("codes", f"{unit.code}: codes are not {want[0]} to {want[-1]}")


def judge_kept(town, before, after):
    """The second run with the same inputs: units whose grids have the households that they should have are as they were."""
    least, most = 0.9 * town.settings.sizes[1], 1.1 * town.settings.sizes[2]
    wrong = []
    for code, grids in before.by_unit.items():
        if not all(least <= grid.fields["households"] <= most for grid in grids):
            continue
        new = {grid.code: grid for grid in after.by_unit.get(code, [])}
        for grid in grids:
            again = new.get(grid.code)
            points = {point for polygon in grid.area for ring in polygon for point in ring}
            if again is None or not points <= {point for polygon in again.area for ring in polygon for point in ring}:
                wrong.append(Wrong("kept", f"{grid.code} is not as it was", grid.area[0][0][0] if grid.area else None))
    return wrong


def judge_folder(folder):
    """What is wrong with the files that run.sh makes."""
    town = towns.load(folder / "town.json")
    first = read_output(folder / "grids.gpkg")
    wrong = judge(town, first)
    if (folder / "again.gpkg").exists():
        second = read_output(folder / "again.gpkg")
        wrong += judge(town.later(), second, again=True)
        if may_be_kept(town):
            wrong += judge_kept(town, first, second)
    return wrong


def may_be_kept(town):
    return town.settings.stability and not town.settings.changes and not town.settings.shares


if __name__ == "__main__":
    found = judge_folder(pathlib.Path(sys.argv[1]))
    print("\n".join(map(str, found)) or "nothing is wrong")
    sys.exit(1 if found else 0)
