"""Shapes of the sides between cells: wavy, jagged, with combs, wedges and slits, with very short segments.

A side runs from a corner to another. A point of it is given as (t, s): at the share t of the side, moved by the share s
of the way towards the middle of the cell on the left (s > 0) or on the right (s < 0). As long as t grows and |s| < 1, all
points of a side lie in the two triangles that it makes with these middles, and no two sides cross.
"""

import math

from geometry import between, distance

STYLES = ("wavy", "jagged", "comb", "wedge", "slit", "short", "dense", "meeting")


def width(chance):
    """Metres, log-uniform: how wide is what is thin."""
    return 10 ** chance.uniform(-8, 1)


def wavy(chance, length):
    count = chance.randint(3, 20)
    high, turns = chance.uniform(0.05, 0.5), chance.uniform(1, 4)
    return [(k / (count + 1), high * math.sin(turns * math.pi * k / (count + 1))) for k in range(1, count + 1)]


def jagged(chance, length):
    places = sorted(chance.random() for _ in range(chance.randint(1, 12)))
    return [(t, chance.uniform(-0.7, 0.7)) for t in places if 0 < t < 1]


def comb(chance, length):
    """Teeth; either they or the gaps between them are thin."""
    teeth = chance.randint(2, 8)
    pitch = 0.8 / teeth
    thin = min(width(chance) / length, pitch / 4)
    broad = pitch - 3 * thin
    tooth, high = chance.choice((thin, broad)), chance.uniform(0.1, 0.8)
    side = chance.choice((-1, 1))
    points = []
    for k in range(teeth):
        t = 0.1 + k * pitch
        points += [(t, 0.0), (t + thin / 3, side * high), (t + thin / 3 + tooth, side * high), (t + 2 * thin / 3 + tooth, 0.0)]
    return points


def wedge(chance, length):
    """A needle into one of the cells."""
    base = min(width(chance) / length, 0.3)
    t, lean, deep = chance.uniform(0.2, 0.5), chance.uniform(0.1, 0.9), chance.choice((-1, 1)) * chance.uniform(0.1, 0.95)
    return [(t, 0.0), (t + lean * base, deep), (t + base, 0.0)]


def slit(chance, length):
    """As a wedge, with a blunt end."""
    base = min(width(chance) / length, 0.3)
    t, deep = chance.uniform(0.2, 0.6), chance.choice((-1, 1)) * chance.uniform(0.1, 0.9)
    return [(t, 0.0), (t + base * 0.01, deep), (t + base * 0.99, deep), (t + base, 0.0)]


def short(chance, length):
    """Points so near to each other, or to a corner, that the segments between them have nearly no length."""
    points = []
    for _ in range(chance.randint(1, 3)):
        t = chance.choice((0.0, 1.0, chance.uniform(0.1, 0.9)))
        s = 0.0 if t in (0.0, 1.0) else chance.uniform(-0.3, 0.3)
        for _ in range(chance.randint(1, 3)):
            step = width(chance) / length
            points.append((t + step if t < 0.5 else t - step, s + chance.uniform(-0.5, 0.5) * min(step, 0.1)))
    return sorted((t, s) for t, s in points if 0 < t < 1)


def dense(chance, length):
    """Many points on the straight side, as far as their digits allow."""
    return [(t, 0.0) for t in sorted(chance.random() for _ in range(chance.choice((5, 40, 200)))) if t > 0]


def meeting(chance, length):
    """A needle that ends just before the middle of the cell: two of them make a thin neck."""
    base = chance.uniform(0.05, 0.3)
    return [(0.5 - base / 2, 0.0), (0.5, 1 - min(0.5, width(chance) / length)), (0.5 + base / 2, 0.0)]


SHAPES = {"wavy": wavy, "jagged": jagged, "comb": comb, "wedge": wedge, "slit": slit, "short": short, "dense": dense,
          "meeting": meeting}


def shape_side(layout, side, cells, style, chance):
    """The points of the side between its corners, in metres."""
    a, b = (layout.corners[index] for index in side)
    length = distance(a, b)
    if length == 0:
        return []
    left, right = (None if cell is None else layout.middle(layout.cells[cell]) for cell in cells)
    middle = between(a, b, 0.5)
    # Outside there is no cell: a place as far away, and half as far for safety.
    if left is None:
        left = between(middle, right, -0.5)
    if right is None:
        right = between(middle, left, -0.5)
    points = []
    for t, s in SHAPES[style](chance, length):
        base = between(a, b, t)
        points.append(between(base, left, s) if s >= 0 else between(base, right, -s))
    return points
