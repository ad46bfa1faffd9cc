# Villages: units with 12-digit area codes, smaller grids over longer ways, and a wider tolerance, because hamlets are
# kept whole.
# The figures are common practice and not quoted from a standard. The format is described in default.profile.

[sizes]
target = 150
min = 80
max = 250
tolerance = 0.20
workload_tolerance = 0.20

[codes]
unit_code = 12
area_ranges = yes

[names]
language = zh

[barriers]
# In the country a farm track or a ditch is as good a border as a street is in town.
track = 0.5
path = 0.5
ditch = 0.5
stream = 0.35
