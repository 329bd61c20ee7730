"""Surveys as admins set them: what is asked of whom after what, and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import FormError, UserError
from bot.model import Language, Role, Survey, SurveyText, Trigger
from bot.practice import audit
from bot.practice.access import check_admin
from bot.practice.actor import Actor
from bot.practice.names import key_of, speakable_id
from bot.practice.pages import Page, page_of
from bot.practice.survey import SHIPPED, SurveyFacts, surveys

MOST_OWN = 30
MOST_DELAY = 365
LONGEST_TITLE = 80
LONGEST_WORDS = 300
GONE = "That survey is gone. See what there is with “surveys”."


@dataclass(frozen=True, slots=True)
class SurveyList:
    """A page of all surveys; `may_change`: the reader is an admin."""

    page: Page[SurveyFacts]
    may_change: bool


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a workspace asks in its own words; of None the product's words are used."""

    question: str | None = None
    open_question: str | None = None


@dataclass(frozen=True, slots=True)
class SurveyCard:
    """One survey with the workspace's own words by language."""

    survey: SurveyFacts
    own: dict[Language, OwnWords]
    may_change: bool


def page(session: Session, actor: Actor, number: int) -> SurveyList:
    """A page of all surveys: anybody of ours may look."""
    every = list(surveys(session, actor.team_id).values())
    return SurveyList(page_of(every, number), actor.role is Role.ADMIN)


def card(session: Session, actor: Actor, survey_id: str) -> SurveyCard:
    """One survey; a UserError where it is gone."""
    found = _known(session, actor, survey_id)
    own = own_words(session, actor.team_id, survey_id)
    return SurveyCard(found, own, actor.role is Role.ADMIN)


def card_to_change(session: Session, actor: Actor, survey_id: str) -> SurveyCard:
    """The same, for a change; only for admins."""
    check_admin(actor)
    return card(session, actor, survey_id)


def own_words(session: Session, team_id: str, survey_id: str) -> dict[Language, OwnWords]:
    """The workspace's own words of a survey, by language."""
    rows = session.scalars(
        select(SurveyText).where(SurveyText.team_id == team_id, SurveyText.survey_id == survey_id)
    )
    return {
        Language(row.language): OwnWords(row.question or None, row.open_question or None)
        for row in rows
    }


def to_change(session: Session, actor: Actor, survey_id: str) -> SurveyFacts | None:
    """One survey, or None for a new one, where the id is empty; only for admins."""
    check_admin(actor)
    return _known(session, actor, survey_id) if survey_id else None


def _known(session: Session, actor: Actor, survey_id: str) -> SurveyFacts:
    found = surveys(session, actor.team_id).get(survey_id)
    if found is None:
        raise UserError(GONE)
    return found


def save(session: Session, actor: Actor, wanted: SurveyFacts) -> str:
    """Write a survey anew, or a new one where its id is empty; its id. Only an admin may.

    What was due by then stays as it is.
    """
    check_admin(actor)
    known = surveys(session, actor.team_id)
    _check(wanted, known.values())
    if not wanted.id:
        if len(known.keys() - SHIPPED.keys()) >= MOST_OWN:
            raise UserError(f"There are {MOST_OWN} surveys of your own already. Change one.")
        survey_id = speakable_id(wanted.title, known.__contains__)[:40]
        wanted = replace(wanted, id=survey_id)
    elif wanted.id not in known:
        raise UserError(GONE)
    _write(session, actor, wanted)
    return wanted.id


def _check(wanted: SurveyFacts, known: Iterable[SurveyFacts]) -> None:
    wrong: dict[str, str] = {}
    others = {key_of(one.title) for one in known if one.id != wanted.id}
    if key_of(wanted.title) in others:
        wrong["title"] = f"There is a survey “{wanted.title[:60]}” already."
    if not wanted.roles:
        wrong["roles"] = "Whom is it for? Choose at least one role."
    if wanted.trigger is Trigger.HAND and wanted.delay_days:
        wrong["delay_days"] = "What is sent by hand goes when you send it: the delay is 0."
    if wrong:
        raise FormError(wrong)


def _write(session: Session, actor: Actor, wanted: SurveyFacts) -> None:
    row = session.get(Survey, (actor.team_id, wanted.id))
    before = audit.facts_of(row) if row else None
    if row is None:
        row = Survey(team_id=actor.team_id, id=wanted.id, created_by=actor.id, created_at=actor.now)
        session.add(row)
    row.title, row.kind, row.trigger = wanted.title, wanted.kind, wanted.trigger
    row.stage = wanted.stage if wanted.trigger is Trigger.STAGE else None
    row.delay_days, row.roles = wanted.delay_days, [role.value for role in wanted.roles]
    row.is_on = wanted.is_on
    session.flush()
    audit.record(
        session,
        actor,
        "survey.set",
        wanted.id,
        account_id=None,
        before=before,
        after=audit.facts_of(row),
    )


def set_words(
    session: Session, actor: Actor, survey_id: str, language: Language, words: OwnWords
) -> str:
    """Ask in other words in one language; of what is None the product's are used. The id."""
    check_admin(actor)
    _known(session, actor, survey_id)
    row = session.get(SurveyText, (actor.team_id, survey_id, language.value))
    before = audit.facts_of(row) if row else None
    if words == OwnWords():
        if row is not None:
            session.delete(row)
            session.flush()
            audit.record(
                session,
                actor,
                "survey.words",
                survey_id,
                account_id=None,
                before=before,
                after=None,
            )
        return survey_id
    if row is None:
        row = SurveyText(team_id=actor.team_id, survey_id=survey_id, language=language.value)
        session.add(row)
    row.question, row.open_question = words.question or "", words.open_question or ""
    session.flush()
    audit.record(
        session,
        actor,
        "survey.words",
        survey_id,
        account_id=None,
        before=before,
        after=audit.facts_of(row),
    )
    return survey_id
