"""What must hold of micro-grids, checked from the file alone: they nest in the grids, exactly.

Each check gives a list of violations, each a sentence. Coordinates are compared as doubles, without any tolerance; GEOS says
whether the union of the micro-grids of a grid is the grid."""

import collections

import layer_contract as contract


def read(path):
    """The grids and the micro-grids of a file."""
    grids = {grid.code: grid for grid in contract.read_grids(path)}
    micro = [contract.Grid(fields, contract.polygons_of(geometry), geometry)
             for fields, geometry in contract.features(path, "micro")]
    return grids, micro


def by_parent(micro):
    parents = collections.defaultdict(list)
    for one in micro:
        parents[one.fields["parent"]].append(one)
    return parents


def codes(grids, micro, digits=3):
    """The code of a micro-grid is that of its grid and a number; numbers run from 1 without a gap."""
    wrong = [f"{one.code}: no grid {one.fields['parent']}" for one in micro if one.fields["parent"] not in grids]
    wrong += [f"{one.code}: level {one.fields['level']}" for one in micro if one.fields["level"] != 2]
    for parent, members in by_parent(micro).items():
        numbers = [one.code.removeprefix(parent) for one in members]
        if numbers != [f"{number:0{digits}}" for number in range(1, len(members) + 1)]:
            wrong.append(f"{parent}: micro-grids {numbers}")
        wrong += [f"{one.code}: unit {one.unit}" for one in members if parent in grids and one.unit != grids[parent].unit]
    return wrong


def ground(grids, micro):
    """The grid is the dissolve of its micro-grids: their segments cancel, and what is left is its outline, vertex by vertex."""
    wrong = contract.validity(micro)
    parents = by_parent(micro)
    for code, grid in grids.items():
        own = collections.Counter(segment for one in parents[code] for segment in one.segments())
        wrong += [f"{code}: segment {segment} is used {count} times" for segment, count in own.items() if count > 1]
        # A grid may touch itself along what is no wider than doubles can tell: then both ways are its outline.
        outline = set(grid.segments())
        left = {(a, b) for a, b in own if (b, a) not in own or (b, a) in outline}
        wrong += [f"{code}: {segment} is on one side only" for segment in left ^ outline]
        union = parents[code][0].geometry.Clone() if parents[code] else None
        for one in parents[code][1:]:
            union = union.Union(one.geometry)
        if union is None or union.SymDifference(grid.geometry).GetArea() > 1e-9 * grid.geometry.GetArea():
            wrong.append(f"{code}: the union of its micro-grids is not its ground")
    return wrong


def sums(grids, micro):
    wrong = []
    parents = by_parent(micro)
    for code, grid in grids.items():
        if grid.fields["micro"] != len(parents[code]):
            wrong.append(f"{code}: says {grid.fields['micro']} micro-grids, has {len(parents[code])}")
        for field in ("sites", "households", "persons"):
            if grid.fields.get(field) is None:
                continue
            if sum(one.fields[field] for one in parents[code]) != grid.fields[field]:
                wrong.append(f"{code}: {field} do not add up")
    return wrong


def all_of(path):
    grids, micro = read(path)
    return codes(grids, micro) + ground(grids, micro) + sums(grids, micro)


def within(micro, least, most):
    """How many general micro-grids have from `least` to `most` households, how many have more in a single site, and how many
    there are."""
    general = [one for one in micro if one.fields["kind"] == "general"]
    fits = sum(least <= one.fields["households"] <= most for one in general)
    heavy = sum(one.fields["households"] > most and one.fields["sites"] == 1 for one in general)
    return fits, heavy, len(general)
