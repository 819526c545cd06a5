"""The device profiles that ship with the drivers, loaded and checked.

It refuses to know which of them a farm uses. One YAML file per vendor model in `profiles/`.
"""

from collections.abc import Iterator
from pathlib import Path

from drivers.profile_checks.claims import unproven
from drivers.profile_checks.frames import wrong_frames
from drivers.profile_checks.names import mistakes
from farm.document import Document
from farm.problem import Misconfigured, Problem
from farm.profile import Profile
from farm.words import Words, said

FOLDER = Path(__file__).parent / "profiles"


def load_profiles(folder: Path = FOLDER) -> dict[str, Profile]:
    """Every profile by id; Misconfigured with every mistake of every file at once."""
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            profile, found = checked(path.name, path.read_text(encoding="utf-8"))
        except Misconfigured as error:
            problems += error.problems
            continue
        problems += found
        if profile.id in profiles:
            problems.append(_twice(path.name, profile.id))
        profiles[profile.id] = profile
    if problems:
        raise Misconfigured(problems)
    return profiles


def checked(file: str, text: str) -> tuple[Profile, list[Problem]]:
    """One profile and what is wrong with it; Misconfigured when it does not even parse."""
    document, profile, problems = _opened(file, text)
    return profile, problems + list(_name(document, file, profile))


def examined(file: str, text: str) -> tuple[Profile, list[Problem]]:
    """One profile wherever it lies, and held to what it claims: sources, ranges, sealed frames."""
    document, profile, problems = _opened(file, text)
    return profile, problems + [document.problem(*row) for row in unproven(profile)]


def _opened(file: str, text: str) -> tuple[Document, Profile, list[Problem]]:
    document = Document(file, text)
    profile = document.parse(Profile)
    found = list(mistakes(profile)) or list(wrong_frames(profile))
    return document, profile, [document.problem(*row) for row in found]


def _name(document: Document, file: str, profile: Profile) -> Iterator[Problem]:
    expected = profile.id.replace("/", "_") + ".yaml"
    if file != expected:
        yield document.problem(
            ("id",),
            said(f"文件名应为 {expected}", f"the file must be named {expected}"),
            Words(zh="改文件名或 id", en="rename the file or change the id"),
        )


def _twice(file: str, name: str) -> Problem:
    wrong = Words(zh=f"{name} 有两个文件", en=f"{name} stands in two files")
    return Problem(file, 1, "id", wrong, Words(zh="删去一个", en="remove one of them"))
