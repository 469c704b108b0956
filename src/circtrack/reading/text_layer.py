"""Judge whether the text that a PDF carries is the text that its page shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST = 100  # Thai letters that a judgement needs
_THAI = re.compile("[ก-๛]")
# What stands at the head of a letter's first page, and what at its foot.
_HEAD = re.compile(r"เรื่อง\s|เรียน\s")
_FOOT = re.compile(r"ขอแสดงความ(?:นับถือ|เคารพ)")


def is_trusted(text: str, places: Sequence[tuple[float, str]]) -> bool:
    """Whether a page's text has the letters of Thai, and in the order in which they stand on the page.

    Args:
        text: The page's text.
        places: How high on the page each piece of it stands, from below, in the order of the text.
    """
    return not (_has_one_sign_for_two(text) or _has_head_last(places))


def _has_one_sign_for_two(text: str) -> bool:
    """Whether า was written as ำ, as the tables of some fonts have it: Thai has า six times as often."""
    if len(_THAI.findall(text)) < _LEAST:
        return False
    return text.count("ำ") > text.count("า")


def _has_head_last(places: Sequence[tuple[float, str]]) -> bool:
    """Whether a letter's head was written after its closing words, though it stands above them."""
    heads = [(order, high) for order, (high, text) in enumerate(places) if _HEAD.match(text.strip() + " ")]
    feet = [(order, high) for order, (high, text) in enumerate(places) if _FOOT.match(text.strip())]
    return any(
        order > closing and high > closing_high for order, high in heads[:1] for closing, closing_high in feet[:1]
    )
