"""The house's shape: dependencies run one way, modules and functions stay small, all is typed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
MODULES = sorted(
    file
    for package in ("bot", "handlers", "schedules")
    for file in (ROOT / package).rglob("*.py")
    if file.parent.name != "versions"  # a migration is a list, and is never changed
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_dependencies_run_one_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    result = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert result == 0, capsys.readouterr().out


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_modules_are_short(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_functions_are_short_and_annotated(file: Path) -> None:
    for function in functions(file):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= LONGEST_FUNCTION, f"{function.name} has {lines} lines"
        assert not list(untyped(function)), f"{function.name} lacks types"


def untyped(function: Function) -> Iterator[str]:
    """What of a function has no type."""
    given = function.args
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if argument and argument.annotation is None and argument.arg not in ("self", "cls"):
            yield argument.arg
    if function.returns is None:
        yield "return"
