"""Options that several of the programs have."""

from .options import Choice, Crs, Field, Flag, InputFile, Number

DATUMS = [("", "as its CRS says"), ("gcj02", "GCJ-02 (Amap, Tencent)"), ("bd09", "BD-09 (Baidu)"), ("wgs84", "WGS 84")]
PROFILES = [("default", "default"), ("urban", "urban"), ("rural", "rural"), ("census", "census"),
            ("db11t-2157", "DB11/T 2157"), ("cjt-349", "CJ/T 349")]


def profiles(what):
    return [
        Choice("PROFILE", "Profile", "--profile", f"{what} Default: default.", choices=PROFILES),
        InputFile("PROFILE_FILE", "Profile of your own", "--profile", "A file of your own instead of the profiles that come "
                  "with the program. Leave the profile at its default then.", advanced=True,
                  kinds="Profiles (*.profile);;All files (*)"),
    ]


def limits():
    rows = (("MIN", "Households at least", "--min", 300), ("MAX", "Households at most", "--max", 500))
    return [Number(name, label, option, f"Empty: as the profile says, {usual} in the default one.", whole=True, least=0)
            for name, label, option, usual in rows]


def target(advanced=False):
    return Number("TARGET", "Households in a grid", "--target", "Empty: as the profile says, 400 in the default one.",
                  whole=True, least=1, advanced=advanced)


def site_reading():
    """What the sites and their boundaries are in truth."""
    return [household_id(), datum("SITES_DATUM", "Datum of the sites", "--sites-datum"),
            datum("BOUNDARIES_DATUM", "Datum of the boundaries", "--boundaries-datum")]


def unit_rules():
    """What is done with the units before all else."""
    return [
        Number("SNAP_UNITS", "Close gaps between units (m)", "--snap-units", "Gaps and overlaps between units, and slits, that are "
               "narrower than this are closed. 0: nothing is moved; what overlaps belongs to the smaller unit.", default=0, least=0,
               most=100, advanced=True),
        Flag("DISSOLVE_UNITS", "Features with one code are one unit", "--dissolve-units", "Otherwise a code that occurs twice is "
             "an error.", advanced=True),
        Flag("SKIP_FAULTY", "Leave out units with a faulty code", "--skip-faulty", "Units without a code, with a wrong one, or "
             "with one that occurs twice are reported and left out. Otherwise they are an error.", advanced=True),
    ]


def household_id():
    return Field("HOUSEHOLD_ID", "Household of a person", "--household-id", "The sites are persons; those with the same value "
                 "are a household. Instead of the fields with households and persons.", parent="SITES", advanced=True)


def datum(name, label, option):
    return Choice(name, label, option, "Web maps of China are up to 1.5 km off; what was taken from them is converted as it is "
                  "read.", choices=DATUMS, advanced=True)


def input_crs():
    return Crs("INPUT_CRS", "CRS of inputs that name none", "--input-crs",
               "The coordinate reference system of those inputs that do not say theirs.", advanced=True)


def output_crs(text):
    return Crs("OUTPUT_CRS", "CRS of the output", "--output-crs", text, advanced=True)


def threads():
    return Number("THREADS", "Threads", "--threads", "0: as many as the machine has. The result does not depend on it.",
                  advanced=True, whole=True, default=0, least=0)


def overwrite():
    return Flag("OVERWRITE", "Replace outputs that exist", "--overwrite", "Replace files that exist, with all the layers in "
                "them. They are whole until the new ones are complete. Otherwise an existing file is an error.")
