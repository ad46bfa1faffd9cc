# The profile `default`, and the description of the format. Everything below is the built-in default: a profile says
# only what differs. Keys and sections are those shown here; another one is an error. Comments stand on lines of their
# own and start with # or ;. Lists are separated by commas, names may hold spaces and any UTF-8 text.
#
# The figures are common practice and not quoted from a standard.

[sizes]
# Households in a grid: wanted, at least, at most; whole numbers, min <= target <= max.
target = 400
min = 300
max = 500
# Largest deviation of a grid from the mean of its unit, to both sides, between 0 and 1: of households and of workload.
tolerance = 0.10
workload_tolerance = 0.10
# How much it counts, inside the tolerance, that grids are near the mean: a grid at the edge of the tolerance is moved to
# the mean if its border gets longer by less than this share of the border of a grid; between 0 (only short borders
# count) and 1.
evenness = 0.05

[micro]
# Micro-grids: with a target each grid is divided again, into micro-grids of so many households. Without limits these are three fifths
# and eight fifths of the target, 30 and 80 for 50. --micro comes before what is said here.
# target = 50
# min = 30
# max = 80
# Digits of the number that follows the code of the grid.
digits = 3
# Name of a micro-grid, as of a grid in [names]: {parent} and {unit} are the name of the grid, {code} is its code. Where it is not given it
# follows the language: `{parent}第{zh}微网格`, and for the only one of a grid `{parent}`.
pattern = {parent} Micro-grid {n}
only =

[codes]
# What a unit code looks like: `any` text, or a number of digits (12: 2 province + 2 city + 2 county + 3 town +
# 3 village).
unit_code = any
# Whether to warn of town and village parts outside the usual ranges (yes or no; only with 12 digits).
area_ranges = no
# Digits of the number that follows the unit code in a grid code (1 to 9), and the number of the first grid.
digits = 3
first = 1
# Number of the first dedicated grid of a unit: `next` after the general ones, `+N` after them and N numbers left free, or a
# number, so that those below are for general grids and those from it on for dedicated ones.
first_dedicated = next
# Number of the only grid of a unit, below `first`; or `numbered`, as all others.
only = numbered
# Digits that all grid codes begin with, before the unit code; by default none.
prefix =

[names]
# Language of the names, en or zh. It chooses the pattern where none is given: `{unit} Grid {n}`, or `{unit}第{zh}网格` and for the
# only grid of a unit `{unit}网格`.
language = en
# Name of a grid: {n} its number, {nn} with leading zeros, {zh} in Chinese numerals, {unit} the name of the unit, {code} its code,
# {parent} the name of what was divided, which of a grid is the unit.
pattern = {unit} Grid {n}
# Name of the only general grid of a unit, which may do without the number; empty: as the others.
only =

[fields]
# Names under which a column is looked for, without regard to case, when no option names it. A list replaces the
# default list.
code = unit_code, XZQDM, ZLDWDM, CODE, GEOID, GEOID10, GEOID20, VILLCODE
name = unit_name, XZQMC, ZLDWMC, NAME, NAME10, NAME20, VILLNAME
households = households, HS, H_CNT, SETAI, HU, 户数
persons = persons, RK, P_CNT, JINKO, POP, population, 人口, 人数
# The name of a dedicated area, which its grid is called by.
dedicated_name = name, MC, 名称
# The unit that a cell belongs to, and the identifier of a site or cell in the list of assignments.
unit = unit_code, XZQDM, ZLDWDM
site_id = site_id, osm_id, CODEBASE, GEOID, GEOID10, GEOID20, KEY_CODE
# What looks like the number of a household: where rows with the same one count as a household each, this is told.
household_id = household_id, household, household_no, hh_id, hhid, hh_no, 户号, 户编号, 家庭户号, 家庭编号, 户籍号
# Where a table (CSV, XLSX) says its sites are: longitude or easting, latitude or northing, or a geometry as WKT.
site_x = lon, lng, long, longitude, x, point_x, easting, 经度, 东经, 横坐标, X坐标, 坐标X
site_y = lat, latitude, y, point_y, northing, 纬度, 北纬, 纵坐标, Y坐标, 坐标Y
site_wkt = WKT, geom, geometry, the_geom, shape
# The class of a barrier; of several columns the first one that holds text counts.
barrier_class = class, fclass, highway, railway, waterway

[barriers]
# What a metre of border costs along a barrier of a class, above 0 and at most 2; a metre on open land costs 1. Borders
# follow what is cheap; factors near 0 make them wander for the sake of a river or road. A class that is named here is added to the default classes; xxx_link counts as xxx. `other` is
# the cost along every other line.
river = 0.3
canal = 0.3
motorway = 0.35
trunk = 0.35
primary = 0.35
rail = 0.35
light_rail = 0.35
narrow_gauge = 0.35
secondary = 0.5
tertiary = 0.5
street = 0.5
residential = 0.5
unclassified = 0.5
living_street = 0.5
tram = 0.5
stream = 0.5
ditch = 0.8
drain = 0.8
pedestrian = 0.8
service = 0.8
path = 0.8
footway = 0.8
cycleway = 0.8
steps = 0.8
track = 0.8
other = 0.5

[work]
# How hours of work are reckoned (--work) where no option says it: minutes a month that a household takes, rounds a month
# past the sites, and how fast people walk, in kilometres an hour.
service = 15
visits = 1
speed = 4.5
# Hours that a worker works in a month, and the share of them that a part-timer works (0.36 is 8 of 22 days; 0: there are
# none).
hours = 150
part_time = 0
# Metres walked for a metre of straight line where there is no way. A site no farther from a way than `roadside` metres is
# passed on the way.
off_network = 1.3
roadside = 50
# Classes of barriers that nobody walks along (the others are ways if --walk names none); xxx_link is one if xxx is.
not_walked = motorway, rail, light_rail, narrow_gauge, tram, subway, monorail, river, canal, stream, ditch, drain

[events]
# Minutes that an event of a kind takes (--events): `noise = 20`. Without this section, and of a kind that is not here, it is not known;
# `other` says it of all kinds that are not here.
