#!/bin/sh
# Proves an installed or unpacked Maru with a graphics card, for which Mesa's software device stands in: models really lie
# there; with the driver, the library or the device taken away the same program answers on the processor and says why.
#
#     sh packaging/proof/vulkan.sh [PROGRAM]
#
# Needs libvulkan1 and mesa-vulkan-drivers. A minute or two: that device computes on the processor, slowly.
set -eu
maru=${1:-maru}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
touch "$scratch/libvulkan.so.1" # what the linker finds first, and cannot load
export GGML_VK_VISIBLE_DEVICES=0 # ggml leaves a device alone that is the processor, unless it is named

asked() { # WHAT EXPECTED-WHY EXPECTED-LAYERS VARIABLE=VALUE…
    what=$1
    why=$2
    layers=$3
    shift 3
    rm -rf "$scratch/data"
    env "$@" "$maru" --data-dir "$scratch/data" doctor --json > "$scratch/doctor" || true
    sentence=$(tr '{' '\n' < "$scratch/doctor" | grep '"backend": "Vulkan"' | sed 's/.*"reason": "\([^"]*\)".*/\1/')
    tr '{' '\n' < "$scratch/doctor" | grep '"backend": "Vulkan"' | grep -q "\"why\": \"$why\"" || bad "$(cat "$scratch/doctor")"
    rm -f "$scratch"/data/logs/engine.log
    text=$(env "$@" "$maru" --data-dir "$scratch/data" complete "The capital of France is" --max-tokens 2 --temperature 0) || bad "$text"
    case $text in *Paris*) ;; *) bad "$text" ;; esac
    found=$(sed -n 's|.*offloaded \([0-9]*\)/.* layers to GPU.*|\1|p' "$scratch/data/logs/engine.log")
    [ "${found:-0}" = "$layers" ] || bad "$(cat "$scratch/data/logs/engine.log")"
    printf 'ok  %s: %s layers on the card, “%s”. %s\n' "$what" "$layers" "$text" "$sentence"
}
bad() {
    printf 'BAD %s: %s\n' "$what" "$1"
    exit 1
}
asked "a driver" "" 31 GGML_VK_VISIBLE_DEVICES=0
asked "no driver" no_driver 0 VK_DRIVER_FILES=/dev/null VK_ICD_FILENAMES=/dev/null
asked "no Vulkan library" no_loader 0 LD_LIBRARY_PATH="$scratch"
asked "a device that is not there" hidden 0 GGML_VK_VISIBLE_DEVICES=7
asked "only the processor pretends" software 0 -u GGML_VK_VISIBLE_DEVICES
