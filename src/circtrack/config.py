"""The settings: a TOML file in the platform's configuration folder. Options and environment variables override it.

Each section of the file is a class here, and each setting a field: its type, its meaning, the environment variable that
overrides the file (if there is one), and its default. ``circtrack config`` lists them. A setting whose name is a Python
keyword ends in ``_`` here, but not in the file (``smtp.from``).
"""

# No annotation is put off here: they are read when the program starts, and read twice they would take longer.
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_type_hints

from circtrack.config_file import LANG_VARIABLE, config_path
from circtrack.errors import N_, FileError, Message
from circtrack.place import Place, parse_place

SettingSource = Literal["option", "environment", "file", "default"]

_Section = TypeVar("_Section", bound=NamedTuple)


class CheckSettings(NamedTuple):
    """The settings of ``circtrack check``."""

    receipt_days: Annotated[int, N_("so many days after it was sent, `check` misses a letter's receipt")] = 15
    near_days: Annotated[int, N_("so many days before a deadline, `check` misses that all were told")] = 7


class OfficeSettings(NamedTuple):
    """What the office's own letters say of it. Its name and its place are the database's and the registry's."""

    prefix: Annotated[str, N_("the beginning of its letters' numbers: ชย 0023.14")] = ""
    serial_width: Annotated[
        int, N_("digits that its letters' own numbers have at least, with zeros before: 4 for ชย 0023.14/0708")
    ] = 0
    address: Annotated[str, N_("its address, below its name in a letter's head; / begins a new line")] = ""
    section: Annotated[str, N_("the section in charge, at a letter's foot; / begins a new line")] = ""
    phone: Annotated[str, N_("its telephone")] = ""
    fax: Annotated[str, N_("its fax")] = ""
    email: Annotated[str, N_("its e-mail address")] = ""
    signatory: Annotated[str, N_("who signs its letters, with title: นายสมชาย ใจดี")] = ""
    position: Annotated[str, N_("the signatory's position; the head's, if not said")] = ""
    acting: Annotated[str, N_("how the signatory acts for the head: รักษาราชการแทน, ปฏิบัติราชการแทน, …")] = ""
    emblem: Annotated[Path | None, N_("a picture of the ครุฑ for its letters; else its place stays free")] = None


class RemindSettings(NamedTuple):
    """The settings of ``circtrack remind``: when it reminds, to which addresses, and with which templates."""

    days_before: Annotated[tuple[int, ...], N_("days before a deadline on which `remind` speaks")] = (7, 3, 1)
    on_day: Annotated[bool, N_("whether it speaks on the day itself")] = True
    every_overdue: Annotated[int, N_("days between reminders of what is overdue, after the first day; 0: none")] = 3
    working_days: Annotated[bool, N_("whether these count working days only")] = False
    quiet_on_days_off: Annotated[bool, N_("whether it is silent on days off, and speaks before them")] = True
    addresses: Annotated[Path | None, N_("a CSV of the offices' e-mail addresses: office,email")] = None
    templates: Annotated[Path | None, N_("a folder of the office's own texts for reminders")] = None


class SmtpSettings(NamedTuple):
    """The mail server."""

    host: Annotated[str, N_("the mail server")] = ""
    port: Annotated[int, N_("its port; 0: 587 with starttls, 465 with ssl, 25 with none")] = 0
    user: Annotated[str, N_("who signs in there; the password is in CIRCTRACK_SMTP_PASSWORD")] = ""
    security: Annotated[str, N_("starttls, ssl or none")] = "starttls"
    from_: Annotated[
        str, N_("the address that reminders come from, or a name and it: งานสารบรรณ <a@example.go.th>")
    ] = ""


class Settings(NamedTuple):
    """All settings. ``db``, ``off_days`` and how to speak are at the file's top level, the others in their sections."""

    db: Annotated[Place | None, N_("the database"), "CIRCTRACK_DB"] = None
    lang: Annotated[Literal["", "th", "en"], N_("the language of messages and tables"), LANG_VARIABLE] = ""
    thai: Annotated[bool, N_("whether tables and pages have Thai numerals, as with --thai")] = False
    dates: Annotated[Literal["thai", "iso"], N_("how tables, pages and messages in Thai write days")] = "thai"
    count_from: Annotated[
        Literal["first_day", "next_day"], N_("whether 'within 15 days from' counts the event's own day; both are told")
    ] = "first_day"
    office: OfficeSettings = OfficeSettings()
    check: CheckSettings = CheckSettings()
    off_days: Annotated[Path | None, N_("a file of the office's own days off, one a line"), "CIRCTRACK_OFF_DAYS"] = None
    remind: RemindSettings = RemindSettings()
    smtp: SmtpSettings = SmtpSettings()


