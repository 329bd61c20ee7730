"""The grammar that the Block Kit checker is written in: small checks, and what joins them."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

Check = Callable[[Any, str], None]


class BlockKitError(AssertionError):
    """A surface that Slack would refuse: where, which limit, and the value found there."""

    def __init__(self, path: str, limit: str, value: object) -> None:
        shown = repr(value)
        super().__init__(f"{path}: {limit}; found {shown[:160]}{'…' * (len(shown) > 160)}")
        self.path = path
        self.limit = limit
        self.value = value


def fail(path: str, limit: str, value: object) -> NoReturn:
    """Refuse."""
    raise BlockKitError(path, limit, value)


def string(most: int | None = None, least: int = 1, pattern: str = "", what: str = "") -> Check:
    """Text of `least` to `most` characters that matches the pattern as a whole."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            fail(path, "a string", value)
        if len(value) < least:
            fail(path, f"at least {least} characters", value)
        if most is not None and len(value) > most:
            fail(path, f"at most {most} characters, not {len(value)}", value)
        if pattern and not re.fullmatch(pattern, value, re.DOTALL):
            fail(path, what or f"like {pattern}", value)

    return check


def whole(least: int, most: int | None = None) -> Check:
    """A whole number."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            fail(path, "a whole number", value)
        if value < least or (most is not None and value > most):
            fail(path, f"a number from {least} to {most or '…'}", value)

    return check


def number(value: Any, path: str) -> None:
    """A finite number, not as text."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        fail(path, "a finite number", value)


def number_text(value: Any, path: str) -> None:
    """A finite number as text."""
    try:
        finite = isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        fail(path, "a number as text", value)


def day(value: Any, path: str) -> None:
    """A day as YYYY-MM-DD."""
    string(10, 10, r"\d{4}-\d{2}-\d{2}", "a date like 2026-12-31")(value, path)
    try:
        date.fromisoformat(value)
    except ValueError:
        fail(path, "a date of the calendar", value)


def flag(value: Any, path: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        fail(path, "true or false", value)


def anything(value: Any, path: str) -> None:
    """No rule."""


def one_of(*allowed: object) -> Check:
    """One of the given values."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            fail(path, f"one of {', '.join(map(str, allowed))}", value)

    return check


def each(check_one: Check, most: int | None, least: int = 1) -> Check:
    """A list of `least` to `most` values, each of which passes the check."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            fail(path, "a list", value)
        if len(value) < least:
            fail(path, f"at least {least} elements, not {len(value)}", value)
        if most is not None and len(value) > most:
            fail(path, f"at most {most} elements, not {len(value)}", value)
        for index, one in enumerate(value):
            check_one(one, f"{path}[{index}]")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with all required keys, perhaps optional ones, and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            fail(path, "an object", value)
        for key in required:
            if key not in value:
                fail(f"{path}.{key}", "required", value)
        for key, one in value.items():
            if key not in known:
                fail(f"{path}.{key}", "an unknown key", one)
            known[key](one, f"{path}.{key}")

    return check


def typed(table: Mapping[str, Check], allowed: Collection[str] | None = None) -> Check:
    """An object whose `type` says by which rule it is checked."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            fail(path, "an object", value)
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in table:
            fail(f"{path}.type", "a known type", kind)
        if allowed is not None and kind not in allowed:
            fail(f"{path}.type", f"a type allowed here ({', '.join(sorted(allowed))})", kind)
        table[kind](value, path)

    return check


def both(*checks: Check) -> Check:
    """All checks, one after the other."""

    def check(value: Any, path: str) -> None:
        for one in checks:
            one(value, path)

    return check


def exactly_one(*keys: str) -> Check:
    """An object with one of these keys."""

    def check(value: Any, path: str) -> None:
        found = [key for key in keys if key in value]
        if len(found) != 1:
            fail(path, f"exactly one of {', '.join(keys)}", found)

    return check


def unique(values: Collection[str], path: str, what: str) -> None:
    """No value twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            fail(path, f"{what} is unique", value)
        seen.add(value)
