"""`redthread import accounts`, from the command line to the rows."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select

from bot.connectors.files import open_table
from bot.database import Base, Database
from bot.errors import UserError
from bot.model import Account, Alias, AuditEvent, Member
from bot.practice.account_columns import ACCOUNTS
from bot.practice.account_import import AccountImport
from bot.practice.importing import LineResult, Verdict, importer
from bot.practice.lines import Line
from bot.practice.numbers import parse_number
from bot.practice.owner_email import emails_to_look_up, owner_found
from tests.command import command
from tests.harness.clock import MONDAY
from tests.harness.slack import BOT_TOKEN, FakeSlack

TEAM = "T0TEAM"


@pytest.fixture
def importing(database_url: str, tmp_path: Path) -> Any:
    """Write a file and import it into the workspace, from the command line."""

    def run(content: str | bytes, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "accounts.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        words = ["import", "accounts", str(file), "--team", TEAM, *options]
        return command(*words, folder=tmp_path, DATABASE_URL=database_url, **more)

    return run


def rows(database: Database, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of all accounts, by name."""
    found = [getattr(Account, column) for column in columns]
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(*found).order_by(Account.name_key))]


def events(database: Database) -> list[AuditEvent]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


FULL = (
    "Name,aliases,Owner,owner-email,Segment,touch model,ARR,Currency,Started On,renewal_on,"
    "seats,seats_active,domain,external_id,status,Industry\n"
    'Acme,"Acme Corp;ACME Inc|acme corp",U012AB3CD,a@x.example,mid,high,"120,000.50",usd,'
    "2024-01-31,31 Dec 2026,50,41,https://www.acme.example/x,A-1,Paused,Steel\n"
)


def test_every_column_arrives(importing, database):
    done = importing(FULL)

    assert done.returncode == 0, done.stderr
    assert "1 added, 0 changed, 0 left as they were; 0 bad." in done.stdout
    assert "“Industry”" in done.stderr
    columns = [c.key for c in Account.__table__.c if c.key not in {"team_id", "created_at"}]
    found = dict(zip(columns, rows(database, *columns)[0], strict=True))
    assert {name: str(value) for name, value in found.items()} == {
        "id": "acme",
        "name": "Acme",
        "name_key": "acme",
        "owner_id": "U012AB3CD",
        "owner_email": "a@x.example",
        "segment": "mid",
        "touch_model": "high",
        "arr": "120000.5000",
        "currency": "USD",
        "started_on": "2024-01-31",
        "renewal_on": "2026-12-31",
        "seats": "50",
        "seats_active": "41",
        "domain": "www.acme.example",
        "external_id": "A-1",
        "status": "paused",
        "last_number": "0",
    }
    with database.reading() as session:
        assert set(session.scalars(select(Alias.id))) == {"acme corp", "acme inc"}
        assert session.scalars(select(Member.id)).all() == ["U012AB3CD"]
    assert [(one.verb, one.actor_id) for one in events(database)] == [("account.add", "import")]


def test_the_same_file_again_changes_nothing_and_leaves_no_event(importing, database):
    importing(FULL)
    before = len(events(database))

    again = importing(FULL)

    assert "0 added, 0 changed, 1 left as they were; 0 bad." in again.stdout
    assert len(events(database)) == before


def test_a_change_is_told_from_before_to_after(importing, database):
    importing("name,external_id,seats,segment\nAcme,1,50,mid\n")

    done = importing("name,external_id,seats,segment\nAcme Corp,1,60,\n")

    assert "name: Acme → Acme Corp" in done.stdout
    assert "seats: 50 → 60" in done.stdout
    assert rows(database, "id", "name", "seats", "segment") == [("acme", "Acme Corp", 60, "mid")]
    changed = events(database)[-1]
    assert (changed.verb, changed.before, changed.after) == (
        "account.edit",
        {"name": "Acme", "seats": 50},
        {"name": "Acme Corp", "seats": 60},
    )