class Setting(NamedTuple):
    """One setting as its class declares it. ``name`` is its path in the file: ``remind.days_before``."""

    name: str
    type: object
    default: object
    meaning: str
    variable: str


def settings() -> Settings:
    """Return the settings without the options: from the environment, else the file, else the default.

    A relative path in the file is relative to the file's folder.

    Raises:
        FileError: the file cannot be read, or holds something that is not a setting.
    """
    return _replace(Settings(), _file_values(config_path()) | _environment_values())


def every_setting() -> list[tuple[Setting, object, SettingSource]]:
    """List every setting in the order of the classes, with its value (without the options) and where it was set.

    Raises:
        FileError: as ``settings``.
    """
    in_file, in_environment = _file_values(config_path()), _environment_values()

    def with_value(each: Setting) -> tuple[Setting, object, SettingSource]:
        if each.name in in_environment:
            return (each, in_environment[each.name], "environment")
        if each.name in in_file:
            return (each, in_file[each.name], "file")
        return (each, each.default, "default")

    return [with_value(each) for each in declared_settings()]


@cache
def declared_settings() -> tuple[Setting, ...]:
    """Return the settings that the classes declare."""
    return tuple(_list_declared(Settings()))


def _list_declared(section: NamedTuple, prefix: str = "") -> Iterator[Setting]:
    hints = get_type_hints(type(section), include_extras=True)
    for field, default in zip(section._fields, section, strict=True):
        name = prefix + field.rstrip("_")
        if _is_section(default):
            yield from _list_declared(default, f"{name}.")
        else:
            meaning, *variable = hints[field].__metadata__
            yield Setting(name, hints[field].__origin__, default, meaning, "".join(variable))


def _replace(section: _Section, values: Mapping[str, object], prefix: str = "") -> _Section:
    """Return the section with these values, which are keyed by the settings' names."""
    changed: dict[str, Any] = {}
    for field, default in zip(section._fields, section, strict=True):
        name = prefix + field.rstrip("_")
        if _is_section(default):
            changed[field] = _replace(default, values, f"{name}.")
        elif name in values:
            changed[field] = values[name]
    return section._replace(**changed)


def _is_section(default: object) -> bool:
    return isinstance(default, CheckSettings | OfficeSettings | RemindSettings | SmtpSettings)


def _environment_values() -> dict[str, object]:
    """Return the environment variables' values by setting. A relative path is relative to the working folder."""
    given = ((each, os.environ.get(each.variable)) for each in declared_settings() if each.variable)
    values = {each.name: kind_of(each)[1](text, Path()) for each, text in given if text}
    return {name: value for name, value in values.items() if value is not None}


@cache
def _file_values(path: Path) -> dict[str, object]:
    """Return the file's values by setting; none if there is no file."""
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
    for name, value in _flatten(written).items():
        if name not in known:
            raise FileError(
                "{file}: no setting {name}.",
                hint=N_("There are: {names}"),
                file=path,
                name=name,
                names=", ".join(known),
            )
        values[name] = take_value(known[name], value, path)
    return values


def _flatten(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in table.items():
        values |= _flatten(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return values


def take_value(setting: Setting, written: object, file: Path) -> object:
    """Take a value of the file as its type wants it.

    Raises:
        FileError: it is no such value.
    """
    wanted, take = kind_of(setting)
    value = take(written, file.parent)
    if value is None:
        raise FileError(
            "{file}: {name} is {value}; expected is {wanted}.",
            file=file,
            name=setting.name,
            value=repr(written),
            wanted=wanted if isinstance(wanted, Message) else Message(wanted),
        )
    return value


def kind_of(setting: Setting) -> "tuple[str | Message, Callable[[object, Path], object]]":
    """Return what a setting's value is called in messages, and what converts a value of the file (None: no such)."""
    if choices := get_args(setting.type) if setting.type not in _KINDS else ():
        words = ", ".join(repr(each) for each in choices if each)
        return Message("one of {words}", words=words), lambda written, _: written if written in choices else None
    return _KINDS[setting.type]


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


# By a setting's type: its name in messages, and the function that converts a value of the file (None: it does not fit).
_KINDS: dict[object, tuple[str, Callable[[object, Path], object]]] = {
    str: (N_("a text in quotation marks"), _text),
    Path | None: (N_("a path in quotation marks"), _path),
    Place | None: (N_("a path in quotation marks"), _place),
    int: (N_("a whole number"), _count),
    tuple[int, ...]: (N_("a list of whole numbers"), _counts),
    bool: (N_("true or false"), _flag),
}
