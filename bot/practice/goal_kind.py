"""What a goal is, by its words: an outcome, an impact, or an output. It advises and never blocks.

The rules are few and can be read aloud; docs/goals.md lists them. Looked at in this order:

1. *Output by its doer*: we do it ("we train …", "our team delivers …").
2. *Outcome*: people of the customer do something ("agents resolve …", "share of managers who …").
3. *Output by its verb*: it begins with something that gets made or held ("launch …", "train …"),
   or ends with it having been ("… is live", "… trained").
4. *Impact*: it names a business figure ("NPS", "revenue", "churn"), which many causes move.
5. Otherwise nothing is said for sure, and the questions are asked.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.practice.goal_words import FIGURES, FILLERS, JOINED, MADE, MAKING, PEOPLE, STILL


class GoalKind(StrEnum):
    """What a goal is about."""

    OUTCOME = "outcome"
    IMPACT = "impact"
    OUTPUT = "output"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class GoalAdvice:
    """What kind of goal it is, why in one sentence, and wording to start from where it is none.

    `because` is the word that decided, empty where none did.
    """

    kind: GoalKind
    because: str
    why: str
    rewording: str | None


QUESTIONS = (
    "What is the customer trying to do?",
    "Who would do what differently?",
    "At what rate: from how many to how many?",
    "How would we know?",
)
"""The magic questions."""

ONE_OF_THEM = {"each", "every", "a", "an", "one", "no", "any", "the", "their"}
WHERE = {"in", "at", "of", "on", "from", "with"}
"""“Each manager coaches …” is about people; “employee turnover” and “customer value” are things."""
OURS = "we|our (?:team|csms?|consultants?|engineers?|trainers?|people)|us|i"

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
OUR_DOING = re.compile(rf"^(?:that )?(?:{OURS})\b", re.IGNORECASE)
COUNTED = re.compile(
    r"\b(?:share|percentage|proportion|number|%|percent|part)\b.*\b(?:who|that|which|using|doing)\b",
    re.IGNORECASE,
)


def advise(behaviour: str) -> GoalAdvice:
    """What the words of a goal say it is."""
    words = _words(behaviour)
    for rule in (_by_us, _by_people, _made, _figure):
        advice = rule(behaviour, words)
        if advice is not None:
            return advice
    return GoalAdvice(
        GoalKind.UNCLEAR,
        "",
        "It does not say who will do what.",
        f"<who> do <what> that leads to “{_short(behaviour)}”",
    )


def _by_us(behaviour: str, _words: list[str]) -> GoalAdvice | None:
    found = OUR_DOING.match(behaviour.strip())
    if found is None:
        return None
    return _output(behaviour, found[0].lower(), f"“{found[0]}” are the ones who do it, not they")


def _by_people(behaviour: str, words: list[str]) -> GoalAdvice | None:
    who = _acting(words)
    if who is None and COUNTED.search(behaviour):
        who = next((word for word in words if word in PEOPLE), None)
    if who is None:
        return None
    why = f"It says what {who} will do, and that can be counted."
    return GoalAdvice(GoalKind.OUTCOME, who, why, None)


def _acting(words: list[str]) -> str | None:
    """The people after whom something follows that they can do, or by whom it is done."""
    if words and words[0] in MAKING:
        return None
    for number, word in enumerate(words):
        is_one = f"{word}s" in PEOPLE and bool(
            ONE_OF_THEM & set(words[max(0, number - 3) : number])
        )
        if word not in PEOPLE and not is_one:
            continue
        if number and words[number - 1] == "by":
            return word
        if _do_something(words[number + 1 :], is_one):
            return word
    return None


def _do_something(after: list[str], is_one: bool) -> bool:
    """Whether these words can be what people do: “in the first team do …” or “open the report”."""
    if after and after[0] in WHERE and len(after) > 4:
        return not MADE & set(after)
    verb = next((word for word in after if word not in FILLERS), "")
    if is_one and not verb.endswith("s"):  # “the manager opens”, but not “the customer experience”
        return False
    return bool(verb) and not verb[0].isdigit() and verb not in STILL | MADE | PEOPLE


def _made(behaviour: str, words: list[str]) -> GoalAdvice | None:
    first = words[0] if words else ""
    if first in MAKING:
        return _output(behaviour, first, f"“{first}” is something that gets done once")
    last = next((word for word in words if word in MADE), None)
    if last is None:
        return None
    return _output(behaviour, last, f"“{last}” says that something was finished")


def _figure(behaviour: str, words: list[str]) -> GoalAdvice | None:
    figure = next((word for word in words if word in FIGURES), None)
    if figure is None:
        return None
    name = figure.upper() if len(figure) <= 3 or figure == "csat" else figure.replace("-", " ")
    why = f"“{name}” is an impact: many causes move it, so it is too big for one goal."
    return GoalAdvice(
        GoalKind.IMPACT,
        figure,
        why,
        f"<who> do <what> more often, which moves {name}",
    )


def _output(behaviour: str, because: str, reason: str) -> GoalAdvice:
    why = f"{reason}: an output. What will people do once it is there?"
    return GoalAdvice(
        GoalKind.OUTPUT, because, why, f"<who> use “{_short(behaviour)}” to do <what>, <how often>"
    )


def _words(text: str) -> list[str]:
    lowered = " ".join(text.casefold().split())
    for apart, joined in JOINED.items():
        lowered = re.sub(rf"\b{apart}\b", joined, lowered)
    return WORD.findall(lowered)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59].rstrip() + "…"
