"""Layers as inputs. What QGIS shows is what the program gets.

A layer that is a file, as it is, is named to the program; so is a table of PostGIS. A layer of which QGIS shows something else
than the program would read (a filter, a selection, edits, joined fields, another encoding or coordinate reference system) or
which only QGIS can read, is written to a temporary GeoPackage.
"""

import re
from pathlib import Path

from qgis.core import (QgsDataSourceUri, QgsProcessingException, QgsProcessingFeatureSourceDefinition,
                       QgsProcessingParameterFeatureSource, QgsProcessingParameterMultipleLayers,
                       QgsProcessingParameters, QgsProviderConnectionException, QgsProviderRegistry)

from .copy_layer import copy_layer
from .options import Option


# As libpq calls them; it prefers SSL if nothing is said.
SSL_MODES = {QgsDataSourceUri.SslDisable: "disable", QgsDataSourceUri.SslAllow: "allow", QgsDataSourceUri.SslRequire: "require",
             QgsDataSourceUri.SslVerifyCa: "verify-ca", QgsDataSourceUri.SslVerifyFull: "verify-full"}


def changed_in_qgis(layer):
    """Why the program would read something else than QGIS shows; empty if it would not."""
    provider = layer.dataProvider()
    if layer.isEditable() and layer.isModified():
        return "it has edits that are not saved"
    if layer.subsetString():
        return "it has a filter"
    if layer.fields().names() != provider.fields().names():
        return "it has joined, virtual or hidden fields"
    if layer.crs() != provider.crs():
        return "its coordinate reference system was set in QGIS"
    return ""


def ogr_place(layer):
    """File and layer name of a layer that OGR reads, and why it must be copied; one of the two is empty."""
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = parts.get("path") or ""
    others = [key for key in ("subset", "geometryType", "openOptions", "authcfg") if parts.get(key)]
    if others or not path or not (Path(path).is_file() or Path(path).is_dir()):
        return None, "it is not simply a file"
    if layer.storageType() == "ESRI Shapefile" and layer.dataProvider().encoding().upper() not in ("UTF-8", "UTF8"):
        return None, f"its text is read as {layer.dataProvider().encoding()}"
    name = parts.get("layerName") or ""
    if not name and isinstance(parts.get("layerId"), int) and parts["layerId"] > 0:
        return None, "it has no name in its file"
    if not name and len(layer.dataProvider().subLayers()) > 1:
        return None, "it has no name in its file"
    return (path, name), ""


