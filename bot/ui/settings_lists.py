"""What admins decide, in pages: the roles of colleagues, the leaders of segments, the rules."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Role
from bot.practice.leader import OTHERS
from bot.practice.member import MemberFacts
from bot.practice.nudges.limits import ALL_SEGMENTS
from bot.practice.pages import Page
from bot.practice.rule_setting import MOST_DAYS, RuleTerms
from bot.practice.segment import SegmentFacts
from bot.practice.settings import RoleLine, RuleLine, SegmentList
from bot.ui.blocks import Block, Element, actions, button, context, modal, section
from bot.ui.form import Choice, Field, Kind, window
from bot.ui.ids import Id
from bot.ui.milestone import member
from bot.ui.text import Mrkdwn, clip, count, join, md, short
from bot.ui.working_time import back

ROLES, LEADERS, RULES, RULE, TOKENS = "roles", "leaders", "rules", "rule", "tokens"
CURRENCIES, REASONS, COSTS, HEALTH = "currencies", "reasons", "costs", "health"
SIGNALS, SIGNAL, SOURCES = "signals", "signal", "sources"
SURVEYS, SURVEY, SURVEY_TERMS = "surveys", "survey", "survey_terms"
ON, OFF, INHERIT = "on", "off", "inherit"
ROLE_WORDS = {
    Role.CSM: "csm: changes own accounts",
    Role.LEADER: "leader: changes all accounts",
    Role.ADMIN: "admin: changes all accounts and these settings",
}


def page_of(
    title: str,
    name: str,
    page: Page[object],
    rows: Sequence[Block],
    notes: Sequence[Mrkdwn | None],
    *ways: Element,
) -> Block:
    """A page of a list; `name` and what follows it is the list's own name in its buttons."""
    turns = []
    if page.number > 1:
        turns.append(button("Earlier", Id.SETTINGS_PAGE, _place(name, page.number - 1)))
    if page.number < page.pages:
        turns.append(button("More", Id.SETTINGS_NEXT, _place(name, page.number + 1)))
    texts = [text for text in notes if text]
    if page.pages > 1:
        texts.append(md("page {} of {}", page.number, page.pages))
    heads = [context(text) for text in texts]
    return modal(title, [*heads, *rows, actions(*turns, *ways)], callback=Id.NOTICE, close="Done")


def _place(name: str, number: int) -> str:
    """`roles 2`, and `rule 2 plan_stale` where the list is about one thing."""
    kind, _, what = name.partition(" ")
    return f"{kind} {number} {what}".rstrip()


def roles(page: Page[RoleLine], said: Mrkdwn | None = None) -> Block:
    """Colleagues with their roles."""
    hint = md("Somebody is missing? Write `/success role @person leader`.")
    rows = [_role(one, page.number) for one in page.rows]
    return page_of("Roles", ROLES, page, rows, [said, hint], back())


def _role(line: RoleLine, number: int) -> Block:
    one = line.member
    name = md("*{}*", member(one.id, one.name))
    if line.is_named:
        return section(md("{} — admin, named in the setting `ADMIN_USERS`", name))
    spoken = f"Change the role of {clip(one.name, 50)}"
    change = button("Change", Id.ROLE_CHANGE, f"{number} {one.id}", spoken=spoken)
    return section(md("{} — {}", name, one.role), change)


ROLE = (
    Field(
        name="role",
        label="Role",
        kind=Kind.RADIO,
        required=True,
        choices=tuple(Choice(role, words) for role, words in ROLE_WORDS.items()),
        means=Role,
    ),
)


def role_form(found: MemberFacts, number: int) -> Block:
    """The window for somebody's role; `number` is the page to come back to."""
    (field,) = ROLE
    return window(
        "Role",
        [replace(field, initial=found.role)],
        note=section(md("*{}*", member(found.id, found.name)), back_to(ROLES, number)),
        callback=Id.ROLE_SAVE,
        submit="Save",
        metadata=f"{number} {found.id}",
    )


def back_to(name: str, number: int) -> Element:
    """The way back to a page of a list."""
    return button("Back", Id.SETTINGS_LIST, _place(name, number))


def leaders(found: SegmentList, said: Mrkdwn | None = None) -> Block:
    """Segments with those who lead them."""
    page = found.page
    hint = md("What nobody has acted on for five working days goes to the leader of its segment.")
    rows = [
        section(
            join([_segment(one), _led(one, found.default_name)]),
            button(
                "Change",
                Id.SEGMENT_CHANGE,
                f"{page.number} {one.id}",
                spoken=f"Change the leader of {clip(segment_name(one.id), 40)}",
            ),
        )
        for one in page.rows
    ]
    return page_of("Leaders", LEADERS, page, rows, [said, hint], back())


def segment_name(segment_id: str) -> str:
    """A segment by its name; `*` is all others."""
    return "All others" if segment_id == OTHERS else segment_id


def _segment(found: SegmentFacts) -> Mrkdwn:
    return md("*{}* · {}", short(segment_name(found.id), 80), count(found.accounts, "account"))


