"""What a message is for, and what happens to it when nobody can say whether it arrived."""

from enum import StrEnum


class Kind(StrEnum):
    """What a message is for."""

    BUNDLE = "bundle"
    MATTER = "matter"
    ESCALATION = "escalation"
    DIGEST = "digest"
    DETAILS = "details"
    HOME = "home"
    CHANGE = "change"
    PLAN = "plan"
    STORY = "story"
    FILE = "file"
    NOTE = "note"
    QUESTION = "question"
    SURVEY = "survey"
    REPLY = "reply"


SENT_AGAIN = {Kind.BUNDLE, Kind.MATTER, Kind.HOME, Kind.CHANGE, Kind.FILE, Kind.NOTE}
"""Rather twice than never; of any other kind an operator decides."""
