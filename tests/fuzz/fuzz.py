"""Coverage-guided fuzzing of the readers; run by hand where atheris is installed (``pip install atheris``).

::

    python tests/fuzz/fuzz.py dates -max_total_time=180 -len_control=0 -max_len=300
    # or numbers, letters, csv, bundle, docx, eml, zip

Some inputs are taken as they are, others as a choice among pieces of Thai official writing or as damage done to the
real thing, so that the fuzzer gets past the first words. Whatever a reader raises that is not its own error is a
finding: the fuzzer stops, shows the input and writes it to ``crash-…``; give it that file to see it again. All of
libFuzzer's options work; ``-artifact_prefix=DIR/`` says where crashes go. ``test_fuzz.py`` does a little of it
with chance instead of coverage.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from collections.abc import Callable

TARGETS = {
    "dates": "fuzz_texts:Dates",
    "numbers": "fuzz_texts:Numbers",
    "letters": "fuzz_texts:Letters",
    "csv": "fuzz_lists:Lists",
    "bundle": "fuzz_bundles:Bundles",
    "docx": "fuzz_packages:WordFiles",
    "eml": "fuzz_packages:Mails",
    "zip": "fuzz_packages:Zips",
}
_ROOMS = ("thai", "registry", "tracking", "reading", "database", "store", "transfer", "actions")


def target(name: str) -> Any:
    """A target by its name: ``made(data)`` makes an input of the fuzzer's bytes, ``read(input)`` reads it."""
    module, _, made = TARGETS[name].partition(":")
    return getattr(importlib.import_module(module), made)()


def import_all() -> None:
    """Import every room that reads or records, so that all of it is watched from the first input on."""
    for room in _ROOMS:
        package = importlib.import_module(f"circtrack.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def attempt(made: Callable[[Any], object], read: Callable[[Any], None], data: Any) -> None:
    """One input; shown where its reading fails."""
    given = made(data)
    try:
        read(given)
    except BaseException:
        print(f"finding: {given!r}", file=sys.stderr)
        raise


def main() -> None:
    """Fuzz the target named first."""
    atheris: Any = importlib.import_module("atheris")
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: fuzz.py {{{'|'.join(TARGETS)}}} [libFuzzer's options]")
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["circtrack"]):
        import_all()
        chosen = target(name)
    atheris.Setup(sys.argv, lambda data: attempt(chosen.made, chosen.read, atheris.FuzzedDataProvider(data)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
