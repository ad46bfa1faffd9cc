# Unit grids of city management in Beijing after DB11/T 2157-2023: 15 digits, 6 of the county, 3 of the town or street, 3 of the
# community and 3 of the grid, from west to east and from north to south. Read from public summaries of the standard, not from
# its text: no conformance is claimed. The community part is what the city gives it, so that no range is looked at.
# The sizes are common practice and not quoted from a standard. The format is described in default.profile.

[codes]
unit_code = 12
digits = 3
first = 1

[names]
language = zh
