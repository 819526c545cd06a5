"""Which file lies where in a farm's data folder, one sub-folder for each process that writes.

It refuses to know what is in the files.
"""

from pathlib import Path


def controller_folder(data: Path) -> Path:
    """Written by the controller only: state.db, history/, controller.sock."""
    return data / "controller"


def dashboard_folder(data: Path) -> Path:
    """Written by the dashboard only: journal.db, viewer.token."""
    return data / "dashboard"


def simulator_folder(data: Path) -> Path:
    """Written by the simulator only: wires.yaml, sim.sock, the record of the wire."""
    return data / "sim"


def history_folder(data: Path) -> Path:
    """The samples: monthly files, beside state.db."""
    return controller_folder(data) / "history"
