"""What the fish themselves say: who is dead when the run is over, and of what.

It refuses to know the controller's view.
"""

from typing import Literal

import numpy as np
from pydantic import Field

from models.insults import INSULTS
from trials.expect.expected import Expected, Ran
from trials.finding import Finding

CAUSES = (*INSULTS, "background")


class FishAlive(Expected):
    """No tank has lost more than `most_percent` of its fish; the usual deaths count too."""

    check: Literal["fish_alive"]
    most_percent: float = Field(0.1, ge=0, le=100)

    def found(self, ran: Ran) -> Finding:
        """The worst tank, all dead heads, and what killed most."""
        stock, mortality = ran.farm.plant.fish.stock, ran.farm.plant.fish.mortality
        started = np.maximum(stock.heads + stock.dead_heads, 1)
        lost = 100.0 * stock.dead_heads / started
        worst = int(np.argmax(lost))
        said = f"{int(stock.dead_heads.sum())} dead heads, most in "
        said += f"{ran.farm.plant.layout.tank_ids[worst]}: {lost[worst]:.2f} %"
        if stock.dead_heads.any():
            by = mortality.dead_by.sum(axis=1)
            said += f", chiefly {CAUSES[int(np.argmax(by))]}"
        return self.finding(bool(np.all(lost <= self.most_percent)), said)
