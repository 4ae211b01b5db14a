/**
 * A text that several people type in at once: a textarea over a mirror of its text, which holds the others' carets
 * and gives the height.
 *
 * What is typed becomes a splice of the field, what others typed becomes a splice of the textarea. While an input method
 * composes, both wait until it is done.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Splice } from "../../clients/js/edits/text.ts";
import { EditError } from "../../clients/js/errors.ts";
import { hue } from "./avatar.tsx";
import { isComposing } from "./keys.ts";
import { moved, rebased } from "./typing.ts";

/** What is edited: a `TextField` of the client is one. */
export interface Field {
  readonly value: string;
  splice(at: number, remove: number, insert: string): void;
  /** Returns what was typed between two states of the text, up to `caret`; null: nothing. */
  typed(before: string, after: string, caret: number): Splice | null;
  watch(listener: (splices: readonly Splice[], origin: "mine" | "others" | "rebuilt") => void): () => void;
  undo(): boolean;
  redo(): boolean;
}

export interface Caret {
  readonly session: string;
  readonly name: string;
  readonly color: string;
  readonly at: number;
}

interface SharedTextProps {
  readonly field: Field;
  readonly label: string;
  readonly class?: string;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly isOneLine?: boolean;
  /** Takes the keyboard whenever this counts up. */
  readonly focusAsked?: number;
  readonly carets: readonly Caret[];
  /** Called with the ends of the selection; null: left. */
  readonly onCaret: (selection: readonly [anchor: number, head: number] | null) => void;
  readonly onDone?: () => void;
  /** What was typed cannot be taken; the field shows again what stands. */
  readonly onRefused: (error: EditError, typed: string) => void;
}

export function SharedText(props: SharedTextProps) {
  const { field, carets, onCaret } = props;
  const refused = useRef(props.onRefused);
  refused.current = props.onRefused;
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(field.value);
  const binding = useRef<Binding | null>(null);

  useLayoutEffect(() => {
    if (area.current === null) return;
    const bound = new Binding(area.current, field, setText, (error, typed) => refused.current(error, typed));
    binding.current = bound;
    return () => bound.close();
  }, [field]);
  useLayoutEffect(() => {
    if (props.focusAsked !== undefined && props.focusAsked > 0) area.current?.focus();
  }, [props.focusAsked]);
  useEffect(() => () => onCaret(null), []);

  const tellCaret = () => {
    const at = area.current;
    if (at === null || document.activeElement !== at) return;
    const backward = at.selectionDirection === "backward";
    onCaret(backward ? [at.selectionEnd, at.selectionStart] : [at.selectionStart, at.selectionEnd]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const isEnd = event.key === "Enter" && (props.isOneLine === true || event.ctrlKey || event.metaKey);
    if (isEnd || event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      // Whoever is done typing stays where they are, for the next key.
      const around = area.current?.closest<HTMLElement>("[tabindex='-1']");
      if (around === null || around === undefined) area.current?.blur();
      else around.focus({ preventScroll: true });
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) field.redo();
      else field.undo();
    }
  };

  return (
    <div class={`shared-text ${props.class ?? ""}`}>
      <div class="shared-text-mirror" aria-hidden="true">
        {withCarets(text, carets)}
        {"\u200b"}
      </div>
      <textarea
        ref={area}
        rows={1}
        aria-label={props.label}
        placeholder={props.placeholder ?? ""}
        readOnly={props.readOnly ?? false}
        onInput={() => {
          binding.current?.onInput();
          tellCaret();
        }}
        onCompositionStart={() => binding.current?.onCompositionStart()}
        onCompositionEnd={() => binding.current?.onCompositionEnd()}
        onSelect={tellCaret}
        onFocus={tellCaret}
        onKeyUp={tellCaret}
        onKeyDown={onKeyDown}
        onBlur={() => {
          onCaret(null);
          props.onDone?.();
        }}
      />
    </div>
  );
}

function withCarets(text: string, carets: readonly Caret[]) {
  const sorted = [...carets].sort((left, right) => left.at - right.at);
  let from = 0;
  const parts = sorted.map((caret) => {
    const before = text.slice(from, caret.at);
    from = Math.max(from, caret.at);
    return [
      before,
      <span key={caret.session} class="caret" style={{ "--hue": hue(caret.color) }}>
        <span class="caret-name">{caret.name}</span>
      </span>,
    ];
  });
  return [parts, text.slice(from)];
}

/** Keeps one textarea and one field equal. */
class Binding {
  private readonly area: HTMLTextAreaElement;
  private readonly field: Field;
  private readonly show: (text: string) => void;
  private readonly refuse: SharedTextProps["onRefused"];
  private readonly stop: () => void;
  /** What textarea and field agreed on last. */
  private agreed: string;
  /** Splices of others that wait for the input method. */
  private held: Splice[] | null = null;

  constructor(
    area: HTMLTextAreaElement,
    field: Field,
    show: (text: string) => void,
    refuse: SharedTextProps["onRefused"],
  ) {
    this.area = area;
    this.field = field;
    this.show = show;
    this.refuse = refuse;
    this.agreed = field.value;
    area.value = this.agreed;
    show(this.agreed);
    this.stop = field.watch((splices, origin) => {
      if (this.held !== null) this.held.push(...splices);
      else this.take(splices, origin !== "mine");
    });
  }

  close(): void {
    this.stop();
  }

  onInput(): void {
    if (this.held === null) this.send([]);
    else this.show(this.area.value);
  }

  onCompositionStart(): void {
    this.held = [];
  }

  onCompositionEnd(): void {
    const held = this.held ?? [];
    this.held = null;
    this.send(held);
  }

  /** Sends what was typed since both agreed; `held` came in from others meanwhile. */
  private send(held: readonly Splice[]): void {
    const mine = this.field.typed(this.agreed, this.area.value, this.area.selectionEnd);
    const carets = [this.area.selectionStart, this.area.selectionEnd] as const;
    this.agreed = this.field.value;
    if (mine === null || this.isTaken(rebased(mine, held))) this.settle(carets, held);
    else this.settle([mine.at, mine.at + mine.remove], held);
  }

  /** A change is taken whole or not at all: of a half nobody would know which half it is. */
  private isTaken({ at, remove, insert }: Splice): boolean {
    try {
      this.field.splice(at, remove, insert);
      return true;
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      this.refuse(error, insert);
      return false;
    }
  }

  private take(splices: readonly Splice[], keepsCaret: boolean): void {
    if (this.field.value === this.area.value) {
      this.agreed = this.field.value;
      this.show(this.agreed);
      return;
    }
    const last = splices.at(-1);
    const end = last === undefined ? this.field.value.length : last.at + last.insert.length;
    const carets = keepsCaret
      ? ([this.area.selectionStart, this.area.selectionEnd] as const)
      : ([end, end] as const);
    this.settle(carets, keepsCaret ? splices : []);
  }

  private settle([start, end]: readonly [number, number], splices: readonly Splice[]): void {
    this.agreed = this.field.value;
    this.show(this.agreed);
    if (this.area.value === this.agreed) return;
    this.area.value = this.agreed;
    this.area.setSelectionRange(moved(start, splices), moved(end, splices));
  }
}
