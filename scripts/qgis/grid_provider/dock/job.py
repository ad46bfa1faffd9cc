"""A unit written to files, and the runs of gridify over them.

In QGIS' thread `write_inputs` writes the unit as it is in the edit buffers: the plan, the sites around it, boundaries, barriers,
wishes. In the background `Job.run` has gridify

1. take the plan over as it was drawn (--plan), which makes it an exact coverage again and counts it;
2. if pins send sites elsewhere, draw borders around those: between the grids that lose and get them, whose common ground is
   divided as a unit of its own by a table of its sites, so that no other border moves; and take that over as in 1;
3. if the unit is to be divided again, change that until the limits are kept, around locks and pins (--previous, --wishes).
"""

import csv
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from osgeo import ogr
from qgis.core import QgsProcessingUtils

from .. import runner

UPDATE, DIVIDE = "update", "divide"
FINDINGS = (0, 1)  # exit codes of what was done


class Failed(Exception):
    """gridify did not do it; the text is what it said."""


@dataclass
class Finding:
    code: str
    severity: str
    grid: str
    message: str


@dataclass
class Outcome:
    """What came of a job: the file with the layer `grids`, the site -> code of all sites, and what gridify found."""
    path: str
    assignments: dict
    findings: list = field(default_factory=list)


def read_assignments(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return {row[0]: row[1] for row in rows[1:] if len(row) > 1}


def write_plan_table(path, assignments):
    """What has no grid has no row: gridify gives it to what is beside it."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["site_id", "grid_code"])
        rows.writerows([site, code] for site, code in assignments.items() if code)


def moved(assignments, pins):
    """The assignments with pinned sites moved; None if all are where their pins want them. Pins to a code that no site has are
    left: there is no such grid, which gridify says."""
    codes = set(assignments.values()) - {""}
    wanted = {site: code for site, code in pins.items() if code in codes and assignments.get(site, code) != code}
    return {**assignments, **wanted} if wanted else None


def read_findings(path, unit):
    """The findings about a unit, and those about none, in the layer of issues."""
    dataset = ogr.Open(str(path))
    layer = dataset.GetLayerByName("issues") if dataset else None
    rows = [Finding(row["code"], row["severity"], row["grid_code"] or "", row["message"])
            for row in layer or [] if (row["unit_code"] or unit) == unit]
    return sorted(rows, key=lambda row: ("error", "warning", "note").index(row.severity))


def write_zone(path, taken, unit, codes):
    """The common ground of these grids as a unit."""
    with reading(taken) as layer:
        shapes = [row.geometry().Clone() for row in layer if row["grid_code"] in codes]
        srs = layer.GetSpatialRef()
        ground = ogr.Geometry(ogr.wkbMultiPolygon)
        for shape in shapes:
            for part in ogr.ForceToMultiPolygon(shape):
                ground.AddGeometry(part)
        ground = ground.UnionCascaded()
        package = ogr.GetDriverByName("GPKG").CreateDataSource(path)
        zone = package.CreateLayer("zone", srs, ogr.wkbMultiPolygon)
        zone.CreateField(ogr.FieldDefn("unit_code", ogr.OFTString))
        feature = ogr.Feature(zone.GetLayerDefn())
        feature["unit_code"] = unit
        feature.SetGeometry(ogr.ForceToMultiPolygon(ground))
        zone.CreateFeature(feature)


def put_together(path, taken, zone, codes):
    """The file `path`: the grids of `taken`, of which these have the polygons of `zone`. One that has none there is no more."""
    shutil.copyfile(taken, path)
    with reading(zone) as layer:
        shapes = {row["grid_code"]: row.geometry().Clone() for row in layer}
    package = ogr.Open(path, update=1)
    layer = package.GetLayerByName("grids")
    for row in [row for row in layer if row["grid_code"] in codes]:
        if row["grid_code"] in shapes:
            row.SetGeometry(shapes[row["grid_code"]])
            layer.SetFeature(row)
        else:
            layer.DeleteFeature(row.GetFID())


@contextmanager
def reading(path):
    """The layer `grids` of a file; the file must stay open while it is used."""
    package = ogr.Open(path)
    if package is None:
        raise Failed(f"'{path}' cannot be read.")
    yield package.GetLayerByName("grids")


class Job:
    """The runs for one unit. `units` are the words for the boundaries, `inputs` those for what else is the same in all runs;
    `pins` site -> code; `files` what was written, by role; `folder` is removed when the job is forgotten."""

    def __init__(self, unit, kind):
        self.unit = unit
        self.kind = kind
        self.folder = Path(tempfile.mkdtemp(prefix="grids-", dir=QgsProcessingUtils.tempFolder()))
        self.units = []
        self.inputs = []
        self.pins = {}
        self.files = {}
        self.options = []  # of dividing: --keep-range, --tolerance

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return str(self.folder / name)

    def run(self, program, feedback):
        """In any thread. Raises Failed; None if it was canceled."""
        done = self.step(program, feedback, "taken", [*self.plan(self.files["plan"]), *self.previous(self.files["previous"])])
        table = moved(done.assignments, self.pins) if done is not None else None
        if table is not None:
            done = self.move(program, feedback, done, table)
        if done is not None and self.kind == DIVIDE:
            wishes = ["--wishes", self.files["wishes"]] if "wishes" in self.files else []
            done = self.step(program, feedback, "divided", [*self.previous(done.path), *wishes, *self.options])
        return done

    def move(self, program, feedback, taken, table):
        codes = {code for site, now in table.items() if now != taken.assignments.get(site) for code in (now, taken.assignments.get(site))}
        codes.discard("")
        codes.discard(None)
        write_zone(self.path("zone.gpkg"), taken.path, self.unit, codes)
        write_plan_table(self.path("plan.csv"), {site: code for site, code in table.items() if code in codes})
        words = ["--plan", self.path("plan.csv"), "--plan-field", "grid_code", *self.previous(taken.path)]
        zone = self.step(program, feedback, "zone_divided", words, [self.path("zone.gpkg")])
        if zone is None:
            return None
        put_together(self.path("together.gpkg"), taken.path, zone.path, codes)
        return self.step(program, feedback, "moved", [*self.plan(self.path("together.gpkg")), *self.previous(taken.path)])

    @staticmethod
    def plan(path):
        return ["--plan", path, "--plan-layer", "grids"]

    @staticmethod
    def previous(path):
        return ["--previous", path, "--previous-layer", "grids"]

    def step(self, program, feedback, name, words, units=None):
        path = self.path(f"{name}.gpkg")
        all_words = [program, "--verbose", "--progress", *(units or self.units), *self.inputs, *words,
                     "--assignments", self.path(f"{name}.csv"), "-o", path]
        code, errors, output = runner.run(all_words, "gridify", feedback)
        if output is None:
            return None
        if code not in FINDINGS:
            raise Failed("\n".join(errors) or f"gridify ended unexpectedly (code {code}).")
        return Outcome(path, read_assignments(self.path(f"{name}.csv")), read_findings(path, self.unit))
