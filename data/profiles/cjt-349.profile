# Grids of community services after CJ/T 349-2010: 20 digits, 6 of the object that is managed or served, 6 of the county, 3 of the
# town or street, 3 of the community and 2 of the grid, which are 00 where a community is not divided. Communities that are
# joined have codes from 601 on, which their boundaries have to bring. Read from public summaries of the standard, not from its
# text: no conformance is claimed.
# The code of the object is for you to say, after CJ/T 348: 000000 stands for none. Copy this file, set `prefix`, and name the
# copy with --profile.
# The sizes are common practice and not quoted from a standard. The format is described in default.profile.

[codes]
unit_code = 12
digits = 2
first = 1
only = 0
prefix = 000000

[names]
language = zh
