"""Which fields of a layer are which: the usual names of the profile, without regard to case (a test compares the two)."""

CODE = ("unit_code", "XZQDM", "ZLDWDM", "CODE", "GEOID", "GEOID10", "GEOID20", "VILLCODE")
NAME = ("unit_name", "XZQMC", "ZLDWMC", "NAME", "NAME10", "NAME20", "VILLNAME")
HOUSEHOLDS = ("households", "HS", "H_CNT", "SETAI", "HU", "户数")
PERSONS = ("persons", "RK", "P_CNT", "JINKO", "POP", "population", "人口", "人数")

GRID_CODE = "grid_code"
DIGITS = 3  # of a grid's number, behind the code of its unit


def find_field(layer, names):
    """The field of a layer that has one of the names, as the layer spells it; empty if there is none."""
    there = {field.name().lower(): field.name() for field in layer.fields()}
    return next((there[name.lower()] for name in names if name.lower() in there), "")


def text_of(value):
    """An attribute as text; empty for NULL, which PyQt gives as a QVariant or as None."""
    is_null = getattr(value, "isNull", None)
    if value is None or (is_null is not None and is_null()):
        return ""
    return str(value).strip()


def number_of(value):
    """An attribute as a number; 0 for what is none."""
    try:
        number = float(text_of(value))
    except ValueError:
        return 0.0
    return number if number == number and abs(number) != float("inf") else 0.0
