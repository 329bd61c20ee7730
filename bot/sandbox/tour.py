"""The tour, step by step: what each says, how one knows that it is done, and how it is walked."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.sandbox.driver import Driver, Trouble
from bot.sandbox.workspace import Facts, Workspace

EVERYBODY = "everybody"
Deeds = Sequence[Facts]
LATE = re.compile(r"(\d+) days? late")


@dataclass(frozen=True)
class Cast:
    """Who walks the tour, and the sandbox's clock."""

    csm: Driver
    csm_direct: str
    leader: Driver
    customer: Driver
    pass_days: Callable[[int], None]


@dataclass(frozen=True)
class Step:
    """One step: its words, whether these deeds complete it, and how it is walked."""

    title: str
    text: str
    do: str
    is_done: Callable[[Deeds], bool]
    walk: Callable[[Cast], None]


def see_plan(cast: Cast) -> None:
    """A plan on one screen."""
    cast.csm.says("/success plan acme")
    cast.csm.sees("Acme Corp", "Goals", "Milestones", "Next:")


def log_outcome(cast: Cast) -> None:
    """An outcome in one window, and a point of it completed from its card."""
    csm = cast.csm
    csm.clicks("Log outcome")
    csm.sees("What changed in what people do?")
    csm.fills("What changed in what", "New agents solve their first ticket alone on day two")
    csm.chooses("Goal", "Agents")
    csm.fills("What changed, and", "They look into the knowledge base before they ask.")
    csm.submits()
    csm.sees("of 5 points", "story begun")
    csm.clicks("Complete")
    csm.fills("How was it before?", "New agents passed on every ticket of their first week.")
    csm.fills("What was done?", "Their team lead pairs them with the knowledge base.")
    csm.submits()
    csm.sees("of 5 points", "story told")
    csm.closes()


def let_a_week_pass(cast: Cast) -> None:
    """The same plan a week later: what was late is later."""
    before = _most_late(cast.csm.text)
    cast.pass_days(7)
    cast.csm.says("/success plan acme")
    cast.csm.sees("late")
    after = _most_late(cast.csm.text)
    if after <= before:
        raise Trouble(f"The plan is {after} days late after a week, and was {before} before.")


def act_on_it(cast: Cast) -> None:
    """The day's message: its first matter is dealt with, one click away."""
    csm = cast.csm
    csm.goes_to(cast.csm_direct)
    csm.sees("matters", "today")
    csm.clicks("Mark done")
    csm.sees("done by you", "Undo")


def see_what_is_next(cast: Cast) -> None:
    """What to do now, at all accounts, each with its reason."""
    cast.csm.says("/success next")
    cast.csm.sees("Next for you", "renews in")


def let_the_customer_take_part(cast: Cast) -> None:
    """The plan shown in the shared channel; the customer agrees and ticks a step off."""
    csm, jane = cast.csm, cast.customer
    csm.goes_to(jane.channel_id)
    csm.says("/success plan acme")
    csm.clicks("Share with the customer")
    csm.sees("Everybody in the channel will see this")
    csm.submits()
    csm.closes()
    jane.sees("Agents solve six of ten", "Steps").does_not_see("120,000")
    jane.clicks("Agree")
    jane.sees("you agreed to it today")
    jane.clicks("Done")
    jane.sees("7 of 9 done")


def look_as_leader(cast: Cast) -> None:
    """Success beside the business, and the week as a channel has it."""
    cast.leader.says("/success dashboard")
    cast.leader.sees("Customer success beside the business")
    cast.leader.says("/success digest preview")
    cast.leader.sees("Customer success, week", "At risk", "Due in 7 days")


def _most_late(text: str) -> int:
    return max((int(days) for days in LATE.findall(text)), default=0)


def _did(what: str, name: str) -> Callable[[Deeds], bool]:
    """Whether anybody did this, and it went through."""
    return lambda deeds: any(_is(deed, what, name) for deed in deeds)


