"""Parameters and the words on the command line that they stand for.

An algorithm is a list of options. An option makes the parameter that QGIS shows, and afterwards the words for the program.
A parameter that has the default of the program gives no word, so that the program, its profile or its configuration decides.
"""

from qgis.PyQt.QtCore import QVariant
from qgis.core import (QgsCoordinateReferenceSystem, QgsProcessingException, QgsProcessingParameterBoolean,
                       QgsProcessingParameterCrs, QgsProcessingParameterDateTime, QgsProcessingParameterDefinition,
                       QgsProcessingParameterEnum, QgsProcessingParameterField, QgsProcessingParameterFile,
                       QgsProcessingParameterMatrix, QgsProcessingParameterNumber, QgsProcessingParameterRasterLayer,
                       QgsProcessingParameterString)


class Option:
    """A parameter `name` with a label; `option` is what the program calls it, `text` explains it."""

    def __init__(self, name, label, option, text, advanced=False, optional=True):
        self.name = name
        self.label = label
        self.option = option
        self.text = text
        self.advanced = advanced
        self.optional = optional

    def offered(self):
        """The options of the program that this one may use."""
        return [self.option]

    def make(self):
        """The parameter, without help."""
        raise NotImplementedError

    def parameter(self):
        parameter = self.make()
        parameter.setHelp(self.text)
        if self.advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
        return parameter

    def is_set(self, run):
        value = run.parameters.get(self.name)
        return not (value is None or value == "" or value == [] or (isinstance(value, QVariant) and value.isNull()))

    def prepare(self, run):
        """Looks at layers; called in the thread that they live in."""

    def words(self, run):
        """Words for the program; may write files into run.folder."""
        value = self.value(run) if self.is_set(run) else None
        return [] if value in (None, "") else [f"{self.option}={value}"]

    def value(self, run):
        raise NotImplementedError


class Number(Option):
    """A number, whole if `whole`; `default` is the program's, None where the profile or the program decides."""

    def __init__(self, *args, whole=False, default=None, least=None, most=None, **more):
        super().__init__(*args, **more)
        self.whole = whole
        self.default = default
        self.limits = {key: limit for key, limit in (("minValue", least), ("maxValue", most)) if limit is not None}

    def make(self):
        kind = QgsProcessingParameterNumber.Integer if self.whole else QgsProcessingParameterNumber.Double
        return QgsProcessingParameterNumber(self.name, self.label, kind, self.default, self.optional, **self.limits)

    def value(self, run):
        if self.whole:
            number = run.algorithm.parameterAsInt(run.parameters, self.name, run.context)
        else:
            number = run.algorithm.parameterAsDouble(run.parameters, self.name, run.context)
        return None if number == self.default else f"{number:.15g}"


class Choice(Option):
    """One of several values of an option; `choices` are pairs of value and label, the first is the program's default."""

    def __init__(self, *args, choices, **more):
        super().__init__(*args, **more)
        self.choices = choices

    def make(self):
        return QgsProcessingParameterEnum(self.name, self.label, [label for _, label in self.choices], defaultValue=0)

    def value(self, run):
        index = run.algorithm.parameterAsEnum(run.parameters, self.name, run.context)
        return self.choices[index][0] if index > 0 else None


class Flag(Option):
    """An option without a value."""

    def make(self):
        return QgsProcessingParameterBoolean(self.name, self.label, defaultValue=False)

    def words(self, run):
        return [self.option] if run.algorithm.parameterAsBool(run.parameters, self.name, run.context) else []


class Text(Option):
    """A text as it is; with `separator` several, each of which is an option of its own."""

    def __init__(self, *args, separator=None, **more):
        super().__init__(*args, **more)
        self.separator = separator

    def make(self):
        return QgsProcessingParameterString(self.name, self.label, optional=self.optional)

    def words(self, run):
        text = run.algorithm.parameterAsString(run.parameters, self.name, run.context)
        parts = text.split(self.separator) if self.separator else [text]
        return [f"{self.option}={part.strip()}" for part in parts if part.strip()]


class Field(Option):
    """A field of a layer, or with `several` a list of them."""

    def __init__(self, *args, parent, several=False, **more):
        super().__init__(*args, **more)
        self.parent = parent
        self.several = several

    def make(self):
        return QgsProcessingParameterField(self.name, self.label, parentLayerParameterName=self.parent,
                                           allowMultiple=self.several, optional=self.optional)

    def value(self, run):
        read = getattr(run.algorithm, "parameterAsFields", None) or run.algorithm.parameterAsStrings  # from QGIS 4
        fields = read(run.parameters, self.name, run.context)
        for field in fields:
            if len(fields) > 1 and "," in field:
                raise QgsProcessingException(f"{self.label}: a list cannot hold the field '{field}', for it has a comma.")
        return ",".join(fields)


class Renamed(Option):
    """A table of two columns, the old and the new name."""

    def make(self):
        return QgsProcessingParameterMatrix(self.name, self.label, headers=["Field", "New name"], optional=self.optional)

    def words(self, run):
        if not self.is_set(run):
            return []
        cells = [str(cell).strip() for cell in run.algorithm.parameterAsMatrix(run.parameters, self.name, run.context)]
        if len(cells) % 2:
            raise QgsProcessingException(f"{self.label}: every field needs a new name.")
        pairs = [(old, new) for old, new in zip(cells[::2], cells[1::2]) if old or new]
        return [f"{self.option}={old}={new}" for old, new in pairs]


class Date(Option):

    def make(self):
        return QgsProcessingParameterDateTime(self.name, self.label, QgsProcessingParameterDateTime.Date,
                                              optional=self.optional)

    def value(self, run):
        moment = run.algorithm.parameterAsDateTime(run.parameters, self.name, run.context)
        return moment.date().toString("yyyy-MM-dd") if moment.isValid() else None


class Crs(Option):
    """A coordinate reference system; one without a code of EPSG goes to the program as WKT."""

    def make(self):
        return QgsProcessingParameterCrs(self.name, self.label, optional=self.optional)

    def value(self, run):
        crs = run.algorithm.parameterAsCrs(run.parameters, self.name, run.context)
        if not crs.isValid():
            raise QgsProcessingException(f"{self.label}: this coordinate reference system is not known.")
        return crs.authid() if crs.authid().startswith("EPSG:") else crs.toWkt(QgsCoordinateReferenceSystem.WKT_PREFERRED)


class InputFile(Option):
    """A file that is no layer."""

    def __init__(self, *args, kinds, **more):
        super().__init__(*args, **more)
        self.kinds = kinds

    def make(self):
        return QgsProcessingParameterFile(self.name, self.label, fileFilter=self.kinds, optional=self.optional)

    def value(self, run):
        return run.algorithm.parameterAsFile(run.parameters, self.name, run.context)


class Raster(Option):
    """A raster, which GDAL must be able to read."""

    def make(self):
        return QgsProcessingParameterRasterLayer(self.name, self.label, optional=self.optional)

    def prepare(self, run):
        if not self.is_set(run):
            return
        layer = run.algorithm.parameterAsRasterLayer(run.parameters, self.name, run.context)
        if layer is None:
            raise QgsProcessingException(run.algorithm.invalidRasterError(run.parameters, self.name))
        if layer.providerType() != "gdal":
            raise QgsProcessingException(f"{self.label}: '{layer.name()}' is no raster that GDAL reads. Export it as GeoTIFF.")
        run.paths[self.name] = layer.source()

    def value(self, run):
        return run.paths[self.name]
