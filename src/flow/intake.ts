import type { Received } from '../record/received.ts';
import type { Clock } from './clock.ts';

/** Takes what cannot be read again. */
export interface Intake {
  /**
   * Resolves when all of it is on the disk: from then on it may be acknowledged to its sender. Waits where there is no
   * room; whoever reads from a sender that can be held up reads no more until then. False where the agent stops
   * before: nothing is promised of these messages then. Rejects with a RangeError, and takes none of them, where one is
   * longer than can be kept: whoever sent it ends with that, and nobody else.
   */
  put(messages: readonly Received[]): Promise<boolean>;
  /** For a sender that cannot be held up: false where there is no room for it, and the message is gone. */
  offer(message: Received): boolean;
  /** The cursor of the last message of this input that is on the disk. */
  cursorOf(input: string): string | undefined;
}

/** What a receiver is given. */
export interface ReceiverContext<Events> {
  /** The key that its messages are known by. */
  readonly input: string;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly events: Events;
}

/** One input that is sent to, or follows what cannot be read again. */
export interface Receiver {
  /** Begins; what keeps it from that is told, and tried again. */
  start(): void;
  /** Takes no more. Resolves when what it had taken is in the intake, or given up. */
  stop(): Promise<void>;
  /** Resolves when nothing more will come, of an input that has an end. */
  readonly ended?: Promise<void>;
}
