"""Surveys as admins set them: what is asked of whom, after what, in which words, how often."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.model import Language, PlayerRole, Role, Survey, SurveyKind, SurveyText, Trigger
from bot.practice.survey import SCALES, SHIPPED, after, language_of, surveys
from bot.practice.survey_setting import own_words
from bot.practice.survey_terms import Terms, terms_in
from bot.ui.ids import Id
from tests.harness.bot import Bot
from tests.harness.builders import World
from tests.harness.person import Person
from tests.harness.routes import click


@pytest.fixture
def ada(bot: Bot, world: World) -> Person:
    world.member("U4", role=Role.ADMIN, name="Ada Admin")
    return bot.as_("U4")


def of(world: World, survey_id: str) -> object:
    return world.database.read_now(surveys, world.team_id)[survey_id]


def test_anybody_sees_what_is_asked(bot: Bot) -> None:
    page = bot.as_("U1").says("/success surveys")
    page.sees("Milestone done", "Goal reached", "2 days after a goal is reached", "sponsor")
    page.does_not_see("Add a survey", "How often")
    goal = bot.as_("U1").clicks(Id.SETTINGS_LIST, "survey 1 goal", in_=page)
    goal.sees("English", "Wie zufrieden sind Sie damit?").does_not_see("Change")


def test_an_admin_changes_one(ada: Person, world: World) -> None:
    form = click(ada, Id.SURVEY_CHANGE, "1 goal")
    ada.submits(
        form, title="A goal!", kind="nps", after="stage discovery", delay_days=5,
        roles=["champion", "end_user"], state="off",
    ).sees("A goal!", "off", "5 days after the stage discovery is finished", "Saved")  # fmt: skip
    found = world.database.read_now(surveys, world.team_id)["goal"]
    assert (found.kind, found.trigger, found.stage) == (SurveyKind.NPS, Trigger.STAGE, "discovery")
    assert found.roles == (PlayerRole.CHAMPION, PlayerRole.END_USER)
    assert world.database.read_now(after, world.team_id, Trigger.STAGE) == []


def test_an_admin_adds_one(ada: Person, world: World) -> None:
    answers: dict[str, Any] = {"title": "After training", "after": "review"}
    ada.submits(click(ada, Id.SURVEY_CHANGE, "1"), **answers).sees("After training")
    made = world.database.read_now(surveys, world.team_id)
    (new,) = made.keys() - SHIPPED.keys()
    assert made[new].trigger is Trigger.REVIEW
    again = ada.submits(click(ada, Id.SURVEY_CHANGE, "1"), **answers)
    assert "already" in again.errors["title"]


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"after": "hand", "delay_days": 3}, "delay_days", "goes when you send it"),
        ({"title": "Renewal ahead"}, "title", "already"),
        ({"delay_days": 400}, "delay_days", "up to 365"),
    ],
)
def test_what_cannot_be_is_refused(
    ada: Person, world: World, answers: dict[str, Any], field: str, words: str
) -> None:
    refused = ada.submits(click(ada, Id.SURVEY_CHANGE, "1 goal"), **answers)
    assert words in refused.errors[field]
    assert world.database.read_now(lambda s: s.scalars(select(Survey)).all()) == []


def test_own_words_in_one_language(ada: Person, world: World) -> None:
    form = click(ada, Id.SURVEY_WORDS, "1 renewal de")
    ada.submits(form, question="Empfehlen Sie <uns> weiter?").sees("Empfehlen Sie <uns>")
    known = world.database.read_now(own_words, world.team_id, "renewal")
    assert known[Language.GERMAN].question == "Empfehlen Sie <uns> weiter?"
    ada.submits(click(ada, Id.SURVEY_WORDS, "1 renewal de"), question="")
    assert world.database.read_now(lambda s: s.scalars(select(SurveyText)).all()) == []


def test_terms_are_inherited_until_set(ada: Person, world: World) -> None:
    world.account(segment="Enterprise")
    ada.submits(click(ada, Id.SURVEY_TERMS, "1"), state="own", person_days=60, keep_days=365)
    found = world.database.read_now(terms_in, world.team_id, "Enterprise")
    assert (found.person_days, found.account_days, found.keep_days) == (60, 14, 365)
    form = click(ada, Id.SURVEY_TERMS, "1 Enterprise").does_not_see("who said what")
    ada.submits(form, state="own", sending="sends", person_days=90).sees("goes by itself")
    found = world.database.read_now(terms_in, world.team_id, "Enterprise")
    assert (found.sends_itself, found.person_days, found.keep_days) == (True, 90, 365)
    ada.submits(click(ada, Id.SURVEY_TERMS, "1 Enterprise"), state="inherit").sees("as all")
    ada.submits(click(ada, Id.SURVEY_TERMS, "1"), state="inherit")
    assert world.database.read_now(terms_in, world.team_id, "Enterprise") == Terms()


def test_the_scales_are_the_fields_own() -> None:
    ranges = {kind: (scale.least, scale.most, scale.low) for kind, scale in SCALES.items()}
    assert ranges == {"csat": (1, 5, 2), "ces": (1, 7, 3), "nps": (0, 10, 6)}
    assert {one.trigger for one in SHIPPED.values()} == set(Trigger)


@pytest.mark.parametrize(
    ("tag", "language"), [("de-AT", "de"), ("PT", "pt"), ("ja", "en"), (None, "en"), ("", "en")]
)
def test_a_language_is_found_by_its_tag(tag: str | None, language: str) -> None:
    assert language_of(tag) is Language(language)


def test_no_limit_is_a_limit_of_no_days(ada: Person, world: World) -> None:
    page = ada.submits(click(ada, Id.SURVEY_TERMS, "1"), state="own", account_days=0)
    page.sees("an account without a limit", "a person once in 30 days")
    assert world.database.read_now(terms_in, world.team_id, None).account_days == 0
    refused = ada.submits(click(ada, Id.SURVEY_TERMS, "1"), state="own", moment_days=0)
    assert "from 1 on" in refused.errors["moment_days"]
