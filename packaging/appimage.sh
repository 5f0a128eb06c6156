#!/usr/bin/env bash
# Makes orderflow-recorder-x86_64.AppImage of both programs.
#
#   packaging/appimage.sh BUILD [FOLDER]    FOLDER is build/appimage unless told otherwise
#
# The AppImage runtime, which comes in no Debian package, is the file APPIMAGE_RUNTIME, or that of
# appimagetool where there is one. Without either the AppDir is left, and an installer that holds the
# same (makeself): orderflow-recorder-<version>-x86_64.run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/packages.sh

[ $# -ge 1 ] || stop_with "give a build of the preset package, such as build/package"
folder=${2:-build/appimage}
appdir=$folder/orderflow-recorder.AppDir
image=$folder/orderflow-recorder-$(uname -m).AppImage
mkdir -p "$folder"
packaging/appdir "$1" "$appdir"

if [ -n "${APPIMAGE_RUNTIME-}" ]; then
    [ -r "$APPIMAGE_RUNTIME" ] || stop_with "APPIMAGE_RUNTIME, $APPIMAGE_RUNTIME, cannot be read"
    install_packages squashfs-tools
    squashfs=$folder/content.squashfs
    rm -f "$squashfs"
    mksquashfs "$appdir" "$squashfs" -root-owned -noappend -comp zstd -quiet -no-progress
    cat "$APPIMAGE_RUNTIME" "$squashfs" >"$image"
    rm -f "$squashfs"
    chmod 755 "$image"
    printf 'made %s\n' "$image"
elif command -v appimagetool >/dev/null; then
    ARCH=$(uname -m) appimagetool --no-appstream "$appdir" "$image"
    printf 'made %s\n' "$image"
else
    printf 'There is no AppImage runtime (APPIMAGE_RUNTIME) and no appimagetool: %s is left as it is\n' \
        "$appdir" >&2
    packaging/installer.sh --appdir "$appdir" "$folder"
fi
