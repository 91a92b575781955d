#!/bin/sh
# Proves that a packaged Maru takes the right variant of the engine on old processors and meets no instruction that they
# lack: its engine's child answers on emulated ones, and on this machine's own. Needs qemu-user; the driver is Python of the checkout.
#
#     sh packaging/proof/processors.sh [PROGRAM [MODEL]]
#
# PROGRAM is the executable in a frozen folder, dist/maru/maru or /usr/lib/maru-chat/maru; MODEL the starter model's file.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(readlink -f "${1:-$root/dist/maru/maru}")
inside=$(dirname "$program")/_internal
model=${2:-$(ls "$inside"/resources/models/*.gguf)}
python=$root/.venv/bin/python

answers() { # EXPECTED NAME COMMAND…
    expected=$1
    name=$2
    shift 2
    said=$("$python" "$root/packaging/proof/engine.py" "$model" 8 "$@") || { echo "BAD $name"; exit 1; }
    case $said in
        $expected": 8 tokens"*) printf 'ok  %s: %s\n' "$name" "$said" ;;
        *) printf 'BAD %s: %s\n' "$name" "$said" && exit 1 ;;
    esac
}
emulated() { # PROCESSOR VARIANT; the loader of PyInstaller would start the program anew, and so outside the emulator
    answers "$2" "$1, emulated" qemu-x86_64 -cpu "$1" -E "_PYI_ARCHIVE_FILE=$program" -E _PYI_PARENT_PROCESS_LEVEL=-1 \
        -E "LD_LIBRARY_PATH=$inside" "$program" engine
}
answers "*" "this processor" "$program" engine
emulated Nehalem sse42
emulated IvyBridge ivybridge
emulated Haswell haswell
