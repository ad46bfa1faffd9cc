"""Tests for layers whose sites are buildings and whose borders should follow lines."""

import collections
import functools

import ground
import layer_contract as contract
import support


class Buildings(support.LayerTest):
    """A class that inherits says where its buildings (`buildings_source`), `units` and `barriers` are: (path, layer) each."""

    id_field = "osm_id"

    @classmethod
    @functools.cache
    def outlines(cls):
        return support.outlines_of_units(*cls.units, cls.code_field)

    @classmethod
    @functools.cache
    def sites(cls):
        """(fields, geometry) by identifier."""
        return {fields[cls.id_field]: (fields, geometry) for fields, geometry in contract.features(*cls.buildings_source)}

    def test_every_household_is_in_exactly_one_grid(self):
        """The assignments name each site once; they add up to the households and sites of each grid; and a building that
        lies in one grid as a whole is in that grid."""
        assigned = dict(self.assignments())
        self.assertEqual(len(self.sites()), len(self.assignments()))
        self.assertEqual(set(self.sites()), set(assigned))
        sums = collections.defaultdict(lambda: [0, 0])
        for site, code in assigned.items():
            sums[code][0] += self.sites()[site][0]["households"]
            sums[code][1] += 1
        outside = sums.pop("", [0, 0])
        self.assertEqual(list(self.expected_outside), outside)
        self.assertEqual({grid.code: [grid.fields["households"], grid.fields["sites"]] for grid in self.grids}, sums)
        self.assertEqual(self.expected_households, self.sum_of("households") + outside[0])
        within = 0
        for grid in self.grids:
            for site, geometry in self.buildings_near(grid.geometry.GetEnvelope()):
                if geometry.Within(grid.geometry):
                    within += 1
                    self.assertEqual(grid.code, assigned[site])
        support.figure(f"{within:,} of {len(assigned):,} buildings lie in one grid as a whole")

    @classmethod
    def buildings_near(cls, box):
        for site, (_, geometry) in cls.sites().items():
            west, east, south, north = geometry.GetEnvelope()
            if box[0] <= east and west <= box[1] and box[2] <= north and south <= box[3]:
                yield site, geometry

    def test_no_building_is_cut(self):
        """No border between grids comes more than 1 mm into a building that lies in one unit. (Coordinates are written
        with eleven decimals, so that a border along a wall may be some thousandths of a millimetre inside.)"""
        units = [geometry for _, geometry in contract.features(*self.units)]
        index = ground.SegmentIndex(self.inner_borders())
        wrong, cut_by_units = [], 0
        for site, (_, geometry) in self.sites().items():
            if not any(geometry.Within(unit) for unit in units):
                cut_by_units += 1
                continue
            west, east, south, north = geometry.GetEnvelope()
            core = geometry.Buffer(-0.001 / ground.metres_per_degree(south)[1])
            if any(ground.line(*segment).Intersects(core) for segment in index.in_box(west, south, east, north)):
                wrong.append(site)
        support.figure(f"{cut_by_units} buildings do not lie in one unit as a whole")
        self.none(wrong)

    def test_most_of_the_border_lies_on_barriers(self):
        """What the report says, and measured anew from the files alone. A long straight line of a barrier is straight in
        the plane of work and not in degrees, which makes some centimetres in its middle."""
        lines = [segment for source in self.barriers for _, geometry in contract.features(*source)
                 for segment in ground.segments_of_lines(geometry)]
        borders = self.inner_borders()
        whole = ground.length(borders)
        shares = {metres: ground.length_along(borders, lines, metres) / whole for metres in (0.001, 0.05, 1.0)}
        reported = support.report(self.path)["inner_border_barrier_share"]
        support.figure(f"share on barriers: reported {reported:.4f}, " + ", ".join(
            f"within {metres} m {share:.4f}" for metres, share in shares.items()))
        self.assertGreaterEqual(shares[0.001], self.least_share)
        self.assertAlmostEqual(reported, shares[0.05], 2)
