"""Every setting with what holds for it and where that was said."""

from __future__ import annotations

from circtrack.config import SETTINGS, SettingValue, value_of
from circtrack.errors import N_, Message
from circtrack.table import Column, Report

COLUMNS = (
    Column("setting", N_("setting")),
    Column("value", N_("value"), "code"),
    Column("source", N_("said by"), "word"),
    Column("variable", N_("variable")),
    Column("meaning", N_("meaning")),
)


def build_config_report(options: dict[str, object], file: str, database: str) -> Report:
    """The settings in their order.

    Args:
        options: What this command line says, by setting; it goes before all else.
        file: Where the file of settings is, for the foot.
        database: Which database is in force: where nothing was said, the user's own, whose place nobody knows by heart.
    """
    rows = []
    for each in SETTINGS:
        value = (
            SettingValue(options[each.name], "option") if options.get(each.name) is not None else value_of(each.name)
        )
        written = database if each.name == "db" else _written(value.value)
        rows.append((each.name, written, value.source, each.variable, Message(each.meaning)))
    return Report(COLUMNS, rows, foot=[Message("The file of settings: {file}", file=file)])


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
