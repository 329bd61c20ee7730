"""Mails as they are sent: in their person's language, as text and as HTML, with links to the page.

A link with a score only chooses it beforehand: programs that check mails open every link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.connectors.smtp import UndeliveredError
from bot.delivery.mail_sender import Letter
from bot.delivery.mail_turn import MailTask
from bot.errors import UserError
from bot.model import Mail, Member, Player, Response
from bot.practice.mail import REMINDER, REPLY, SURVEY, address_of
from bot.practice.names import tidy
from bot.practice.response_follow_up import replied
from bot.practice.response_question import Question, question
from bot.ui.survey_words import Asked, asked, day_in, fill
from bot.ui.text import clip
from bot.web.links import Links
from bot.web.pages import rendered
from bot.web.survey import link_to

LONGEST_NAME, LONGEST_SUBJECT = 120, 200
OVER = "It was answered, or is over."
UNWANTED = "The person is not to be asked any more."
NO_ADDRESS = "What is noted is no e-mail address."


class _Policy(EmailPolicy):
    """As SMTP has it, but that a link is neither folded nor encoded: it would lead nowhere."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """One header."""
        if name == "List-Unsubscribe":
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _Policy(linesep=SMTP.linesep, raise_on_defect=True)


@dataclass(frozen=True, slots=True)
class Text:
    """What a mail says, one paragraph each; `html` says the same."""

    subject: str
    paragraphs: Sequence[str]
    html: str


class Letters:
    """Writes mails out from what is so when they are sent. `sender` is whom they come from."""

    def __init__(self, links: Links, sender: str) -> None:
        self._links = links
        name, address = parseaddr(sender)
        self._sender = Address(name, addr_spec=address)

    def write(self, session: Session, task: MailTask, now: datetime) -> Letter:
        """One mail. A UserError where it is not wanted any more; an UndeliveredError where it
        cannot go.
        """
        found = question(session, task.team_id, task.response_id)
        _check(session, task, found, now)
        to = address_of(found.response.player_email)
        if to is None:
            raise UndeliveredError(NO_ADDRESS, is_final=True)
        says = self._question(task, found)
        if task.kind == REPLY:
            says = self._reply(replied(session, task.team_id, task.response_id))
        mail = self._message(task, says, _who(found.response.player_name, to), now)
        writer = _writer(session, task, found)
        if writer is not None:
            mail["Reply-To"] = writer
        if task.kind == REPLY:
            self._from_person(mail, found, writer)
        else:
            self._not_from_person(session, task, mail, found)
        return Letter(mail, to)

    def _message(self, task: MailTask, says: Text, to: Address, now: datetime) -> EmailMessage:
        mail = EmailMessage(POLICY)
        mail["From"] = self._sender
        mail["To"] = to
        mail["Subject"] = clip(tidy(says.subject), LONGEST_SUBJECT)
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = self._name_of(task.id)
        mail.set_content("\n\n".join(says.paragraphs) + "\n")
        mail.add_alternative(says.html, subtype="html")
        return mail

    def _name_of(self, mail_id: str) -> str:
        """The same for each try, so that whoever gets a mail twice can tell."""
        return f"<{mail_id}@{self._sender.domain}>"

    def _not_from_person(
        self, session: Session, task: MailTask, mail: EmailMessage, found: Question
    ) -> None:
        """What a program sent: nobody's absence answers it, and one click ends it."""
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["List-Unsubscribe"] = f"<{self._link(task, found)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        first = select(Mail.id).where(
            Mail.team_id == task.team_id,
            Mail.response_id == task.response_id,
            Mail.kind == SURVEY,
        )
        first_id = session.scalar(first) if task.kind == REMINDER else None
        if first_id is not None:
            mail["In-Reply-To"] = mail["References"] = self._name_of(first_id)

    def _from_person(self, mail: EmailMessage, found: Question, writer: Address | None) -> None:
        """In the name of whoever of ours wrote it, by our own address."""
        name = writer.display_name if writer is not None else found.response.ours
        del mail["From"]
        mail["From"] = _named(name, self._sender)

    def _question(self, task: MailTask, found: Question) -> Text:
        told, response = asked(found), found.response
        words, is_reminder = told.words.mail, task.kind == REMINDER
        ours = response.ours or told.words.our_company
        until = fill(words.until, day=day_in(response.language, response.expires_at.date()))
        hello, address = fill(words.hello, player=told.player), self._link(task, found)
        scores = [(one, self._link(task, found, one)) for one in found.scale.scores]
        subject = words.reminder if is_reminder else words.subject
        html = rendered(
            "mail.html",
            told=told,
            hello=hello,
            until=until,
            is_reminder=is_reminder,
            scores=scores,
            address=address,
        )
        return Text(
            subject=fill(subject, ours=ours),
            paragraphs=[
                hello,
                *([told.words.asked.reminder] if is_reminder else []),
                told.why,
                f"{told.question}\n{_ends(found, told)}",
                f"{words.page}: {address}",
                until,
                " ".join(told.kept),
                f"{told.words.asked.no_more}: {address}",
            ],
            html=html,
        )

    def _reply(self, found: Question) -> Text:
        told, response = asked(found), found.response
        words = told.words
        head = fill(words.reply.words, asker=told.asker, title=response.title)
        hello = fill(words.mail.hello, player=told.player)
        said = response.reply or ""
        return Text(
            subject=fill(words.reply.subject, title=response.title),
            paragraphs=[hello, head, said, words.mail.write_back],
            html=rendered("reply.html", told=told, hello=hello, head=head, said=said),
        )

    def _link(self, task: MailTask, found: Question, score: int | None = None) -> str:
        response = found.response
        return link_to(
            self._links,
            task.team_id,
            response.id,
            response.asked_at,
            response.player_id or "",
            score=score,
        )


def _check(session: Session, task: MailTask, found: Question, now: datetime) -> None:
    """A UserError where nobody is to get it any more."""
    response = found.response
    player = session.get(Player, (task.team_id, response.player_id or ""))
    if player is None or player.left_on is not None or player.forgotten_at is not None:
        raise UserError(UNWANTED)
    if task.kind == REPLY:
        return
    if player.no_surveys_since is not None:
        raise UserError(UNWANTED)
    if response.answered_at is not None or not response.is_open(now):
        raise UserError(OVER)


def _writer(session: Session, task: MailTask, found: Question) -> Address | None:
    """Where an answer by mail goes: to who wrote or asked, else to the account's owner."""
    response = session.get_one(Response, (task.team_id, task.response_id))
    by = response.followed_up_by if task.kind == REPLY else response.asked_by
    for member_id in (by, found.response.owner_id):
        member = session.get(Member, (task.team_id, member_id or ""))
        address = address_of(member.email) if member is not None else None
        if member is not None and address is not None:
            return _who(member.name, address)
    return None


def _ends(found: Question, told: Asked) -> str:
    return f"{found.scale.least}: {told.least} · {found.scale.most}: {told.most}"


def _who(name: str | None, address: str) -> Address:
    return _named(name, Address(addr_spec=address))


def _named(name: str | None, address: Address) -> Address:
    """An address with a name: on one line, and cut."""
    return Address(clip(tidy(name or ""), LONGEST_NAME), address.username, address.domain)
