"""The jobs, in one table: each is idempotent, so that any process may run it at any time."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.connectors.slack import SlackRefusedError, SlackUnreachableError
from bot.delivery import bundle as bundles
from bot.delivery import digest as digests
from bot.delivery import escalation as escalations
from bot.delivery import health as healths
from bot.delivery import live, mail_mend, matter, mend, response, response_reminder, response_reply
from bot.delivery import occasion as occasions
from bot.delivery.follow_up import follow_up
from bot.delivery.kinds import Kind
from bot.edge import Edge
from bot.errors import UserError
from bot.practice import (
    bundle,
    digest,
    escalation,
    health,
    member,
    nudge,
    occasion_keep,
    owner_email,
    receipt,
    retention,
    revenue,
    workspace,
)
from bot.practice import response_reminder as reminders
from bot.practice.channel import Channel
from schedules import sweeping

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """One job: how often it runs, what it does, and what that is for.

    `rehearse` says in lines what it would do, without doing it; None where only doing it can tell.
    """

    name: str
    every: timedelta
    run: Callable[[Edge], Awaitable[None]]
    help: str
    rehearse: Callable[[Edge], Awaitable[list[str]]] | None = None


async def greet(edge: Edge) -> None:
    """Ask Slack whose token this is, and keep the workspace's name and the bot's ids."""
    installation, _ = await edge.slack.installation()
    await edge.database.write(workspace.record_installation, installation, edge.now())


async def check_members(edge: Edge) -> None:
    """Ask Slack anew who the members are of whom it was not asked for a day."""
    for installation in await edge.database.read(workspace.known):
        team_id = installation.team_id
        for user_id in await edge.database.read(member.due_for_check, team_id, edge.now()):
            profile = await edge.slack.profile(team_id, user_id)
            await edge.database.write(member.record_profile, team_id, profile, edge.now())


async def find_owners(edge: Edge) -> None:
    """Ask Slack who the owners are that an import knows by their e-mail address only."""
    for installation in await edge.database.read(workspace.known):
        team_id = installation.team_id
        emails = await edge.database.read(owner_email.emails_to_look_up, team_id)
        random.shuffle(emails)  # Slack may cut the search short, but not before the same each time
        for email in emails:
            profile = await edge.slack.find_by_email(team_id, email)
            if profile is not None:
                await edge.database.write(
                    owner_email.owner_found, team_id, email, profile, edge.now()
                )


async def post_digests(edge: Edge) -> None:
    """Post the digests that are due. Slack is asked first: a channel may be shared by now.

    Where Slack stops answering on the way, those of which it was asked are posted all the same.
    """
    ready: list[tuple[str, Channel]] = []
    try:
        for team_id in await _teams(edge):
            for channel_id in await edge.database.read(digest.due, team_id, edge.now()):
                channel = await edge.slack.channel(channel_id)
                ready.append((team_id, channel))
    finally:
        await _each(edge, digests.post, ready)


async def send_bundles(edge: Edge) -> None:
    """Send each person's bundle of the day once its hour has come."""
    due: list[tuple[object, ...]] = []
    for team_id in await _teams(edge):
        people = await edge.database.read(bundle.due, team_id, edge.now())
        means = await edge.database.read(nudge.mean_revenue, team_id) if people else {}
        due += [(team_id, one, means) for one in people]
    await _each(edge, bundles.send, due)


async def compute_health(edge: Edge) -> None:
    """Compute the health of what changed, and of everything once its day has begun."""
    for team_id in await _teams(edge):
        if await edge.database.read(health.is_due, team_id, edge.now()):
            await edge.database.write(healths.compute_all, team_id, edge.now())
        while await edge.database.read(health.is_marked, team_id):
            if not await edge.database.write(healths.compute_marked, team_id, edge.now()):
                break


async def tell_matters(edge: Edge) -> None:
    """Tell of what cannot wait for the bundle: urgent matters, and those handed over."""
    waiting = [
        (team_id, [nudge_id])
        for team_id in await _teams(edge)
        for nudge_id in await edge.database.read(matter.waiting, team_id)
    ]
    await _each(edge, matter.tell, waiting)


async def follow_events(edge: Edge) -> None:
    """See what has happened that surveys ask about; ask where that goes by itself."""
    reach = occasions.reach_of(edge)
    ready: list[tuple[object, ...]] = []
    for team_id in await _teams(edge):
        if await edge.database.read(occasion_keep.is_behind, team_id, edge.now(), reach):
            await edge.database.write(occasion_keep.catch_up, team_id, edge.now(), reach)
        found = await edge.database.read(occasion_keep.ready, team_id, edge.now(), reach)
        ready += [(team_id, occasion_id, reach) for occasion_id in found]
    await _each(edge, occasions.ask_itself, ready)


async def show_settled(edge: Edge) -> None:
    """Let messages say what of their matters has settled by itself."""
    stale = [
        (team_id, message_id)
        for team_id in await _teams(edge)
        for message_id in await edge.database.read(live.stale, team_id)
    ]
    await _each(edge, live.bring_up_to_date, stale)


async def escalate(edge: Edge) -> None:
    """Tell the leaders what nobody acted on in time."""
    overdue = [
        (team_id, leader_id, nudge_ids)
        for team_id in await _teams(edge)
        for leader_id, nudge_ids in (
            await edge.database.read(escalation.overdue, team_id, edge.now())
        ).items()
    ]
    await _each(edge, escalations.send, overdue)


