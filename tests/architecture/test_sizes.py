"""A module or a function that grows too long hides a concept that wants its own name."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "maillage"
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60


def modules() -> list[Path]:
    return [file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts]


def test_no_module_is_too_long():
    lengths = {str(file.relative_to(SOURCE)): len(file.read_text().splitlines()) for file in modules()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_too_long():
    found = {}
    for file in modules():
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    found[f"{file.relative_to(SOURCE)}:{node.name}"] = length

    assert found == {}
