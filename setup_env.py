"""Create .venv with exactly the locked packages, the project itself and the built page.

Knows only the standard library and runs with any python3 of 3.11 or later. Names no package
index: pip asks the one in its own configuration (pip.conf, PIP_INDEX_URL).
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
LOCK = ROOT / "requirements-dev.lock"
OLDEST = (3, 11)
TESTS_NEED = {
    "chromium": "/usr/bin/chromium",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "gcc": "/usr/bin/gcc",
    "libmodbus5": "/usr/share/doc/libmodbus5/copyright",
    "libreoffice-calc": "/usr/bin/soffice",
    "mosquitto": "/usr/sbin/mosquitto",
    "postgresql": "/usr/share/doc/postgresql/copyright",
    "systemd": "/usr/bin/systemd-analyze",
    "victoria-metrics": "/usr/bin/victoria-metrics",
}
"""Debian packages the tests look through, by the file each is known by."""


class SetupError(Exception):
    """What is wrong and what to do about it, in words for the person at the keyboard."""


def check_python() -> None:
    """Refuse a python3 that is too old or cannot make environments."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"需要 Python 3.11 或更新版本，当前为 {found}。\n"
            f"Python 3.11 or later is needed; this is {found}. Run:\n"
            "    sudo apt-get install -y python3 python3-venv"
        )
    try:
        import ensurepip  # noqa: F401  # Debian keeps it in a package of its own
    except ImportError:
        raise SetupError(
            "缺少系统软件包 python3-venv。请运行：\n"
            "The system package python3-venv is missing. Run:\n"
            "    sudo apt-get install -y python3-venv"
        ) from None


def check_test_packages() -> None:
    """Name every system package that the tests need and that is not there, at once."""
    missing = [package for package, file in TESTS_NEED.items() if not Path(file).exists()]
    if missing:
        raise SetupError(
            "测试缺少系统软件包。请运行：\n"
            "The tests need system packages that are missing. Run:\n"
            f"    sudo apt-get install -y {' '.join(missing)}"
        )


def venv_answers() -> bool:
    """True if .venv is there and its interpreter and pip still start where they now lie."""
    if not PYTHON.exists():
        return False
    probe = "import pip, sys; print(sys.prefix)"
    answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and Path(answer.stdout.strip()) == VENV


def wanted() -> str:
    """Digest of all that decides what is installed, and where."""
    total = hashlib.sha256(f"{VENV}\0{sys.version}".encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        total.update(path.read_bytes())
    return total.hexdigest()


def run(what: str, *arguments: str | Path, **extra: str) -> None:
    """Run the environment's python, or say in one sentence what could not be done."""
    answer = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=os.environ | extra, check=False)
    if answer.returncode != 0:
        raise SetupError(what)


def install() -> None:
    """Install the locked packages and then the project, which has no hash of its own."""
    print("正在安装锁定的软件包… / installing the locked packages …", flush=True)
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(
        "软件包安装失败：请检查网络，或用 PIP_INDEX_URL 指定镜像，然后重试。\n"
        "Packages could not be installed: see pip's message above; check the network or name "
        "a mirror in PIP_INDEX_URL, then run the same command again.",
        *pip,
        "--require-hashes",
        "-r",
        LOCK,
    )
    run(
        "项目自身安装失败。 / The project itself could not be installed.",
        *pip,
        "--no-deps",
        "--no-build-isolation",
        "--editable",
        ROOT,
        RAS_SKIP_WEB="1",  # the page has its own step and its own stamp
    )


def build_page() -> None:
    """Build the page when its sources changed; a checkout without sources has none to build."""
    if os.environ.get("RAS_SKIP_WEB") or not (ROOT / "dashboard/web/package.json").is_file():
        return
    run(
        "页面构建失败：请检查网络或 npm 镜像设置（npm_config_registry），然后重试。\n"
        "The page could not be built: see npm's message above; check the network or npm's "
        "registry setting (npm_config_registry), then run the same command again.",
        ROOT / "hatch_build.py",
    )


def main() -> int:
    """Bring .venv up to date; exit code 2 when a person must do something first."""
    folder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # two makes at once: the second waits and finds it done
    try:
        check_python()
        if "--for-tests" in sys.argv[1:]:
            check_test_packages()
        if not venv_answers():
            print("正在创建 .venv / creating .venv", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        if not STAMP.is_file() or STAMP.read_text() != wanted():
            STAMP.unlink(missing_ok=True)
            install()
            STAMP.write_text(wanted())
        build_page()
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"\n.venv 无法创建 / .venv could not be made: {error}", file=sys.stderr)
        return 2
    finally:
        os.close(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
