"""Health as one statement that somebody would write by hand, with the same result as the product's.

It knows the days of three zones, the limits and terms of two segments, goals that rise, fall, hold
a level or were opened again, and writes only what comes out otherwise. What the databases plan
badly they are told in their own ways: SQLite looks up the rows of each account, PostgreSQL groups
all rows at once.
"""

from collections.abc import Mapping

ACCOUNTS = """
held AS MATERIALIZED (
  SELECT s.segment || d.today AS there, l.kind, coalesce(o.weight, l.weight) AS weight,
    coalesce(o.bad, l.bad) AS bad, abs(coalesce(o.good, l.good) - coalesce(o.bad, l.bad)) AS way,
    CASE WHEN coalesce(o.good, l.good) > coalesce(o.bad, l.bad) THEN 1 ELSE -1 END AS up,
    {earlier}(d.today{minus}coalesce(o.fresh_days, l.fresh_days){days}) AS since
  FROM (SELECT '' AS segment UNION ALL SELECT 'large' UNION ALL SELECT 'small') AS s
  CROSS JOIN (SELECT {today} AS today UNION SELECT {auckland}) AS d
  CROSS JOIN signal_limit l
  LEFT JOIN signal_limit o ON o.team_id = l.team_id AND o.kind = l.kind AND o.segment = s.segment
  WHERE l.team_id = {team} AND l.segment = ''),
placed AS MATERIALIZED (
  SELECT a.team_id, a.id AS account_id, p.id AS plan_id,
    {today_there} AS today,
    CASE WHEN a.segment IN ('large', 'small') THEN a.segment ELSE '' END || {today_there} AS there,
    coalesce(t.goals, 40) AS gw, coalesce(t.progress, 30) AS pw, coalesce(t.proxies, 30) AS xw,
    coalesce(t.green, 75) AS green, coalesce(t.yellow, 50) AS yellow,
    coalesce(t.fresh_days, 30) AS fresh_days
  FROM account a
  LEFT JOIN member m ON m.team_id = a.team_id AND m.id = a.owner_id
  LEFT JOIN working_time w ON w.team_id = a.team_id AND w.id = a.owner_id
  LEFT JOIN health_terms t ON t.team_id = a.team_id AND t.segment = a.segment
  LEFT JOIN plan p ON p.team_id = a.team_id AND p.account_id = a.id AND p.ended_on IS NULL
  WHERE a.team_id = {team})"""
TODAY_THERE = """
CASE coalesce(w.zone, m.zone) WHEN 'Pacific/Auckland' THEN {auckland} ELSE {today} END"""
IS_REACHED = """
CASE WHEN g.target > g.baseline OR (g.target = g.baseline AND g.direction = 'rising')
  THEN r.value >= g.target ELSE r.value <= g.target END"""
IS_KNOWN = """
g.baseline IS NOT NULL AND g.target IS NOT NULL AND g.due_on IS NOT NULL
  AND (r.read_on >= {earlier}(p.today{minus}p.fresh_days{days}) OR {is_reached})"""
GOALS = """
(CAST(sum(CASE WHEN {is_reached}
    THEN CASE WHEN g.reopened_on IS NULL OR r.read_on > g.reopened_on THEN 1000000 ELSE 0 END
    WHEN 4 * {gone} < {span} THEN {least}(1000000, {attained} * 4)
    ELSE {least}(1000000, ({attained} * {span} + {gone} / 2) / {gone}) END) AS BIGINT)
  + count(*) / 2) / nullif(count(*), 0)"""
ATTAINED = """
(CASE WHEN g.target = g.baseline OR (r.value > g.baseline) <> (g.target > g.baseline) THEN 0
  WHEN abs(g.target - g.baseline) > 1000000000000
    THEN (abs(r.value - g.baseline) / 1000000 * 1000000 + abs(g.target - g.baseline) / 2000000)
      / (abs(g.target - g.baseline) / 1000000)
  ELSE (abs(r.value - g.baseline) * 1000000 + abs(g.target - g.baseline) / 2)
    / abs(g.target - g.baseline) END)"""
SPAN = "(CASE WHEN g.due_on > g.starts_on THEN {due_after_start} ELSE 1 END)"
GONE = """
(CASE WHEN g.due_on <= p.today THEN {span} WHEN g.starts_on >= p.today THEN 0
  ELSE {today_after_start} END)"""
PROGRESS = """
CASE WHEN sum(CASE WHEN s.due_on <= p.today THEN s.weight ELSE 0 END) > 0
  THEN {least}(1000000, (sum(CASE WHEN s.done_on IS NOT NULL THEN s.weight ELSE 0 END) * 1000000
      + sum(CASE WHEN s.due_on <= p.today THEN s.weight ELSE 0 END) / 2)
    / sum(CASE WHEN s.due_on <= p.today THEN s.weight ELSE 0 END)) END"""
PROXIES = """
(CAST(sum(l.weight * CASE WHEN l.up * (n.value - l.bad) <= 0 THEN 0
    WHEN l.up * (n.value - l.bad) >= l.way THEN 1000000
    WHEN l.way > 1000000000000 THEN (l.up * (n.value - l.bad) / 1000000 * 1000000
      + l.way / 2000000) / (l.way / 1000000)
    ELSE (l.up * (n.value - l.bad) * 1000000 + l.way / 2) / l.way END) AS BIGINT)
  + sum(l.weight) / 2) / sum(l.weight)"""
LATEST = """
(SELECT {what} FROM reading r WHERE r.team_id = g.team_id AND r.goal_id = g.id
  ORDER BY r.read_on DESC, r.created_at DESC, r.id DESC LIMIT 1)"""