def _is(deed: Facts, what: str, name: str) -> bool:
    fits = deed["what"] == what and str(deed["name"]).startswith(name)
    return fits and bool(deed.get("ok", True))


def _looked_as_leader(deeds: Deeds) -> bool:
    said = [deed for deed in deeds if deed["who"] == "U0LEA"]
    names = ("/success dashboard", "/success digest")
    return any(_is(deed, "command", name) for deed in said for name in names)


def _looked_after_a_week(deeds: Deeds) -> bool:
    passed = 0
    for deed in deeds:
        passed += deed.get("days", 0)
        if passed >= 7 and _is(deed, "command", "/success plan"):
            return True
    return False


STEPS = (
    Step(
        "See a plan",
        "Every customer has one success plan: what success means to them, the goals, the "
        "milestones, and what is next.",
        "/success plan acme",
        _did("command", "/success plan"),
        see_plan,
    ),
    Step(
        "Log an outcome",
        "An outcome is a change in what people do. One window keeps it; its card then says what "
        "makes it count, point by point.",
        "Click “Log outcome” on the plan, or choose it behind “…” of a message; then complete "
        "a point on the card",
        _did("submission", "outcome.save_part"),
        log_outcome,
    ),
    Step(
        "Let a week pass",
        "Nothing was done for a week: what was late is later now.",
        "Let a week pass with the clock, then send `/success plan acme` again",
        _looked_after_a_week,
        let_a_week_pass,
    ),
    Step(
        "Answer a nudge",
        "Once a working day Redthread writes to you: what needs you, the most valuable first, each "
        "with its reason and its buttons.",
        "Open Redthread under “Apps”, and click “Mark done” on the first matter",
        _did("click", "nudge."),
        act_on_it,
    ),
    Step(
        "See what is next",
        "No playbook: what to do now follows from the data, with its reason and what is at stake.",
        "/success next",
        _did("command", "/success next"),
        see_what_is_next,
    ),
    Step(
        "Let the customer take part",
        "In the channel that both sides share, Jane of Acme sees the plan: what is hers and marked "
        "as shared, and nothing else.",
        "Share it with `/success plan acme` in #acme-northstar; then be Jane, and click “Agree”",
        lambda deeds: any(
            deed["who"] == "U0JANE" and _is(deed, "click", one)
            for deed in deeds
            for one in ("plan.agree", "task.finish")
        ),
        let_the_customer_take_part,
    ),
    Step(
        "Look as the leader",
        "The dashboard puts what customers achieve beside the business. A channel can have the "
        "week's digest: what was achieved, what moved, what is at risk and what is due.",
        "Be Lea (on the left), and send `/success dashboard`, or `/success digest preview` in the "
        "channel",
        _looked_as_leader,
        look_as_leader,
    ),
)


def shown(workspace: Workspace) -> Facts:
    """The tour as the page shows it: the same for everybody, since one walks it as several."""
    kept = workspace.tours.get(EVERYBODY, {})
    steps = [
        {"title": one.title, "text": one.text, "do": one.do, "done": one.is_done(workspace.deeds)}
        for one in STEPS
    ]
    first = next((n for n, one in enumerate(steps) if not one["done"]), len(steps) - 1)
    return {"open": kept.get("open", True), "step": kept.get("step", first), "steps": steps}


def turn(workspace: Workspace, asked: Facts) -> None:
    """Another step, or the tour closed."""
    kept = workspace.tours.setdefault(EVERYBODY, {})
    if "open" in asked:
        kept["open"] = bool(asked["open"])
    if "step" in asked:
        kept |= {"step": int(asked["step"]), "open": True}
    workspace.changed("tour")


def walk(cast: Cast, workspace: Workspace, tell: Callable[[str], None]) -> None:
    """Walk all steps; Trouble where one does not do what it says."""
    for number, step in enumerate(STEPS, 1):
        tell(f"\n{number}. {step.title}: {step.text}")
        step.walk(cast)
        if not step.is_done(workspace.deeds):
            raise Trouble(f"Step {number}, “{step.title}”, is not done.")
