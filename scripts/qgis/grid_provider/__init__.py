"""The plugin that brings gridify, gridcheck, gridmerge and gridexport into QGIS: algorithms of Processing, and the dock "Grids"."""


def classFactory(iface):  # noqa: N802  (QGIS asks for this name)
    """Called by QGIS; `iface` is None in qgis_process."""
    from .plugin import GridPlugin
    return GridPlugin(iface)