def test_a_dry_run_shows_everything_and_writes_nothing(importing, database):
    importing("name,seats\nAcme,5\nBeta,6\n")

    done = importing("name,seats\nAcme,7\nBeta,6\nGamma,1\n,3\n", "--dry-run")

    assert done.returncode == 1
    assert "seats: 5 → 7" in done.stdout
    assert "add Gamma" in done.stdout
    assert "Would add 1, change 1, leave 1; 1 bad." in done.stdout
    assert rows(database, "name", "seats") == [("Acme", 5), ("Beta", 6)]


def test_strict_is_all_or_nothing(importing, database):
    done = importing("name,seats\nAcme,5\nBeta,many\n", "--strict")

    assert done.returncode == 1
    assert "Nothing was imported" in done.stdout
    assert rows(database, "name") == []
    assert importing("name,seats\nAcme,5\nBeta,6\n", "--strict").returncode == 0
    assert rows(database, "name") == [("Acme",), ("Beta",)]


def test_columns_can_be_mapped(importing, database):
    done = importing("account_name,id\nAcme,7\n", "--map", "account_name=name,id=external_id")

    assert done.returncode == 0, done.stderr
    assert rows(database, "name", "external_id") == [("Acme", "7")]


BAD = [
    ("name,arr\nA,abc", "line 2, arr: “abc” is no number"),
    ("name,arr\nA,1.200", "“1.200” could be 1200 or 1.2"),
    ("name,arr\nA,1.2E+05", "is a rounded number"),
    ("name,arr\nA,-5", "“-5” is below 0"),
    ("name,arr\nA,100000000001", "is larger than 100,000,000,000"),
    ("name,arr\nA,1.00001", "more than 4 decimal places"),
    ("name,currency\nA,$", "“$” is no currency code"),
    ("name,renewal_on\nA,03/04/2026", "could be 2026-04-03 or 2026-03-04"),
    ("name,renewal_on\nA,2026-02-30", "“2026-02-30” is no date"),
    ("name,renewal_on\nA,friday", "“friday” is no date"),
    ("name,seats\nA,2.5", "is no whole number"),
    ("name,seats\nA,3000000000", "is not between 0 and"),
    ("name,owner\nA,Bob", "“Bob” is no Slack user id"),
    ("name,owner_email\nA,bob", "“bob” is no e-mail address"),
    ("name,domain\nA,acme", "“acme” is no domain"),
    ("name,status\nA,gone", "“gone” is no status; there are active, paused, churned"),
    ("name,segment\nA," + "x" * 81, "is 81 characters long; at most 80 fit"),
    ("name,seats\n,5", "line 2, name: is empty"),
    ("name\n" + "x" * 301, "is 301 characters long; at most 300 fit"),
    ("name,seats\nA", "line 2 has only 1 cells, but there are 2 columns"),
    ("name,seats\nA,1,2", "line 2 has 3 cells, but there are 2 columns"),
    ('name,seats\n"A"B,1', "line 2 has a quotation mark in the wrong place"),
    ('name,seats\n"A,1', "line 2 has a quotation mark without an end"),
    ("name\nA\na", "line 3, name: “a” is a name on line 2 of the file already"),
    ("name,aliases\nA,B\nB,", "line 3, name: “B” is a name on line 2"),
    ("name,aliases\nA,X\nB,x", "line 3, aliases: “x” is a name on line 2"),
    ("name,external_id\nA,1\nB,1", "line 3, external_id: “1” is on line 2"),
]


@pytest.mark.parametrize(("content", "complaint"), BAD, ids=[one[1][:40] for one in BAD])
def test_what_is_bad_is_named_and_the_rest_goes_in(empty, content, complaint, tmp_path):
    results = take(empty, tmp_path, content + "\nGood" + "," * content.split("\n")[0].count(","))

    said = [sentence(one) for one in results if one.verdict is Verdict.BAD]
    assert any(complaint in one for one in said), said
    if "without an end" not in complaint:
        assert results[-1].verdict is Verdict.ADDED


def sentence(result: LineResult) -> str:
    fault = result.faults[0]
    if fault.column is None:
        return f"line {result.line} {fault.reason}"
    value = f"“{fault.value}” " if fault.value else ""
    return f"line {result.line}, {fault.column}: {value}{fault.reason}"


@pytest.fixture(scope="module")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from bot.migrations import migrate

    database = Database(f"sqlite:///{tmp_path_factory.mktemp('import') / 'x.sqlite3'}")
    migrate(database.engine)
    yield database
    database.close()


