/** The field of an estimate: Enter closes, what is no number takes it away. */

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
          onSet(Number.isFinite(given) ? Math.max(0, given) : null);
        }}
      />
    </form>
  );
}
