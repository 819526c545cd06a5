"""Every published figure there is, in the order of the table.

It refuses to know what any of them says.
"""

from trials.validation.ammonia_day import AMMONIA_ITEMS
from trials.validation.biofilm_tables import BIOFILM_ITEMS
from trials.validation.carbonate_tables import CARBONATE_ITEMS
from trials.validation.figure import Item
from trials.validation.fish_life import FISH_LIFE_ITEMS
from trials.validation.fish_trials import FISH_ITEMS
from trials.validation.lived_year import LIVED_ITEMS
from trials.validation.oxygen_tables import OXYGEN_ITEMS
from trials.validation.plan_figures import PLAN_ITEMS
from trials.validation.plant_runs import PLANT_ITEMS
from trials.validation.respiration_table import RESPIRATION_ITEMS
from trials.validation.transfer_tables import TRANSFER_ITEMS

ITEMS: tuple[Item, ...] = (
    *OXYGEN_ITEMS,
    *CARBONATE_ITEMS,
    *BIOFILM_ITEMS,
    *TRANSFER_ITEMS,
    *RESPIRATION_ITEMS,
    *FISH_ITEMS,
    *FISH_LIFE_ITEMS,
    *AMMONIA_ITEMS,
    *PLANT_ITEMS,
    *PLAN_ITEMS,
    *LIVED_ITEMS,
)
BY_NAME = {item.name: item for item in ITEMS}
assert len(BY_NAME) == len(ITEMS), "two figures of one name"
