#!/usr/bin/env bash
# Makes orderflow-recorder-<version>-x86_64.run, which installs both programs for one user or for all.
#
#   packaging/installer.sh BUILD [FOLDER]               of a build of the preset package
#   packaging/installer.sh --appdir APPDIR [FOLDER]     of a folder that packaging/appdir made
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/packages.sh

[ $# -ge 1 ] || stop_with "give a build of the preset package, such as build/package"
content=$(mktemp -d "${TMPDIR:-/tmp}/orderflow-installer.XXXXXX")
trap 'rm -rf "$content"' EXIT
if [ "$1" = --appdir ]; then
    appdir=$2
    shift
else
    appdir=$content/appdir
    packaging/appdir "$1" "$appdir"
fi
folder=${2:-build/installer}
mkdir -p "$folder" "$content/run"
install_packages makeself

cp -a "$appdir" "$content/run/content"
cp packaging/setup "$content/run/setup"
version=$("$appdir/AppRun" cli --version | sed -n '1s/^[^ ]* \([^ ]*\).*/\1/p')
file=$folder/orderflow-recorder-$version-$(uname -m).run
# Our options are setup's, as if `--` were before them.
header=$content/header.sh
sed 's/^    -\*)$/    --user|--system|--service|--run|--uninstall)\n\tbreak ;;\n&/' \
    /usr/share/makeself/makeself-header.sh >"$header"
grep -q -- --uninstall "$header" || stop_with "this makeself has another header; its options changed"
makeself --quiet --header "$header" --nox11 --nomd5 --sha256 --tar-quietly "$content/run" "$file" \
    "Orderflow Recorder $version" ./setup
printf 'made %s\n' "$file"
