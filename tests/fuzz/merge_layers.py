"""Random layers of grids to be merged. A seed is a set of layers, always the same one: the cells of a layout are grids, grids next
to each other a unit, units an input; and then something is not quite right."""

import dataclasses

from cells import Cells
from errors import replaced
from frame import PLACES, Frame, draw_decimals, make_frame, rounded
from geometry import between, is_valid, vertices_of
from layout import KINDS as LAYOUTS
from layout import make_layout
from settings import covers, draw
from sides import STYLES
from units import VARIANTS, exact, kept_if_valid


@dataclasses.dataclass
class Layers:
    seed: int
    features: tuple
    frame: Frame
    decimals: dict
    inputs: list  # of lists of {"code", "unit", "households", "area"}
    fresh: list   # grids of the units of the last input, to replace them
    is_exact: bool
    other_epsg: int = 0  # the coordinate system of the last input, if it has another


def tiny_error(chance):
    """Metres, log-uniform from a picometre to a metre."""
    return 10 ** chance.uniform(-12, 0)


def nudged(areas, frame, chance, decimals):
    """Some vertices of one grid are not where its neighbours have them."""
    number = chance.randrange(len(areas))
    points = sorted(vertices_of(areas[number]))
    for point in chance.sample(points, min(len(points), chance.randint(1, 3))):
        metres = tiny_error(chance)
        there = rounded(frame.moved(point, chance.uniform(-metres, metres), chance.uniform(-metres, metres)), decimals)
        areas[number] = kept_if_valid(replaced(areas[number], {point: there}), areas[number])
    return areas


def junction(areas, frame, chance, decimals):
    """Vertices of one grid on sides that its neighbours have straight, on the line or beside it."""
    for _ in range(chance.randint(1, 6)):
        number = chance.randrange(len(areas))
        area = [[list(ring) for ring in polygon] for polygon in areas[number]]
        ring = chance.choice(chance.choice(area))
        k = chance.randrange(len(ring) - 1)
        metres = chance.choice((0.0, tiny_error(chance)))
        on = between(ring[k], ring[k + 1], chance.choice((0.5, chance.random(), chance.random() * 1e-6)))
        ring.insert(k + 1, rounded(frame.moved(on, chance.uniform(-metres, metres), chance.uniform(-metres, metres)), decimals))
        areas[number] = kept_if_valid(area, areas[number])
    return areas


def coarser(areas, frame, chance, decimals):
    """Half of the grids were written with fewer decimals."""
    fewer = decimals - chance.randint(1, 4)
    for number, area in enumerate(areas):
        if chance.random() < 0.5:
            areas[number] = kept_if_valid(replaced(area, {p: rounded(p, fewer) for p in vertices_of(area)}), area)
    return areas


CHANGES = {**VARIANTS, "nudged": nudged, "junction": junction, "coarser": coarser}


def draw_merge_features(seed):
    chance = draw(seed, "merge features")
    features = [chance.choice(sorted(LAYOUTS)), f"EPSG:{chance.choice(tuple(PLACES))}"]
    features += [f"sides-{style}" for style in STYLES if chance.random() < 0.12]
    if chance.random() < 0.4:
        features.append("mixed")
    changes = ("exact", "nudged", "junction", "coarser", *VARIANTS)
    features += dict.fromkeys(chance.choices(changes, (5, 6, 6, 2, 2, 2, 1, 2, 2, 1), k=chance.choice((1, 1, 2))))
    if chance.random() < 0.03:
        features.append("codeless")
    if chance.random() < 0.1:
        features.append("other-crs")
    return tuple(features)


def make_layers(seed):
    """None where the digits are too few for any grid."""
    features = draw_merge_features(seed)
    chance = draw(seed, "merge layout")
    epsg = int(features[1].partition(":")[2])
    # Metres around the origin look like degrees and are refused.
    place = chance.choice([place for place in PLACES[epsg] if epsg == 4326 or place != (0.0, 0.0)])
    frame = make_frame(epsg, place, chance.uniform(-50, 50), chance.uniform(-50, 50))
    decimals = draw_decimals(chance, epsg)
    layout = make_layout(features[0], chance, 10 ** chance.uniform(1.5, 3.3), chance.randint(2, 40))
    cells = Cells(layout, frame, decimals, [style for style in STYLES if f"sides-{style}" in features], seed)
    if len(cells.rings) < 2:
        return None
    groups = cells.groups(draw(seed, "groups"), chance.randint(2, 14), "mixed" in features)
    areas = exact(cells, groups)
    owners = draw_owners(areas, draw(seed, "owners"))
    changed, before = changed_areas(features, areas, frame, draw(seed, "change"), decimals), list(areas)
    grids = make_grids(seed, changed, owners, draw(seed, "households"))
    if "codeless" in features:
        grids[chance.randrange(len(grids))]["code"] = ""
    inputs = sorted({grid["input"] for grid in grids})
    fresh = [grid | {"area": before[k]} for k, grid in enumerate(grids[:len(before)]) if grid["input"] == inputs[-1]]
    return Layers(seed=seed, features=features, frame=frame, decimals={"units": decimals}, fresh=fresh,
                  inputs=[[grid for grid in grids if grid["input"] == number] for number in inputs],
                  is_exact=changed == before and layout.matched, other_epsg=draw_other(features, inputs, epsg, place, chance))


def draw_other(features, inputs, epsg, place, chance):
    if "other-crs" not in features or len(inputs) < 2 or place == (0.0, 0.0):
        return 0
    return chance.choice([other for other in PLACES if other != epsg and covers(other, place)])


def changed_areas(features, areas, frame, chance, decimals):
    areas = list(areas)
    for name in features:
        if name in CHANGES:
            areas = CHANGES[name](areas, frame, chance, decimals)
    return [area for area in areas if area and area[0]]


def draw_owners(areas, chance):
    """The unit of each grid, and the input of each unit: grids in a row are of one unit, units anywhere."""
    units = chance.randint(1, min(5, len(areas)))
    input_of = [chance.randrange(3) for _ in range(units)]
    return [(k * units // len(areas), input_of[k * units // len(areas)]) for k in range(len(areas))]


def make_grids(seed, areas, owners, chance):
    numbers, grids = {}, []
    for number, area in enumerate(areas):
        unit, source = owners[min(number, len(owners) - 1)]
        numbers[unit] = numbers.get(unit, 0) + 1
        code = f"{seed:010d}{unit + 1:02d}"
        grids.append({"code": f"{code}{numbers[unit]:03d}", "unit": code, "input": source, "area": area,
                      "households": chance.randint(0, 500)})
    return grids


def all_valid(grids):
    return all(is_valid(grid["area"]) for grid in grids)
