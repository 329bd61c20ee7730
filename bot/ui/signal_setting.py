"""Kinds of signals as admins see them: what counts as good and bad of each, and where from."""

from bot.model import PullState
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page
from bot.practice.signal_kind import Kind as SignalKind
from bot.practice.signal_kind import Limit
from bot.practice.signal_pull import PullFacts, PullList
from bot.practice.signal_setting import (
    MOST_DAYS,
    MOST_WEIGHT,
    KindLine,
    KindToChange,
    LimitTerms,
)
from bot.ui.blocks import Block, button, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.settings_lists import SIGNAL, SIGNALS, SOURCES, back_to, page_of
from bot.ui.text import Mrkdwn, clip, count, join, md, moment, number, short
from bot.ui.working_time import back

OWN, INHERIT = "own", "inherit"
STATES = {
    None: "not fetched yet",
    PullState.RUNNING: "being fetched",
    PullState.DONE: "fetched",
    PullState.FAILED: "failed",
}


def kinds(page: Page[KindLine], said: Mrkdwn | None = None) -> Block:
    """All kinds, each with its limit for all accounts."""
    hint = md("What is known of an account: `{}`.", "/success signal <account>")
    rows = [
        section(
            _line(one),
            button(
                "Open",
                Id.SETTINGS_LIST,
                f"{SIGNAL} 1 {one.kind.id}",
                spoken=f"Open: {clip(one.kind.title, 60)}",
            ),
        )
        for one in page.rows
    ]
    add = button("Add a kind", Id.SIGNAL_KIND_ADD, str(page.number))
    sources = button("Sources", Id.SETTINGS_LIST, f"{SOURCES} 1")
    return page_of("Signals", SIGNALS, page, rows, [said, hint], add, sources, back())


def _line(line: KindLine) -> Mrkdwn:
    differs = f" · {count(line.differing, 'segment')} otherwise" if line.differing else ""
    return md("*{}*{}\n{}", short(line.kind.title, 80), differs, limit_words(line.kind))


def limit_words(kind: SignalKind, limit: Limit | None = None) -> Mrkdwn:
    """Good from 70 % of seats, bad from 20, fresh for 30 days, weight 30."""
    limit = limit or kind.limit
    return md(
        "good at {}, bad at {} · fresh for {} · {}",
        number(limit.good, kind.unit),
        number(limit.bad),
        count(limit.fresh_days, "day"),
        f"weight {limit.weight}" if limit.weight else "does not count",
    )


def kind(page: Page[LimitTerms], said: Mrkdwn | None = None) -> Block:
    """A kind with what holds for all and for each segment."""
    about = page.rows[0].kind
    rename = button("Rename", Id.SIGNAL_KIND_CHANGE, f"{page.number} {about.id}")
    head = section(md("*{}*\nIn files and for the API: `{}`", short(about.title, 80), about.id))
    rows = [
        section(
            md("*{}* — {}", _where(one.segment), _terms(one)),
            button(
                "Change",
                Id.SIGNAL_LIMIT_CHANGE,
                f"{page.number} {about.id} {one.segment}".rstrip(),
                spoken=f"Change: {clip(one.segment or 'all accounts', 50)}",
            ),
        )
        for one in page.rows
    ]
    name = f"{SIGNAL} {about.id}"
    return page_of("Signal", name, page, [head, *rows], [said], rename, back_to(SIGNALS, 1))


def _where(segment: str) -> Mrkdwn:
    return short(segment, 80) if segment != ALL_SEGMENTS else md("All accounts")


def _terms(found: LimitTerms) -> Mrkdwn:
    words = limit_words(found.kind, found.limit)
    if found.is_own or not found.may_inherit:
        return words
    return md("{}: {}", "usual" if found.segment == ALL_SEGMENTS else "as all", words)


def limit_questions(unit: str, limit: Limit | None) -> tuple[Field, ...]:
    """What counts as good and bad, how long, and how much."""
    inside = f"In {clip(unit, 40)}. " if unit else ""
    return (
        Field(
            name="good",
            label="Good",
            kind=Kind.NUMBER,
            required=True,
            initial=limit.good if limit else None,
            hint=f"{inside}From here on it counts in full.",
        ),
        Field(
            name="bad",
            label="Bad",
            kind=Kind.NUMBER,
            required=True,
            initial=limit.bad if limit else None,
            hint="From here on it counts nothing; between the two, in proportion.",
        ),
        Field(
            name="fresh_days",
            label="Fresh for so many days",
            kind=Kind.NUMBER,
            required=True,
            whole=True,
            least=1,
            largest=MOST_DAYS,
            initial=limit.fresh_days if limit else 30,
            hint="After that it is unknown, and its weight goes to the others.",
        ),
        Field(
            name="weight",
            label="Weight",
            kind=Kind.NUMBER,
            required=True,
            whole=True,
            least=0,
            largest=MOST_WEIGHT,
            initial=limit.weight if limit else 5,
            hint="Against the other kinds. 0: it is shown and does not count.",
        ),
    )


