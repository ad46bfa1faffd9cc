"""The cells of a layout as they lie in the town, and sets of them."""

import random

from errors import shaken
from frame import rounded
from geometry import closed, is_valid
from sides import shape_side


class Cells:
    """The cells of a layout in the coordinate system of the town; cells that meet have the same points, bit for bit."""

    def __init__(self, layout, frame, decimals, styles, seed):
        self._layout, self._frame, self._decimals = layout, frame, decimals
        chance = random.Random(f"{seed}/sides")
        self._inner = {}
        for side, cells in layout.sides().items():
            style = chance.choice(styles) if styles and layout.matched and chance.random() < 0.6 else None
            self._inner[side] = shape_side(layout, side, cells, style, random.Random(f"{seed}/side/{side}")) if style else []
        self.rings, self.digitised = {}, {}
        for _ in range(4):
            wrong = self._make_rings()
            if not wrong:
                break
            for number in wrong:  # too fine for the digits: straight sides
                cell = layout.cells[number]
                for a, b in zip(cell, cell[1:] + cell[:1]):
                    self._inner[(min(a, b), max(a, b))] = []
        self.rings = {number: ring for number, ring in self.rings.items() if ring and is_valid([[ring]])}

    def digitise(self, frame, metres, chance, decimals):
        """Each cell by itself, with such errors."""
        for cell, ring in self.rings.items():
            area = shaken([[ring]], frame, metres, chance, decimals)
            if is_valid(area):
                self.digitised[cell] = area

    def place(self, point):
        return rounded(self._frame.place(point), self._decimals)

    def _make_rings(self):
        wrong = []
        for number, cell in enumerate(self._layout.cells):
            points = []
            for a, b in zip(cell, cell[1:] + cell[:1]):
                inner = self._inner[(min(a, b), max(a, b))]
                points += [self._layout.corners[a]] + (inner if a < b else inner[::-1])
            ring = closed([self.place(point) for point in points])
            if ring is None or not is_valid([[ring]]):
                wrong.append(number)
            self.rings[number] = ring
        return wrong

    def groups(self, chance, count, mixed):
        """So many sets of cells, each connected, but if `mixed` some cells go anywhere: enclaves and parts far away."""
        rest = set(self.rings)
        near = {number: set() for number in rest}
        for left, right in self._layout.sides().values():
            if left in rest and right in rest:
                near[left].add(right)
                near[right].add(left)
        seeds = chance.sample(sorted(rest), min(count, len(rest)))
        group_of = {cell: number for number, cell in enumerate(seeds)}
        fringe = list(seeds)
        while fringe:
            cell = fringe[chance.randrange(len(fringe))]
            free = sorted(near[cell] - set(group_of))
            if not free:
                fringe.remove(cell)
                continue
            taken = chance.choice(free)
            group_of[taken] = group_of[cell]
            fringe.append(taken)
        for cell in sorted(rest - set(group_of)):
            group_of[cell] = chance.randrange(len(seeds))
        if mixed:
            for cell in chance.sample(sorted(rest), min(len(rest), chance.randint(1, 3))):
                group_of[cell] = chance.randrange(len(seeds))
        groups = [[cell for cell in sorted(group_of) if group_of[cell] == number] for number in range(len(seeds))]
        return [group for group in groups if group]
