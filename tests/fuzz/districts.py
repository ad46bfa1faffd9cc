"""Blocks and dedicated areas: anywhere, along borders, across units, over each other."""

import math

from errors import replaced
from frame import draw_error
from geometry import closed, is_valid, vertices_of


def box(places, middle, metres, chance):
    """A polygon with four corners."""
    turn = chance.choice((0.0, chance.uniform(0, math.tau)))
    wide, deep = metres, metres * chance.uniform(0.2, 1)
    east, north = math.cos(turn) / 2, math.sin(turn) / 2
    return [closed([places.round(places.frame.moved(middle, u * east - v * north, u * north + v * east))
                    for u, v in ((-wide, -deep), (wide, -deep), (wide, deep), (-wide, deep))])]


def estate(places, chance):
    """Anywhere, also across borders."""
    return [[box(places, places.anywhere(chance), places.size * chance.uniform(0.01, 0.25), chance)]]


def along(places, chance):
    """One side of it is a stretch of a border, exactly or not."""
    points = places.stretch(chance)[:chance.randint(2, 12)]
    metres, error, turn = places.size * chance.uniform(0.01, 0.1), draw_error(chance), chance.uniform(0, math.tau)
    back = [places.round(places.frame.moved(p, metres * math.cos(turn), metres * math.sin(turn))) for p in points]
    if chance.random() < 0.5:
        points = [places.near(p, error, chance) for p in points]
    return [[[closed(points + back[::-1])]]]


def whole(places, chance):
    """A unit, or a copy of it that is not exact."""
    area, metres = chance.choice(places.areas), draw_error(chance)
    if chance.random() < 0.5:
        return [area]
    return [replaced(area, {point: places.near(point, metres, chance) for point in sorted(vertices_of(area))})]


def overlapping(places, chance):
    """Two over each other, or beside each other by an error."""
    start, metres = places.anywhere(chance), places.size * chance.uniform(0.01, 0.15)
    second = places.near(start, chance.choice((metres, draw_error(chance))), chance)
    return [[box(places, start, metres, chance)], [box(places, second, metres, chance)]]


def make_districts(places, chance):
    """Some valid areas."""
    areas = []
    for _ in range(chance.randint(1, 3)):
        areas += chance.choice((estate, along, whole, overlapping))(places, chance)
    return [area for area in areas if area and all(polygon[0] for polygon in area) and is_valid(area)]
