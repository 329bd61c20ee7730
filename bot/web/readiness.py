"""Whether the process lives, and whether it can do its work."""

import structlog
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import migrations
from bot.database import Database
from bot.model import Receipt

log = structlog.get_logger()
FILE_GONE = "The database's file is gone: whatever is written now is lost. Start again."


async def livez(_request: Request) -> Response:
    """200 while the process answers at all."""
    return JSONResponse({"status": "alive"})


class Readyz:
    """200 only when the schema is current and the database takes writes; Slack may be away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(self, _request: Request) -> Response:
        """503 with the reason otherwise."""
        try:
            is_gone = self._database.file is not None and not self._database.file.exists()
            reason = FILE_GONE if is_gone else await self._database.write(_reason)
        except DBAPIError as error:
            log.warning("not ready", reason=str(error.orig))
            reason = "The database does not take writes. See the log, or run `redthread doctor`."
        if reason:
            return JSONResponse({"status": "not ready", "reason": reason}, 503)
        return JSONResponse({"status": "ready"})


def _reason(session: Session) -> str | None:
    """Why not, in a sentence; None when ready. The write touches no row."""
    found = migrations.current(session.connection())
    if found != migrations.head():
        return "The database's schema is not current. Run `redthread migrate`."
    session.execute(update(Receipt).where(Receipt.team_id == "").values(result=None))
    return None
