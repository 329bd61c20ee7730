"""What every handler and every job needs of the running application."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.connectors.slack import Slack
from bot.connectors.smtp import Smtp
from bot.database import Database
from bot.web.links import Links

if TYPE_CHECKING:
    from bot.connectors.http_json.config import Source


@dataclass(frozen=True, slots=True)
class Edge:
    """The way to the database, to Slack and to the time; `admins` are named in the settings.

    `links` makes links to pages, where there is a public address and a key to sign them; `sources`
    are where signals are fetched from; `smtp` is the mail server, where there is one.
    """

    database: Database
    slack: Slack
    admins: Collection[str]
    now: Callable[[], datetime]
    links: Links | None = None
    sources: "Sequence[Source]" = ()
    smtp: Smtp | None = None
