"""Templates in Slack: the list, a new one from a plan, its text, and starting from one."""

import re

from bot.errors import FormError, UserError
from bot.practice import plan as plans
from bot.practice import template_apply, template_list, template_save
from bot.practice.account import with_plan_to_change
from bot.practice.find_account import find
from bot.practice.plan import PlanStart
from bot.practice.strict_yaml import Problem
from bot.practice.template import TemplateError
from bot.practice.template_apply import TemplateChoice
from bot.ui import plan_steps
from bot.ui import template as ui
from bot.ui import template_preview as preview_ui
from bot.ui.form import Kind, read
from handlers.call import Call
from handlers.payload import page_number
from handlers.reply import Reply, Turned, Window

USAGE = (
    "Write `template list`, `template save from <account>`, or `template apply <template> "
    "<account>`."
)
CHANGED = "The template has changed meanwhile. Open it once more."
LEFT_OUT = re.compile(r"[0-9a-f]{1,400}")
MOST_PROBLEMS = 5


async def command(call: Call) -> Reply:
    """`template [list [account] | save from <account> | apply <template> <account>]`."""
    verb, _, rest = call.words.partition(" ")
    match verb.casefold():
        case "" | "list":
            account_id = await call.read(find, rest) if rest else ""
            return await show(call.on(account_id))
        case "save" if rest.casefold().startswith("from "):
            return await new(call.on(await call.read(find, rest[5:])))
        case "apply" if " " in rest:
            key, _, words = rest.partition(" ")
            return await _preview(call, await call.read(find, words), key.casefold())
    await call.enter()
    raise UserError(USAGE)


async def show(call: Call) -> Reply:
    """The list, for the account of the button or for none."""
    return Window(ui.page(await call.read(template_list.page, call.value or None, 1)))


async def turn(call: Call) -> Reply:
    """Another page of the list, in the same window."""
    account_id, _, number = call.value.rpartition(" ")
    wanted = None if account_id in ("", "-") else account_id
    return Turned(ui.page(await call.read(template_list.page, wanted, page_number(number))))


async def delete(call: Call) -> Reply:
    """One of the workspace's own goes, in the list."""
    await call.write(template_list.remove, call.value)
    return Turned(ui.page(await call.read(template_list.page, call.subject or None, 1)))


async def new(call: Call) -> Reply:
    """The window that makes a template of an account's plan."""
    card = await call.read(with_plan_to_change, call.value)
    return Window(ui.new_form(card.id, card.name))


async def save(call: Call) -> Reply:
    """The submitted window: the template is kept, and its text follows to be read."""
    answers = read(ui.FIELDS, call.state)
    key = await call.write(template_save.save_from, call.subject, **answers)
    found = await call.read(template_list.get, key)
    return Window(ui.text_form(found, 1, is_saved=True))


async def edit(call: Call) -> Reply:
    """The window with a template's text."""
    return Window(ui.text_form(await call.read(template_list.get, call.value), 1))


async def save_text(call: Call) -> Reply:
    """One page of the text: kept with the rest of it, and then the next page."""
    key, mark, number = _three(call.subject)
    found = await call.read(template_list.get, key)
    if found.mark != mark:
        raise UserError(CHANGED)
    pages = ui.pages_of(found.text)
    number = min(max(number, 1), len(pages))
    answers = read(ui.text_fields(pages[number - 1]), call.state)
    pages[number - 1] = list(answers.values())
    try:
        key = await call.write(template_list.save, key, _joined(pages))
    except TemplateError as error:
        raise _placed(error, pages, number) from None
    return await _after(call, key, number, is_last=number == len(pages))


def _joined(pages: list[list[str]]) -> str:
    return "\n".join(area for page in pages for area in page)


def _three(metadata: str) -> tuple[str, str, int]:
    key, _, rest = metadata.partition(" ")
    mark, _, number = rest.partition(" ")
    return key, mark, page_number(number)


async def _after(call: Call, key: str, number: int, *, is_last: bool) -> Reply:
    found = await call.read(template_list.get, key)
    if not is_last and number < len(ui.pages_of(found.text)):
        return Window(ui.text_form(found, number + 1))
    return Window(ui.saved(found))


def _placed(error: TemplateError, pages: list[list[str]], number: int) -> FormError:
    """Each sentence below the area in which its line stands; what is elsewhere, below the first."""
    first = 1 + sum(len(area.splitlines()) or 1 for page in pages[: number - 1] for area in page)
    lines = _joined(pages).splitlines()
    placed: dict[str, list[str]] = {}
    for problem in error.problems[:MOST_PROBLEMS]:
        area = _area_of(problem, pages[number - 1], first)
        placed.setdefault(area, []).append(_sentence(problem, lines))
    return FormError({area: " ".join(sentences) for area, sentences in placed.items()})


def _area_of(problem: Problem, areas: list[str], first: int) -> str:
    """The field in which a line stands; `first` is the number of the page's first line."""
    line = first
    for number, area in enumerate(areas, 1):
        after = line + (len(area.splitlines()) or 1)
        if line <= problem.line < after:
            return f"area{number}"
        line = after
    return "area1"


def _sentence(problem: Problem, lines: list[str]) -> str:
    """The line is quoted: nobody counts lines in a window."""
    written = lines[problem.line - 1].strip()[:60] if problem.line <= len(lines) else ""
    return f"Line {problem.line} (“{written}”): {problem.why}"


async def preview(call: Call) -> Reply:
    """What a template would add, for the template and the account of the button."""
    key, _, account_id = call.value.partition(" ")
    return await _preview(call, account_id, key)


async def _preview(call: Call, account_id: str, key: str) -> Reply:
    found = await call.read(template_apply.preview, account_id, key)
    return Window(preview_ui.form(found, 1, ()))


async def apply(call: Call) -> Reply:
    """One page of the preview: the next one follows, and after the last all is added."""
    account_id, key, mark, page, mask = (call.subject.split(" ") + [""] * 5)[:5]
    found = await call.read(template_apply.preview, account_id, key)
    if found.mark != mark or not LEFT_OUT.fullmatch(mask):
        raise UserError(CHANGED)
    pages = preview_ui.pages_of(found)
    number = min(max(page_number(page), 1), len(pages))
    fields = pages[number - 1]
    answers = read(fields, call.state)
    ticks = [one for one in fields if one.kind is Kind.TICKS]
    offered = {int(choice.value) for field in ticks for choice in field.choices}
    ticked = {int(value) for field in ticks for value in answers.pop(field.name)}
    left_out = _numbers(mask) | (offered - ticked)
    if number < len(pages):
        return Window(preview_ui.form(found, number + 1, left_out))
    choice = TemplateChoice(
        key=key,
        mark=mark,
        left_out=left_out,
        start=PlanStart(**answers) if found.start else None,
    )
    await call.write(template_apply.apply, account_id, choice)
    summary = await call.read(plans.summary, account_id)
    return Window(plan_steps.saved("Template applied", summary))


def _numbers(mask: str) -> set[int]:
    """The numbers whose bits are set."""
    bits = int(mask, 16)
    return {number for number in range(bits.bit_length()) if bits >> number & 1}
