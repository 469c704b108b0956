"""What is set once and holds for every run: a TOML file at the platform's place, below options and environment.

Each section of the file is a class here, and each setting a field of it: its type, what it means, the environment
variable that goes before the file (if there is one), and its default. The report of ``circtrack config`` is made of
them. A name that Python keeps for itself ends in ``_`` here and not in the file (``smtp.from``).
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, TypeVar, get_type_hints

from circtrack.errors import N_, FileError
from circtrack.place import Place, parse_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FILE_VARIABLE = "CIRCTRACK_CONFIG"
FILE_NAME = "circtrack.toml"

SettingSource = Literal["option", "environment", "file", "default"]

_Section = TypeVar("_Section", bound=NamedTuple)


class CheckSettings(NamedTuple):
    """What ``circtrack check`` goes by."""

    receipt_days: Annotated[int, N_("so many days after it was sent, `check` misses a letter's receipt")] = 15
    near_days: Annotated[int, N_("so many days before a deadline, `check` misses that all were told")] = 7


class RemindSettings(NamedTuple):
    """When ``circtrack remind`` speaks, to which addresses, and in which words."""

    days_before: Annotated[tuple[int, ...], N_("days before a deadline on which `remind` speaks")] = (7, 3)
    on_day: Annotated[bool, N_("whether it speaks on the day itself")] = True
    every_overdue: Annotated[int, N_("days between reminders of what is overdue; 0: none")] = 3
    working_days: Annotated[bool, N_("whether these count working days only")] = False
    quiet_on_days_off: Annotated[bool, N_("whether days off are left to the next working day")] = True
    addresses: Annotated[Path | None, N_("a CSV of the offices' e-mail addresses: office,email")] = None
    templates: Annotated[Path | None, N_("a folder of the office's own texts for reminders")] = None


class SmtpSettings(NamedTuple):
    """The server that takes mail."""

    host: Annotated[str, N_("the mail server")] = ""
    port: Annotated[int, N_("its port; 0: 587 with starttls, 465 with ssl, 25 with none")] = 0
    user: Annotated[str, N_("who signs in there; the password is in CIRCTRACK_SMTP_PASSWORD")] = ""
    security: Annotated[str, N_("starttls, ssl or none")] = "starttls"
    from_: Annotated[str, N_("the address that reminders come from")] = ""


class Settings(NamedTuple):
    """All that can be set. ``db`` and ``off_days`` stand at the head of the file, the others in their sections."""

    db: Annotated[Place | None, N_("the database"), "CIRCTRACK_DB"] = None
    check: CheckSettings = CheckSettings()
    off_days: Annotated[Path | None, N_("a file of the office's own days off, one a line"), "CIRCTRACK_OFF_DAYS"] = None
    remind: RemindSettings = RemindSettings()
    smtp: SmtpSettings = SmtpSettings()


class Setting(NamedTuple):
    """One setting as its class has it. ``name`` is its place in the file: ``remind.days_before``."""

    name: str
    type: object
    default: object
    meaning: str
    variable: str


def config_path() -> Path:
    """The file of settings: ``CIRCTRACK_CONFIG``, else in the user's own folder. It need not exist."""
    if given := os.environ.get(FILE_VARIABLE):
        return Path(given).expanduser()
    from platformdirs import user_config_path

    return user_config_path("circtrack", appauthor=False) / FILE_NAME


def settings() -> Settings:
    """What is set, options aside: a setting's variable, else the file, else the default.

    A path in the file that is not absolute counts from the file's folder.

    Raises:
        FileError: the file cannot be read, or holds what is no setting.
    """
    return _replaced(Settings(), _file_values(config_path()) | _environment_values())


def every_setting() -> list[tuple[Setting, object, SettingSource]]:
    """Every setting in the order of the classes, with what holds for it, options aside, and where that was said.

    Raises:
        FileError: as ``settings``.
    """
    in_file, in_environment = _file_values(config_path()), _environment_values()

    def valued(each: Setting) -> tuple[Setting, object, SettingSource]:
        if each.name in in_environment:
            return (each, in_environment[each.name], "environment")
        if each.name in in_file:
            return (each, in_file[each.name], "file")
        return (each, each.default, "default")

    return [valued(each) for each in declared_settings()]


