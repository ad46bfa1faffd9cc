# Output areas and enumeration areas of a census: about 125 households, units with any text as code.
# The figures are common practice and not quoted from a standard. The format is described in default.profile.

[sizes]
target = 125
min = 100
max = 150

[codes]
unit_code = any
# An output area is numbered within a large unit: four digits.
digits = 4

[names]
pattern = {unit} {nn}