def limit_fields(found: LimitTerms) -> tuple[Field, ...]:
    """The questions about a kind's limit, for all or for one segment."""
    questions = limit_questions(found.kind.unit, found.limit)
    if not found.may_inherit:
        return questions
    inherited = "As usual" if found.segment == ALL_SEGMENTS else "As for all accounts"
    state = Field(
        name="state",
        label="These values are",
        kind=Kind.RADIO,
        required=True,
        choices=(Choice(OWN, "As written here"), Choice(INHERIT, inherited)),
        initial=OWN if found.is_own or found.segment == ALL_SEGMENTS else INHERIT,
    )
    return (state, *questions)


def limit_form(found: LimitTerms, number_of: int) -> Block:
    """The page for a kind's limit; `number_of` is the page of the list to come back to."""
    about = found.kind
    text = md("*{}* · {}", short(about.title, 80), _where(found.segment))
    return window(
        "Signal",
        limit_fields(found),
        note=section(text, back_to(f"{SIGNAL} {about.id}", number_of)),
        callback=Id.SIGNAL_LIMIT_SAVE,
        submit="Save",
        metadata=f"{number_of} {about.id} {found.segment}".rstrip(),
    )


UNIT = Field(name="unit", label="Unit", most=40, example="% of seats")
NEW_KIND = (
    Field(name="title", label="Name", required=True, most=80, example="Reports opened a month"),
    UNIT,
    *limit_questions("", None),
)


def new_kind_form(number_of: int) -> Block:
    """The page for a kind of the workspace's own."""
    note = md("*A kind of signal of your own*\nFiles and other systems name it, too.")
    return window(
        "New kind",
        NEW_KIND,
        note=section(note, back_to(SIGNALS, number_of)),
        callback=Id.SIGNAL_KIND_SAVE,
        submit="Add",
        metadata=str(number_of),
    )


def kind_fields(found: KindToChange) -> tuple[Field, ...]:
    """The questions about a kind's words, and whether it is needed at all."""
    usual = found.usual
    title = Field(
        name="title",
        label="Name",
        required=usual is None,
        most=80,
        initial=found.kind.title,
        hint=f"Empty: “{usual.title}”, as it comes." if usual else None,
    )
    unit = Field(name="unit", label="Unit", most=40, initial=found.kind.unit)
    if usual is not None:
        return title, unit
    choice = Choice("remove", "Take it away: there is no signal of it")
    return title, unit, Field(name="remove", label="Or", kind=Kind.TICK, choices=(choice,))


def kind_form(found: KindToChange, number_of: int) -> Block:
    """The page for a kind's words."""
    about = found.kind
    text = md("*{}*\nIn files and for the API: `{}`", short(about.title, 80), about.id)
    return window(
        "Rename",
        kind_fields(found),
        note=section(text, back_to(f"{SIGNAL} {about.id}", number_of)),
        callback=Id.SIGNAL_KIND_RENAME,
        submit="Save",
        metadata=f"{number_of} {about.id}",
    )


def sources(found: PullList) -> Block:
    """Where signals are fetched from, and how that went the last time."""
    rows = [section(source_words(one, found.zone)) for one in found.page.rows]
    if not rows:
        rows = [section(md("No source yet: an operator names them in the file `SIGNAL_SOURCES`."))]
    return page_of("Sources", SOURCES, found.page, rows, [], back_to(SIGNALS, 1))


def source_words(found: PullFacts, zone: str) -> Mrkdwn:
    """One source: how its last run went, and why not better."""
    parts = [md("*{}* — {}", short(found.name, 64), STATES[found.state])]
    if found.ended_at is not None:
        parts[0] = md("{} {}", parts[0], moment(found.ended_at, zone))
    if found.state is not None:
        parts.append(md("{}", found.figures))
    if found.reason:
        parts.append(md("{}", short(found.reason, 300)))
    parts.append(md("next: {}", moment(found.next_at, zone)))
    return join(parts)
