"""The text of outcomes as full-text search finds it. Triggers keep it: no writer forgets it.

Both databases have a table `story_text` of one row an outcome; what belongs into it is the view
`story_source`. SQLite indexes it with FTS5 in `story_index`, PostgreSQL as `document`, a tsvector.
Words count by where they stand: the change, then names (account, behaviour) and the measure, then
the story, then the rest. What a search can be kept to are words of their own, so that the index
finds nothing else: the workspace, the account's segment, and what its checks say. On SQLite they
stand in the column `marks`, a segment as its bytes in hexadecimal; on PostgreSQL with `team:`,
`segment:` or `is:` before them, which no word of a text has.

A word is what stands between white space and signs, without accents, and by its English stem; so
FTS5 sees it, and PostgreSQL is told so by `story_words`.

A later migration that rebuilds `outcome` or `account` on SQLite loses the triggers with the table:
it calls `drop` before and `create` after.
"""

from sqlalchemy import Connection, text

SOURCE = """
CREATE VIEW story_source AS
SELECT o.team_id, o.id, o.account_id, a.segment, o.permanence, o.change,
  a.name || ' ' || coalesce(o.behaviour, '') AS names, coalesce(o.metric, '') AS measure,
  coalesce(o.situation, '') || ' ' || coalesce(o.action, '') || ' ' || coalesce(o.story, '')
    AS story,
  coalesce(o.quote, '') || ' ' || coalesce(o.reuse_candidates, '') || ' '
    || coalesce(o.reuse_needs, '') AS more
FROM outcome o JOIN account a ON a.team_id = o.team_id AND a.id = o.account_id
"""
TOLD = """change, behaviour, metric, situation, action, story, quote, reuse_candidates, reuse_needs,
  permanence, account_id"""
COLUMNS = "marks, change, names, measure, story, more"
MARKED = f"""
  team_id || coalesce(' s' || hex(segment), '') || coalesce(' ' || permanence, '') AS marks,
  {COLUMNS.removeprefix("marks, ")} FROM story_source"""
NEW, OLD = (
    ", ".join(f"{row}.{name}" for name in ("number", *COLUMNS.split(", ")))
    for row in ("new", "old")
)
PUT = f"INSERT INTO story_index (rowid, {COLUMNS}) VALUES ({NEW})"
TAKE = f"INSERT INTO story_index (story_index, rowid, {COLUMNS}) VALUES ('delete', {OLD})"

SQLITE = (
    SOURCE,
    """
    CREATE TABLE story_text (
      number INTEGER PRIMARY KEY, team_id TEXT NOT NULL, id TEXT NOT NULL, marks TEXT NOT NULL,
      change TEXT, names TEXT, measure TEXT, story TEXT, more TEXT, UNIQUE (team_id, id))
    """,
    f"""
    CREATE VIRTUAL TABLE story_index USING fts5(
      {COLUMNS}, content='story_text', content_rowid='number',
      tokenize='porter unicode61 remove_diacritics 2', prefix='3')
    """,
    f"CREATE TRIGGER story_text_added AFTER INSERT ON story_text BEGIN {PUT}; END",
    f"CREATE TRIGGER story_text_removed AFTER DELETE ON story_text BEGIN {TAKE}; END",
    f"CREATE TRIGGER story_text_changed AFTER UPDATE ON story_text BEGIN {TAKE}; {PUT}; END",
    f"""
    CREATE TRIGGER outcome_told AFTER INSERT ON outcome BEGIN
      INSERT INTO story_text (team_id, id, {COLUMNS})
      SELECT team_id, id, {MARKED} WHERE team_id = new.team_id AND id = new.id;
    END
    """,
    f"""
    CREATE TRIGGER outcome_retold AFTER UPDATE OF {TOLD} ON outcome BEGIN
      UPDATE story_text SET ({COLUMNS}) = (
        SELECT {MARKED} WHERE team_id = new.team_id AND id = new.id)
      WHERE team_id = new.team_id AND id = new.id;
    END
    """,
    """
    CREATE TRIGGER outcome_gone AFTER DELETE ON outcome BEGIN
      DELETE FROM story_text WHERE team_id = old.team_id AND id = old.id;
    END
    """,
    f"""
    CREATE TRIGGER account_renamed AFTER UPDATE OF name, segment ON account BEGIN
      UPDATE story_text SET ({COLUMNS}) = (
        SELECT {MARKED} WHERE team_id = story_text.team_id AND id = story_text.id)
      WHERE team_id = new.team_id AND id IN (
        SELECT id FROM outcome WHERE team_id = new.team_id AND account_id = new.id);
    END
    """,
    f"INSERT INTO story_text (team_id, id, {COLUMNS}) SELECT team_id, id, {MARKED}",
)

