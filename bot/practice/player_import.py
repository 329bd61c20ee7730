"""Players from a file: a line means the person of its name at the account."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from contextlib import ExitStack

from sqlalchemy.orm import Session

from bot.errors import UserError
from bot.model import Language, Player, PlayerRole, Side
from bot.practice import sponsor
from bot.practice.columns import Sheet, Values, one_of, prose, text
from bot.practice.dates import all_zones
from bot.practice.names import key_of, tidy
from bot.practice.places import Place
from bot.practice.sheet_import import ACCOUNT, BadLineError, Planned, SheetImport, rows_by
from bot.practice.survey import language_of

NAME = "name"


def _language(cell: str) -> str:
    """Reads a language of surveys as a tag, such as de or de-AT."""
    tag = tidy(cell).replace("_", "-")
    if language_of(tag).value != tag.partition("-")[0].casefold() or len(tag) > 8:
        raise UserError(f"is no language that surveys are in; there are {', '.join(Language)}")
    return tag


def _zone(cell: str) -> str:
    """Reads a time zone by its name."""
    if tidy(cell) not in all_zones():
        raise UserError("is no time zone; it looks like Europe/Lisbon")
    return tidy(cell)


PLAYERS = Sheet(
    {
        ACCOUNT: text(300),
        NAME: text(300),
        "side": one_of(Side, "side"),
        "role": one_of(PlayerRole, "role"),
        "email": text(320),
        "language": _language,
        "zone": _zone,
        "measures_success_by": prose(1000),
        "responsibilities": prose(1000),
    },
    needed=(ACCOUNT, NAME),
)


class PlayerImport(SheetImport):
    """A file of players, of accounts with a plan or without."""

    sheet = PLAYERS
    table = Player
    verbs = ("player.add", "player.edit")
    named_by = NAME

    def known(
        self, session: Session, places: Sequence[Place], _lines: Sequence[Values]
    ) -> Mapping[Hashable, Sequence[Values]]:
        """The players of these accounts who have not left."""
        found: dict[Hashable, list[Values]] = defaultdict(list)
        accounts = [place.account_id for place in places]
        there = Player.left_on.is_(None)
        for row in rows_by(session, Player, self.actor, "account_id", accounts, there):
            found[row["account_id"], key_of(row[NAME])].append(row)
        return found

    def meant(self, place: Place, values: Values) -> Hashable:
        """By account and name."""
        return place.account_id, key_of(values[NAME])

    def fresh(self, place: Place, _values: Values) -> Values:
        """Somebody of the customer, whose part nobody said."""
        return {column.name: None for column in Player.__table__.columns if column.nullable} | {
            "account_id": place.account_id,
            "side": Side.CUSTOMER,
            "role": PlayerRole.OTHER,
            "created_at": self.actor.now,
        }

    def fields(self, _place: Place, values: Values) -> Values:
        """All of them but the account's name."""
        return {name: value for name, value in values.items() if name != ACCOUNT}

    def check(self, before: Values | None, after: Values) -> None:
        """Who is on which side decides what they see, so a file does not change it."""
        if before is not None and before["side"] != after["side"]:
            raise BadLineError("side", after["side"], "is not this person’s; change it in Slack")

    def put(self, session: Session, planned: Sequence[Planned]) -> None:
        """Write them; a change of sponsor is an event of its own."""
        with ExitStack() as stack:
            for account_id in sorted({one.account_id for one in planned if _may_sponsor(one)}):
                watched = sponsor.watched(session, self.actor, account_id, self.actor.today)
                stack.enter_context(watched)
            super().put(session, planned)


def _may_sponsor(planned: Planned) -> bool:
    roles = {(values or {}).get("role") for values in (planned.before, planned.after)}
    return PlayerRole.SPONSOR in roles
