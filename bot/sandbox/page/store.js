// What the page knows: the last state from the sandbox, and where in it the person is.

export const store = {
  /** The answer of /page/state, or null before the first one. */
  state: null,
  /** Which conversation is open, which thread beside it, which tab of the app. */
  route: { channel: null, thread: null, tab: "messages" },
  /** Set by main.js: send an act, then fetch the state again. */
  act: async () => ({ ok: false, error: "The page has not started." }),
  /** Set by main.js: go somewhere. */
  go: () => {},
  /** Set by main.js: become somebody else. */
  be: () => {},
  /** Set by main.js: open or close “inspector” or “tour”. */
  pane: () => {},
};

/** Somebody by id, also the bot; a stand-in where the id is unknown. */
export function person(id) {
  const found = store.state?.people?.find((one) => one.id === id);
  if (found) return found;
  const bot = store.state?.bot;
  if (bot?.user_id === id) return { id, name: bot.name, is_bot: true, avatar_color: "#8c1d2f" };
  return { id, name: id ?? "Somebody", unknown: true };
}

/** The person whom one is. */
export function me() {
  return person(store.state?.me);
}

/** A conversation by id, or null where this person is not in it. */
export function channel(id) {
  return store.state?.channels?.find((one) => one.id === id) ?? null;
}

/** What a conversation is called: a channel's name, or the other person's. */
export function channelName(one) {
  if (one.kind === "im") return one.with ? person(one.with).name : one.name;
  return one.name;
}

/** The app's own direct message. */
export function appChannel() {
  return store.state?.channels?.find((one) => one.kind === "im" && one.with === store.state.bot.user_id) ?? null;
}

/** Messages of a conversation, oldest first. */
export function messagesOf(id) {
  return store.state?.messages?.[id] ?? [];
}

/** The sandbox's now, as a Date. */
export function now() {
  return new Date(store.state?.now ?? Date.now());
}

/** The reader's time zone, or undefined (the browser's) where it is none that exists. */
export function zone() {
  const wanted = me().zone;
  try {
    new Intl.DateTimeFormat("en", { timeZone: wanted });
    return wanted || undefined;
  } catch {
    return undefined;
  }
}
