"""The operator's file of sources: strict YAML, each fault told with its line."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from bot.errors import ConfigurationError, UserError
from bot.practice.strict_yaml import Part, Problem, YamlError, line_of, parsed, wrong
from bot.settings import names

SECRET = re.compile(r"\$\{secret:([A-Z][A-Z0-9_]*)\}", re.ASCII)
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}", re.ASCII)
VISIBLE = re.compile(r"[\x20-\x7e]{1,4000}", re.ASCII)
LARGEST_FILE = 300_000
PATHS = JSONPathEnvironment(strict=True)
"""RFC 9535 and nothing beyond it."""


def _path(written: object) -> JSONPath:
    if isinstance(written, JSONPath):
        return written
    if not isinstance(written, str) or not written.startswith("$"):
        raise ValueError("it is no JSONPath, which begins with $")
    try:
        found = PATHS.compile(written)
    except JSONPathError as error:
        raise ValueError(f"it is no JSONPath: {str(error).splitlines()[0]}") from None
    if isinstance(found, JSONPath):
        return found
    raise ValueError("it is more than one JSONPath")


def _path_or_word(written: object) -> JSONPath | str:
    """A JSONPath, or a word that holds for all rows."""
    if isinstance(written, str) and not written.startswith("$"):
        return written
    return _path(written)


Path_ = Annotated[JSONPath, BeforeValidator(_path)]
PathOrWord = Annotated[JSONPath | str, BeforeValidator(_path_or_word)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/@]+(/\S*)?$", max_length=2000)]


class _Paths(Part):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Paging(_Paths):
    """How the next page is found: by `next`, by `page` or by `cursor`, one of the three.

    `next` is where an answer holds the next address. `page` is the parameter that counts pages from
    `first` on, until one has no rows. `cursor` is the parameter for what stands at `value`.
    """

    next: Path_ | None = None
    page: Word | None = None
    first: Annotated[int, Field(ge=0, le=1, strict=True)] = 1
    cursor: Word | None = None
    value: Path_ | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Paging":
        ways = [one for one in (self.next, self.page, self.cursor) if one is not None]
        if len(ways) != 1 or (self.cursor is None) != (self.value is None):
            raise ValueError("it needs one of next, page, or cursor with value")
        return self


class Source(_Paths):
    """Where signals are fetched from, how often, and what of the answer means what.

    `kind` and `value` are one signal a row, `kinds` several: a JSONPath for each kind. `day` is the
    day of the fetch where it is left out. `every` is in hours, `timeout` in seconds for a whole
    answer.
    """

    name: Name
    team: Annotated[str, StringConstraints(pattern=r"^[TE][A-Z0-9]{2,31}$")] | None = None
    every: Annotated[int, Field(ge=1, le=720, strict=True)] = 24
    url: Url
    method: Literal["GET", "POST"] = "GET"
    headers: dict[str, str] = Field({})
    query: dict[str, str | int] = Field({})
    body: dict[str, Any] | None = None
    timeout: Annotated[int, Field(ge=1, le=300, strict=True)] = 30
    most_bytes: Annotated[int, Field(ge=1_000, le=100_000_000, strict=True)] = 10_000_000
    most_pages: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 100
    private: Annotated[bool, Field(strict=True)] = False
    rows: Path_
    account: Path_
    kind: PathOrWord | None = None
    value: Path_ | None = None
    kinds: dict[str, Path_] = Field({})
    day: Path_ | None = None
    id: Path_ | None = None
    paging: Paging | None = None

    @property
    def interval(self) -> timedelta:
        """How often it is fetched."""
        return timedelta(hours=self.every)

    @model_validator(mode="after")
    def _one_form(self) -> "Source":
        if bool(self.kinds) == (self.kind is not None and self.value is not None):
            raise ValueError("it needs either kind and value, or kinds")
        if self.kinds and (self.kind is not None or self.value is not None):
            raise ValueError("it has kinds, so that kind and value have no place")
        if self.body is not None and self.method == "GET":
            raise ValueError("a body goes with method: POST only")
        return self


class _File(Part):
    sources: tuple[Source, ...]


def load(file: Path, environment: Mapping[str, str] = os.environ) -> tuple[Source, ...]:
    """The sources of a file; a ConfigurationError says each line that is wrong, and why."""
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise _error(f"{file} cannot be read: {reason}.") from None
    if len(text) > LARGEST_FILE:
        raise _error(f"{file} has more than {LARGEST_FILE:,} characters.")
    try:
        return parse(text, environment)
    except UserError as error:
        raise _error(f"{file} is wrong.\n{error.sentence}") from None


def _error(sentence: str) -> ConfigurationError:
    return ConfigurationError(f"SIGNAL_SOURCES: {sentence}")


def parse(text: str, environment: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources of a text; a YamlError gives every line that is wrong, and why."""
    node, written = parsed(text, "list of sources")
    if node is None or not isinstance(written, dict):
        raise YamlError([Problem(1, "it begins with “sources:” and lists them.")])
    try:
        sources = _File.model_validate(written).sources
    except ValidationError as error:
        raise YamlError(wrong(node, error, "sources")) from None
    problems = [
        Problem(line_of(node, ("sources", number, *path)), why)
        for number, source in enumerate(sources)
        for path, why in _faults(source, sources[:number], environment)
    ]
    if problems:
        raise YamlError(problems)
    return sources


def _faults(
    source: Source, before: Sequence[Source], environment: Mapping[str, str]
) -> Iterator[tuple[Sequence[str], str]]:
    """What no single field shows, or only together with the environment."""
    if source.name in {one.name for one in before}:
        yield ("name",), f"there is a source “{source.name}” already."
    if "${" in source.url:
        yield ("url",), "a secret may stand in headers only: addresses end in logs."
    for name, value in source.headers.items():
        for why in _header_faults(name, value, environment):
            yield ("headers", name), why


def _header_faults(name: str, value: str, environment: Mapping[str, str]) -> Iterator[str]:
    if not HEADER.fullmatch(name):
        yield f"“{name[:80]}” is no name of a header."
    if "${" in SECRET.sub("", value):
        yield f"“{name}”: a secret is written ${{secret:NAME}}, in capital letters."
    for secret in SECRET.findall(value):
        if secret in names():
            yield f"{secret} is Redthread’s own and is sent nowhere else."
        elif not VISIBLE.fullmatch(environment.get(secret, "")):
            yield f"{secret} is not set in the environment, or no text of one line."
    if not VISIBLE.fullmatch(SECRET.sub("x", value)):
        yield f"“{name}” must be a text of one line."


def headers_of(source: Source, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The headers with their secrets, which stand nowhere else."""
    return {
        name: SECRET.sub(lambda found: environment.get(found[1], ""), value)
        for name, value in source.headers.items()
    }
