"""What the rules of this house look for: each finder names the nodes of a tree that break one."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from app import models as _models  # noqa: F401  every table must be known
from app.orm import Base

OF_THE_REQUEST = frozenset({"args", "form", "values", "json", "cookies", "headers", "referrer"})
# (a+)+ and the like: a repeated group that begins with something repeated (ASVS 1.3.12).
RUNAWAY = re.compile(r"\((?:\?:)?(?:\[[^\]]*\]|\\?.)[+*](?:[^()\\]|\\.)*\)[+*]")
CHECKED = "local_path"  # makes an address from outside one of ours, or nothing
VERSIONED = frozenset(
    mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.version_id_col is not None
)

Found = Iterator[ast.AST]


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of these functions or methods, by their last name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func).split(".")[-1] in names:
            yield node


def name_of(node: ast.AST) -> str:
    """ "request.args.get" of an expression that is a chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return ""


def imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every imported module or name, with its whole path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def asked(node: ast.AST) -> bool:
    """Whether the expression holds something of the request that nobody has checked."""
    if isinstance(node, ast.Call) and name_of(node.func) == CHECKED:
        return False
    if isinstance(node, ast.Attribute) and node.attr in OF_THE_REQUEST:
        return name_of(node.value) == "request"
    return any(asked(part) for part in ast.iter_child_nodes(node))


def imported(*modules: str, but: frozenset[str] = frozenset()) -> Callable[[ast.Module], Found]:
    """Finds imports of these modules or from them."""

    def finds(tree: ast.Module) -> Found:
        for node, path in imports(tree):
            harmless = any(path == one or path.startswith(f"{one}.") for one in but)
            if not harmless and any(
                path == module or path.startswith(f"{module}.") for module in modules
            ):
                yield node

    return finds


def called(*names: str) -> Callable[[ast.Module], Found]:
    """Finds calls by these last names."""
    return lambda tree: calls(tree, *names)


def of_the_request(*names: str) -> Callable[[ast.Module], Found]:
    """Finds calls by these last names that are handed something of the request as it came."""
    return lambda tree: (
        call
        for call in calls(tree, *names)
        if any(asked(part) for part in (*call.args, *(word.value for word in call.keywords)))
    )


def whole_addresses(tree: ast.Module) -> Found:
    for call in calls(tree, "url_for"):
        yield from (word.value for word in call.keywords if word.arg == "_external")


def runaway_patterns(tree: ast.Module) -> Found:
    for call in calls(tree, "compile", "match", "search", "fullmatch", "sub", "split"):
        first = call.args[0] if call.args else None
        if (
            isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and (RUNAWAY.search(first.value))
        ):
            yield call


def bulk_updates(tree: ast.Module) -> Found:
    """`update(Task)`: it passes by the version that two who edit at once would collide on."""
    for call in calls(tree, "update"):
        first = call.args[0] if call.args else None
        if name_of(first or call).split(".")[0] in VERSIONED:
            yield call


def words_of_ours_made_of_theirs(tree: ast.Module) -> Found:
    """Markup of anything but a constant: what people wrote would become part of the page."""
    for call in calls(tree, "Markup"):
        if call.args and not isinstance(call.args[0], ast.Constant):
            yield call


def named_by_the_request(tree: ast.Module) -> Found:
    """Attributes read or set by a name that came from outside (OpenProject GHSA-9c69-v342-vqr7)."""
    for call in calls(tree, "getattr", "setattr", "import_module"):
        if len(call.args) > 1 and asked(call.args[1]) or (call.args and asked(call.args[0])):
            yield call


def handled_by_a_door(tree: ast.Module) -> Found:
    """Views that are routed without saying who may."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        said = [
            name_of(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list
        ]
        routed = any(re.fullmatch(r"bp\.(route|get|post|put|delete|patch)", one) for one in said)
        if routed and not {"allowed", "public"} & set(said):
            yield node


def inner_imports(tree: ast.Module) -> Found:
    """Imports inside functions hide a circle, or a library that is loaded in the middle of work."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from (
                node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
            )
