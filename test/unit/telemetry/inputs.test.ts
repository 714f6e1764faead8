import { expect, it } from 'vitest';
import { toldInputs } from '../../fakes/told-inputs.ts';

const one = 'syslog tcp://127.0.0.1:51';
const longer = 'syslog tcp://127.0.0.1:514';
const further = `${one} udp://127.0.0.1:51`;

it('an input that is gone takes its own troubles and connections with it, and those of no other', () => {
  const { telemetry } = toldInputs();
  for (const input of [one, longer, further]) {
    telemetry.listenFailed(input, `address of ${input}`, new Error('EADDRINUSE'), 5_000);
    telemetry.followerEnded(input, 'it ended', 1_000, undefined);
    telemetry.connectionOpened(input);
  }
  telemetry.gone(one);
  telemetry.connectionClosed(one);
  expect([...telemetry.troubles.values()]).toEqual(
    [longer, further].flatMap((input) => [
      `cannot listen at address of ${input}`,
      `${input} cannot be followed`,
    ]),
  );
  expect([...telemetry.connections.keys()]).toEqual([longer, further]);
});
