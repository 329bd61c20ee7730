"""Surveys as our side reads and sets them: what is asked of whom, after what, in which words."""

from bot.model import Language, PlayerRole, Stage, SurveyKind, Trigger
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page
from bot.practice.segment_terms import TermsLine
from bot.practice.survey import SHIPPED, SurveyFacts, stage_of
from bot.practice.survey_setting import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_DELAY,
    OwnWords,
    SurveyCard,
    SurveyList,
)
from bot.practice.survey_terms import Terms
from bot.practice.survey_terms_setting import MOST_DAYS, MOST_KEPT
from bot.ui.blocks import Block, button, section
from bot.ui.form import Choice, Field, Kind, window, words_of
from bot.ui.ids import Id
from bot.ui.settings_lists import SURVEY, SURVEY_TERMS, SURVEYS, back_to, held_words, page_of, where
from bot.ui.survey_words import words_in
from bot.ui.text import Mrkdwn, clip, count, join, md, short
from bot.ui.working_time import back

KINDS = {
    SurveyKind.CSAT: "CSAT: how satisfied, 1 to 5",
    SurveyKind.CES: "CES: how easy, 1 to 7",
    SurveyKind.NPS: "NPS: would they recommend, 0 to 10",
}
AFTER = {
    Trigger.MILESTONE: "a milestone is done",
    Trigger.ONBOARDING: "the customer is live",
    Trigger.STAGE: "any stage is finished",
    Trigger.GOAL_REACHED: "a goal is reached",
    Trigger.GOAL_MISSED: "a goal is missed",
    Trigger.OUTCOME: "an outcome is logged",
    Trigger.REVIEW: "a review was held",
    Trigger.RENEWAL: "the renewal is 90 days ahead",
    Trigger.HAND: "somebody of us sends it by hand",
}
LANGUAGES = {
    Language.ENGLISH: "English",
    Language.GERMAN: "German",
    Language.FRENCH: "French",
    Language.SPANISH: "Spanish",
    Language.PORTUGUESE: "Portuguese",
}
ON, OFF = "on", "off"
OWN, INHERIT = "own", "inherit"
ASKS, SENDS = "asks", "sends"
UNLIMITED = dict.fromkeys(("person_days", "account_days"), "0: no limit.")
FOR_EVER = "until somebody is forgotten"


def page(found: SurveyList, said: Mrkdwn | None = None) -> Block:
    """All surveys; for admins with the ways to change them."""
    hint = md("To ask somebody now: `{}`.", "/success survey <account>")
    rows = [
        section(
            _line(one),
            button("Open", Id.SETTINGS_LIST, f"{SURVEY} 1 {one.id}", spoken=f"Open: {one.title}"),
        )
        for one in found.page.rows
    ]
    ways = []
    if found.may_change:
        ways = [
            button("Add a survey", Id.SURVEY_CHANGE, str(found.page.number)),
            button("How often", Id.SETTINGS_LIST, f"{SURVEY_TERMS} 1"),
        ]
    return page_of("Surveys", SURVEYS, found.page, rows, [said, hint], *ways, back())


def _line(one: SurveyFacts) -> Mrkdwn:
    state = "" if one.is_on else " · off"
    title = short(one.title, LONGEST_TITLE)
    return md("*{}*{}\n{}, {} → {}", title, state, asked(one), when(one), to_whom(one))


def asked(one: SurveyFacts) -> str:
    """CSAT, or what the milestone says."""
    return "What it asks for" if one.trigger is Trigger.MILESTONE else one.kind.value.upper()


def when(one: SurveyFacts) -> str:
    """2 days after a goal is reached."""
    if one.trigger is Trigger.HAND:
        return "by hand"
    if one.trigger is Trigger.RENEWAL:
        return "90 days before the renewal"
    stage = f"the stage {one.stage} is finished" if one.stage else AFTER[one.trigger]
    return f"{count(one.delay_days, 'day')} after {stage}" if one.delay_days else f"once {stage}"


def to_whom(one: SurveyFacts) -> str:
    """champion, administrator."""
    return ", ".join(words_of(role) for role in one.roles)


def card(found: SurveyCard, said: Mrkdwn | None = None) -> Block:
    """One survey: what it does, and its words in each language."""
    survey = found.survey
    rows = [_words(survey, language, found) for language in LANGUAGES]
    ways = [button("Change", Id.SURVEY_CHANGE, f"1 {survey.id}")] if found.may_change else []
    of = Page(tuple(LANGUAGES), 1, 1)
    name = f"{SURVEY} {survey.id}"
    head = section(_line(survey))
    return page_of("Survey", name, of, [head, *rows], [said], *ways, back_to(SURVEYS, 1))


