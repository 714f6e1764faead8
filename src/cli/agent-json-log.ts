import type { LoadedAgentJson } from '../config/agent-json.ts';
import type { Logger } from '../telemetry/log.ts';

/** Says what is done differently than amazon-kinesis-agent does it, and which of its flows cannot be run. */
export function tellAgentJson(agentJson: LoadedAgentJson | undefined, log: Logger): void {
  if (agentJson === undefined) return;
  for (const { file, line, column, path, kind, message } of agentJson.notes) {
    const details = { place: `${file}:${line}:${column}`, key: path, note: message };
    if (kind === 'unknown') log.warn(details, 'unknown key');
    else log.info(details, kind === 'unused' ? 'key without use here' : 'key that is done differently');
  }
  if (agentJson.skipped !== undefined)
    log.error({ reason: agentJson.skipped.message }, 'some flows cannot be run: the others are');
}
