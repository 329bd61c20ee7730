"""One message's way to Slack: what is called, and what the answer means."""

import base64
import time
from collections.abc import Mapping
from typing import Any

import orjson

from bot.connectors.web_api import Answer, UnansweredError, WebApi
from bot.delivery.kinds import SENT_AGAIN
from bot.delivery.look_up import Found, look_up, metadata
from bot.delivery.task import Task
from bot.delivery.tempo import Tempo
from bot.delivery.verdict import Outcome, again, dead, refused
from bot.model import MessageState, Method

METHODS = {
    Method.POST: "chat.postMessage",
    Method.UPDATE: "chat.update",
    Method.EPHEMERAL: "chat.postEphemeral",
    Method.PUBLISH: "views.publish",
    Method.UPLOAD: "files.completeUploadExternal",
}
REPEATABLE = (Method.UPDATE, Method.PUBLISH)
"""Twice is the same as once, so nothing is looked up."""


async def deliver(api: WebApi, task: Task, tempo: Tempo) -> Outcome:
    """Send it, unless Slack has it already. Raises nothing that Slack or the network does."""
    if task.refers and task.above is None:
        return dead("The message that it belongs to never reached Slack.")
    try:
        known = await _known(api, task, tempo) if task.is_unsure else None
        if known is not None:
            return known
    except UnansweredError as error:
        return again(
            f"Slack cannot be asked whether it arrived: {error}.", task.attempts, may_be_there=True
        )
    calls = 3 if task.method is Method.UPLOAD else 1
    if time.monotonic() > task.until - calls * tempo.patience:
        return again("The process was too slow.", task.attempts, may_be_there=task.is_unsure)
    try:
        answer = await _send(api, task)
    except UnansweredError as error:
        least = tempo.patience if error.was_sent else 0.0
        reason = f"Slack did not answer: {error}."
        return again(reason, task.attempts, may_be_there=error.was_sent, least=least)
    outcome = refused(answer, task.attempts) if answer.error else _sent(answer)
    return outcome._replace(free_at=_next_slot(answer, tempo))


async def _known(api: WebApi, task: Task, tempo: Tempo) -> Outcome | None:
    """What an earlier try came to; None where it has to be sent again.

    Where it is there, it may have come only just now.
    """
    if task.method in REPEATABLE:
        return None
    if task.method is Method.POST:
        sighting = await look_up(api, task)
        if sighting.found is Found.THERE:
            return Outcome(
                MessageState.SENT,
                channel=sighting.channel,
                ts=sighting.ts,
                free_at=time.monotonic() + tempo.gap,
            )
        if sighting.found is Found.ABSENT:
            return None
        if sighting.found is Found.BUSY and sighting.answer is not None:
            return _busy(sighting.answer, task)
    if task.kind in SENT_AGAIN:
        return None
    return Outcome(MessageState.UNKNOWN, "Slack may have it, and cannot be asked.")


def _busy(answer: Answer, task: Task) -> Outcome:
    reason = f"Slack cannot say yet whether it arrived ({answer.error})."
    return again(reason, task.attempts, may_be_there=True, least=answer.wait)


async def _send(api: WebApi, task: Task) -> Answer:
    match task.method:
        case Method.POST:
            mark = {"metadata": metadata(task.id)}
            return await api.call(METHODS[task.method], {**task.payload, **_place(task), **mark})
        case Method.UPDATE:
            channel, ts = task.above or ("", "")
            return await api.call(
                METHODS[task.method], {**task.payload, "channel": channel, "ts": ts}
            )
        case Method.EPHEMERAL:
            return await api.call(METHODS[task.method], {**task.payload, **_place(task)})
        case Method.PUBLISH:
            return await api.call(METHODS[task.method], task.payload)
        case Method.UPLOAD:
            return await _upload(api, task)


def _place(task: Task) -> dict[str, str]:
    if task.above is None:
        return {"channel": task.lane}
    return {"channel": task.above[0], "thread_ts": task.above[1]}


async def _upload(api: WebApi, task: Task) -> Answer:
    """Ask for an address, put the content there, share it. Only the last step is to be seen."""
    facts = task.payload
    content = base64.b64decode(facts["content"])
    answer = await api.ask(
        "files.getUploadURLExternal",
        filename=facts["filename"],
        length=len(content),
        alt_txt=facts["title"],
    )
    if answer.error:
        return answer
    file_id = str(answer.body["file_id"])
    try:
        put = await api.upload(str(answer.body["upload_url"]), content)
    except UnansweredError as error:
        raise UnansweredError(str(error), was_sent=False) from error
    if put.status != 200:
        return put
    place = _place(task)
    shared: Mapping[str, Any] = {
        "files": orjson.dumps([{"id": file_id, "title": facts["title"]}]).decode(),
        "channel_id": place["channel"],
        "initial_comment": facts["text"],
        **({"thread_ts": place["thread_ts"]} if "thread_ts" in place else {}),
    }
    return await api.ask(METHODS[task.method], **shared)


def _sent(answer: Answer) -> Outcome:
    channel, ts = answer.body.get("channel"), answer.body.get("ts")
    return Outcome(
        MessageState.SENT,
        channel=channel if isinstance(channel, str) else None,
        ts=ts if isinstance(ts, str) else None,
    )


def _next_slot(answer: Answer, tempo: Tempo) -> float:
    """The channel's next slot counts from when this one left, not from the answer.

    Slack counts from when it came to Slack, which was before the answer. One that took longer than
    a slot does not say when that was.
    """
    took = answer.came_at - answer.left_at
    begins = answer.left_at + min(took, tempo.lateness) if took < tempo.gap else answer.came_at
    return begins + tempo.gap
