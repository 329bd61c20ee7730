"""Templates as people read and write them: the list, a new one from a plan, the text."""

from collections.abc import Iterator, Sequence

from bot.practice.template_list import FoundTemplate, TemplateFacts, TemplatePage
from bot.ui import limits
from bot.ui.blocks import Block, Element, actions, button, context, modal, plain_text, section
from bot.ui.form import Field, Kind, window
from bot.ui.ids import Id
from bot.ui.text import Mrkdwn, count, join, md, short

AREA = 2_800
"""Characters in one text area, with room to write more."""
AREAS = 4
"""Text areas on a page."""


def page(found: TemplatePage) -> Block:
    """The window with the templates: those that fit the account first."""
    blocks: list[Block] = [section(_head(found))]
    for one in found.templates:
        blocks += [section(_line(one)), actions(*_controls(one, found))]
    controls = _turns(found)
    if found.may_apply and found.has_plan:
        controls.append(button("Make one of this plan", Id.TEMPLATE_NEW, found.account_id or ""))
    if controls:
        blocks.append(actions(*controls))
    return modal(
        "Templates",
        blocks,
        callback=Id.NOTICE,
        close="Close",
        metadata=found.account_id or "",
    )


def _head(found: TemplatePage) -> Mrkdwn:
    where = md("page {} of {}", found.page, found.pages)
    if found.account_name is None:
        how = Mrkdwn("Start from one: `/success template apply ‹its short name› ‹account›`")
        return md("{} · {}\n{}", count(found.total, "template"), where, how)
    return md(
        "{} · {}\nFor *{}*: what does not fit is left out in the next step.",
        count(found.total, "template"),
        where,
        short(found.account_name, 80),
    )


def _line(one: TemplateFacts) -> Mrkdwn:
    kind = " · ".join(filter(None, (one.segment, one.touch_model)))
    parts = [md("*{}* `{}`", short(one.name, 80), one.key)]
    if kind:
        parts.append(short(kind, 160))
    if one.created_by is not None:
        parts.append(md("by {}", short(one.created_name or "a colleague", 60)))
    return join([join(parts, " · "), short(one.about, 300)])


def _controls(one: TemplateFacts, found: TemplatePage) -> list[Element]:
    made = []
    if found.may_apply:
        use = button(
            "Use",
            Id.TEMPLATE_PREVIEW,
            f"{one.key} {found.account_id}",
            primary=True,
            spoken=f"Use {one.name}",
        )
        made.append(use)
    words = "Edit" if one.may_change else "Copy and change"
    made.append(button(words, Id.TEMPLATE_EDIT, one.key, spoken=f"{words}: {one.name}"))
    if one.may_change:
        delete = button("Delete", Id.TEMPLATE_DELETE, one.key, spoken=f"Delete {one.name}")
        made.append(delete | {"confirm": _confirm(one)})
    return made


def _confirm(one: TemplateFacts) -> Element:
    text = f"“{one.name}” goes. Plans that began with it stay as they are."
    return {
        "title": plain_text("Delete this template?", limits.CONFIRM_TITLE),
        "text": plain_text(text, limits.CONFIRM_TEXT),
        "confirm": plain_text("Delete", limits.CONFIRM_BUTTON),
        "deny": plain_text("Keep it", limits.CONFIRM_BUTTON),
        "style": "danger",
    }


def _turns(found: TemplatePage) -> list[Element]:
    turns = []
    account_id = found.account_id or "-"
    if found.page > 1:
        turns.append(button("Earlier", Id.TEMPLATES_PAGE, f"{account_id} {found.page - 1}"))
    if found.page < found.pages:
        turns.append(button("More", Id.TEMPLATES_NEXT, f"{account_id} {found.page + 1}"))
    return turns


FIELDS = (
    Field(
        name="name",
        label="What shall it be called?",
        required=True,
        most=80,
        example="Support teams, first year",
    ),
    Field(
        name="about",
        label="For whom is it, and how does it go?",
        kind=Kind.TEXT,
        required=True,
        most=1000,
        example="A year with one team first, then wider with what was learnt there.",
    ),
)


def new_form(account_id: str, account_name: str) -> Block:
    """The window that makes a template of an account's plan."""
    note = md(
        "Made of the plan of *{}*: days instead of dates, roles instead of people. Baselines, "
        "amounts and the names that I know are left out. Read through it on the next page.",
        short(account_name, 80),
    )
    return window(
        "Save as a template",
        FIELDS,
        note=context(note),
        callback=Id.TEMPLATE_SAVE,
        submit="Save and read",
        metadata=account_id,
    )


def pages_of(text: str) -> list[list[str]]:
    """A text in pages of so many areas, cut where a part begins if that can be."""
    areas = list(_areas(text.splitlines()))
    return [areas[at : at + AREAS] for at in range(0, len(areas), AREAS)] or [[""]]


def _areas(lines: Sequence[str]) -> Iterator[str]:
    """Pieces of at most AREA characters, unless one line is longer."""
    start = 0
    while start < len(lines):
        end, size = start, 0
        while end < len(lines) and (end == start or size + len(lines[end]) + 1 <= AREA):
            size += len(lines[end]) + 1
            end += 1
        if end < len(lines):
            begins = [at for at in range(start + 1, end + 1) if lines[at][:1].strip()]
            end = begins[-1] if begins else end
        yield "\n".join(lines[start:end])
        start = end


def text_fields(areas: Sequence[str]) -> tuple[Field, ...]:
    """One field an area; more than one are numbered."""
    return tuple(
        Field(
            name=f"area{number}",
            label="The template" if len(areas) == 1 else f"The template, part {number}",
            kind=Kind.SOURCE,
            most=limits.PLAIN_TEXT_INPUT,
            initial=area,
        )
        for number, area in enumerate(areas, 1)
    )


def text_form(found: FoundTemplate, number: int, *, is_saved: bool = False) -> Block:
    """One page of the window with a template's text; pages count from 1."""
    pages = pages_of(found.text)
    number = min(max(number, 1), len(pages))
    more = number < len(pages)
    parts = [md("`{}`", found.key), md("page {} of {}", number, len(pages))]
    if is_saved:
        parts.insert(0, Mrkdwn("*Saved.* Is anybody’s name still in it?"))
    parts.append(Mrkdwn("Days count from the plan’s start."))
    return window(
        "Template",
        text_fields(pages[number - 1]),
        note=context(join(parts, " · ")),
        callback=Id.TEMPLATE_SAVE_TEXT,
        submit="Save, next page" if more else "Save",
        metadata=f"{found.key} {found.mark} {number}",
        close="Later" if is_saved else "Cancel",
    )


def saved(found: FoundTemplate) -> Block:
    """What the person sees after a template was saved."""
    use = md("Start from it: `/success template apply {} ‹account›`", found.key)
    return modal(
        "Template saved", [section(use)], callback=Id.NOTICE, close="Done", metadata=found.key
    )