def _words(survey: SurveyFacts, language: Language, found: SurveyCard) -> Block:
    own = found.own.get(language)
    question = own.question if own and own.question else _usual(survey, language)
    mark = " · your words" if own else ""
    words = md("*{}*{}\n{}", LANGUAGES[language], mark, short(question, LONGEST_WORDS))
    if not found.may_change:
        return section(words)
    spoken = f"Change the words in {LANGUAGES[language]}"
    change = button("Change", Id.SURVEY_WORDS, f"1 {survey.id} {language}", spoken=spoken)
    return section(words, change)


def _usual(survey: SurveyFacts, language: Language) -> str:
    """The product's question; after a milestone it is that of the kind which the milestone says."""
    if survey.trigger is Trigger.MILESTONE:
        return "as the milestone says"
    return words_in(language).kinds[survey.kind].question.replace("{ours}", "…")


def fields(survey: SurveyFacts | None) -> tuple[Field, ...]:
    """The questions about a survey."""
    return (
        Field(
            name="title",
            label="What do you call it?",
            required=True,
            most=LONGEST_TITLE,
            initial=survey.title if survey else None,
        ),
        Field(
            name="kind",
            label="What is asked?",
            kind=Kind.RADIO,
            required=True,
            means=SurveyKind,
            choices=tuple(Choice(kind, words) for kind, words in KINDS.items()),
            initial=survey.kind if survey else SurveyKind.CSAT,
            hint="After a milestone it is what the milestone says.",
        ),
        _after(survey),
        Field(
            name="delay_days",
            label="How many days later?",
            kind=Kind.NUMBER,
            whole=True,
            required=True,
            least=0,
            largest=MOST_DELAY,
            initial=survey.delay_days if survey else 0,
        ),
        Field(
            name="roles",
            label="Whom?",
            kind=Kind.TICKS,
            required=True,
            choices=tuple(
                Choice(role, words_of(role).capitalize())
                for role in PlayerRole
                if role is not PlayerRole.CSM
            ),
            initial=survey.roles if survey else (PlayerRole.CHAMPION,),
        ),
        Field(
            name="state",
            label="This survey is",
            kind=Kind.RADIO,
            required=True,
            choices=(Choice(ON, "On"), Choice(OFF, "Off")),
            initial=OFF if survey and not survey.is_on else ON,
        ),
    )


def _after(survey: SurveyFacts | None) -> Field:
    choices = [Choice(trigger, clip(f"When {words}", 75)) for trigger, words in AFTER.items()]
    stages = [
        Choice(f"{Trigger.STAGE} {stage}", f"When the stage {stage} is finished") for stage in Stage
    ]
    now = Trigger.HAND.value if survey is None else survey.trigger.value
    return Field(
        name="after",
        label="When?",
        kind=Kind.MENU,
        required=True,
        choices=(*choices, *stages),
        initial=f"{now} {survey.stage}" if survey and survey.stage else now,
    )


def told(survey_id: str, answers: dict[str, object]) -> SurveyFacts:
    """The survey that the answers describe."""
    trigger, stage = stage_of(str(answers["after"]))
    roles = answers["roles"]
    return SurveyFacts(
        id=survey_id,
        title=str(answers["title"]),
        kind=SurveyKind(str(answers["kind"])),
        trigger=trigger,
        stage=stage,
        roles=tuple(PlayerRole(role) for role in roles) if isinstance(roles, tuple) else (),
        delay_days=int(str(answers["delay_days"])),
        is_on=answers["state"] == ON,
    )


def form(survey: SurveyFacts | None, number: int) -> Block:
    """The page for a survey; `number` is the page of the list to come back to."""
    lines = [md("*{}*", short(survey.title, LONGEST_TITLE)) if survey else md("*New survey*")]
    if survey is not None and survey.id in SHIPPED:
        lines.append(md("It cannot be taken away, only switched off."))
    way = back_to(f"{SURVEY} {survey.id}", number) if survey else back_to(SURVEYS, number)
    return window(
        "Survey",
        fields(survey),
        note=section(join(lines), way),
        callback=Id.SURVEY_SAVE,
        submit="Save",
        metadata=f"{number} {survey.id if survey else ''}".rstrip(),
    )


def words_fields(own: OwnWords | None) -> tuple[Field, ...]:
    """The questions about a survey's words in one language."""
    known = own or OwnWords()
    return (
        Field(
            name="question",
            label="The question with the score",
            most=LONGEST_WORDS,
            initial=known.question,
            hint="Empty: the usual words.",
        ),
        Field(
            name="open_question",
            label="The open question after it",
            most=LONGEST_WORDS,
            initial=known.open_question,
            hint="Empty: the usual words.",
        ),
    )