@pytest.fixture
def empty(migrated_file: Database) -> Database:
    """A database without rows, for tests in which only the file matters."""
    forget(migrated_file)
    return migrated_file


def forget(database: Database) -> None:
    from bot.practice.workspace import ensure

    with database.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        ensure(session, TEAM, MONDAY)


def take(database: Database, folder: Path, content: str | bytes) -> list[LineResult]:
    """Import in this process, as one batch."""
    file = folder / "accounts.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_table(file) as table:
        job = AccountImport(importer(TEAM, MONDAY), ACCOUNTS.headings(table.columns, {}))
        return database.write_now(job.carry_out, list(table.lines))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "accounts.csv is empty"),
        (b"\r\n \r\n", "accounts.csv is empty"),
        (b"company,seats\nA,1\n", "no column “name”. Its columns are “company”, “seats”."),
        (b"name,Name\nA,B\n", "Two columns are “name”: the file's columns 1 and 2"),
        (b"name\nA\0B\n", "there is a NUL byte on line 2"),
        ("name\nA\n".encode("utf-16"), "is UTF-16, not CSV"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b"\xef\xbb\xbfname\nA\xe9\n", "says that it is UTF-8, but line 2 is not"),
        (b"name\nA\x81\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(importing, content, sentence):
    done = importing(content)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path):
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "no.csv", "There is no file")):
        with pytest.raises(UserError, match=words), open_table(path):
            pass


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffname,segment\r\nMüller,größer\r\n".encode(),
        "name;segment\nMüller;größer\n".encode(),
        "name\tsegment\nMüller\tgrößer\n".encode(),
        "sep=;\nname;segment\nMüller;größer\n".encode(),
        "\n\nname,segment,,\n\nMüller,größer,,\n".encode(),
        "name,segment\nMüller,größer\n".encode("cp1252"),
        "name,segment\rMüller,größer\r".encode(),
    ],
)
def test_encodings_delimiters_and_line_ends(empty, content, tmp_path):
    take(empty, tmp_path, content)

    assert rows(empty, "name", "segment") == [("Müller", "größer")]


def test_windows_1252_is_read_with_a_warning(importing, database):
    done = importing("name\nPlain\nMüller\n".encode("cp1252"))

    assert done.returncode == 0
    assert "not UTF-8 (see line 3); it is read as Windows-1252" in done.stderr
    assert ("Müller",) in rows(database, "name")


def test_lines_are_those_of_the_file_in_spite_of_line_breaks_in_quotes(empty, tmp_path):
    results = take(empty, tmp_path, 'name,"se\ngment",seats\n"A\n\nB",x,1\n\nC,y,many\n')

    assert [(one.line, one.verdict) for one in results] == [(3, "added"), (7, "bad")]
    assert rows(empty, "name") == [("A B",)]


STRANGE = [
    "שלום עולם",
    "شركة",
    "<!channel>",
    "A & <B>",
    "x" * 300,
    "🧶🧵",
    "﷽ 1",
    "a-7",
    "株式会社",
]


def test_strange_names_go_in_as_they_are(importing, database):
    content = "name\n" + "\n".join(STRANGE)

    assert importing(content).returncode == 0
    assert {name for (name,) in rows(database, "name")} == set(STRANGE)
    assert "0 added, 0 changed, 9 left" in importing(content).stdout
    assert all(id_[-2:] != "-7" for (id_,) in rows(database, "id"))


def test_names_are_taken_by_the_accounts_that_are_there(empty, tmp_path):
    take(empty, tmp_path, "name,aliases,external_id\nAcme,Roadrunner,1\n")

    taken = take(empty, tmp_path, "name,external_id,aliases\nRoadrunner,,\nAcme,2,\nNew,3,acme\n")

    assert [sentence(one) for one in taken] == [
        "line 2, name: “Roadrunner” is a name of the account acme already",
        "line 3, name: “Acme” is the account acme already, whose external_id is 1",
        "line 4, aliases: “acme” is a name of the account acme already",
    ]


