#!/bin/sh
# Proves the .deb in a bare system, as root on Debian or Ubuntu: installs it with nothing but what it asks for, lets an
# ordinary user start it on a screen, upgrades it with that user's data kept, and removes it without leftovers.
#
#     sh packaging/proof/install.sh SUITE DEB [PORTABLE.tar.gz]
#
# SUITE is bookworm, trixie, noble …; MARU_PROOF (or /var/tmp/maru-proof) keeps the bare system for the next time, pictures
# and lists. Needs debootstrap, xvfb and imagemagick.
set -eu
# In a view of its own on mounts and processes: all that is mounted or started here ends with this script.
[ -n "${MARU_ALONE:-}" ] || exec env MARU_ALONE=yes unshare --mount --pid --fork --kill-child sh "$0" "$@"
suite=$1
deb=$(readlink -f "$2")
portable=${3:+$(readlink -f "$3")}
here=$(dirname "$(readlink -f "$0")")
work=$(readlink -m "${MARU_PROOF:-/var/tmp/maru-proof}")
bare=$work/$suite
root=$work/$suite-used
screen=:97

mkdir -p "$work"
[ -d "$bare/etc/apt" ] || debootstrap --variant=minbase "$suite" "$bare"
rm -rf "$root"
cp -a "$bare" "$root"

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"; }
person() { # as one who has just signed in, in the home of that user
    inside su - person -c "export DISPLAY=$screen LANG=C.UTF-8; $1"
}
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind /dev/pts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
mkdir -p /tmp/.X11-unix "$root/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$deb" "$root/maru.deb"
cp "$here/corners.sh" "$root/maru-corners.sh"
cp "$here/vulkan.sh" "$root/maru-vulkan.sh"
[ -z "$portable" ] || cp "$portable" "$root/maru-portable.tar.gz"
# Kept apart: what dpkg and apt themselves write down, and what belongs to the person.
list() { (cd "$root" && find . -xdev ! -type d | grep -Ev '^\./(home|proc|dev|tmp|maru|older|var/(cache|log|lib/(apt|dpkg)))|/(passwd|group|shadow|gshadow|subuid|subgid)-?$|ld.so.cache' | sort); }

Xvfb $screen -screen 0 1280x800x24 > /dev/null 2>&1 &
inside useradd --key UID_MAX=61999 --uid 61001 --create-home --shell /bin/sh person
inside useradd --key UID_MAX=61999 --uid 61002 --create-home --shell /bin/sh another
inside apt-get -q update > /dev/null
list > "$work/$suite-before.txt"

echo "== An older build is installed, with what it depends on and nothing else"
dpkg-deb -R "$root/maru.deb" "$root/older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$root/older/DEBIAN/control"
echo old > "$root/older/usr/lib/maru-chat/_internal/from-the-older-build"
dpkg-deb --root-owner-group -Znone --build "$root/older" "$root/maru-older.deb" > /dev/null
rm -r "$root/older"
inside apt-get -q install -y --no-install-recommends /maru-older.deb > "$work/$suite-apt.txt"
inside sh -c 'dpkg-query -W | wc -l; dpkg-query -W -f "\${Version}\n" maru-chat'
person 'maru --version'

echo "== An ordinary user"
person 'maru self-test --window'
person 'maru chat "Say hello." --max-tokens 8 > /dev/null && maru chats list --json > before.json && grep -c title before.json'
person 'maru > window.txt 2>&1 & echo $! > window.pid; sleep 20'
import -display $screen -window root "$work/$suite.png"
person 'kill $(cat window.pid); sleep 3; cat window.txt; ! kill -0 $(cat window.pid) 2> /dev/null'

echo "== Corners"
inside su - another -c "export DISPLAY=$screen; maru > window.txt 2>&1 & echo \$! > window.pid"
person "sh /maru-corners.sh maru ${portable:+/maru-portable.tar.gz}"
inside su - another -c 'kill $(cat window.pid)'  # it ran all the while: two users at once

echo "== A graphics card, for which Mesa's software device stands in"
inside apt-get -q install -y --no-install-recommends libvulkan1 mesa-vulkan-drivers >> "$work/$suite-apt.txt"
person 'sh /maru-vulkan.sh maru'

echo "== Upgrade: the older build's files go, the user's data stay"
inside apt-get -q install -y --no-install-recommends /maru.deb >> "$work/$suite-apt.txt"
[ ! -e "$root/usr/lib/maru-chat/_internal/from-the-older-build" ]
person 'maru --version && maru chats list --json > after.json && cmp before.json after.json'
inside dpkg --verify maru-chat

echo "== Removal: nothing is left, and the user's data stay"
inside apt-get -q purge -y --auto-remove maru-chat libvulkan1 mesa-vulkan-drivers >> "$work/$suite-apt.txt"
list > "$work/$suite-after.txt"
diff "$work/$suite-before.txt" "$work/$suite-after.txt"
[ -s "$root/home/person/.local/share/maru-chat/maru.db" ]
echo "All of it is right. The picture: $work/$suite.png"