WORDS = r"""
CREATE FUNCTION story_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('pg_catalog.english', regexp_replace(
    regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+', ' ', 'g'))
$$
"""
DOCUMENT = """
  array_to_tsvector(array_remove(
    ARRAY['team:' || team_id, 'segment:' || segment, 'is:' || permanence], NULL))
  || setweight(story_words(change), 'A')
  || setweight(story_words(names), 'B') || setweight(story_words(measure), 'B')
  || setweight(story_words(story), 'C')
  || setweight(story_words(more), 'D')
"""
READ = f"SELECT team_id, id, {DOCUMENT}, story_words(measure) FROM story_source"
WRITE = f"""
INSERT INTO story_text {READ} WHERE team_id = new.team_id AND %s = new.id
ON CONFLICT (team_id, id) DO UPDATE SET document = excluded.document, measure = excluded.measure
"""
POSTGRESQL = (
    SOURCE,
    WORDS,
    """
    CREATE TABLE story_text (
      team_id varchar(32) NOT NULL, id varchar(64) NOT NULL, document tsvector NOT NULL,
      measure tsvector NOT NULL, PRIMARY KEY (team_id, id))
    """,
    "CREATE INDEX ix_story_text_document ON story_text USING gin (document, measure)",
    f"""
    CREATE FUNCTION story_text_write() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      {WRITE % "id"};
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION story_text_remove() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM story_text WHERE team_id = old.team_id AND id = old.id;
      RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION story_text_rename() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      {WRITE % "account_id"};
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER outcome_told AFTER INSERT ON outcome
    FOR EACH ROW EXECUTE FUNCTION story_text_write()
    """,
    f"""
    CREATE TRIGGER outcome_retold AFTER UPDATE OF {TOLD} ON outcome
    FOR EACH ROW EXECUTE FUNCTION story_text_write()
    """,
    """
    CREATE TRIGGER outcome_gone AFTER DELETE ON outcome
    FOR EACH ROW EXECUTE FUNCTION story_text_remove()
    """,
    """
    CREATE TRIGGER account_renamed AFTER UPDATE OF name, segment ON account
    FOR EACH ROW EXECUTE FUNCTION story_text_rename()
    """,
    f"INSERT INTO story_text {READ}",
)

TRIGGERS = {
    "outcome_told": "outcome",
    "outcome_retold": "outcome",
    "outcome_gone": "outcome",
    "account_renamed": "account",
}


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether the models know a table; for Alembic, which compares them with the database."""
    return not (kind == "table" and name is not None and name.startswith("story_"))


def create(connection: Connection) -> None:
    """Make the view, the table, its index and the triggers, and fill them from what is there."""
    statements = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    for statement in statements:
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take all of it away."""
    is_sqlite = connection.dialect.name == "sqlite"
    for trigger, table in TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER {trigger}{'' if is_sqlite else f' ON {table}'}"))
    if is_sqlite:
        connection.execute(text("DROP TABLE story_index"))
    else:
        for name in ("write", "remove", "rename"):
            connection.execute(text(f"DROP FUNCTION story_text_{name}()"))
    connection.execute(text("DROP TABLE story_text"))
    connection.execute(text("DROP VIEW story_source"))
    if not is_sqlite:
        connection.execute(text("DROP FUNCTION story_words(text)"))
