# Communities of a city: units with 12-digit area codes, grids of 300 to 500 households.
# The figures are common practice and not quoted from a standard. The format is described in default.profile.

[sizes]
target = 400
min = 300
max = 500

[codes]
unit_code = 12
area_ranges = yes

[names]
language = zh