BY_ACCOUNT = """
SELECT p.*,
  (SELECT {goals} FROM goal g JOIN reading r ON r.team_id = g.team_id AND r.id = {latest}
   WHERE g.team_id = {team} AND g.plan_id = p.plan_id AND {is_known}) AS goals,
  (SELECT {progress} FROM milestone s
   WHERE s.team_id = {team} AND s.plan_id = p.plan_id) AS progress,
  (SELECT {proxies} FROM signal_now n CROSS JOIN held l
    ON l.there = p.there AND l.kind = n.kind AND l.since <= n.read_on
   WHERE n.team_id = {team} AND n.account_id = p.account_id) AS proxies
FROM placed p"""
GROUPED = """
SELECT p.*, goals, progress, proxies FROM placed p
LEFT JOIN (
  SELECT g.plan_id, {goals} AS goals FROM placed p
  JOIN goal g ON g.team_id = {team} AND g.plan_id = p.plan_id
  JOIN LATERAL {latest} AS r ON true
  WHERE {is_known} GROUP BY g.plan_id) AS goals ON goals.plan_id = p.plan_id
LEFT JOIN (
  SELECT s.plan_id, {progress} AS progress FROM placed p
  JOIN milestone s ON s.team_id = {team} AND s.plan_id = p.plan_id
  GROUP BY s.plan_id) AS steps ON steps.plan_id = p.plan_id
LEFT JOIN (
  SELECT n.account_id, {proxies} AS proxies FROM placed p
  JOIN signal_now n ON n.team_id = {team} AND n.account_id = p.account_id
  LEFT JOIN held l ON l.there = p.there AND l.kind = n.kind AND l.since <= n.read_on
  GROUP BY n.account_id) AS signals ON signals.account_id = p.account_id"""
INSERT = """
INSERT INTO health (team_id, account_id, score, band, goals, progress, proxies, goals_weight,
  progress_weight, proxies_weight, green, yellow, as_of, computed_at, changed_at)"""
SELECT = """
SELECT team_id, account_id, score, CASE WHEN score IS NULL THEN 'unknown' WHEN score >= green
  THEN 'green' WHEN score >= yellow THEN 'yellow' ELSE 'red' END, goals, progress, proxies,
  gw, pw, xw, green, yellow, today, {now}, {now}
FROM (
  SELECT *, CASE WHEN goals IS NOT NULL OR progress IS NOT NULL THEN
    (100 * (gw * coalesce(goals, 0) + pw * coalesce(progress, 0) + xw * coalesce(proxies, 0))
     + 5000 * (gw + pw + xw)) / (1000000 * (gw + pw + xw)) END AS score
  FROM (
    SELECT team_id, account_id, today, green, yellow, goals, progress, proxies,
      CASE WHEN goals IS NULL THEN 0 ELSE gw END AS gw,
      CASE WHEN progress IS NULL THEN 0 ELSE pw END AS pw,
      CASE WHEN proxies IS NULL THEN 0 ELSE xw END AS xw
    FROM parts) AS weighed) AS scored
WHERE true
ON CONFLICT (team_id, account_id) DO UPDATE SET score = excluded.score, band = excluded.band,
  goals = excluded.goals, progress = excluded.progress, proxies = excluded.proxies,
  goals_weight = excluded.goals_weight, progress_weight = excluded.progress_weight,
  proxies_weight = excluded.proxies_weight, green = excluded.green, yellow = excluded.yellow,
  as_of = excluded.as_of, computed_at = excluded.computed_at,
  changed_at = CASE WHEN (health.score, health.band) {is_other} (excluded.score, excluded.band)
    THEN excluded.changed_at ELSE health.changed_at END
WHERE (health.score, health.band, health.goals, health.progress, health.proxies,
    health.goals_weight, health.progress_weight, health.proxies_weight, health.green, health.yellow)
  {is_other} (excluded.score, excluded.band, excluded.goals, excluded.progress, excluded.proxies,
    excluded.goals_weight, excluded.progress_weight, excluded.proxies_weight, excluded.green,
    excluded.yellow)"""

SQLITE = {
    "earlier": "date",
    "minus": ", '-' || ",
    "days": " || ' days'",
    "least": "min",
    "is_other": "IS NOT",
    "due_after_start": "CAST(julianday(g.due_on) - julianday(g.starts_on) AS INTEGER)",
    "today_after_start": "CAST(julianday(p.today) - julianday(g.starts_on) AS INTEGER)",
    "latest": LATEST.format(what="r.id"),
}
POSTGRESQL = {
    "earlier": "",
    "minus": " - ",
    "days": "",
    "least": "least",
    "is_other": "IS DISTINCT FROM",
    "due_after_start": "(g.due_on - g.starts_on)",
    "today_after_start": "(p.today - g.starts_on)",
    "latest": LATEST.format(what="*"),
}


def statement(dialect: str, given: Mapping[str, str]) -> str:
    """The statement. `given` are literals: `team`, `now`, and the days `today` and `auckland`."""
    words = dict(given) | (SQLITE if dialect == "sqlite" else POSTGRESQL)
    for name, text in (
        ("today_there", TODAY_THERE),
        ("is_reached", IS_REACHED),
        ("is_known", IS_KNOWN),
        ("span", SPAN),
        ("gone", GONE),
        ("attained", ATTAINED),
        ("goals", GOALS),
        ("progress", PROGRESS),
        ("proxies", PROXIES),
    ):
        words[name] = text.format(**words)
    parts = BY_ACCOUNT if dialect == "sqlite" else GROUPED
    together = f"WITH {ACCOUNTS}, parts AS MATERIALIZED ({parts})"
    order = (together, INSERT, SELECT) if dialect == "sqlite" else (INSERT, together, SELECT)
    return " ".join(order).format(**words)
