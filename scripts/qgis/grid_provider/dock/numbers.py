"""The numbers of a unit's grids: sums, deviations from the mean, limits broken. Pure Python, without QGIS.

The mean is that of the general grids of the unit; dedicated areas are outside the balance, as in gridify.
"""

from dataclasses import dataclass, field

# What may be wrong with a grid, from the worst to the least.
NO_CODE, CODE_TWICE, EMPTY, INVALID, BELOW, ABOVE, OFF_MEAN, OFF_WORK = (
    "no_code", "code_twice", "empty", "invalid", "below", "above", "off_mean", "off_work")
GRAVE = (NO_CODE, CODE_TWICE, EMPTY, INVALID, BELOW, ABOVE)


@dataclass(frozen=True)
class Limits:
    """Households of a grid, and the largest share of the mean that it may be off."""
    least: int = 300
    most: int = 500
    target: int = 400
    tolerance: float = 0.1

    def kept_range(self, mean):
        """Households between which a unit needs no dividing: limits and tolerance alike (--keep-range)."""
        least, most = max(self.least, int(mean * (1 - self.tolerance))), min(self.most, int(mean * (1 + self.tolerance)) + 1)
        return (least, most) if least <= most else (self.least, self.most)


@dataclass
class Figures:
    """One grid. `moved_in` and `moved_out` are households whose pins send them elsewhere than the borders do."""
    fid: int
    code: str
    name: str = ""
    is_general: bool = True
    sites: int = 0
    households: float = 0
    persons: float = 0
    workload: float = 0
    moved_in: float = 0
    moved_out: float = 0
    faults: list = field(default_factory=list)
    is_locked: bool = False
    pins: int = 0
    dev_hh: float = None  # of a dedicated area, or where the mean is 0, there is none
    dev_wl: float = None

    @property
    def is_grave(self):
        return any(fault in GRAVE for fault in self.faults)


@dataclass
class UnitFigures:
    """A unit: its grids in the order of their codes, and the households that lie in none of them (None: not known)."""
    code: str
    name: str
    grids: list
    lost: float = None
    mean: float = 0
    mean_workload: float = 0

    @property
    def households(self):
        return sum(grid.households for grid in self.grids)

    @property
    def has_workload(self):
        return any(abs(grid.workload - grid.households) > 1e-9 for grid in self.grids)

    def grid(self, code):
        return next((grid for grid in self.grids if grid.code == code), None)


def share_off(value, mean):
    return (value - mean) / mean if mean else None


def judge(unit, limits):
    """Sets means and deviations, and adds the limits that each grid breaks to its faults."""
    general = [grid for grid in unit.grids if grid.is_general]
    unit.mean = sum(grid.households for grid in general) / len(general) if general else 0
    unit.mean_workload = sum(grid.workload for grid in general) / len(general) if general else 0
    codes = [grid.code for grid in unit.grids]
    for grid in unit.grids:
        if not grid.code:
            grid.faults.append(NO_CODE)
        elif codes.count(grid.code) > 1:
            grid.faults.append(CODE_TWICE)
        if not grid.is_general:
            continue
        grid.dev_hh = share_off(grid.households, unit.mean)
        grid.dev_wl = share_off(grid.workload, unit.mean_workload)
        if grid.households < limits.least:
            grid.faults.append(BELOW)
        if grid.households > limits.most:
            grid.faults.append(ABOVE)
        # What is off by rounding only is not off.
        if grid.dev_hh is not None and abs(grid.dev_hh) > limits.tolerance + 1e-12:
            grid.faults.append(OFF_MEAN)
        if grid.dev_wl is not None and unit.has_workload and abs(grid.dev_wl) > limits.tolerance + 1e-12:
            grid.faults.append(OFF_WORK)
    return unit
