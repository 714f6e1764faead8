import type { Clock } from '../flow/clock.ts';
import type { AgentHealth } from './agent-status.ts';
import type { Systemd } from './systemd.ts';

const lookDelayMs = 500;
/** A status that changes all the time would start a process each time. */
const statusDelayMs = 30_000;

/** Keeps systemd told: READY=1 once the stream has answered, its watchdog fed while the agent is alive, and a STATUS for people. */
export async function keepTold(
  systemd: Systemd,
  health: AgentHealth,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  if (!systemd.isThere) return;
  const { watchdogMs = Number.POSITIVE_INFINITY } = systemd;
  let isReady = false;
  let told = { troubles: '', statusMs: Number.NEGATIVE_INFINITY, fedMs: Number.NEGATIVE_INFINITY };
  while (!signal.aborted) {
    const nowMs = clock.nowMs();
    const list = health.troubles(nowMs);
    const troubles = list.join('; ');
    if (!isReady && list.length === 0) {
      isReady = true;
      void systemd.ready();
    }
    const lines: string[] = [];
    // Three times within the time: one that comes late must not cost a restart.
    if (nowMs - told.fedMs >= watchdogMs / 3 && health.isAlive(nowMs)) {
      lines.push('WATCHDOG=1');
      told = { ...told, fedMs: nowMs };
    }
    if (troubles !== told.troubles || nowMs - told.statusMs >= statusDelayMs) {
      lines.push(`STATUS=${statusOf(health, troubles)}`);
      told = { ...told, troubles, statusMs: nowMs };
    }
    if (lines.length > 0) await systemd.notify(...lines);
    await clock.sleep(lookDelayMs, signal);
  }
}

function statusOf({ files }: AgentHealth, troubles: string): string {
  if (troubles !== '') return troubles;
  const open = files.filter(({ isOpen }) => isOpen).length;
  const behind = files.reduce((sum, { behindBytes }) => sum + behindBytes, 0);
  return `shipping: ${open} files open, ${behind} bytes behind`;
}
