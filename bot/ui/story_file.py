"""A story as a Markdown file.

Texts stand as they were written: bold, code and lists are marked much the same in Slack. How far
the file may travel stands before anything that somebody wrote but the title.
"""

from collections.abc import Iterator

from bot.model import Consent
from bot.practice.story import Told
from bot.ui.story import LASTS, measured
from bot.ui.text import money, plain_day

READERS = {
    Consent.INTERNAL: "Internal: colleagues only. Do not pass it on.",
    Consent.CUSTOMERS: "May be shown to other customers.",
    Consent.PUBLIC: "May be shown to anybody.",
}


def markdown(told: Told) -> str:
    """The file's text. Lines end in a line feed."""
    return "\n\n".join(_parts(told)) + "\n"


def _parts(told: Told) -> Iterator[str]:
    yield f"# {' '.join(told.change.split())}"
    yield f"{told.account_name}, {plain_day(told.happened_on)}"
    yield f"> {_consent(told)}"
    if "\n" in told.change:
        yield told.change
    for title, text in (
        ("Before", told.situation),
        ("What was done", told.action),
        ("What changed", told.story),
    ):
        if text:
            yield f"## {title}\n\n{text}"
    if told.quote:
        by = f"\n\n({told.quoted})" if told.quoted else ""
        yield f"## In their own words\n\n{told.quote}{by}"
    if words := measured(told):
        yield f"## Measured\n\n{words}"
    yield from _lasts(told)
    yield from _inside(told)


def _consent(told: Told) -> str:
    since = f" Agreed on {plain_day(told.consent_on)}." if told.consent_on else ""
    how = told.inside.consent_how if told.inside else None
    return f"{READERS[told.consent]}{since}{f' {how}' if how else ''}"


def _lasts(told: Told) -> Iterator[str]:
    said = [LASTS[told.permanence]] if told.permanence else []
    if told.verified_on:
        said.append(f"The customer confirmed it on {plain_day(told.verified_on)}.")
    if said:
        yield "## Does it last?\n\n" + " ".join(said)


def _inside(told: Told) -> Iterator[str]:
    """What only colleagues read."""
    if told.inside is None:
        return
    if told.inside.reuse_needs:
        yield f"## What it takes\n\n{told.inside.reuse_needs}"
    if told.inside.value is not None:
        how = f": {told.inside.value_how}" if told.inside.value_how else ""
        yield f"## Worth\n\n{money(told.inside.value, told.inside.currency)}{how}"
    if told.inside.source_link:
        yield f"Told at {told.inside.source_link}"
