"""Whether borders are the same on both sides, and outlines those of the units with all their vertices."""

import cmath
import collections
import math

from geometry import point_geometry, segments_of, vertices_of
from judge_units import BESIDE, LATTICE, measurable


def judge_lines(town, units, complain):
    chains = {}
    corners = collections.Counter(point for unit in units for point in vertices_of(unit.area))
    for unit in units:
        if not unit.valid or not unit.grids:
            continue
        own = collections.Counter(segment for grid in unit.grids for segment in segments_of(grid.area))
        for segment, count in own.items():
            if count > 1:
                complain("border", f"{unit.code}: a segment is used {count} times in one direction", segment[0])
        if unit.alone:
            judge_vertices(unit, own, complain)
            open_segments = {(a, b) for a, b in own if (b, a) not in own}
            foreign = corners - collections.Counter(vertices_of(unit.area))
            chains.update(judge_outline(town, unit, open_segments, foreign, complain))
        else:
            judge_own_vertices(units, unit, own, complain)
    judge_twins(chains, complain)


def judge_vertices(unit, own, complain):
    have = {point for segment in own for point in segment}
    lost = sorted(vertices_of(unit.area) - have)
    if lost:
        complain("vertex", f"{unit.code}: {len(lost)} vertices of the outline are lost", lost[0])


def judge_own_vertices(units, unit, own, complain):
    """Where units overlap, vertices that lie in another unit may be lost with their ground; no others. Nothing can be told
    from ground that is no wider there than the doubles are from each other: beside a border, or the end of a spike that
    looks out of another unit."""
    have = {point for segment in own for point in segment}
    others = [measurable(other.geometry) for other in units if other is not unit]
    for point in sorted(vertices_of(unit.area) - have):
        grain = 2 * max(map(abs, point)) * 2.0**-52
        opening = opening_at(unit.area, point)
        if not any(geometry.Distance(point_geometry(point)) * opening <= grain for geometry in others):
            complain("vertex", f"{unit.code}: a vertex of the outline is lost that lies in no other unit", point)
            return


def opening_at(area, point):
    """Radians between the two segments that meet in a vertex, at most 1: how wide the ground is at a distance of 1."""
    openings = [1.0]
    for polygon in area:
        for ring in polygon:
            for before, at, after in zip(ring[-2:-1] + ring, ring, ring[1:]):
                if at == point:
                    one, other = (complex(to[0] - at[0], to[1] - at[1]) for to in (before, after))
                    openings.append(abs(cmath.phase(one / other)))
    return min(openings)


def judge_outline(town, unit, open_segments, foreign, complain):
    """Each segment of the unit's outline is a chain of open segments from its start to its end, also through vertices of
    others that lie beside it. Returns the chains."""
    leaving = collections.defaultdict(set)
    for a, b in open_segments:
        leaving[a].add(b)
    chains, wanted = {}, set(segments_of(unit.area))
    for a, b in sorted(wanted & open_segments):
        chains[(unit.code, a, b)] = (a, b)
        leaving[a].discard(b)
    broken = []
    for a, b in sorted(wanted - open_segments):
        chain = follow(town.frame, leaving, a, b, foreign)
        if chain is None:
            broken.append((a, b))
            continue
        chains[(unit.code, a, b)] = chain
        for pair in zip(chain, chain[1:]):
            leaving[pair[0]].discard(pair[1])
    if broken:
        complain("outline", f"{unit.code}: {len(broken)} segments of the outline are not there", broken[0][0])
    left = sorted((a, b) for a, ends in leaving.items() for b in ends)
    if left:
        kind = "outline" if broken else "border"
        complain(kind, f"{unit.code}: {len(left)} segments have no reverse and are no part of the outline", left[0][0])
    return chains


def follow(frame, leaving, a, b, foreign=()):
    """From a to b along open segments that keep to the line, never back; nothing if there is no such way. Two vertices that lie
    beside the line at the same place, each within reach, follow each other. Where the line is bent to vertices of others, what
    is new lies on the bent line."""
    chain, reached = [a], 0.0
    bent = any(is_beside(frame, point, a, b) for point in foreign if point in leaving and point not in (a, b))
    while chain[-1] != b:
        steps = []
        for point in leaving[chain[-1]]:
            t, off = along(frame, point, a, b)
            reach = finest(frame, a) + (BESIDE if bent else 0)
            if point == b or (reached <= t < 1 + 1e-9 and off <= reach and point not in chain):
                steps.append((t, point))
        if not steps:
            return None
        reached, point = min(steps)
        chain.append(point)
    return tuple(chain) if lies_on_bent(frame, chain, foreign) else None


def lies_on_bent(frame, chain, foreign):
    """Whether all vertices of a chain lie on the lines between its ends and those of others."""
    posts = [k for k, point in enumerate(chain) if k in (0, len(chain) - 1) or point in foreign]
    return all(along(frame, point, chain[first], chain[last])[1] <= finest(frame, point)
               for first, last in zip(posts, posts[1:]) for point in chain[first + 1:last])


def is_beside(frame, point, a, b):
    t, off = along(frame, point, a, b)
    return 0 <= t <= 1 and off <= finest(frame, a) + BESIDE


def finest(frame, point):
    """Metres that a new vertex may be off its line: a lattice step, and what the doubles of this place can tell apart."""
    return LATTICE + 4 * max(map(abs, point)) * 2.0**-52 / min(frame.east_m, frame.north_m)


def along(frame, point, a, b):
    """The share of the way from a to b at the point, and its distance from the line in metres."""
    dx, dy = (b[0] - a[0]) / frame.east_m, (b[1] - a[1]) / frame.north_m
    px, py = (point[0] - a[0]) / frame.east_m, (point[1] - a[1]) / frame.north_m
    square = dx * dx + dy * dy
    return (px * dx + py * dy) / square, abs(px * dy - py * dx) / math.sqrt(square)


def judge_twins(chains, complain):
    owners = {(a, b): (code, chain) for (code, a, b), chain in chains.items()}
    for (a, b), (code, chain) in sorted(owners.items()):
        other = owners.get((b, a))
        if other is not None and a < b and other[1][::-1] != chain:
            complain("twins", f"{code} and {other[0]} have different vertices between {a} and {b}", a)
