"""What the milestones of a file wait for, by title: others of the plan, or of a line further up."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from bot.practice.columns import Values
from bot.practice.dependency import Edges, circle, named
from bot.practice.names import key_of
from bot.practice.sheet_import import BadLineError

WAITS_FOR = "waits_for"
Titles = Sequence[str]


class Waits:
    """The milestones that a line may name, and what each waits for as the lines so far leave it.

    `known` are the rows of the plans by plan and title, and `edges` what they wait for.
    """

    def __init__(self, known: Mapping[Hashable, Sequence[Values]], edges: Edges) -> None:
        rows = [row for rows in known.values() for row in rows]
        self.read = {id_: sorted(needs) for id_, needs in edges.items()}
        self._edges: dict[str, Sequence[str]] = dict(self.read)
        self._titles: dict[str, str] = {row["id"]: row["title"] for row in rows}
        self._ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            self._ids[row["plan_id"], key_of(row["title"])].append(row["id"])
            row[WAITS_FOR] = sorted(self._titles[id_] for id_ in self.read.get(row["id"], ()))

    def titled(self, plan_id: str, own: str, titles: Titles) -> list[str]:
        """The titles as the plan has them, in order; `own` is that of the milestone that waits.

        BadLineError where one means no other milestone, or several.
        """
        for title in titles:
            if key_of(title) == key_of(own):
                raise BadLineError(WAITS_FOR, title, "is the milestone itself")
        return sorted({self._titles[self._one(plan_id, title)] for title in titles})

    def ids(self, plan_id: str, titles: Titles) -> list[str]:
        """The milestones of these titles, in order."""
        return sorted(self._one(plan_id, title) for title in titles)

    def check(self, plan_id: str, id_: str, titles: Titles) -> None:
        """BadLineError, with the way round, where a milestone of the plan would wait for itself.

        For a new one that cannot be: nothing waits for it yet.
        """
        way = circle(self._edges, id_, self.ids(plan_id, titles))
        if way:
            round_ = named([self._titles[one] for one in way])
            reason = f"leads back to itself: {round_}; leave one out"
            raise BadLineError(WAITS_FOR, "; ".join(titles), reason)

    def say(self, plan_id: str, title: str, titles: Titles) -> None:
        """A line is good: later ones may name its milestone, and count on what it waits for.

        A new one goes by its title until it has got its id.
        """
        own = self._ids[plan_id, key_of(title)] or [f"{plan_id} {key_of(title)}"]
        self._ids[plan_id, key_of(title)] = own
        self._titles.setdefault(own[0], title)
        self._edges[own[0]] = self.ids(plan_id, titles)

    def number(self, plan_id: str, title: str, id_: str) -> None:
        """A new milestone has got its id."""
        self._ids[plan_id, key_of(title)] = [id_]

    def _one(self, plan_id: str, title: str) -> str:
        ids = self._ids.get((plan_id, key_of(title)), [])
        if not ids:
            reason = "is no milestone of this account; list it on a line further up"
            raise BadLineError(WAITS_FOR, title, reason)
        if len(ids) > 1:
            raise BadLineError(WAITS_FOR, title, f"means {len(ids)} milestones of this account")
        return ids[0]
