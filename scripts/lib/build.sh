# Sourced by the scripts beside it: configures and builds a preset.

# build_preset PRESET [--target TARGET] [CMAKE_ARGUMENT…]: quiet where all goes well, all of the output
# where not.
build_preset() {
    local preset=$1
    shift
    local target=()
    if [ "${1-}" = --target ]; then
        target=(--target "$2")
        shift 2
    fi
    local log
    log=$(mktemp)
    if [ ! -f "build/$preset/build.ninja" ] || [ $# -gt 0 ]; then
        if ! cmake --preset "$preset" "$@" >"$log" 2>&1; then
            cat "$log" >&2
            rm -f "$log"
            stop_with "cmake could not configure the preset '$preset'; its words are above"
        fi
        printf 'Building %s; the first time takes some minutes\n' "$preset" >&2
    fi
    if ! cmake --build --preset "$preset" "${target[@]}" >"$log" 2>&1; then
        # Without ninja's lines about what went well.
        grep -v '^\[[0-9]*/[0-9]*\] ' "$log" >&2
        rm -f "$log"
        stop_with "the preset '$preset' could not be built; the compiler's words are above"
    fi
    rm -f "$log"
}
