"""What nobody should send: junk of every type, and payloads bent out of shape."""

import copy
from random import Random
from typing import Any

LONG = "long " * 1200
DEEP: Any = []
for _ in range(70):
    DEEP = [DEEP]

TEXTS = (
    "", " ", "-", "{}", "{0}", "%s", "\0", "a\0b", "\x01", "\x1b[31m", "\u200b", "\u202eabc",
    "שלום", "مرحبا", "👩‍👩‍👧‍👦", "e\u0301" * 40, "ﷺ" * 30, "\n\n\t", "<!channel> <@U2> &amp;",
    "<https://x.example|y>", "`*_~", "'; DROP TABLE account; --", "%", "_", "\\", "\\u0000", "null",
    "True", "../../etc/passwd", "acme-", "-1", "𝒜𝒸𝓂ℯ", "\ufeff", "\ufffd", "\U0010ffff", "x" * 320,
    LONG,
)  # fmt: skip
NUMBERS = (
    "12", "-3", "0", "0.5", "1e5", "1E+9", "5000000000", "-99999999999", "99999999999.9999",
    "100000000000", "1e-30", "1e-999999", "1e999999", "NaN", "sNaN", "Infinity", "-0", "１２",
    "1_0", "0x10", " 7 ", "1,5", "9" * 4400, "0." + "1" * 60, "12345678901.1234567890123456789",
)  # fmt: skip
DAYS = (
    "2026-11-23", "2026-11-20", "2027-05-01", "2031-01-01", "0001-01-01", "9999-12-31",
    "2026-02-30", "20261201", "2026-W10-1", "friday", "2026-12-01T00:00:00", "-",
)  # fmt: skip
TIMES = ("00:00", "23:59", "24:00", "9:00", "09:00:00", "０９:00", "noon", "-", "", "09:30\0")
USERS = ("U1", "U1", "U1", "U404", "u1", "U" * 40, "U1\0", "ßß", "１", "-", "")
OWN = (
    "acme",
    "acme-1",
    "acme-2",
    "acme-3",
    "acme-4",
    "acme-6",
    "beta",
    "beta-3",
    "beta-4",
    "gamma",
)
IDS = (
    "globex", "globex-1", "globex-2", "globex-3", "globex-4", "globex-5", "secret", "secret-1",
    "secret-2", "secret-3", "-", "", " ", "acme-999", "acme-" + "9" * 30, "acme 2", "acme ٣",
    "acme " + "9" * 5000, "customer:-", "customer:acme-2", "customer:globex-2", "supplier:U1",
    "supplier:U404", "supplier:" + "U" * 70, "supplier:\0", ":", "plan {}", "2 all", "9 mine",
    "1 " + LONG, "goal acme", "x" * 3000, "acme\0", "𝒜" * 200,
)  # fmt: skip
JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", "-", "x", [], {}, [None], [[]], [{}], {"": None},
    {"id": None}, {"id": []}, {"value": {}}, {"type": 5}, [1] * 150, ["x"] * 3, {"a": {"b": {}}},
    DEEP, LONG, "T0OTHER", "T0TEAM",
)  # fmt: skip


def junk(random: Random) -> Any:
    """Something of a wrong type, nobody else's to bend."""
    return copy.deepcopy(random.choice(JUNK))


def an_id(random: Random) -> str:
    """An own account or a part of it, or what is none."""
    return random.choice(OWN if random.random() < 0.6 else IDS)


KEYS = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "users_select": "selected_user",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
}
SENSIBLE: dict[str, tuple[Any, ...]] = {
    "number_input": ("35", "60", "12.5", "3"),
    "datepicker": ("2026-11-20", "2027-05-01", "2026-11-23"),
    "timepicker": ("08:00", "09:30", "18:00"),
    "users_select": ("U1",),
    "plain_text_input": ("Agents solve more alone", "USD", "%", "x"),
}
BAD = {
    "number_input": NUMBERS,
    "datepicker": DAYS,
    "timepicker": TIMES,
    "users_select": USERS,
    "plain_text_input": TEXTS,
}
OFFERED = ("acme-2", "acme-3", "acme-4", "customer:acme-2", "supplier:U1")


def answer_to(element: dict[str, Any], random: Random) -> Any:
    """What an element of a window might hold: mostly something sensible, or nothing of the kind."""
    kind, roll = element["type"], random.random()
    if roll < 0.05:
        return junk(random)
    key = KEYS.get(kind, "value")
    if roll < 0.1:
        return {key: junk(random)}
    is_bad = roll < 0.25
    if key.startswith("selected_option"):
        known = element.get("options") or [{"value": one} for one in OFFERED]
        options = [{"value": one} for one in IDS] if is_bad else known
        many = random.choices(options, k=random.randrange(3))
        return {key: many if key.endswith("s") else random.choice(options)}
    return {key: random.choice((BAD if is_bad else SENSIBLE)[kind])}


def bent(payload: Any, random: Random, most: int = 3) -> Any:
    """The payload with a few of its parts gone, emptied, of another type, doubled or nested."""
    made = copy.deepcopy(payload)
    for _ in range(random.randint(0, most)):
        holders = list(_holders(made))
        holder, key = random.choice(holders) if holders else (None, None)
        if holder is not None:
            _bend(holder, key, random)
    return made


def _holders(value: Any) -> Any:
    if isinstance(value, dict):
        for key, one in value.items():
            yield value, key
            yield from _holders(one)
    elif isinstance(value, list):
        for index, one in enumerate(value[:20]):
            yield value, index
            yield from _holders(one)


def _bend(holder: Any, key: Any, random: Random) -> None:
    match random.randrange(6):
        case 0:
            holder.pop(key)
        case 1:
            holder[key] = [holder[key]]
        case 2:
            holder[key] = {"value": holder[key]}
        case 3:
            holder[key] = random.choice(TEXTS)
        case 4 if isinstance(holder, list):
            holder.extend(holder[:5])
        case _:
            holder[key] = junk(random)
