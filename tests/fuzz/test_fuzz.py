"""A little of what ``tests/fuzz`` does, with chance instead of coverage: no atheris is needed, and it cannot rot."""

from __future__ import annotations

import random
from typing import Any

import pytest
from fuzz import TARGETS, attempt, target


class Chance:
    """What atheris gives of its bytes (``FuzzedDataProvider``), out of a seeded die."""

    def __init__(self, seed: int) -> None:
        self._die = random.Random(seed)
        self._left = self._die.randint(1, 120)

    def remaining_bytes(self) -> int:
        return self._left

    def _spent(self) -> None:
        self._left = max(0, self._left - 1)

    def ConsumeIntInRange(self, least: int, most: int) -> int:  # noqa: N802 - atheris's names
        self._spent()
        return self._die.randint(least, most)

    def ConsumeBool(self) -> bool:  # noqa: N802
        return bool(self.ConsumeIntInRange(0, 1))

    def PickValueInList(self, values: list[Any]) -> Any:  # noqa: N802
        return values[self.ConsumeIntInRange(0, len(values) - 1)]

    def ConsumeBytes(self, most: int) -> bytes:  # noqa: N802
        self._spent()
        return self._die.randbytes(min(most, 50))

    def ConsumeUnicode(self, most: int) -> str:  # noqa: N802
        self._spent()
        return "".join(chr(self._die.choice((0, 10, 34, 44, 0xD800, 0x0E01, 0x1F600, 65))) for _ in range(min(most, 9)))

    def ConsumeUnicodeNoSurrogates(self, most: int) -> str:  # noqa: N802
        return self.ConsumeUnicode(most).replace("\ud800", "x")


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_our_own_errors_comes_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("CIRCTRACK_DB", "CIRCTRACK_TODAY", "CIRCTRACK_LANG"):
        monkeypatch.setenv(variable, "")  # targets set them; so they are put back
    chosen = target(name)
    for seed in range(60):
        attempt(chosen.made, chosen.read, Chance(seed))
