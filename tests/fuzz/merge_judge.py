"""Judges what gridmerge made of some layers, with GEOS and with nothing of libgrid.

Kinds of failures beside those of judge.py (missing, invalid, ground, overlap, area, vertex, crash, hang):
  refused     exit code 2 or 3, though the layers could be merged, or no file, feature or advice is said
  accepted    a layer was merged that must be refused
  households  they are not those of the inputs
  border      a segment is used twice in one direction, or borders cross, or one side lacks a vertex of the other
  silent      ground went to another grid, and no finding names it
  dissolved   the borders of rolled-up or fused grids are not those of the grids without their common ones
  threads     two threads write other bytes than one
  order       with the inputs in another order the grids are others
"""

import collections
import math
import re

from geometry import area_of, geometry_of, is_valid, left_sided, point_geometry, segments_of, union_of, vertices_of
from judge_ground import judge_cover, place_in, place_of_overlap
from judge_units import LATTICE, JudgedUnit, measurable

BENT = 0.1     # metres: what a line of a kilometre bends in another coordinate system, and more
REACH = 1e-4   # metres: borders that are nearer to a vertex may be led through it
HAIR = 2.2e-5  # metres: borders of one input that are nearer are one; with what rounding adds


def whole_of(layers, grids):
    """All grids as one judged unit."""
    area = [polygon for grid in grids for polygon in left_sided(grid["area"])]
    parts = [polygon for grid in grids for polygon in area_of(measurable(geometry_of(grid["area"])))]
    geometry = union_of(parts)
    perimeter = sum(layers.frame.metres(a, b) for a, b in segments_of(area))
    return JudgedUnit("all", area, geometry, perimeter, [], all(is_valid(grid["area"]) for grid in grids), 0, layers.is_exact)


def judge_grids(layers, grids, output, issues, complain, bent=False):
    """Joined or replaced grids against those that went in; `bent`: some come from another coordinate system, where other
    lines are straight."""
    have, want = collections.Counter(grid.code for grid in output), collections.Counter(grid["code"] for grid in grids)
    if have != want:
        complain("missing", f"grids {sorted((want - have) + (have - want))}")
        return
    households = {grid["code"]: grid["households"] for grid in grids}
    for grid in output:
        if not grid.area:
            complain("missing", f"grid {grid.code} is empty")
        elif not grid.geometry.IsValid():
            complain("invalid", f"grid {grid.code}", grid.area[0][0][0])
        if grid.fields["households"] != households[grid.code]:
            complain("households", f"grid {grid.code} has {grid.fields['households']}, not {households[grid.code]}")
    whole = whole_of(layers, grids)
    whole.grids, whole.alone = output, layers.is_exact and not bent
    judge_cover(layers, "the layer", [whole], whole.geometry, complain,
                BENT if bent else LATTICE if layers.is_exact else 2 * REACH)
    judge_borders(output, complain)
    if whole.valid and not bent:
        judge_kept_vertices(layers, grids, output, issues, complain)
        judge_silence(layers, grids, output, issues, complain)


def judge_borders(output, complain):
    """What the grids leave open is the outline of their union, segment by segment."""
    own = collections.Counter(segment for grid in output for segment in segments_of(grid.area))
    for segment, count in own.items():
        if count > 1:
            complain("border", f"a segment is used {count} times in one direction", segment[0])
            return
    loose = {(a, b) for a, b in own if (b, a) not in own}
    geometries = [measurable(grid.geometry) for grid in output if grid.area]
    union = union_of([polygon for geometry in geometries for polygon in area_of(geometry)])
    excess = math.fsum(geometry.GetArea() for geometry in geometries) - union.GetArea()
    grain = 8 * max(map(abs, union.GetEnvelope())) * 2.0**-52
    if excess > 1e-9 * union.GetArea() + grain * sum(math.dist(*segment) for segment in own):
        complain("overlap", f"{excess:.3g} square units lie in two grids", place_of_overlap(geometries))
    outline = set(segments_of(left_sided(area_of(union))))
    if outline != loose:
        strange = sorted(outline ^ loose)
        complain("border", f"{len(strange)} segments are not as in the union", strange[0][0])