def _led(found: SegmentFacts, default_name: str | None) -> Mrkdwn:
    if found.leader_id:
        role = " (csm)" if found.leader_role is Role.CSM else ""
        return md("led by {}{}", member(found.leader_id, found.leader_name), role)
    if found.id != OTHERS:
        return md("led as all others are")
    if default_name is None:
        return md("nobody yet: there is no leader and no admin")
    return md("nobody named: {} leads, the first with the role", short(default_name, 60))


def leader_fields(found: SegmentFacts) -> tuple[Field, ...]:
    """The question about a segment's leader."""
    hint = "Somebody with the role leader or admin, who may change all accounts."
    if found.id != OTHERS:
        hint += " Empty: whoever leads all others."
    return (
        Field(
            name="leader_id",
            label="Leader",
            kind=Kind.MEMBER,
            initial=found.leader_id,
            hint=hint,
        ),
    )


def leader_form(found: SegmentFacts, number: int) -> Block:
    """The window for a segment's leader; `number` is the page to come back to."""
    return window(
        "Leader",
        leader_fields(found),
        note=section(_segment(found), back_to(LEADERS, number)),
        callback=Id.SEGMENT_SAVE,
        submit="Save",
        metadata=f"{number} {found.id}",
    )


def rules(lines: Sequence[RuleLine]) -> Block:
    """The rules with what holds for all: few enough for one page."""
    rows = [
        section(
            join([_rule(one), md("{}", one.terms.rule.help)]),
            button(
                "Open",
                Id.SETTINGS_LIST,
                _place(f"{RULE} {one.terms.rule.name}", 1),
                spoken=f"Open: {one.terms.rule.title}",
            ),
        )
        for one in lines
    ]
    return page_of("Rules", RULES, Page(tuple(lines), 1, 1), rows, [], back())


def _rule(found: RuleLine) -> Mrkdwn:
    differs = f" · {count(found.differing, 'segment')} otherwise" if found.differing else ""
    return md("*{}* — {}{}", found.terms.rule.title, terms_words(found.terms), differs)


def terms_words(found: RuleTerms) -> str:
    """On, after 14 days; off."""
    if not found.is_on:
        return "off"
    return f"on, {count(found.days, 'day')}" if found.days is not None else "on"


def rule(page: Page[RuleTerms], said: Mrkdwn | None = None) -> Block:
    """A rule with what holds for all and for each segment."""
    about = page.rows[0].rule
    head = section(md("*{}*\n{}", about.title, about.help))
    rows = [
        section(
            md("{} — {}", where(one.segment), _terms(one)),
            button(
                "Change",
                Id.RULE_CHANGE,
                f"{page.number} {about.name} {one.segment}".rstrip(),
                spoken=f"Change: {clip(one.segment or 'all accounts', 50)}",
            ),
        )
        for one in page.rows
    ]
    name = f"{RULE} {about.name}"
    return page_of("Rule", name, page, [head, *rows], [said], back_to(RULES, 1))


def where(segment: str) -> Mrkdwn:
    """The segment for which something holds; empty stands for all accounts."""
    return md("*{}*", short(segment, 80) if segment != ALL_SEGMENTS else "All accounts")


def _terms(found: RuleTerms) -> str:
    return held_words(found.segment, terms_words(found), is_own=found.is_own)


def held_words(segment: str, words: str, *, is_own: bool) -> str:
    """What holds in a segment, and whether it does because it holds for all."""
    return words if is_own or segment == ALL_SEGMENTS else f"as all: {words}"


def rule_fields(found: RuleTerms) -> tuple[Field, ...]:
    """The questions about a rule, for all or for one segment."""
    inherits = found.segment != ALL_SEGMENTS
    choices = [Choice(ON, "On"), Choice(OFF, "Off")]
    state = ON if found.is_on else OFF
    if inherits:
        choices.append(Choice(INHERIT, "As for all accounts"))
        state = state if found.is_own else INHERIT
    fields = [
        Field(
            name="state",
            label="This rule is",
            kind=Kind.RADIO,
            required=True,
            choices=tuple(choices),
            initial=state,
        )
    ]
    if not found.rule.steps:
        fields.append(
            Field(
                name="days",
                label="Days",
                kind=Kind.NUMBER,
                whole=True,
                least=1,
                largest=MOST_DAYS,
                initial=found.days,
                hint="Empty: as for all accounts." if inherits else f"Usual: {found.rule.days}.",
            )
        )
    return tuple(fields)


def rule_form(found: RuleTerms, number: int) -> Block:
    """The window for a rule, for all or for one segment; `number` is the page to come back to."""
    about = found.rule
    text = join([md("*{}* · {}", about.title, where(found.segment)), md("{}", about.help)])
    return window(
        "Rule",
        rule_fields(found),
        note=section(text, back_to(f"{RULE} {about.name}", number)),
        callback=Id.RULE_SAVE,
        submit="Save",
        metadata=f"{number} {about.name} {found.segment}".rstrip(),
    )
