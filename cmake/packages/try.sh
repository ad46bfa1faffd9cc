#!/bin/sh
# Runs in a bare Debian without network in which the packages are installed (scripts/package --check): tries what they promise, takes them
# away again, and looks whether anything is left.
set -eu

fail() {
    echo "$*" >&2
    exit 1
}

sample=/usr/share/grid/sample
cd /tmp
gridify --version
gridify $sample/municipalities.shp --sites $sample/buildings.fgb --barriers $sample/roads.fgb -o grids.gpkg -q --fail-on never
gridcheck grids.gpkg --boundaries $sample/municipalities.shp --fail-on never
gridexport grids.gpkg --to atlas -o atlas.pdf --fail-on never
gridmerge grids.gpkg --by unit -o units.gpkg --fail-on never
printf 'lon,lat\n9.52,47.14\n' | gridtag grids.gpkg
gridify-batch --version
gridtag-batch --version
head -c 5 atlas.pdf | grep -q '%PDF' || fail "the atlas is no PDF"
for tool in gridify gridcheck gridmerge gridexport gridtag; do
    man -w $tool >/dev/null || fail "there is no man page of $tool"
    test -s /usr/share/bash-completion/completions/$tool || fail "there is no completion of $tool"
done
c++ -std=c++20 main.cpp $(pkg-config --cflags --libs grid) -o main
./main | grep -q 'units.shp (layer units' || fail "a program with libgrid does not run"
PYTHONDONTWRITEBYTECODE=1 python3 readme.py >readme.out
diff readme.txt readme.out || fail "the Python module does not do what the README says"
# The plugin, where QGIS looks for those that are installed for everybody.
# (Debian's wrapper qgis_process hands on an option that the program does not know.)
export HOME=/tmp/home QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=/tmp/home/run PYTHONDONTWRITEBYTECODE=1
mkdir -p $HOME
mkdir -m 700 $XDG_RUNTIME_DIR
qgis_process.bin plugins enable grid_provider >/dev/null 2>&1 || fail "QGIS does not find the plugin"
qgis_process.bin run grid:gridcheck -- GRIDS=/tmp/grids.gpkg ISSUES=/tmp/issues.gpkg >qgis.log 2>&1 || fail "the plugin does not run: $(cat qgis.log)"
test -s issues.gpkg || fail "the plugin has written nothing: $(cat qgis.log)"

# No package stays, and no file or folder that it, or Python beside it, has put anywhere.
apt-get purge -y qgis-plugin-grid grid-tools python3-grid libgrid-dev 'libgrid0*' >/dev/null
left=$(find /usr /etc /var -path /var/log -prune -o \( -name 'grid-tools*' -o -name 'libgrid*' -o -name 'python3-grid*' -o -name 'gridify*' -o -name 'grid_provider*' -o -path '*/dist-packages/grid*' -o -path '*/share/grid*' \) -print)
[ -z "$left" ] || fail "left after the removal: $left"
echo "the packages hold what they promise"
