/** The field of an estimate: Enter closes, nothing in it takes it away. */

import { isRefused } from "../ui/limits.ts";

interface EstimateProps {
  readonly value: number | null | undefined;
  readonly onSet: (value: number | null) => void;
  readonly close: () => void;
}

export function EstimateField({ value, onSet, close }: EstimateProps) {
  return (
    <form
      class="date-picker"
      onSubmit={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <input
        type="number"
        aria-label="Estimate"
        min={0}
        step="any"
        value={value ?? ""}
        onChange={(event) => {
          const given = event.currentTarget.valueAsNumber;
          if (!isRefused(event.currentTarget)) onSet(Number.isFinite(given) ? given : null);
        }}
      />
    </form>
  );
}
