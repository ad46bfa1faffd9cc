"""What digitising does to the vertices of an area."""

from frame import rounded
from geometry import closed, vertices_of


def shaken(area, frame, metres, chance, decimals):
    """Each vertex moved by up to so many metres to each side; the same one everywhere in the area."""
    moved = {point: rounded(frame.moved(point, chance.uniform(-metres, metres), chance.uniform(-metres, metres)), decimals)
             for point in sorted(vertices_of(area))}
    return replaced(area, moved)


def replaced(area, moved):
    """With other points for these; rings that shrink to nothing are left out."""
    result = []
    for polygon in area:
        rings = [closed([moved.get(point, point) for point in ring[:-1]]) for ring in polygon]
        if rings[0]:
            result.append([ring for ring in rings if ring])
    return result
