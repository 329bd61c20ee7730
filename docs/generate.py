"""Write the generated parts of the documentation: settings and commands, from their definitions.

Run by `make docs`. A test fails while a generated part differs from the code.
"""

from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.settings import Settings
from bot.ui.help import SLASH
from handlers.commands import TABLE, Command

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SETTINGS = ROOT / "docs" / "settings.md"
COMMANDS = ROOT / "docs" / "commands.md"
COMMANDS_HEAD = f"""# Commands

<!-- Written by `make docs` from handlers/commands.py. -->

Write them after `{SLASH}`. An account is named by its name, another name of it, its id, the
beginning of its name, or nearly so: one clear hit is used, several are offered as buttons. Days are
written as 2026-12-31 or in words: “friday”, “in 2 weeks”, “15 jan”. Only you see the answer;
“Share here” in a plan’s menu shows it to the channel.
"""
BEGIN, END = "<!-- begin: settings (make docs) -->", "<!-- end: settings -->"


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


def between_marks(text: str, new: str) -> str:
    """The text with what stands between the two marks replaced."""
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"the marks {BEGIN} and {END} are missing")
    return f"{before}{BEGIN}\n{new}\n{END}{after}"


def pages() -> dict[Path, str]:
    """Each page with a generated part, as it should be."""
    table = settings_table()
    marked = {
        page: between_marks(page.read_text(encoding="utf-8"), table) for page in (README, SETTINGS)
    }
    return marked | {COMMANDS: commands_page()}


def main() -> None:
    """Write the pages."""
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
