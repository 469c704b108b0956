"""Hypothesis for tests of both engines: many examples on a file, fewer on a server, where each makes databases anew."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings

from support.servers import on_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy


def law(
    on_file: int, on_a_server: int, *strategies: SearchStrategy[Any], **named: SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As Hypothesis's ``given``, with so many examples on each engine."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        many, few = (
            settings(max_examples=examples, suppress_health_check=list(HealthCheck))(given(*strategies, **named)(test))
            for examples in (on_file, on_a_server)
        )

        @wraps(test)
        def holds(**fixtures: Any) -> None:
            (few if on_server() else many)(**fixtures)

        holds.__signature__ = signature(many)  # type: ignore[attr-defined]  # what is left for fixtures
        return holds

    return decorate
