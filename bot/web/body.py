"""Reading a request's body, up to a limit."""

from starlette.requests import Request


async def body_of(request: Request, most: int) -> bytes | None:
    """The whole body; None once it is longer than `most` bytes, without reading the rest."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)
