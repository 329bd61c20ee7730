"""Channels: who reads along in one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """What Slack says of a channel. `is_shared`: with people of another company."""

    id: str
    is_direct: bool = False
    is_shared: bool = False
    is_member: bool = True
