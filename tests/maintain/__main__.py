"""Update what is made from the source: ``python tests/maintain [catalogue] [manual] [sessions] [golden]``.

Without a name, update all in this order. Read the diff before committing it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from maintain import catalogue, golden_cases, manual, sessions

TOPICS = {
    "catalogue": catalogue.main,
    "manual": manual.main,
    "sessions": sessions.main,
    "golden": golden_cases.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or TOPICS:
        TOPICS[name]()
