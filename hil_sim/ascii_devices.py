"""Which text device stands behind which profile id.

It refuses to know how the programs under test describe a model: only the names are shared.
"""

from collections.abc import Callable

from hil_sim.text_balance import MtSics
from hil_sim.text_ezo import CIRCUITS, Ezo
from hil_sim.text_modem import AtModem
from hil_sim.text_panels import MegatecUps
from hil_sim.text_scales import TALKS, TalkingScale
from hil_sim.text_voice import Voice
from hil_sim.wire import Wire

TEXT_DEVICES: dict[str, Callable[[Voice], Wire]] = {
    **dict.fromkeys(CIRCUITS, Ezo),
    **dict.fromkeys(TALKS, TalkingScale),
    "mettler/mt-sics": MtSics,
    "megatec/q1": MegatecUps,
    "gsm/at-modem": AtModem,
}
"""By profile id."""
