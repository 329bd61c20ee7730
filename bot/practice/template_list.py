"""The templates that there are: those that come with Redthread, and the workspace's own."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Account, Member, Template, Workspace
from bot.practice import audit
from bot.practice import template as yaml
from bot.practice.access import get_account, may_change, open_plan
from bot.practice.actor import Actor
from bot.practice.names import key_of, speakable_id
from bot.practice.pages import nearest

PAGE = 8


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """One template in a list. `created_by` is None where it comes with Redthread."""

    key: str
    name: str
    about: str
    segment: str | None
    touch_model: str | None
    created_by: str | None
    created_name: str | None
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePage:
    """One page of the templates: pages count from 1. Those that fit the account come first.

    Without an account, its id and name are None. `has_plan`: it has one to make a template from.
    """

    account_id: str | None
    account_name: str | None
    may_apply: bool
    has_plan: bool
    templates: tuple[TemplateFacts, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FoundTemplate:
    """A template with its text. `mark` tells this text from any other."""

    key: str
    text: str
    is_own: bool

    @property
    def mark(self) -> str:
        """The same for the same text."""
        return sha256(self.text.encode()).hexdigest()[:16]

    def parsed(self) -> yaml.Template:
        """What it says."""
        return yaml.parse(self.text)


def page(session: Session, actor: Actor, account_id: str | None, number: int) -> TemplatePage:
    """One page of all templates, those for the account's segment and touch model first."""
    account = get_account(session, actor, account_id) if account_id else None
    every = [*_own(session, actor), *_shipped()]
    every.sort(key=lambda one: (-_fit(one, account), one.created_by is None, key_of(one.name)))
    number, pages = nearest(len(every), number, PAGE)
    may = account is not None and may_change(session, actor, account)
    return TemplatePage(
        account_id=account.id if account else None,
        account_name=account.name if account else None,
        may_apply=may,
        has_plan=account is not None and open_plan(session, actor, account.id) is not None,
        templates=tuple(every[(number - 1) * PAGE : number * PAGE]),
        total=len(every),
        page=number,
        pages=pages,
    )


def _own(session: Session, actor: Actor) -> Iterable[TemplateFacts]:
    rows = session.execute(
        select(
            Template.id,
            Template.name,
            Template.about,
            Template.segment,
            Template.touch_model,
            Template.created_by,
            Member.name,
        )
        .outerjoin(
            Member, (Member.team_id == Template.team_id) & (Member.id == Template.created_by)
        )
        .where(Template.team_id == actor.team_id)
    )
    for row in rows:
        yield TemplateFacts(*row, may_change=actor.leads or row.created_by == actor.id)


@functools.cache
def _shipped() -> tuple[TemplateFacts, ...]:
    found = ((key, yaml.parse(text)) for key, text in yaml.shipped().items())
    return tuple(
        TemplateFacts(
            key, one.name, one.about, one.segment, one.touch_model, None, None, may_change=False
        )
        for key, one in found
    )


def _fit(template: TemplateFacts, account: Account | None) -> int:
    """In how many of segment and touch model they are alike."""
    if account is None:
        return 0
    pairs = ((template.segment, account.segment), (template.touch_model, account.touch_model))
    return sum(bool(one and other and key_of(one) == key_of(other)) for one, other in pairs)


def get(session: Session, actor: Actor, key: str) -> FoundTemplate:
    """The template of this key; a UserError where there is none."""
    row = session.get(Template, (actor.team_id, key))
    if row is not None:
        return FoundTemplate(key, row.text, is_own=True)
    text = yaml.shipped().get(key)
    if text is None:
        raise UserError(f"“{key[:60]}” is no template. “/success template list” shows them.")
    return FoundTemplate(key, text, is_own=False)


def save(
    session: Session, actor: Actor, key: str | None, text: str, account_id: str | None = None
) -> str:
    """Keep a text as a template, made of a plan of the account where there is one; its key.

    It takes the place of the template of that key where this actor may change it; elsewhere it
    becomes a new one. A TemplateError says what is wrong with it.
    """
    found = yaml.parse(text)
    row = session.get(Template, (actor.team_id, key)) if key else None
    if row is not None and not _may_change(actor, row):
        row = None
    _free_name(session, actor, found.name, row)
    if row is None:
        row = Template(team_id=actor.team_id, created_by=actor.id, created_at=actor.now)
        row.id = _new_key(session, actor, found.name)
        _write(row, found, text, actor)
        audit.add(session, actor, "template.add", row, account_id)
        return row.id
    with audit.change(session, actor, "template.edit", row, None):
        _write(row, found, text, actor)
    return row.id


def _write(row: Template, found: yaml.Template, text: str, actor: Actor) -> None:
    row.name, row.about, row.text = found.name, found.about, text
    row.segment, row.touch_model = found.segment, found.touch_model
    row.changed_at = actor.now


def _may_change(actor: Actor, row: Template) -> bool:
    return actor.leads or row.created_by == actor.id


def _free_name(session: Session, actor: Actor, name: str, row: Template | None) -> None:
    """A name means one template. Whoever else names one at the same moment waits."""
    session.get_one(Workspace, actor.team_id, with_for_update=True)
    own = session.execute(
        select(Template.id, Template.name).where(Template.team_id == actor.team_id)
    )
    taken = {key_of(one.name) for one in own if row is None or one.id != row.id}
    taken |= {key_of(one.name) for one in _shipped()}
    if key_of(name) in taken:
        raise UserError(f"There is a template “{name}” already. Give this one another name.")


def _new_key(session: Session, actor: Actor, name: str) -> str:
    shipped = yaml.shipped()
    return speakable_id(
        name, lambda id_: id_ in shipped or session.get(Template, (actor.team_id, id_)) is not None
    )


def remove(session: Session, actor: Actor, key: str) -> str:
    """Delete one of the workspace's own templates; its key. Plans that began with it stay."""
    if not get(session, actor, key).is_own:
        raise UserError("This template comes with Redthread and stays. Copy it to change it.")
    row = session.get_one(Template, (actor.team_id, key))
    if not _may_change(actor, row):
        raise UserError("A template is deleted by whoever made it, or by a leader or an admin.")
    before = audit.facts_of(row)
    session.delete(row)
    session.flush()
    audit.record(session, actor, "template.delete", key, account_id=None, before=before)
    return key
