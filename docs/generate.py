"""Write the generated parts of the documentation: settings and commands, from their definitions.

Run by `make docs`. A test fails while a generated part differs from the code.
"""

from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.practice.nudges.rule import Done, Rule, Update, Urgency
from bot.practice.nudges.table import RULES
from bot.settings import Settings
from bot.ui.help import SLASH
from handlers.commands import TABLE, Command

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SETTINGS = ROOT / "docs" / "settings.md"
COMMANDS = ROOT / "docs" / "commands.md"
NUDGES = ROOT / "docs" / "nudges.md"
COMMANDS_HEAD = f"""# Commands

<!-- Written by `make docs` from handlers/commands.py. -->

Write them after `{SLASH}`. An account is named by its name, another name of it, its id, the
beginning of its name, or nearly so: one clear hit is used, several are offered as buttons. Days are
written as 2026-12-31 or in words: “friday”, “in 2 weeks”, “15 jan”. Only you see the answer;
“Share here” in a plan’s menu shows it to the channel.
"""
BEGIN, END = "<!-- begin: settings (make docs) -->", "<!-- end: settings -->"
RULES_BEGIN, RULES_END = "<!-- begin: rules (make docs) -->", "<!-- end: rules -->"
UPDATES = {
    Update.MILESTONE: "the milestone’s date, owner and note",
    Update.READING: "a reading of the goal",
    Update.PLAN: "the plan",
    Update.START_PLAN: "the start of a plan",
    Update.CONFIRM_PLAN: "the customer’s confirmation",
    Update.STAGE: "the next stage",
    Update.LOG_OUTCOME: "the log of an outcome, filled in",
    Update.PERMANENCE: "whether it still holds",
    Update.REUSE: "what came of it",
    Update.HEALTH: "why the score is what it is",
    Update.CONTACT: "the last contact",
    Update.REVENUE: "the churn, with what was tried",
    Update.SURVEY: "whom to ask, and about what",
    Update.REPLY: "the reply to whoever answered",
}
DONES = {
    Done.CLOSE: "closes the matter",
    Done.FINISH_MILESTONE: "marks the milestone done",
    Done.NOTE_CONTACT: "notes contact today",
    Done.ASK: "sends the survey",
    Done.END_FOLLOW_UP: "ends the follow-up",
}
URGENCIES = {
    Urgency.BUNDLED: "in the daily bundle",
    Urgency.AT_ONCE: "at once, outside quiet hours",
    Urgency.CRITICAL: "at once, always",
}


def default_of(field: FieldInfo) -> str:
    """The default as a reader sees it: the same on every machine."""
    if field.default_factory is not None:
        words = (field.default_factory.__doc__ or "").strip().rstrip(".")
        return words[:1].lower() + words[1:]
    if field.default in (None, (), PydanticUndefined):
        return "–"
    return f"`{field.default}`"


def settings_table() -> str:
    """Name, default and help of every setting, in the order in which they are defined."""
    rows = [
        f"| `{name.upper()}` | {default_of(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it is |", "|---|---|---|", *rows])


def commands_page() -> str:
    """Every command with its usage, what it does, and examples."""
    return "\n".join([COMMANDS_HEAD, *map(command_section, TABLE)])


def command_section(command: Command) -> str:
    """One command."""
    examples = "\n".join(f"{SLASH} {example}" for example in command.examples)
    return (
        f"## {command.name}\n\n`{SLASH} {command.usage}`\n\n{command.help}\n\n"
        f"```\n{examples}\n```\n"
    )


def rules_table() -> str:
    """Every rule: when its matter stands, how grave it is, and what its buttons do."""
    head = "| rule | a matter is | limit | severity | told | “Done” | “Update” opens |"
    rows = [
        f"| **{rule.title}**<br>`{rule.name}` | {rule.help} | {limit_of(rule)} | {rule.severity} | "
        f"{URGENCIES[rule.urgency]} | {DONES[rule.done]} | {UPDATES[rule.update]} |"
        for rule in RULES.values()
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|", *rows])


def limit_of(rule: Rule) -> str:
    """Its days: one number that can be set, or fixed steps."""
    if rule.days is not None:
        return f"{rule.days} days, can be set" if rule.days != 1 else "1 day, can be set"
    if rule.matters.step is not None:
        return "fixed: " + ", ".join(f"{step.label} {step.days}" for step in rule.steps)
    steps = [str(step.days) for step in rule.steps if step.days]
    return "fixed: " + ", ".join(steps) + " days" if steps else "fixed"


def between_marks(text: str, new: str, begin: str = BEGIN, end: str = END) -> str:
    """The text with what stands between the two marks replaced."""
    before, _, rest = text.partition(begin)
    _, mark, after = rest.partition(end)
    if not mark:
        raise ValueError(f"the marks {begin} and {end} are missing")
    return f"{before}{begin}\n{new}\n{end}{after}"


def pages() -> dict[Path, str]:
    """Each page with a generated part, as it should be."""
    table = settings_table()
    marked = {
        page: between_marks(page.read_text(encoding="utf-8"), table) for page in (README, SETTINGS)
    }
    nudges = NUDGES.read_text(encoding="utf-8")
    rules = between_marks(nudges, rules_table(), RULES_BEGIN, RULES_END)
    return marked | {COMMANDS: commands_page(), NUDGES: rules}


def main() -> None:
    """Write the pages."""
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
