#!/bin/sh
# Makes FOLDER what a Vulkan SDK is to CMake (VULKAN_SDK and CMAKE_PREFIX_PATH name it): headers, loader, SPIR-V headers
# and glslc of Debian 13. Those of Debian 12 are too old: its headers lack what ggml-vulkan.cpp uses, its glslc lacks
# cooperative matrices and integer dot products, without which the shaders are slow.
#
#     sh vulkan-sdk.sh FOLDER
#
# Nothing is installed and root is not needed. The packages come through the mirror that apt is configured with, and apt
# checks their signatures. Versions are pinned where they decide what is built. glslc also brings the C library that it
# was linked with: any of Debian 13 will do, and a pinned one would be gone after the next point release.
set -eu
built_with="libvulkan-dev=1.4.309.0-1 libvulkan1=1.4.309.0-1 spirv-headers=1.6.1+1.4.309.0-1"
compiler="glslc=2025.2-1 libshaderc1=2025.2-1 libc6 libgcc-s1 libstdc++6"

mkdir -p "$1"
sdk=$(cd "$1" && pwd)
apt=$sdk/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$sdk/compiler" "$sdk/bin"

. /etc/os-release
mirror=$(apt-get update --print-uris -o "Dir::State::lists=$apt/lists" |
    sed -n "s|^'\(.*\)/dists/${VERSION_CODENAME:-none}/main/binary-.*|\1|p" | head -n 1)
if [ "${ID:-}" != debian ] || [ -z "$mirror" ]; then
    echo "This makes an SDK from Debian's packages. Elsewhere install the Vulkan SDK, 1.4.309 or newer, and set VULKAN_SDK."
    exit 1
fi
keys=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keys] $mirror trixie main" > "$apt/trixie.list"

from_trixie() {
    apt-get -q -o "Dir::Etc::SourceList=$apt/trixie.list" -o Dir::Etc::SourceParts=- -o "Dir::State::lists=$apt/lists" \
        -o "Dir::Cache=$apt" -o Dir::State::status=/dev/null -o "APT::Sandbox::User=$(id -un)" "$@"
}
unpack() { # FOLDER PACKAGE…
    folder=$1
    shift
    (cd "$apt" && from_trixie download "$@" && for deb in *.deb; do dpkg -x "$deb" "$folder"; done && rm -- *.deb)
}
from_trixie update
unpack "$sdk" $built_with
unpack "$sdk/compiler" $compiler
rm -r "$apt"
ln -sfn usr/include "$sdk/include"
ln -sfn usr/share "$sdk/share"
ln -sfn "$(cd "$sdk" && dirname usr/lib/*/libvulkan.so)" "$sdk/lib"

libraries=$(dirname "$sdk"/compiler/usr/lib/*/libshaderc.so.1)
cat > "$sdk/bin/glslc" << END
#!/bin/sh
exec $(ls "$libraries"/ld-linux-*) --library-path "$libraries" "$sdk/compiler/usr/bin/glslc" "\$@"
END
chmod +x "$sdk/bin/glslc"
"$sdk/bin/glslc" --version
