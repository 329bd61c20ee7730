// Dates in the reader's zone, in Slack's own formats.
import { lookUp } from "../dom.js";
import { now, zone } from "../store.js";

function part(date, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone(), ...options }).format(date);
}

/** The day in the reader's zone, as 2026-11-21. */
export function isoDay(date) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
}

/** 10:04 AM */
export function time(date) {
  return part(date, { hour: "numeric", minute: "2-digit" });
}

/** Saturday, November 21, 2026 at 10:04:05 AM GMT+1: for a title. */
export function exact(date) {
  return part(date, { dateStyle: "full" }) + " at " +
    part(date, { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" });
}

function ordinal(day) {
  const rest = day % 100;
  if (rest >= 11 && rest <= 13) return `${day}th`;
  return `${day}${["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

function long(date, { weekday = false } = {}) {
  const day = ordinal(Number(part(date, { day: "numeric" })));
  const text = `${part(date, { month: "long" })} ${day}, ${part(date, { year: "numeric" })}`;
  return weekday ? `${part(date, { weekday: "long" })}, ${text}` : text;
}

function short(date) {
  return part(date, { month: "short", day: "numeric", year: "numeric" });
}

function daysAway(date) {
  return Math.round((Date.parse(isoDay(date)) - Date.parse(isoDay(now()))) / 86_400_000);
}

function pretty(date, otherwise) {
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[daysAway(date)] ?? otherwise;
}

function ago(date) {
  const seconds = (date - now()) / 1000;
  const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const TOKENS = {
  date_num: isoDay,
  date_slash: (date) => isoDay(date).replaceAll("-", "/"),
  date: (date) => long(date),
  date_short: short,
  date_long: (date) => long(date, { weekday: true }),
  date_long_full: (date) => long(date, { weekday: true }),
  date_pretty: (date) => pretty(date, long(date)),
  date_short_pretty: (date) => pretty(date, short(date)),
  date_long_pretty: (date) => pretty(date, long(date, { weekday: true })),
  day_divider_pretty: (date) => pretty(date, long(date, { weekday: true })),
  time,
  time_secs: (date) => part(date, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** “{date_short} at {time}” filled for this instant; null where a token is unknown. */
export function formatted(date, format) {
  if (Number.isNaN(date.getTime())) return null;
  const unknown = [...format.matchAll(/\{(\w+)\}/g)].some(([, token]) => !lookUp(TOKENS, token));
  if (unknown) return null;
  return format.replace(/\{(\w+)\}/g, (_, token) => TOKENS[token](date));
}

/** “Today”, “Yesterday” or the day, for the divider between two days. */
export function dayName(date) {
  const text = pretty(date, part(date, { weekday: "long", month: "long", day: "numeric", year: "numeric" }));
  return text[0].toUpperCase() + text.slice(1);
}

/** The sandbox's clock: Sat, Nov 21, 2026, 10:04 AM. */
export function clock(date) {
  return part(date, { weekday: "short", month: "short", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit" });
}

/** The same where room is scarce: Sat, Nov 21. */
export function shortClock(date) {
  return part(date, { weekday: "short", month: "short", day: "numeric" });
}

/** The instant of a Slack timestamp. */
export function instant(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}
