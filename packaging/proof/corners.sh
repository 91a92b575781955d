#!/bin/sh
# Proves an installed or unpacked Maru where programs like to break, as an ordinary user with a display:
#
#     sh packaging/proof/corners.sh [PROGRAM [PORTABLE.tar.gz]]
set -eu
maru=${1:-maru}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fine() { echo "ok  $1"; }
works() { # WHAT COMMAND…
    what=$1
    shift
    "$@" > "$scratch/said" 2>&1 || { cat "$scratch/said"; echo "BAD $what"; exit 1; }
    fine "$what"
}
ours() { # the engine and the other children, of this user
    for entry in /proc/[0-9]*; do
        [ -O "$entry" ] || continue
        words=$(tr '\0' ' ' 2> /dev/null < "$entry/cmdline") || continue
        case $words in *maru\ engine* | *maru\ hub* | *maru\ download*) echo "$words" ;; esac
    done
}

long="$scratch/빈 칸과 한글 $(printf 'x%.0s' $(seq 180))"
works "a data folder with spaces, Korean and 200 characters" "$maru" --data-dir "$long" self-test --window
works "no HOME" env -u HOME "$maru" --data-dir "$scratch/data" self-test
works "LANG=C" env -u LC_ALL LANG=C "$maru" --data-dir "$scratch/data" --language ko run --preset sentiment --var "text=좋아요"
mkdir -p "$scratch/mine" "$scratch/bin"
works "a LD_LIBRARY_PATH of the user's" env LD_LIBRARY_PATH="$scratch/mine" "$maru" --data-dir "$scratch/data" self-test

cat > "$scratch/bin/fc-list" << END
#!/bin/sh
env | grep -vE '^(PWD|OLDPWD|SHLVL|_)=' | sort > $scratch/given
END
chmod +x "$scratch/bin/fc-list"
for path in -uLD_LIBRARY_PATH "LD_LIBRARY_PATH=$scratch/mine"; do
    env "$path" PATH="$scratch/bin:$PATH" "$scratch/bin/fc-list"
    mv "$scratch/given" "$scratch/own"
    env "$path" PATH="$scratch/bin:$PATH" "$maru" --data-dir "$scratch/data" doctor > /dev/null || true
    diff "$scratch/own" "$scratch/given" || { echo "BAD other programs"; exit 1; }
done
fine "other programs get the environment of the user"

"$maru" --data-dir "$scratch/killed" > "$scratch/said" 2>&1 &
window=$!
waited=0
until [ -n "$(ours)" ] || [ $waited = 60 ]; do sleep 1; waited=$((waited + 1)); done
[ -n "$(ours)" ] || { cat "$scratch/said"; echo "BAD no engine was started"; exit 1; }
kill -9 $window
waited=0
until [ -z "$(ours)" ] || [ $waited = 20 ]; do sleep 1; waited=$((waited + 1)); done
[ -z "$(ours)" ] || { ours; echo "BAD children outlive a killed window"; exit 1; }
fine "a killed window leaves no children"

if [ -n "${2:-}" ]; then
    place="$scratch/들고 다니는 폴더"
    mkdir "$place"
    tar -xzf "$2" -C "$place"
    works "the portable program" "$place"/maru-*/maru chat "Say hello." --max-tokens 8
    [ -s "$place"/maru-*/data/maru.db ] || { echo "BAD no data beside it"; exit 1; }
    chmod -R a-w "$place"/maru-*/program
    works "the portable program, read-only" "$place"/maru-*/maru self-test
    chmod -R u+w "$place"
    fine "portable data lie beside the program"
fi
