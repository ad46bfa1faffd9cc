"""A town: everything that one run of gridify is given, as plain values; and several towns as one."""

import dataclasses
import json
import pathlib

from frame import Frame


@dataclasses.dataclass
class Settings:
    """How the towns of a block are divided; the same for all of them, so that one run can divide them together."""

    source: str = "points"        # points, buildings, cells, or grouped: cells without boundaries
    crs: dict = dataclasses.field(default_factory=dict)  # EPSG codes of the layers that have another than the units
    form: str = "geojson"         # of the input files, by their extension
    sizes: tuple = (400, 300, 500)
    effort: str = "normal"
    stability: float | None = None  # of a second run with the first output as --previous; None: there is none
    changes: str = ""             # what has changed until then: "sites", "units", "grids" (other digits), or nothing
    digits: int = 0               # decimals of the grids, where they have changed
    shuffled: bool = False        # a run with the features in another order must give the same
    shares: bool = False          # --grids, the sum over the towns, instead of the sizes


@dataclasses.dataclass
class Town:
    seed: int
    features: tuple
    frame: Frame
    settings: Settings
    decimals: dict                # by layer
    units: list                   # of {"code", "area"}
    sites: list                   # of {"id", "at" or "area", "households", "persons"}; cells are among them
    barriers: list = dataclasses.field(default_factory=list)   # of {"points", "hard", "class"}
    blocks: list = dataclasses.field(default_factory=list)     # of areas
    dedicated: list = dataclasses.field(default_factory=list)  # of areas
    later_sites: list | None = None  # those of the second run, if they are others
    later_units: list | None = None
    grids: int = 0                # how many, where the settings ask for --grids

    def epsg(self, layer):
        return self.settings.crs.get(layer, self.frame.epsg)

    @property
    def is_cells(self):
        return self.settings.source in ("cells", "grouped")

    def later(self):
        """The town at the time of the second run."""
        return dataclasses.replace(self, units=self.later_units or self.units, sites=self.later_sites or self.sites)


def together(towns):
    """One town that has all that they have; they are of one block."""
    first = towns[0]
    if len(towns) == 1:
        return first
    layers = {layer: [item for town in towns for item in getattr(town, layer) or ()]
              for layer in ("units", "sites", "barriers", "blocks", "dedicated", "later_sites", "later_units")}
    features = tuple(sorted({feature for town in towns for feature in town.features}))
    return dataclasses.replace(first, features=features, grids=sum(town.grids for town in towns), **layers)


def shuffled(town, chance):
    """The same with the features of each layer in another order."""
    layers = {layer: chance.sample(getattr(town, layer), len(getattr(town, layer)))
              for layer in ("units", "sites", "barriers", "blocks", "dedicated")}
    return dataclasses.replace(town, **layers)


def save(town, path):
    pathlib.Path(path).write_text(json.dumps(dataclasses.asdict(town)), encoding="utf-8")


def load(path):
    values = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    values["frame"] = Frame(**values["frame"])
    values["settings"] = Settings(**values["settings"])
    values["features"] = tuple(values["features"])
    return Town(**with_points(values))


def with_points(value):
    """JSON knows no tuples: pairs of numbers with a fraction are points."""
    if isinstance(value, dict):
        return {key: with_points(item) for key, item in value.items()}
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in value):
            return tuple(value)
        return [with_points(item) for item in value]
    return value
