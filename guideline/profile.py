"""A profile file becomes a Profile whose parts agree with each other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from guideline.consistency import contradictions
from guideline.errors import ContentError, Place
from guideline.model.profile import Profile
from guideline.model.validation import validate
from guideline.source import Located, Path_, problem_at, problems_at, read_yaml


@dataclass(frozen=True)
class ProfileFile:
    """A profile with the place of every answer."""

    profile: Profile
    located: Located

    def given_at(self, path: Path_) -> Place | None:
        """Where the profile answers, or None when it leaves the value out."""
        return self.located.value_place(path) if self.located.gives(path) else None

    @property
    def hash(self) -> str:
        """SHA-256 of the answers: comments, order of keys and layout do not matter."""
        answers = self.profile.model_dump(mode="json", by_alias=True, exclude={"layers"})
        text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def load_profile(path: Path) -> ProfileFile:
    """The profile in a YAML file.

    Raises:
        CallError: the file cannot be read.
        ContentError: every problem found in it, at once.
    """
    return profile_of(read_yaml(path))


def profile_of(located: Located) -> ProfileFile:
    """The profile in YAML that was read already.

    Raises:
        ContentError: every problem found in it, at once.
    """
    profile, faults = validate(Profile, located.data)
    if profile is None:
        raise ContentError(problems_at(located, faults))
    found = contradictions(profile)
    if found:
        raise ContentError([problem_at(located, fault) for fault in found])
    return ProfileFile(profile, located)