def quoted(text):
    """A value in a connection string of libpq."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def connection_words(uri):
    """A connection as OGR takes it, without the password."""
    known = [("service", uri.service()), ("host", uri.host()), ("port", uri.port()), ("dbname", uri.database()),
             ("user", uri.username()), ("sslmode", SSL_MODES.get(uri.sslMode()))]
    return "PG:" + " ".join(f"{key}={quoted(value)}" for key, value in known if value)


def geometry_columns(uri):
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    try:
        return metadata.createConnection(uri.uri(True), {}).table(uri.schema() or "public", uri.table()).geometryColumnCount()
    except QgsProviderConnectionException:
        return 2  # not known


def postgres_place(layer):
    """Connection, table and password of a layer of PostGIS, and why it must be copied; one of the two is empty."""
    uri = QgsDataSourceUri(layer.source())
    if uri.authConfigId():
        return None, "its login is kept by QGIS"
    if not uri.table() or uri.table().startswith("(") or uri.sql():
        return None, "it is a query"
    if re.search(r"[().]", uri.schema() + uri.table()):
        return None, "its name would not be understood"
    if geometry_columns(uri) > 1:
        return None, "its table has several columns of geometry"
    connection = connection_words(uri)
    table = f"{uri.schema()}.{uri.table()}" if uri.schema() else uri.table()
    return (connection, table, uri.password()), ""


class Source:
    """One layer as an input: where the program finds it, or that it must be copied, and what QGIS makes of it."""

    def __init__(self, option, value, layer, restricted, run):
        self.option = option
        self.value = value
        self.layer = layer
        self.name = layer.name() if layer is not None else option.label
        self.place = None  # path and layer name
        self.reason = "only some of its features are asked for" if restricted else ""
        if layer is None:
            self.reason = self.reason or "only QGIS can read it"
        self.reason = self.reason or changed_in_qgis(layer) or self.look(run)

    def look(self, run):
        """Finds the place, or says why the layer must be copied."""
        if self.layer.providerType() == "ogr":
            self.place, reason = ogr_place(self.layer)
            if self.place and self.place[1] and not self.option.layer_option:
                self.place, reason = None, "the program takes no name of a layer here"
            return reason
        if self.layer.providerType() != "postgres" or not self.option.layer_option:
            return "only QGIS can read it"
        place, reason = postgres_place(self.layer)
        if not place:
            return reason
        # The password goes into the environment, where nobody else sees it; there is room for one.
        if run.environment.setdefault("PGPASSWORD", place[2]) != place[2]:
            return "its password is not that of another input"
        self.place = place[:2]
        return ""

    def words(self, run):
        if self.place is None:
            run.feedback.pushInfo(f"'{self.name}' is written to a temporary GeoPackage: {self.reason}.")
            definition = run.algorithm.parameterDefinition(self.option.name)
            source = QgsProcessingParameters.parameterAsSource(definition, self.value, run.context)
            if source is None:
                raise QgsProcessingException(f"{self.option.label}: the layer '{self.name}' cannot be read.")
            path = run.folder / f"{self.option.name.lower()}-{len(list(run.folder.iterdir())) + 1}.gpkg"
            self.place = copy_layer(source, self.layer, path, self.option.grids, run)
        path, layer = self.place
        return [f"{self.option.option}={path}"] + ([f"{self.option.layer_option}={layer}"] if layer else [])


class Layer(Option):
    """A layer, of which only selected features may be asked for. `layer_option` names the layer in its file; `grids` are
    copied with their tables."""

    def __init__(self, *args, types, layer_option="", grids=False, **more):
        super().__init__(*args, **more)
        self.grids = grids
        self.types = types
        self.layer_option = layer_option

    def offered(self):
        return [option for option in (self.option, self.layer_option) if option]

    def make(self):
        return QgsProcessingParameterFeatureSource(self.name, self.label, self.types, optional=self.optional)

    def prepare(self, run):
        if not self.is_set(run):
            return
        value = run.parameters[self.name]
        restricted = False
        if isinstance(value, QgsProcessingFeatureSourceDefinition):
            restricted = (value.selectedFeaturesOnly or value.featureLimit >= 0
                          or bool(getattr(value, "filterExpression", "")))  # since QGIS 3.32
        layer = run.algorithm.parameterAsVectorLayer(run.parameters, self.name, run.context)
        if layer is None and run.algorithm.parameterAsSource(run.parameters, self.name, run.context) is None:
            raise QgsProcessingException(run.algorithm.invalidSourceError(run.parameters, self.name))
        run.sources[self.name] = [Source(self, value, layer, restricted, run)]

    def words(self, run):
        return [word for source in run.sources.get(self.name, []) for word in source.words(run)]


class Layers(Layer):
    """Several layers; `suffix` are words that follow each of them."""

    def __init__(self, *args, suffix=(), least=0, **more):
        super().__init__(*args, **more)
        self.suffix = list(suffix)
        self.least = least

    def offered(self):
        return super().offered() + [word.split("=")[0] for word in self.suffix]

    def make(self):
        parameter = QgsProcessingParameterMultipleLayers(self.name, self.label, self.types, optional=self.optional)
        parameter.setMinimumNumberInputs(self.least)
        return parameter

    def prepare(self, run):
        if not self.is_set(run):
            return
        value = run.parameters[self.name]
        layers = run.algorithm.parameterAsLayerList(run.parameters, self.name, run.context)
        wanted = len(value) if isinstance(value, (list, tuple)) else 1
        if len(layers) < wanted or any(not layer.isValid() for layer in layers):
            raise QgsProcessingException(f"{self.label}: {wanted} layers are named, and {len(layers)} of them can be read.")
        run.sources[self.name] = [Source(self, layer, layer, False, run) for layer in layers]

    def words(self, run):
        return [word for source in run.sources.get(self.name, []) for word in source.words(run) + self.suffix]
