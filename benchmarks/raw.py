"""The limit: the same reply from the same rows by sqlite3 and orjson, without any framework.

It asks the questions that the bot asks, in SQL written by hand, and writes the words where they
stand: no layers, no check of what people wrote beyond what Slack needs, nothing but this one card.
"""

import hashlib
import hmac
import re
import sqlite3
import time
from asyncio import BaseTransport, Protocol, Transport
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import httptools
import orjson

from benchmarks.load import SECRET

MEMBER = "SELECT role, standing, zone FROM member WHERE team_id = ? AND id = ?"
FIND = """
SELECT id FROM account WHERE team_id = :team AND id = :key
UNION SELECT id FROM account WHERE team_id = :team AND name_key = :key
UNION SELECT account_id FROM alias WHERE team_id = :team AND id = :key"""
HEAD = """
SELECT a.id, a.name, a.owner_id, m.name, a.arr, a.currency, a.renewal_on, p.id, p.cycle, p.stage,
  p.customer_success, p.stage_reason, p.confirmed_on, k.name,
  (SELECT count(*) FROM outcome o WHERE o.team_id = a.team_id AND o.account_id = a.id),
  EXISTS (SELECT 1 FROM player c WHERE c.team_id = a.team_id AND c.account_id = a.id
          AND c.side = 'customer'),
  (SELECT count(*) FROM suggestion s WHERE s.team_id = p.team_id AND s.plan_id = p.id
   AND s.state = 'open'),
  EXISTS (SELECT 1 FROM player c WHERE c.team_id = p.team_id AND c.account_id = p.account_id
          AND c.side = 'customer' AND c.measures_success_by != '' AND c.left_on IS NULL),
  EXISTS (SELECT 1 FROM goal g WHERE g.team_id = p.team_id AND g.plan_id = p.id
          AND g.baseline IS NOT NULL AND g.target IS NOT NULL AND g.due_on IS NOT NULL
          AND EXISTS (SELECT 1 FROM player o WHERE o.team_id = g.team_id AND o.id = g.player_id
                      AND o.left_on IS NULL)),
  EXISTS (SELECT 1 FROM milestone n WHERE n.team_id = p.team_id AND n.plan_id = p.id
          AND n.side = 'customer' AND n.due_on IS NOT NULL AND (n.owner_id IS NOT NULL
          OR EXISTS (SELECT 1 FROM player o WHERE o.team_id = n.team_id AND o.id = n.player_id
                     AND o.left_on IS NULL))),
  EXISTS (SELECT 1 FROM milestone n WHERE n.team_id = p.team_id AND n.plan_id = p.id
          AND n.side = 'supplier' AND n.due_on IS NOT NULL AND (n.owner_id IS NOT NULL
          OR EXISTS (SELECT 1 FROM player o WHERE o.team_id = n.team_id AND o.id = n.player_id
                     AND o.left_on IS NULL))),
  (SELECT count(*) FROM milestone n WHERE n.team_id = p.team_id AND n.plan_id = p.id
   AND n.done_on IS NULL AND n.blocked_by IS NULL AND coalesce(n.due_on, '9999-12-31') < ?),
  (SELECT count(*) FROM goal g WHERE g.team_id = p.team_id AND g.plan_id = p.id
   AND g.target IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM reading r WHERE r.team_id = g.team_id AND r.goal_id = g.id
    AND r.read_on >= (SELECT coalesce(max(n.done_on), '0001-01-01') FROM milestone n
                      WHERE n.team_id = p.team_id AND n.plan_id = p.id)
    AND r.read_on >= (SELECT coalesce(max(o.happened_on), '0001-01-01') FROM outcome o
                      WHERE o.team_id = p.team_id AND o.account_id = p.account_id
                      AND o.plan_id = p.id))),
  h.score, h.band
FROM account a
LEFT JOIN member m ON m.team_id = a.team_id AND m.id = a.owner_id
LEFT JOIN plan p ON p.team_id = a.team_id AND p.account_id = a.id AND p.ended_on IS NULL
LEFT JOIN player k ON k.team_id = p.team_id AND k.id = p.confirmed_by
LEFT JOIN health h ON h.team_id = a.team_id AND h.account_id = a.id
WHERE a.team_id = ? AND a.id = ?"""
GOALS = """
SELECT g.id, g.behaviour, g.unit, g.direction, g.baseline, g.target, g.starts_on, g.due_on,
  (SELECT value FROM reading r WHERE r.team_id = g.team_id AND r.goal_id = g.id
   ORDER BY read_on DESC, created_at DESC, id DESC LIMIT 1),
  (SELECT read_on FROM reading r WHERE r.team_id = g.team_id AND r.goal_id = g.id
   ORDER BY read_on DESC, created_at DESC, id DESC LIMIT 1)
FROM goal g WHERE g.team_id = ? AND g.plan_id = ? ORDER BY g.created_at, g.id"""
MILESTONES = """
SELECT m.id, m.title, m.side, m.owner_id, w.name, p.name, p.role, m.due_on, m.weight, m.done_on,
  m.active_at,
  (SELECT count(*) FROM dependency d JOIN milestone n ON n.team_id = d.team_id AND n.id = d.needs_id
   WHERE d.team_id = m.team_id AND d.id = m.id AND n.done_on IS NULL)
FROM milestone m
LEFT JOIN member w ON w.team_id = m.team_id AND w.id = m.owner_id
LEFT JOIN player p ON p.team_id = m.team_id AND p.id = m.player_id
WHERE m.team_id = ? AND m.plan_id = ?
ORDER BY m.due_on IS NULL, m.due_on, m.created_at, m.id"""
OUTCOMES = """
SELECT change, intended, happened_on, goal_id, story, reuse_scope, metric_target, metric_actual,
  behaviour, permanence, value, currency
FROM outcome WHERE team_id = ? AND account_id = ?
ORDER BY happened_on DESC, created_at DESC, id DESC LIMIT 2"""

