"""Where the programs are: in the folder that is set, else in PATH."""

import shutil

from processing.core.ProcessingConfig import ProcessingConfig, Setting

FOLDER = "GRID_FOLDER"
LABEL = "Folder of the programs"
WHERE = f"Settings > Options > Processing > Providers > Grids > {LABEL}"


def add_setting(group, icon):
    ProcessingConfig.settingIcons[group] = icon
    ProcessingConfig.addSetting(Setting(group, FOLDER, LABEL, "", valuetype=Setting.FOLDER,
                                        placeholder="empty: they are found in PATH"))
    ProcessingConfig.readSettings()


def remove_setting():
    ProcessingConfig.removeSetting(FOLDER)


def find(tool):
    """The path of a program, and why there is none; one of the two is empty."""
    folder = str(ProcessingConfig.getSetting(FOLDER) or "").strip()
    path = shutil.which(tool, path=folder or None)
    if path:
        return path, ""
    if folder:
        return "", f"The program {tool} is not in the folder '{folder}'. Change the setting {WHERE}."
    return "", f"The program {tool} is not in PATH. Name the folder that it is in by the setting {WHERE}."
