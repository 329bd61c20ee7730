"""The full-text index of the stories, as each database is asked: see `migrations/story_text.py`.

Words go into the database's own language of queries, each quoted: there they are words, too.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Executable, TextClause, and_, bindparam, column, select, text

from bot.model import Outcome, Permanence
from bot.practice.story_query import StoryQuery

SHORTEST_BEGINNING = 3
"""From so many letters on, the last word may be the beginning of one."""
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Index:
    """How one database is asked. Each statement gives ids, `:most` at most, and takes `given`.

    `best` ranks those that have all words and `some` those that have some, the best first; `newest`
    is by whether the story is told in full, and whether the query keeps to some. `given` takes the
    workspace, the query, the segment's spellings, and whether some of the words will do.
    """

    best: TextClause
    some: TextClause
    newest: Mapping[tuple[bool, bool], Executable]
    given: Callable[[str, StoryQuery, Sequence[str], bool], Given]


def _newest(kept: str) -> Mapping[tuple[bool, bool], Executable]:
    """The statements over outcomes; `kept` gives the ids of those that the query keeps to."""
    told = and_(*(one.is_not(None) for one in (Outcome.situation, Outcome.action, Outcome.story)))
    newest = (
        select(Outcome.id)
        .where(Outcome.team_id == bindparam("team_id"))
        .order_by(Outcome.happened_on.desc(), Outcome.id.desc())
        .limit(bindparam("most"))
    )
    is_kept = Outcome.id.in_(text(kept).columns(column("id")))
    return {
        (is_told, keeps): newest.where(told if is_told else ~told, *([is_kept] if keeps else []))
        for is_told in (True, False)
        for keeps in (True, False)
    }


SQLITE_BEST = text("""
SELECT t.id FROM (
  SELECT rowid AS number, rank AS worth FROM story_index
  WHERE story_index MATCH :match AND rank MATCH 'bm25(0.0, 8.0, 4.0, 4.0, 2.0, 1.0)'
  ORDER BY rank LIMIT :most) AS hit
JOIN story_text AS t ON t.number = hit.number ORDER BY hit.worth, hit.number DESC
""")
SQLITE_KEPT = """
SELECT t.id FROM story_index JOIN story_text AS t ON t.number = story_index.rowid
WHERE story_index MATCH :match
"""


def _match(team_id: str, query: StoryQuery, segments: Sequence[str], some: bool) -> Given:
    """FTS5's query. A segment is a word of its bytes.

    FTS5 looks through what stands first and asks the rest about it: the rarest comes first, and
    what all have comes last. That halves the time.
    """
    parts = []
    if query.words:
        *words, last = query.words
        phrases = [*map(_phrase, words), f"{_phrase(last)}{'*' if _may_begin(last) else ''}"]
        said = (" OR " if some else " AND ").join(phrases)
        parts.append(f"{{change names measure story more}} : ({said})")
    if query.measure:
        parts.append(f"measure : ({' AND '.join(map(_phrase, query.measure.split()))})")
    kept = [_phrase(Permanence.PERMANENT)] if query.permanent else []
    if segments:
        kept.append(_any(_phrase(f"s{one.encode().hex()}") for one in segments))
    parts.append(f"marks : ({' AND '.join([*kept, _phrase(team_id)])})")
    return {"match": " AND ".join(parts)}


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _any(phrases: Iterable[str]) -> str:
    return f"({' OR '.join(phrases)})"


POSTGRESQL_KEPT = """
SELECT t.id FROM story_text AS t
WHERE t.document @@ (CAST(:marks AS tsquery) && to_tsquery('english', :words))
  AND (CAST(:measure AS text) = '' OR t.measure @@ to_tsquery('english', :measure))
"""


def _ranked(function: str) -> TextClause:
    """Those that have the words, by one of PostgreSQL's two functions; longer texts count less."""
    return text(f"""
        {POSTGRESQL_KEPT} ORDER BY {function}(
          '{{0.1, 0.25, 0.5, 1.0}}', t.document, to_tsquery('english', :words), 1) DESC, t.id DESC
        LIMIT :most
    """)


def _tsqueries(team_id: str, query: StoryQuery, segments: Sequence[str], some: bool) -> Given:
    """PostgreSQL's queries: for the marks, for the words and for the measure."""
    kept = [_lexeme(f"team:{team_id}")]
    if segments:
        kept.append(f"({' | '.join(_lexeme(f'segment:{one}') for one in segments)})")
    if query.permanent:
        kept.append(_lexeme(f"is:{Permanence.PERMANENT}"))
    words = [_lexeme(folded(word)) for word in query.words]
    if words and _may_begin(query.words[-1]):
        words[-1] += ":*"
    measure = [_lexeme(folded(word)) for word in (query.measure or "").split()]
    return {
        "marks": " & ".join(kept),
        "words": (" | " if some else " & ").join(words),
        "measure": " & ".join(measure),
    }


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def folded(word: str) -> str:
    """As `story_words` folds it."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(c for c in apart if not "\u0300" <= c <= "\u036f")


def _may_begin(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING


INDEXES = {
    "sqlite": Index(SQLITE_BEST, SQLITE_BEST, _newest(SQLITE_KEPT), _match),
    "postgresql": Index(
        _ranked("ts_rank_cd"), _ranked("ts_rank"), _newest(POSTGRESQL_KEPT), _tsqueries
    ),
}
