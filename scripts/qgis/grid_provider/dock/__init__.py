"""The dock "Grids": a planner changes grids by hand, sees the numbers at once, and has units divided again.

numbers    what is shown of a unit; pure Python
fields     which fields of a layer are which
choices    the layers and limits that were chosen; kept in the project
unit       grids and sites of one unit, read from the layers as they are while being edited
wish_layer the layer of locks and pins
commands   changes as commands of QGIS' edit buffers; undo and redo
changes    what the buttons change
job        a unit written to files, and the runs of gridify over it
task       a job in the background
preview    the result, shown before it is accepted
session    all of the above together, without widgets
dock, table, panel, actions   the widgets
"""
