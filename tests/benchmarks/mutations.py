"""The small changes that :mod:`mutants` makes in rules: a comparison, number, order, condition or branch."""

from __future__ import annotations

import ast
from copy import copy, deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import CodeType

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


class Mutant(NamedTuple):
    """A changed file. ``before`` and ``after`` are the statement that differs, cut to where it does.

    Attributes:
        file: Below ``src/circtrack``.
        function: The function, with its class; "" outside all.
        before: As it stands; a second change of the same words in a function has (2) behind it.
        after: As it is changed.
        lines: The lines of the statement.
        is_for_loading: Whether it runs when the file is loaded: it is in no function.
        place: Of what the file holds, the class, function or other statement that is changed.
        changed: That, with the change.
    """

    file: str
    function: str
    before: str
    after: str
    lines: frozenset[int]
    is_for_loading: bool
    place: int
    changed: ast.stmt

    @property
    def key(self) -> tuple[str, str, str, str]:
        """How ``equal_mutants.tsv`` names it: without its line, which moves."""
        return self.file, self.function, self.before, self.after

    def compile_alone(self, path: Path) -> CodeType:
        """Compile what is changed, without the rest of the file."""
        return compile(ast.Module([self.changed], []), str(path), "exec")

    def compile_whole(self, path: Path) -> CodeType:
        """Compile the whole file with the change."""
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tree.body[self.place] = self.changed
        return compile(tree, str(path), "exec")


def list_mutants(file: str, path: Path) -> list[Mutant]:
    """Return every change of a file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        mutant._replace(place=place)
        for place, outer in enumerate(tree.body)
        for mutant in _list_in(file, ast.Module([outer], []))
    ]
    return list(_number(sorted(found, key=lambda each: min(each.lines))))


def _list_in(file: str, part: ast.Module) -> Iterator[Mutant]:
    for place in list(_walk(part, part)):
        before = _say(place.statement) if type(place.node) in _CHANGES else ""
        for changed in _CHANGES[type(place.node)](place.node) if before else ():
            new = ast.fix_missing_locations(ast.copy_location(changed, place.node))
            place.put(new)
            after = _say(new if place.statement is place.node else place.statement)
            lines = _list_lines(place.statement)
            words = _cut(before, after)
            yield Mutant(file, place.function, *words, lines, place.is_for_loading, 0, deepcopy(part.body[0]))
            place.put(place.node)


class _Place(NamedTuple):
    """A node that may be changed: what holds it and how, its statement and its function."""

    node: ast.AST
    put: Callable[[ast.AST], None]
    statement: ast.AST
    function: str
    is_for_loading: bool


def _walk(node: ast.AST, statement: ast.AST, function: str = "", *, loading: bool = True) -> Iterator[_Place]:
    """Yield all that may be changed: no annotations, docstrings, decorators, and nothing for types only."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        inside, still_loading = function, loading
        if name == "body" and isinstance(node, ast.FunctionDef | ast.ClassDef):
            inside = f"{function}.{node.name}" if function else node.name
            still_loading = loading and isinstance(node, ast.ClassDef)
        for number, each in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(each, ast.AST) and not _says_nothing(each):
                put = partial(value.__setitem__, number) if isinstance(value, list) else partial(setattr, node, name)
                holder = each if isinstance(each, ast.stmt) else statement
                yield _Place(each, put, holder, inside, still_loading)
                yield from _walk(each, holder, inside, loading=still_loading)


def _says_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _list_lines(statement: ast.AST) -> frozenset[int]:
    """Return the lines of a statement, without those of the statements in it."""
    inner = {
        line
        for each in ast.walk(statement)
        if isinstance(each, ast.stmt) and each is not statement
        for line in range(each.lineno, (each.end_lineno or each.lineno) + 1)
    }
    last = getattr(statement, "end_lineno", 0)
    return frozenset(range(getattr(statement, "lineno", 0), last + 1)) - inner


def _say(statement: ast.AST) -> str:
    """Return a statement on one line, without the statements in it."""
    bare = copy(statement)
    for name in {"body", "orelse", "finalbody", "handlers"} & set(bare._fields):
        if isinstance(getattr(bare, name), list):
            setattr(bare, name, [ast.Pass()] if name == "body" else [])
    return " ".join(ast.unparse(ast.fix_missing_locations(bare)).split()).removesuffix(" pass")


def _cut(before: str, after: str) -> tuple[str, str]:
    """Cut both around the first sign that differs."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (one, two) in pairs if one != two), min(len(before), len(after)))
    begin = max(0, same - 50)
    return before[begin : same + 50], after[begin : same + 50]


def _number(mutants: list[Mutant]) -> Iterator[Mutant]:
    seen: dict[tuple[str, ...], int] = {}
    for each in mutants:
        seen[each.key] = seen.get(each.key, 0) + 1
        yield each if seen[each.key] == 1 else each._replace(before=f"{each.before} ({seen[each.key]})")


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
