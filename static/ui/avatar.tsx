/** People as small round marks: initials on their colour. */

export interface Face {
  readonly name: string;
  readonly color: string;
}

interface AvatarProps extends Face {
  readonly size?: "small" | "middle";
  /** Said beside the name: "editing Launch plan". */
  readonly doing?: string;
  readonly idle?: boolean;
}

export function Avatar({ name, color, size = "small", doing = "", idle = false }: AvatarProps) {
  const words = doing === "" ? name : `${name}: ${doing}`;
  return (
    <span
      class={`avatar is-${size}${idle ? " is-idle" : ""}`}
      style={{ "--hue": hue(color) }}
      role="img"
      aria-label={words}
      title={words}
    >
      {initials(name)}
    </span>
  );
}

/** Returns the token of a colour by its name; grey for a name that is none. */
export function hue(color: string | undefined): string {
  return COLORED.has(color ?? "") ? `var(--${color})` : "var(--text-3)";
}

const COLORED = new Set(["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"]);

const WIDE = /\p{scx=Han}|\p{scx=Hira}|\p{scx=Kana}|\p{scx=Hang}/u;

/** Returns one or two characters for a name: of its first and last word, whole characters in any script. Wide ones fill a mark alone. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter((word) => word !== "");
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 && !WIDE.test(first) ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}
