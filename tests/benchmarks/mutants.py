"""Change the rules on purpose, one small change at a time, and look whether a test notices.

``python tests/benchmarks/mutants.py [--sample N] [--seed N] [FILE ...]`` takes the files of :data:`RULES` (or those of
them that are named), makes each change in a copy of the source, and runs the tests of that file against the copy. It
prints the changes that no test noticed, and the share that was noticed; changes listed in ``equal_mutants.tsv`` say the
same as the rule itself, and count neither way. The exit status is 1 below :data:`WANTED`.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).resolve().parents[2]
EQUAL = Path(__file__).with_name("equal_mutants.tsv")
WANTED = 95.0
SECONDS = 300

RULES = {
    "tracking/chain.py": ["tests/tracking", "tests/reports", "tests/cli/test_beside_a_plain_office.py"],
    "tracking/reminders.py": ["tests/tracking", "tests/cli/test_remind_command.py", "tests/cli/test_reminders.py"],
    "tracking/rounds.py": ["tests/tracking"],
    "tracking/state.py": ["tests/tracking", "tests/reports/test_owing_report.py"],
    "tracking/tiers.py": ["tests/tracking", "tests/cli/test_deadlines_of_tiers.py"],
    "thai/counts.py": ["tests/thai"],
    "thai/dates.py": ["tests/thai"],
    "thai/date_rules.py": ["tests/thai"],
    "thai/expressions.py": ["tests/thai"],
    "thai/month_days.py": ["tests/thai"],
    "thai/periods.py": ["tests/thai"],
    "thai/recurring.py": ["tests/thai", "tests/tracking"],
    "thai/relative.py": ["tests/thai"],
    "thai/workdays.py": ["tests/thai", "tests/tracking"],
    "thai/years.py": ["tests/thai"],
    "actions/work/deadlines.py": ["tests/actions/work", "tests/cli/test_deadlines_of_tiers.py"],
    "actions/letters/duties.py": ["tests/actions/letters", "tests/cli/test_acting_letters.py"],
    "actions/letters/letter_effects.py": ["tests/actions/letters", "tests/cli/test_acting_letters.py"],
    "actions/letters/receipt_deadlines.py": ["tests/actions/letters", "tests/actions/work"],
}
"""The files of rules, and the tests that should notice a change in each."""

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """A changed file; ``before`` and ``after`` are the part that differs, as code on one line."""

    file: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """How ``equal_mutants.tsv`` names it: without its line, which moves."""
        return self.file, self.before, self.after


def list_mutants(file: str) -> list[Mutant]:
    """Return every change of a file, in the order of its lines."""
    tree = ast.parse((PROJECT / "src" / "circtrack" / file).read_text(encoding="utf-8"))
    found = []
    for place, node in enumerate(ast.walk(tree)):
        if type(node) not in _CHANGES or _is_no_rule(node, tree):
            continue
        for changed in _CHANGES[type(node)](node):
            other = deepcopy(tree)
            _replace(other, _nth(other, place), changed)
            source = ast.unparse(ast.fix_missing_locations(other))
            found.append(
                Mutant(
                    file,
                    node.lineno,  # type: ignore[attr-defined]  # expressions and statements have it
                    _one_line(node),
                    _one_line(changed),
                    source,
                )
            )
    return sorted(found, key=lambda each: each.line)


def _is_no_rule(node: ast.AST, tree: ast.Module) -> bool:
    """Whether a node stands in an annotation, a docstring or an import for types only."""
    if not hasattr(tree, "no_rules"):
        outside = {id(inner) for each in ast.walk(tree) for part in _say_nothing(each) for inner in ast.walk(part)}
        tree.no_rules = outside  # type: ignore[attr-defined]  # kept beside the tree, to walk it once
    return id(node) in tree.no_rules  # type: ignore[attr-defined]  # set above


def _say_nothing(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        yield from filter(None, [node.returns, *(each.annotation for each in node.args.args + node.args.kwonlyargs)])
    elif isinstance(node, ast.AnnAssign):
        yield node.annotation
    elif isinstance(node, ast.Expr):
        yield from [node] * isinstance(node.value, ast.Constant)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        yield node


def _change_comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        changed = deepcopy(node)
        changed.ops[place] = _COMPARED[type(operator)]()
        yield changed


def _change_condition(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for place in range(len(node.values)):
        rest = [value for other, value in enumerate(node.values) if other != place]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _change_negation(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _change_sum(node: ast.BinOp) -> Iterator[ast.AST]:
    if isinstance(node.op, (ast.Add, ast.Sub)):
        yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)


def _change_constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _change_choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _change_call(node: ast.Call) -> Iterator[ast.AST]:
    if isinstance(node.func, ast.Name) and node.func.id in _OTHER_NAME:
        yield ast.Call(ast.Name(_OTHER_NAME[node.func.id], ast.Load()), node.args, node.keywords)


def _change_filter(node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) -> Iterator[ast.AST]:
    for place, part in enumerate(node.generators):
        for condition in range(len(part.ifs)):
            changed = deepcopy(node)
            del changed.generators[place].ifs[condition]
            yield changed


def _change_branch(node: ast.If) -> Iterator[ast.AST]:
    yield ast.If(ast.Constant(value=False), node.body, node.orelse)


def _leave_out(_node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


def _leave_call_out(node: ast.Expr) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()


_CHANGES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _change_comparison,
    ast.BoolOp: _change_condition,
    ast.UnaryOp: _change_negation,
    ast.BinOp: _change_sum,
    ast.Constant: _change_constant,
    ast.IfExp: _change_choice,
    ast.Call: _change_call,
    ast.GeneratorExp: _change_filter,
    ast.ListComp: _change_filter,
    ast.SetComp: _change_filter,
    ast.DictComp: _change_filter,
    ast.If: _change_branch,
    ast.AugAssign: _leave_out,
    ast.Continue: _leave_out,
    ast.Expr: _leave_call_out,
}
"""What may stand for a node: another comparison, number, order, condition or branch, or nothing."""


def _nth(tree: ast.AST, place: int) -> ast.AST:
    return next(node for number, node in enumerate(ast.walk(tree)) if number == place)


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(each is old for each in value):
                setattr(parent, name, [new if each is old else each for each in value])
                return


def _one_line(node: ast.AST) -> str:
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())[:100]


def is_noticed(mutant: Mutant, copy: Path) -> bool:
    """Whether the tests of a changed file fail, or do not end."""
    target = copy / "circtrack" / mutant.file
    before = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    try:
        return not do_tests_pass(mutant.file, copy)
    finally:
        target.write_text(before, encoding="utf-8")


def do_tests_pass(file: str, copy: Path) -> bool:
    """Whether the tests of a file pass with a copy of the source."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow"]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, *RULES[file]], cwd=PROJECT, env=environment, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def read_equal() -> set[tuple[str, str, str]]:
    """Return the changes that say the same as the rule: file, before, after (and why, for people)."""
    lines = EQUAL.read_text(encoding="utf-8").splitlines()[1:]
    return {(file, before, after) for file, before, after, _why in (line.split("\t") for line in lines)}


