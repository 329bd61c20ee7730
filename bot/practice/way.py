"""By which way a question reaches a person."""

from dataclasses import dataclass

from bot.model import Way


@dataclass(frozen=True, slots=True)
class Reach:
    """What is set up here: whether `mail` can be sent, and whether `links` to pages can be made."""

    mail: bool
    links: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a person can be found, and the channel in which the plan is shown to the customer."""

    slack_user_id: str | None
    is_at_home: bool
    """Whether that user is at home in the workspace that installed the bot, such as a guest."""
    email: str | None
    shared_in: str | None


def way_of(who: Contact, reach: Reach) -> Way | None:
    """The nearest way there is: where they are already, else a link that one of ours sends.

    None where they have no Slack, no mail is sent, and no page has an address.
    """
    if who.slack_user_id is not None and who.shared_in is not None:
        return Way.CHANNEL
    if who.slack_user_id is not None and who.is_at_home:
        return Way.DIRECT
    if reach.mail and who.email:
        return Way.MAIL
    return Way.LINK if reach.links else None
