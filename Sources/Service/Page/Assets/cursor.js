/** The point in time that all charts point at; null when none does. */
export class Cursor {
  #watchers = [];
  time = null;

  watch(watcher) { this.#watchers.push(watcher); }

  move(time) {
    if (time === this.time) return;
    this.time = time;
    for (const watcher of this.#watchers) watcher(time);
  }
}
