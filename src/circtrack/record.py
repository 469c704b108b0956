"""Named tuples that are quick to declare.

``typing.NamedTuple`` compiles a constructor for each class, and the text of each annotation: for the records of one
listing that takes as long as to find and write hundreds of its rows. A dataclass takes four times as long again.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record(tuple[Any, ...]):
    """A tuple whose items have the names that a subclass annotates, and the defaults that it sets."""

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._defaults = {name: vars(cls)[name] for name in cls._fields if name in vars(cls)}
        for place, name in enumerate(cls._fields):
            setattr(cls, name, property(itemgetter(place)))

    def __new__(cls, *given: Any, **named: Any) -> Self:
        """Make a record of values in order and by name; what is not given has its default.

        Raises:
            TypeError: a value is missing, is one too many, or is given twice.
        """
        if named or len(given) != len(cls._fields):
            values, rest = cls._defaults | named, cls._fields[len(given) :]
            if len(given) > len(cls._fields) or not named.keys() <= set(rest) <= values.keys():
                raise TypeError(cls, given, named)
            given = (*given, *[values[name] for name in rest])
        return super().__new__(cls, given)

    @classmethod
    def _make(cls, values: Any) -> Self:
        """Make a record of one value for each field."""
        return super().__new__(cls, values)

    def _replace(self, **changed: Any) -> Self:
        """Return the same record with some values changed.

        Raises:
            TypeError: there is no field of such a name.
        """
        values = self._asdict() | changed
        if len(values) != len(self):
            raise TypeError(type(self), changed)
        return self._make(values.values())

    def _asdict(self) -> dict[str, Any]:
        """Return the values by name."""
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{type(self).__name__}({values})"
