"""Change one setting in the file of settings; all else in it, comments too, stays as it was written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circtrack.config import Setting, declared_settings, kind_of, take_value
from circtrack.config_file import config_path
from circtrack.errors import N_, FileError, InputError
from circtrack.newfile import write_atomically
from circtrack.place import parse_place

if TYPE_CHECKING:
    from collections.abc import Callable

ACTING = ("รักษาราชการแทน", "ปฏิบัติราชการแทน", "รักษาการในตำแหน่ง", "รักษาการแทน", "ทำการแทน")
"""The words by which one official signs for another."""

_NEAR = 0.6


def set_setting(name: str, text: str) -> Path:
    """Write a setting's value into the file, which is made if there is none; return the file.

    Raises:
        InputError: there is no such setting, or the value is none of its values.
        FileError: the file cannot be read or written, or what stands in it cannot be changed line by line.
    """
    setting = _find_setting(name)
    file = config_path()
    written = _read_value(setting, text)
    value = take_value(setting, written, file)
    if setting.name in _MUST and (problem := _MUST[setting.name](value)):
        raise problem
    _write(file, setting, _literal(written))
    return file


def unset_setting(name: str) -> Path:
    """Take a setting out of the file, so that its default holds; return the file."""
    setting = _find_setting(name)
    file = config_path()
    _write(file, setting, None)
    return file


def _find_setting(name: str) -> Setting:
    known = {each.name: each for each in declared_settings()}
    if name in known:
        return known[name]
    from difflib import get_close_matches

    near = get_close_matches(name, known, cutoff=_NEAR) or [each for each in known if each.endswith(f".{name}")]
    raise InputError(
        "there is no setting {name}.",
        hint=N_("There are: {names}"),
        name=name,
        names=", ".join(near or known),
    )


def _read_value(setting: Setting, text: str) -> object:
    """Return the value that a text of the command line means, as it stands in the file.

    Raises:
        InputError: it means none.
    """
    value: object = text
    if setting.type is bool:
        value = {"true": True, "yes": True, "false": False, "no": False}.get(text.strip().lower())
    elif setting.type is int:
        value = int(text) if text.strip().isdecimal() else None
    elif setting.type == tuple[int, ...]:
        words = text.strip("[] ").replace(",", " ").split()
        value = [int(word) for word in words] if all(word.isdecimal() for word in words) else None
    elif setting.type == Path | None:
        value = str(_existing(setting, Path(text).expanduser().absolute()))
    elif setting.name == "db":
        place = parse_place(text)
        value = str(place.absolute()) if isinstance(place, Path) else text
    if value is None or kind_of(setting)[1](value, Path()) is None:
        raise InputError(
            "{name} cannot be {value}; expected is {wanted}.", name=setting.name, value=text, wanted=kind_of(setting)[0]
        )
    return value


def _existing(setting: Setting, path: Path) -> Path:
    if not path.exists():
        raise InputError("{name}: {file} is not there.", name=setting.name, file=path)
    return path


def _require_address(value: object) -> InputError | None:
    from circtrack.reading.addresses import ADDRESS

    fits = not value or ADDRESS.fullmatch(str(value))
    return None if fits else InputError("{value} is no e-mail address.", value=value)


def _require_sender(value: object) -> InputError | None:
    from circtrack.reading.addresses import read_sender

    fits = not value or read_sender(str(value)) is not None
    return None if fits else InputError("{value} is no e-mail address.", value=value)


def _require_acting(value: object) -> InputError | None:
    if not value or value in ACTING:
        return None
    return InputError(
        "{value} is not how one signs for another.", hint=N_("There are: {names}"), value=value, names=", ".join(ACTING)
    )


def _require_security(value: object) -> InputError | None:
    known = ("starttls", "ssl", "none")
    if value in known:
        return None
    return InputError(
        "{setting} is {value}; there are: {names}.", setting="smtp.security", value=value, names=", ".join(known)
    )


# What a value must be besides its type.
_MUST: dict[str, Callable[[Any], InputError | None]] = {
    "office.email": _require_address,
    "smtp.from": _require_sender,
    "office.acting": _require_acting,
    "smtp.security": _require_security,
}


def _literal(value: object) -> str:
    """Return a value as TOML, on one line."""
    if isinstance(value, list):
        return str(value)
    import tomli_w

    return tomli_w.dumps({"value": value}).partition("=")[2].strip()


def _write(file: Path, setting: Setting, literal: str | None) -> None:
    try:
        before = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        before = ""
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FileError("{file} cannot be read: {reason}.", file=file, reason=reason) from error
    after = _change(before, setting.name, literal)
    if not _differs_only(before, after, setting.name, literal):
        raise FileError(
            "{file}: {name} is written in a way that cannot be changed from here.",
            hint=N_("Change it in the file itself."),
            file=file,
            name=setting.name,
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    with write_atomically(file) as beside:
        beside.write_text(after, encoding="utf-8", newline="\n")


def _change(text: str, name: str, literal: str | None) -> str:
    """Return the file's text with this setting as given, or without it."""
    section, _, key = name.rpartition(".")
    lines = text.splitlines()
    first, last = _find_section(lines, section)
    found = next((place for place in range(first, last) if re.match(rf"\s*{key}\s*=", lines[place])), None)
    new = [] if literal is None else [f"{key} = {literal}"]
    if found is not None:
        lines[found : found + 1] = new
    elif literal is not None:
        if first < 0:
            lines += [*([""] if lines else []), f"[{section}]", *new]
        else:
            while last > first and not lines[last - 1].strip():
                last -= 1
            at_end = last == len(lines) or not lines[last].strip()
            lines[last:last] = new if at_end else [*new, ""]
    return "".join(f"{line}\n" for line in lines)


def _find_section(lines: list[str], section: str) -> tuple[int, int]:
    """Return the first line of a section and the one after its last; (-1, -1) if there is none."""
    heads = [place for place, line in enumerate(lines) if line.lstrip().startswith("[")]
    if not section:
        return 0, heads[0] if heads else len(lines)
    for place in heads:
        if re.match(rf"\s*\[\s*{section}\s*\]", lines[place]):
            return place + 1, next((other for other in heads if other > place), len(lines))
    return -1, -1


def _differs_only(before: str, after: str, name: str, literal: str | None) -> bool:
    """Whether both texts are TOML and say the same but for this setting, which is now as given."""
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    wanted = None if literal is None else tomllib.loads(f"value = {literal}")["value"]
    _take(old, name)
    return _take(new, name) == wanted and _prune(old) == _prune(new)


def _take(table: dict[str, Any], name: str) -> object:
    """Take a setting's value out of the parsed file; None if it is not there."""
    section, _, key = name.rpartition(".")
    within = table.get(section, {}) if section else table
    return within.pop(key, None) if isinstance(within, dict) else None


def _prune(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table without sections in which nothing stands."""
    return {name: value for name, value in table.items() if value != {}}
