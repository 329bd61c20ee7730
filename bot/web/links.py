"""Links to pages: signed, so that nobody can make one up, and good for a time.

What a link is for is its salt: a link to one page says nothing to another.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

LONGEST = 1000
"""Characters of a token: ours stay far below."""


class ForgedLinkError(Exception):
    """Nobody here signed that."""


class ExpiredLinkError(Exception):
    """It was signed here, too long ago."""


class _Signer(TimestampSigner):
    """Signs and reads as of an instant of the product's clock."""

    def __init__(self, *args: Any, at: datetime, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self._at = at

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(self._at.timestamp())


class Links:
    """Makes and reads links below `public_url`, signed with `secret`."""

    def __init__(self, secret: str, public_url: str) -> None:
        self._secret = secret
        self._public_url = public_url.rstrip("/")

    def make(self, path: str, purpose: str, parts: Sequence[str], at: datetime) -> str:
        """The address `path`/token. The same parts at the same instant make the same one."""
        token = self._serializer(purpose, at).dumps(list(parts))
        return f"{self._public_url}{path}/{token}"

    def read(
        self, purpose: str, token: str, count: int, now: datetime, good_for: timedelta
    ) -> list[str]:
        """The so many parts of a token; ForgedLinkError or ExpiredLinkError where it is none."""
        if len(token) > LONGEST:
            raise ForgedLinkError
        seconds = int(good_for.total_seconds())
        try:
            parts = self._serializer(purpose, now).loads(token, max_age=seconds)
        except SignatureExpired:
            raise ExpiredLinkError from None
        except BadData:
            raise ForgedLinkError from None
        if not isinstance(parts, list) or len(parts) != count:
            raise ForgedLinkError
        return [str(part) for part in parts]

    def _serializer(self, purpose: str, at: datetime) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._secret,
            salt=f"redthread.{purpose}",
            signer=_Signer,
            signer_kwargs={"at": at, "key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
