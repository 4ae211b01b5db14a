/** Copying a text, also where the page came over plain http and the browser has no clipboard for it. */

import { toast, toastError } from "./toast.tsx";

/** Copies, and says how it went. */
export async function copyText(text: string, done = "Copied"): Promise<void> {
  if ((await byClipboard(text)) || bySelection(text)) toast(done);
  else toastError("This browser does not let the page copy: select the text by hand.");
}

async function byClipboard(text: string): Promise<boolean> {
  if (!("clipboard" in navigator)) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

/** As pages did before there was a clipboard: inside of an open dialog, for nothing outside of it can be selected. */
function bySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  (focused?.closest("dialog") ?? document.body).append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isDone;
}
