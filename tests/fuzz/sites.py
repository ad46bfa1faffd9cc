"""Sites as points and as buildings."""

import math

from frame import draw_error
from geometry import between, closed, is_valid
from units import middle_of


def households(chance, features):
    if "heavy" in features and chance.random() < 0.05:
        return chance.randint(200, 900)
    if "empty" in features and chance.random() < 0.2:
        return 0
    return chance.randint(1, 40)


def special_place(kind, places, lines, chance, others):
    """A point at a place that is hard to decide."""
    if kind == "corner":
        return places.corner(chance)
    if kind == "border":
        return places.on_side(chance)
    if kind == "beside":
        return places.near(chance.choice((places.corner(chance), places.on_side(chance))), draw_error(chance), chance)
    if kind == "barrier" and lines:
        points = chance.choice(lines)["points"]
        number = chance.randrange(len(points) - 1)
        return places.round(between(points[number], points[number + 1], chance.choice((0.0, 0.5, chance.random()))))
    if kind == "same" and others:
        return chance.choice(others)
    if kind == "close" and others:
        return places.near(chance.choice(others), 10 ** chance.uniform(-9, -3), chance)
    return places.anywhere(chance)


SPECIAL = ("corner", "border", "beside", "barrier", "same", "close")


def make_points(places, lines, chance, features):
    """Points: most of them anywhere, the others as the features `sites-...` say."""
    special = [kind for kind in SPECIAL if f"sites-{kind}" in features]
    share = chance.choice((0.1, 0.5, 0.9)) if special else 0.0
    points = []
    for _ in range(max(1, round(10 ** chance.uniform(0, 2.1)))):
        kind = chance.choice(special) if chance.random() < share else None
        points.append(special_place(kind, places, lines, chance, points))
    return [{"at": point, "households": households(chance, features), "persons": chance.randint(0, 99)} for point in points]


def make_buildings(places, lines, chance, features):
    """Rows of houses, some decimetres apart, touching, or over each other; some across the outline."""
    buildings = []
    for _ in range(chance.randint(1, 5)):
        start = chance.choice((places.anywhere(chance), places.on_side(chance), places.corner(chance)))
        turn = chance.choice((0.0, chance.uniform(0, math.tau)))
        east, north = math.cos(turn), math.sin(turn)
        wide, deep = chance.uniform(4, 30), chance.uniform(4, 15)
        gap = chance.choice((0.0, chance.uniform(0.3, 2), chance.uniform(0.3, 2), -draw_error(chance), draw_error(chance)))
        for k in range(chance.randint(1, 12)):
            along = k * (wide + gap)
            corners = [(along, 0.0), (along + wide, 0.0), (along + wide, deep), (along, deep)]
            ring = closed([places.round(places.frame.moved(start, u * east - v * north, u * north + v * east))
                           for u, v in corners])
            if ring and is_valid([[ring]]):
                buildings.append({"area": [[ring]], "households": households(chance, features),
                                  "persons": chance.randint(0, 99)})
    if not buildings:  # all are finer than the digits
        buildings.append(house(places, places.areas[0], False) | {"households": 40, "persons": 1})
    return buildings


def house(places, area, as_point):
    """A site well inside."""
    middle = places.round(middle_of(area))
    if as_point:
        return {"at": middle}
    corners = [places.frame.moved(middle, east, north) for east, north in ((-3, -2), (3, -2), (3, 2), (-3, 2))]
    ring = closed([places.round(corner) for corner in corners])
    return {"area": [[ring]]} if ring and is_valid([[ring]]) else {"area": area}


def later_sites(sites, places, chance, is_cells):
    """Some are gone, some have other counts, some are new; those that stay keep their identifiers. Cells all stay."""
    later = [dict(site) for site in sites if is_cells or chance.random() > 0.1] or [dict(sites[0])]
    for site in later:
        if chance.random() < 0.3:
            site["households"] = round(site["households"] * chance.uniform(0, 2.5))
    if "at" in sites[0]:
        later += [{"at": places.anywhere(chance, 0), "households": chance.randint(1, 40), "persons": 1, "id": f"n{k}"}
                  for k in range(chance.randint(0, 20))]
    return later