def words_form(found: SurveyCard, language: Language, number: int) -> Block:
    """The page for a survey's words in one language."""
    survey = found.survey
    head = md("*{}* in {}", short(survey.title, LONGEST_TITLE), LANGUAGES[language])
    return window(
        "Words",
        words_fields(found.own.get(language)),
        note=section(head, back_to(f"{SURVEY} {survey.id}", number)),
        callback=Id.SURVEY_SAVE_WORDS,
        submit="Save",
        metadata=f"{number} {survey.id} {language}",
    )


def terms_page(found: Page[TermsLine[Terms]], said: Mrkdwn | None = None) -> Block:
    """How often at most, for all and for each segment."""
    about = section(md("Nobody is asked more often than this, across all surveys."))
    rows = [
        section(
            md("{} — {}", where(one.segment), _terms(one)),
            button(
                "Change",
                Id.SURVEY_TERMS,
                f"{found.number} {one.segment}".rstrip(),
                spoken=f"Change: {clip(one.segment or 'all accounts', 50)}",
            ),
        )
        for one in found.rows
    ]
    return page_of("How often", SURVEY_TERMS, found, [about, *rows], [said], back_to(SURVEYS, 1))


def _terms(one: TermsLine[Terms]) -> str:
    return held_words(one.segment, terms_words(one.terms), is_own=one.is_own)


def terms_words(terms: Terms) -> str:
    """How often, how, and how long."""
    kept = f"for {count(terms.keep_days, 'day')}" if terms.keep_days else FOR_EVER
    return (
        f"{_once('a person', terms.person_days)}, {_once('an account', terms.account_days)}; "
        f"{_sending(terms)}; dropped after {count(terms.moment_days, 'day')}; it is kept who said "
        f"what {kept}"
    )


def _once(whom: str, days: int) -> str:
    return f"{whom} once in {count(days, 'day')}" if days else f"{whom} without a limit"


def _sending(terms: Terms) -> str:
    return "goes by itself" if terms.sends_itself else "the owner is asked first"


def terms_fields(found: TermsLine[Terms]) -> tuple[Field, ...]:
    """The questions, for all or for one segment."""
    as_all = found.segment != ALL_SEGMENTS
    terms, usual = found.terms, Terms()
    state = Field(
        name="state",
        label="These are",
        kind=Kind.RADIO,
        required=True,
        choices=(
            Choice(OWN, "As below"),
            Choice(INHERIT, "As for all accounts" if as_all else "As usual"),
        ),
        initial=OWN if found.is_own else INHERIT,
    )
    sending = Field(
        name="sending",
        label="When a survey is due",
        kind=Kind.RADIO,
        required=True,
        choices=(
            Choice(ASKS, "The owner decides whom it is sent to"),
            Choice(SENDS, "It goes by itself"),
        ),
        initial=SENDS if terms.sends_itself else ASKS,
    )
    kept = Field(
        name="keep_days",
        label="Days for which it is kept who said what",
        kind=Kind.NUMBER,
        whole=True,
        least=30,
        largest=MOST_KEPT,
        initial=terms.keep_days,
        hint="Empty: until somebody is forgotten. Scores stay, without the person.",
    )
    days = (
        _days("person_days", "A person is asked once in so many days", terms, usual),
        _days("account_days", "An account is asked once in so many days", terms, usual),
        _days("moment_days", "What waits is dropped after so many days", terms, usual),
    )
    return (state, sending, *days) if as_all else (state, sending, *days, kept)


def _days(name: str, label: str, terms: Terms, usual: Terms) -> Field:
    return Field(
        name=name,
        label=label,
        kind=Kind.NUMBER,
        whole=True,
        required=True,
        least=0 if name in UNLIMITED else 1,
        largest=MOST_DAYS,
        initial=getattr(terms, name),
        hint=f"Usual: {getattr(usual, name)}. {UNLIMITED.get(name, '')}".rstrip(),
    )


def terms_form(found: TermsLine[Terms], number: int) -> Block:
    """The page for the terms; `number` is the page to come back to."""
    return window(
        "How often",
        terms_fields(found),
        note=section(md("{}", where(found.segment)), back_to(SURVEY_TERMS, number)),
        callback=Id.SURVEY_SAVE_TERMS,
        submit="Save",
        metadata=f"{number} {found.segment}".rstrip(),
    )
