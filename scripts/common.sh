# Shell functions that the scripts share. To be sourced by bash; no program of its own.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck disable=SC2034  # used by the scripts that source this file
jobs=$(nproc 2>/dev/null || echo 2)

# die MESSAGE...: say what is wrong and stop.
die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# on_terminal: true if progress may be drawn.
on_terminal() {
    [[ -t 2 && "${TERM:-dumb}" != dumb ]]
}

# step TEXT COMMAND...: run COMMAND with its output in a log file. On a terminal a line shows the time and the last line
# of the log; otherwise a line is printed when the step starts and when it ends. If it fails, say so, show the tail of the
# log and exit with COMMAND's exit code.
# step_shown: the same, but the output is shown as well.
step() { run_step hidden "$@"; }
step_shown() { run_step shown "$@"; }

step_number=0

run_step() {
    local mode=$1 text=$2
    shift 2
    step_number=$((step_number + 1))
    local folder="$root/build/log"
    mkdir -p "$folder"
    local log
    log="$folder/$(basename "$0")-$step_number.log"
    : >"$log"
    local started=$SECONDS status=0 watcher=

    if [[ $mode == hidden ]] && on_terminal; then
        watch_log "$text" "$log" &
        watcher=$!
        # shellcheck disable=SC2064  # the number of now
        trap "kill $watcher 2>/dev/null || true" EXIT
    else
        printf '==> %s\n' "$text" >&2
    fi

    # Not "COMMAND || status=$?": that would switch off errexit inside COMMAND when it is a function.
    set +e
    if [[ $mode == shown ]]; then
        (
            set -e
            "$@"
        ) 2>&1 | tee "$log"
        status=${PIPESTATUS[0]}
    else
        (
            set -e
            "$@"
        ) >"$log" 2>&1 </dev/null
        status=$?
    fi
    set -e

    if [[ -n $watcher ]]; then
        kill "$watcher" 2>/dev/null || true
        wait "$watcher" 2>/dev/null || true
        trap - EXIT
        printf '\r\033[K==> %s\n' "$text" >&2
    fi
    if ((status != 0)); then
        printf '\n%s: step "%s" failed (exit code %d). The end of %s:\n' "$(basename "$0")" "$text" "$status" "$log" >&2
        tail -n 40 "$log" >&2
        exit "$status"
    fi
    if [[ $mode == hidden ]]; then
        printf '    done in %d s\n' $((SECONDS - started)) >&2
    fi
}

# watch_log TEXT LOG: draw one line with the time and the last line of the log, until killed.
watch_log() {
    local text=$1 log=$2 started=$SECONDS last width
    while kill -0 $$ 2>/dev/null; do
        width=$(stty size 2>/dev/null </dev/tty | cut -d' ' -f2 || true)
        last=$(tail -c 400 "$log" | tr '\r' '\n' | tr -d '\033' | grep -v '^[[:space:]]*$' | tail -n 1 || true)
        last="==> $text: $((SECONDS - started)) s  $last"
        printf '\r\033[K%s' "${last:0:$((${width:-80} - 1))}" >&2
        sleep 0.5
    done
}

# build_preset PRESET [TARGET...]: configure and build into build/PRESET; the second time only what has changed.
# build_tools PRESET TARGET...: the same without the tests, which need more packages.
build_preset() { configure_and_build ON "$@"; }
build_tools() { configure_and_build OFF "$@"; }

configure_and_build() {
    local testing=$1 preset=$2
    shift 2
    local launcher=()
    if command -v ccache >/dev/null; then
        launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        # What was built in another checkout serves here too.
        export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
    fi
    local targets=()
    if (($# > 0)); then
        targets=(--target "$@")
    fi
    cd "$root" || return
    cmake --preset "$preset" -DBUILD_TESTING="$testing" "${launcher[@]}"
    cmake --build --preset "$preset" --parallel "$jobs" "${targets[@]}"
}

# sanitizer_options PRESET: set what the tests of the preset have.
sanitizer_options() {
    [[ $1 == asan-ubsan ]] || return 0
    export UBSAN_OPTIONS=print_stacktrace=1
    export LSAN_OPTIONS="suppressions=$root/cmake/leaks.supp:print_suppressions=0"
}

# try_with_tools PROGRAM [--preset PRESET] ARGUMENT...: build the four tools and run a program of tests/files with them, in the folder
# from which it was called.
try_with_tools() {
    local program=$1 preset=release here=$PWD tool
    shift
    if [[ ${1:-} == --preset ]]; then
        preset=${2:-}
        [[ $preset == release || $preset == asan-ubsan ]] || die "--preset is release or asan-ubsan"
        shift 2
    fi
    step "Build the tools" build_preset "$preset" gridify gridcheck gridmerge gridexport gridtag
    for tool in gridify gridcheck gridmerge gridexport gridtag; do
        export "${tool^^}=$root/build/$preset/tools/$tool/$tool"
    done
    sanitizer_options "$preset"
    cd "$here"
    exec /usr/bin/python3 -B "$program" "$@"
}