def test_a_name_that_a_line_gives_up_can_be_taken_by_a_later_one(empty, tmp_path):
    take(empty, tmp_path, "name,external_id\nOld,1\nOther,2\n")

    results = take(empty, tmp_path, "name,external_id\nNew,1\nOld,2\nOther,3\n")

    assert [one.verdict for one in results] == ["changed", "changed", "added"]
    assert rows(empty, "name", "external_id") == [("New", "1"), ("Old", "2"), ("Other", "3")]


def test_an_alias_cell_is_the_whole_list(empty, tmp_path):
    take(empty, tmp_path, "name,aliases\nAcme,A|B\n")
    take(empty, tmp_path, "name,aliases\nAcme,b|C\n")
    take(empty, tmp_path, "name,aliases\nAcme,\n")

    with empty.reading() as session:
        assert sorted(session.scalars(select(Alias.name))) == ["C", "b"]


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=20
) | st.sampled_from(["Acme", "acme", "ACME ", "Beta", "<!channel>", "ß", "SS"])
CELLS = st.tuples(
    NAMES,
    st.lists(NAMES, max_size=3).map("|".join),
    st.sampled_from(["", "1", "2", "X-3"]),
    st.sampled_from(["", "120,000", "1 000,5", "1.5", "bad", "7"]),
    st.sampled_from(["", "2026-01-31", "31/12/2026", "02/03/2026"]),
    st.sampled_from(["", "a@x.example", "B@x.example"]),
)


FILES = st.lists(CELLS, max_size=8)
PROPERTY = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def as_csv(lines: list[tuple[str, ...]]) -> str:
    header = ("name", "aliases", "external_id", "arr", "renewal_on", "owner_email")
    quoted = ([cell.replace('"', '""') for cell in one] for one in (header, *lines))
    return "\n".join(",".join(f'"{cell}"' for cell in one) for one in quoted)


