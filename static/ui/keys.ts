/** Keys as the registry spells them ("mod+k", "shift+ArrowDown", "g b"), and what a press means. */

/** What of a key press matters; a KeyboardEvent is one. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const APPLE = typeof navigator !== "undefined" && /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

/** Returns a press in the registry's spelling: letters by what they write, so that any layout works. */
export function spell(press: Press, apple = APPLE): string {
  const mod = apple ? press.metaKey : press.ctrlKey;
  const held = [mod ? "mod" : "", press.altKey ? "alt" : ""];
  const letter = /^[a-z]$/i.test(press.key) || press.key === " ";
  // A sign like # or ? says itself that Shift is held; letters and named keys do not.
  if (press.shiftKey && (letter || press.key.length > 1)) held.push("shift");
  return [...held.filter((word) => word !== ""), nameOf(press)].join("+");
}

function nameOf({ key, code, altKey }: Press): string {
  if (key === " ") return "Space";
  // Alt writes other characters on a Mac: there the place of the key counts.
  if (altKey && /^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}

/** Returns a spelling for people to read. */
export function shown(keys: string, apple = APPLE): string {
  const names: Readonly<Record<string, string>> = {
    mod: apple ? "⌘" : "Ctrl",
    alt: apple ? "⌥" : "Alt",
    shift: apple ? "⇧" : "Shift",
    ArrowUp: "↑",
    ArrowDown: "↓",
    ArrowLeft: "←",
    ArrowRight: "→",
    Escape: "Esc",
  };
  return keys
    .split(" ")
    .map((chord) =>
      chord
        .split("+")
        .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
        .join(apple ? "" : "+"),
    )
    .join(" then ");
}

/** Says whether a press is for the input method; one browser sends the Enter that ends a composition after its end. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === COMPOSING;
}

const COMPOSING = 229;

/** Says whether a press belongs to what is being typed, not to us. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}
