"""The plugin that brings gridify, gridcheck, gridmerge and gridexport into the toolbox of QGIS Processing."""


def classFactory(iface):  # noqa: N802  (QGIS asks for this name)
    """Called by QGIS; `iface` is None in qgis_process."""
    from .plugin import GridPlugin
    return GridPlugin()
