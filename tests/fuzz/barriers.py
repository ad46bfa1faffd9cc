"""Lines along borders of units, through corners, and across everything."""

import math

from frame import draw_error, rounded
from geometry import between, without_repeats


def through(places, chance):
    """From a corner through another, sometimes beyond."""
    a, b = places.corner(chance), places.corner(chance)
    points = [a, b, places.corner(chance)] if chance.random() < 0.3 else [a, b]
    if chance.random() < 0.3:
        points = [places.round(between(a, b, -0.2 * chance.random()))] + points
    return [points]


def along(places, chance):
    """A stretch of a border as it is."""
    return [places.stretch(chance)]


def beside(places, chance):
    """A stretch of a border that is moved as a whole, or vertex by vertex."""
    points, metres = places.stretch(chance), draw_error(chance)
    if chance.random() < 0.5:
        turn = chance.uniform(0, math.tau)
        return [[places.round(places.frame.moved(p, metres * math.cos(turn), metres * math.sin(turn))) for p in points]]
    return [[places.near(p, metres, chance) for p in points]]


def resampled(places, chance):
    """A stretch of a border with fewer or with more vertices."""
    points = places.stretch(chance)
    if chance.random() < 0.5:
        return [points[:1] + [p for p in points[1:-1] if chance.random() < 0.6] + points[-1:]]
    more = [[a] + [places.round(between(a, b, t)) for t in sorted(chance.random() for _ in range(chance.randint(0, 3)))]
            for a, b in zip(points, points[1:])]
    return [[p for piece in more for p in piece] + points[-1:]]


def coarse(places, chance):
    """A stretch of a border with fewer digits."""
    decimals = max(0, places.decimals - chance.randint(1, 6))
    return [[rounded(p, decimals) for p in places.stretch(chance)]]


def streets(places, chance):
    """A raster of streets over a part of the town."""
    start, turn = places.anywhere(chance), chance.choice((0.0, chance.uniform(0, math.tau)))
    east, north = math.cos(turn), math.sin(turn)
    pitch, count = places.size * chance.uniform(0.02, 0.08), chance.randint(2, 6)

    def at(u, v):
        u, v = u - count / 2, v - count / 2
        return places.round(places.frame.moved(start, pitch * (u * east - v * north), pitch * (u * north + v * east)))

    cut = chance.random() < 0.5  # each street in pieces between crossings, or crossed where it has no vertex
    lines = []
    for k in range(count):
        for a, b in ((lambda j, k=k: at(j, k), count), (lambda j, k=k: at(k, j), count)):
            lines.append([a(j) for j in range(b)] if cut else [a(-0.3), a(b - 0.7)])
    return lines


def crossing(places, chance):
    """Any lines, also beyond the outline."""
    return [[places.anywhere(chance, 0.2) for _ in range(chance.randint(2, 5))] for _ in range(chance.randint(1, 5))]


def star(places, chance):
    """Many lines from one point, some with hardly an angle between them."""
    middle = chance.choice((places.anywhere(chance), places.corner(chance), places.on_side(chance)))
    lines, turn = [], chance.uniform(0, math.tau)
    for _ in range(chance.randint(3, 9)):
        turn += chance.choice((chance.uniform(0, 2), 10 ** chance.uniform(-9, -1)))
        length = places.size * chance.uniform(0.03, 0.2)
        lines.append([middle, places.round(places.frame.moved(middle, length * math.cos(turn), length * math.sin(turn)))])
    return lines


def dangling(places, chance):
    """From a border inwards, ending nowhere; starting just before or behind the border."""
    start = places.near(places.on_side(chance), draw_error(chance), chance)
    return [[start, places.anywhere(chance)]]


def parallel(places, chance):
    """Two lines beside each other."""
    points, metres = [places.anywhere(chance) for _ in range(chance.randint(2, 4))], draw_error(chance)
    return [points, [places.near(p, metres, chance) for p in points]]


KINDS = {"through": through, "along": along, "beside": beside, "resampled": resampled, "coarse": coarse,
         "streets": streets, "crossing": crossing, "star": star, "dangling": dangling, "parallel": parallel}


def make_barriers(kinds, places, chance, features):
    """Some lines of each kind, hard or soft."""
    lines = []
    for kind in kinds:
        for _ in range(chance.randint(1, 3)):
            lines += KINDS[kind](places, chance)
    if "repeated" in features and lines:
        lines += [list(line) if chance.random() < 0.5 else line[::-1] for line in chance.choices(lines, k=2)]
        lines += [part_of(chance.choice(lines), places, chance)]
    hard = chance.choice((0.0, 0.3, 1.0))
    classes = ("river", "primary", "residential", "")
    return [{"points": points, "hard": int(chance.random() < hard), "class": chance.choice(classes)}
            for points in map(without_repeats, lines) if len(points) >= 2]


def part_of(line, places, chance):
    """A piece that lies over a segment of the line."""
    k = chance.randrange(len(line) - 1)
    a, b = sorted((chance.random(), chance.random()))
    return [places.round(between(line[k], line[k + 1], a)), places.round(between(line[k], line[k + 1], b))]
