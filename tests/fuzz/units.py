"""Units from the cells of a layout: an exact coverage, and what real boundaries make of one."""

from errors import replaced, shaken
from frame import draw_error, rounded
from geometry import closed, geometry_of, is_valid, united, vertices_of


def kept_if_valid(new, old):
    return new if is_valid(new) else old


def exact(cells, groups):
    """The union of matching cells has their vertices and no others."""
    areas = []
    for group in groups:
        area = united([[[cells.rings[cell]]] for cell in group])
        own = {point for cell in group for point in cells.rings[cell]}
        if vertices_of(area) <= own and is_valid(area):
            areas.append(area)
        else:
            areas += [[[cells.rings[cell]]] for cell in group]
    return areas


def imperfect(cells, groups):
    """The union of cells that were digitised one by one is valid, but full of slits and slivers."""
    areas = [united([cells.digitised[cell] for cell in group if cell in cells.digitised]) for group in groups]
    return [area for area in areas if is_valid(area)]


def units_of_cells(cells):
    """The units that cells with their names make."""
    return [{"code": code, "area": united([cell["area"] for cell in cells if cell["unit"] == code])}
            for code in sorted({cell["unit"] for cell in cells})]


def with_lakes(groups, chance):
    """One or two cells are in no unit any more."""
    cells = [cell for group in groups for cell in group]
    lakes = set(chance.sample(cells, min(len(cells) - 1, chance.randint(1, 2))))
    return [group for group in ([cell for cell in group if cell not in lakes] for group in groups) if group]


def digitised(areas, frame, chance, decimals):
    """Each unit digitised by itself."""
    metres = draw_error(chance)
    return [kept_if_valid(shaken(area, frame, metres, chance, decimals), area) for area in areas]


def shifted(areas, frame, chance, decimals):
    """One unit moved: it overlaps some neighbours and leaves a gap to others."""
    metres, number = draw_error(chance), chance.randrange(len(areas))
    east, north = chance.choice((-1, 0, 1)) * metres, chance.choice((-1, 1)) * metres
    moved = {point: rounded(frame.moved(point, east, north), decimals) for point in vertices_of(areas[number])}
    areas[number] = kept_if_valid(replaced(areas[number], moved), areas[number])
    return areas


def shrunk(areas, frame, chance, decimals):
    """Gaps between all of them: each drawn together around a corner of its own."""
    metres = draw_error(chance)
    result = []
    for area in areas:
        x, y = area[0][0][0]
        size = max(frame.metres((x, y), point) for point in vertices_of(area))
        share = max(0.5, 1 - metres / size)
        moved = {point: rounded((x + share * (point[0] - x), y + share * (point[1] - y)), decimals)
                 for point in vertices_of(area)}
        result.append(kept_if_valid(replaced(area, moved), area))
    return result


def resampled(areas, frame, chance, decimals):
    """Each unit has left out some of its vertices, whatever its neighbours have."""
    share = chance.choice((0.1, 0.3, 0.6))
    result = []
    for area in areas:
        thinned = [[[p for k, p in enumerate(ring[:-1]) if chance.random() > share] for ring in polygon] for polygon in area]
        rings = [[closed(ring) if len(ring) >= 3 else None for ring in polygon] for polygon in thinned]
        rings = [[ring for ring in polygon if ring] for polygon in rings if polygon[0]]
        result.append(kept_if_valid(rings, area))
    return result


def nested(areas, frame, chance, decimals):
    """One more unit, inside another or across its border, or the same one again."""
    area = chance.choice(areas)
    if chance.random() < 0.2:
        return areas + [[[list(ring) for ring in polygon] for polygon in area]]
    x, y = chance.choice((middle_of(area), chance.choice(area[0][0])))
    metres = 10 ** chance.uniform(-1, 2.3)
    corners = [frame.moved((x, y), dx * metres, dy * metres) for dx, dy in ((-1, -1), (1, -0.8), (0.9, 1), (-1, 0.7))]
    ring = closed([rounded(corner, decimals) for corner in corners])
    return areas + [[[ring]]] if ring and is_valid([[ring]]) else areas


def broken(areas, frame, chance, decimals):
    """One unit whose ring crosses itself, runs back on itself, or has its hole outside: not valid, but not refused."""
    number = chance.randrange(len(areas))
    area = [[list(ring) for ring in polygon] for polygon in areas[number]]
    ring = area[0][0]
    k = chance.randrange(1, len(ring) - 1)
    kind = chance.choice(("crossed", "spike", "hole", "shaken"))
    if kind == "crossed" and len(ring) > 4:
        ring[k], ring[k - 1 or 2] = ring[k - 1 or 2], ring[k]
        ring[-1] = ring[0]
    elif kind == "hole":
        corner = max(ring)
        area[0].append([rounded(frame.moved(corner, *step), decimals) for step in ((5, 0), (9, 1), (5, 3), (5, 0))])
    elif kind == "shaken":
        metres = 10 ** chance.uniform(-3, 1.7)
        area = shaken(area, frame, metres, chance, decimals) or area
    else:
        ring[k:k + 1] = [ring[k], rounded(frame.moved(ring[k], 10 ** chance.uniform(-6, 2), 0), decimals), ring[k]]
    areas[number] = area
    return areas


def middle_of(area):
    point = geometry_of(area).PointOnSurface()
    return (point.GetX(), point.GetY())


def with_islands(areas, frame, chance, decimals):
    """Small parts beside the town, apart from it or touching it in one point."""
    far = max(vertices_of([polygon for area in areas for polygon in area]))
    number = chance.randrange(len(areas))
    metres = 10 ** chance.uniform(-2, 1)
    for k in range(chance.randint(1, 3)):
        start = far if k == 0 and chance.random() < 0.6 else rounded(frame.moved(far, (3 + 4 * k) * metres, 0), decimals)
        corners = [start] + [rounded(frame.moved(start, dx * metres, dy * metres), decimals)
                             for dx, dy in ((1, -1), (2.5, chance.uniform(-1, 1)), (1, 1))]
        ring = closed(corners)
        if ring and is_valid([[ring]]):
            areas[number] = kept_if_valid(areas[number] + [[ring]], areas[number])
    return areas


VARIANTS = {"digitised": digitised, "shifted": shifted, "shrunk": shrunk, "resampled": resampled, "nested": nested,
            "broken": broken}