MARKUP = re.compile(r"<!date\^[^|>]*\|([^>]*)>|\*")
MARKS = {"green": "●", "yellow": "◐", "red": "○"}
SIDES = {"customer": "customer", "supplier": "us"}


class Answering(Protocol):
    """One connection: httptools tells what came, the answer goes straight back."""

    def __init__(self, path: str) -> None:
        self._database = _open(path)
        self._parser: Any = None
        self._transport: Transport | None = None
        self._headers: dict[bytes, bytes] = {}
        self._body = b""

    def connection_made(self, transport: BaseTransport) -> None:
        self._transport = cast("Transport", transport)
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._headers, self._body = {}, b""

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._transport is None:
            return
        if not self._is_signed():
            self._transport.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            return
        payload = orjson.dumps(reply(self._database, dict(parse_qsl(self._body.decode()))))
        head = (
            f"HTTP/1.1 200 OK\r\ncontent-type: application/json;charset=utf-8\r\n"
            f"content-length: {len(payload)}\r\n\r\n"
        )
        self._transport.write(head.encode() + payload)

    def _is_signed(self) -> bool:
        at = self._headers.get(b"x-slack-request-timestamp", b"0")
        if abs(time.time() - int(at)) > 300:
            return False
        mac = hmac.new(SECRET.encode(), b"v0:" + at + b":" + self._body, hashlib.sha256)
        given = self._headers.get(b"x-slack-signature", b"")
        return hmac.compare_digest(b"v0=" + mac.hexdigest().encode(), given)


_opened: dict[str, sqlite3.Connection] = {}


def _open(path: str) -> sqlite3.Connection:
    """One connection for all: everything runs in one thread."""
    if path not in _opened:
        _opened[path] = sqlite3.connect(path, isolation_level=None)
    return _opened[path]


