#!/bin/sh
# Writes requirements.lock and requirements-dev.lock from pyproject.toml: versions and hashes of
# every platform, no address of any index. Usage: deploy/write_locks.sh [--upgrade]
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    echo "缺少 uv。请运行： / uv is missing. Run:  pipx install uv" >&2
    exit 2
fi

compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}

compile "$@" pyproject.toml -o requirements.lock
compile "$@" --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
