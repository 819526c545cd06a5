"""Where one run of the controller keeps things: four doors, each of them real files if not given.

It refuses to know what stands behind them.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from controller.checkpoints import Checkpoints
from controller.ends import EndsFile
from controller.store import History, Store

CHECKPOINTS, ENDS = "checkpoints", "ends.json"


@dataclass(frozen=True, slots=True)
class Memories:
    """Where a run keeps things. None: real files under the data folder."""

    store: Store | None = None
    history: History | None = None
    checkpoints: Checkpoints | None = None
    ends: EndsFile | None = None

    def in_folder(self, folder: Path | None) -> "Memories":
        """With real files where none are given; what has a thread of its own is made later."""
        if folder is None:
            return self
        checkpoints = self.checkpoints or Checkpoints(folder / CHECKPOINTS)
        return replace(self, checkpoints=checkpoints, ends=self.ends or EndsFile(folder / ENDS))
