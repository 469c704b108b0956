"""A record is used as a named tuple of the same fields is."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from circtrack.record import Record


class _Tuple(NamedTuple):
    letter: str
    task: int | None
    note: str = ""
    told: bool = False


class _Record(Record):
    letter: str
    task: int | None
    note: str = ""
    told: bool = False


GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("908", 2), {}),
    (("908", None, "late", True), {}),
    (("908",), {"task": 2, "told": True}),
    ((), {"note": "late", "task": 1, "letter": "908"}),
]


@pytest.mark.parametrize(("given", "named"), GIVEN)
def test_made_and_changed_like_a_named_tuple(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    record, expected = _Record(*given, **named), _Tuple(*given, **named)
    assert record == tuple(expected)
    assert hash(record) == hash(expected)
    assert [getattr(record, name) for name in _Tuple._fields] == list(expected)
    assert record._replace(task=5) == tuple(expected._replace(task=5))
    assert _Record._make(expected) == record
    assert repr(record) == repr(expected).replace("_Tuple", "_Record")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((), {}),
        (("908",), {}),
        (("908", 1, "", False, "more"), {}),
        (("908", 1), {"tsk": 1}),
        (("908", 1), {"letter": "909"}),
    ],
)
def test_wrong_values_are_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (_Tuple, _Record):
        with pytest.raises(TypeError):
            kind(*given, **named)


def test_unknown_fields_are_refused_and_none_can_be_set() -> None:
    record = _Record("908", 1)
    with pytest.raises(TypeError):
        record._replace(tsk=1)
    with pytest.raises(AttributeError):
        record.task = 2  # type: ignore[misc]  # what the type checker finds too
