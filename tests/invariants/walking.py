"""Walks along ways, reckoned without libgrid: ways are noded by GEOS, walks found by scipy, and rounds shortened by 2-opt and
Or-opt over whole tables of distances, from several beginnings."""

import math
import random

import numpy
from osgeo import ogr
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree

import ground

OFF_NETWORK, ROADSIDE, AROUND, NEIGHBOURS, CROSSING_COSTS = 1.3, 50, 250, 8, 4
NOT_WALKED = {"motorway", "rail", "light_rail", "narrow_gauge", "tram", "subway", "monorail", "river", "canal", "stream",
              "ditch", "drain"}


class Plane:
    """Metres east and north of the corner of a box (west, south, east, north) in degrees."""

    def __init__(self, box):
        self.west, self.south = box[:2]
        self.x, self.y = ground.metres_per_degree((box[1] + box[3]) / 2)

    def metres(self, x, y):
        return (x - self.west) * self.x, (y - self.south) * self.y


def is_walked(name):
    name = (name or "").lower()
    return name not in NOT_WALKED and not (name.endswith("_link") and name[:-5] in NOT_WALKED)


def segments_of(geometry):
    """The straight pieces of any lines."""
    parts = [geometry.GetGeometryRef(i) for i in range(geometry.GetGeometryCount())] or [geometry]
    for part in parts:
        points = part.GetPoints(2) or []
        yield from zip(points, points[1:])


def crosses(a, b, lines):
    """Whether the straight walk from a to b crosses one of the lines (an array of p, q), ends apart."""
    if len(lines) == 0:
        return False
    def side(o, p, q):
        return (p[..., 0] - o[..., 0]) * (q[..., 1] - o[..., 1]) - (p[..., 1] - o[..., 1]) * (q[..., 0] - o[..., 0])
    a, b = numpy.asarray(a), numpy.asarray(b)
    p, q = lines[:, 0], lines[:, 1]
    return bool(numpy.any((side(a, b, p) * side(a, b, q) < 0) & (side(p, q, a) * side(p, q, b) < 0)))


