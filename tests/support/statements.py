"""Find, in the source code, what gets into SQL other than by a bound parameter.

Reported is every part that is not clearly our own. Clearly our own are constants, texts built from them, and a number
of question marks (``?, ?, ?``).
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = frozenset({"execute", "executemany", "executescript"})
_FILLS = frozenset({"format", "format_map", "replace"})
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|SELECT\s+(count|max|min|coalesce|EXISTS|DISTINCT)\b|INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM"
    r"|CREATE\s+(TABLE|INDEX|TRIGGER|UNIQUE)|DROP\s+(TABLE|INDEX|TRIGGER)|ALTER\s+TABLE|PRAGMA\s|WHERE\s.+[=?]|ORDER\s+BY)",
    re.DOTALL,
)


def foreign_parts(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and source text of each part of a statement that is not clearly our own."""
    tree = ast.parse(source)
    seen: set[tuple[int, str]] = set()
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda)))]:
        for expression in _statements(scope):
            for part in _foreign(expression, scope, frozenset()):
                found = (part.lineno, ast.unparse(part))
                if found not in seen:
                    seen.add(found)
                    yield found


def sql_strings(source: str) -> list[str]:
    """Return the strings of a file that are SQL, docstrings excluded."""
    return [text for node in _strings(ast.parse(source)) if SQL.search(text := _written(node))]


def _statements(scope: ast.AST) -> Iterator[ast.expr]:
    """Yield the statements that this scope executes, and expressions that look like SQL."""
    for node in _own_nodes(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS:
            yield node.args[0]
        elif isinstance(node, (ast.JoinedStr, ast.BinOp)) and SQL.search(_written(node)):
            yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLS:
            yield from [node] if SQL.search(_written(node.func.value)) else []


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope without those of functions inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            waiting += [*node.decorator_list, *node.args.defaults] if isinstance(node, ast.FunctionDef) else []
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def _foreign(node: ast.expr, scope: ast.AST, within: frozenset[str]) -> Iterator[ast.expr]:
    if _is_ours(node):
        return
    if (parts := _parts(node)) is not None:
        for part in parts:
            yield from _foreign(part, scope, within)
    elif isinstance(node, ast.Name) and node.id not in within and (given := _assigned(node.id, scope)):
        for value in given:
            yield from _foreign(value, scope, within | {node.id})
    else:
        yield node


def _is_ours(node: ast.expr) -> bool:
    """Whether the node is a constant, a module's constant or an entry of one, or a number of question marks."""
    match node:
        case ast.Constant() | ast.BinOp(op=ast.Mult(), left=ast.Constant(value="?")):
            return True
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return _ours(name)
        case ast.Attribute(value=ast.Name(), attr=name):
            return _ours(name)
    return False


def _parts(node: ast.expr) -> list[ast.expr] | None:
    """Return the parts of a composed text; None if it is not composed."""
    match node:
        case ast.JoinedStr(values=values):
            return [value.value for value in values if isinstance(value, ast.FormattedValue)]
        case ast.BinOp(op=ast.Add(), left=one, right=other) | ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[joined]):
            return [joined]
    return None


def _ours(name: str) -> bool:
    """Whether the name is a module's constant."""
    return name.isupper()


def _assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    """Return all values that are assigned to a name in a scope; nothing if some cannot be followed."""
    given: list[ast.expr] = []
    for node in _own_nodes(scope):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            given.append(node.value)  # type: ignore[attr-defined]  # only an assignment has targets
        elif isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
            given.append(node)
    followed = [value for value in given if not (isinstance(value, ast.Name) and value.id == name)]
    return followed if len(followed) * 2 == len(given) else []


def _strings(tree: ast.AST) -> Iterator[ast.expr]:
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in documents:
            yield node


def _written(node: ast.AST) -> str:
    """Return the constant text of an expression, with "·" where a value is inserted."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_written(value) if isinstance(value, ast.Constant) else "·" for value in node.values)
    if isinstance(node, ast.BinOp):
        return _written(node.left) + _written(node.right)
    return "·"