def reply(database: sqlite3.Connection, form: dict[str, str]) -> dict[str, object]:
    """The whole reply to `/success plan acme`."""
    team, words = form["team_id"], form["text"].partition(" ")[2]
    ask = database.execute
    ask("BEGIN")
    role, _, zone = ask(MEMBER, (team, form["user_id"])).fetchone()
    (account,) = ask(FIND, {"team": team, "key": words.casefold()}).fetchone()
    today = datetime.now(UTC).astimezone(ZoneInfo(zone)).date()
    head = ask(HEAD, (today.isoformat(), team, account)).fetchone()
    goals = ask(GOALS, (team, head[7])).fetchall()
    milestones = ask(MILESTONES, (team, head[7])).fetchall()
    outcomes = ask(OUTCOMES, (team, account)).fetchall()
    ask("COMMIT")
    if head[9] != "collaboration" or not head[21] or head[16]:
        raise NotImplementedError("the benchmark's plan has late steps and no suggestions")
    if not head[15] or head[11] or not (role == "csm" and head[2] in (None, form["user_id"])):
        raise NotImplementedError("the benchmark's member owns a plan with players")
    lines, late = _milestone_lines(milestones, today)
    texts = [
        _head_lines(head, milestones, today),
        "\n".join(_goal_lines(goals, today)),
        "\n".join(lines),
        "\n".join([f"*Outcomes*  {head[14]} logged", *map(_outcome_line, outcomes)]),
        f"*Next:* {late[1]}",
    ]
    return {
        "response_type": "ephemeral",
        "text": MARKUP.sub(lambda found: found[1] or "", "\n".join(texts)),
        "blocks": [
            _section(texts[0]) | {"accessory": _button("Players", "players.show", account)},
            _section(texts[1]) | {"accessory": _button("Goals", "goals.show", account)},
            _section(texts[2]),
            _section(texts[3]) | {"accessory": _button("Outcomes", "outcomes.show", account)},
            _section(texts[4]),
            _actions(account, *late),
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _day(day: date) -> str:
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    return f"<!date^{noon}^{{date_short}}|{day.day} {day:%b %Y}>"


def _bar(share: float) -> str:
    filled = int(min(1.0, max(0.0, share)) * 6)
    return f"{'▰' * filled}{'▱' * (6 - filled)} {round(share * 100)} %"


def _head_lines(head: tuple[Any, ...], milestones: list[Any], today: date) -> str:
    _, name, _, owner, arr, currency, renewal, _, cycle, stage, success, _, agreed, by, *_ = head
    done = sum(m[8] for m in milestones if m[9])
    due = sum(m[8] for m in milestones if m[7] and m[7] <= today.isoformat())
    late = head[21]
    blocks = "it, for 1 late milestone" if late == 1 else f"them, for {late} late milestones"
    renews = date.fromisoformat(renewal)
    ago = (today - date.fromisoformat(agreed)).days
    score, band = head[23:25]
    health = f"Health {score} {MARKS[band]} {band} · " if score is not None else ""
    return (
        f"*{_safe(name)}* · plan {cycle} · {stage.capitalize()} · progress "
        f"{_bar(min(1, done / due))}\n“{_safe(success)}”\n"
        f"*Missing for Dashboard:* a new date, or what blocks {blocks}\n"
        f"{health}Renewal {_day(renews)} (in {(renews - today).days} days) · "
        f"{arr // 10_000:,} {currency} · confirmed by {_safe(by)} {ago} days ago · "
        f"owner: {_safe(owner)}"
    )


def _goal_lines(goals: list[Any], today: date) -> list[str]:
    lines, reached = [], 0
    for _, behaviour, unit, _, baseline, target, starts, due, latest, read_on in goals:
        share = (latest - baseline) / (target - baseline)
        begun, ends = date.fromisoformat(starts), date.fromisoformat(due)
        elapsed = min(1.0, max(0.0, (today - begun).days / (ends - begun).days))
        pace = min(1.0, max(0.0, share)) / max(elapsed, 0.25)
        words = "ahead of pace" if share > elapsed else "on pace"
        if share >= 1:
            words = "reached"
            reached += 1
        elif pace < 1:
            words = f"behind, pace {round(pace * 100)} %"
        if (today - date.fromisoformat(read_on)).days > 30 and share < 1:
            words += ", no reading lately"
        lines.append(
            f"{_bar(share)}  *{_safe(behaviour)}*  {baseline // 10**6:,} → {latest // 10**6:,} "
            f"of {target // 10**6:,} {_safe(unit)} · {words}"
        )
    return [f"*Goals*  {reached} of {len(goals)} reached", *lines]


def _milestone_lines(rows: list[Any], today: date) -> tuple[list[str], tuple[str, str]]:
    lines: list[str] = []
    late = ("", "")
    done = {"customer": 0, "supplier": 0}
    every = {"customer": 0, "supplier": 0}
    for id_, title, side, owner_id, owner, player, role, due, _, done_on, active, waits in rows:
        every[side] += 1
        if done_on:
            done[side] += 1
            continue
        day = date.fromisoformat(due)
        days = (day - today).days
        if days < 0:
            state = f"● {-days} days late"
            late = late if late[0] else (id_, f"“{_safe(title)}” is {-days} days late")
        else:
            idle = today - datetime.fromisoformat(active).date() > timedelta(days=14)
            mark = "◌" if waits else "◐" if idle else "○"
            waiting = f"waits for {waits} other, " if waits else ""
            state = f"{mark} {waiting}due in {days} days ({_day(day)})"
        who = f"{_safe(player)} ({role.replace('_', ' ')})" if player else _safe(owner or owner_id)
        lines.append(f"{state}  *{_safe(title)}* — {SIDES[side]}, {who}")
    sides = ", ".join(f"{SIDES[side]} {done[side]} of {every[side]}" for side in every)
    count = sum(done.values())
    return [f"*Milestones*  {count} of {len(rows)} done ({sides})", *lines[:5]], late


def _outcome_line(row: tuple[Any, ...]) -> str:
    change, intended, happened, _, story, reuse, target, actual, behaviour, lasts, value, cur = row
    score = sum(
        map(bool, (intended, story, reuse, target and actual, lasts == "sticks" and behaviour))
    )
    worth = f" · {value // 10_000:,} {cur}" if value else ""
    stays = f" · {lasts}" if lasts == "permanent" else ""
    return f"{score} of 5  *{_safe(change)}*  {_day(date.fromisoformat(happened))}{worth}{stays}"


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _button(text: str, action: str, value: str) -> dict[str, object]:
    return {"type": "button", "text": _plain(text), "action_id": action, "value": value}


def _actions(account: str, late: str, reason: str) -> dict[str, object]:
    menu = [
        ("Add a goal", "goal.add"),
        ("Customer confirmed", "plan.confirm"),
        ("Next stage", "plan.advance"),
        ("Account card", "account.show"),
        ("Share here", "plan.share"),
    ]
    return {
        "type": "actions",
        "elements": [
            _button("Mark done", "milestone.finish", late)
            | {"style": "primary", "accessibility_label": f"Mark done: {reason}"},
            _button("Add reading", "reading.add", account),
            _button("Milestones", "milestones.show", account),
            _button("Log outcome", "outcome.log", account),
            {
                "type": "overflow",
                "action_id": "plan.menu",
                "options": [
                    {"text": _plain(text), "value": f"{action} {account}"} for text, action in menu
                ],
            },
        ],
    }