async def leave_surveys_to_us(edge: Edge) -> None:
    """Ask us to reach a person to whom Slack will never bring a survey's question, or our reply."""
    for kind, take_back in (
        (Kind.SURVEY, response.take_back),
        (Kind.REPLY, response_reply.take_back),
    ):
        refused = [
            (team_id, message_id)
            for team_id in await _teams(edge)
            for message_id in await edge.database.read(response.refused, team_id, kind)
        ]
        await _each(edge, take_back, refused)


async def pull_signals(edge: Edge) -> None:
    """Fetch signals from the sources that are due; of one that fails the reason is kept."""
    if not edge.sources:
        return
    from bot.connectors.http_json.pull import pull

    for source in edge.sources:
        try:
            await pull(edge.database, source, edge.now(), follow_up)
        except UserError as error:
            log.warning("signals wait", source=source.name, reason=error.sentence)


async def follow_revenue(edge: Edge) -> None:
    """Let accounts follow the changes of revenue whose day has come."""
    every = [(team_id,) for team_id in await _teams(edge)]
    await _each(edge, revenue.follow_due, every)


async def remind(edge: Edge) -> None:
    """Remind whoever was asked and has not answered, and end what is over."""
    due = [
        (team_id, response_id)
        for team_id in await _teams(edge)
        for response_id in await edge.database.read(reminders.due, team_id, edge.now())
    ]
    await _each(edge, response_reminder.carry_out, due)


async def erase_answers(edge: Edge) -> None:
    """Take their persons and words from answers that are older than they are kept."""
    every = [(team_id,) for team_id in await _teams(edge)]
    await _each(edge, retention.erase, every)


async def _teams(edge: Edge) -> list[str]:
    return [one.team_id for one in await edge.database.read(workspace.known)]


async def _each(
    edge: Edge, work: Callable[..., object], every: Iterable[tuple[object, ...]]
) -> None:
    """Do the work for each in a transaction of its own: where it fails, nobody else's waits."""
    failures: list[Exception] = []
    for one in every:
        try:
            await edge.database.write(work, *one, edge.now())
        except (OperationalError, InterfaceError):
            raise
        except Exception as failure:  # noqa: BLE001 - they are raised together at the end
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} failed", failures)


async def prune_outbox(edge: Edge) -> None:
    """Forget messages and mails that are settled for long."""
    await edge.database.write(mend.prune)
    await edge.database.write(mail_mend.prune)


async def prune_receipts(edge: Edge) -> None:
    """Forget the requests that Slack can no longer repeat."""
    await edge.database.write(receipt.prune, edge.now())


TABLE = (
    Job("greet", timedelta(hours=1), greet, "Keeps the workspace's name and the bot's ids."),
    Job("members", timedelta(minutes=1), check_members, "Keeps names, zones and who may come in."),
    Job("owners", timedelta(hours=1), find_owners, "Finds owners who are known by e-mail only."),
    Job(
        "sweep",
        timedelta(minutes=1),
        sweeping.sweep_all,
        "Finds what needs a person's attention, and closes what has settled.",
        sweeping.rehearse,
    ),
    Job(
        "health",
        timedelta(minutes=1),
        compute_health,
        "Computes the health of what changed, and once a day of everything.",
    ),
    Job(
        "occasions",
        timedelta(minutes=1),
        follow_events,
        "Sees what surveys ask about, keeps the limits, and sends what goes by itself.",
    ),
    Job("bundle", timedelta(minutes=1), send_bundles, "Sends each person's bundle of the day."),
    Job("matters", timedelta(minutes=1), tell_matters, "Tells of what cannot wait for a bundle."),
    Job("settled", timedelta(minutes=1), show_settled, "Shows what has settled by itself."),
    Job("escalate", timedelta(minutes=15), escalate, "Tells leaders what nobody acted on."),
    Job("digest", timedelta(minutes=1), post_digests, "Posts the digests that are due."),
    Job(
        "unreached",
        timedelta(minutes=1),
        leave_surveys_to_us,
        "Asks us to reach a person to whom Slack does not bring a survey, or our reply.",
    ),
    Job("signals", timedelta(minutes=5), pull_signals, "Fetches signals from other systems."),
    Job("revenue", timedelta(hours=1), follow_revenue, "Follows changes whose day has come."),
    Job("reminders", timedelta(minutes=1), remind, "Reminds of surveys, and ends those over."),
    Job("retention", timedelta(days=1), erase_answers, "Erases persons and words of old answers."),
    Job("outbox", timedelta(days=1), prune_outbox, "Forgets messages that are settled for long."),
    Job("receipts", timedelta(hours=1), prune_receipts, "Forgets requests that were carried out."),
)


async def run(job: Job, edge: Edge) -> None:
    """Run a job; when Slack or the database is away, say so and leave it to the next time."""
    try:
        await job.run(edge)
    except (SlackUnreachableError, SlackRefusedError) as error:
        log.warning("job waits for Slack", job=job.name, reason=str(error))
    except (OperationalError, InterfaceError) as error:
        log.warning("job waits for the database", job=job.name, reason=str(error.orig))
    except asyncio.CancelledError:
        log.info("job stopped with the process", job=job.name)
    except Exception:
        log.exception("job failed", job=job.name)
