"""Files as outputs, and what of them is loaded into the project."""

from pathlib import Path

from osgeo import gdal
from processing.core.ProcessingConfig import ProcessingConfig
from processing.gui.RenderingStyles import RenderingStyles
from qgis.core import (QgsProcessing, QgsProcessingContext, QgsProcessingLayerPostProcessorInterface,
                       QgsProcessingParameterFileDestination, QgsProcessingParameterVectorDestination, QgsVectorLayer,
                       QgsWkbTypes)

from .options import Option

LOADED = ("issues", "issue_areas", "issue_lines", "lineage")  # beside the main layer, where they have rows
STYLES = "layer_styles"


def layers_of(path):
    """The layers of a file that have rows: names, or none if nothing can be read."""
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR) if Path(path).exists() else None
    layers = [dataset.GetLayer(i) for i in range(dataset.GetLayerCount())] if dataset else []
    return {layer.GetName(): layer.GetFeatureCount() for layer in layers}


def files_beside(path):
    """What formats other than GeoPackage have beside the layer: (name, file)."""
    path = Path(path)
    found = [(name, path.with_name(f"{path.stem}_{name.split('_')[-1]}{path.suffix}")) for name in LOADED[:3]]
    return found + [("lineage", path.with_name(f"{path.stem}_lineage.csv"))]


def results(path):
    """The main layer of a written file, as QGIS opens it, and the others: {name: source}."""
    if Path(path).suffix.lower() != ".gpkg":
        return str(path), {name: str(file) for name, file in files_beside(path) if any(layers_of(file).values())}
    layers = layers_of(path)
    main = next((name for name in ("grids", "issues") if name in layers),
                next((name for name in layers if name not in (*LOADED, "grid_run", STYLES)), ""))
    others = {name: f"{path}|layername={name}" for name in LOADED if layers.get(name) and name != main}
    return (f"{path}|layername={main}" if main else str(path)), others


class OwnStyle(QgsProcessingLayerPostProcessorInterface):
    """Gives a layer the style that the program has written with it, unless the user has set one for the results."""

    kept = []  # QGIS does not keep a post-processor that was made in Python

    def __init__(self, algorithm, output):
        super().__init__()
        self.names = (algorithm, output)
        OwnStyle.kept = [*OwnStyle.kept[-99:], self]

    def postProcessLayer(self, layer, context, feedback):
        if isinstance(layer, QgsVectorLayer) and not chosen_style(layer, *self.names):
            layer.loadDefaultStyle()
            layer.triggerRepaint()


def chosen_style(layer, algorithm, output):
    """The style that the user has set for this output, or for results of this geometry."""
    kind = {QgsWkbTypes.PointGeometry: ProcessingConfig.VECTOR_POINT_STYLE,
            QgsWkbTypes.LineGeometry: ProcessingConfig.VECTOR_LINE_STYLE,
            QgsWkbTypes.PolygonGeometry: ProcessingConfig.VECTOR_POLYGON_STYLE}.get(layer.geometryType())
    return RenderingStyles.getStyle(algorithm, output) or (kind and ProcessingConfig.getSetting(kind))


class VectorOutput(Option):
    """A layer that the program writes, in the format that the name of the file says."""

    def __init__(self, *args, create=True, geometry=QgsProcessing.TypeVectorPolygon, **more):
        super().__init__(*args, **more)
        self.create = create
        self.geometry = geometry

    def make(self):
        return QgsProcessingParameterVectorDestination(self.name, self.label, self.geometry, None, self.optional, self.create)

    def value(self, run):
        path = run.algorithm.parameterAsOutputLayer(run.parameters, self.name, run.context)
        if path:
            run.outputs[self.name] = self
            run.paths[self.name] = path
        return path

    def collect(self, run):
        """The result, after the run; it and what is beside it is loaded if the user wants it to be loaded."""
        path = run.paths[self.name]
        main, others = results(path)
        waiting = run.context.layersToLoadOnCompletion()
        if path in waiting:
            details = waiting.pop(path)
            details.setPostProcessor(OwnStyle(run.algorithm.id(), self.name))
            waiting[main] = details
            for name, source in others.items():
                more = QgsProcessingContext.LayerDetails(f"{details.name}: {name}", details.project, "")
                more.setPostProcessor(OwnStyle(run.algorithm.id(), name))
                waiting[source] = more
            run.context.setLayersToLoadOnCompletion(waiting)
        return main


class FileOutput(Option):
    """A file that is no layer. `kinds` is the filter of the dialog; its first extension is that of temporary files."""

    def __init__(self, *args, kinds, create=False, **more):
        super().__init__(*args, **more)
        self.kinds = kinds
        self.create = create

    def make(self):
        return QgsProcessingParameterFileDestination(self.name, self.label, self.kinds, None, self.optional, self.create)

    def value(self, run):
        path = run.algorithm.parameterAsFileOutput(run.parameters, self.name, run.context)
        if path:
            run.outputs[self.name] = self
            run.paths[self.name] = path
        return path

    def collect(self, run):
        return run.paths[self.name]
