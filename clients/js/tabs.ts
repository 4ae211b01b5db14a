/**
 * Which tab of this device writes under which client id, by Web Locks: a lock lives exactly as long as its tab.
 *
 * Where there are no locks nobody can tell whether a tab lives, so no id is used twice: each tab draws its own.
 */

export class Tabs {
  readonly #locks: LockManager | null;
  readonly #name: string;
  readonly #held = new Set<number>();
  readonly #releases: (() => void)[] = [];
  #isReleased = false;

  constructor(locks: LockManager | null, name: string) {
    this.#locks = locks;
    this.#name = name;
  }

  get canTell(): boolean {
    return this.#locks !== null;
  }

  /** Takes over the client ids whose tabs are gone, and returns them. */
  async takeOver(ids: readonly number[]): Promise<ReadonlySet<number>> {
    const taken = await Promise.all(ids.map((id) => this.#hold(`${this.#name}/${id}`, true)));
    for (const [index, id] of ids.entries()) if (taken[index]) this.#held.add(id);
    return new Set(this.#held);
  }

  /** Holds a client id that this tab writes under; one just drawn nobody else can have. */
  keep(id: number): void {
    if (this.#held.has(id)) return;
    this.#held.add(id);
    void this.#hold(`${this.#name}/${id}`, false);
  }

  /** Calls as soon as this is the tab that keeps the board's copy up to date. */
  whenKeeper(call: () => void): void {
    if (this.#locks === null) call();
    else void this.#hold(`${this.#name}/copy`, false).then((isHeld) => isHeld && call());
  }

  release(): void {
    this.#isReleased = true;
    for (const release of this.#releases) release();
  }

  /** Returns once it is known whether the lock is ours; it stays so until `release`. */
  #hold(name: string, ifAvailable: boolean): Promise<boolean> {
    const locks = this.#locks;
    if (locks === null) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const held = locks.request(name, { ifAvailable }, (lock) => {
        resolve(lock !== null && !this.#isReleased);
        if (lock === null || this.#isReleased) return undefined;
        return new Promise<void>((release) => this.#releases.push(release));
      });
      held.catch(reject);
    });
  }
}
