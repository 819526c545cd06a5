"""The device profiles that ship with the drivers, loaded and checked.

It refuses to know which of them a farm uses.
"""

from farm.profile import Profile


def load_profiles() -> dict[str, Profile]:
    """Every profile by id; Misconfigured with every mistake at once."""
    raise NotImplementedError