def judge_kept_vertices(layers, grids, output, issues, complain):
    """Vertices are lost only with ground that others have as well, or it is said whose they are."""
    mended = " ".join(issue for issue in issues if issue.startswith("grid_mended"))
    have = {point for grid in output for point in vertices_of(grid.area)}
    geometries = [geometry_of(grid["area"]) for grid in grids]
    reach = HAIR * max(layers.frame.east_m, layers.frame.north_m)
    for number, grid in enumerate(grids):
        for point in sorted(vertices_of(grid["area"]) - have if grid["code"] not in mended else ()):
            place = point_geometry(point)
            if not any(other.Distance(place) <= reach for k, other in enumerate(geometries) if k != number):
                complain("vertex", f"a vertex of {grid['code']} is lost that lies in no other grid", point)
                return


def judge_silence(layers, grids, output, issues, complain):
    said = " ".join(issues)
    after = {grid.code: measurable(grid.geometry) for grid in output}
    for grid in grids:
        before = geometry_of(grid["area"])
        difference = after[grid["code"]].SymDifference(before)
        area = layers.frame.square_metres(difference.GetArea())
        if area > 2 * REACH * sum(layers.frame.metres(a, b) for a, b in segments_of(grid["area"])) and grid["code"] not in said:
            complain("silent", f"{area:.3g} m2 of {grid['code']} were changed", place_in(difference))


def judge_dissolved(joined, output, group_of, complain):
    """Rolled-up or fused grids against the joined ones. `group_of(code)` is the code that a grid has gone into."""
    segments, households = {}, collections.Counter()
    for grid in joined:
        segments.setdefault(group_of(grid.code), collections.Counter()).update(segments_of(grid.area))
        households[group_of(grid.code)] += grid.fields["households"]
    if sorted(grid.code for grid in output) != sorted(segments):
        complain("missing", f"grids {sorted(set(segments) ^ {grid.code for grid in output})}")
        return
    for grid in output:
        if not grid.area or not grid.geometry.IsValid():
            complain("invalid", f"grid {grid.code}", grid.area[0][0][0] if grid.area else None)
        if grid.fields["households"] != households[grid.code]:
            complain("households", f"{grid.code} has {grid.fields['households']}, not {households[grid.code]}")
        all_of_it = segments[grid.code]
        wanted = {(a, b) for a, b in all_of_it if all_of_it[(a, b)] > all_of_it.get((b, a), 0)}
        strange = sorted(wanted ^ set(segments_of(grid.area)))
        if strange:
            complain("dissolved", f"{len(strange)} segments of {grid.code} are not as they should be", strange[0][0])


def judge_refusal(layers, grids, said, complain):
    """Whether it had to be refused, and is said so that somebody can mend it."""
    place = re.search(r"\.(geojson|gpkg) \(layer \w+, feature \d+", said)
    if not place or "hint: " not in said:
        complain("refused", f"no file, feature or advice is said: {said}")
    elif not must_be_refused(layers, grids):
        complain("refused", said)


def must_be_refused(layers, grids):
    if any(not grid["code"] for grid in grids):
        return True
    areas = [geometry_of(grid["area"]) for grid in grids]
    if not all(area.IsValid() for area in areas):
        return True
    return any(is_covered(layers, area, areas[:k] + areas[k + 1:]) for k, area in enumerate(areas))


def is_covered(layers, area, others):
    """But for strips of half a metre."""
    rest = area
    for other in others:
        rest = rest.Difference(other)
    strip = 0.5 * max(layers.frame.east_m, layers.frame.north_m)
    return rest.GetArea() < area.GetArea() / 2 and rest.Buffer(-strip / 4).IsEmpty()
