"""What is set once and holds for every run: a TOML file at the platform's place, below options and environment.

Each setting has one row in ``SETTINGS``: its dotted name in the file, what it may be, and what holds without one.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from circtrack.errors import N_, FileError
from circtrack.place import parse_place

FILE_VARIABLE = "CIRCTRACK_CONFIG"
FILE_NAME = "circtrack.toml"

Source = Literal["option", "environment", "file", "default"]
SettingKind = Literal["text", "path", "count", "counts", "flag", "texts"]


class Setting(NamedTuple):
    """One thing that can be set.

    ``name`` is its place in the file (``remind.days_before`` is ``days_before`` under ``[remind]``); ``variable`` the
    environment variable that goes before the file, "" for none; ``counts`` and ``texts`` are lists.
    """

    name: str
    kind: SettingKind
    default: object
    meaning: str
    variable: str = ""


class SettingValue(NamedTuple):
    """What holds for a setting, and where that was said."""

    value: object
    source: Source


SETTINGS: tuple[Setting, ...] = (
    Setting("db", "path", None, N_("the database"), "CIRCTRACK_DB"),
    Setting("check.receipt_days", "count", 15, N_("so many days after it was sent, `check` misses a letter's receipt")),
    Setting("check.near_days", "count", 7, N_("so many days before a deadline, `check` misses that all were told")),
    Setting("off_days", "path", None, N_("a file of the office's own days off, one a line"), "CIRCTRACK_OFF_DAYS"),
    Setting("remind.days_before", "counts", (7, 3), N_("days before a deadline on which `remind` speaks")),
    Setting("remind.on_day", "flag", default=True, meaning=N_("whether it speaks on the day itself")),
    Setting("remind.every_overdue", "count", 3, N_("days between reminders of what is overdue; 0: none")),
    Setting("remind.working_days", "flag", default=False, meaning=N_("whether these count working days only")),
    Setting(
        "remind.quiet_on_days_off",
        "flag",
        default=True,
        meaning=N_("whether days off are left to the next working day"),
    ),
    Setting("remind.addresses", "path", None, N_("a CSV of the offices' e-mail addresses: office,email")),
    Setting("remind.templates", "path", None, N_("a folder of the office's own texts for reminders")),
    Setting("smtp.host", "text", "", N_("the mail server")),
    Setting("smtp.port", "count", 0, N_("its port; 0: 587 with starttls, 465 with ssl, 25 with none")),
    Setting("smtp.user", "text", "", N_("who signs in there; the password is in CIRCTRACK_SMTP_PASSWORD")),
    Setting("smtp.security", "text", "starttls", N_("starttls, ssl or none")),
    Setting("smtp.from", "text", "", N_("the address that reminders come from")),
)

_WANTED = {
    "text": N_("a text in quotation marks"),
    "path": N_("a path in quotation marks"),
    "count": N_("a whole number"),
    "counts": N_("a list of whole numbers"),
    "flag": N_("true or false"),
    "texts": N_("a list of texts"),
}


def config_path() -> Path:
    """The file of settings: ``CIRCTRACK_CONFIG``, else in the user's own folder. It need not exist."""
    if given := os.environ.get(FILE_VARIABLE):
        return Path(given).expanduser()
    from platformdirs import user_config_path

    return user_config_path("circtrack", appauthor=False) / FILE_NAME


def setting(name: str) -> object:
    """What holds for a setting, options aside: its variable, else the file, else the default.

    A path is a :class:`~pathlib.Path`, and one in the file that is not absolute counts from the file's folder; the
    address of a database on a server is a :class:`~circtrack.place.Server`.

    Raises:
        FileError: the file cannot be read, or holds what is no setting.
    """
    return value_of(name).value


def value_of(name: str) -> SettingValue:
    """As :func:`setting`, with where it was said."""
    chosen = next(each for each in SETTINGS if each.name == name)
    if chosen.variable and (given := os.environ.get(chosen.variable)):
        return SettingValue(_place(given, Path()) if chosen.kind == "path" else given, "environment")
    in_file = _file_values(config_path())
    if name in in_file:
        return SettingValue(in_file[name], "file")
    return SettingValue(chosen.default, "default")


@cache
def _file_values(path: Path) -> dict[str, object]:
    """The file's settings by their dotted names; none where there is no file."""
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
    known = {each.name: each for each in SETTINGS}
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


def _checked(setting: Setting, value: object, file: Path) -> object:
    """The value as its kind wants it."""
    fits = {
        "text": isinstance(value, str),
        "path": isinstance(value, str),
        "count": _is_count(value),
        "counts": isinstance(value, list) and all(map(_is_count, value)),
        "flag": isinstance(value, bool),
        "texts": isinstance(value, list) and all(isinstance(each, str) for each in value),
    }
    if not fits[setting.kind]:
        raise FileError(
            "{file}: {name} is {value}; expected is {wanted}.",
            file=file,
            name=setting.name,
            value=repr(value),
            wanted=_WANTED[setting.kind],
        )
    return _place(str(value), file.parent) if setting.kind == "path" else value


def _place(text: str, folder: Path) -> object:
    """A path, counted from a folder; an address of a server as it is."""
    place = parse_place(text)
    return folder / place if isinstance(place, Path) else place


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
