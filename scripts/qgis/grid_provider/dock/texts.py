"""All that the planner reads goes through tr(), so that a translation needs nothing but a file i18n/grids_LANGUAGE.qm."""

from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QSettings, QTranslator

from . import numbers

CONTEXT = "Grids"
FOLDER = Path(__file__).parents[1] / "i18n"


def tr(text, /, **values):
    """The text in the language of QGIS, with {names} filled in afterwards."""
    return QCoreApplication.translate(CONTEXT, text).format(**values)


def install_translator():
    """The translator must be kept; None where there is no translation into the language of QGIS."""
    language = QSettings().value("locale/userLocale", QLocale().name(), type=str)
    translator = QTranslator()
    if not translator.load(f"grids_{language}", str(FOLDER)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def fault_text(fault, limits):
    return {
        numbers.NO_CODE: lambda: tr("no code: gets one when updated"),
        numbers.CODE_TWICE: lambda: tr("code used twice: one grid when updated"),
        numbers.EMPTY: lambda: tr("no polygon"),
        numbers.INVALID: lambda: tr("border crosses itself"),
        numbers.BELOW: lambda: tr("below {least}", least=limits.least),
        numbers.ABOVE: lambda: tr("above {most}", most=limits.most),
        numbers.OFF_MEAN: lambda: tr("off the mean"),
        numbers.OFF_WORK: lambda: tr("workload off the mean"),
    }[fault]()


def count_text(number):
    """A count of households, which may be a fraction."""
    return f"{number:,.0f}" if abs(number - round(number)) < 1e-9 else f"{number:,.1f}"


def percent_text(share):
    return "" if share is None else f"{100 * share:+.1f} %"

