"""Laws that hold on both engines: as many examples as each is worth there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from servers import on_server

if TYPE_CHECKING:
    from collections.abc import Callable


def law(most: int, *strategies: Any, **named: Any) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """As Hypothesis's ``given`` with so many examples; on the server a quarter, for each takes ten times as long."""

    def decorated(test: Callable[..., None]) -> Callable[[], None]:
        def run() -> None:
            examples = settings(
                max_examples=most // 4 if on_server() else most, deadline=None, suppress_health_check=list(HealthCheck)
            )
            known: Any = given  # of strategies of any kind
            examples(known(*strategies, **named)(test))()

        run.__name__, run.__doc__ = test.__name__, test.__doc__
        return run

    return decorated