class Network:
    """The ways around some sites, with the sites on them. All in metres."""

    def __init__(self, ways, hard, sites):
        self.sites = numpy.array(sites)
        self.hard = numpy.array(hard) if len(hard) else numpy.zeros((0, 2, 2))
        self.nodes, self.number, self.edges = [], {}, []
        self._node_ways(ways)
        self._add_sites()
        self._link_pieces()

    def _node(self, point):
        key = (round(point[0], 3), round(point[1], 3))
        if key not in self.number:
            self.number[key] = len(self.nodes)
            self.nodes.append(key)
        return self.number[key]

    def _node_ways(self, ways):
        lines = ogr.Geometry(ogr.wkbMultiLineString)
        for p, q in ways:
            if p != q:
                line = ogr.Geometry(ogr.wkbLineString)
                line.AddPoint_2D(*p)
                line.AddPoint_2D(*q)
                lines.AddGeometry(line)
        self.pieces = []
        for p, q in segments_of(lines.Union(lines)) if lines.GetGeometryCount() else []:
            a, b = self._node(p), self._node(q)
            if a != b:
                self.pieces.append((a, b))

    def _nearest(self, site):
        """Of the pieces to which nothing hard is crossed: number, share, metres."""
        if not self.pieces:
            return None
        p, q = self.ends[:, 0], self.ends[:, 1]
        d = q - p
        share = numpy.clip(((site - p) * d).sum(1) / (d * d).sum(1), 0, 1)
        feet = p + share[:, None] * d
        metres = numpy.hypot(*(feet - site).T)
        for i in numpy.argsort(metres, kind="stable"):
            if not crosses(site, feet[i], self.hard):
                return int(i), float(share[i]), float(metres[i])
        return None

    def _add_sites(self):
        at = numpy.array(self.nodes)
        self.ends = numpy.array([(at[a], at[b]) for a, b in self.pieces]) if self.pieces else numpy.zeros((0, 2, 2))
        cuts = [[] for _ in self.pieces]
        self.site_node, remote = [], []
        for s, site in enumerate(self.sites):
            foot = self._nearest(site)
            if foot:
                piece, share, metres = foot
                on_way = len(self.nodes)
                self.nodes.append(tuple(self.ends[piece][0] + share * (self.ends[piece][1] - self.ends[piece][0])))
                cuts[piece].append((share, on_way))
            if foot and metres <= ROADSIDE:
                self.site_node.append(on_way)
                continue
            self.site_node.append(len(self.nodes))
            self.nodes.append(tuple(site))
            remote.append((s, foot[2] if foot else math.inf))
            if foot:
                self.edges.append((on_way, self.site_node[-1], OFF_NETWORK * metres))
        for (a, b), along in zip(self.pieces, cuts):
            stops = [a] + [n for _, n in sorted(along)] + [b]
            for p, q in zip(stops, stops[1:]):
                self.edges.append((p, q, math.dist(self.nodes[p], self.nodes[q])))
        for s, far in remote:
            near = sorted((math.dist(self.sites[s], self.sites[t]), t) for t, other in remote
                          if t != s and math.dist(self.sites[s], self.sites[t]) < far + other
                          and not crosses(self.sites[s], self.sites[t], self.hard))
            for metres, t in near[:NEIGHBOURS]:
                if metres <= 2 * far:
                    self.edges.append((self.site_node[s], self.site_node[t], OFF_NETWORK * metres))

    def matrix(self):
        weights = {}
        for a, b, metres in self.edges:
            if a != b:
                key = (min(a, b), max(a, b))
                weights[key] = min(weights.get(key, math.inf), max(metres, 1e-9))
        keys = list(weights)
        n = len(self.nodes)
        return csr_matrix((list(weights.values()), ([k[0] for k in keys], [k[1] for k in keys])), shape=(n, n))

    def _link_pieces(self):
        self.links = 0
        _, piece = connected_components(self.matrix(), directed=False)
        wanted = sorted({piece[n] for n in self.site_node})
        if len(wanted) < 2:
            return
        at = numpy.array(self.nodes)
        members = [numpy.nonzero(piece == p)[0] for p in wanted]
        links = {}
        cost = numpy.zeros((len(wanted), len(wanted)))
        for i in range(len(wanted)):
            for j in range(i + 1, len(wanted)):
                d = numpy.hypot(*(at[members[i]][:, None] - at[members[j]][None]).transpose(2, 0, 1))
                best = None
                for k in numpy.argsort(d, axis=None)[:200]:
                    a, b = members[i][k // d.shape[1]], members[j][k % d.shape[1]]
                    metres = d.flat[k]
                    price = metres * (CROSSING_COSTS if crosses(at[a], at[b], self.hard) else 1)
                    if best is None or price < best[0]:
                        best = (price, a, b, metres)
                links[i, j], cost[i, j] = best[1:], best[0]
        tree = minimum_spanning_tree(csr_matrix(cost)).tocoo()
        for i, j in zip(tree.row, tree.col):
            a, b, metres = links[min(i, j), max(i, j)]
            self.edges.append((a, b, OFF_NETWORK * metres))
            self.links += 1

    def walks(self, sites):
        """The table of shortest walks between some sites."""
        nodes = [self.site_node[s] for s in sites]
        return dijkstra(self.matrix(), directed=False, indices=nodes)[:, nodes]


def length_of(order, walks):
    return float(walks[order, numpy.roll(order, -1)].sum())


def turn_around(order, walks):
    """The best single 2-opt move, if one helps."""
    n = len(order)
    nxt = numpy.roll(order, -1)
    here = walks[order, nxt]
    gain = here[:, None] + here[None] - walks[numpy.ix_(order, order)] - walks[numpy.ix_(nxt, nxt)]
    gain[numpy.tril_indices(n)] = 0
    i, j = numpy.unravel_index(numpy.argmax(gain), gain.shape)
    if gain[i, j] < 1e-6:
        return None
    return numpy.concatenate([order[:i + 1], order[i + 1:j + 1][::-1], order[j + 1:]])


def move_run(order, walks):
    """The best move of one to three in a row elsewhere, if one helps."""
    n = len(order)
    best = (1e-6, None)
    for length in (1, 2, 3):
        if n < length + 3:
            break
        for start in range(n):
            turned = numpy.roll(order, -start)
            run, rest = turned[:length], turned[length:]
            a, b = rest[:-1], rest[1:]
            gained = walks[rest[-1], run[0]] + walks[run[-1], rest[0]] - walks[rest[-1], rest[0]]
            for way in (run, run[::-1]):
                gain = gained - walks[a, way[0]] - walks[way[-1], b] + walks[a, b]
                k = int(numpy.argmax(gain))
                if gain[k] > best[0]:
                    best = (gain[k], numpy.concatenate([rest[:k + 1], way, rest[k + 1:]]))
    return best[1]


def shortest_round(walks, beginnings, seed=1):
    """The shortest round that is found from so many beginnings."""
    n = len(walks)
    if n < 2:
        return 0.0
    chance = random.Random(seed)
    best = math.inf
    for _ in range(beginnings):
        order = [chance.randrange(n)]
        left = set(range(n)) - set(order)
        while left:
            near = sorted(left, key=lambda k: walks[order[-1], k])[:2]
            order.append(near[-1] if chance.random() < 0.1 else near[0])
            left.remove(order[-1])
        order = numpy.array(order)
        while True:
            better = turn_around(order, walks)
            if better is None:
                better = move_run(order, walks)
            if better is None:
                break
            order = better
        best = min(best, length_of(order, walks))
    return best


def one_tree_bound(walks, rounds=200):
    """A length that no round is below (Held and Karp): 1-trees under prices of their nodes."""
    n = len(walks)
    if n < 3:
        return shortest_round(walks, 1)
    price = numpy.zeros(n)
    best, step = 0.0, walks[walks > 0].mean() if (walks > 0).any() else 0.0
    for _ in range(rounds):
        priced = walks + price[:, None] + price[None]
        shift = max(0.0, -priced.min()) + 1.0  # scipy takes zeros for no edge
        inner = priced[1:, 1:] + shift
        numpy.fill_diagonal(inner, 0)
        tree = minimum_spanning_tree(csr_matrix(inner)).tocoo()
        degree = numpy.zeros(n, dtype=int)
        numpy.add.at(degree, tree.row + 1, 1)
        numpy.add.at(degree, tree.col + 1, 1)
        two = numpy.argsort(priced[0, 1:])[:2] + 1
        degree[two] += 1
        degree[0] = 2
        bound = tree.data.sum() - shift * len(tree.data) + priced[0, two].sum() - 2 * price.sum()
        best = max(best, float(bound))
        if (degree == 2).all():
            break
        price += step * (degree - 2)
        step *= 0.97
    return best
