"""Weights and bands of health as admins set them: for all accounts, or for one segment."""

from bot.practice.health_setting import HIGHEST_GREEN
from bot.practice.health_terms import DEFAULT, Terms
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page
from bot.practice.segment_terms import TermsLine
from bot.ui.blocks import Block, button, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.settings_lists import HEALTH, back_to, held_words, page_of, where
from bot.ui.text import Mrkdwn, clip, join, md
from bot.ui.working_time import back

OWN, INHERIT = "own", "inherit"
HEAVIEST = 100
ABOUT = Mrkdwn(
    "Results in the goals and progress of the plan come first: together they never weigh less "
    "than half. What is unknown does not count, and its weight is shared out."
)
QUESTIONS = {
    "goals": ("Weight of the goals", 1, HEAVIEST),
    "progress": ("Weight of the plan’s progress", 1, HEAVIEST),
    "proxies": ("Weight of all signals together", 0, HEAVIEST),
    "green": ("Green from", 2, HIGHEST_GREEN),
    "yellow": ("Yellow from", 1, HIGHEST_GREEN - 1),
}


def page(found: Page[TermsLine[Terms]], said: Mrkdwn | None = None) -> Block:
    """What holds for all and for each segment."""
    rows = [
        section(
            md("{} — {}", where(one.segment), _line(one)),
            button(
                "Change",
                Id.HEALTH_TERMS,
                f"{found.number} {one.segment}".rstrip(),
                spoken=f"Change: {clip(one.segment or 'all accounts', 50)}",
            ),
        )
        for one in found.rows
    ]
    return page_of("Health", HEALTH, found, [section(ABOUT), *rows], [said], back())


def _line(one: TermsLine[Terms]) -> str:
    return held_words(one.segment, terms_words(one.terms), is_own=one.is_own)


def terms_words(terms: Terms) -> str:
    """The weights and the bands in a line."""
    return (
        f"goals {terms.goals}, progress {terms.progress}, signals {terms.proxies}; green from "
        f"{terms.green}, yellow from {terms.yellow}; a reading counts for {terms.fresh_days} days"
    )


def fields(found: TermsLine[Terms]) -> tuple[Field, ...]:
    """The questions, for all or for one segment."""
    as_all = found.segment != ALL_SEGMENTS
    words = "As for all accounts" if as_all else "As usual"
    state = Field(
        name="state",
        label="These are",
        kind=Kind.RADIO,
        required=True,
        choices=(Choice(OWN, "As below"), Choice(INHERIT, words)),
        initial=OWN if found.is_own else INHERIT,
    )
    return (state, *(_number(name, found.terms) for name in QUESTIONS))


def _number(name: str, terms: Terms) -> Field:
    label, least, largest = QUESTIONS[name]
    return Field(
        name=name,
        label=label,
        kind=Kind.NUMBER,
        whole=True,
        required=True,
        least=least,
        largest=largest,
        initial=getattr(terms, name),
        hint=f"Usual: {getattr(DEFAULT, name)}.",
    )


def form(found: TermsLine[Terms], number: int) -> Block:
    """The window; `number` is the page to come back to."""
    return window(
        "Health",
        fields(found),
        note=section(join([md("{}", where(found.segment)), ABOUT]), back_to(HEALTH, number)),
        callback=Id.HEALTH_SAVE_TERMS,
        submit="Save",
        metadata=f"{number} {found.segment}".rstrip(),
    )
