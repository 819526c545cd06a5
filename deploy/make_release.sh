#!/bin/sh
# Packs a release an edge box can install without any network: the project's wheel with the built
# page, the wheels of all locked packages for that box, the deploy scripts and the pages for people.
#
#   deploy/make_release.sh [x86_64|aarch64]     → dist/ras-VERSION-ARCH.tar.gz
set -eu
cd "$(dirname "$0")/.."

arch="${1:-$(uname -m)}"
case "$arch" in x86_64 | aarch64) ;; *) echo "x86_64 | aarch64" >&2; exit 2 ;; esac
python3 setup_env.py
if [ ! -f dashboard/static/index.html ]; then
    echo "没有构建好的页面 / the page is not built:  make setup, without RAS_SKIP_WEB" >&2
    exit 2
fi

version="$(.venv/bin/hatchling version)"
name="ras-$version-$arch"
rm -rf "dist/$name"
mkdir -p "dist/$name/wheels"
.venv/bin/hatchling build --target wheel --directory "dist/$name"
# Debian 12's interpreter; a box with a newer Python needs a release packed for it.
.venv/bin/pip download --quiet --no-deps --require-hashes --only-binary :all: \
    --implementation cp --python-version 3.11 --platform "manylinux_2_28_$arch" \
    --platform "manylinux_2_17_$arch" --platform "manylinux2014_$arch" \
    --requirement requirements.lock --dest "dist/$name/wheels"
cp -R deploy docs sites requirements.lock "dist/$name/"
echo "$version" >"dist/$name/VERSION"
tar -C dist -czf "dist/$name.tar.gz" "$name"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "dist/$name.tar.gz"