def test_a_first_import_needs_no_other_command(tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text("name\nAcme\n")
    words = ["import", "accounts", str(file), "--team", "T0TEAM"]

    looked = command(*words, "--dry-run", folder=tmp_path)
    assert looked.returncode == 2
    assert looked.stderr.startswith("There is no database ")
    assert looked.stderr.count("\n") == 1
    assert not (tmp_path / "default.sqlite3").exists()

    done = command(*words, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 added")
    assert "leave 1;" in command(*words, "--dry-run", folder=tmp_path).stdout


@PROPERTY
@given(lines=FILES)
def test_importing_twice_is_importing_once(migrated_file, tmp_path, lines):
    forget(migrated_file)
    first = take(migrated_file, tmp_path, as_csv(lines))
    said, kept = len(events(migrated_file)), rows(migrated_file, "id", "name", "arr")

    second = take(migrated_file, tmp_path, as_csv(lines))

    assert len(events(migrated_file)) == said
    assert rows(migrated_file, "id", "name", "arr") == kept
    after = {Verdict.ADDED: Verdict.LEFT, Verdict.BAD: Verdict.BAD}
    assert [one.verdict for one in second] == [after[one.verdict] for one in first]


@PROPERTY
@given(before=FILES, lines=FILES, at_once=st.integers(1, 4))
def test_a_preview_tells_what_will_happen(migrated_file, tmp_path, before, lines, at_once):
    forget(migrated_file)
    take(migrated_file, tmp_path, as_csv(before))
    (tmp_path / "accounts.csv").write_text(as_csv(lines), encoding="utf-8", newline="")
    with open_table(tmp_path / "accounts.csv") as table:
        headings, every = ACCOUNTS.headings(table.columns, {}), list(table.lines)
    batches = [every[at : at + at_once] for at in range(0, len(every), at_once)]
    preview, real = (AccountImport(importer(TEAM, MONDAY), headings) for _ in range(2))

    shown = [migrated_file.read_now(preview.preview, batch) for batch in batches]
    done = [migrated_file.write_now(real.carry_out, batch) for batch in batches]

    assert shown == done


def test_the_database_is_asked_per_batch_not_per_line(empty, tmp_path):
    asked: list[str] = []

    def ask(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(empty.engine, "before_cursor_execute", ask)
    counts = []
    for size in (3, 300):
        asked.clear()
        lines = "".join(f"{size} x {n},A{size}-{n},U0OWNER1,o@x.example\n" for n in range(size))
        take(empty, tmp_path, "name,aliases,owner,owner_email\n" + lines)
        counts.append(len(asked))
    event.remove(empty.engine, "before_cursor_execute", ask)

    assert counts[1] <= counts[0] <= 15


def test_an_id_that_was_taken_meanwhile_is_not_given_again(empty):
    job = AccountImport(importer(TEAM, MONDAY), ACCOUNTS.headings(["name"], {}))
    empty.write_now(job.carry_out, [Line(2, ("First",))])
    with empty.writing() as session:
        session.execute(
            insert(Account).values(
                team_id=TEAM, id="acme", name="X", name_key="x", last_number=0, created_at=MONDAY
            )
        )

    empty.write_now(job.carry_out, [Line(3, ("Acme",))])

    assert ("acme-a", "Acme") in rows(empty, "id", "name")


def test_strict_undoes_earlier_batches_too(importing, database):
    good = "\n".join(f"Customer {n}" for n in range(1_200))

    done = importing(f"name\n{good}\n{'x' * 301}\n", "--strict")

    assert done.returncode == 1
    assert "Nothing was imported, since 1 line is bad." in done.stdout
    assert rows(database, "name") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("120,000", "120000"),
        ("120 000", "120000"),
        ("120\u00a0000,50", "120000.50"),
        ("1.200,50", "1200.50"),
        ("1,200.50", "1200.50"),
        ("1.200.000", "1200000"),
        ("1'200.5", "1200.5"),
        ("12,5", "12.5"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
    ],
)
def test_numbers_are_read_exactly(words, number):
    assert str(parse_number(words)) == number


@pytest.mark.parametrize("words", ["1.200", "1,2,3", "12,34,567", "1e5", "$5", "5 %", "٣", "--1"])
def test_other_numbers_are_refused(words):
    with pytest.raises(UserError):
        parse_number(words)


OWNED = "name,owner_email\nAcme,Alice@Example.com\nBeta,alice@example.com\nGamma,no@x.example\n"


def test_owners_are_found_by_address_each_asked_once(importing, database, slack):
    done = importing(OWNED, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_API_URL=slack.url)

    assert "1 of 2 owners were found in Slack" in done.stdout, done.stderr
    assert rows(database, "owner_id") == [("U1",), ("U1",), (None,)]
    asked = [one["email"] for one in slack.calls_of("users.lookupByEmail")]
    assert asked == ["alice@example.com", "no@x.example"]
    again = importing(OWNED, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_API_URL=slack.url)
    assert "0 added, 0 changed, 3 left" in again.stdout


def test_the_search_for_owners_stops_when_slack_cannot_be_reached(importing, database, slack):
    slack.fail("users.lookupByEmail", "500", times=-1)

    done = importing(OWNED, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_API_URL=slack.url)

    assert done.returncode == 0
    assert "looked up later" in done.stderr
    assert len(slack.calls_of("users.lookupByEmail")) == 1
    assert rows(database, "owner_email")[0] == ("alice@example.com",)


def test_owners_without_a_token_are_looked_up_later(importing, database):
    assert "2 owners are kept by their e-mail address" in importing(OWNED).stdout
    assert database.read_now(emails_to_look_up, TEAM) == ["alice@example.com", "no@x.example"]


def test_only_colleagues_become_owners(database):
    from bot.model import Standing
    from bot.practice.member import Profile
    from bot.practice.workspace import ensure

    database.write_now(ensure, TEAM, MONDAY)
    guest = Profile("U7", "Guest", "g@x.example", None, Standing.GUEST)

    assert database.write_now(owner_found, TEAM, "g@x.example", guest, MONDAY) == 0


def test_without_a_team_the_token_says_which(database_url, tmp_path, slack: FakeSlack):
    file = tmp_path / "a.csv"
    file.write_text("name\nAcme\n")
    more = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": slack.url, "DATABASE_URL": database_url}

    done = command("import", "accounts", str(file), folder=tmp_path, **more)

    assert "1 added" in done.stdout, done.stderr
    without = command("export", folder=tmp_path, DATABASE_URL=database_url)
    assert '"team_id":"T0TEAM"' in without.stdout
