"""Every setting with the value in force and where it was set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.config import every_setting
from circtrack.errors import N_, Message
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circtrack.config import SettingSource

COLUMNS = (
    Column("setting", N_("setting"), "code"),
    Column("value", N_("value"), "code"),
    Column("source", N_("said by"), "word"),
    Column("variable", N_("variable")),
    Column("meaning", N_("meaning")),
)


def build_config_report(options: Mapping[str, object], file: str, database: str) -> Report:
    """List the settings in their order.

    Args:
        options: The values of this command line, by setting; they take precedence.
        file: The path of the settings file, for the foot.
        database: The database in force. If none was set it is the user's default, whose path few know by heart.
    """
    rows = [
        (
            each.name,
            *_value_and_source(options.get(each.name), database if each.name == "db" else value, source),
            each.variable,
            Message(each.meaning),
        )
        for each, value, source in every_setting()
    ]
    return Report(
        COLUMNS, rows, foot=[Message("The file of settings: {file}", file=file)], left_out_first=("variable", "meaning")
    )


def _value_and_source(option: object, value: object, source: SettingSource) -> tuple[str, SettingSource]:
    return (_format_value(value), source) if option is None else (_format_value(option), "option")


def _format_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
