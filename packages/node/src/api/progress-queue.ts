/** Events that wait for their reader; beyond this many the writer is asked to wait. */
const capacity = 1024;

/** Passes events from a training to whoever iterates over it, in order. Without a reader they are dropped. */
export class ProgressQueue<Event> {
  readonly #events: Event[] = [];
  #hasReader = false;
  #ended = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  push(event: Event): void {
    if (!this.#hasReader) return;
    this.#events.push(event);
    this.#wakeReader?.();
  }

  /** Resolves once there is room for more. */
  async room(): Promise<void> {
    while (this.#hasReader && this.#events.length >= capacity) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
  }

  /** No event follows. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  /** All events from now on, until the end. One reader at a time. */
  async *read(): AsyncGenerator<Event> {
    this.#hasReader = true;
    try {
      for (;;) {
        const event = this.#events.shift();
        if (event !== undefined) yield event;
        else if (this.#ended) return;
        else {
          this.#wakeWriter?.();
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        }
      }
    } finally {
      this.#hasReader = false;
      this.#events.length = 0;
      this.#wakeWriter?.();
    }
  }
}
