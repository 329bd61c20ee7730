"""A pasted list of milestones: the window that takes it, and what would become of each line."""

from collections.abc import Sequence
from dataclasses import replace

from bot.practice.milestone_list import MOST, ReadLine, ReadList
from bot.ui import limits
from bot.ui.blocks import Block, context, modal, section
from bot.ui.form import Field, Kind
from bot.ui.ids import Id
from bot.ui.milestone import EDITED, owner_choice
from bot.ui.text import Mrkdwn, count, day, join, md, short

IN_A_SECTION = 10
OWNER = next(field for field in EDITED if field.name == "owner")
FIELDS = (
    Field(
        name="list",
        label="One milestone a line, with its date",
        kind=Kind.TEXT,
        required=True,
        most=limits.PLAIN_TEXT_INPUT,
        example="Knowledge base reviewed, 2026-12-31",
        hint=f"Up to {MOST} lines. A date stands at the end: “… due friday”, “…, 31 Dec”.",
    ),
    replace(OWNER, label="Side and owner of all of them"),
)


def form(account_id: str, account_name: str) -> Block:
    """The window into which a list is pasted."""
    note = context(md("Steps of the plan of *{}*. Next: a preview.", short(account_name, 80)))
    return _window([note], FIELDS, submit="Preview", metadata=account_id)


def preview(found: ReadList, text: str, mark: str) -> Block:
    """The same window with what would become of each line. `mark` says which text was seen."""
    pasted, owner = FIELDS
    fields = (replace(pasted, initial=text), replace(owner, initial=owner_choice(found.owner)))
    add = f"Add {count(len(found.taken), 'milestone')}"
    return _window(
        _lines(found),
        fields,
        submit=add if found.taken else "Look again",
        metadata=f"{found.account_id} {mark}",
    )


def _window(
    notes: Sequence[Block], fields: Sequence[Field], *, submit: str, metadata: str
) -> Block:
    blocks = [*notes, *(field.block() for field in fields)]
    return modal(
        "Paste milestones", blocks, callback=Id.MILESTONES_SAVE, submit=submit, metadata=metadata
    )


def _lines(found: ReadList) -> list[Block]:
    left = [line for line in found.lines if line.problem]
    head = md(
        "*{}*: {} can be added{}",
        short(found.account_name, 80),
        count(len(found.taken), "milestone"),
        f", {count(len(left), 'line')} cannot: mend them below or leave them" if left else "",
    )
    lines = [*map(_wrong, left), *map(_right, found.taken)]
    parts = [lines[at : at + IN_A_SECTION] for at in range(0, len(lines), IN_A_SECTION)]
    return [section(head), *(section(join(part)) for part in parts)]


def _right(line: ReadLine) -> Mrkdwn:
    when = md("due {}", day(line.due_on)) if line.due_on else Mrkdwn("no date")
    return md("○ *{}* — {}", short(line.title, 120), when)


def _wrong(line: ReadLine) -> Mrkdwn:
    return md("✗ line {}, “{}”: {}", line.number, short(line.title, 120), line.problem or "")