def main() -> int:
    """Try the changes on every core, and print those that no test noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, default=0, help="try so many of them, chosen by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", choices=[[], *RULES], metavar="FILE")
    given = parser.parse_args()
    equal = read_equal()
    mutants = [each for file in given.files or RULES for each in list_mutants(file) if each.key not in equal]
    if given.sample and given.sample < len(mutants):
        mutants = random.Random(given.seed).sample(mutants, given.sample)
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(cores) as pool:
        copies: Queue[Path] = Queue()
        for core in range(cores):
            copies.put(Path(shutil.copytree(PROJECT / "src", Path(folder) / str(core))))
        for file in dict.fromkeys(mutant.file for mutant in mutants):
            if not do_tests_pass(file, copies.queue[0]):
                sys.exit(f"the tests of {file} do not pass as it stands: {' '.join(RULES[file])}")

        def judge(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                return is_noticed(mutant, copy)
            finally:
                copies.put(copy)

        noticed = 0
        for mutant, seen in zip(mutants, pool.map(judge, mutants), strict=True):
            noticed += seen
            if not seen:
                print(f"{mutant.file}:{mutant.line}\t{mutant.before}\t{mutant.after}", flush=True)
    share = 100 * noticed / max(len(mutants), 1)
    print(f"{noticed} of {len(mutants)} changes noticed: {share:.1f} %")
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
