// The page's way to the sandbox: fetch the state, act, and hear that something changed.

const HEADERS = { "X-Sandbox": "1", "Content-Type": "application/json" };

function as(user) {
  return user ? `?as=${encodeURIComponent(user)}` : "";
}

async function json(response) {
  if (response.ok) return response.json();
  const answer = await response.json().catch(() => null);
  throw new Error(answer?.error ?? `The sandbox answered ${response.status}.`);
}

/** Everything this person sees. */
export async function fetchState(user) {
  return json(await fetch(`/page/state${as(user)}`, { cache: "no-store" }));
}

/** What went between the sandbox and the bot since entry number `after`. */
export async function fetchTraffic(after) {
  return json(await fetch(`/page/traffic?after=${after}`, { cache: "no-store" }));
}

/** Act as this person. Always answers {ok, error?, …}; a lost server is an error like any other. */
export async function postAct(user, act) {
  try {
    const body = JSON.stringify(act);
    const response = await fetch(`/page/act${as(user)}`, { method: "POST", headers: HEADERS, body });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    return { ok: false, error: answer.error ?? `The sandbox answered ${response.status}.` };
  } catch {
    return { ok: false, error: "The sandbox does not answer. Is it still running?" };
  }
}

/** Hear what changed for this person; returns a function that stops listening. */
export function listen(user, { changed, connection }) {
  const source = new EventSource(`/page/events${as(user)}`);
  source.addEventListener("changed", (event) => changed(parts(event.data)));
  source.addEventListener("open", () => connection(true));
  source.addEventListener("error", () => connection(false));
  return () => source.close();
}

function parts(data) {
  try {
    const list = JSON.parse(data);
    return Array.isArray(list) ? list : [String(list)];
  } catch {
    return String(data).split(/[,\s]+/);
  }
}
