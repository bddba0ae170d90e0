/**
 * A stream of events that goes on whatever happens: a cut is mended by the browser, with the last id it has seen; a refusal by
 * asking again, from there on; a page that nobody sees rests. Nothing comes twice.
 */
export type LiveState = 'connecting' | 'open' | 'reconnecting' | 'offline' | 'ended';

export interface LiveOptions<T> {
  /** Where it is opened, to hear what comes after a place; null: from where it begins by itself. */
  url(after: number | null): string;
  /** Names of events that are listened to. */
  types: readonly string[];
  /** What was heard already. */
  from: number | null;
  onEvent(event: T): void;
  onState(state: LiveState): void;
  /** It had been away, and is there again. */
  onReopened(): void;
  /** It was not let in, or Intake is away. */
  onRefused(): void;
  /** After this nothing more may come: then a refusal is the end. */
  mayBeLast(event: T): boolean;
}

const AGAIN_MS = [1_000, 2_000, 5_000, 10_000];

export class LiveStream<T> {
  private source: EventSource | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  private refusals = 0;
  private opened = false;
  private last: number | null;
  private mayBeOver = false;
  private ended = false;

  constructor(private readonly options: LiveOptions<T>) {
    this.last = options.from;
    document.addEventListener('visibilitychange', this.look);
    window.addEventListener('online', this.look);
    window.addEventListener('offline', this.look);
    this.look();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.look);
    window.removeEventListener('online', this.look);
    window.removeEventListener('offline', this.look);
    this.rest();
  }

  private readonly look = (): void => {
    if (this.ended) return;
    this.rest();
    if (!navigator.onLine) this.options.onState('offline');
    // A browser has six connections to a server, for all its tabs together.
    else if (document.visibilityState === 'visible') this.open();
  };

  private rest(): void {
    clearTimeout(this.again);
    this.source?.close();
    this.source = null;
  }

  private open(): void {
    const { url, types, onState, onReopened } = this.options;
    onState(this.opened ? 'reconnecting' : 'connecting');
    const source = new EventSource(url(this.last));
    source.onopen = () => {
      if (this.opened) onReopened();
      this.opened = true;
      this.refusals = 0;
      onState('open');
    };
    source.onerror = () => this.failed(source);
    for (const type of types) source.addEventListener(type, (message) => this.hear(message));
    this.source = source;
  }

  private hear({ data, lastEventId }: MessageEvent<string>): void {
    const place = Number(lastEventId);
    if (this.last !== null && place <= this.last) return;
    this.last = place;
    const event: T = JSON.parse(data);
    this.mayBeOver = this.options.mayBeLast(event);
    this.options.onEvent(event);
  }

  private failed(source: EventSource): void {
    const { onState, onRefused } = this.options;
    const isCut = source.readyState !== EventSource.CLOSED;
    if (!this.mayBeOver) onState(navigator.onLine ? 'reconnecting' : 'offline');
    // The browser comes back by itself, and is answered 204 where all was told.
    if (isCut) return;
    this.rest();
    if (this.mayBeOver) {
      this.ended = true;
      onState('ended');
      return;
    }
    onRefused();
    const waitMs = AGAIN_MS[Math.min(this.refusals++, AGAIN_MS.length - 1)];
    this.again = setTimeout(this.look, waitMs);
  }
}
