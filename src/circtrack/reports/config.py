"""Every setting with what holds for it and where that was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.config import every_setting
from circtrack.errors import N_, Message
from circtrack.table import Column, Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from circtrack.config import SettingSource

COLUMNS = (
    Column("setting", N_("setting")),
    Column("value", N_("value"), "code"),
    Column("source", N_("said by"), "word"),
    Column("variable", N_("variable")),
    Column("meaning", N_("meaning")),
)


def build_config_report(options: Mapping[str, object], file: str, database: str) -> Report:
    """The settings in their order.

    Args:
        options: What this command line says, by setting; it goes before all else.
        file: Where the file of settings is, for the foot.
        database: Which database is in force: where nothing was said, the user's own, whose place nobody knows by heart.
    """
    rows = [
        (
            each.name,
            *_said(options.get(each.name), database if each.name == "db" else value, source),
            each.variable,
            Message(each.meaning),
        )
        for each, value, source in every_setting()
    ]
    return Report(COLUMNS, rows, foot=[Message("The file of settings: {file}", file=file)])


def _said(option: object, value: object, source: SettingSource) -> tuple[str, SettingSource]:
    return (_written(value), source) if option is None else (_written(option), "option")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