@cache
def declared_settings() -> tuple[Setting, ...]:
    """Read from the classes which settings there are."""
    return tuple(_declared(Settings()))


def _declared(section: NamedTuple, prefix: str = "") -> Iterator[Setting]:
    hints = get_type_hints(type(section), include_extras=True)
    for field, default in zip(section._fields, section, strict=True):
        name = prefix + field.rstrip("_")
        if _is_section(default):
            yield from _declared(default, f"{name}.")
        else:
            meaning, *variable = hints[field].__metadata__
            yield Setting(name, hints[field].__origin__, default, meaning, "".join(variable))


def _replaced(section: _Section, values: Mapping[str, object], prefix: str = "") -> _Section:
    """The section with these values, by the settings' names."""
    changed: dict[str, Any] = {}
    for field, default in zip(section._fields, section, strict=True):
        name = prefix + field.rstrip("_")
        if _is_section(default):
            changed[field] = _replaced(default, values, f"{name}.")
        elif name in values:
            changed[field] = values[name]
    return section._replace(**changed)


def _is_section(default: object) -> bool:
    return isinstance(default, CheckSettings | RemindSettings | SmtpSettings)


def _environment_values() -> dict[str, object]:
    """What the settings' variables say, by the settings' names. A path counts from the working folder."""
    return {
        each.name: _KINDS[each.type][1](given, Path())
        for each in declared_settings()
        if each.variable and (given := os.environ.get(each.variable))
    }


@cache
def _file_values(path: Path) -> dict[str, object]:
    """The file's settings by their names; none where there is no file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(
            "{file} cannot be read: {reason}.", file=path, reason=getattr(error, "strerror", None) or error
        ) from error
    import tomllib

    try:
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(
            "{file} is not TOML: {reason}.", hint=N_("`circtrack config` shows the settings."), file=path, reason=error
        ) from error
    known = {each.name: each for each in declared_settings()}
    values: dict[str, object] = {}
    for name, value in _flat(written).items():
        if name not in known:
            raise FileError(
                "{file}: no setting {name}.",
                hint=N_("There are: {names}"),
                file=path,
                name=name,
                names=", ".join(known),
            )
        values[name] = _checked(known[name], value, path)
    return values


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in table.items():
        values |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return values


def _checked(setting: Setting, written: object, file: Path) -> object:
    """Take a value of the file as its type wants it."""
    wanted, take = _KINDS[setting.type]
    value = take(written, file.parent)
    if value is None:
        raise FileError(
            "{file}: {name} is {value}; expected is {wanted}.",
            file=file,
            name=setting.name,
            value=repr(written),
            wanted=wanted,
        )
    return value


def _text(written: object, _: Path) -> str | None:
    return written if isinstance(written, str) else None


def _path(written: object, folder: Path) -> Path | None:
    return folder / Path(written).expanduser() if isinstance(written, str) else None


def _place(written: object, folder: Path) -> Place | None:
    if not isinstance(written, str):
        return None
    place = parse_place(written)
    return folder / place if isinstance(place, Path) else place


def _count(written: object, _: Path) -> int | None:
    return written if isinstance(written, int) and not isinstance(written, bool) and written >= 0 else None


def _counts(written: object, folder: Path) -> tuple[int, ...] | None:
    if not isinstance(written, list) or any(_count(each, folder) is None for each in written):
        return None
    return tuple(written)


def _flag(written: object, _: Path) -> bool | None:
    return written if isinstance(written, bool) else None


# By a setting's type: what a message calls it, and what takes a value of the file (None where it does not fit).
_KINDS: dict[object, tuple[str, Callable[[object, Path], object]]] = {
    str: (N_("a text in quotation marks"), _text),
    Path | None: (N_("a path in quotation marks"), _path),
    Place | None: (N_("a path in quotation marks"), _place),
    int: (N_("a whole number"), _count),
    tuple[int, ...]: (N_("a list of whole numbers"), _counts),
    bool: (N_("true or false"), _flag),
}
