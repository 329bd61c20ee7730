"""`redthread import …`: accounts, plans, outcomes, signals and so on, from CSV or TSV files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.cli.importing import What

app = typer.Typer(add_completion=False, rich_markup_mode=None)

SOME_BAD = 1

FILE = Annotated[Path, typer.Argument(help="A CSV or TSV file whose first line has names.")]
TEAM = Annotated[
    str | None,
    typer.Option(help="The workspace's Slack id, such as T012AB3CD; made if it is new."),
]
MAP = Annotated[
    str,
    typer.Option(
        "--map",
        metavar="THEIRS=OURS,…",
        help="Column names of the file and ours: account_name=name,account_id=external_id.",
    ),
]
DRY_RUN = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be done, and write nothing.")
]
STRICT = Annotated[
    bool, typer.Option("--strict", help="All or nothing: one bad line stops everything.")
]


@app.callback()
def _group() -> None:
    """Bring in what other systems know."""


@app.command()
def accounts(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and change accounts from a CSV or TSV file.

    Importing the same file again changes nothing.

    Columns: name (needed), aliases (with ; or | between them; the cell is the whole list), owner
    (Slack id), owner_email, segment, touch_model, arr, currency, started_on, renewal_on, seats,
    seats_active, domain, external_id, status (active, paused or churned). Other columns are left
    alone.

    A line means the account with its external_id, else the one with its name. A column that is
    absent, or a cell that is empty, leaves what is there.

    Bad lines are reported and left out. Exit code 0: every line was good; 1: some were bad; 2:
    nothing could be done.
    """
    from bot.cli.importing import What
    from bot.practice.account_columns import ACCOUNTS
    from bot.practice.account_import import AccountImport

    what = What(ACCOUNTS, AccountImport, has_owners=True)
    _run(what, file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def plans(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Start and change plans from a CSV or TSV file.

    Columns: account (needed: its name, alias, id or external id), customer_success (needed for a
    new plan), supplier_success, stage (for a new plan: discovery, benchmark, plan, collaboration or
    dashboard), started_on, horizon_on.

    A line means the account's open plan; where there is none, it starts one. All else is as for
    accounts.
    """
    from bot.cli.importing import What
    from bot.practice.plan_import import PLANS, PlanImport

    _run(What(PLANS, PlanImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def players(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and change players, the people on both sides, from a CSV or TSV file.

    Columns: account and name (needed), side (customer or supplier), role (champion, sponsor,
    decision_maker, administrator, end_user, csm or other), email, language (en, de, fr, es or pt,
    also as de-AT: surveys are in it), zone (such as Europe/Lisbon: reminders come in its working
    hours), measures_success_by, responsibilities.

    A line means the person of its name at the account. An account needs no plan for it. All else is
    as for accounts.
    """
    from bot.cli.importing import What
    from bot.practice.player_import import PLAYERS, PlayerImport

    _run(What(PLAYERS, PlayerImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def goals(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and change goals of open plans from a CSV or TSV file.

    Columns: account and behaviour (needed), measure (needed for a new goal), unit, direction
    (rising or falling), player (a name), baseline, target, starts_on, due_on, value.

    A line means the goal with its behaviour in the account's open plan. All else is as for
    accounts.
    """
    from bot.cli.importing import What
    from bot.practice.goal_import import GOALS, GoalImport

    _run(What(GOALS, GoalImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def milestones(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and change milestones of open plans from a CSV or TSV file.

    Columns: account and title (needed), achievement, side (customer or supplier), owner (Slack id)
    or player (a name), due_on, weight (1 to 100), onboarding (yes or no), done_on, waits_for
    (titles of milestones of the same account, with ; between them: in the plan already, or on a
    line further up; the cell is the whole list).

    A line means the milestone with its title in the account's open plan. All else is as for
    accounts.
    """
    from bot.cli.importing import What
    from bot.practice.milestone_import import MILESTONES, MilestoneImport

    _run(What(MILESTONES, MilestoneImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def readings(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and correct readings of goals from a CSV or TSV file.

    Columns: account, goal (its behaviour or id), value and read_on (all needed), source, note, id
    (your own id of the measurement).

    A line means the reading of its id; without one, the reading of its goal, day and source. All
    else is as for accounts.
    """
    from bot.cli.importing import What
    from bot.practice.reading_import import READINGS, ReadingImport

    _run(What(READINGS, ReadingImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def outcomes(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and change outcomes from a CSV or TSV file, as “redthread export outcomes” writes it.

    Columns: account, change and happened_on (needed), goal (its behaviour or id), milestone (its
    title or id), situation, action, story, quote, quoted (a player's name), quote_agreed (yes or
    no), source_link, consent (internal, customers or public), consent_how (needed beyond internal),
    consent_on, reuse_scope (same_team, other_team or other_company), reuse_candidates, reuse_needs,
    metric, metric_baseline, metric_target, metric_actual, behaviour, permanence (held, permanent,
    partly or lost), value, value_how, currency, id (your own id of the outcome).

    A line means the outcome of its id; without one, that of its account, day and change. An account
    needs no plan for it. Texts are taken as they are, with their lines. All else is as for
    accounts.
    """
    from bot.cli.importing import What
    from bot.practice.outcome_columns import OUTCOMES
    from bot.practice.outcome_import import OutcomeImport

    _run(What(OUTCOMES, OutcomeImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def signals(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and correct signals from a CSV or TSV file, in long or in wide form.

    Long, a line a signal: account (its name, alias, id or external id), kind, value and day (all
    needed), source, id (your own id of the measurement).

    Wide, a line an account’s day: account and day (needed), source, and a column for each kind, by
    its id: --map "active users=usage" says which is which. An empty cell is no signal.

    Which kinds there are, “/success settings” shows; every workspace has usage, seats, close_hours,
    same_day, urgent, nps, csat, ces, executive and overdue. A line means the signal of its id;
    without one, that of its account, kind, day and source. All else is as for accounts.
    """
    from bot.cli.importing import What
    from bot.cli.signal_form import kinds_of, sheet_and_job

    sheet, job = sheet_and_job(file, read_map(columns), lambda: kinds_of(team))
    _run(What(sheet, job), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def revenue(
    file: FILE,
    team: TEAM = None,
    columns: MAP = "",
    dry_run: DRY_RUN = False,
    strict: STRICT = False,
) -> None:
    """Add and correct changes of revenue from a CSV or TSV file.

    Columns: account, kind (new, expansion, contraction, churn or renewal) and changed_on (needed),
    amount (a year's; needed but for a churn, which is all that is paid, and a renewal), currency,
    reason (of a churn: a word or title of “/success settings”), tried, note, source, renewal_on (of
    a renewal: the next one), id (your own id of the change).

    The lines of an account come in the order of their days, and each must fit to those before it. A
    line means the change of its id; without one, that of its account, kind and day. What the
    account pays follows from its changes. All else is as for accounts.
    """
    from bot.cli.importing import What
    from bot.practice.revenue_columns import REVENUE
    from bot.practice.revenue_import import RevenueImport

    _run(What(REVENUE, RevenueImport), file, team, columns, dry_run=dry_run, strict=strict)


@app.command()
def ravenstack(
    folder: Annotated[Path, typer.Argument(help="The folder with the RavenStack files.")],
    team: TEAM = None,
) -> None:
    """Bring in the RavenStack files: accounts, revenue and signals.

    Subscriptions and churn events are changes of revenue, usage and support tickets are signals.

    Importing the same files again changes nothing.
    """
    from bot.cli import ravenstack as command

    bad = command.run_all(folder, team)
    raise typer.Exit(SOME_BAD if bad else 0)


def _run(
    what: "What", file: Path, team: str | None, columns: str, *, dry_run: bool, strict: bool
) -> None:
    from bot.cli.importing import run

    report = run(what, file, team, read_map(columns), dry_run=dry_run, strict=strict)
    raise typer.Exit(SOME_BAD if report.bad else 0)


def read_map(text: str) -> dict[str, str]:
    """`theirs=ours,…` as a mapping; a UserError where it is not of this form."""
    from bot.errors import UserError

    pairs = [pair.split("=") for pair in text.split(",") if pair.strip()]
    wrong = next((pair for pair in pairs if len(pair) != 2 or not all(map(str.strip, pair))), None)
    if wrong is not None:
        raise UserError(f"--map: “{'='.join(wrong)}” is not of the form theirs=ours.")
    return {theirs.strip(): ours.strip() for theirs, ours in pairs}
