"""What may be met by sites, barriers and areas: the corners and sides of the units, and the ground around them."""

from frame import rounded
from geometry import between, segments_of, vertices_of


class Places:
    def __init__(self, areas, frame, decimals):
        self.frame, self.decimals = frame, decimals
        self.areas = areas
        self.rings = [ring for area in areas for polygon in area for ring in polygon]
        self.corners = sorted(vertices_of([polygon for area in areas for polygon in area]))
        self.sides = sorted(segments_of([polygon for area in areas for polygon in area]))
        xs, ys = [x for x, _ in self.corners], [y for _, y in self.corners]
        self.box = (min(xs), min(ys), max(xs), max(ys))
        self.size = frame.metres(self.box[:2], self.box[2:])

    def round(self, point):
        return rounded(point, self.decimals)

    def near(self, point, metres, chance):
        """Within so many metres, to each side."""
        return self.round(self.frame.moved(point, chance.uniform(-metres, metres), chance.uniform(-metres, metres)))

    def anywhere(self, chance, margin=0.03):
        west, south, east, north = self.box
        return self.round((west + chance.uniform(-margin, 1 + margin) * (east - west),
                           south + chance.uniform(-margin, 1 + margin) * (north - south)))

    def corner(self, chance):
        return chance.choice(self.corners)

    def on_side(self, chance):
        """A point on a side, as near as the digits allow."""
        a, b = chance.choice(self.sides)
        return self.round(between(a, b, chance.choice((0.5, chance.random(), chance.random() * 1e-6))))

    def stretch(self, chance):
        """Some vertices of a ring in a row."""
        ring = chance.choice(self.rings)
        count = len(ring) - 1
        length = chance.randint(2, count + 1)
        start = chance.randrange(count)
        return [ring[(start + k) % count] for k in range(length)]
