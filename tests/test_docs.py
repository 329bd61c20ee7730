"""The documentation says what the code does, and no file says where it was written."""

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

# Put together here, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
    )
]
MACHINE_PATH = re.compile(
    r"(?<![\w.~-])/(?:work|root|opt/pypi[\w-]*|home/\w+|Users/\w+)/|file:/{3}\w"
)


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def test_generated_parts_are_up_to_date() -> None:
    for page, text in generator().pages().items():
        assert page.read_text(encoding="utf-8") == text, f"{page.name} is old: run `make docs`"


def test_every_setting_is_in_the_readme_with_its_help() -> None:
    for name, field in Settings.model_fields.items():
        line = next(line for line in README.splitlines() if line.startswith(f"| `{name.upper()}` "))
        assert field.description
        assert field.description in line


def test_the_settings_table_holds_nothing_of_this_machine() -> None:
    assert str(Path.home()) not in generator().settings_table()


def test_the_generator_refuses_a_page_without_marks() -> None:
    with pytest.raises(ValueError, match="marks"):
        generator().between_marks("no marks here", "a table")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_make_target_that_a_paper_names_exists(paper: Path) -> None:
    named = re.findall(r"(?:^|`)make ([a-z]+)", paper.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= targets()


def test_every_target_is_phony_and_explained() -> None:
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]
    explained = set(re.findall(r"^([a-z]+):.*## \w", MAKEFILE, re.MULTILINE))
    assert phony == explained == targets()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_slack_setup_takes_fewer_than_ten_steps() -> None:
    section = README.split("## Use it in your Slack")[1].split("\n## ")[0]
    steps = re.findall(r"^(\d+)\. ", section, re.MULTILINE)
    assert steps == [str(n + 1) for n in range(len(steps))]
    assert 0 < len(steps) < 10


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    wrong = []
    for path in tracked_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        found = [host for host in REGISTRIES if host in text.lower()]
        found += MACHINE_PATH.findall(text)
        wrong += [f"{path.relative_to(ROOT)}: {one}" for one in found]
    assert wrong == []


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_locks_pin_every_package_with_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    runtime, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / f).read_text("utf-8"), re.MULTILINE))
        for f in ("runtime.txt", "dev.txt")
    )
    assert runtime < dev
