"""Whatever is killed and whatever Slack does: nothing lost, nothing twice, in order, at its pace.

This is the short form; `make chaos` runs the long one.
"""

from pathlib import Path

from sqlalchemy import make_url

from tests.harness.chaos import Chaos, Scale
from tests.harness.slack import FakeSlack

SHORT = {
    "sqlite": Scale(people=60, messages=4, processes=1, kills=3, pause=(1.8, 2.5)),
    "postgresql": Scale(people=60, messages=4, processes=3, kills=4, pause=(0.8, 1.4)),
}


def test_nothing_is_lost_doubled_or_out_of_order(
    slack: FakeSlack, database_url: str, tmp_path: Path
) -> None:
    scale = SHORT[make_url(database_url).get_backend_name()]
    report = Chaos(slack, database_url, tmp_path, scale).run()
    assert report.sent == scale.people * scale.messages, report
    assert (report.lost, report.doubled, report.out_of_order) == (0, 0, 0), report
    assert report.least_gap >= 1.0, report
    assert report.kills == scale.kills
